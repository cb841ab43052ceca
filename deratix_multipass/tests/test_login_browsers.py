import time
from unittest.mock import patch

from odoo.exceptions import AccessDenied
from odoo.http import root
from odoo.tests import new_test_user, tagged

from ..models.res_users import CREDENTIAL
from ..pipeline.attempt import Attempt
from .http_case import MultipassHttpCase


@tagged("post_install", "-at_install")
class TestLoginInBrowsers(MultipassHttpCase):
    """Odoo takes a token: pages, browsers in which others are signed in, and too many tokens."""

    # -- the page meant ---------------------------------------------------------------------------

    def test_pages_nobody_is_sent_to(self):
        for page in (
            "//evil.example",
            "/\\evil.example",
            "https:evil.example",
            "https://evil.example/odoo",
            "javascript:alert(1)",
            "data:text/html,x",
            "/odoo/../web/session/logout",
            "/odoo/%2e%2e/web/session/logout",
            "/odoo/%2f%2fevil.example",
            "/odoo/%252f%252fevil.example",
            "/odoo@evil.example",
            "/odoology",
            "/odoo?debug=1",
            "/odoo#action=1",
            "/web/session/logout",
            "/web?debug=1",
            f"/deratix/multipass/{self.connection.id}/multipass_server_login",
        ):
            with self.subTest(page):
                answer = self.enter(self.token(self.anna_there, return_to=page))
                self.assertEqual(answer.status_code, 403)
                self.assertNotIn("Location", answer.headers)
        self.assertIsNone(self.whoami())

    # -- another user -----------------------------------------------------------------------------

    def test_somebody_else_is_signed_in_and_asked(self):
        self.sign_in("bob")
        parameters = self.token(self.anna_there, return_to="/odoo/crm/7")
        answer = self.enter(parameters)
        self.assertEqual(answer.status_code, 200)
        self.assertPrivate(answer)
        self.assertIn(self.anna.name, answer.text)
        self.assertIn(self.bob.name, answer.text)
        self.assertEqual(self.whoami(), self.bob.id)
        before = self.sid
        csrf = answer.text.split('name="csrf_token" value="')[1].split('"')[0]
        path = f"/deratix/multipass/{self.connection.id}/switch"
        without = self.open(path, data=parameters)
        self.assertEqual(without.status_code, 400)
        self.assertEqual(self.whoami(), self.bob.id)
        answer = self.open(path, data={**parameters, "csrf_token": csrf})
        self.assertEntered(answer, self.anna, "/odoo/crm/7")
        self.assertNotEqual(self.sid, before)

    def test_what_the_previous_user_proved_does_not_count_for_the_next(self):
        self.sign_in("bob")
        session = root.session_store.get(self.sid)
        session["identity-check-last"] = time.time()
        root.session_store.save(session)
        parameters = self.token(self.anna_there)
        answer = self.enter(parameters)
        csrf = answer.text.split('name="csrf_token" value="')[1].split('"')[0]
        answer = self.open(
            f"/deratix/multipass/{self.connection.id}/switch",
            data={**parameters, "csrf_token": csrf},
        )
        self.assertEntered(answer, self.anna)
        self.assertNotIn("identity-check-last", root.session_store.get(self.sid))

    def test_a_refusal_leaves_who_is_signed_in(self):
        self.sign_in("bob")
        before = self.sid
        self.assertRefused(self.enter({"multipass": "x"}), "malformed")
        self.assertEqual((self.whoami(), self.sid), (self.bob.id, before))

    def test_the_same_user_is_not_asked_and_the_token_is_used_up(self):
        self.sign_in("anna")
        parameters = self.token(self.anna_there, return_to="/odoo/crm/7")
        self.assertEntered(self.enter(parameters), self.anna, "/odoo/crm/7")
        self.assertEqual(self.events("already"), [("already", False)])
        self.assertRefused(self.enter(parameters), "used")

    def test_pictures_and_frames_of_other_pages_sign_nobody_in(self):
        for kind in ("image", "iframe", "empty", "script"):
            with self.subTest(kind):
                answer = self.enter(self.token(self.anna_there), headers={"Sec-Fetch-Dest": kind})
                self.assertRefused(answer, "embedded")
        answer = self.enter(self.token(self.anna_there), headers={"Sec-Fetch-Dest": "document"})
        self.assertEntered(answer, self.anna)

    def test_forms_of_other_pages_sign_nobody_in(self):
        answer = self.open(
            f"/deratix/multipass/{self.connection.id}/login", data=self.token(self.anna_there)
        )
        self.assertIn(answer.status_code, (400, 404, 405))
        self.assertIsNone(self.whoami())

    # -- Odoo's own ways in -----------------------------------------------------------------------

    def test_the_kind_of_credential_cannot_be_chosen_from_outside(self):
        page = self.open("/web/login")
        csrf = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        for more in ({}, {"password": "x"}, {"password": self.token(self.anna_there)["multipass"]}):
            answer = self.open(
                "/web/login",
                data={"login": "anna", "type": CREDENTIAL, "csrf_token": csrf, **more},
            )
            self.assertEqual(answer.status_code, 200)
            self.assertIsNone(self.whoami())

    def test_the_token_of_one_person_is_no_credential_for_another(self):
        attempt = Attempt(self.env, self.connection.id, self.token(self.anna_there))
        credential = {"type": CREDENTIAL, "login": "anna", "attempt": attempt}
        # Nobody has looked at the token so far.
        with self.assertRaises(AccessDenied):
            self.env["res.users"].authenticate(credential, {"interactive": True})
        attempt.check()
        credential["login"] = "bob"
        with self.assertRaises(AccessDenied):
            self.env["res.users"].authenticate(credential, {"interactive": True})
        credential["login"] = "anna"
        with self.assertRaises(AccessDenied):
            self.env["res.users"].authenticate(credential, {"interactive": False})
        # What somebody could send is no attempt.
        for sent in ({"pairing": self.pairing.id}, self.token(self.anna_there), None):
            with self.assertRaises(AccessDenied):
                self.env["res.users"].authenticate(
                    {**credential, "attempt": sent}, {"interactive": True}
                )
        info = self.env["res.users"].authenticate(credential, {"interactive": True})
        self.assertEqual((info["uid"], info["mfa"]), (self.anna.id, "default"))

    # -- too much ---------------------------------------------------------------------------------

    def test_strangers_fill_no_audit_and_lock_nobody_out(self):
        for _ in range(30):
            self.enter({"multipass": "x"})
        reasons = [reason for _outcome, reason in self.events("refused")]
        self.assertEqual(len(reasons), 21)
        self.assertEqual(reasons[0], "too_many")
        # From the same address, as behind a badly set proxy.
        self.assertEntered(self.enter(self.token(self.anna_there)), self.anna)

    def test_guessing_at_unsigned_tokens_ends_soon(self):
        self.multipass.write({"envelope": "zero_iv", "older_accepted": True})
        self.env.flush_all()
        for _ in range(20):
            self.enter({"multipass": "A" * 64})
        # Such a token is not even looked at: who guesses learns nothing more.
        self.assertRefused(self.enter(self.token(self.anna_there)), "too_many")

    def test_a_loop_between_the_systems_ends(self):
        with patch("odoo.addons.deratix_multipass.pipeline.throttle.PAIRING_MOST", 3):
            for _ in range(3):
                self.assertEntered(self.enter(self.token(self.anna_there)), self.anna)
                self.leave_browser()
            self.assertRefused(self.enter(self.token(self.anna_there)), "too_many")
            # Nobody else is concerned.
            self.pair(self.bob, self.person("bob"))
            bob = self.env["deratix.external.user"].search([("login", "=", "bob")])
            self.assertEntered(self.enter(self.token(bob)), self.bob)

    def test_a_customer_gets_no_rights_of_an_employee(self):
        portal = new_test_user(
            self.env, "portal", groups="base.group_portal", email="portal@firma-demo.example"
        )
        self.env.cr.execute(
            "UPDATE deratix_multipass_pairing SET user_id = %s WHERE id = %s",
            [portal.id, self.pairing.id],
        )
        self.env.invalidate_all()
        self.assertRefused(self.enter(self.token(self.anna_there)), "user")
