"""Flows between sandboxes and this Odoo, carried out by the real scheduled jobs."""

from dataclasses import replace
from datetime import datetime
from unittest.mock import patch

from odoo.sql_db import BaseCursor

from ..providers.fortnox import Fortnox
from .common import SandboxCase
from .oauth_case import connect
from .sandbox import Sandbox


class FlowCase(SandboxCase):
    """Connections to two companies at Fortnox, ``self.one`` and ``self.two``, whose sandboxes are
    ``self.first`` and ``self.second``. Their limits of requests are switched off."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sandbox.stop()
        unlimited = replace(Fortnox.capabilities, rate=None)
        cls.startClassPatcher(patch.object(Fortnox, "capabilities", unlimited))
        # Everything happens in one transaction here, in which PostgreSQL's time stands still.
        cls.startClassPatcher(patch.object(BaseCursor, "now", lambda cursor: datetime.utcnow()))
        cls.first, cls.one = cls.account("One")
        cls.second, cls.two = cls.account("Two")
        cls.sandbox = cls.first
        cls.connection = cls.one

    @classmethod
    def account(cls, name):
        sandbox = Sandbox("fortnox")
        cls.addClassCleanup(sandbox.stop)
        connection = connect(cls.env, "fortnox", sandbox.url, tenant_id="555001")
        connection.name = name
        return sandbox, connection

    def setUp(self):
        super(SandboxCase, self).setUp()
        for sandbox in (self.first, self.second):
            sandbox.reset(clients=0, articles=0, orders=0, invoices=0, rate_limit=0)

    def flow(self, kind, source=None, target=None, **values):
        """A flow that is on."""
        flow = self.env["deratix.flow"].create(
            {
                "kind": kind,
                "source_id": source and source.id,
                "target_id": target and target.id,
                **values,
            }
        )
        with self.enter_registry_test_mode():
            flow.action_switch_on()
        return flow

    def cycle(self, *flows):
        """What the scheduler does when the time of these flows has come; returns the runs that
        left a trace."""
        runs = self.env["deratix.run"]
        before = runs.search([("flow_id", "!=", False)])
        for flow in flows:
            flow.looked_at = False
        with self.enter_registry_test_mode():
            self.env.ref("deratix_integrations.ir_cron_flows").method_direct_trigger()
        self.work()
        self.env.invalidate_all()
        return runs.search([("flow_id", "!=", False)], order="id") - before

    def preview(self, flow):
        with self.enter_registry_test_mode():
            action = flow.action_preview()
        self.work()
        run = self.env["deratix.run"].browse(action["res_id"]).exists()
        return run

    def link(self, connection, external_id, kind="product"):
        return self.env["deratix.binding"].search(
            [
                ("connection_id", "=", connection.id),
                ("kind", "=", kind),
                ("external_id", "=", external_id),
            ]
        )

    def writes(self, sandbox):
        """What was written there since the log was emptied."""
        return [
            (method, path)
            for method, path in sandbox.requests()
            if method != "GET" and "token" not in path
        ]

    def forget_requests(self):
        for sandbox in (self.first, self.second):
            sandbox.forget_requests()

    def map_rows(self, flow, **changes):
        """Save a mapping; ``{target: (source, *transforms)}``, ``None`` to leave a field out."""
        ((kind, default),) = flow.get_default_map().items()
        rows = {row["target"]: row for row in default}
        for target, row in changes.items():
            rows.pop(target)
            if row is not None:
                source, *transforms = row
                rows[target] = {"target": target, "source": source, "transforms": transforms}
        ours = flow.with_user(self.admin)
        return ours.save_map({kind: list(rows.values())}, "", flow.map_id.number)
