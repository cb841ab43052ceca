from odoo import fields, models


class DeratixArchiveRule(models.Model):
    """What a person decided for a name once and that holds for the same name from then on."""

    _name = "deratix.archive.rule"
    _description = "Learned Rule"
    _order = "id DESC"

    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    scope = fields.Selection(
        [("folder", "Folder"), ("file", "File")],
        required=True,
        help="Whether the name is that of a folder or of a file.",
    )
    text = fields.Char(string="Name", required=True)
    # Folded as the recogniser compares it.
    key = fields.Char(required=True, readonly=True, index=True)
    partner_id = fields.Many2one("res.partner", string="Client", ondelete="cascade")
    type_id = fields.Many2one("deratix.document.type", string="Type", ondelete="cascade")

    _key_unique = models.Constraint(
        "UNIQUE (company_id, scope, key)", "There is a rule for this name already."
    )
    _says_something = models.Constraint(
        "CHECK (partner_id IS NOT NULL OR type_id IS NOT NULL)",
        "A rule names a client, a type or both.",
    )
