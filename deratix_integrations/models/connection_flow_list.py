from odoo import models


class DeratixConnection(models.Model):
    """The way from a connection to its flows."""

    _inherit = "deratix.connection"

    def action_flows(self):
        return self._open(
            "action_flow",
            domain=["|", ("source_id", "in", self.ids), ("target_id", "in", self.ids)],
        )
