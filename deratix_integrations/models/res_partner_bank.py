from odoo import api, models


class ResPartnerBank(models.Model):
    """A bank account belongs to what is kept the same outside."""

    _inherit = "res.partner.bank"

    @api.model_create_multi
    def create(self, vals_list):
        accounts = super().create(vals_list)
        accounts.partner_id._touch()
        return accounts

    def write(self, vals):
        self.partner_id._touch()
        return super().write(vals)

    def unlink(self):
        self.partner_id._touch()
        return super().unlink()
