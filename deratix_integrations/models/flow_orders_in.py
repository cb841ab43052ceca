from odoo import models

# What decides about which orders are read: after a change all are looked at anew.
_DECIDING = {"kind", "source_id", "source_document", "order_state_ids", "since", "existing"}


class DeratixFlow(models.Model):
    """Flows of orders that come from another system."""

    _inherit = "deratix.flow"

    def write(self, vals):
        if _DECIDING & vals.keys():
            vals = {**vals, "watermark": False}
        return super().write(vals)
