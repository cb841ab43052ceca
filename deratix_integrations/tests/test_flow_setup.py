from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .flow_pages_case import FlowPagesCase, RealFlowPagesCase


@tagged("post_install", "-at_install")
class TestFlowSetup(FlowPagesCase):
    """Setting flows up, step by step, without leaving this machine."""

    def begin(self, source="jortt", target="fortnox", **values):
        Setup = self.env["deratix.flow.setup"].with_user(self.admin)
        return Setup.create({"source_system": source, "target_system": target, **values})

    def at(self, step, **values):
        """A setup that has come as far as a step, with accounts that answer."""
        setup = self.begin(**values)
        (self.jortt | self.fortnox).write({"last_test_at": "2026-01-01", "last_test_ok": True})
        while setup.step != step:
            setup.action_next()
        return setup

    # -- the systems --------------------------------------------------------------------------

    def test_the_only_account_of_a_system_is_chosen(self):
        setup = self.begin()
        self.assertEqual((setup.source_id, setup.target_id), (self.jortt, self.fortnox))

    def test_an_account_is_made_where_there_is_none(self):
        self.jortt.active = False
        setup = self.begin()
        self.assertFalse(setup.source_id)
        setup.action_next()
        self.assertEqual(setup.source_id.provider, "jortt")
        self.assertEqual(setup.source_id.company_id, setup.company_id)

    def test_the_page_chooses_with_the_person(self):
        with Form(self.env["deratix.flow.setup"].with_user(self.admin)) as form:
            form.source_system = "jortt"
            self.assertEqual(form.source_id, self.jortt)
            form.source_system = "odoo"
            self.assertFalse(form.source_id)
            form.source_system = "jortt"
            form.target_system = "odoo"
        self.assertEqual(form.record.display_name, "Jortt → Odoo")

    def test_a_system_does_not_work_with_itself(self):
        with self.assertRaises(ValidationError):
            self.begin("odoo", "odoo")
        with self.assertRaises(ValidationError):
            self.begin("jortt", "jortt", source_id=self.jortt.id, target_id=self.jortt.id)
        self.assertFalse(self.begin("jortt", "jortt").target_id, "another account is to be made")

    def test_an_account_of_another_system_is_refused(self):
        with self.assertRaises(ValidationError):
            self.begin(source_id=self.fortnox.id)

    def test_an_account_of_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Other"})
        foreign = self.connect(other, "http://127.0.0.1:9", "Foreign")
        with self.assertRaises(UserError):
            self.begin("superfaktura", source_id=foreign.id)

    def test_without_signing_in_nobody_goes_on(self):
        setup = self.begin()
        setup.action_next()
        self.assertEqual(setup.step, "sign_in")
        with self.assertRaises(UserError) as caught, self.enter_registry_test_mode():
            setup.action_next()
        self.assertIn("Jortt", str(caught.exception))
        self.assertEqual(setup.step, "sign_in")

    # -- what flows ---------------------------------------------------------------------------

    def test_what_cannot_flow_is_not_offered_and_says_why(self):
        setup = self.at("flows")
        self.assertFalse(setup.customers_obstacle or setup.orders_obstacle)
        self.assertEqual(setup.products_obstacle, "Jortt has no products and no stock.")
        self.assertTrue(setup.stock_obstacle)
        self.assertEqual((setup.with_customers, setup.with_orders), (True, True))
        self.assertFalse(setup.with_products or setup.with_stock)
        setup.with_products = True
        with self.assertRaises(UserError) as caught:
            setup.action_next()
        self.assertIn("Jortt has no products", str(caught.exception))

    def test_the_stock_of_odoo_is_offered_where_it_keeps_one(self):
        setup = self.begin("odoo", "fortnox")
        reason = self.env["deratix.flow"]._own_stock_obstacle()
        self.assertEqual(setup.stock_obstacle, reason or False)
        if "stock.quant" not in self.env:
            self.assertIn("Inventory", setup.stock_obstacle)

    def test_a_flow_that_is_there_is_not_made_twice(self):
        self.flow("customers")
        setup = self.at("flows")
        self.assertEqual(setup.customers_obstacle, "There is such a flow already.")
        self.assertFalse(setup.with_customers)
        setup.action_next()
        self.assertEqual(setup.flow_ids.mapped("kind"), ["orders"])

    def test_something_has_to_flow(self):
        setup = self.at("flows")
        setup.write({"with_customers": False, "with_orders": False})
        with self.assertRaises(UserError):
            setup.action_next()

    def test_the_flows_are_made_together_and_keep_their_answers(self):
        setup = self.at("questions")
        self.assertEqual(sorted(setup.flow_ids.mapped("kind")), ["customers", "orders"])
        self.assertEqual(set(setup.flow_ids.mapped("state")), {"draft"})
        orders = setup.flow_ids.filtered(lambda flow: flow.kind == "orders")
        orders.interval = 15
        self.assertIn("Every 15 minutes.", orders.answer_text)
        setup.action_back()
        setup.with_customers = False
        setup.action_next()
        self.assertEqual(setup.flow_ids, orders)
        self.assertEqual(orders.interval, 15)

    def test_other_systems_need_other_flows(self):
        setup = self.at("questions")
        before = setup.flow_ids
        for _step in range(3):
            setup.action_back()
        setup.write({"target_system": "odoo"})
        setup.action_next()
        self.assertFalse(setup.flow_ids)
        self.assertFalse(before.exists())

    # -- preview and switching on -------------------------------------------------------------

    def test_nothing_is_switched_on_before_it_was_seen(self):
        setup = self.at("preview")
        with self.assertRaises(UserError) as caught:
            setup.action_next()
        self.assertIn("Look at the preview", str(caught.exception))
        for flow in setup.flow_ids:
            run = self.leg(flow, "flow_in", state="reading", is_preview=True)
        with self.assertRaises(UserError):
            setup.action_next()
        setup.flow_ids.run_ids.sudo().state = "ready"
        setup.flow_ids.sudo().looked_at = fields.Datetime.now()
        action = setup.action_next()
        self.assertEqual(setup.step, "done")
        self.assertEqual(set(setup.flow_ids.mapped("state")), {"on"})
        self.assertEqual(run.state, "cancelled", "an open preview would hold the flow up")
        self.assertEqual(action["res_model"], "deratix.flow")
        self.assertTrue(setup.flow_ids[0]._due(fields.Datetime.now()), "the preview was no look")

    def test_the_preview_tells_what_it_found(self):
        setup = self.at("preview")
        flow = setup.flow_ids[0]
        self.assertFalse(flow.preview_text)
        run = self.leg(flow, "flow_in", state="ready", is_preview=True)
        self.env.invalidate_all()
        self.assertEqual(flow.preview_text, "Nothing to move now.")
        self.line_of(run, "1", state="planned")
        self.env.invalidate_all()
        self.assertEqual(flow.preview_text, "New: 1, changed: 0, to review: 0.")

    # -- leaving and coming back --------------------------------------------------------------

    def test_it_can_be_left_and_taken_up_again(self):
        setup = self.at("questions")
        Setup = self.env["deratix.flow.setup"].with_user(self.admin)
        self.assertEqual(Setup.action_begin()["res_id"], setup.id)
        self.assertEqual(setup.flow_ids[0].action_open_setup()["res_id"], setup.id)
        self.assertEqual(setup.step, "questions")

    def test_after_it_is_done_another_one_begins(self):
        setup = self.at("preview")
        for flow in setup.flow_ids:
            self.leg(flow, "flow_in", state="done", is_preview=True)
        setup.action_next()
        Setup = self.env["deratix.flow.setup"].with_user(self.admin)
        self.assertFalse(Setup.action_begin()["res_id"])
        for press in (setup.action_next, setup.action_back, setup.action_discard):
            with self.assertRaises(UserError):
                press()

    def test_the_account_leads_back_while_one_signs_in(self):
        setup = self.begin()
        fortnox = self.fortnox.with_user(self.admin)
        self.assertFalse(fortnox.open_setup_id)
        self.assertIn("integration-connections", fortnox._page_after_consent())
        setup.action_next()
        self.env.invalidate_all()
        self.assertEqual(fortnox.open_setup_id, setup)
        self.assertTrue(fortnox._page_after_consent().endswith(f"flow-setup/{setup.id}"))
        self.assertEqual(fortnox.action_open_setup()["res_id"], setup.id)

    def test_discarding_takes_the_drafts_along(self):
        setup = self.at("preview")
        flows = setup.flow_ids
        self.leg(flows[0], "flow_in", state="done", is_preview=True)
        setup.action_discard()
        self.assertFalse(setup.exists())
        self.assertEqual(flows.exists(), flows[0])
        self.assertFalse(flows[0].active)
        self.assertTrue(self.fortnox.active)

    def test_only_administrators_set_up(self):
        Setup = self.env["deratix.flow.setup"].with_user(self.user)
        with self.assertRaises(AccessError):
            Setup.action_begin()
        with self.assertRaises(AccessError):
            Setup.browse(self.begin().id).action_next()


@tagged("post_install", "-at_install")
class TestFlowSetupReal(RealFlowPagesCase):
    def test_next_tests_both_accounts(self):
        setup = (
            self.env["deratix.flow.setup"]
            .with_user(self.admin)
            .create({"source_system": "jortt", "target_system": "fortnox"})
        )
        setup.action_next()
        with self.enter_registry_test_mode():
            setup.action_next()
        self.assertEqual(setup.step, "flows")
        self.assertEqual((self.jortt.status, self.fortnox.status), ("ready", "ready"))
