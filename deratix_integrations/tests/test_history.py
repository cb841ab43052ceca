from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .test_sync import TOKEN, SyncCase

WRITING = ("POST", "PUT", "PATCH", "DELETE")


class HistoryCase(SyncCase):
    """A connection that is kept the same from now on, with clients from the time before."""

    def page(self, history="both", since=False):
        """The page *External synchronisation*, as an administrator fills it in."""
        return (
            self.env["deratix.history"]
            .with_user(self.admin)
            .create({"connection_id": self.connection.id, "history": history, "since": since})
        )

    def count(self, page):
        self.sandbox.forget_requests()
        with self.enter_registry_test_mode():
            page.action_count()

    def begin(self, history="both", since=False):
        """Press *Start Synchronisation*; returns the run, which nobody has worked on yet."""
        with self.enter_registry_test_mode():
            action = self.page(history, since).action_start()
        self.assertEqual(action.get("res_model"), "deratix.run", action)
        self.sandbox.forget_requests()
        return self.env["deratix.run"].browse(action["res_id"])

    def compared(self, history="both", since=False):
        run = self.begin(history, since)
        self.work()
        self.assertEqual(run.state, "ready", run.message)
        return run

    def carry(self, history="both", since=False):
        return self.apply(self.compared(history, since))

    def step(self, run):
        """One step of the worker."""
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            worked = run.with_env(run.env(cr=cr))._work({})
        self.env.invalidate_all()
        return worked

    def press(self, run, button):
        with self.enter_registry_test_mode():
            getattr(run, button)()

    def writings(self):
        return [(method, path) for method, path in self.sandbox.requests() if method in WRITING]

    def names_there(self):
        return sorted(client["name"] for client in self.all_there())

    def both_kinds(self):
        """A client only there, one only here, one on both sides; returns the first and the
        last."""
        there = self.sandbox.add("Tylko tam", email="tam@tam.example")
        both = self.sandbox.add("Wspólny", email="w@wspolny.example")
        partners = self.env["res.partner"].create(
            [
                {"name": "Tylko tu", "email": "tu@tu.example"},
                {"name": "Wspólny", "email": "w@wspolny.example"},
            ]
        )
        partners.flush_recordset()
        self.switch_on()
        return there, both


