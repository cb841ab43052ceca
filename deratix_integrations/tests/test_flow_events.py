"""Webhooks start the flows that come from the system which tells."""

import json
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..models.connection_events import MIN_GAP
from .test_webhooks import WebhookCase


@tagged("post_install", "-at_install")
class TestFlowEvents(WebhookCase):
    def setUp(self):
        super().setUp()
        self.press()
        # Only flows are looked at here; the look for changes has tests of its own.
        self.connection.sync_state = "off"
        self.flows = {
            kind: self.make_flow(kind) for kind in ("customers", "orders", "products", "stock")
        }
        self.start()
        self.work()
        self.triggers().unlink()

    def make_flow(self, kind, **values):
        return self.env["deratix.flow"].create(
            {
                "kind": kind,
                "source_id": self.connection.id,
                "state": "on",
                "interval": 100_000,
                **values,
            }
        )

    def triggers(self):
        cron = self.env.ref("deratix_integrations.ir_cron_flows")
        return self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])

    def receive(self, what, number=5, secret=None):
        """What the controller does with a call."""
        body = {
            "party": {"client": {"id": number}},
            "invoice": {"deal": {"external_ids": {"fakturownia": number}}},
            "product": {"product": {"id": number}},
        }[what] | {"api_token": secret or self.secret(), "app_name": "fakturownia"}
        key = self.connection.sudo().webhook_key
        self.env.flush_all()
        with self.enter_registry_test_mode():
            taken = self.connection._receive_event(key, json.dumps(body).encode())
        self.env.invalidate_all()
        return taken

    def start(self, after=MIN_GAP):
        """What the scheduler does, some time after the last looks; returns the flows that began,
        whose runs are worked to the end."""
        flows = self.env["deratix.flow"].union(*self.flows.values())
        for flow in flows.filtered("looked_at"):
            flow.looked_at = fields.Datetime.now() - after
        before = {flow: flow.heard_at for flow in flows}
        with self.enter_registry_test_mode():
            self.env.ref("deratix_integrations.ir_cron_flows").method_direct_trigger()
        self.env.invalidate_all()
        return {flow.kind for flow in flows if flow.heard_at != before[flow]}

    def test_each_starts_what_it_is_about(self):
        for what, kinds in (
            ("party", {"customers"}),
            ("invoice", {"orders"}),
            ("product", {"products", "stock"}),
        ):
            with self.subTest(what):
                self.assertEqual(self.start(), set())
                self.assertTrue(self.receive(what))
                self.assertEqual(len(self.triggers()), 1)
                self.assertEqual(self.start(), kinds)
                self.work()
                self.triggers().unlink()
                self.assertEqual(self.start(), set())

    def test_what_was_told_of_comes(self):
        self.flows["orders"].order_state_ids = self.env["deratix.order.state"].search([])
        self.env["account.tax"].create(
            {
                "name": "23 %",
                "amount": 23,
                "type_tax_use": "sale",
                "country_id": self.env.company.account_fiscal_country_id.id,
            }
        )
        self.env.ref("base.PLN").active = True
        client = int(self.sandbox.add("Alfa", email="a@alfa.example"))
        position = {"name": "Deska", "quantity": 1, "price_net": "50", "tax": "23"}
        number = self.sandbox.control(
            "invoices", kind="estimate", client_id=client, positions=[position]
        )["id"]
        self.start()
        self.work()
        self.assertFalse(self.binding(str(number), "order"), "nobody told")
        self.receive("invoice", number)
        self.start()
        self.work()
        self.assertTrue(self.binding(str(number), "order"))

    def test_a_flood_is_one_start(self):
        for number in range(1, 31):
            self.receive("invoice", number)
            self.receive("invoice", 1)
        self.assertEqual(len(self.triggers()), 1)
        runs = self.env["deratix.run"].search([])
        self.sandbox.forget_requests()
        self.assertEqual(self.start(), {"orders"})
        self.work()
        self.assertEqual(self.start(), set())
        self.assertEqual(len(self.sandbox.requests()), 1)
        self.assertEqual(self.env["deratix.run"].search([]), runs, "nothing was found")
        waiting = self.env["deratix.webhook.event"].search([("state", "=", "waiting")])
        self.assertFalse(waiting, "there is room for those to come")

    def test_there_is_a_while_between_looks(self):
        self.receive("invoice")
        self.triggers().unlink()
        self.assertEqual(self.start(timedelta()), set())
        (trigger,) = self.triggers()
        self.assertGreaterEqual(trigger.call_at, self.flows["orders"].looked_at + MIN_GAP)
        self.assertEqual(self.start(), {"orders"})

    def test_what_comes_while_a_flow_is_at_work_is_looked_at_after_it(self):
        self.receive("invoice")
        self.start()
        self.assertTrue(self.flows["orders"]._live_runs())
        self.receive("invoice", 6)
        self.assertEqual(self.start(), set())
        self.triggers().unlink()
        self.work()
        self.assertTrue(self.triggers(), "it is woken by the end")
        self.assertEqual(self.start(), {"orders"})

    def test_what_nobody_wants_is_not_kept(self):
        self.flows["orders"].state = "paused"
        for flow in ("products", "stock"):
            self.flows[flow].active = False
        for what in ("invoice", "product"):
            self.assertTrue(self.receive(what), "it is acknowledged all the same")
        self.assertFalse(self.env["deratix.webhook.event"].search([]))
        self.assertFalse(self.triggers())

    def test_a_stranger_starts_nothing(self):
        self.assertFalse(self.receive("invoice", secret="other"))
        self.assertFalse(self.triggers())
        self.assertEqual(self.start(), set())

    def test_a_look_at_what_is_due_does_not_wake_itself(self):
        self.assertEqual(self.start(), set())
        self.assertFalse(self.triggers())

    def test_flows_of_other_systems_are_left_alone(self):
        self.flows["orders"].source_id = self.connect_account()
        self.flows["orders"].heard_at = fields.Datetime.now()
        self.receive("party")
        self.assertEqual(self.start(), {"customers"})

    def test_the_look_for_changes_settles_what_is_its_own(self):
        """Both are told, whichever of them comes first."""
        self.connection.sync_state = "on"
        self.receive("party")
        event = self.env["deratix.webhook.event"].search([])
        self.assertEqual(self.start(), {"customers"})
        self.assertEqual(event.state, "waiting", "the look for changes has not been yet")
        event.state = "done"
        self.work()
        self.receive("party", 6)
        self.env["deratix.webhook.event"].search([]).state = "done"
        self.assertEqual(self.start(), {"customers"})

    def test_events_of_flows_do_not_start_the_look_for_changes(self):
        self.connection.write({"sync_state": "on", "sync_invoices": False})
        self.receive("invoice")
        self.receive("product")
        self.assertFalse(self.connection._with_open_events())
