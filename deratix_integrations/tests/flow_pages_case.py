"""The ground of the tests of flows: two connections to the sandboxes of Fortnox and jortt."""

from .common import IntegrationCase
from .oauth_case import connect
from .sandbox import Sandbox

# Of the company in the sandbox.
TENANT = "555001"


class FlowPagesCase(IntegrationCase):
    """Connections that lead nowhere, for what needs no requests."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        jortt, fortnox = cls.addresses()
        cls.jortt = connect(cls.env, "jortt", jortt)
        # With a tenant the application signs in by itself.
        cls.fortnox = connect(cls.env, "fortnox", fortnox, tenant_id=TENANT)

    @classmethod
    def addresses(cls):
        return "http://127.0.0.1:9", "http://127.0.0.1:9"

    def flow(self, kind="customers", source=None, target=None, **values):
        """A flow, by default from jortt to Fortnox."""
        ends = {
            "source_id": (self.jortt if source is None else source).id,
            "target_id": (self.fortnox if target is None else target).id,
        }
        return self.env["deratix.flow"].create({"kind": kind, **ends, **values})

    def leg(self, flow, kind="flow_out", state="done", **values):
        """A run of a flow, as if it had been at work."""
        connection = flow.source_id if kind == "flow_in" else flow.target_id
        return self.env["deratix.run"].create(
            {
                "connection_id": connection.id,
                "user_id": self.user.id,
                "kind": kind,
                "state": state,
                "scope": "all",
                "match_policy": "update",
                "flow_id": flow.id,
                **values,
            }
        )

    def line_of(self, run, external_id, **values):
        return self.env["deratix.run.line"].create(
            {
                "run_id": run.id,
                "connection_id": run.connection_id.id,
                "company_id": run.company_id.id,
                "external_id": external_id,
                "name": external_id,
                "category": "new",
                "decision": "create",
                "state": "done",
                **values,
            }
        )


class RealFlowPagesCase(FlowPagesCase):
    """Connections to real sandboxes of both systems."""

    @classmethod
    def addresses(cls):
        cls.sandbox_jortt = Sandbox("jortt")
        cls.addClassCleanup(cls.sandbox_jortt.stop)
        cls.sandbox_fortnox = Sandbox("fortnox")
        cls.addClassCleanup(cls.sandbox_fortnox.stop)
        return cls.sandbox_jortt.url, cls.sandbox_fortnox.url

    def setUp(self):
        super().setUp()
        self.sandbox_jortt.reset(clients=3, rate=0)
        self.sandbox_fortnox.reset(clients=3)
