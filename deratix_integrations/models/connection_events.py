import hmac
import re
import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..pipeline.secret_keys import secret_box
from ..pipeline.webhook_events import clock, note_event, parse_body, read_hint, settle_events
from .connection_webhooks import CHECK_EVERY
from .run import ACTIVE

# However many events come, the other system is not asked more often because of them.
MIN_GAP = timedelta(seconds=2)
# A look that found what no event had told of is a reason to check the webhooks, but not each time.
DOUBT_EVERY = timedelta(hours=1)
_KEY = re.compile(r"[A-Za-z0-9_-]{43}")
_RUN_KINDS = {"party": "sync", "invoice": "invoices"}


class DeratixConnection(models.Model):
    """Taking in what the other system tells, and looking for changes because of it."""

    _inherit = "deratix.connection"

    # -- taking in ------------------------------------------------------------------------------

    @api.model
    def _receive_event(self, key, body):
        """Note what a webhook told; the look for changes follows in the background.

        :param key: the last part of the address that was called
        :param body: the bytes that came
        :return: whether they came from a system that knows the secret
        """
        given = parse_body(body) or {}
        connection = self._called_connection(key)
        provider_class = connection._provider_class() if connection else None
        secret = provider_class.webhook_secret(given) if connection else ""
        # Compared in any case, so that the time tells nothing about which keys there are.
        expected = connection._webhook_secret() if connection else ""
        same = hmac.compare_digest(_bytes(secret), _bytes(expected or "none"))
        if not (same and expected):
            return False
        hint = read_hint(provider_class, given)
        if hint and connection._wants_event(hint.kind) and note_event(connection, hint):
            connection._wake_for(hint.kind)
        return True

    def _wake_for(self, kind):
        """Have the scheduler look at once at what was told."""
        if self._sync_wants(kind):
            self.env.ref("deratix_integrations.ir_cron_sync").sudo()._trigger()

    @api.model
    def _called_connection(self, key):
        if not _KEY.fullmatch(key):
            return self.sudo().browse()
        return (
            self.sudo().with_context(active_test=False).search([("webhook_key", "=", key)], limit=1)
        )

    def _webhook_secret(self):
        """The secret, or "" when it cannot be read."""
        try:
            return self.webhook_sealed and secret_box(self.env).decrypt(self.webhook_sealed) or ""
        except UserError:
            return ""

    def _wants_event(self, kind):
        """What would lead to no look is not kept; it is acknowledged all the same, or the other
        system would give up."""
        return self.active and self.webhook_state != "leaving" and self._looks_for(kind)

    def _looks_for(self, kind):
        """Whether something looks for changes of records of a kind."""
        return self._sync_wants(kind)

    def _sync_wants(self, kind):
        """Whether the look for changes is about records of a kind."""
        looked_at = {"party": True, "invoice": self.sync_invoices}
        return self.sync_state == "on" and looked_at.get(kind, False)

    # -- looking ----------------------------------------------------------------------------------

    @api.model
    def _cron_sync(self):
        """What came during the looks found the scheduler awake; it is looked at after them."""
        result = super()._cron_sync()
        if self.sudo().search([("sync_state", "=", "on")])._with_open_events():
            self.env.ref("deratix_integrations.ir_cron_sync").sudo()._trigger()
        return result

    def _due(self):
        called = self._with_open_events()
        called._wait_for_gap()
        due = super()._due()
        return self.filtered(lambda connection: connection in due or connection in called)

    def _wait_for_gap(self):
        """The scheduler wakes by the minute, if nobody wakes it: too long for what is due in a
        second or two. It waits here, in its own thread and without a transaction."""
        now = fields.Datetime.now()
        looks = [connection.polled_at for connection in self if connection.polled_at]
        seconds = (max(looks) + MIN_GAP - now).total_seconds() if looks else 0
        if seconds > 0:
            self.env["ir.cron"]._commit_progress()
            time.sleep(min(seconds, MIN_GAP.total_seconds()))
            self.env.invalidate_all()

    def _with_open_events(self):
        """Those that were told of something that no run under way or waiting reads already. One
        that could not be reached has time."""
        able = self.filtered(lambda connection: connection.webhook_state != "off")
        told = able and self.env["deratix.webhook.event"]._read_group(
            [("connection_id", "in", able.ids), ("state", "=", "waiting")],
            ["connection_id", "kind"],
        )
        if not told:
            return self.browse()
        busy = {
            (connection.id, kind)
            for connection, kind in self.env["deratix.run"]._read_group(
                [
                    ("connection_id", "in", able.ids),
                    ("kind", "in", list(_RUN_KINDS.values())),
                    ("state", "in", (*ACTIVE, "ready")),
                ],
                ["connection_id", "kind"],
            )
        }
        return self.browse(
            {
                connection.id
                for connection, kind in told
                if connection._sync_wants(kind)
                and (connection.id, _RUN_KINDS[kind]) not in busy
                and not connection.poll_message
            }
        )

    def _poll(self):
        """The same look as ever; what was told before it began is dealt with by it."""
        if self.webhook_state == "off":
            return super()._poll()
        began = clock(self.env.cr)
        told = self._count_told(began)
        busy = bool(self._sync_runs() or self._invoice_runs())
        looked = super()._poll()
        if looked:
            kinds = ("party",) if self.sync_invoices else ("party", "invoice")
            settle_events(self, kinds, began)
        found = not busy and bool(self._sync_runs() or self._invoice_runs())
        self._doubt_webhooks(found and not told)
        return looked

    def _poll_invoices(self):
        if self.webhook_state == "off":
            return super()._poll_invoices()
        began = clock(self.env.cr)
        looked = super()._poll_invoices()
        if looked:
            settle_events(self, ("invoice",), began)
        return looked

    def _count_told(self, before):
        return self.env["deratix.webhook.event"].search_count(
            [
                ("connection_id", "=", self.id),
                ("state", "=", "waiting"),
                ("received_at", "<=", before),
            ],
            limit=1,
        )

    def _doubt_webhooks(self, found_untold):
        """Check the webhooks once a day, and sooner when they were silent about a change."""
        if self.webhook_state not in ("on", "stopped"):
            return
        wait = DOUBT_EVERY if found_untold else CHECK_EVERY
        checked = self.webhook_checked_at
        if not checked or checked + wait <= fields.Datetime.now():
            self._check_webhooks()

    def action_webhook_events(self):
        return self._open("action_webhook_event", domain=[("connection_id", "in", self.ids)])


def _bytes(text):
    # A text of JSON may hold half a character.
    return text.encode("utf-8", "surrogatepass")
