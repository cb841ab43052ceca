from datetime import timedelta

from odoo import api, fields, models


class DeratixConnection(models.Model):
    """What the form tells of the synchronisation."""

    _inherit = "deratix.connection"

    next_poll_at = fields.Datetime(string="Next Look", compute="_compute_next_poll_at")
    sync_waiting_id = fields.Many2one(
        "deratix.run",
        string="Waits for a Person",
        compute="_compute_sync_waiting_id",
        help="What is to be looked at before the synchronisation goes on.",
    )

    @api.depends("sync_state", "sync_interval", "polled_at", "sync_waiting_id")
    def _compute_next_poll_at(self):
        now = fields.Datetime.now()
        for connection in self:
            connection.next_poll_at = False
            if connection.sync_state == "on" and not connection.sync_waiting_id:
                interval = timedelta(minutes=connection.sync_interval)
                connection.next_poll_at = max(now, (connection.polled_at or now) + interval)

    @api.depends("run_ids.state")
    def _compute_sync_waiting_id(self):
        waiting = self._sync_waiting()
        for connection in self:
            connection.sync_waiting_id = waiting.get(connection.id)

    def _sync_waiting(self):
        """``{connection id: id of the run that waits for a person}``, by one query."""
        rows = self.env["deratix.run"]._read_group(
            [
                ("connection_id", "in", self.ids),
                ("kind", "in", ("sync", "invoices")),
                ("history", "=", False),
                ("state", "=", "ready"),
            ],
            ["connection_id"],
            ["id:max"],
        )
        return {connection.id: run_id for connection, run_id in rows}

    def action_open_waiting(self):
        """Show what waits for a person."""
        self.ensure_one()
        return self.sync_waiting_id.action_open()

    def action_sync_look(self):
        """Look for changes now instead of when the interval has passed."""
        self.check_access("read")
        self.filtered(lambda connection: connection.sync_state == "on").sudo().polled_at = False
        self.env.ref("deratix_integrations.ir_cron_sync").sudo()._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "Odoo looks for changes now. What it finds shows under Runs in a moment."
                ),
            },
        }
