from odoo import api, fields, models

from ..pipeline.visibility import hidden_document


class DeratixInvoice(models.Model):
    _name = "deratix.invoice"
    _inherit = ["deratix.invoice", "deratix.department.mixin"]

    department_id = fields.Many2one(
        "deratix.department", readonly=True, index="btree_not_null", ondelete="set null"
    )
    team_id = fields.Many2one(
        related="department_id.team_id", string="Sales Team", store=True, index="btree_not_null"
    )

    def _deratix_department_fields(self):
        return ["department_id", "lead_id"]

    @api.model
    def _deratix_hidden(self, scope, alias):
        return hidden_document(scope, alias)
