from datetime import timedelta

from odoo import api, fields, models

KEEP_DAYS = 7


class DeratixWebhookEvent(models.Model):
    """That the other system told of a change; written by ``pipeline.webhook_events`` only."""

    _name = "deratix.webhook.event"
    _description = "Webhook Event"
    _order = "received_at desc, id desc"
    _rec_name = "external_id"
    _log_access = False

    connection_id = fields.Many2one(
        "deratix.connection", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    kind = fields.Selection(
        [("party", "Client"), ("invoice", "Document"), ("product", "Product")],
        string="Record",
        required=True,
        readonly=True,
    )
    external_id = fields.Char(string="Number There", required=True, readonly=True)
    received_at = fields.Datetime(string="Last Told", required=True, readonly=True)
    count = fields.Integer(string="Times Told", readonly=True, default=1)
    state = fields.Selection(
        [("waiting", "Waiting"), ("done", "Looked at")],
        required=True,
        readonly=True,
        default="waiting",
    )

    _record_unique = models.Constraint(
        "UNIQUE (connection_id, kind, external_id)", "This record is noted already."
    )
    _latest_idx = models.Index("(connection_id, received_at)")
    _waiting_idx = models.Index("(connection_id, kind) WHERE state = 'waiting'")

    @api.autovacuum
    def _remove_old_events(self):
        """The latest of each connection stays: its age is shown."""
        self.env.cr.execute(
            """
            DELETE FROM deratix_webhook_event e
            WHERE received_at < %s AND EXISTS (
                SELECT 1 FROM deratix_webhook_event later
                WHERE later.connection_id = e.connection_id AND later.received_at > e.received_at)
            """,
            [fields.Datetime.now() - timedelta(days=KEEP_DAYS)],
        )
        self.invalidate_model()

    @api.model
    def _latest(self, connections):
        """``{connection id: when the last event came}``, by one query."""
        rows = self._read_group(
            [("connection_id", "in", connections.ids)], ["connection_id"], ["received_at:max"]
        )
        return {connection.id: received_at for connection, received_at in rows}
