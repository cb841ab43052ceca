from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import tagged

from ..models.multipass_secret import OVERLAP
from ..multipass import shared_secrets
from .common import SECRET_IN, SECRET_NEW, SECRET_OUT, MultipassCase


@tagged("post_install", "-at_install")
class TestSettings(MultipassCase):
    def set_secret(self, secret, direction="to_odoo", **options):
        self.env["deratix.multipass.secret"]._set(self.multipass, direction, secret, **options)

    def test_address_follows_the_connection(self):
        fresh = self.env["deratix.multipass"].create(
            {"connection_id": self.connection.copy({"base_url": "https://a.example"}).id}
        )
        self.assertEqual(fresh.address, "https://a.example/login")
        self.assertEqual((fresh.to_odoo, fresh.from_odoo), (False, False))

    def test_weak_secrets_are_refused(self):
        for secret in (
            "short",
            "a" * 40,
            "password password password",
            "Fakturownia-Odoo-Multipass-2026",
            SECRET_IN,
            SECRET_OUT,
        ):
            with self.subTest(secret), self.assertRaises(UserError) as caught:
                self.set_secret(secret)
            self.assertNotIn(secret, str(caught.exception))

    def test_a_secret_is_encrypted_and_known_by_its_fingerprint(self):
        self.env.flush_all()
        self.env.cr.execute("SELECT string_agg(s::text, '') FROM deratix_multipass_secret s")
        (text,) = self.env.cr.fetchone()
        self.assertNotIn(SECRET_IN, text)
        self.assertEqual(self.multipass.to_odoo_fingerprint, shared_secrets.fingerprint(SECRET_IN))
        self.assertEqual(
            self.multipass.from_odoo_fingerprint, shared_secrets.fingerprint(SECRET_OUT)
        )

    def test_two_secrets_overlap_while_one_replaces_the_other(self):
        self.set_secret(SECRET_NEW)
        keys = self.multipass._scheme("to_odoo").keys
        self.assertEqual([key.secret for key in keys], [SECRET_NEW, SECRET_IN])
        end = fields.Datetime.now() + OVERLAP
        self.assertAlmostEqual(
            keys[1].until,
            (end - fields.Datetime.from_string("1970-01-01 00:00:00")).total_seconds(),
            delta=5,
        )
        # A third one ends the first at once: two is the most there are.
        self.set_secret(SECRET_NEW[::-1])
        keys = self.multipass._scheme("to_odoo").keys
        self.assertEqual([key.secret for key in keys], [SECRET_NEW[::-1], SECRET_NEW])

    def test_a_secret_others_know_ends_at_once(self):
        self.set_secret(SECRET_NEW, at_once=True)
        (key,) = self.multipass._scheme("to_odoo").keys
        self.assertEqual(key.secret, SECRET_NEW)

    def test_replaced_secrets_are_removed(self):
        self.set_secret(SECRET_NEW)
        with freeze_time(fields.Datetime.now() + OVERLAP + timedelta(seconds=1)):
            self.env["deratix.multipass.secret"]._remove_ended()
        self.assertEqual(len(self.multipass.secret_ids), 2)

    def test_moving_to_another_host_forgets_the_secrets(self):
        for move in (
            lambda: self.multipass.write({"address": "https://evil.example/login"}),
            lambda: self.connection.write({"base_url": "https://evil.example"}),
        ):
            with self.subTest():
                move()
                self.assertFalse(self.multipass.secret_ids)
                self.assertFalse(self.multipass.to_odoo or self.multipass.from_odoo)
                self.multipass.address = "https://firma-demo.example/login"
                self.set_secret(SECRET_IN)
                self.set_secret(SECRET_OUT, "from_odoo")

    def test_settings_do_not_move_to_another_connection(self):
        other = self.connection.copy()
        with self.assertRaises(ValidationError):
            self.multipass.connection_id = other

    def test_no_direction_without_a_secret(self):
        bare = self.env["deratix.multipass"].create({"connection_id": self.connection.copy().id})
        for direction in ("to_odoo", "from_odoo"):
            with self.subTest(direction), self.assertRaises(ValidationError):
                bare[direction] = True
                self.env.flush_all()

    def test_unfit_addresses(self):
        for address in (
            "http://firma-demo.example/login",
            "https://127.0.0.1/login",
            "https://user@firma-demo.example/login",
            "https://firma-demo.example/login?next=1",
            "javascript:alert(1)",
            "/login",
        ):
            with self.subTest(address), self.assertRaises(ValidationError):
                self.multipass.address = address

    def test_older_forms_are_off_until_their_risks_are_accepted(self):
        for form in ("zero_iv", "separate_signature"):
            with self.subTest(form):
                with self.assertRaises(ValidationError):
                    self.multipass.envelope = form
                self.multipass.write({"envelope": form, "older_accepted": True})
                self.assertTrue(self.multipass._scheme("to_odoo").envelope.older)
                self.multipass.envelope = "authenticated"
                self.assertFalse(self.multipass.older_accepted)

    def test_claims_that_make_no_layout(self):
        for values in (
            {"claim_subject": False, "claim_login": False},
            {"claim_subject": "login"},
            {"claim_created": False, "claim_expires": False},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self.multipass.write(values)

    def test_names_of_claims_are_mapped(self):
        self.multipass.write({"claim_login": "user", "claim_audience": False})
        layout = self.multipass._layout()
        self.assertEqual(layout.names["login"], "user")
        self.assertNotIn("audience", layout.names)

    def test_changes_are_in_the_audit_without_their_values(self):
        self.multipass.address = "https://firma-demo.example/sign-in"
        event = self.env["deratix.multipass.event"].search([], limit=1)
        self.assertEqual((event.outcome, event.detail), ("settings", "Sign-in Address There"))
        self.set_secret(SECRET_NEW)
        event = self.env["deratix.multipass.event"].search([], limit=1)
        self.assertEqual((event.outcome, event.direction), ("secret", "to_odoo"))
        self.assertEqual(event.user_id, self.env.user)

    def test_secret_of_another_server_is_no_secret(self):
        other = {"DERATIX_ENCRYPTION_KEY": "A" * 43 + "="}
        with patch.dict("os.environ", other), self.assertRaises(UserError):
            self.multipass._scheme("to_odoo")

    def test_a_copy_of_the_database_signs_nobody_in(self):
        self.env.flush_all()
        (queries,) = get_neutralization_queries(["deratix_multipass"])
        self.env.cr.execute(queries)
        self.env.invalidate_all()
        self.assertFalse(self.multipass.to_odoo or self.multipass.from_odoo)
        self.assertFalse(self.multipass.secret_ids)
