from odoo import models


class ResUsers(models.Model):
    _name = "res.users"
    _inherit = ["res.users", "deratix.documented.mixin"]
    _document_field = "user_id"
