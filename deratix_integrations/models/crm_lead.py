from odoo import fields, models


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "deratix.linked.mixin", "deratix.invoiced.mixin"]

    deratix_invoice_ids = fields.One2many(
        "deratix.invoice",
        "lead_id",
        string="Documents",
        copy=False,
        groups="sales_team.group_sale_salesman,deratix_integrations.group_user",
    )

    def unlink(self):
        """The document of a deleted opportunity makes no other one."""
        invoices = self.env["deratix.invoice"].sudo().search([("lead_id", "in", self.ids)])
        result = super().unlink()
        invoices.write({"lead_gone": True, "lead_id": False, "snapshot": False})
        return result

    def _merge_dependences(self, opportunities):
        self._move_bindings(opportunities, self)
        invoices = self.env["deratix.invoice"].sudo().search([("lead_id", "in", opportunities.ids)])
        # What several documents share is a person's from now on.
        (invoices | self.sudo().deratix_invoice_ids).write({"snapshot": False})
        invoices.lead_id = self
        return super()._merge_dependences(opportunities)

    def _deratix_invoice_domain(self):
        return [("lead_id", "=", self.id)]

    def _deratix_invoice_totals(self):
        return self.env["deratix.invoice"]._totals("lead_id", self)
