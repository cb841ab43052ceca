from odoo import api, fields, models


class DeratixExternalUser(models.Model):
    """A person who can sign in to the other system."""

    _name = "deratix.external.user"
    _description = "User of the Other System"
    _order = "connection_id, login"
    _rec_name = "login"

    connection_id = fields.Many2one(
        "deratix.connection", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    login = fields.Char(required=True)
    email = fields.Char(string="E-mail")
    name = fields.Char()
    external_id = fields.Char(string="Number There")
    role = fields.Char(help="As the other system calls it.")
    active = fields.Boolean(default=True)
    # What a token calls the person by.
    subject = fields.Char(compute="_compute_subject", store=True, precompute=True)
    pairing_ids = fields.One2many("deratix.multipass.pairing", "external_user_id")

    _login_unique = models.Constraint(
        "UNIQUE (connection_id, login)", "There is a user of this login already."
    )
    _subject_unique = models.Constraint(
        "UNIQUE (connection_id, subject)", "There is a user of this number already."
    )

    @api.depends("external_id", "login")
    def _compute_subject(self):
        for user in self:
            user.subject = user.external_id or user.login

    def write(self, vals):
        if {"connection_id", "login", "external_id"} & set(vals):
            # An administrator confirmed this one; under another login or number it may be
            # somebody else.
            self.filtered(
                lambda user: (
                    any(
                        name in vals and (vals[name] or False) != (user[name] or False)
                        for name in ("login", "external_id")
                    )
                    or vals.get("connection_id", user.connection_id.id) != user.connection_id.id
                )
            ).sudo().pairing_ids.unlink()
        return super().write(vals)
