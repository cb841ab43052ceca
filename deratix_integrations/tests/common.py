"""The ground of the tests: a connection to the sandbox, and runs worked by the real cron."""

import os
from unittest.mock import patch
from urllib.parse import urlsplit

import requests
from cryptography.fernet import Fernet
from odoo.tests import TransactionCase, new_test_user
from odoo.tools import SQL

from .sandbox import APIKEY, COMPANY, EMAIL, Sandbox

_send = requests.Session.send

# Tables in which an import writes, and those that hang on them.
BUSINESS_TABLES = (
    "res_partner",
    "res_partner_bank",
    "res_bank",
    "res_partner_category",
    "res_partner_res_partner_category_rel",
    "account_payment_term",
    "account_payment_term_line",
    "crm_lead",
    "sale_order",
    "mail_message",
    "mail_followers",
    "ir_attachment",
)
# Tables that tell of the work itself; a run that changes nothing writes in these only.
OWN_TABLES = {
    "deratix_connection",
    "deratix_exchange",
    "deratix_finding",
    "deratix_finding_res_partner_rel",
    "deratix_import",
    "deratix_rate_budget",
    "deratix_run",
    "deratix_run_line",
    "ir_cron",
    "ir_cron_progress",
    "ir_cron_trigger",
    "mail_message",
    "mail_tracking_value",
}


class LocalRequests:
    """Lets requests to this machine pass. Odoo's own handler does so, too, but compares their
    time-out with a number, and that of the transport is a pair."""

    @classmethod
    def _request_handler(cls, session, request, /, **options):
        if urlsplit(request.url).hostname == "127.0.0.1":
            return _send(session, request, **options)
        return super()._request_handler(session, request, **{**options, "timeout": None})


class IntegrationCase(LocalRequests, TransactionCase):
    """A connection without HTTP; the encryption key is made for the test alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        key = Fernet.generate_key().decode()
        cls.enterClassContext(patch.dict(os.environ, {"DERATIX_ENCRYPTION_KEY": key}))
        cls.env["ir.config_parameter"].set_param("deratix.allow_private_addresses", "True")
        cls.integration = cls.env.ref("deratix_integrations.integration_superfaktura")
        cls.user = new_test_user(
            cls.env,
            "integration-user",
            groups="deratix_integrations.group_user,base.group_partner_manager",
        )
        cls.admin = new_test_user(
            cls.env, "integration-admin", groups="deratix_integrations.group_admin"
        )
        cls.connection = cls.connect(cls.env.company, "http://127.0.0.1:9")

    @classmethod
    def connect(cls, company, url, name="Account"):
        connection = cls.env["deratix.connection"].create(
            {
                "name": name,
                "company_id": company.id,
                "integration_id": cls.integration.id,
                "base_url": url,
            }
        )
        cls.sign_in(connection)
        return connection

    @staticmethod
    def sign_in(connection, **values):
        """Enter sign-in data, by default that of the sandbox."""
        given = {"email": EMAIL, "apikey": APIKEY, "company_id": COMPANY} | values
        for credential in connection.credential_ids:
            credential.value = given[credential.key]

    def partners(self, *names):
        """The partners of these names, archived ones included, in the order of their ids."""
        return (
            self.env["res.partner"]
            .with_context(active_test=False)
            .search([("name", "in", names)], order="id")
        )

    def binding(self, external_id, kind="party"):
        return self.env["deratix.binding"].search(
            [("external_id", "=", external_id), ("kind", "=", kind)]
        )

    def dump(self, table, condition="TRUE", parameters=()):
        """The rows of a table as text, without what every write changes."""
        self.env.flush_all()
        self.env.cr.execute(
            f"SELECT to_jsonb(t) - 'write_date' - 'write_uid' FROM {table} t WHERE {condition} "
            "ORDER BY t::text",
            parameters,
        )
        return [row for (row,) in self.env.cr.fetchall()]

    def business_state(self):
        """How many rows the business tables hold, and what is in them."""
        self.env.flush_all()
        state = {}
        for table in BUSINESS_TABLES:
            self.env.cr.execute(
                SQL(
                    "SELECT count(*), md5(string_agg(t::text, '' ORDER BY t::text)) FROM %s t",
                    SQL.identifier(table),
                )
            )
            state[table] = self.env.cr.fetchone()
        return state

    def written(self):
        """``{table: rows inserted, updated and deleted}`` by this transaction so far."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables "
            "WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
        )
        return dict(self.env.cr.fetchall())

    def touched_since(self, before):
        """The tables written since ``written()`` gave ``before``."""
        return {table for table, count in self.written().items() if before.get(table) != count}


class SandboxCase(IntegrationCase):
    """A connection to a sandbox of the class's own, emptied before each test."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sandbox = Sandbox()
        cls.addClassCleanup(cls.sandbox.stop)
        cls.lead_to(cls.sandbox.url)

    @classmethod
    def lead_to(cls, url):
        """Lead the connection to another host, which has its secrets entered anew."""
        cls.connection.base_url = url
        cls.sign_in(cls.connection)

    def setUp(self):
        super().setUp()
        self.sandbox.reset()

    def work(self):
        """Do what the scheduler would do now."""
        with self.enter_registry_test_mode():
            self.env.ref("deratix_integrations.ir_cron_runs").method_direct_trigger()

    def start(self, connection=None, user=None, **choice):
        """Press *Preview* in the wizard; returns the run, which nobody has worked on yet."""
        Wizard = self.env["deratix.import"].with_user(user or self.user)
        connection = connection or self.connection
        with self.enter_registry_test_mode():
            wizard = Wizard.create({"connection_id": connection.id, "scope": "all", **choice})
            action = wizard.action_preview()
        self.assertEqual(action.get("res_model"), "deratix.run", action)
        return self.env["deratix.run"].with_user(user or self.user).browse(action["res_id"])

    def preview(self, *args, **choice):
        run = self.start(*args, **choice)
        self.work()
        self.assertEqual(run.state, "ready", run.message)
        return run

    def apply(self, run):
        with self.enter_registry_test_mode():
            run.action_apply()
        self.work()
        self.assertEqual(run.state, "done", run.message)
        return run

    def undo(self, run):
        with self.enter_registry_test_mode():
            run.action_undo()
        self.work()
        self.assertEqual(run.state, "undone", run.message)
        return run

    def load(self, *args, **choice):
        """A whole import: preview, then *Import*."""
        return self.apply(self.preview(*args, **choice))

    def line(self, run, external_id):
        return run.line_ids.filtered(lambda line: line.external_id == external_id)

    def check_connection(self, connection=None):
        connection = connection or self.connection
        with self.enter_registry_test_mode():
            connection.action_test()
        return connection
