from unittest.mock import patch

from odoo.tests import tagged

from .http_case import MultipassHttpCase


@tagged("post_install", "-at_install")
class TestLoginServer(MultipassHttpCase):
    """What is wrong with the server, and what becomes of the sessions that tokens have opened."""

    def test_a_key_that_is_wrong_is_not_told_to_strangers(self):
        parameters = self.token(self.anna_there)
        for key in ("no key", "A" * 43 + "="):
            with self.subTest(key), patch.dict("os.environ", {"DERATIX_ENCRYPTION_KEY": key}):
                answer = self.enter(parameters)
                self.assertRefused(answer, "secret_unreadable")
                self.assertNotIn("key", answer.text.partition("<main")[2])
        self.assertEntered(self.enter(parameters), self.anna)

    def test_a_key_that_is_wrong_is_told_who_is_signed_in_as_off(self):
        self.sign_in("anna")
        with patch.dict("os.environ", {"DERATIX_ENCRYPTION_KEY": "no key"}):
            answer = self.open(f"/deratix/multipass/go/{self.connection.id}")
        self.assertEqual(answer.status_code, 403)
        self.assertIn("is switched off", answer.text)

    def test_another_password_ends_the_session_of_a_token(self):
        self.assertEntered(self.enter(self.token(self.anna_there)), self.anna)
        self.anna.password = "another-password"  # noqa: S105 - of the test
        self.env.flush_all()
        self.assertIsNone(self.whoami())

    def test_archiving_ends_the_session_of_a_token(self):
        self.assertEntered(self.enter(self.token(self.anna_there)), self.anna)
        self.anna.active = False
        self.env.flush_all()
        self.assertIsNone(self.whoami())
