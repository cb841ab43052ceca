from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.http import request
from odoo.tools import SQL

from .multipass import DIRECTIONS

KEEP = timedelta(days=365)
# What people do in the settings; the rest happens on the way.
BY_HAND = ("confirmed", "withdrawn", "settings", "secret", "checked")


class DeratixMultipassEvent(models.Model):
    """What happened with signing in by Multipass. Rows are added and, when they are old, removed;
    nobody changes them, whatever their rights."""

    _name = "deratix.multipass.event"
    _description = "Multipass Event"
    _order = "id desc"
    _rec_name = "outcome"
    _log_access = False

    at = fields.Datetime(string="When", required=True, readonly=True, index=True)
    connection_id = fields.Many2one(
        "deratix.connection", readonly=True, index=True, ondelete="set null"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    direction = fields.Selection(DIRECTIONS, readonly=True)
    outcome = fields.Selection(
        [
            ("signed_in", "Signed in to Odoo"),
            ("second_factor", "Second factor asked"),
            ("already", "Was signed in already"),
            ("sent", "Taken to the other system"),
            ("refused", "Refused"),
            ("confirmed", "Pairing confirmed"),
            ("withdrawn", "Pairing withdrawn"),
            ("settings", "Settings changed"),
            ("secret", "Token set"),
            ("checked", "Checked"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Selection(
        [
            ("stopped", "Multipass is stopped"),
            ("off", "Switched off for this connection"),
            ("malformed", "No token of this form"),
            ("signature", "Made with another token, or changed on the way"),
            ("unreadable", "Content cannot be read"),
            ("claim_missing", "Something is missing in it"),
            ("claim_invalid", "Something in it is not valid"),
            ("audience", "Meant for another database or connection"),
            ("direction", "Meant for the other direction"),
            ("expired", "Expired"),
            ("from_future", "The clock there is ahead"),
            ("lives_too_long", "Valid for too long"),
            ("used", "Used before"),
            ("unknown", "Unknown person"),
            ("identity", "Number, login and e-mail do not belong together"),
            ("unpaired", "Not paired"),
            ("user", "Not an employee's account"),
            ("inactive", "Archived in one of the systems"),
            ("company", "May not work in this company"),
            ("privileged", "Older form, not for administrators"),
            ("too_many", "Too many in a short time; more of them are not written down"),
            ("cooldown", "Odoo accepts no sign-in from this address for a while"),
            ("embedded", "Not opened as a page of its own"),
            ("address_malformed", "Page to go to is malformed"),
            ("address_elsewhere", "Page to go to is on another server"),
            ("address_not_allowed", "Page to go to is not allowed"),
            ("secret_unreadable", "The token cannot be decrypted on this server"),
        ],
        readonly=True,
    )
    detail = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    person = fields.Char(readonly=True, help="The login there, as it was at the time.")
    pairing_id = fields.Many2one(
        "deratix.multipass.pairing", readonly=True, index="btree_not_null", ondelete="set null"
    )
    address = fields.Char(string="Network Address", readonly=True)

    _refused_idx = models.Index("(address, at) WHERE outcome = 'refused'")

    @api.model
    def _note(self, connection, outcome, *, pairing=None, **values):
        """Add a row. ``user_id`` is who did it or who was signed in; without a request there is
        no network address."""
        about = {}
        if pairing:
            about = {
                "pairing_id": pairing.id,
                "person": pairing.external_user_id.login,
                "user_id": pairing.user_id.id,
            }
            if outcome in ("confirmed", "withdrawn"):
                about |= {"user_id": self.env.uid, "detail": pairing.user_id.login}
                # It would be gone with the pairing.
                about["pairing_id"] = outcome == "confirmed" and pairing.id
        return self.sudo().create(
            {
                "at": fields.Datetime.now(),
                "connection_id": connection.id,
                "company_id": connection.company_id.id,
                "outcome": outcome,
                "address": request.httprequest.remote_addr if request else False,
                "user_id": self.env.uid if outcome in BY_HAND else False,
                **about,
                **values,
            }
        )

    def write(self, vals):
        self._refuse_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _refuse_change(self):
        if self:
            raise AccessError(self.env._("What has happened is neither changed nor removed."))

    @api.autovacuum
    def _remove_old(self):
        self.env.execute_query(
            SQL(
                "DELETE FROM deratix_multipass_event WHERE at < %s RETURNING id",
                fields.Datetime.now() - KEEP,
            )
        )
        self.invalidate_model()
