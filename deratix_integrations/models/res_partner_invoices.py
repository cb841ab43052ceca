from odoo import models


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "deratix.invoiced.mixin"]

    def _deratix_invoice_domain(self):
        return [("partner_id", "child_of", self.id)]

    def _deratix_invoice_totals(self):
        """Those of a company include those of its addresses and contacts."""
        family = self.with_context(active_test=False).search([("id", "child_of", self.ids)])
        found = self.env["deratix.invoice"]._totals("partner_id", family)
        totals = {}
        for partner, amounts in found.items():
            while partner:
                if partner in self:
                    before = totals.get(partner, (0, 0.0, 0.0))
                    totals[partner] = tuple(map(sum, zip(before, amounts, strict=True)))
                partner = partner.parent_id
        return totals
