from odoo import fields, models


class DeratixIntegration(models.Model):
    """What the dashboard offers: a provider, or a tool that needs no connection."""

    _name = "deratix.integration"
    _description = "Integration"
    _order = "sequence, id"

    code = fields.Char(required=True, readonly=True)
    name = fields.Char(required=True)
    summary = fields.Char(translate=True)
    sequence = fields.Integer(default=100)
    needs_connection = fields.Boolean(default=True)

    _code_unique = models.Constraint("UNIQUE (code)", "This integration exists already.")
