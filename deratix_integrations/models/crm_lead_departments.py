from odoo import api, models

from ..pipeline.visibility import hidden_lead


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "deratix.department.mixin"]

    def _deratix_department_fields(self):
        return ["user_id", "team_id", "partner_id"]

    @api.model
    def _deratix_hidden(self, scope, alias):
        return hidden_lead(scope, alias)
