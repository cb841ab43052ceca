from odoo import fields, models


class DeratixUserMap(models.Model):
    """Who of ours is a user of the external system; rows come by themselves with documents."""

    _name = "deratix.user.map"
    _inherit = "deratix.follow.mixin"
    _description = "Salesperson of an External User"
    _order = "connection_id, external_id"
    _rec_name = "external_id"
    _check_company_auto = True
    _followed_field = "user_id"

    connection_id = fields.Many2one(
        "deratix.connection", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    external_id = fields.Char(string="User There", required=True)
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        check_company=True,
        domain=[("share", "=", False)],
        ondelete="set null",
    )

    _external_unique = models.Constraint(
        "UNIQUE (connection_id, external_id)", "This user has a row already."
    )

    def _followed_domain(self):
        return [("user_ref", "in", self.mapped("external_id"))]
