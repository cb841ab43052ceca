from odoo import fields
from odoo.tests import tagged

from .test_history import HistoryCase


@tagged("post_install", "-at_install")
class TestLiveFirst(HistoryCase):
    """Live changes go first, and neither overwrites the other."""

    def test_the_worker_takes_live_runs_first(self):
        self.both_kinds()
        history = self.begin()
        self.sandbox.add("Nowy")
        self.connection.polled_at = False
        with self.enter_registry_test_mode():
            self.env.ref("deratix_integrations.ir_cron_sync").method_direct_trigger()
        live = self.env["deratix.run"].search([], order="id desc", limit=1)
        self.assertFalse(live.history)
        self.assertEqual(self.env["deratix.run"]._next_pending(), live)
        live.waiting_until = fields.Datetime.add(fields.Datetime.now(), minutes=1)
        self.assertEqual(self.env["deratix.run"]._next_pending(), history)

    def test_live_changes_go_on_while_it_waits(self):
        _there, both = self.both_kinds()
        history = self.compared()
        self.sandbox.change(both, city="Sopot")
        live = self.cycle()
        self.assertEqual((live.state, len(live)), ("done", 1))
        self.assertEqual(self.partner_of(both).city, "Sopot")
        self.assertEqual(history.state, "ready")
        self.assertFalse(self.connection.sync_waiting_id, "only live changes pause it")

    def test_what_was_carried_over_since_is_not_overwritten(self):
        """The plan of the history holds an old value of a client that changed again."""
        _there, both = self.both_kinds()
        self.sandbox.change(both, city="Lublin")
        history = self.compared("in")
        self.assertEqual(self.line(history, both).changes, {"city": ["", "Lublin"]})
        self.sandbox.change(both, city="Sopot")
        self.cycle()
        partner = self.partner_of(both)
        self.assertEqual(partner.city, "Sopot")
        self.apply(history)
        self.assertEqual(partner.city, "Sopot")
        self.assertEqual(self.there(both)["city"], "Sopot")

    def test_what_was_sent_since_is_not_sent_again(self):
        _there, both = self.both_kinds()
        partner = self.partner_of(both)
        partner.city = "Lublin"
        history = self.compared("out")
        self.assertEqual(self.line(history, both).outgoing, {"city": ["", "Lublin"]})
        self.cycle()
        self.assertEqual(self.there(both)["city"], "Lublin")
        self.sandbox.forget_requests()
        self.apply(history)
        self.assertFalse([path for method, path in self.writings() if method == "PUT"])

    def test_a_client_added_since_is_added_once(self):
        self.switch_on()
        self.env["res.partner"].create({"name": "Bez numeru"})
        history = self.compared("out")
        self.cycle()
        self.assertEqual(self.names_there(), ["Bez numeru"])
        self.apply(history)
        self.assertEqual(self.names_there(), ["Bez numeru"])
        self.assertEqual(history.line_ids.state, "skipped")

    def test_a_client_that_came_since_is_added_once(self):
        there, _both = self.both_kinds()
        history = self.compared("in")
        self.sandbox.change(there, city="Sopot")
        self.cycle()
        self.apply(history)
        self.assertEqual(self.partners("Tylko tam").city, "Sopot")
        self.assertFalse(self.cycle())

    def test_a_held_run_does_not_overwrite_the_history(self):
        _there, both = self.both_kinds()
        self.connection.sync_hold_count = 11
        for number in range(11):
            self.sandbox.add(f"Klient {number}")
        self.sandbox.change(both, city="Lublin")
        live = self.cycle()
        self.assertEqual(live.state, "ready")
        self.sandbox.change(both, city="Sopot")
        self.carry("in")
        self.apply(live)
        self.assertEqual(self.partner_of(both).city, "Sopot")
        self.assertEqual(self.there(both)["city"], "Sopot")
