from odoo import fields, models


class DeratixRunLine(models.Model):
    """A plan line of a flow may be about a product or an order; ``content`` is the record as the
    source told it (``pipeline.flow.lines``), or what the field mapping made of ``told``."""

    _inherit = "deratix.run.line"

    record = fields.Selection(
        [("product", "Product"), ("order", "Order")],
        readonly=True,
        help="Empty: a client or a document.",
    )
    content = fields.Json(readonly=True)
    told = fields.Json(readonly=True)
    product_id = fields.Many2one(
        "product.product", readonly=True, index="btree_not_null", ondelete="set null"
    )
    order_id = fields.Many2one(
        "sale.order", readonly=True, index="btree_not_null", ondelete="set null"
    )

    _record_state_idx = models.Index("(run_id, record, state) WHERE record IS NOT NULL")
