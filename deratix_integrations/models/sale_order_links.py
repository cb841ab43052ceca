from odoo import models


class SaleOrder(models.Model):
    """Sales orders may have twins in external systems."""

    _name = "sale.order"
    _inherit = ["sale.order", "deratix.linked.mixin"]
