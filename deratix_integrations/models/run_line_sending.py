from odoo import fields, models


class DeratixRunLine(models.Model):
    """Invoices that the other system sends on its own time, see ``pipeline.flow.order_sending``."""

    _inherit = "deratix.run.line"

    sending_since = fields.Datetime(
        readonly=True, help="When the other system was asked to send it, until it has."
    )
    sending_look_at = fields.Datetime(readonly=True)

    _sending_idx = models.Index("(connection_id, sending_look_at) WHERE sending_since IS NOT NULL")
