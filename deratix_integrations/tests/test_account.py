from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.field_policy import field_labels
from ..pipeline.error_text import error_text
from ..providers import base
from .common import IntegrationCase
from .test_sync import SyncCase


@tagged("post_install", "-at_install")
class TestClientsThere(SyncCase):
    """How many clients the account has is shown when it is known."""

    def shown(self):
        self.env.invalidate_all()
        card = self.env["deratix.card"].search([("connection_id", "=", self.connection.id)])
        return card.data["clients"]

    def test_known_after_a_full_reading(self):
        self.assertEqual(self.shown(), "–")
        for name in ("Alfa", "Beta", "Gama"):
            self.sandbox.add(name, email=f"{name}@k.example")
        with self.enter_registry_test_mode():
            self.connection.action_sync_start()
        # The test of the connection knows it where one page holds them all.
        self.connection.clients_counted_at = False
        self.connection.client_count = 0
        self.assertEqual(self.shown(), "–")
        self.work()
        self.assertEqual(self.shown(), 3)
        run = self.connection.run_ids
        with self.enter_registry_test_mode():
            run.action_from_now_on()
        self.work()
        self.sandbox.add("Delta", email="d@k.example")
        self.cycle()
        self.assertEqual(self.shown(), 3, "a look reads what changed, not all")


@tagged("post_install", "-at_install")
class TestAccount(IntegrationCase):
    """A connection with links stays with its account."""

    def connect_fakturownia(self):
        connection = self.env["deratix.connection"].create(
            {
                "name": "Fakturownia",
                "integration_id": self.env.ref("deratix_integrations.integration_fakturownia").id,
            }
        )
        connection.credential_ids.value = "Token0001abc/first"
        return connection

    def test_token_of_another_account(self):
        connection = self.connect_fakturownia()
        home = connection.base_url
        connection.credential_ids.value = "Token0002abc/second"
        self.assertNotEqual(connection.base_url, home)
        home = connection.base_url
        partner = self.env["res.partner"].create({"name": "Alfa"})
        self.env["deratix.binding"].sudo().create(
            {
                "connection_id": connection.id,
                "company_id": connection.company_id.id,
                "kind": "party",
                "external_id": "1",
                "model": "res.partner",
                "res_id": partner.id,
            }
        )
        with self.assertRaisesRegex(UserError, "clients are linked with"):
            connection.credential_ids.value = "Token0001abc/first"
        self.assertEqual(connection.base_url, home)
        connection.credential_ids.value = "Token0003abc/second"
        self.assertEqual(connection.credential_ids._plain(), {"token": "Token0003abc/second"})

    def test_one_word_for_the_region(self):
        labels = field_labels(self.env)
        self.assertEqual(
            (labels["state"], labels["delivery_state"]), ("Region", "Delivery: region")
        )

    def test_sign_in_data_are_called_as_they_are(self):
        key = error_text(self.env, base.AuthenticationFailed(host="h.example", setting="apikey"))
        token = error_text(self.env, base.AuthenticationFailed(host="h.example", setting="token"))
        unknown = error_text(self.env, base.AuthenticationFailed(host="h.example"))
        self.assertIn("e-mail or the key", key)
        self.assertIn("token", token)
        for text in (token, unknown):
            self.assertNotIn("e-mail", text)

    def test_unknown_country_has_a_sentence(self):
        text = error_text(self.env, base.Rejected(host="h.example", country="XK"))
        self.assertIn("does not know the country XK", text)
