from odoo import models


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "deratix.linked.mixin"]

    def _merge_dependences(self, opportunities):
        self._move_bindings(opportunities, self)
        return super()._merge_dependences(opportunities)
