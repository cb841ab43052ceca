import time
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from odoo.tests import tagged

from ..multipass.tokens import verify
from .common import ADDRESS
from .http_case import MultipassHttpCase


@tagged("post_install", "-at_install")
class TestLeave(MultipassHttpCase):
    """Odoo makes a token, and takes the person to the other system with it."""

    def go(self, to=None, connection=None):
        query = {"to": to} if to is not None else {}
        return self.open(f"/deratix/multipass/go/{(connection or self.connection).id}", **query)

    def server_login(self, login_url=None):
        query = {"login_url": login_url} if login_url is not None else {}
        path = f"/deratix/multipass/{self.connection.id}/multipass_server_login"
        return self.open(path, **query)

    def claims(self, answer, address=ADDRESS):
        """What the other system reads in the token it gets."""
        self.assertEqual(answer.status_code, 303, answer.text[:2000])
        self.assertPrivate(answer)
        location = answer.headers["Location"]
        self.assertTrue(location.startswith(address), location)
        query = {name: value for name, (value,) in parse_qs(urlsplit(location).query).items()}
        scheme = self.multipass.sudo()._scheme("from_odoo")
        return verify(scheme, scheme.envelope.from_query(query), time.time()).claims

    def assertTold(self, answer, text):
        self.assertEqual(answer.status_code, 403)
        self.assertIn(text, answer.text)
        self.assertPrivate(answer)

    def test_the_button_takes_a_paired_person_there(self):
        self.sign_in("anna")
        claims = self.claims(self.go())
        self.assertEqual(
            (claims.subject, claims.login, claims.email, claims.return_to),
            ("anna", "anna", "anna@firma-demo.example", ""),
        )
        self.assertEqual(self.events("sent", "refused"), [("sent", False)])

    def test_the_page_meant(self):
        self.sign_in("anna")
        for wanted, page in (
            ("/invoices/12", "/invoices/12"),
            ("/invoices/new?kind=vat&client_id=7", "/invoices/new?kind=vat&client_id=7"),
            ("https://firma-demo.example/invoices/12", "/invoices/12"),
            ("https://FIRMA-demo.example:443/f/7-1/AbC", "/f/7-1/AbC"),
        ):
            with self.subTest(wanted):
                self.assertEqual(self.claims(self.go(wanted)).return_to, page)

    def test_pages_elsewhere(self):
        self.sign_in("anna")
        for wanted in (
            "https://evil.example/invoices",
            "//evil.example",
            "/\\evil.example",
            "http://firma-demo.example/invoices",
            "https://firma-demo.example:8443/",
            "https://firma-demo.example@evil.example/",
            "https://firma-demo.example.evil.example/",
            "javascript:alert(1)",
            "invoices",
            "/a/../b",
            "/a\r\nSet-Cookie: x=1",
        ):
            with self.subTest(wanted):
                answer = self.go(wanted)
                self.assertTold(answer, "This address is none of")
                self.assertNotIn("Location", answer.headers)
                self.assertNotIn("evil", answer.text)

    def test_who_is_not_signed_in_is_not_taken_anywhere(self):
        answer = self.go("/invoices/12")
        self.assertEqual(answer.status_code, 303)
        self.assertTrue(urlsplit(answer.headers["Location"]).path.endswith("/web/login"))
        self.assertNotIn("multipass=", answer.headers["Location"])

    def test_clear_words_for_who_cannot_go(self):
        self.sign_in("bob")
        self.assertTold(self.go(), "You are not paired")
        bob = self.person("bob")
        self.pair(self.bob, bob)
        self.claims(self.go())
        bob.active = False
        self.env.flush_all()
        self.assertTold(self.go(), "may not go to")
        self.multipass.from_odoo = False
        self.env.flush_all()
        self.assertTold(self.go(), "is switched off")
        self.env["ir.config_parameter"].set_param("deratix_multipass.stopped", "True")
        self.assertTold(self.go(), "is stopped")
        reasons = [reason for _outcome, reason in self.events("refused")]
        self.assertEqual(reasons, ["stopped", "off", "inactive", "unpaired"])

    def test_a_loop_ends(self):
        self.sign_in("anna")
        with patch("odoo.addons.deratix_multipass.pipeline.throttle.PAIRING_MOST", 2):
            self.claims(self.go())
            self.claims(self.go())
            self.assertTold(self.go(), "very often")

    def test_older_forms_not_for_administrators(self):
        self.multipass.write({"envelope": "separate_signature", "older_accepted": True})
        boss = self.employee("boss", groups="base.group_system")
        self.pair(boss, self.person("boss"))
        self.sign_in("boss")
        self.assertTold(self.go(), "not used for administrators")
        self.leave_browser()
        self.sign_in("anna")
        self.assertEqual(self.claims(self.go()).login, "anna")

    def test_a_connection_of_another_company_or_none(self):
        self.sign_in("anna")
        self.assertTold(self.open("/deratix/multipass/go/0"), "is switched off")
        company = self.env["res.company"].create({"name": "Other"})
        other = self.connect(company, ("Xr5tB9wLk2PzS7mQc4JfV8nH", "Hn8VfJ4cQm7SzP2kLw9Bt5rX"))
        self.assertTold(self.go(connection=other.connection_id), "You are not paired")

    # -- the other system asks --------------------------------------------------------------------

    def test_the_server_signs_in_and_returns(self):
        login_url = f"{ADDRESS}?return_to=%2Finvoices%2F12"
        answer = self.server_login(login_url)
        self.assertPrivate(answer)
        location = urlsplit(answer.headers["Location"])
        self.assertEqual((answer.status_code, location.path), (303, "/web/login"))
        page = self.open(answer.headers["Location"])
        csrf = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        answer = self.open(
            "/web/login",
            data={
                "login": "anna",
                "password": "annaxxxx",
                "csrf_token": csrf,
                "redirect": parse_qs(location.query)["redirect"][0],
            },
        )
        answer = self.open(answer.headers["Location"])
        self.assertEqual(self.claims(answer, login_url).subject, "anna")

    def test_the_usual_address_without_a_wish(self):
        self.sign_in("anna")
        self.assertEqual(self.claims(self.server_login()).subject, "anna")

    def test_tokens_go_to_addresses_of_the_connection_only(self):
        self.sign_in("anna")
        for address in (
            "https://evil.example/login",
            "https://firma-demo.example.evil.example/login",
            "https://firma-demo.example@evil.example/login",
            "http://firma-demo.example/login",
            "https://firma-demo.example:8443/login",
            "https://firma-demo.example/elsewhere",
            "https://firma-demo.example/login/../elsewhere",
            "https://firma-demo.example/login#x",
            "https://firma-demo.example/login?multipass=mine",
            "//firma-demo.example/login",
            "/login",
            "javascript:alert(1)",
            "https://firma-demo.example/login\r\nX: y",
        ):
            with self.subTest(address):
                answer = self.server_login(address)
                self.assertEqual(answer.status_code, 403)
                self.assertNotIn("Location", answer.headers)
        self.leave_browser()
        # Nobody is asked for a password for the sake of such an address either.
        self.assertRefused(self.server_login("https://evil.example/login"), "address_elsewhere")

    def test_a_server_that_is_switched_off(self):
        self.multipass.from_odoo = False
        self.env.flush_all()
        self.assertRefused(self.server_login(ADDRESS), "off")

    def test_a_token_each_time(self):
        self.sign_in("anna")
        ids = {self.claims(self.go()).token_id for _ in range(5)}
        self.assertEqual(len(ids), 5)

    def test_claims_that_are_not_carried(self):
        self.multipass.write(
            {"claim_subject": False, "claim_email": False, "claim_audience": False,
             "claim_direction": False, "claim_token_id": False, "claim_login": "user"}
        )  # fmt: skip
        self.env.flush_all()
        self.sign_in("anna")
        claims = self.claims(self.go())
        self.assertEqual((claims.login, claims.email), ("anna", ""))
        self.assertEqual((claims.subject, claims.audience, claims.direction), ("", "", ""))
