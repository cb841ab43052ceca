from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..pipeline import read
from .test_history import HistoryCase
from .test_sync import TOKEN


@tagged("post_install", "-at_install")
class TestPause(HistoryCase):
    def fill(self, count=230):
        self.switch_on()
        for number in range(count):
            self.sandbox.add(f"Klient {number}", email=f"k{number}@k.example")

    def pages(self):
        return [path for method, path in self.sandbox.requests() if path.startswith("/clients")]

    @patch.object(read, "PLANNED_TOGETHER", 1)
    def test_it_goes_on_where_it_stood(self):
        self.fill()
        run = self.begin("in")
        self.step(run)
        self.step(run)
        self.press(run, "action_pause")
        done, cursor = run.done_count, run.cursor
        self.assertGreater(done, 150)
        self.assertIn("Paused after", run.history_text)
        self.work()
        self.assertEqual((run.state, run.cursor), ("paused", cursor))
        self.sandbox.forget_requests()
        self.press(run, "action_continue")
        self.assertEqual((run.state, run.done_count, run.cursor), ("reading", done, cursor))
        self.work()
        self.assertEqual(run.state, "ready")
        # The last page, and the one that shows that nothing changed meanwhile.
        self.assertEqual(len(self.pages()), 2)
        self.assertEqual(run.new_count, 230)
        self.apply(run)
        self.assertEqual(run.created_count, 230)

    def test_pausing_while_it_writes(self):
        self.fill(3)
        self.env["res.partner"].create([{"name": f"Tu {n}"} for n in range(3)])
        run = self.compared("both")
        self.press(run, "action_apply")
        self.step(run)
        self.press(run, "action_pause")
        self.assertEqual(len(self.names_there()), 3)
        self.press(run, "action_continue")
        self.assertEqual(run.state, "applying")
        self.work()
        self.assertEqual((run.state, run.open_count), ("done", 0))
        self.assertEqual(len(self.names_there()), 6)

    def test_cancelling_a_paused_run(self):
        self.fill(3)
        run = self.begin("in")
        self.press(run, "action_pause")
        self.press(run, "action_cancel")
        self.assertEqual((run.state, run.stopped_in), ("cancelled", "reading"))
        self.press(run, "action_continue")
        self.work()
        self.assertEqual(run.state, "ready")

    def test_the_time_of_a_pause_does_not_count(self):
        self.fill(3)
        run = self.begin("in")
        hour_ago = fields.Datetime.subtract(fields.Datetime.now(), hours=1)
        run.write(
            {
                "phase_started_at": hour_ago,
                "worked_at": fields.Datetime.add(hour_ago, seconds=10),
                "done_count": 10,
                "total": 30,
            }
        )
        self.press(run, "action_pause")
        self.press(run, "action_continue")
        self.assertAlmostEqual(run.get_progress()["seconds_left"], 20, delta=4)

    def test_only_the_history_is_paused(self):
        run = self.compare()
        with self.assertRaises(UserError):
            self.press(run, "action_pause")

    def test_a_paused_run_is_not_deleted(self):
        self.fill(1)
        run = self.begin("in")
        self.press(run, "action_pause")
        with self.assertRaises(UserError):
            run.unlink()

    def test_switching_off_cancels_it(self):
        self.fill(1)
        run = self.begin("in")
        self.press(run, "action_pause")
        with self.enter_registry_test_mode():
            self.connection.action_sync_stop()
        self.assertEqual(run.state, "cancelled")


@tagged("post_install", "-at_install")
class TestHistoryPage(HistoryCase):
    def test_counting(self):
        self.both_kinds()
        page = self.page()
        self.count(page)
        self.assertEqual((page.count_there, page.count_here, page.counted), (2, 2, True))
        self.assertIn("Comparing: less than a minute, 1 requests.", page.estimate_text)
        self.assertEqual(len(self.sandbox.requests()), 1)
        self.connection.budget_ids.write(
            {
                "day_limit": 22,
                "day_used": 22,
                "day_reset": fields.Datetime.add(fields.Datetime.now(), hours=1),
            }
        )
        with self.assertRaisesRegex(UserError, "used up"):
            self.count(page)
        self.connection.budget_ids.day_used = 3
        self.count(page)
        self.assertIn("Today 0 requests are left", page.estimate_text)

    def test_other_choice_other_numbers(self):
        self.switch_on()
        page = self.page()
        self.count(page)
        with Form(page) as form:
            self.assertTrue(form.counted)
            form.history = "in"
            self.assertFalse(form.counted)

    def test_failing_count_is_told(self):
        self.switch_on()
        page = self.page()
        self.sandbox.fault("http_503", match="clients", times=9)
        with self.assertRaisesRegex(UserError, "fault of its own"):
            self.count(page)

    def test_token_and_address(self):
        """The token is written to the connection and never read back."""
        page = self.page()
        self.assertEqual(page.address, self.connection.base_url)
        self.connection.last_test_ok = True
        page.token = "wrong/firma-demo"
        page.flush_recordset()
        self.assertFalse(page.token)
        self.assertFalse(page.read(["token"])[0]["token"])
        self.env.cr.execute("SELECT to_jsonb(h)::text FROM deratix_history h")
        self.assertNotIn("wrong/", str(self.env.cr.fetchall()))
        self.assertFalse(self.connection.last_test_ok, "it is to be tested again")
        with self.enter_registry_test_mode():
            action = page.action_start()
        self.assertEqual(action["params"]["type"], "danger")
        self.assertFalse(self.connection.run_ids)
        page.write({"token": TOKEN, "address": self.connection.base_url + "/"})
        self.assertEqual(self.connection.base_url, self.sandbox.url + "/")
        with self.enter_registry_test_mode():
            self.assertEqual(page.action_start()["res_model"], "deratix.run")

    def test_another_host_gets_no_token(self):
        page = self.page()
        page.address = "https://elsewhere.example"
        self.assertFalse(self.connection.credential_ids.is_set)

    def test_rights(self):
        with self.assertRaises(AccessError):
            self.env["deratix.history"].with_user(self.user).create({})
        with self.assertRaises(AccessError):
            self.connection.with_user(self.user)._start_history("in")
        company = self.env["res.company"].create({"name": "Other"})
        foreign = self.connect_account()
        foreign.company_id = company
        with self.assertRaises(AccessError), self.enter_registry_test_mode():
            self.env["deratix.history"].with_user(self.admin).create(
                {"connection_id": foreign.id}
            ).action_start()

    def test_the_list_of_runs(self):
        self.switch_on()
        self.sandbox.add("Nowy")
        run = self.compared("in")
        page = self.page()
        self.assertEqual((page.run_ids, page.run_ids.progress), (run, 100))