@tagged("post_install", "-at_install")
class TestHistory(HistoryCase):
    def test_preview_writes_nothing(self):
        self.both_kinds()
        before = self.business_state()
        run = self.compared()
        self.assertEqual(self.business_state(), before)
        self.assertFalse(self.writings())
        self.assertIn("add in Odoo: 1, to add in Fakturownia: 1", run.history_text)

    def test_from_there(self):
        self.both_kinds()
        run = self.carry("in")
        self.assertTrue(self.partners("Tylko tam"))
        self.assertFalse(self.writings())
        self.assertEqual(self.names_there(), ["Tylko tam", "Wspólny"])
        self.assertEqual(run.line_ids.mapped("name"), ["Tylko tam"])

    def test_from_here(self):
        self.both_kinds()
        run = self.carry("out")
        self.assertEqual(self.names_there(), ["Tylko tam", "Tylko tu", "Wspólny"])
        self.assertFalse(self.partners("Tylko tam"))
        self.assertEqual(run.line_ids.mapped("name"), ["Tylko tu"])

    def test_both_ways(self):
        self.both_kinds()
        self.carry()
        self.assertEqual(self.names_there(), ["Tylko tam", "Tylko tu", "Wspólny"])
        self.assertTrue(self.partners("Tylko tam"))

    def test_nothing_twice(self):
        self.both_kinds()
        for history in ("in", "out"):
            self.carry(history)
        before = self.business_state()
        for history in ("in", "out", "both"):
            run = self.begin(history)
            self.work()
            self.assertEqual((run.state, len(run.line_ids)), ("done", 0))
            self.assertIn("nothing to carry over", run.history_text)
            self.assertFalse(self.writings())
        self.assertEqual(self.business_state(), before)
        self.assertFalse(self.cycle(), "the next look finds nothing either")

    def differing(self):
        """A linked client that was changed on both sides, in different fields."""
        _there, both = self.both_kinds()
        partner = self.partner_of(both)
        partner.city = "Radom"
        self.sandbox.change(both, street="Lipowa 1")
        return both, partner

    def test_one_direction_leaves_the_other_to_the_synchronisation(self):
        for history, here, there in (("in", "Lipowa 1", None), ("out", False, "Radom")):
            with self.subTest(history):
                self.sandbox.reset()
                self.partners("Tylko tu", "Tylko tam", "Wspólny").active = False
                self.connection.sync_state = "off"
                self.connection = self.connect_account()
                both, partner = self.differing()
                self.carry(history)
                self.assertEqual(partner.street or False, here)
                self.assertEqual(self.there(both)["city"] or None, there)
                self.cycle()
                self.assertEqual((partner.street, partner.city), ("Lipowa 1", "Radom"))
                client = self.there(both)
                self.assertEqual((client["street"], client["city"]), ("Lipowa 1", "Radom"))
                self.assertFalse(self.cycle())

    def test_since(self):
        self.both_kinds()
        tomorrow = fields.Date.add(fields.Date.today(), days=1)
        with self.assertRaises(UserError):
            self.begin(since=tomorrow)
        long_ago = "2001-01-01"
        self.env.cr.execute(
            "UPDATE res_partner SET write_date = %s WHERE name = 'Tylko tu'", [long_ago]
        )
        run = self.begin("out", since=fields.Date.today())
        self.work()
        self.assertFalse(run.line_ids)
        self.carry("out", since="2001-01-01")
        self.assertIn("Tylko tu", self.names_there())

    def test_watermarks_stay(self):
        self.both_kinds()
        before = self.connection.watermark
        self.assertTrue(before)
        self.carry()
        self.assertEqual(self.connection.watermark, before)
        self.assertEqual(self.connection.sync_state, "on")

    def test_taking_up_a_finished_run_leaves_the_watermark(self):
        first = self.switch_on()
        self.sandbox.add("Nowy")
        self.env["res.partner"].create({"name": "Inny"})
        (run,) = self.cycle()
        self.connection.watermark = '{"mark": 1, "top": "x"}'
        for taken in (first, run):
            taken._change_state(("done",), "applying")
            self.work()
            self.assertEqual(taken.state, "done")
        self.assertEqual(self.connection.watermark, '{"mark": 1, "top": "x"}')

    def test_one_run_at_a_time(self):
        self.both_kinds()
        run = self.compared()
        with self.assertRaisesRegex(UserError, "not finished yet"):
            self.begin("in")
        self.press(run, "action_cancel")
        self.begin("in")


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
        self.assertEqual(self.env["deratix.run"]._next_run(), live)
        live.waiting_until = fields.Datetime.add(fields.Datetime.now(), minutes=1)
        self.assertEqual(self.env["deratix.run"]._next_run(), history)

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


@tagged("post_install", "-at_install")
class TestPause(HistoryCase):
    def fill(self, count=230):
        self.switch_on()
        for number in range(count):
            self.sandbox.add(f"Klient {number}", email=f"k{number}@k.example")

    def pages(self):
        return [path for method, path in self.sandbox.requests() if path.startswith("/clients")]

    def test_it_goes_on_where_it_stood(self):
        self.fill()
        run = self.begin("in")
        self.step(run)
        self.step(run)
        self.press(run, "action_pause")
        read, cursor = run.done_count, run.cursor
        self.assertGreater(read, 150)
        self.assertIn("Paused after", run.history_text)
        self.work()
        self.assertEqual((run.state, run.cursor), ("paused", cursor))
        self.sandbox.forget_requests()
        self.press(run, "action_continue")
        self.assertEqual((run.state, run.done_count, run.cursor), ("reading", read, cursor))
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
        self.assertIn("about", page.estimate_text)
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


@tagged("post_install", "-at_install")
class TestCancelledRuns(HistoryCase):
    def test_a_cancelled_run_is_reopened(self):
        self.both_kinds()
        run = self.compared()
        self.press(run, "action_cancel")
        self.press(run, "action_reopen")
        self.assertEqual(run.state, "ready")
        self.apply(run)
        self.assertTrue(self.partners("Tylko tam"))

    def test_a_cancelled_run_claims_no_client(self):
        """What it was about to link is added there by the next one."""
        self.switch_on()
        partner = self.env["res.partner"].create({"name": "Alfa", "email": "a@alfa.example"})
        client = self.sandbox.add("Alfa", email="a@alfa.example")
        run = self.compared("both")
        self.assertEqual(self.line(run, client).partner_id, partner)
        self.press(run, "action_cancel")
        self.sandbox.remove(client)
        self.carry("out")
        self.assertEqual(self.names_there(), ["Alfa"])
