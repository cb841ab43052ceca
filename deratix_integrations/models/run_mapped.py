from odoo import fields, models

from ..pipeline.flow.customers_mapped import SentParties
from ..pipeline.parties import Parties


class DeratixRun(models.Model):
    """What the field mapping adds to the legs of a flow.

    A record that is as it was is not looked at again, so a mapping that was changed would show
    with the next change of each record only. The first reading after that looks at all of them.
    """

    _inherit = "deratix.run"

    map_id = fields.Many2one("deratix.flow.map", readonly=True, ondelete="set null")

    def _maps(self):
        """Whether clients and products go through the field mapping in this leg."""
        flow = self.flow_id
        return bool(flow) and flow.kind != "orders" and self.kind == flow._mapping_leg()

    def _looks_at_all(self):
        """Whether the mapping is another than when all records were looked at last."""
        return self._maps() and self.map_id != self.flow_id.read_map_id

    def _parties(self, env):
        """The partners of the company as this run compares them with the other system's."""
        if self.kind == "flow_out" and self._maps():
            return SentParties(env, self.flow_id)
        return Parties(env, self.company_id)

    def _finish(self, state):
        result = super()._finish(state)
        if state == "done" and self._looks_at_all():
            self.flow_id.read_map_id = self.map_id
        return result
