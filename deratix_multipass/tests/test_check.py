"""The check of the settings, against a small server of the test's own that answers as told."""

import threading
import time
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from odoo.addons.deratix_integrations.tests.common import LocalRequests
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..multipass import shared_secrets
from ..multipass.refusal import Refused
from ..multipass.tokens import verify
from .common import SECRET_IN, SECRET_NEW, MultipassCase


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        status, headers, body = self.server.answer(self.path)
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        """Not in the output of the tests."""


@tagged("post_install", "-at_install")
class TestCheck(LocalRequests, MultipassCase):
    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].set_param("deratix.allow_private_addresses", "True")
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
        self.server.answer = self.answer
        thread = threading.Thread(target=self.server.serve_forever)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.clock, self.status, self.words = 0, 200, "Wrong <token>"
        self.login = f"http://127.0.0.1:{self.server.server_port}/login"
        self.scheme = self.multipass._scheme("from_odoo")
        # As an administrator would, who then enters the tokens anew.
        secrets = self.multipass.secret_ids.sudo().mapped("sealed")
        self.multipass.address = self.login
        self.assertTrue(secrets and not self.multipass.secret_ids)
        Secret = self.env["deratix.multipass.secret"]
        Secret._set(self.multipass, "to_odoo", SECRET_IN)
        Secret._set(self.multipass, "from_odoo", self.scheme.keys[0].secret)
        self.multipass.write({"to_odoo": True, "from_odoo": True})
        self.there = self.person("system-admin", email=self.system.email)
        self.pair(self.system, self.there)

    def answer(self, path):
        """A page of the other system: a token that fits its secret signs in."""
        headers = {"Date": formatdate(time.time() + self.clock, usegmt=True)}
        query = {name: value for name, (value,) in parse_qs(urlsplit(path).query).items()}
        if not query:
            return self.status, headers, b"<form></form>"
        try:
            verify(self.scheme, self.scheme.envelope.from_query(query), time.time() + self.clock)
        except Refused:
            text = self.words.replace("<", "&lt;")
            return 403, headers, f'<p role="alert">{text}</p>'.encode()
        return 303, {**headers, "Location": "/invoices"}, b""

    def check(self):
        """``{key: (ok, message)}``"""
        self.multipass.with_user(self.system).action_check()
        return {step["key"]: (step["ok"], step["message"]) for step in self.multipass.check_steps}

    def test_all_is_well(self):
        steps = self.check()
        for key in ("switches", "reach", "clocks", "round_trip"):
            self.assertTrue(steps[key][0], steps)
        self.assertEqual(steps["round_trip"][1], "A token for you was accepted.")
        self.assertEqual(steps["coming"][1], "Nobody came yet.")

    def test_fingerprints_are_compared(self):
        self.multipass.to_odoo_typed = shared_secrets.fingerprint(SECRET_IN).upper()
        self.multipass.from_odoo_typed = shared_secrets.fingerprint(SECRET_NEW)
        steps = self.check()
        self.assertEqual(steps["fingerprint_to_odoo"], (True, "The fingerprints are the same."))
        ok, message = steps["fingerprint_from_odoo"]
        self.assertFalse(ok)
        self.assertIn("The tokens differ", message)

    def test_another_token_there(self):
        Secret = self.env["deratix.multipass.secret"]
        Secret._set(self.multipass, "from_odoo", SECRET_NEW)
        ok, message = self.check()["round_trip"]
        self.assertFalse(ok)
        self.assertTrue(message.endswith("It says: Wrong <token>"), message)

    def test_clocks_that_differ(self):
        self.clock = 47
        ok, message = self.check()["clocks"]
        self.assertFalse(ok)
        self.assertRegex(message, r"^The clock there is 4[678] s ahead of the one here\.$")
        self.clock = -7200
        steps = self.check()
        self.assertIn("one of the time zones is wrong", steps["clocks"][1])
        self.assertNotIn("round_trip", steps)

    def test_no_page_there(self):
        self.status = 404
        ok, message = self.check()["reach"]
        self.assertFalse(ok)
        self.assertIn("no sign-in page", message)

    def test_nobody_there(self):
        self.server.shutdown()
        self.server.server_close()
        ok, message = self.check()["reach"]
        self.assertFalse(ok)
        self.assertIn("cannot be reached", message)

    def test_private_addresses_are_not_asked(self):
        self.env["ir.config_parameter"].set_param("deratix.allow_private_addresses", "")
        self.server.answer = lambda path: self.fail("asked")
        steps = self.check()
        self.assertFalse(steps["reach"][0])
        self.assertFalse(steps["own"][0])

    def test_stopped_and_off(self):
        self.multipass.write({"to_odoo": False, "from_odoo": False})
        self.assertEqual(self.check()["switches"], (False, "Both directions are off."))
        self.env["ir.config_parameter"].set_param("deratix_multipass.stopped", "True")
        self.assertIn("is stopped", self.check()["switches"][1])

    def test_what_came_last(self):
        self.multipass._note("refused", direction="to_odoo", reason="from_future", detail="47 s")
        self.assertEqual(self.check()["coming"], (False, "The clock there is ahead (47 s)"))

    def test_an_administrator_without_a_pairing(self):
        self.there.pairing_ids.unlink()
        ok, message = self.check()["round_trip"]
        self.assertFalse(ok)
        self.assertIn("Not paired", message)

    def test_only_administrators_check_and_set_tokens(self):
        for method in ("action_check", "action_set_token"):
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(self.multipass.with_user(self.integrator), method)()

    def test_the_dialog_sets_a_token_and_does_not_keep_it(self):
        multipass = self.multipass.with_user(self.system)
        action = multipass.with_context(direction="to_odoo").action_set_token()
        Wizard = self.env[action["res_model"]].with_user(self.system)
        with Form(Wizard.with_context(**action["context"])) as form:
            generated = form.secret
            self.assertGreaterEqual(len(generated), 40)
            self.assertTrue(form.is_replaced)
        self.assertEqual(multipass.to_odoo_fingerprint, shared_secrets.fingerprint(generated))
        wizard = form.record
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(wizard.secret)
        self.env.cr.execute("SELECT string_agg(t::text, '') FROM deratix_multipass_secret_set t")
        self.assertNotIn(generated, self.env.cr.fetchone()[0])
        with self.assertRaises(UserError):
            Wizard.create({"multipass_id": multipass.id, "direction": "to_odoo", "secret": "short"})
        with self.assertRaises(AccessError):
            Wizard.with_user(self.integrator).create(
                {"multipass_id": multipass.id, "direction": "to_odoo", "secret": SECRET_NEW}
            )
