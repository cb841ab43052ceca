from odoo import api, fields, models


class DeratixDocumentKind(models.Model):
    """A kind of document that an invoicing system knows; a catalogue, shared by all companies."""

    _name = "deratix.document.kind"
    _description = "Kind of Document"
    _order = "provider, sequence, id"

    provider = fields.Char(required=True, readonly=True)
    code = fields.Char(required=True, readonly=True)
    name = fields.Char(required=True, translate=True, readonly=True)
    sequence = fields.Integer(default=10, readonly=True)
    is_default = fields.Boolean(
        readonly=True, help="Chosen when a connection is made: becomes an opportunity."
    )
    is_correction = fields.Boolean(
        readonly=True, help="Belongs to the opportunity of the document that it corrects."
    )
    is_claim = fields.Boolean(readonly=True, help="Asks for money, and so counts as an invoice.")

    _code_unique = models.Constraint(
        "UNIQUE (provider, code)", "There is such a kind of document already."
    )

    @api.model
    def _catalogue(self, provider, lang=None):
        """``{code: kind}`` of a provider."""
        kinds = self.with_context(lang=lang) if lang else self
        return {kind.code: kind for kind in kinds.search([("provider", "=", provider)])}
