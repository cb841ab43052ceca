from odoo import fields, models


class DeratixStock(models.Model):
    """Where the quantity that a system tells was counted in Odoo's own stock."""

    _inherit = "deratix.stock"

    counted_in_id = fields.Many2one(
        "stock.location", readonly=True, index="btree_not_null", ondelete="set null"
    )
