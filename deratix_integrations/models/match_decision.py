from odoo import fields, models


class DeratixMatchDecision(models.Model):
    """What a person said of an external record and a partner: the same, or not."""

    _name = "deratix.match.decision"
    _description = "Match Decision"
    _rec_name = "external_id"

    connection_id = fields.Many2one(
        "deratix.connection", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    external_id = fields.Char(required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner", required=True, index=True, readonly=True, ondelete="cascade"
    )
    same = fields.Boolean(readonly=True)

    _decision_unique = models.Constraint(
        "UNIQUE (connection_id, external_id, partner_id)", "This was decided already."
    )
