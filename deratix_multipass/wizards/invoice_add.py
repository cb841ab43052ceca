from odoo import models


class DeratixInvoiceAdd(models.TransientModel):
    """The empty form there opens signed in, too; the finished document does by its link."""

    _inherit = "deratix.invoice.add"

    def action_open_empty(self):
        action = super().action_open_empty()
        connection = self.connection_id
        if connection in self.env["deratix.connection"]._multipass_ways():
            action["url"] = connection._multipass_url(action["url"])
        return action
