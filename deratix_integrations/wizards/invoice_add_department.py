from odoo import fields, models


class DeratixInvoiceAddDepartment(models.TransientModel):
    """A department of the other system, as it was when the form was opened."""

    _name = "deratix.invoice.add.department"
    _description = "Department for a New Document"

    wizard_id = fields.Many2one("deratix.invoice.add", required=True, ondelete="cascade")
    connection_id = fields.Many2one("deratix.connection", required=True, ondelete="cascade")
    external_id = fields.Char(required=True)
    name = fields.Char(required=True)
