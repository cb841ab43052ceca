from datetime import datetime, timedelta

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .flow_pages_case import FlowPagesCase


@tagged("post_install", "-at_install")
class TestFlowPages(FlowPagesCase):
    """Watching flows: figures, pausing, deciding on what waits."""

    def figures(self, flow):
        return flow.moved_count, flow.waiting_count, flow.failed_count, flow.run_count

    def count_of(self, action):
        return self.env[action["res_model"]].search_count(action["domain"])

    # -- figures ------------------------------------------------------------------------------

    def test_each_figure_is_that_of_its_list(self):
        flow = self.flow()
        self.flow(source=self.fortnox, target=self.jortt)
        read = self.leg(flow, "flow_in")
        self.line_of(read, "in-1")
        written = self.leg(flow)
        self.line_of(written, "1", decision="create_there")
        self.line_of(written, "2", decision="update")
        self.line_of(written, "3", decision="link")
        self.line_of(written, "4", state="failed")
        self.line_of(written, "5", category="review", state="planned", decision="skip")
        self.assertEqual(self.figures(flow), (2, 1, 1, 2))
        self.assertEqual(self.count_of(flow.action_moved()), 2)
        self.assertEqual(self.count_of(flow.action_waiting()), 1)
        self.assertEqual(self.count_of(flow.action_failed()), 1)
        self.assertEqual(self.count_of(flow.action_runs()), 2)

    def test_into_odoo_the_first_leg_is_the_last(self):
        flow = self.flow(target=self.env["deratix.connection"])
        self.line_of(self.leg(flow, "flow_in"), "1")
        self.assertEqual(flow.moved_count, 1)

    def test_only_what_the_flow_is_about_counts_as_moved(self):
        flow = self.flow()
        run = self.leg(flow)
        self.line_of(run, "1", decision="create_there")
        self.line_of(run, "product:1", decision="create_there", record="product")
        self.assertEqual(flow.moved_count, 1)

    def test_a_run_that_is_to_be_looked_at_waits_with_all_it_holds(self):
        flow = self.flow()
        run = self.leg(flow, state="ready")
        self.line_of(run, "1", state="planned")
        self.line_of(run, "2", state="planned")
        self.assertEqual(flow.waiting_count, 2)
        self.assertTrue(flow.is_waiting)
        self.assertEqual(flow.action_waiting()["res_id"], run.id)

    def test_a_list_of_flows_costs_a_constant_number_of_queries(self):
        names = ["moved_count", "waiting_count", "failed_count", "run_count", "is_waiting"]

        def read(flows):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            flows.read(names)
            return self.env.cr.sql_log_count - before

        def populated():
            flow = self.flow()
            self.line_of(self.leg(flow), "1")
            return flow

        one = populated()
        self.assertTrue(read(one))
        few = read(one)
        many = one
        for _each in range(8):
            many |= populated()
        self.assertEqual(read(many), few)

    def test_the_card_counts_its_flows(self):
        self.flow()
        self.flow(source=self.fortnox, target=self.jortt)
        card = self.env["deratix.card"].search([("connection_id", "=", self.jortt.id)])
        self.assertEqual(card.data["flows"], 2)
        self.assertEqual(self.count_of(card.action_flows()), 2)

    # -- rights -------------------------------------------------------------------------------

    def test_users_look_and_do_not_touch(self):
        flow = self.flow().with_user(self.user)
        self.assertEqual(flow.moved_count, 0)
        for press in (flow.action_switch_on, flow.action_preview, flow.action_pause):
            with self.assertRaises(AccessError):
                press()
        self.assertFalse(self.env["deratix.flow.pause"].with_user(self.user).has_access("create"))

    # -- pausing ------------------------------------------------------------------------------

    def pause(self, flow, **values):
        wizard = self.env["deratix.flow.pause"].with_user(self.admin)
        return wizard.create({"flow_ids": flow.ids, **values}).action_pause()

    def test_pausing_tells_why_and_until_when(self):
        flow = self.flow()
        flow.action_switch_on()
        run = self.leg(flow, state="applying")
        with freeze_time("2026-03-02 10:00:00"):
            until = datetime(2026, 3, 2, 12)
            self.pause(flow, reason="Stocktaking", until=until)
            self.assertEqual((flow.state, flow.pause_reason), ("paused", "Stocktaking"))
            self.assertEqual(run.state, "cancelled")
            with self.assertRaises(UserError):
                flow.action_run_now()

    def test_a_flow_that_is_not_on_cannot_be_paused(self):
        with self.assertRaises(UserError):
            self.pause(self.flow(), reason="Stocktaking")

    def test_a_pause_ends_later(self):
        flow = self.flow()
        flow.action_switch_on()
        with self.assertRaises(ValidationError):
            self.pause(flow, reason="Stocktaking", until=datetime.now() - timedelta(days=1))

    def test_the_scheduler_ends_a_pause_and_keeps_the_interval(self):
        flow = self.flow(interval=30)
        flow.action_switch_on()
        look = self.env.ref("deratix_integrations.ir_cron_flows").method_direct_trigger

        def legs():
            return self.env["deratix.run"].search_count([("flow_id", "=", flow.id)])

        with self.enter_registry_test_mode():
            with freeze_time("2026-03-02 10:00:00"):
                self.pause(flow, reason="Stocktaking", until=datetime(2026, 3, 2, 12))
                look()
            self.assertEqual((flow.state, legs()), ("paused", 0))
            with freeze_time("2026-03-02 12:01:00"):
                look()
                self.assertEqual((flow.state, legs()), ("on", 1))
                self.assertFalse(flow.pause_reason)
                self.env["deratix.run"].search([("flow_id", "=", flow.id)]).action_cancel()
            with freeze_time("2026-03-02 12:30:00"):
                look()
            self.assertEqual(legs(), 1)
            with freeze_time("2026-03-02 12:31:00"):
                look()
                self.assertEqual(legs(), 2)
                look()
            self.assertEqual(legs(), 2, "one at a time")

    # -- previews -----------------------------------------------------------------------------

    def test_a_preview_waits_for_a_person(self):
        flow = self.flow()
        flow.action_switch_on()
        run = flow._start_leg("flow_out", is_preview=True).sudo()
        self.line_of(run, "1", state="planned", decision="create_there")
        run._after_collecting()
        self.assertEqual(run.state, "ready")

    def test_without_a_preview_it_is_carried_over(self):
        flow = self.flow()
        flow.action_switch_on()
        run = flow._start_leg("flow_out").sudo()
        self.line_of(run, "1", state="planned", decision="create_there")
        run._after_collecting()
        self.assertEqual(run.state, "applying")

    def test_a_preview_that_finds_nothing_stays_to_be_seen(self):
        flow = self.flow()
        run = flow._start_leg("flow_out", is_preview=True).sudo()
        run._after_collecting()
        self.assertEqual(run.exists().state, "done")

    # -- lines --------------------------------------------------------------------------------

    def test_a_held_order_is_added_on_its_side_or_left_out(self):
        flow = self.flow()
        held = {"record": "order", "category": "review", "state": "planned", "decision": "skip"}
        out = self.leg(flow)
        first = self.line_of(out, "order:1", **held)
        second = self.line_of(out, "order:2", **held)
        inward = self.line_of(self.leg(flow, "flow_in"), "order:3", **held)
        first.with_user(self.user).action_decide_create()
        self.assertEqual((first.decision, first.state), ("create_there", "sending"))
        second.run_id.state = "done"
        second.with_user(self.user).action_decide_skip()
        self.assertEqual(second.state, "skipped")
        inward.with_user(self.user).action_decide_create()
        self.assertEqual((inward.decision, inward.state), ("create", "planned"))

    def test_an_order_without_a_twin_cannot_be_updated(self):
        run = self.leg(self.flow(), state="ready")
        line = self.line_of(run, "order:1", record="order", state="planned")
        line.with_user(self.user).action_decide_update()
        self.assertEqual(line.decision, "create")

    def test_lines_open_what_they_are_about(self):
        product = self.env["product.product"].create({"name": "P"})
        run = self.leg(self.flow())
        line = self.line_of(run, "product:1", record="product", product_id=product.id)
        action = line.action_open_product()
        self.assertEqual((action["res_model"], action["res_id"]), ("product.product", product.id))

    def test_the_question_before_applying_tells_what_goes_where(self):
        run = self.leg(self.flow(), state="ready")
        self.line_of(run, "1", state="planned")
        self.line_of(run, "order:1", record="order", state="planned")
        self.line_of(run, "order:2", record="order", state="planned", decision="skip")
        text = run.plan_summary()
        self.assertIn("Odoo into Fortnox", text)
        inward = self.leg(self.flow(source=self.fortnox, target=self.jortt), "flow_in")
        self.assertIn("Fortnox into Odoo", inward.plan_summary())
        self.assertIn("Clients: 1, products: 0, orders: 1", text)

    def test_only_documents_have_a_page_there(self):
        def page(kind, connection):
            return (
                self.env["deratix.binding"]
                .create(
                    {
                        "connection_id": connection.id,
                        "company_id": connection.company_id.id,
                        "kind": kind,
                        "external_id": "1",
                        "model": "res.partner",
                    }
                )
                .external_url
            )

        self.assertTrue(page("party", self.jortt))
        self.assertTrue(page("invoice", self.jortt))
        self.assertFalse(page("order", self.fortnox))
        self.assertFalse(page("product", self.fortnox))
        self.assertFalse(page("invoice", self.fortnox))

    def test_a_flow_does_not_lead_to_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        foreign = self.connect(other, "http://127.0.0.1:9", "Foreign")
        with self.assertRaises(UserError):
            self.flow(target=foreign)
