from datetime import timedelta

from freezegun import freeze_time
from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_sync import SyncCase

REFUSED = {"status": 422, "json": {"code": "error", "message": {"email": ["is not allowed"]}}}


class LinkedCase(SyncCase):
    """Clients that are linked already."""

    def linked(self, name, **values):
        """A client that is linked and agreed on: ``(external id, partner)``."""
        partner = self.env["res.partner"].create({"name": name, "is_company": True, **values})
        self.cycle()
        binding = self.env["deratix.binding"].search(
            [("res_id", "=", partner.id), ("connection_id", "=", self.connection.id)]
        )
        self.assertEqual(len(binding), 1)
        self.assertFalse(self.cycle())
        return binding.external_id, partner

    def writes_there(self):
        return [entry for entry in self.sandbox.requests() if entry[0] != "GET"]

    def press(self, record, button):
        with self.enter_registry_test_mode():
            getattr(record, button)()
        self.work()
        self.env.invalidate_all()

    def linked_account(self):
        self.switch_on()
        self.client, self.partner = self.linked("Alfa", email="a@alfa.example", city="Radom")


@tagged("post_install", "-at_install")
class TestSyncFaults(LinkedCase):
    """What may go wrong between two systems, and what waits for a person."""

    # -- looking ------------------------------------------------------------------------------

    def test_nothing_at_all_changed(self):
        """The first look after a comparison, before anything was written."""
        self.sandbox.add("Alfa", email="a@alfa.example")
        self.switch_on()
        self.sandbox.forget_requests()
        self.assertFalse(self.cycle())
        self.assertFalse(self.connection.poll_message)
        self.assertEqual(len(self.sandbox.requests()), 1)

    def test_failing_look_says_why_and_moves_nothing(self):
        self.linked_account()
        self.sandbox.change(self.client, city="Lublin")
        self.partner.street = "Długa 1"
        for kind, rule in (
            ("wrong_credentials", {}),
            ("quota", {}),
            ("http_500", {}),
            ("html_200", {}),
        ):
            with self.subTest(kind):
                watermark = self.connection.watermark
                self.sandbox.fault(kind, match="/clients", times=0, **rule)
                self.assertFalse(self.cycle())
                self.assertTrue(self.connection.poll_message.endswith("."))
                self.assertEqual(self.connection.watermark, watermark)
        self.sandbox.control("faults", rules=[])
        self.cycle()
        self.assertFalse(self.connection.poll_message)
        self.assertEqual(self.partner.city, "Lublin")
        self.assertEqual(self.there(self.client)["street"], "Długa 1")

    def test_run_that_fails_moves_no_watermark(self):
        self.linked_account()
        self.sandbox.change(self.client, city="Lublin")
        watermark = self.connection.watermark
        # The look itself succeeds.
        self.sandbox.fault("wrong_credentials", match="/clients", times=0, after_n=1)
        run = self.cycle()
        self.assertEqual(run.state, "failed")
        self.assertEqual(self.connection.watermark, watermark)
        self.sandbox.control("faults", rules=[])
        self.cycle()
        self.assertEqual(self.partner.city, "Lublin")
        self.assertFalse(self.cycle())

    @mute_logger("odoo.addons.deratix_integrations.models.connection_sync")
    def test_one_broken_connection_does_not_stop_the_others(self):
        self.linked_account()
        good = self.connection
        broken = self.connect_account()
        since = fields.Datetime.now() + timedelta(days=1)
        broken.write({"sync_state": "on", "name": "Broken", "sync_since": since})
        broken.credential_ids.write({"ciphertext": "not of this key"})
        # The broken one comes first.
        self.patch(type(good), "_order", "id desc")
        self.sandbox.change(self.client, city="Lublin")
        self.cycle()
        self.assertEqual(self.partner.city, "Lublin")
        self.assertTrue(broken.poll_message)
        self.assertNotIn("not of this key", broken.poll_message)

    # -- refused data -------------------------------------------------------------------------

    def test_refused_change_is_set_aside_and_sent_once(self):
        self.linked_account()
        self.sandbox.fault("answer", match="/clients/", method="PUT", times=0, arguments=REFUSED)
        self.partner.city = "Sopot"
        run = self.cycle()
        line = run.line_ids
        self.assertEqual((run.state, line.state), ("done", "failed"))
        self.assertIn("is not allowed", line.message)
        self.assertIn("is not allowed", self.binding(self.client).error)
        self.sandbox.forget_requests()
        for _ in range(3):
            self.assertFalse(self.cycle())
        self.assertEqual(self.writes_there(), [])
        # Another change is another attempt.
        self.sandbox.control("faults", rules=[])
        self.partner.street = "Długa 1"
        self.cycle()
        there = self.there(self.client)
        self.assertEqual((there["city"], there["street"]), ("Sopot", "Długa 1"))
        self.assertFalse(self.binding(self.client).error)

    def test_refused_change_can_be_retried(self):
        self.linked_account()
        self.sandbox.fault("answer", match="/clients/", method="PUT", arguments=REFUSED)
        self.partner.city = "Sopot"
        line = self.cycle().line_ids
        self.press(line, "action_retry")
        self.assertEqual(line.state, "done", line.message)
        self.assertEqual(self.there(self.client)["city"], "Sopot")
        self.assertFalse(self.cycle())

    def test_refused_new_client_is_set_aside_and_can_be_retried(self):
        self.switch_on()
        self.sandbox.fault(
            "answer", match="/clients.json", method="POST", arguments=REFUSED, times=0
        )
        partner = self.env["res.partner"].create({"name": "Beta", "email": "b@beta.example"})
        line = self.cycle().line_ids
        self.assertEqual(line.state, "failed")
        self.assertIn("is not allowed", line.message)
        self.sandbox.forget_requests()
        for _ in range(3):
            self.assertFalse(self.cycle())
        self.assertEqual(self.writes_there(), [])
        self.sandbox.control("faults", rules=[])
        self.press(line, "action_retry")
        (client,) = self.all_there()
        self.assertEqual(self.partner_of(str(client["id"])), partner)
        self.assertEqual(len(self.partners("Beta")), 1)
        self.assertFalse(self.cycle())

    # -- a client that may be there already ---------------------------------------------------

    def doubtful(self):
        """A new client here, of which there are two there: ``(partner, line)``."""
        self.switch_on()
        for name in ("Gamma Kraków", "Gamma Radom"):
            self.sandbox.add(name, email="g@gamma.example")
        self.cycle()
        self.env["res.partner"].search([("email", "=", "g@gamma.example")]).active = False
        partner = self.env["res.partner"].create({"name": "Gamma", "email": "g@gamma.example"})
        run = self.cycle()
        line = run.line_ids.filtered(lambda each: each.partner_id == partner)
        self.assertEqual((line.category, line.decision), ("review", "skip"))
        return partner, line

    def test_doubtful_client_can_be_added_there(self):
        partner, line = self.doubtful()
        run = line.run_id
        with self.enter_registry_test_mode():
            run.action_reopen()
        line.action_decide_create()
        self.apply(run)
        self.assertEqual(line.state, "done", line.message)
        self.assertEqual(self.there(line.external_id)["name"], "Gamma")
        self.assertEqual(self.partners("Gamma"), partner)
        self.assertFalse(self.cycle())

    def test_doubtful_client_is_never_linked_with_itself(self):
        partner, line = self.doubtful()
        run = line.run_id
        with self.enter_registry_test_mode():
            run.action_reopen()
        line.action_decide_link()
        self.apply(run)
        self.assertFalse(self.env["deratix.binding"].search([("res_id", "=", partner.id)]))
        self.assertEqual(len(self.all_there()), 2)

    # -- waiting for a person -------------------------------------------------------------------

    def test_waiting_conflict_that_is_edited(self):
        """What a person was asked is asked anew once one of the sides is another."""
        self.linked_account()
        self.partner.city = "Sopot"
        self.sandbox.change(self.client, city="Lublin")
        old = self.cycle().line_ids
        self.assertEqual(old.conflicts, {"city": ["Radom", "Sopot", "Lublin"]})
        self.sandbox.change(self.client, city="Konin")
        new = self.cycle().line_ids
        self.assertEqual(new.conflicts, {"city": ["Radom", "Sopot", "Konin"]})
        self.assertFalse(self.cycle())
        # Here it is brought to what stands there: nothing is left to decide.
        self.partner.city = "Konin"
        for _ in range(3):
            self.cycle()
        self.partner.city = "Gdynia"
        self.cycle()
        self.assertEqual(self.there(self.client)["city"], "Gdynia")

    def test_decision_about_what_is_no_more(self):
        """Keeping ours decides about the values that were shown, not about others."""
        self.linked_account()
        self.partner.city = "Sopot"
        self.sandbox.change(self.client, city="Lublin")
        run = self.cycle()
        self.partner.city = "Gdynia"
        with self.enter_registry_test_mode():
            run.action_reopen()
        run.line_ids.action_keep_there()
        with self.enter_registry_test_mode():
            run.action_apply()
        self.work()
        self.assertEqual(self.partner.city, "Gdynia")
        self.assertEqual(run.line_ids.category, "conflict")

    def test_share_of_changes_waits(self):
        self.connection.write({"sync_hold_count": 0, "sync_hold_share": 60})
        self.switch_on()
        partners = self.env["res.partner"].create(
            [{"name": f"Klient {n}", "email": f"k{n}@klient.example"} for n in range(20)]
        )
        # None are linked yet: all that is new is more than any share of them.
        self.apply(self.cycle())
        self.assertEqual(len(self.all_there()), 20)
        partners[:11].city = "Radom"
        self.assertEqual(self.cycle().state, "done")
        partners[:12].city = "Lublin"
        run = self.cycle()
        self.assertEqual(run.state, "ready")
        self.assertTrue(run.message)
        self.sandbox.forget_requests()
        self.assertFalse(self.cycle())
        self.assertEqual(self.sandbox.requests(), [])
        self.apply(run)
        cities = [client["city"] for client in self.all_there()]
        self.assertEqual(cities.count("Lublin"), 12)
        self.assertFalse(self.cycle())

    def test_what_changed_there_while_a_run_waited(self):
        """Law 2: what a plan does not know is not overwritten."""
        self.connection.write({"sync_hold_count": 1})
        self.switch_on()
        partners = self.env["res.partner"].create(
            [{"name": f"Klient {n}", "email": f"k{n}@klient.example"} for n in range(11)]
        )
        self.apply(self.cycle())
        partners.city = "Radom"
        run = self.cycle()
        self.assertEqual(run.state, "ready")
        client = self.env["deratix.binding"].search([("res_id", "=", partners[0].id)]).external_id
        self.sandbox.change(client, city="Sopot", street="Długa 1")
        with freeze_time(fields.Datetime.now() + timedelta(days=1)):
            self.apply(run)
        self.assertEqual(self.there(client)["city"], "Sopot")
        line = self.line(run, client)
        self.assertEqual(line.conflicts, {"city": ["", "Radom", "Sopot"]})
        self.assertEqual([each["city"] for each in self.all_there()].count("Radom"), 10)

    # -- a request of which nobody knows the outcome --------------------------------------------

    def test_every_answer_is_lost_once(self):
        self.switch_on()
        client, partner = self.linked("Jota", email="j@jota.example")
        rules = [
            {"kind": kind, "method": method, "match": "/clients", "arguments": arguments}
            for method in ("POST", "PUT")
            for kind, arguments in (
                ("reset", {"processed": True}),
                ("cut_body", {}),
                ("html_200", {"processed": True}),
                ("http_500", {"processed": True}),
            )
        ]
        self.sandbox.control("faults", rules=rules)
        partner.city = "Sopot"
        # Nothing but our own key tells that it is there already.
        self.env["res.partner"].create({"name": "Kappa", "phone": "+48600100200"})
        for _ in range(12):
            self.env["deratix.run"].search([]).waiting_until = False
            self.work()
            self.cycle()
        self.assertEqual(sorted(row["name"] for row in self.all_there()), ["Jota", "Kappa"])
        self.assertEqual(self.there(client)["city"], "Sopot")
        self.assertFalse(self.env["deratix.intent"].search([]))
        self.assertFalse(self.cycle())

    def test_failures_that_pass_do_not_add_up(self):
        """As often as the run is in the way of a fault, it goes on as long as requests succeed."""
        self.switch_on()
        self.env["res.partner"].create(
            [{"name": f"Klient {n}", "phone": f"+4860010020{n}"} for n in range(8)]
        )
        rules = [{"kind": "http_500", "method": "POST", "match": "/clients"}]
        self.sandbox.control("faults", rules=rules)
        run = self.cycle()
        for _ in range(8):
            self.sandbox.control("faults", rules=[{**rules[0], "after_n": 1}])
            run.waiting_until = False
            self.work()
        self.assertEqual((run.state, run.message), ("done", False))
        self.assertEqual((run.done_count, run.total), (8, 8))
        self.assertEqual(len(self.all_there()), 8)
