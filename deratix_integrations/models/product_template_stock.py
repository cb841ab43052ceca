from odoo import api, fields, models


class ProductTemplate(models.Model):
    """What the other systems say there is of all variants."""

    _inherit = "product.template"

    deratix_stock_ids = fields.One2many(
        "deratix.stock",
        string="Stock in Other Systems",
        compute="_compute_deratix_stock_ids",
        groups="deratix_integrations.group_user",
    )

    @api.depends("product_variant_ids.deratix_stock_ids")
    def _compute_deratix_stock_ids(self):
        for template in self:
            template.deratix_stock_ids = template.product_variant_ids.deratix_stock_ids
