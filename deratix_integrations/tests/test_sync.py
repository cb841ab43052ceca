from datetime import datetime
from unittest.mock import patch

from odoo.sql_db import BaseCursor
from odoo.tests import tagged

from .common import OWN_TABLES, SandboxCase
from .sandbox import Sandbox

TOKEN = "demo-fakturownia-token-0001/firma-demo"


class SyncCase(SandboxCase):
    """A connection to an account of Fakturownia that is kept the same on both sides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sandbox.stop()
        cls.sandbox = Sandbox("fakturownia")
        cls.addClassCleanup(cls.sandbox.stop)
        cls.connection = cls.connect_account()
        # Everything happens in one transaction here, in which PostgreSQL's time stands still.
        cls.startClassPatcher(patch.object(BaseCursor, "now", lambda cursor: datetime.utcnow()))
        # Nobody else's clients.
        cls.env["res.partner"].search(
            [("parent_id", "=", False), ("user_ids", "=", False), ("ref_company_ids", "=", False)]
        ).active = False

    @classmethod
    def connect_account(cls):
        connection = cls.env["deratix.connection"].create(
            {
                "name": "Fakturownia",
                "integration_id": cls.env.ref("deratix_integrations.integration_fakturownia").id,
                "base_url": cls.sandbox.url,
                "sync_invoices": False,
            }
        )
        connection.credential_ids.value = TOKEN
        return connection

    def compare(self):
        """Press *Keep the Same on Both Sides*; returns the run, ready to be looked at."""
        with self.enter_registry_test_mode():
            action = self.connection.action_sync_start()
        self.assertEqual(action.get("res_model"), "deratix.run", action)
        self.work()
        run = self.env["deratix.run"].browse(action["res_id"])
        self.assertEqual(run.state, "ready", run.message)
        return run

    def switch_on(self):
        run = self.compare()
        with self.enter_registry_test_mode():
            run.action_from_now_on()
        self.work()
        self.assertEqual(run.state, "done", run.message)
        self.assertEqual(self.connection.sync_state, "on")
        return run

    def cycle(self):
        """What the scheduler does when the time has come; returns the run, if there was one."""
        before = self.env["deratix.run"].search([("kind", "=", "sync")])
        self.connection.polled_at = False
        with self.enter_registry_test_mode():
            self.env.ref("deratix_integrations.ir_cron_sync").method_direct_trigger()
        self.work()
        self.env.invalidate_all()
        return self.env["deratix.run"].search([("kind", "=", "sync")]) - before

    def there(self, external_id):
        return self.sandbox.control(f"clients/{external_id}", method="GET")

    def all_there(self):
        return self.sandbox.control("clients?full=1", method="GET")["clients"]

    def binding(self, external_id, kind="party"):
        found = super().binding(external_id, kind)
        return found.filtered(lambda binding: binding.connection_id == self.connection)

    def partner_of(self, external_id):
        return self.env["res.partner"].browse(self.binding(external_id).res_id)


@tagged("post_install", "-at_install")
class TestSync(SyncCase):
    def test_new_client_there(self):
        self.switch_on()
        client = self.sandbox.add("Zielony Most", city="Kraków", email="biuro@most.example")
        run = self.cycle()
        self.assertEqual(run.state, "done")
        partner = self.partner_of(client)
        self.assertEqual((partner.name, partner.city), ("Zielony Most", "Kraków"))
        self.assertFalse(self.cycle(), "our own writing is no news")

    def test_new_client_here(self):
        self.switch_on()
        partner = self.env["res.partner"].create(
            {"name": "Beta Sp. z o.o.", "is_company": True, "city": "Łódź", "zip": "90-001"}
        )
        run = self.cycle()
        self.assertEqual(run.state, "done", run.message)
        (client,) = self.all_there()
        self.assertEqual((client["name"], client["city"]), ("Beta Sp. z o.o.", "Łódź"))
        self.assertEqual(self.partner_of(str(client["id"])), partner)
        self.assertFalse(self.cycle())
        self.assertEqual(len(self.all_there()), 1)

    def test_changes_go_both_ways(self):
        client = self.sandbox.add("Gamma", city="Kraków", email="g@gamma.example")
        self.switch_on()
        # From now on: what was there before is not carried over.
        self.assertFalse(self.binding(client))
        self.sandbox.change(client, phone="+48 600 100 200")
        self.cycle()
        partner = self.partner_of(client)
        self.assertEqual(partner.name, "Gamma")
        partner.city = "Gdynia"
        self.cycle()
        self.assertEqual(self.there(client)["city"], "Gdynia")
        self.sandbox.change(client, street="Lipowa 3")
        partner.email = "nowa@gamma.example"
        self.cycle()
        self.assertEqual(partner.street, "Lipowa 3")
        self.assertEqual(self.there(client)["email"], "nowa@gamma.example")
        self.assertFalse(self.cycle())

    def test_ten_idle_cycles(self):
        for index in range(5):
            self.sandbox.add(f"Klient {index}", email=f"k{index}@klient.example")
        self.switch_on()
        for client in self.all_there():
            self.sandbox.change(str(client["id"]), city="Lublin")
        self.cycle()
        self.partner_of(str(self.all_there()[0]["id"])).street = "Długa 1"
        self.cycle()
        before = self.written()
        self.sandbox.forget_requests()
        for _ in range(10):
            self.assertFalse(self.cycle())
        self.assertEqual(len(self.sandbox.requests()), 10)
        self.assertFalse(self.touched_since(before) - OWN_TABLES)

    def test_deleting_goes_nowhere(self):
        client = self.sandbox.add("Delta", email="d@delta.example")
        other = self.sandbox.add("Epsilon", email="e@epsilon.example")
        self.switch_on()
        for each in (client, other):
            self.sandbox.change(each, city="Lublin")
        self.cycle()
        kept, gone = self.partner_of(client), self.partner_of(other)
        self.sandbox.remove(client)
        gone.unlink()
        self.cycle()
        kept.city = "Radom"
        self.sandbox.change(other, city="Radom")
        for _ in range(3):
            self.cycle()
        self.assertTrue(kept.exists())
        self.assertEqual(self.binding(client).state, "gone")
        self.assertEqual(self.binding(other).state, "tombstone")
        self.assertEqual([row["id"] for row in self.all_there()], [int(other)])
        self.assertFalse(self.partners("Epsilon"))

    def in_conflict(self):
        """A client changed on both sides: ``(external id, partner, run)``."""
        client = self.sandbox.add("Zeta", email="z@zeta.example")
        self.switch_on()
        self.sandbox.change(client, city="Lublin")
        self.cycle()
        partner = self.partner_of(client)
        partner.city = "Radom"
        self.sandbox.change(client, city="Sopot")
        return client, partner, self.cycle()

    def test_conflict_waits_for_a_person(self):
        client, partner, run = self.in_conflict()
        line = run.line_ids
        self.assertEqual((line.category, line.decision), ("conflict", "skip"))
        self.assertEqual(line.conflicts, {"city": ["Lublin", "Radom", "Sopot"]})
        self.assertEqual((partner.city, self.there(client)["city"]), ("Radom", "Sopot"))
        self.assertFalse(self.cycle(), "it is asked once")

    def test_choosing_a_side(self):
        for choice, here, there in (
            ("action_keep_here", "Radom", "Radom"),
            ("action_keep_there", "Sopot", "Sopot"),
            ("action_keep_both", "Radom", "Sopot"),
        ):
            with self.subTest(choice):
                self.sandbox.reset()
                self.partners("Zeta").active = False
                self.connection.sync_state = "off"
                self.connection = self.connect_account()
                client, partner, run = self.in_conflict()
                with self.enter_registry_test_mode():
                    run.action_reopen()
                getattr(run.line_ids, choice)()
                self.apply(run)
                self.assertEqual((partner.city, self.there(client)["city"]), (here, there))
                self.assertFalse(self.cycle(), "what was decided is not asked again")

    def test_differences_that_were_accepted(self):
        client, partner, run = self.in_conflict()
        with self.enter_registry_test_mode():
            run.action_reopen()
        run.line_ids.action_keep_both()
        self.apply(run)
        partner.street = "Długa 1"
        self.cycle()
        self.assertEqual(self.there(client)["street"], "Długa 1")
        self.assertEqual((partner.city, self.there(client)["city"]), ("Radom", "Sopot"))
        self.sandbox.change(client, city="Konin")
        self.cycle()
        self.assertEqual(partner.city, "Konin")

    def test_too_many_changes_wait(self):
        self.connection.sync_hold_count = 12
        self.switch_on()
        for index in range(12):
            self.sandbox.add(f"Klient {index}", email=f"k{index}@klient.example")
        run = self.cycle()
        self.assertEqual(run.state, "ready")
        self.assertTrue(run.message)
        self.assertFalse(self.partners("Klient 3"))
        self.assertFalse(self.cycle(), "nothing else happens meanwhile")
        self.apply(run)
        self.assertTrue(self.partners("Klient 3"))

    def test_lost_answer_creates_once(self):
        """Law 4: the client is created there, but the answer never comes."""
        self.switch_on()
        partner = self.env["res.partner"].create({"name": "Eta", "email": "eta@eta.example"})
        self.sandbox.fault(
            "reset", match="/clients.json", method="POST", arguments={"processed": True}
        )
        self.cycle()
        for _ in range(3):
            self.env["deratix.run"].search([]).waiting_until = False
            self.work()
            self.cycle()
        self.assertEqual([row["name"] for row in self.all_there()], ["Eta"])
        self.assertEqual(self.partner_of(str(self.all_there()[0]["id"])), partner)
        self.assertFalse(self.env["deratix.intent"].search([]))

    def test_undo_is_carried_over(self):
        """What a synchronisation wrote here is taken back on both sides."""
        client = self.sandbox.add("Theta", email="t@theta.example")
        self.switch_on()
        self.sandbox.change(client, city="Lublin")
        self.cycle()
        partner = self.partner_of(client)
        self.sandbox.change(client, city="Sopot")
        run = self.cycle()
        self.assertEqual(partner.city, "Sopot")
        self.undo(run)
        self.assertEqual(partner.city, "Lublin")
        self.cycle()
        self.assertEqual((partner.city, self.there(client)["city"]), ("Lublin", "Lublin"))
        self.assertFalse(self.cycle())

    def test_what_was_sent_is_not_undone(self):
        client = self.sandbox.add("Jota", email="j@jota.example")
        self.switch_on()
        self.sandbox.change(client, city="Lublin")
        self.cycle()
        partner = self.partner_of(client)
        partner.city = "Sopot"
        run = self.cycle()
        self.undo(run)
        self.assertEqual(run.line_ids.state, "kept")
        self.assertIn("carried over", run.line_ids.message)
        self.assertEqual((partner.city, self.there(client)["city"]), ("Sopot", "Sopot"))
        self.assertFalse(self.cycle())
