from odoo import api, fields, models

from ..archive.kinds import KEYWORDS

OWNERS = [("partner", "Client"), ("product", "Product"), ("user", "Person")]


class DeratixDocumentType(models.Model):
    """What kind of document something is, by which words it is known and to whom it belongs."""

    _name = "deratix.document.type"
    _description = "Document Type"
    _order = "sequence, id"

    code = fields.Char(required=True, copy=False)
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    owner = fields.Selection(
        OWNERS,
        string="Belongs To",
        required=True,
        default="partner",
        help="What a document of this type is filed under.",
    )
    keywords = fields.Text(
        string="Key Words",
        help="One word or phrase a line, in any language: names of files and folders that hold "
        "one are taken for this type.",
    )

    _code_unique = models.Constraint("UNIQUE (code)", "There is a type with this code already.")

    @api.model
    def _fill_keywords(self):
        """Give types that have no key words yet the usual ones."""
        for kind in self.search([("keywords", "=", False), ("code", "in", list(KEYWORDS))]):
            kind.keywords = "\n".join(KEYWORDS[kind.code])

    @api.model
    def _words(self):
        """``{code: (word, …)}`` of all active types, for the recogniser."""
        return {
            kind.code: tuple(word for line in kind.keywords.splitlines() if (word := line.strip()))
            for kind in self.search([("keywords", "!=", False)])
        }
