from odoo import models


class DeratixArchiveEntry(models.Model):
    """A file in the list of results."""

    _inherit = "deratix.archive.entry"

    def action_open_document(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "deratix.document",
            "res_id": self.document_id.id,
            "views": [[False, "form"]],
        }
