from odoo import fields, models


class DeratixPeopleImportLine(models.TransientModel):
    """One row of the preview: somebody the list changes, or a row that is left out."""

    _name = "deratix.people.import.line"
    _description = "Row of a List of Users"
    _order = "sequence, id"

    wizard_id = fields.Many2one("deratix.people.import", required=True, ondelete="cascade")
    sequence = fields.Integer()
    line = fields.Integer()
    action = fields.Selection(
        [
            ("bad", "Left out"),
            ("new", "New"),
            ("changed", "Changed"),
            ("back", "Back"),
            ("gone", "Gone"),
        ],
        string="What Happens",
        required=True,
    )
    login = fields.Char()
    email = fields.Char(string="E-mail")
    name = fields.Char()
    detail = fields.Text(string="Why")
