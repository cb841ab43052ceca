from odoo import api, fields, models

PAYMENTS = [
    ("unpaid", "Unpaid"),
    ("partial", "Partly paid"),
    ("paid", "Paid"),
    ("cancelled", "Cancelled"),
]


class DeratixStageMap(models.Model):
    """What becomes of an opportunity when its document is paid."""

    _name = "deratix.stage.map"
    _description = "Stage for a Payment Status"
    _order = "connection_id, id"
    _rec_name = "payment"

    connection_id = fields.Many2one(
        "deratix.connection", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    payment = fields.Selection(PAYMENTS, required=True)
    is_lost = fields.Boolean(string="Lost", help="The opportunity is marked as lost.")
    stage_id = fields.Many2one("crm.stage", ondelete="set null")
    probability = fields.Float(
        string="Probability (%)",
        compute="_compute_probability",
        store=True,
        readonly=False,
        aggregator=None,
    )

    _payment_unique = models.Constraint(
        "UNIQUE (connection_id, payment)", "There is a stage for this payment status already."
    )
    _probability_range = models.Constraint(
        "CHECK (probability >= 0 AND probability <= 100)",
        "The probability is between 0 and 100 %.",
    )

    @api.depends("stage_id", "is_lost")
    def _compute_probability(self):
        """Odoo knows a won opportunity with 100 % only, and a lost one with 0 %."""
        for row in self:
            if row.is_lost:
                row.probability = 0
            elif row.stage_id.is_won:
                row.probability = 100

    @api.model
    def _default_rows(self):
        """Values for a connection that has none: open ones wait in the last stage before the won
        one."""
        stages = self.env["crm.stage"].search([("team_ids", "=", False)])
        won = stages.filtered("is_won")[:1]
        pending = (stages - stages.filtered("is_won"))[-1:]
        return [
            {"payment": "unpaid", "stage_id": pending.id, "probability": 70},
            {"payment": "partial", "stage_id": pending.id, "probability": 90},
            {"payment": "paid", "stage_id": won.id, "probability": 100},
            {"payment": "cancelled", "is_lost": True, "probability": 0},
        ]
