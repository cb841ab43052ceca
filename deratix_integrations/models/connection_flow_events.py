from odoo import models

from .flow_events import KINDS_OF


class DeratixConnection(models.Model):
    """What the other system tells starts the flows that come from it as well."""

    _inherit = "deratix.connection"

    def _looks_for(self, kind):
        return super()._looks_for(kind) or self._has_flow_for(kind)

    def _wake_for(self, kind):
        result = super()._wake_for(kind)
        if self._has_flow_for(kind):
            self.env.ref("deratix_integrations.ir_cron_flows").sudo()._trigger()
        return result

    def _has_flow_for(self, kind):
        """Whether a flow that is on reads records of a kind here."""
        kinds = [each for each, told in KINDS_OF.items() if told == kind]
        domain = [("source_id", "in", self.ids), ("kind", "in", kinds), ("state", "=", "on")]
        flows = self.env["deratix.flow"].sudo().with_context(active_test=True)
        return bool(flows.search_count(domain, limit=1))
