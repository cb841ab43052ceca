from odoo import fields, models


class DeratixRateBudget(models.Model):
    _inherit = "deratix.rate.budget"

    # JSON: the times of the last requests in seconds since 1970; see ``pipeline.pace``.
    recent = fields.Char()
