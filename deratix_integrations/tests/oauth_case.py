"""Connections to the sandboxes of the systems where a person consents."""

import os
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

import requests
from cryptography.fernet import Fernet
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import DummyRLock, Registry
from odoo.tests import HttpCase
from odoo.tests.common import BaseCase, get_db_name

from .common import LocalRequests, SandboxCase
from .sandbox import Sandbox

SIGN_IN = {
    "fortnox": {
        "client_id": "demo-fortnox-client",
        "client_secret": "demo-fortnox-secret-0001",
        "tenant_id": "",
    },
    "jortt": {"client_id": "demo-jortt-client", "client_secret": "demo-jortt-secret-0001"},
}
PERSON = {"login": "eva@duinhandel.example", "password": "demo"}


def connect(env, code, url, **sign_in):
    """A connection with its sign-in data, not authorised yet."""
    connection = env["deratix.connection"].create(
        {
            "name": code.capitalize(),
            "integration_id": env.ref(f"deratix_integrations.integration_{code}").id,
            "base_url": url,
        }
    )
    for credential in connection.credential_ids:
        credential.value = {**SIGN_IN[code], **sign_in}[credential.key]
    return connection


def decide(page, decision="allow"):
    """Press a button on the consent page; returns the address to which it leads back."""
    address, _mark, query = page.partition("?")
    shown = requests.get(page, timeout=20)
    assert shown.status_code == 200, shown.text
    data = {"decision": decision}
    if "/oauth-provider/" in address:
        data |= PERSON | {key: values[0] for key, values in parse_qs(query).items()}
        page = address
    sent = requests.post(page, data=data, allow_redirects=False, timeout=20)
    assert sent.status_code in (302, 303), sent.text
    return sent.headers["Location"]


class OAuthCase(SandboxCase, HttpCase):
    """A sandbox with 12 customers, and an administrator who has signed in to Odoo."""

    system = "fortnox"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("web.base.url", cls.base_url())

    @classmethod
    def lead_to(cls, url):
        cls.other = Sandbox(cls.system)
        cls.addClassCleanup(cls.other.stop)
        cls.connection = connect(cls.env, cls.system, cls.other.url)

    def setUp(self):
        super().setUp()
        self.other.reset(clients=12)
        self.authenticate("integration-admin", "integration-admin")

    def open(self, address):
        """What the browser gets for an address of this Odoo, redirects not followed."""
        parts = urlsplit(address)
        self.env.flush_all()
        answer = self.url_open(
            f"{parts.path}?{parts.query}" if parts.query else parts.path, allow_redirects=False
        )
        self.env.invalidate_all()
        return answer

    def begin(self, connection=None):
        """Press *Authorise*; returns the address of the consent page."""
        action = (connection or self.connection).with_user(self.admin).action_authorise()
        self.assertEqual(action["target"], "self")
        answer = self.open(action["url"])
        self.assertEqual(answer.status_code, 303, answer.text)
        return answer.headers["Location"]

    def authorise(self):
        """The whole way, as a person goes it."""
        answer = self.open(decide(self.begin()))
        self.assertEqual(answer.status_code, 303, answer.text)
        return answer

    def token_requests(self):
        return [path for _method, path in self.other.requests() if path.endswith("/token")]


class CommittingCase(LocalRequests, BaseCase):
    """A connection to Fortnox' sandbox, in transactions that really commit. What a test commits
    it deletes again."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        key = Fernet.generate_key().decode()
        self.startPatcher(patch.dict(os.environ, {"DERATIX_ENCRYPTION_KEY": key}))
        # Odoo holds this lock while it runs tests, and threads would wait for it for ever.
        self.startPatcher(patch.object(Registry, "_lock", DummyRLock()))
        self.sandbox = Sandbox("fortnox")
        self.addCleanup(self.sandbox.stop)
        self.addCleanup(self.clean)
        with self.registry.cursor() as cr:
            env = self.environment(cr)
            env["ir.config_parameter"].set_param("deratix.allow_private_addresses", "True")
            self.connection_id = connect(env, "fortnox", self.sandbox.url).id

    @staticmethod
    def environment(cr):
        return api.Environment(cr, SUPERUSER_ID, {})

    def connection(self, cr):
        return self.environment(cr)["deratix.connection"].browse(self.connection_id)

    def clean(self):
        with self.registry.cursor() as cr:
            self.environment(cr)["ir.config_parameter"].set_param(
                "deratix.allow_private_addresses", False
            )
            cr.execute("DELETE FROM deratix_connection WHERE id = %s", [self.connection_id])
