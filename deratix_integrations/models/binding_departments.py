from odoo import api, fields, models

from ..pipeline.visibility import hidden_binding


class DeratixBinding(models.Model):
    _name = "deratix.binding"
    _inherit = ["deratix.binding", "deratix.department.mixin"]

    department_id = fields.Many2one(
        "deratix.department", readonly=True, index="btree_not_null", ondelete="set null"
    )

    def _deratix_department_fields(self):
        return ["res_id"]

    @api.model
    def _deratix_hidden(self, scope, alias):
        return hidden_binding(scope, alias)
