from datetime import timedelta

from freezegun import freeze_time
from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SandboxCase


@tagged("post_install", "-at_install")
class TestFaults(SandboxCase):
    """Law 5: a cursor moves only with the page it covers, and a run waits and goes on."""

    def half_read(self, kind, **rule):
        """A run of 120 clients whose second page fails once."""
        self.sandbox.reset(clients=120)
        run = self.start()
        self.sandbox.fault(kind, match="clients/index", after_n=1, **rule)
        self.work()
        return run

    def go_on(self, run):
        """Let the time pass for which the run waits, and work again."""
        self.assertGreater(run.waiting_until, fields.Datetime.now())
        with freeze_time(run.waiting_until + timedelta(seconds=1)):
            self.work()
        self.assertEqual((run.state, len(run.line_ids)), ("ready", 120))
        self.assertFalse(run.message)
        self.assertFalse(run.attempts)

    def test_run_waits_and_goes_on(self):
        for kind in (
            "http_429",
            "http_500",
            "http_503",
            "html_200",
            "reset",
            "cut_body",
            "broken_json",
            "empty_body",
        ):
            with self.subTest(kind):
                # A connection cut before any answer is tried again at once, so cut it twice.
                run = self.half_read(kind, times=2 if kind == "reset" else 1)
                self.assertEqual((run.state, run.attempts), ("reading", 1))
                self.assertEqual((run.done_count, len(run.line_ids)), (100, 100))
                self.assertIn('"last"', run.cursor)
                self.assertTrue(run.message)
                cursor = run.cursor
                # Before its time nothing is asked.
                self.sandbox.forget_requests()
                self.work()
                self.assertEqual(self.sandbox.requests(), [])
                self.assertEqual(run.cursor, cursor)
                self.go_on(run)
                with self.enter_registry_test_mode():
                    run.action_cancel()

    def test_retry_after_is_obeyed(self):
        run = self.half_read("http_429", arguments={"retry_after": 777})
        wait = (run.waiting_until - fields.Datetime.now()).total_seconds()
        self.assertAlmostEqual(wait, 777, delta=60)
        self.assertIn("777", run.message)

    def test_used_up_quota_waits_for_the_reset(self):
        run = self.half_read("quota", arguments={"period": "day"})
        self.assertEqual(run.state, "reading")
        self.assertEqual(len(run.line_ids), run.done_count)
        self.sandbox.control("faults", rules=[])
        self.go_on(run)

    def test_gives_up_after_some_attempts(self):
        run = self.half_read("http_500", times=0)
        for _attempt in range(5):
            self.assertEqual(run.state, "reading")
            with freeze_time(run.waiting_until + timedelta(seconds=1)):
                self.work()
        self.assertEqual(run.state, "failed")
        self.assertTrue(run.message)
        # A person presses *Continue* when the system is well again: nothing is read twice.
        self.sandbox.control("faults", rules=[])
        self.sandbox.forget_requests()
        with self.enter_registry_test_mode():
            run.action_continue()
        self.work()
        self.assertEqual((run.state, len(run.line_ids)), ("ready", 120))
        lists = [path for _method, path in self.sandbox.requests() if "clients/index" in path]
        self.assertNotIn("page:1/per_page:100", "".join(lists))

    def test_what_waiting_does_not_mend_stops_at_once(self):
        for kind, rule in (
            ("wrong_credentials", {}),
            ("redirect", {"arguments": {"location": "https://elsewhere.example/"}}),
        ):
            with self.subTest(kind):
                run = self.half_read(kind, **rule)
                self.assertEqual((run.state, len(run.line_ids)), ("failed", 100))
                self.assertTrue(run.message)

    def test_odd_fields_are_read_all_the_same(self):
        for kind in ("unknown_fields", "null_fields"):
            with self.subTest(kind):
                self.sandbox.reset(clients=30)
                run = self.start()
                self.sandbox.fault(kind, times=0)
                self.work()
                self.assertEqual((run.state, len(run.line_ids)), ("ready", 30))

    def test_deleted_between_two_pages(self):
        """No other client is missed, and none is planned twice."""
        self.sandbox.reset(clients=230)
        ids = self.sandbox.control("clients", method="GET")["ids"]
        run = self.start()
        self.sandbox.control(
            "faults",
            rules=[
                {
                    "kind": "change_between_pages",
                    "arguments": {"page": 2, "change": "delete", "id": ids[3]},
                }
            ],
        )
        self.work()
        self.assertEqual(run.state, "ready")
        self.assertEqual(sorted(run.line_ids.mapped("external_id")), sorted(map(str, ids)))

    def test_cancel_and_continue_reading(self):
        run = self.half_read("http_500")
        with self.enter_registry_test_mode():
            run.action_cancel()
        self.assertEqual(run.state, "cancelled")
        self.work()
        self.assertEqual(len(run.line_ids), 100)
        with self.enter_registry_test_mode():
            run.action_continue()
        self.work()
        self.assertEqual((run.state, len(run.line_ids)), ("ready", 120))

    @mute_logger("odoo.addons.deratix_integrations.models.background_mixin")
    def test_unexpected_fault_ends_the_run_with_a_sentence(self):
        self.sandbox.reset(clients=3)
        run = self.start()

        def broken(*_args):
            raise RuntimeError("secret detail")

        self.patch(type(run), "_read_step", broken)
        self.work()
        self.assertEqual(run.state, "failed")
        self.assertIn("RuntimeError", run.message)
        self.assertNotIn("secret detail", run.message)

    def test_progress(self):
        run = self.half_read("http_500")
        run.sudo().phase_started_at = fields.Datetime.now() - timedelta(seconds=100)
        progress = run.get_progress()
        self.assertEqual((progress["done"], progress["total"]), (100, 120))
        self.assertTrue(progress["active"])
        self.assertAlmostEqual(progress["seconds_left"], 20, delta=3)
        self.assertTrue(progress["message"])

    def test_a_phase_that_has_just_begun_is_not_idle(self):
        run = self.half_read("http_500")
        triggers = self.env["ir.cron.trigger"].sudo()
        before = triggers.search_count([])
        long_ago, now = fields.Datetime.now() - timedelta(days=1), fields.Datetime.now()
        run.sudo().write({"waiting_until": False, "worked_at": long_ago, "phase_started_at": now})
        run.get_progress()
        self.assertEqual(triggers.search_count([]), before)
        run.sudo().phase_started_at = long_ago
        run.get_progress()
        self.assertEqual(triggers.search_count([]), before + 1)

    def test_key_that_is_gone_ends_the_run_with_a_sentence(self):
        self.sandbox.reset(clients=3)
        run = self.start()
        self.connection.credential_ids.write({"ciphertext": "not of this key"})
        with mute_logger("odoo.addons.deratix_integrations.models.background_mixin"):
            self.work()
        self.assertEqual(run.state, "failed")
        self.assertIn("key", run.message)
