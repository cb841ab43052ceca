from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    deratix_without_team = fields.Selection(
        related="company_id.deratix_without_team", readonly=False, required=True
    )
