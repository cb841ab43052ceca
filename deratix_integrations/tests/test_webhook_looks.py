"""What an event leads to: the ordinary look, and nothing else."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ..models import connection_events
from ..providers.base import EntryList
from .common import OWN_TABLES
from .test_webhooks import WebhookCase


@tagged("post_install", "-at_install")
class TestWebhookLooks(WebhookCase):
    def setUp(self):
        super().setUp()
        self.connection.sync_interval = 10_000
        self.press()
        self.look()
        self.sandbox.forget_requests()

    def look(self, after=connection_events.MIN_GAP):
        """What the scheduler does, some time after the last look; returns the new runs."""
        before = self.env["deratix.run"].search([])
        if self.connection.polled_at:
            self.connection.polled_at = fields.Datetime.now() - after
        with self.enter_registry_test_mode():
            self.env.ref("deratix_integrations.ir_cron_sync").method_direct_trigger()
        self.work()
        self.env.invalidate_all()
        return self.env["deratix.run"].search([]) - before

    def triggers(self):
        cron = self.env.ref("deratix_integrations.ir_cron_sync")
        return self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])

    def waiting(self):
        return self.env["deratix.webhook.event"].search([("state", "=", "waiting")])

    def test_many_events_are_one_run(self):
        clients = [self.sandbox.add(f"K{n}", email=f"k{n}@k.example") for n in range(8)]
        self.assertFalse(self.look(), "the interval is long")
        for client in clients:
            self.tell(external_id=client)
        run = self.look()
        self.assertEqual((run.kind, run.state), ("sync", "done"))
        self.assertEqual(len(run.line_ids), 8)
        self.assertFalse(self.waiting())
        self.assertFalse(self.look())

    def test_documents(self):
        self.connection.sync_invoices = True
        self.look(timedelta(days=30))
        position = {"name": "Usługa", "quantity": 1, "tax": "23", "total_price_net": 100}
        number = self.sandbox.control("invoices", buyer_name="Alfa", positions=[position])["id"]
        self.tell("invoice", str(number))
        self.assertIn("invoices", self.look().mapped("kind"))
        self.assertFalse(self.waiting())

    def test_what_is_told_of_is_not_believed(self):
        """Neither a client that was not changed nor one that does not exist is written."""
        client = self.sandbox.add("Alfa", email="a@a.example")
        self.tell(external_id=client)
        self.look()
        before = self.written()
        for external_id in (client, "999999999999999999"):
            self.tell(external_id=external_id) if external_id != client else self.again()
        self.assertFalse(self.look())
        self.assertFalse(self.waiting())
        self.assertFalse(self.touched_since(before) - OWN_TABLES - {"deratix_webhook_event"})

    def again(self):
        self.env["deratix.webhook.event"].search([]).write(
            {"state": "waiting", "received_at": fields.Datetime.now() - timedelta(seconds=1)}
        )

    def test_there_is_a_while_between_looks(self):
        self.tell()
        with patch.object(connection_events.time, "sleep") as sleep:
            self.look(timedelta())
        (((seconds,), _options),) = sleep.call_args_list
        self.assertTrue(0 < seconds <= connection_events.MIN_GAP.total_seconds())
        self.assertEqual(len(self.sandbox.requests()), 1)
        self.assertFalse(self.waiting())

    def test_events_wait_for_the_run_under_way(self):
        """What comes while a run is at work is looked at after it, at once."""
        client = self.sandbox.add("Alfa", email="a@a.example")
        self.tell(external_id=client)
        before = self.env["deratix.run"].search([])
        with self.enter_registry_test_mode():
            self.connection.polled_at = fields.Datetime.now() - connection_events.MIN_GAP
            self.env.ref("deratix_integrations.ir_cron_sync").method_direct_trigger()
        run = self.env["deratix.run"].search([]) - before
        self.assertEqual(run.state, "reading")
        event = self.tell(external_id="77")
        self.sandbox.forget_requests()
        with self.enter_registry_test_mode():
            self.env.ref("deratix_integrations.ir_cron_sync").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(event.state, "waiting")
        self.assertEqual(self.sandbox.requests(), [])
        self.triggers().unlink()
        self.work()
        self.assertEqual(run.state, "done")
        self.assertTrue(self.triggers(), "it is woken by the end")
        self.look()
        self.assertEqual(event.state, "done")

    def test_an_event_during_the_look_waits(self):
        """It may be about what the look did not see any more."""
        late = []
        ask = type(self.connection)._sync_runs

        def sync_runs(connection):
            # Between the beginning of the look and its request.
            if not late and connection.webhook_state == "on":
                late.append(self.tell(external_id="2"))
            return ask(connection)

        early = self.tell(external_id="1")
        self.triggers().unlink()
        with patch.object(type(self.connection), "_sync_runs", sync_runs):
            self.look()
        self.assertEqual((early.state, late[0].state), ("done", "waiting"))
        self.assertTrue(self.triggers(), "another look follows at once")
        self.look()
        self.assertEqual(late[0].state, "done")

    def test_an_event_is_not_lost_when_the_look_fails(self):
        client = self.sandbox.add("Alfa", email="a@a.example")
        self.tell(external_id=client)
        self.sandbox.fault("http_500", match="clients")
        self.assertFalse(self.look())
        self.assertTrue(self.waiting() and self.connection.poll_message)
        self.sandbox.forget_requests()
        self.assertFalse(self.look(), "no hammering: the interval counts now")
        self.assertEqual(self.sandbox.requests(), [])
        self.assertTrue(self.look(timedelta(days=30)))
        self.assertFalse(self.waiting())

    def test_events_of_a_connection_that_is_off_lead_to_nothing(self):
        self.tell()
        self.connection.sync_state = "off"
        self.assertFalse(self.look())
        self.assertEqual(self.sandbox.requests(), [])

    def test_a_held_run_keeps_events_waiting_without_requests(self):
        self.connection.sync_hold_count = 11
        self.connection.sync_invoices = True
        self.look(timedelta(days=30))
        for number in range(11):
            self.sandbox.add(f"K{number}", email=f"k{number}@k.example")
        self.tell()
        self.assertEqual(self.look().state, "ready")
        self.tell(external_id="2")
        self.sandbox.forget_requests()
        for _ in range(3):
            self.assertFalse(self.look())
        self.assertEqual(self.sandbox.requests(), [])

    # -- are they still there? ----------------------------------------------------------------

    def checks(self):
        return self.sandbox.requests().count(("GET", "/webhooks.json"))

    def hook_off(self, kind):
        """Fakturownia has switched one off."""
        (number,) = [hook["id"] for hook in self.hooks() if hook["kind"] == kind]
        self.connection._provider(EntryList())._transport.request(
            "PUT", f"/webhooks/{number}.json", json={"webhook": {"active": False}}
        )

    def test_they_are_checked_once_a_day(self):
        self.hook_off("client:update")
        self.sandbox.forget_requests()
        for _ in range(3):
            self.look(timedelta(days=30))
        self.assertEqual(self.checks(), 0)
        self.assertEqual(self.connection.webhook_state, "on")
        self.connection.webhook_checked_at = fields.Datetime.now() - timedelta(hours=25)
        for _ in range(3):
            self.look(timedelta(days=30))
        self.assertEqual(self.checks(), 1)
        self.assertEqual(self.connection.webhook_state, "stopped")
        data = self.card().data["webhook"]
        self.assertEqual(data["state"], "stopped")
        self.assertIn("(changed clients)", data["message"])
        with self.committing(self.card().with_user(self.admin)) as card:
            card.action_webhooks_on()
        self.assertEqual(self.card().data["webhook"]["state"], "on")
        self.assertEqual(len(self.hooks()), 9)
        self.assertTrue(all(hook["active"] for hook in self.hooks()))

    def test_they_are_checked_when_they_were_silent(self):
        self.connection.webhook_checked_at = fields.Datetime.now() - timedelta(hours=2)
        self.sandbox.forget_requests()
        client = self.sandbox.add("Alfa", email="a@a.example")
        self.tell(external_id=client)
        self.look()
        self.assertEqual(self.checks(), 0, "it was told of")
        self.sandbox.change(client, city="Lublin")
        self.look(timedelta(days=30))
        self.assertEqual(self.checks(), 1)
        self.sandbox.change(client, city="Sopot")
        self.look(timedelta(days=30))
        self.assertEqual(self.checks(), 1, "but not each time")

    def test_a_check_that_fails_says_nothing(self):
        self.connection.webhook_checked_at = fields.Datetime.now() - timedelta(hours=25)
        self.sandbox.fault("http_500", match="webhooks")
        self.look(timedelta(days=30))
        self.assertEqual(self.connection.webhook_state, "on")
        self.assertFalse(self.connection.poll_message)
