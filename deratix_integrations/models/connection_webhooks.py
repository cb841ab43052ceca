import secrets
from contextlib import contextmanager
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..pipeline.error_text import error_text
from ..pipeline.exchanges import store_entries
from ..pipeline.secret_keys import SecretUnreadable, secret_box
from ..pipeline.session_lock import WEBHOOKS_OF_CONNECTION, session_lock
from ..pipeline.webhooks import Webhooks, webhook_address
from ..providers.base import EntryList, ProviderError
from .notice import notice

CHECK_EVERY = timedelta(days=1)


class DeratixConnection(models.Model):
    """Arranging for the other system to tell of changes."""

    _inherit = "deratix.connection"

    can_webhook = fields.Boolean(compute="_compute_can_webhook")
    webhook_state = fields.Selection(
        [
            ("off", "Off"),
            ("partial", "Not complete"),
            ("on", "On"),
            ("stopped", "Switched off there"),
            ("leaving", "Not removed there"),
        ],
        string="Webhooks",
        default="off",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    webhook_message = fields.Char(readonly=True, copy=False)
    webhook_key = fields.Char(groups=fields.NO_ACCESS, copy=False)
    webhook_sealed = fields.Char(groups=fields.NO_ACCESS, copy=False)
    webhook_checked_at = fields.Datetime(string="Last Check", readonly=True, copy=False)
    webhook_event_at = fields.Datetime(string="Last Event", compute="_compute_webhook_event_at")

    _webhook_key_unique = models.Constraint(
        "UNIQUE (webhook_key)", "Two connections cannot be called at one address."
    )

    @api.depends("provider")
    def _compute_can_webhook(self):
        for connection in self:
            connection.can_webhook = connection._capabilities().webhooks

    @api.depends("webhook_state")
    def _compute_webhook_event_at(self):
        latest = self.env["deratix.webhook.event"]._latest(self)
        for connection in self:
            connection.webhook_event_at = latest.get(connection.id)

    # -- switching on and off -----------------------------------------------------------------

    def action_webhooks_on(self):
        """Make what is missing of the webhooks there; returns a notification."""
        self.ensure_one()
        self.check_access("write")
        if not self.can_webhook:
            raise UserError(self.env._("%s sends no webhooks.", self.integration_id.name))
        # The address is judged before anything is kept.
        self._webhook_address(self.sudo().webhook_key or "key")
        with self._webhook_turn():
            lost_key = self._prepare_webhooks()
            failure = self._speak_of_webhooks(self._complete_webhooks, lost_key)
            values = {"webhook_message": failure}
            if not failure:
                values |= {"webhook_state": "on", "webhook_checked_at": fields.Datetime.now()}
            self.sudo().write(values)
        done = self.env._("%s tells of changes from now on.", self.name)
        return self._webhook_notification(failure or done, "danger" if failure else "success")

    def action_webhooks_off(self):
        """Take in no more events, and remove the webhooks there; returns a notification."""
        self.ensure_one()
        self.check_access("write")
        with self._webhook_turn():
            self.sudo().webhook_state = "leaving"
            self.env["ir.cron"]._commit_progress()
            failure = self._speak_of_webhooks(self._remove_webhooks)
            if failure:
                self.sudo().webhook_message = failure
            else:
                self._forget_webhooks()
        if failure:
            text = self.env._(
                "Events are no longer taken in, but the webhooks could not be removed there: %s",
                failure,
            )
            return self._webhook_notification(text, "warning")
        return self._webhook_notification(self.env._("The webhooks are removed."), "success")

    @contextmanager
    def _webhook_turn(self):
        """One person at a time, without a lock on any row while the other system is thinking.
        What is written by the end is committed."""
        with session_lock(self.env, WEBHOOKS_OF_CONNECTION, self.id) as is_mine:
            if not is_mine:
                raise UserError(
                    self.env._("Somebody else is switching these webhooks. Try again in a moment.")
                )
            yield
            self.env["ir.cron"]._commit_progress()

    def _prepare_webhooks(self):
        """Keep key and secret before anything is made there, so that what is made can be found
        and removed whatever happens. Returns the key whose secret is lost, if any."""
        connection = self.sudo()
        box = secret_box(self.env)
        sealed, lost_key = connection.webhook_sealed, None
        if not sealed or not box.readable(sealed):
            lost_key = connection.webhook_key
            connection.webhook_key = secrets.token_urlsafe(32)
            connection.webhook_sealed = box.encrypt(secrets.token_urlsafe(32))
        if connection.webhook_state in ("off", "leaving"):
            connection.webhook_state = "partial"
        self.env["ir.cron"]._commit_progress()
        return lost_key

    def _complete_webhooks(self, webhooks, lost_key):
        connection = self.sudo()
        if lost_key:
            webhooks.remove(lost_key)
        secret = secret_box(self.env).decrypt(connection.webhook_sealed)
        address = self._webhook_address(connection.webhook_key)
        webhooks.complete(connection.webhook_key, address, secret)

    def _remove_webhooks(self, webhooks):
        if self.sudo().webhook_key:
            webhooks.remove(self.sudo().webhook_key)

    def _speak_of_webhooks(self, work, *arguments):
        """Do something to the webhooks there; returns why it failed, if it did."""
        entries = EntryList()
        try:
            work(Webhooks(self._provider(entries)), *arguments)
        except ProviderError as error:
            return error_text(self.env, error)
        except SecretUnreadable as error:
            return str(error)
        finally:
            store_entries(self.env, self.id, entries.take())
        return False

    def _webhook_address(self, key):
        allowed = self._private_addresses_allowed()
        return webhook_address(self.env, key, allow_private=allowed)

    def _webhook_notification(self, message, kind):
        return notice(message, kind, self.name)

    def _forget_webhooks(self):
        """Whoever calls from now on is a stranger."""
        self.sudo().write(
            {
                "webhook_state": "off",
                "webhook_key": False,
                "webhook_sealed": False,
                "webhook_message": False,
                "webhook_checked_at": False,
            }
        )

    def _drop_secrets_of_other_host(self, base_url):
        moved = super()._drop_secrets_of_other_host(base_url)
        moved.filtered(lambda connection: connection.webhook_state != "off")._forget_webhooks()
        return moved

    @api.model
    def _rotate_webhook_secrets(self, box):
        """Encrypt the secrets anew with the first of the configured keys."""
        domain = [("webhook_sealed", "!=", False)]
        for connection in self.sudo().with_context(active_test=False).search(domain):
            connection.webhook_sealed = box.rotate(connection.webhook_sealed)

    def _event_label(self, event):
        """What a person calls an event; the names are those of the provider."""
        return {
            "client:create": self.env._("new clients"),
            "client:update": self.env._("changed clients"),
            "client:destroy": self.env._("deleted clients"),
            "invoice:create": self.env._("new documents"),
            "invoice:update": self.env._("changed documents"),
            "invoice:destroy": self.env._("deleted documents"),
            "product:create": self.env._("new products"),
            "product:update": self.env._("changed products"),
            "product:destroy": self.env._("deleted products"),
        }.get(event, event)

    # -- are they still there? ------------------------------------------------------------------

    def _check_webhooks(self):
        """Ask whether the webhooks are still there and active, and keep the verdict."""
        self.ensure_one()
        self.webhook_checked_at = fields.Datetime.now()
        missing = []

        def ask(webhooks):
            key = self.webhook_key
            missing.extend(webhooks.missing(key, self._webhook_address(key)))

        # No transaction stays open while the other system is thinking.
        self.env["ir.cron"]._commit_progress()
        try:
            failure = self._speak_of_webhooks(ask)
        except UserError as error:
            # The address of this Odoo is none any more.
            self.write({"webhook_state": "stopped", "webhook_message": str(error)})
            return
        if failure:
            # The look for changes tells of that; whether they are there is not known.
            return
        message = missing and self.env._(
            "%(system)s no longer tells of some changes (%(events)s). "
            "They are found by the regular look only.",
            system=self.name,
            events=", ".join(map(self._event_label, missing)),
        )
        state = "stopped" if missing else "on"
        if (self.webhook_state, self.webhook_message) != (state, message or False):
            self.write({"webhook_state": state, "webhook_message": message})
