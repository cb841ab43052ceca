from odoo import fields, models


class DeratixInvoice(models.Model):
    """Documents that were made from an opportunity, and not the other way round."""

    _inherit = "deratix.invoice"

    from_lead = fields.Boolean(
        string="Made from the Opportunity",
        readonly=True,
        help="The opportunity was there first: the document changes nothing of it but its stage.",
    )

    _order_number_idx = models.Index("(order_number) WHERE order_number IS NOT NULL")
