from odoo import models


class DeratixRun(models.Model):
    """What was told while a run was under way is looked at after it."""

    _inherit = "deratix.run"

    def _finish(self, state):
        result = super()._finish(state)
        waiting = self.env["deratix.webhook.event"].search_count(
            [("connection_id", "in", self.connection_id.ids), ("state", "=", "waiting")], limit=1
        )
        if waiting:
            self.env.ref("deratix_integrations.ir_cron_sync").sudo()._trigger()
        return result
