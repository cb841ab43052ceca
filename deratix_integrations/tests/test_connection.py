from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import SandboxCase


@tagged("post_install", "-at_install")
class TestConnection(SandboxCase):
    def verdicts(self):
        return [(step["key"], step["ok"]) for step in self.connection.last_test_steps]

    def failed_with(self, code):
        self.check_connection()
        step = self.connection.last_test_steps[-1]
        self.assertEqual((step["ok"], step["code"]), (False, code))
        self.assertEqual(self.connection.status, "incomplete")
        self.assertEqual(self.connection.status_reason, step["message"])
        self.assertGreater(len(step["message"]), 30)

    def test_good(self):
        self.sandbox.reset(clients=7)
        self.assertEqual(self.connection.status, "configured")
        self.check_connection()
        self.assertEqual(
            self.verdicts(), [("reach", True), ("sign_in", True), ("permissions", True)]
        )
        self.assertEqual((self.connection.status, self.connection.client_count), ("ready", 7))
        self.assertTrue(self.connection.account_name)
        # It asked whether it may create, and created nothing.
        self.assertEqual(len(self.sandbox.control("clients", method="GET")["ids"]), 7)

    def test_each_failure_has_its_sentence(self):
        texts = set()
        cases = {
            "authentication_failed": {"apikey": "wrong"},
            "wrong_account": {"company_id": "99"},
        }
        for code, values in cases.items():
            with self.subTest(code):
                self.sign_in(self.connection, **values)
                self.failed_with(code)
                texts.add(self.connection.last_test_message)
        self.sign_in(self.connection)
        with self.subTest("subscription_lapsed"):
            self.sandbox.control("subscription", lapsed=True)
            self.failed_with("subscription_lapsed")
            texts.add(self.connection.last_test_message)
        with self.subTest("quota_exceeded"):
            self.sandbox.reset()
            self.sandbox.control("quota", daily_limit=10, used=10)
            self.failed_with("quota_exceeded")
            texts.add(self.connection.last_test_message)
        with self.subTest("permission_denied"):
            self.sandbox.reset(read_only=True)
            self.env["deratix.rate.budget"].search([]).write({"day_limit": 0, "day_used": 0})
            self.failed_with("permission_denied")
            texts.add(self.connection.last_test_message)
        with self.subTest("unreachable"):
            self.lead_to("http://127.0.0.1:9")
            self.failed_with("unreachable")
            texts.add(self.connection.last_test_message)
        with self.subTest("unexpected_answer"):
            self.lead_to(self.sandbox.url)
            self.sandbox.reset()
            self.sandbox.fault("html_200", match="")
            self.failed_with("unexpected_answer")
            texts.add(self.connection.last_test_message)
        self.assertEqual(len(texts), 7, "each failure is told in words of its own")

    def test_status_names_what_is_missing(self):
        self.sign_in(self.connection, company_id="")
        self.assertEqual(self.connection.status, "incomplete")
        self.assertIn("Company ID", self.connection.status_reason)

    def test_new_sign_in_data_need_a_new_test(self):
        self.check_connection()
        self.assertEqual(self.connection.status, "ready")
        self.sign_in(self.connection)
        self.assertEqual(self.connection.status, "configured")
        self.check_connection()
        self.lead_to("http://127.0.0.1:9")
        self.assertEqual(self.connection.status, "configured")

    def test_private_addresses_are_refused(self):
        """Unless the system parameter allows them; nothing is sent."""
        self.env["ir.config_parameter"].set_param("deratix.allow_private_addresses", False)
        self.failed_with("address_refused")
        for url in (
            "http://127.0.0.1",
            "https://10.0.0.1",
            "https://169.254.169.254",
            "https://[::1]",
            "http://moja.superfaktura.sk",
        ):
            with self.subTest(url):
                self.lead_to(url)
                self.failed_with("address_refused")
        self.assertEqual(self.sandbox.requests(), [])

    def test_redirects_are_refused(self):
        self.sandbox.fault("redirect", match="", arguments={"location": "http://10.0.0.1/"})
        self.failed_with("redirect_refused")

    def test_address_is_an_address(self):
        for url in ("moja.superfaktura.sk", "ftp://moja.superfaktura.sk", "javascript:alert(1)"):
            with self.subTest(url), self.assertRaises(ValidationError):
                self.connection.base_url = url

    def test_address_comes_from_the_provider(self):
        connection = self.env["deratix.connection"].create(
            {"name": "New", "integration_id": self.integration.id}
        )
        self.assertEqual(connection.base_url, "https://moja.superfaktura.sk")
        self.assertTrue(connection.is_usual_address)
        self.assertEqual(connection.credential_ids.mapped("key"), ["email", "apikey", "company_id"])
        self.assertEqual(len(connection.budget_ids), 1)

    def test_malformed_settings_are_named(self):
        self.sign_in(self.connection, company_id="not a number")
        self.failed_with("setting_missing")
        self.assertIn("Company ID", self.connection.last_test_message)

    def test_log_of_exchanges_is_masked(self):
        """Law 9: no e-mail, key or name in the log, whatever came back."""
        self.connection.log_bodies = True
        self.sandbox.add("Tajná firma", email="tajna@firma.example")
        self.load(scope="search", search_text="Tajná")
        rows = self.dump("deratix_exchange")
        self.assertGreater(len(rows), 3)
        text = str(rows)
        for secret in (
            "demo-superfaktura-apikey",
            "api@firma-demo.sk",
            "api%40firma-demo.sk",
            "Tajn",
            "tajna",
            "VGFqbs",  # the search in base64
        ):
            self.assertNotIn(secret, text)
        self.assertTrue(any(row["response_body"] for row in rows))

    def test_log_tells_what_each_request_was_for(self):
        self.check_connection()
        exchanges = self.env["deratix.exchange"].search([], order="id")
        self.assertEqual(exchanges.mapped("action"), ["sign_in", "read", "probe"])

    def test_refused_probe_is_no_problem_in_the_log(self):
        """The system has to refuse it; that the user may not write is a problem."""
        self.check_connection()
        probe = self.env["deratix.exchange"].search([("action", "=", "probe")])
        self.assertEqual(len(probe), 1)
        self.assertFalse(probe.error_code or probe.error)
        self.sandbox.reset(read_only=True)
        self.check_connection()
        denied = self.env["deratix.exchange"].search([("action", "=", "probe")], limit=1)
        self.assertEqual(denied.error_code, "permission_denied")
        self.assertIn("creating clients", self.connection.last_test_message)

    def test_failing_request_tells_no_secret(self):
        """Law 9: nor in the server's log."""
        for kind in ("http_500", "html_200", "reset", "cut_body", "wrong_credentials"):
            with self.subTest(kind), self.assertLogs(level="DEBUG") as logs:
                self.sandbox.fault(kind, match="", times=2)
                self.check_connection()
                text = "\n".join(logs.output)
                self.assertNotIn("demo-superfaktura-apikey", text)
                self.assertNotIn("firma-demo", text)
