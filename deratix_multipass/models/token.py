from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

# Long after a token has ended, so that no clock that is set back brings it to life again.
KEEP = timedelta(days=2)


class DeratixMultipassToken(models.Model):
    """The tokens that were used; written in the transaction of the sign-in."""

    _name = "deratix.multipass.token"
    _description = "Used Multipass Token"
    _rec_name = "token_id"
    _log_access = False

    connection_id = fields.Many2one(
        "deratix.connection", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    token_id = fields.Char(required=True, readonly=True)
    used_at = fields.Datetime(required=True, readonly=True, index=True)

    _token_unique = models.Constraint(
        "UNIQUE (connection_id, token_id)", "This token was used already."
    )

    @api.model
    def _claim(self, connection, token_id):
        """Whether this is the first use of a token. Of several at once one is the first: the
        others wait for its transaction and then find the row."""
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO deratix_multipass_token (connection_id, company_id, token_id, used_at)
                VALUES (%s, %s, %s, %s)
                ON CONFLICT (connection_id, token_id) DO NOTHING RETURNING id
                """,
                connection.id,
                connection.company_id.id,
                token_id,
                fields.Datetime.now(),
            )
        )
        return bool(rows)

    @api.model
    def _is_used(self, connection, token_id):
        return bool(
            self.sudo().search_count(
                [("connection_id", "=", connection.id), ("token_id", "=", token_id)], limit=1
            )
        )

    @api.autovacuum
    def _remove_old(self):
        self.env.execute_query(
            SQL(
                "DELETE FROM deratix_multipass_token WHERE used_at < %s RETURNING id",
                fields.Datetime.now() - KEEP,
            )
        )
        self.invalidate_model()
