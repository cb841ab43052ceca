from datetime import timedelta, timezone

from odoo import api, fields, models
from odoo.addons.deratix_integrations.pipeline.secret_keys import secret_box
from odoo.exceptions import UserError

from ..multipass import shared_secrets
from ..multipass.envelopes import Key
from .multipass import DIRECTIONS

# How long a replaced secret still opens tokens, so that the two sides need not change at once.
OVERLAP = timedelta(hours=1)


class DeratixMultipassSecret(models.Model):
    """The secret of one direction; never read back. Made and replaced by ``_set`` only."""

    _name = "deratix.multipass.secret"
    _description = "Multipass Token"
    _order = "direction, id desc"
    _rec_name = "fingerprint"

    multipass_id = fields.Many2one(
        "deratix.multipass", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="multipass_id.company_id", store=True)
    direction = fields.Selection(DIRECTIONS, required=True, readonly=True)
    sealed = fields.Char(groups=fields.NO_ACCESS, copy=False, required=True)
    fingerprint = fields.Char(readonly=True, required=True)
    until = fields.Datetime(
        string="Accepted Until", readonly=True, help="Set when it was replaced by another one."
    )

    _current_unique = models.UniqueIndex(
        "(multipass_id, direction) WHERE until IS NULL",
        "Somebody else has just set this token. Look at its fingerprint.",
    )

    @api.model
    def _set(self, multipass, direction, secret, at_once=False):
        """Have a new secret in a direction; the current one is accepted for `OVERLAP` more, or no
        longer when it has to end ``at_once``. Raises ``UserError`` for one that can be guessed."""
        multipass.check_access("write")
        own = self.sudo()
        box = secret_box(self.env)
        self._judge(multipass, secret, box)
        mine = own.search([("multipass_id", "=", multipass.id), ("direction", "=", direction)])
        current = mine.filtered(lambda one: not one.until)
        (mine if at_once else mine - current).unlink()
        if not at_once:
            current.until = fields.Datetime.now() + OVERLAP
            current.flush_recordset()
        own.create(
            {
                "multipass_id": multipass.id,
                "direction": direction,
                "sealed": box.encrypt(secret),
                "fingerprint": shared_secrets.fingerprint(secret),
            }
        )
        multipass.invalidate_recordset()
        multipass._note("secret", direction=direction)

    @api.model
    def _judge(self, multipass, secret, box):
        """Raises ``UserError`` when the secret is weak or used for something else already."""
        others = [
            box.decrypt(sealed)
            for sealed in self.sudo().search([]).mapped("sealed")
            if box.readable(sealed)
        ]
        connection = multipass.connection_id
        words = [connection.name, connection.company_id.name, self.env.cr.dbname]
        try:
            shared_secrets.check(secret, others, words)
        except shared_secrets.WeakSecret as error:
            raise UserError(self._weakness_text(error.weakness)) from None

    @api.model
    def _weakness_text(self, weakness):
        kinds = shared_secrets.Weakness
        return {
            kinds.SHORT: self.env._("Use at least %s characters.", shared_secrets.MIN_CHARS),
            kinds.LONG: self.env._("Use at most %s characters.", shared_secrets.MAX_CHARS),
            kinds.CHARACTERS: self.env._("Use letters, digits and punctuation, without spaces."),
            kinds.REUSED: self.env._(
                "This token is in use already. Each direction of each connection needs its own."
            ),
            kinds.GUESSABLE: self.env._(
                "This token can be guessed: it is made of words, patterns or repetitions. "
                "Let one be generated."
            ),
        }[weakness]

    def _keys(self, direction):
        """The keys of a direction, the current one first. Raises ``UserError``
        when the encryption key of this server is none, or not that of the secrets."""
        mine = self.sudo().filtered(lambda one: one.direction == direction)
        current = mine.filtered(lambda one: not one.until)
        if not current:
            return []
        box = secret_box(self.env)
        return [
            Key(
                box.decrypt(one.sealed),
                site=one.multipass_id.site_key or "",
                until=one.until.replace(tzinfo=timezone.utc).timestamp() if one.until else None,
            )
            for one in current + (mine - current)[:1]
        ]

    @api.autovacuum
    def _remove_ended(self):
        self.sudo().search([("until", "<", fields.Datetime.now())]).unlink()
