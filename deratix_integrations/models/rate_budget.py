from odoo import fields, models

from ..pipeline.poll import RESERVE


class DeratixRateBudget(models.Model):
    """How many requests a connection has used; written by ``pipeline.budget`` only."""

    _name = "deratix.rate.budget"
    _description = "Request Budget"
    _rec_name = "connection_id"

    connection_id = fields.Many2one(
        "deratix.connection", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    day_limit = fields.Integer()
    day_used = fields.Integer()
    day_reset = fields.Datetime()
    month_limit = fields.Integer()
    month_used = fields.Integer()
    month_reset = fields.Datetime()

    _connection_unique = models.Constraint(
        "UNIQUE (connection_id)", "A connection has one request budget."
    )

    def _left_today(self):
        """``(requests that background work may still send today, how many a day has)``; both 0
        without a daily limit."""
        limit = max(self.day_limit - RESERVE, 0)
        if not self.day_reset or self.day_reset <= fields.Datetime.now():
            return limit, limit
        return max(limit - self.day_used, 0), limit
