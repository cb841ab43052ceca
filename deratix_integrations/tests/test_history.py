from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_sync import SyncCase

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

    def test_a_twin_in_conflict_is_not_added_once_more(self):
        self.switch_on()
        phone = {"phone": "+48 22 123 45 67"}
        partner = self.env["res.partner"].create({"name": "Alfa", "city": "Radom", **phone})
        client = self.sandbox.add("Alfa", city="Sopot", **phone)
        run = self.compared()
        self.assertEqual(self.line(run, client).partner_id, partner)
        self.assertEqual(run.line_ids.mapped("category"), ["conflict"])
        self.apply(run)
        self.assertEqual(self.names_there(), ["Alfa"])

    def test_one_run_at_a_time(self):
        self.both_kinds()
        run = self.compared()
        with self.assertRaisesRegex(UserError, "not finished yet"):
            self.begin("in")
        self.press(run, "action_cancel")
        self.begin("in")


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
        partner = self.env["res.partner"].create(
            {"name": "Alfa", "email": "a@alfa.example", "is_company": True}
        )
        client = self.sandbox.add("Alfa", email="a@alfa.example")
        run = self.compared("both")
        line = self.line(run, client)
        self.assertEqual((line.partner_id, line.decision, len(run.line_ids)), (partner, "link", 1))
        self.press(run, "action_cancel")
        self.sandbox.remove(client)
        self.carry("out")
        self.assertEqual(self.names_there(), ["Alfa"])
