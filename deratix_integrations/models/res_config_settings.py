from odoo import fields, models

from .connection import ALLOW_PRIVATE


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    deratix_allow_private_addresses = fields.Boolean(
        string="Allow Private Addresses",
        config_parameter=ALLOW_PRIVATE,
        help="Lets connections lead to addresses inside your own network, for test servers only.",
    )

    def action_deratix_dashboard(self):
        return self.env["ir.actions.actions"]._for_xml_id("deratix_integrations.action_card")
