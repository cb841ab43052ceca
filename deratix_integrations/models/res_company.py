from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _deratix_day(self, moment=None):
        """The day it is at the company's place at a moment (naive UTC), by default now."""
        zone = self.sudo().partner_id.tz or self.env.user.tz or "UTC"
        return fields.Date.context_today(self.with_context(tz=zone), moment)
