from hashlib import sha256

from odoo import api, fields, models

# Somebody has to find the password of the other system; codes live ten minutes after that.
LIFE_MINUTES = 30


class DeratixAuthorisation(models.TransientModel):
    """A consent that was begun in the browser; it is gone when the browser comes back.

    Of the ``state`` that goes to the other system and back only the digest is kept, here and in
    the session of the browser: it is good once, for one user, one session and one connection.
    """

    _name = "deratix.authorisation"
    _description = "Authorisation Under Way"
    _transient_max_hours = 1.0

    digest = fields.Char(required=True, groups=fields.NO_ACCESS)
    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    connection_id = fields.Many2one("deratix.connection", required=True, ondelete="cascade")
    redirect_uri = fields.Char(required=True)

    _digest_unique = models.Constraint("UNIQUE (digest)", "This has begun already.")

    @api.model
    def _digest(self, state):
        return sha256(state.encode()).hexdigest()

    @api.model
    def _take(self, digest):
        """What was begun under this digest by the user at hand, and end it.

        :return: ``(connection, redirect address)`` or ``None``
        """
        self.flush_model()
        self.env.cr.execute(
            """
            DELETE FROM deratix_authorisation
            WHERE digest = %s AND user_id = %s
              AND create_date > (now() AT TIME ZONE 'UTC') - %s * interval '1 minute'
            RETURNING connection_id, redirect_uri
            """,
            [digest, self.env.uid, LIFE_MINUTES],
        )
        row = self.env.cr.fetchone()
        self.invalidate_model()
        return row and (self.env["deratix.connection"].browse(row[0]), row[1])
