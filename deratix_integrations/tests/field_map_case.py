"""A flow of customers whose field mapping is changed."""

from ..engine.records import Address, Party
from ..providers.base import Capabilities
from .common import IntegrationCase
from .oauth_case import connect

PARTY = Party(
    "7",
    "Hyvel AB",
    email="INFO@HYVEL.EXAMPLE",
    address=Address(street="Kvarngatan 7", zip="753 20", country="SE"),
).values()


def able(_connection):
    """In place of what the systems of the test can do: this is about the mapping alone."""
    return Capabilities(
        write=True,
        products=True,
        stock=True,
        stock_write=True,
        order_sources=("order",),
        order_targets=("order", "invoice"),
    )


class FieldMapCase(IntegrationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fortnox = connect(cls.env, "fortnox", "http://127.0.0.1:9")
        cls.flow = cls.env["deratix.flow"].create(
            {"kind": "customers", "source_id": cls.connection.id, "target_id": cls.fortnox.id}
        )
        cls.ours = cls.flow.with_user(cls.admin)

    def rows(self, **changes):
        """The rows of the default map with other ones; ``None`` takes one out."""
        rows = {row["target"]: row for row in self.flow.get_default_map()["party"]}
        for target, row in changes.items():
            rows.pop(target)
            if row is not None:
                source, *transforms = row
                rows[target] = {"target": target, "source": source, "transforms": transforms}
        return {"party": list(rows.values())}

    def save(self, note="", flow=None, **changes):
        flow = flow or self.ours
        return flow.save_map(self.rows(**changes), note, flow.map_id.number)

    def sample(self, flow=None, **values):
        """A plan line of a run of the flow."""
        run = self.env["deratix.run"].create(
            {
                "connection_id": self.connection.id,
                "flow_id": (flow or self.flow).id,
                "user_id": self.user.id,
                "kind": "flow_in",
                "state": "done",
                "scope": "all",
                "match_policy": "update",
            }
        )
        return self.env["deratix.run.line"].create(
            {
                "run_id": run.id,
                "connection_id": self.connection.id,
                "company_id": self.connection.company_id.id,
                "external_id": "7",
                "name": "Hyvel AB",
                "category": "new",
                "decision": "create",
                "state": "done",
                **values,
            }
        )
