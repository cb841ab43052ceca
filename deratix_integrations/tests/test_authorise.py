from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from odoo import fields
from odoo.exceptions import AccessError
from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import new_test_user, tagged

from .oauth_case import OAuthCase, connect, decide


@tagged("post_install", "-at_install")
class TestAuthorise(OAuthCase):
    """From *Authorise* to a connection that works."""

    def card(self):
        return self.env["deratix.card"].search([("connection_id", "=", self.connection.id)]).data

    def token(self):
        return self.connection.sudo().token_ids

    def test_from_the_button_to_the_first_import(self):
        self.assertEqual(self.connection.status, "incomplete")
        self.assertEqual(self.connection.status_reason, "Not authorised yet.")
        self.assertEqual(self.card()["authorise"], "none")
        page = self.begin()
        query = parse_qs(urlsplit(page).query)
        self.assertEqual(query["redirect_uri"], [self.connection.redirect_uri])
        self.assertGreaterEqual(len(query["state"][0]), 43)
        answer = self.open(decide(page))
        self.assertEqual(
            urlsplit(answer.headers["Location"]).path,
            f"/odoo/integration-connections/{self.connection.id}",
        )
        self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
        connection = self.connection
        self.assertEqual((connection.status, connection.authorisation), ("ready", "good"))
        self.assertEqual(connection.account_name, "Demo Handel AB")
        self.assertEqual(connection.authorised_by, self.admin)
        self.assertEqual(self.card()["authorise"], "")
        self.assertTrue(self.check_connection().last_test_ok)
        run = self.preview()
        self.assertEqual(len(run.line_ids), 12)
        self.apply(run)
        bindings = self.env["deratix.binding"].search([("connection_id", "=", connection.id)])
        self.assertEqual(len(bindings), 12)
        self.assertEqual(len(self.token_requests()), 1)

    def test_nothing_secret_is_noted(self):
        back = decide(self.begin())
        self.open(back)
        code = parse_qs(urlsplit(back).query)["code"][0]
        store = self.connection._token_store()
        with self.enter_registry_test_mode():
            token = store.get()
        noted = str(
            [self.dump(table) for table in (
                "deratix_exchange", "deratix_connection", "deratix_token", "mail_message",
                "deratix_authorisation",
            )]
        )  # fmt: skip
        self.assertIn("/oauth-v1/token", noted)
        state = parse_qs(urlsplit(back).query)["state"][0]
        for secret in (code, state, token.access, token.refresh, "demo-fortnox-secret-0001"):
            self.assertNotIn(secret, noted)

    # -- who comes back -----------------------------------------------------------------------

    def refused(self, address, status=400):
        answer = self.open(address)
        self.assertEqual(answer.status_code, status, answer.text)
        self.assertIn("Not authorised", answer.text)
        self.assertFalse(self.token())
        self.assertEqual(self.token_requests(), [])
        return answer.text

    def test_a_forged_state(self):
        self.begin()
        text = self.refused("/deratix/oauth/callback?code=abc&state=forged")
        self.assertIn("was not begun in this browser", text)
        self.refused("/deratix/oauth/callback?code=abc")

    def test_a_state_serves_once(self):
        back = decide(self.begin())
        self.assertEqual(self.open(back).status_code, 303)
        self.assertEqual(len(self.token_requests()), 1)
        self.assertEqual(self.open(back).status_code, 400)
        self.assertEqual(len(self.token_requests()), 1)

    def test_a_state_of_another_session_of_the_same_user(self):
        back = decide(self.begin())
        self.authenticate("integration-admin", "integration-admin")
        self.refused(back)

    def test_a_state_of_another_user(self):
        """Even where the session is the same: the row belongs to who began."""
        back = decide(self.begin())
        self.env["deratix.authorisation"].sudo().search([]).user_id = self.user
        self.refused(back)

    def test_a_state_that_is_too_old(self):
        back = decide(self.begin())
        self.env.cr.execute(
            "UPDATE deratix_authorisation SET create_date = create_date - interval '1 hour'"
        )
        self.refused(back)

    def test_who_may_not_write_the_connection(self):
        self.authenticate("integration-user", "integration-user")
        with self.assertRaises(AccessError):
            self.connection.with_user(self.user).action_authorise()
        self.refused(f"/deratix/oauth/authorise/{self.connection.id}", 403)
        self.refused("/deratix/oauth/authorise/999999999", 403)

    def test_who_lost_the_right_meanwhile(self):
        back = decide(self.begin())
        self.admin.group_ids = self.env.ref("deratix_integrations.group_user")
        self.refused(back, 403)

    def test_a_connection_of_another_company(self):
        company = self.env["res.company"].create({"name": "Other"})
        new_test_user(
            self.env,
            "foreign-admin",
            groups="deratix_integrations.group_admin",
            company_id=company.id,
            company_ids=[company.id],
        )
        self.authenticate("foreign-admin", "foreign-admin")
        self.refused(f"/deratix/oauth/authorise/{self.connection.id}", 403)

    # -- refusals -----------------------------------------------------------------------------

    def test_declined_there(self):
        text = self.refused(decide(self.begin(), "deny"), 200)
        self.assertIn("The consent was declined at Fortnox", text)
        self.assertNotIn("The user denied", text)

    def test_an_error_is_not_shown_as_it_came(self):
        state = parse_qs(urlsplit(self.begin()).query)["state"][0]
        text = self.refused(
            f"/deratix/oauth/callback?state={state}&error=%3Cb%3Ex&error_description=%3Cb%3Ey", 200
        )
        self.assertIn("did not give its consent", text)
        self.assertNotIn("<b>", text)

    def test_a_code_that_is_not_accepted(self):
        state = parse_qs(urlsplit(self.begin()).query)["state"][0]
        answer = self.open(f"/deratix/oauth/callback?state={state}&code=wrong")
        self.assertIn("did not accept the authorisation", answer.text)
        self.assertFalse(self.token())

    def test_settings_that_are_missing(self):
        connection = connect(self.env, "fortnox", self.other.url)
        connection.credential_ids.filtered("secret").sudo().ciphertext = False
        self.assertIn("Client secret", connection.status_reason)
        answer = self.open(f"/deratix/oauth/authorise/{connection.id}")
        self.assertIn("Client secret", answer.text)

    # -- afterwards -----------------------------------------------------------------------------

    def test_a_dead_one_is_authorised_again(self):
        self.authorise()
        self.other.control("revoke")
        self.check_connection()
        self.env.invalidate_all()
        self.assertEqual(self.connection.authorisation, "dead")
        self.assertEqual(self.card()["authorise"], "dead")
        self.authorise()
        self.assertEqual(self.connection.status, "ready")

    def enter(self, key, value):
        self.connection.credential_ids.filtered(lambda each: each.key == key).value = value
        self.env.flush_all()
        return self.token()

    def test_what_ends_an_authorisation(self):
        self.authorise()
        self.assertTrue(self.enter("client_secret", "a-new-one"))
        self.assertTrue(self.enter("client_id", "demo-fortnox-client"), "it is the same")
        self.assertFalse(self.enter("client_id", "another"))
        self.assertEqual(self.connection.status_reason, "Not authorised yet.")

    def test_another_address_is_another_system(self):
        self.authorise()
        self.connection.base_url = "https://api.fortnox.se"
        self.assertFalse(self.token())

    def test_a_tenant_needs_no_person(self):
        self.enter("tenant_id", "555001")
        self.assertFalse(self.connection.by_consent)
        self.assertFalse(self.connection.authorisation)
        self.assertTrue(self.check_connection().last_test_ok)
        self.assertEqual(self.connection.status, "ready")

    def test_a_neutralized_copy_has_no_token(self):
        self.authorise()
        self.begin()
        self.env.flush_all()
        (queries,) = get_neutralization_queries(["deratix_integrations"])
        self.env.cr.execute(queries)
        self.env.invalidate_all()
        self.assertFalse(self.token())
        self.assertFalse(self.env["deratix.authorisation"].sudo().search([]))

    def test_a_new_key_encrypts_tokens_anew(self):
        self.authorise()
        before = self.token().sealed
        self.env["deratix.credential"]._rotate_key()
        self.assertNotEqual(self.token().sealed, before)
        self.assertTrue(self.check_connection().last_test_ok)

    # -- warnings -----------------------------------------------------------------------------

    def warned(self, **left):
        """The warnings after the daily look, so long before the end."""
        self.token().refresh_until = fields.Datetime.now() + timedelta(**left)
        with self.enter_registry_test_mode():
            self.env.ref("deratix_integrations.ir_cron_authorisations").method_direct_trigger()
        self.env.invalidate_all()
        return self.connection.activity_ids

    def test_warnings_come_once_each(self):
        self.authorise()
        self.assertFalse(self.warned(days=14, hours=1))
        first = self.warned(days=13, hours=23)
        self.assertEqual((len(first), first.user_id), (1, self.admin))
        self.assertEqual(first.summary, "Authorise Fortnox again")
        self.assertEqual(self.warned(days=13), first)
        self.assertEqual(self.warned(days=8), first)
        second = self.warned(days=6, hours=23)
        self.assertEqual(len(second), 1)
        self.assertNotEqual(second, first)
        self.assertEqual(self.warned(days=2), second)
        third = self.warned(hours=23)
        self.assertNotEqual(third, second)
        self.assertEqual(self.warned(hours=-5), third)
        self.authorise()
        self.assertFalse(self.connection.activity_ids)
        self.assertTrue(self.warned(days=13), "a new one is warned of anew")

    def test_who_may_no_longer_is_not_warned(self):
        self.authorise()
        self.admin.group_ids -= self.env.ref("deratix_integrations.group_admin")
        self.assertNotEqual(self.warned(days=1).user_id, self.admin)
        self.assertTrue(self.connection.activity_ids.user_id)


@tagged("post_install", "-at_install")
class TestAuthoriseJortt(OAuthCase):
    system = "jortt"

    def test_an_application_of_its_own_needs_no_person(self):
        self.assertFalse(self.connection.by_consent)
        self.assertTrue(self.check_connection().last_test_ok)
        self.load()
        linked = [("connection_id", "=", self.connection.id), ("kind", "=", "party")]
        self.assertEqual(self.env["deratix.binding"].search_count(linked), 12)
        self.assertEqual(len(self.token_requests()), 1, "the token is kept")

    def test_by_consent(self):
        self.connection.consent_chosen = True
        self.assertEqual(self.connection.status_reason, "Not authorised yet.")
        self.authorise()
        self.assertEqual(self.connection.status, "ready")
        self.assertEqual(len(self.preview().line_ids), 12)
        self.connection.consent_chosen = False
        self.assertFalse(self.connection.sudo().token_ids)
