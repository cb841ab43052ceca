from odoo import fields, models
from odoo.exceptions import ValidationError


class DeratixFlowPause(models.TransientModel):
    """Asks why a flow is to stand still, and until when."""

    _name = "deratix.flow.pause"
    _description = "Pause a Flow"

    flow_ids = fields.Many2many("deratix.flow", required=True)
    reason = fields.Char(required=True)
    until = fields.Datetime(help="Empty: until somebody switches it on again.")

    def action_pause(self):
        self.ensure_one()
        if self.until and self.until <= fields.Datetime.now():
            raise ValidationError(self.env._("Choose a time that is still to come."))
        self.flow_ids.action_pause(self.reason, self.until)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
