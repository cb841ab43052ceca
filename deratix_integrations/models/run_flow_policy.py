from odoo import models

from ..engine.records import PARTY_FIELDS
from .run_flow import LEGS


class DeratixRun(models.Model):
    """Whose value holds in a leg of a flow."""

    _inherit = "deratix.run"

    def _merge_direction(self):
        leg = {"flow_in": "in", "flow_out": "out"}.get(self.kind)
        return leg or super()._merge_direction()

    def _customer_key(self):
        """By what clients are found before anything else; "" where the usual order holds."""
        return self.flow_id.customer_key if self.kind in LEGS else ""

    def _leg_policy(self):
        """The policy of ``engine.merge`` for a leg: what the source changed holds. Where records
        of this kind flow in the other direction as well, the policy of the connection decides
        about what was changed on both sides."""
        if self._has_opposite_flow():
            return self.connection_id.sync_policy
        return "external" if self.kind == "flow_in" else "newest"

    def _has_opposite_flow(self):
        """Whether another flow that is on moves the same kind of records of this connection the
        other way."""
        end = "target_id" if self.kind == "flow_in" else "source_id"
        return bool(
            self.env["deratix.flow"]
            .sudo()
            .search_count(
                [
                    ("kind", "=", self.flow_id.kind),
                    ("state", "=", "on"),
                    ("id", "!=", self.flow_id.id),
                    (end, "=", self.connection_id.id),
                ],
                limit=1,
            )
        )

    def _merge_policy(self):
        if self.kind not in LEGS:
            return super()._merge_policy()
        if self._has_opposite_flow():
            return self.connection_id._field_policies()
        return dict.fromkeys(PARTY_FIELDS, "external" if self.kind == "flow_in" else "odoo")
