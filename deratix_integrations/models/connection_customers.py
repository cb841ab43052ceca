from odoo import models
from odoo.exceptions import UserError


class DeratixConnection(models.Model):
    """Customers are kept the same by a flow or by the synchronisation of the connection, and not
    by both: each would carry over what the other has just planned."""

    _inherit = "deratix.connection"

    def _flow_obstacle(self, kind, *, is_source):
        obstacle = super()._flow_obstacle(kind, is_source=is_source)
        if obstacle or kind != "customers":
            return obstacle
        able = self._capabilities()
        if is_source and not (able.watermark or able.scan):
            system = self.sudo().integration_id.name
            return self.env._("%s does not tell what changed.", system)
        if self.sync_state != "off":
            return self.env._(
                "%s keeps its clients the same as those of Odoo by its synchronisation already. "
                "Switch that off first.",
                self.name,
            )
        return None

    def action_sync_start(self):
        flow = self.env["deratix.flow"].search(
            [
                ("kind", "=", "customers"),
                ("state", "=", "on"),
                "|",
                ("source_id", "in", self.ids),
                ("target_id", "in", self.ids),
            ],
            limit=1,
        )
        if flow:
            raise UserError(
                self.env._(
                    "“%s” carries its clients already. Pause that flow first.", flow.display_name
                )
            )
        return super().action_sync_start()
