from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _deratix_day(self, moment=None):
        """The day it is at the company's place at a moment (naive UTC), by default now."""
        return fields.Date.context_today(self.with_context(tz=self._deratix_zone()), moment)

    def _deratix_zone(self):
        """The name of the time zone of the company's place."""
        return self.sudo().partner_id.tz or self.env.user.tz or "UTC"
