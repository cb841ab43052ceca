from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_sync import SyncCase


@tagged("post_install", "-at_install")
class TestSyncPages(SyncCase):
    """What people see of a synchronisation, and what their decisions do."""

    def card(self):
        cards = self.env["deratix.card"].with_user(self.user)
        return cards.search([("connection_id", "=", self.connection.id)])

    def sync_of_card(self):
        self.env.invalidate_all()
        return self.card().data["sync"]

    def conflicts(self, *names):
        """Clients changed on both sides, each in a run of its own; returns the lines that ask."""
        clients = {name: self.sandbox.add(name, email=f"{name}@k.example") for name in names}
        for client in clients.values():
            self.sandbox.change(client, city="Lublin")
        self.cycle()
        for client in clients.values():
            self.partner_of(client).city = "Radom"
            self.sandbox.change(client, city="Sopot")
            self.cycle()
        return self.waiting().with_user(self.user)

    def decide(self, lines, choice):
        with self.enter_registry_test_mode():
            getattr(lines, choice)()
        self.work()
        lines.invalidate_recordset()

    def waiting(self):
        return self.env["deratix.run.line"].search([("waiting", "=", True)])

    def test_conflicts_of_many_runs_are_listed_and_decided_at_once(self):
        self.switch_on()
        lines = self.conflicts("alfa", "beta", "gama")
        self.assertEqual(lines.mapped("name"), ["alfa", "beta", "gama"])
        action = self.card().action_review()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), lines)
        review = self.env["deratix.run.line"].action_review()
        self.assertEqual(self.env["deratix.run.line"].search(review["domain"]), lines)
        self.assertEqual(self.card().data["review"], 3)
        self.decide(lines, "action_keep_there")
        self.assertEqual(set(lines.mapped("state")), {"done"})
        self.assertEqual(set(lines.run_id.mapped("state")), {"done"})
        self.assertEqual(set(lines.partner_id.mapped("city")), {"Sopot"})
        self.assertFalse(self.waiting())
        self.assertFalse(self.cycle(), "what was decided is not asked again")

    def test_each_choice_is_carried_out_at_once(self):
        self.switch_on()
        lines = self.conflicts("alfa", "beta", "gama")
        for line, choice, here, there in (
            (lines[0], "action_keep_here", "Radom", "Radom"),
            (lines[1], "action_keep_there", "Sopot", "Sopot"),
            (lines[2], "action_keep_both", "Radom", "Sopot"),
        ):
            with self.subTest(choice):
                self.decide(line, choice)
                city = self.there(line.external_id)["city"]
                self.assertEqual((line.partner_id.city, city), (here, there))
        self.assertFalse(self.cycle())

    def test_a_later_line_takes_the_place_of_an_earlier_one(self):
        self.switch_on()
        (first,) = self.conflicts("alfa")
        self.sandbox.change(first.external_id, city="Konin")
        second = self.cycle().line_ids
        self.assertEqual(second.conflicts, {"city": ["Lublin", "Radom", "Konin"]})
        self.assertEqual(self.waiting(), second)
        self.assertEqual(self.card().data["review"], 1)
        with self.assertRaises(UserError):
            first.action_keep_here()

    def test_carrying_on_later_does_not_turn_the_clock_back(self):
        self.switch_on()
        (line,) = self.conflicts("alfa")
        earlier = line.run_id.sudo()
        self.sandbox.control("clock", seconds=7200)
        self.sandbox.add("beta", email="beta@k.example")
        self.cycle()
        watermark = self.connection.watermark
        self.assertNotEqual(earlier.watermark, watermark)
        earlier._keep_watermark()
        self.assertEqual(self.connection.watermark, watermark)

    def test_only_conflicts_have_sides(self):
        self.switch_on()
        self.sandbox.add("alfa", email="alfa@k.example")
        line = self.cycle().line_ids
        with self.assertRaises(UserError):
            line.action_keep_here()

    def test_deciding_needs_the_right_to_write_contacts(self):
        self.switch_on()
        (line,) = self.conflicts("alfa")
        self.user.group_ids -= self.env.ref("base.group_partner_manager")
        with self.assertRaises(UserError):
            line.action_keep_here()
        self.assertEqual(line.run_id.state, "done")

    def test_filters_by_direction(self):
        self.switch_on()
        client = self.sandbox.add("alfa", email="alfa@k.example")
        self.env["res.partner"].create({"name": "beta", "email": "beta@k.example"})
        lines = self.cycle().line_ids
        here = lines & lines.search([("goes_here", "=", True)])
        there = lines & lines.search([("goes_there", "=", True)])
        self.assertEqual(here.external_id, client)
        self.assertEqual(there.name, "beta")
        self.assertFalse(here & there)
        others = lines.search([("goes_there", "=", False), ("id", "in", lines.ids)])
        self.assertEqual(others, lines - there)

    def test_card_follows_the_state(self):
        self.assertEqual(self.sync_of_card()["state"], "off")
        run = self.compare()
        self.assertEqual(self.sync_of_card()["state"], "waiting")
        self.assertEqual(self.card().action_open_waiting()["res_id"], run.id)
        with self.enter_registry_test_mode():
            run.action_from_now_on()
        self.work()
        self.assertEqual(self.sync_of_card()["state"], "on")
        self.sandbox.fault("wrong_credentials", match="/clients.json")
        self.cycle()
        data = self.sync_of_card()
        self.assertEqual(data["state"], "failing")
        self.assertIn("API token", data["message"])
        self.cycle()
        self.assertEqual(self.sync_of_card()["state"], "on")
        self.connection.action_sync_stop()
        self.assertEqual(self.sync_of_card()["state"], "off")

    def test_a_held_run_shows_on_card_and_form(self):
        self.connection.sync_hold_count = 12
        self.switch_on()
        for index in range(12):
            self.sandbox.add(f"Klient {index}", email=f"k{index}@klient.example")
        run = self.cycle()
        self.assertTrue(run.is_held)
        self.assertFalse(run.is_first_sync)
        self.assertEqual(self.sync_of_card()["state"], "waiting")
        self.assertEqual(self.connection.sync_waiting_id, run)
        self.assertFalse(self.connection.next_poll_at)
        self.assertEqual(self.connection.action_open_waiting()["res_id"], run.id)
        self.assertIn("add in Odoo: 12,", run.plan_summary())
        self.apply(run)
        self.connection.invalidate_recordset()
        self.assertFalse(self.connection.sync_waiting_id)
        self.assertGreater(self.connection.next_poll_at, self.connection.polled_at)

    def test_matching_clients_that_differ_are_linked_from_now_on(self):
        client = self.sandbox.add("Alfa", email="a@alfa.example", city="Lublin")
        partner = self.env["res.partner"].create(
            {"name": "Alfa", "email": "a@alfa.example", "city": "Radom", "company_type": "company"}
        )
        run = self.compare()
        self.assertEqual(run.line_ids.category, "conflict")
        with self.enter_registry_test_mode():
            run.action_from_now_on()
        self.work()
        self.assertEqual(self.partner_of(client), partner)
        self.assertEqual((partner.city, self.there(client)["city"]), ("Radom", "Lublin"))
        self.assertFalse(self.cycle())
        self.sandbox.change(client, phone="+48 600 100 200")
        self.cycle()
        self.assertTrue(partner.phone)
        self.assertEqual(partner.city, "Radom")

    def test_look_now(self):
        self.switch_on()
        self.cycle()
        self.connection.with_user(self.user).action_sync_look()
        self.assertFalse(self.connection.polled_at)
