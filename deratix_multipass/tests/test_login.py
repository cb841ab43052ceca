import base64
import time
from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from odoo import fields
from odoo.addons.auth_totp.models.totp import hotp
from odoo.tests import tagged

from ..multipass.claims import Direction
from ..multipass.refusal import Reason, Refused
from ..pipeline.attempt import Attempt
from .common import SECRET_NEW
from .http_case import MultipassHttpCase


@tagged("post_install", "-at_install")
class TestLogin(MultipassHttpCase):
    """Odoo takes a token."""

    def test_a_paired_person_is_signed_in_and_on_the_page_meant(self):
        answer = self.enter(self.token(self.anna_there, return_to="/odoo/crm/7"))
        self.assertEntered(answer, self.anna, "/odoo/crm/7")
        self.assertEqual(self.events("signed_in", "refused"), [("signed_in", False)])
        event = self.env["deratix.multipass.event"].search([], limit=1)
        self.assertEqual((event.user_id, event.pairing_id), (self.anna, self.pairing))
        self.assertEqual((event.person, event.address), ("anna", "127.0.0.1"))

    def test_people_known_by_a_number_there(self):
        self.anna_there.external_id = "55"
        self.pair(self.anna, self.anna_there)
        self.assertEntered(self.enter(self.token(self.anna_there)), self.anna)

    def test_a_new_session_id(self):
        self.open("/web/login")
        before = self.sid
        self.assertTrue(before)
        self.assertEntered(self.enter(self.token(self.anna_there)), self.anna)
        after = self.sid
        self.assertNotEqual(after, before)
        # Who knows the old one has nothing.
        self.leave_browser()
        self.opener.cookies.set("session_id", before, domain="127.0.0.1")
        self.assertIsNone(self.whoami())

    def test_the_second_factor_stays_in_force(self):
        self.anna.sudo().totp_secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
        self.env.flush_all()
        parameters = self.token(self.anna_there, return_to="/odoo/crm/7")
        answer = self.enter(parameters)
        self.assertEqual(answer.status_code, 303)
        self.assertEqual(answer.headers["Location"], "/web/login/totp?redirect=%2Fodoo%2Fcrm%2F7")
        self.assertIsNone(self.whoami())
        self.assertEqual(self.events("signed_in", "second_factor"), [("second_factor", False)])
        # The token is used up by now.
        self.assertRefused(self.enter(parameters), "used")
        page = self.open(answer.headers["Location"])
        csrf = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        key = base64.b32decode("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
        code = f"{hotp(key, int(time.time() / 30)):06d}"
        answer = self.open(
            "/web/login/totp",
            data={"totp_token": code, "csrf_token": csrf, "redirect": "/odoo/crm/7"},
        )
        self.assertEqual(answer.headers["Location"], "/odoo/crm/7")
        self.assertEqual(self.whoami(), self.anna.id)

    # -- once -----------------------------------------------------------------------------------

    def test_the_same_token_twice(self):
        parameters = self.token(self.anna_there)
        self.assertEntered(self.enter(parameters), self.anna)
        self.leave_browser()
        self.assertRefused(self.enter(parameters), "used")
        self.assertIsNone(self.whoami())

    def test_of_two_who_passed_the_check_one_gets_in(self):
        parameters = self.token(self.anna_there)
        first, second = (Attempt(self.env, self.connection.id, parameters) for _ in range(2))
        first.check()
        second.check()
        first.claim()
        with self.assertRaises(Refused) as caught:
            second.claim()
        self.assertEqual(caught.exception.reason, Reason.USED)

    def test_a_used_token_stays_used_after_cleaning(self):
        parameters = self.token(self.anna_there)
        self.enter(parameters)
        self.leave_browser()
        self.env["deratix.multipass.token"]._remove_old()
        self.assertRefused(self.enter(parameters), "used")
        with freeze_time(fields.Datetime.now() + timedelta(days=3)):
            self.env["deratix.multipass.token"]._remove_old()
        self.assertFalse(self.env["deratix.multipass.token"].search([]))

    # -- time -----------------------------------------------------------------------------------

    def test_times(self):
        now = time.time()
        for offset, reason in ((-62, "expired"), (-3600, "expired"), (45, "from_future")):
            with self.subTest(offset):
                self.assertRefused(
                    self.enter(self.token(self.anna_there, now=now + offset)), reason
                )
        for offset in (-50, 20):
            with self.subTest(offset):
                self.leave_browser()
                self.assertEntered(
                    self.enter(self.token(self.anna_there, now=now + offset)), self.anna
                )

    def test_the_audit_tells_by_how_much_a_clock_is_wrong(self):
        self.enter(self.token(self.anna_there, now=time.time() + 47))
        event = self.env["deratix.multipass.event"].search([], limit=1)
        self.assertEqual(event.reason, "from_future")
        # As long as the request took it is less.
        self.assertIn(event.detail, ("47 s", "46 s", "45 s"))

    # -- keys, audience, direction ----------------------------------------------------------------

    def test_keys_overlap_and_end(self):
        old = self.token(self.anna_there)
        other = self.token(self.anna_there)
        self.env["deratix.multipass.secret"]._set(self.multipass, "to_odoo", SECRET_NEW)
        self.assertEntered(self.enter(self.token(self.anna_there)), self.anna)
        self.leave_browser()
        self.assertEntered(self.enter(old), self.anna)
        self.leave_browser()
        self.multipass.secret_ids.sudo().filtered("until").until = (
            fields.Datetime.now() - timedelta(seconds=1)
        )
        self.env.flush_all()
        self.assertRefused(self.enter(other), "signature")

    def test_another_connection_with_the_same_secret(self):
        company = self.env["res.company"].create({"name": "Other"})
        other = self.connect(company, (SECRET_NEW, SECRET_NEW[::-1]))
        own = self.multipass.secret_ids.sudo().filtered(lambda one: one.direction == "to_odoo")
        theirs = other.secret_ids.sudo().filtered(lambda one: one.direction == "to_odoo")
        theirs.sealed = own.sealed
        self.env.flush_all()
        parameters = self.token(self.anna_there)
        self.assertRefused(self.enter(parameters, other.connection_id), "audience")
        self.assertEntered(self.enter(parameters), self.anna)

    def test_a_token_for_the_other_direction(self):
        scheme = replace(self.multipass.sudo()._scheme("to_odoo"), direction=Direction.FROM_ODOO)
        parameters = self.token(self.anna_there, scheme=scheme)
        self.assertRefused(self.enter(parameters), "direction")

    def test_a_token_of_odoo_comes_back(self):
        self.authenticate("anna", "anna")
        answer = self.open(f"/deratix/multipass/go/{self.connection.id}")
        token = answer.headers["Location"].split("multipass=")[1].replace("%3D", "=")
        self.leave_browser()
        self.assertRefused(self.enter({"multipass": token}), "signature")

    def test_another_database(self):
        parameters = self.token(self.anna_there)
        self.env["ir.config_parameter"].set_param("database.uuid", "another-database")
        self.env.flush_all()
        self.multipass.invalidate_recordset()
        self.assertRefused(self.enter(parameters), "audience")

    # -- what is no token -------------------------------------------------------------------------

    def test_bent_tokens(self):
        token = self.token(self.anna_there)["multipass"]
        with patch("odoo.addons.deratix_multipass.pipeline.throttle.ADDRESS_MOST", 1000):
            for at in range(0, len(token), 11):
                other = "A" if token[at] != "A" else "B"
                with self.subTest(at):
                    self.assertRefused(
                        self.enter({"multipass": token[:at] + other + token[at + 1 :]}), None
                    )
            for bent in ("", token[:-4], token + "A", token + "====", "é" * 40, "A" * 9000):
                with self.subTest(bent[:20]):
                    self.assertRefused(self.enter({"multipass": bent}), "malformed")
            self.assertRefused(self.enter({}), "malformed")
        self.assertIsNone(self.whoami())

    def test_every_refusal_looks_the_same(self):
        answers = [
            self.enter({"multipass": "x"}),
            self.enter(self.token(self.anna_there, now=time.time() - 90)),
            self.enter(self.token(self.person("nobody"))),
            self.enter(self.token(self.person("__system__"))),
            self.open("/deratix/multipass/0/login", multipass="x"),
        ]
        self.multipass.to_odoo = False
        self.env.flush_all()
        answers.append(self.enter(self.token(self.anna_there)))
        shown = {answer.text.partition("<h1")[2].partition("</main>")[0] for answer in answers}
        self.assertEqual(len(shown), 1)
        self.assertEqual({answer.status_code for answer in answers}, {403})
        kept = ("Content-Type", "Cache-Control", "Referrer-Policy", "Location")
        self.assertEqual(
            len({tuple(answer.headers.get(name) for name in kept) for answer in answers}), 1
        )

    # -- who ------------------------------------------------------------------------------------

    def test_the_email_of_somebody_else_signs_in_nobody(self):
        boss = self.employee("boss", groups="base.group_system")
        for claims in (
            {"email": boss.email},
            {"login": "boss"},
            {"email": "Anna@firma-demo.example"},
            {"email": "anna+1@firma-demo.example"},
            {"email": "аnna@firma-demo.example"},  # noqa: RUF001 - the first letter is Cyrillic
            {"email": "anna@firma-demo.example."},
        ):
            with self.subTest(claims):
                self.assertRefused(self.enter(self.token(self.anna_there, **claims)), "identity")

    def test_unknown_and_unpaired_people(self):
        self.assertRefused(self.enter(self.token(self.anna_there, subject="nobody")), "unknown")
        self.assertRefused(self.enter(self.token(self.person("bob"))), "unpaired")
        users = self.env["res.users"].with_context(active_test=False).search_count([])
        self.enter(self.token(self.person("newcomer")))
        self.assertEqual(
            self.env["res.users"].with_context(active_test=False).search_count([]), users
        )

    def test_what_changed_after_the_token_was_made(self):
        def archive_here():
            self.anna.active = False

        def archive_there():
            self.anna_there.active = False

        def withdraw():
            self.pairing.unlink()

        def pause():
            self.connection.active = False

        def switch_off():
            self.multipass.to_odoo = False

        def stop():
            self.env["ir.config_parameter"].set_param("deratix_multipass.stopped", "True")

        def move():
            other = self.env["res.company"].create({"name": "Other"})
            self.anna.write({"company_id": other.id, "company_ids": [(6, 0, other.ids)]})

        def make_portal():
            self.anna.group_ids = self.env.ref("base.group_portal")

        for change, reason in (
            (archive_here, "inactive"),
            (archive_there, "inactive"),
            (withdraw, "unpaired"),
            (pause, None),
            (switch_off, "off"),
            (stop, "stopped"),
            (move, "company"),
            (make_portal, "user"),
        ):
            with self.subTest(change.__name__), self.cr.savepoint() as savepoint:
                parameters = self.token(self.anna_there)
                change()
                self.env.flush_all()
                self.env.invalidate_all()
                self.assertRefused(self.enter(parameters), reason)
                self.assertIsNone(self.whoami())
                savepoint.rollback()
                self.env.invalidate_all()
        self.assertTrue(self.anna.active)

    def test_an_archived_user_is_not_revived(self):
        self.anna.active = False
        self.env.flush_all()
        self.enter(self.token(self.anna_there))
        self.assertFalse(self.anna.active)

    def test_the_superuser_is_never_signed_in(self):
        """Not even when somebody wrote the pairing into the table."""
        for name in ("user_root", "public_user", "template_portal_user_id"):
            user = self.env.ref(f"base.{name}")
            with self.subTest(user.login):
                self.env.cr.execute(
                    "UPDATE deratix_multipass_pairing SET user_id = %s WHERE id = %s",
                    [user.id, self.pairing.id],
                )
                self.env.invalidate_all()
                self.assertRefused(self.enter(self.token(self.anna_there)), "user")

    def test_older_forms_for_employees_but_not_for_administrators(self):
        boss = self.employee("boss", groups="base.group_system")
        rights = self.employee("rights", groups="base.group_user,base.group_erp_manager")
        for form in ("zero_iv", "separate_signature"):
            self.multipass.write({"envelope": form, "older_accepted": True, "site_key": "firma"})
            self.env.flush_all()
            with self.subTest(form):
                self.assertEntered(self.enter(self.token(self.anna_there)), self.anna)
                self.leave_browser()
            for user in (boss, rights):
                person = self.env["deratix.external.user"].search(
                    [("login", "=", user.login)]
                ) or self.person(user.login)
                if not person.pairing_ids:
                    self.pair(user, person)
                with self.subTest(form, user=user.login):
                    self.assertRefused(self.enter(self.token(person)), "privileged")
