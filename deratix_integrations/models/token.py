from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

# So many days before an authorisation ends a person is told, once each.
WARN_DAYS = (14, 7, 1)


class DeratixToken(models.Model):
    """The OAuth token of a connection; written by ``pipeline.token_store`` only."""

    _name = "deratix.token"
    _description = "Authorisation"
    _rec_name = "connection_id"

    connection_id = fields.Many2one(
        "deratix.connection", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    user_id = fields.Many2one("res.users", string="Authorised By")
    sealed = fields.Char(groups=fields.NO_ACCESS)
    refresh_until = fields.Datetime(string="Ends")
    dead = fields.Boolean(string="Refused")
    warned = fields.Integer(help="The last warning was due so many days before the end.")

    _connection_unique = models.Constraint(
        "UNIQUE (connection_id)", "A connection has one authorisation."
    )

    @api.model
    def _rotate_key(self, box):
        """Encrypt the tokens anew with the first of the configured keys."""
        for token in self.sudo().search([("sealed", "!=", False)]):
            token.sealed = box.rotate(token.sealed)

    @api.model
    def _cron_warn(self):
        """Tell a person 14, 7 and 1 days before an authorisation ends that nobody uses; one that
        is in use is renewed by itself."""
        horizon = fields.Datetime.now() + timedelta(days=max(WARN_DAYS))
        tokens = self.sudo().search(
            [
                ("dead", "=", False),
                ("refresh_until", "<=", horizon),
                ("connection_id.active", "=", True),
            ]
        )
        for done, token in enumerate(tokens, 1):
            token._warn()
            self.env["ir.cron"]._commit_progress(1, remaining=len(tokens) - done)

    def _warn(self):
        left = self.refresh_until - fields.Datetime.now()
        due = min(days for days in WARN_DAYS if left <= timedelta(days=days))
        if self.warned and self.warned <= due:
            return
        self.warned = due
        connection = self.connection_id
        user = connection._who_authorises(self.user_id)
        env = self.with_context(lang=user.lang).env
        connection._drop_warnings()
        connection.activity_schedule(
            "deratix_integrations.activity_authorise",
            date_deadline=self.refresh_until.date(),
            summary=env._("Authorise %s again", connection.name),
            note=env._(
                "The authorisation ends on %s, because the connection was not used for a while. "
                "Open the connection and press Authorise Again.",
                format_date(env, self.refresh_until),
            ),
            user_id=user.id,
        )
