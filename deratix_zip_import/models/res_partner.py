from odoo import models


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "deratix.documented.mixin"]
    _document_field = "partner_id"
