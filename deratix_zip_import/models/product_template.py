from odoo import models


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = ["product.template", "deratix.documented.mixin"]
    _document_field = "product_id"
