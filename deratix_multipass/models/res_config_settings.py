from odoo import fields, models

from .multipass import STOPPED


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    deratix_multipass_stopped = fields.Boolean(
        string="Stop All Signing in by Multipass", config_parameter=STOPPED
    )

    def action_deratix_multipass(self):
        return self.env["ir.actions.actions"]._for_xml_id("deratix_multipass.action_multipass")
