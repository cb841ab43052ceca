from odoo import fields, models


class ProductProduct(models.Model):
    """What the other systems say there is of a product."""

    _inherit = "product.product"

    deratix_stock_ids = fields.One2many(
        "deratix.stock",
        "product_id",
        string="Stock in Other Systems",
        readonly=True,
        groups="deratix_integrations.group_user",
    )
