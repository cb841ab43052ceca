import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.records import PARTY_FIELDS
from ..pipeline.error_text import error_text, fault_text
from ..pipeline.halving import CONFLICTS
from ..pipeline.poll import Poller
from ..providers.base import ProviderError
from .field_policy import POLICIES
from .run import ACTIVE

_logger = logging.getLogger(__name__)


class DeratixConnection(models.Model):
    """Keeping the clients of a connection the same on both sides."""

    _inherit = "deratix.connection"

    can_sync = fields.Boolean(compute="_compute_can_sync")
    sync_state = fields.Selection(
        [("off", "Off"), ("starting", "First comparison"), ("on", "On")],
        string="Synchronisation",
        default="off",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    sync_interval = fields.Integer(string="Every (minutes)", default=5, required=True)
    sync_policy = fields.Selection(
        POLICIES,
        string="When Both Sides Changed",
        default="ask",
        required=True,
        help="Whose value holds when a field was changed on both sides since they last agreed.",
    )
    policy_ids = fields.One2many("deratix.field.policy", "connection_id", string="Exceptions")
    sync_blank = fields.Boolean(
        string="Carry Over Emptied Values",
        help="Otherwise a value that was emptied on one side stays on the other.",
    )
    sync_hold_count = fields.Integer(
        string="Wait for a Person From (records)",
        default=200,
        help="So many changes at once wait until somebody has looked at them.",
    )
    sync_hold_share = fields.Integer(
        string="Wait for a Person From (% of links)",
        default=20,
        help="Such a share of the linked clients changing at once waits until somebody has "
        "looked at them; ten changes never do.",
    )
    sync_since = fields.Datetime(
        string="New Clients Since",
        readonly=True,
        copy=False,
        help="Clients that were added here since then are added there.",
    )
    watermark = fields.Char(readonly=True, copy=False)
    polled_at = fields.Datetime(string="Last Look", readonly=True, copy=False)
    poll_message = fields.Char(readonly=True, copy=False)

    _interval_positive = models.Constraint(
        "CHECK (sync_interval > 0)", "The interval must be one minute or more."
    )

    @api.depends("provider")
    def _compute_can_sync(self):
        for connection in self:
            able = connection._capabilities()
            connection.can_sync = able.write and (able.watermark or able.scan)

    def _field_policies(self):
        """``{field: policy}`` for all fields of a client."""
        self.ensure_one()
        connection = self.sudo()
        return dict.fromkeys(PARTY_FIELDS, connection.sync_policy) | {
            row.field: row.policy for row in connection.policy_ids
        }

    # -- switching on and off -----------------------------------------------------------------

    def action_sync_start(self):
        """Compare both sides. Nothing is written before somebody has seen the numbers."""
        self.ensure_one()
        self.check_access("write")
        if not self.can_sync:
            raise UserError(self.env._("%s does not tell what changed.", self.integration_id.name))
        if not self._run_test():
            return self._test_notification()
        return self._compare_sides()

    def _compare_sides(self):
        """Begin with the first comparison. Returns the action that shows it."""
        self._check_no_sync_run()
        self.sudo().write({"sync_state": "starting", "sync_since": False, "watermark": False})
        run = self.env["deratix.run"]._start(self, kind="sync", scope="all", user_id=self.env.uid)
        return run.action_open()

    def action_sync_stop(self):
        self.check_access("write")
        for connection in self:
            connection._sync_runs().action_cancel()
            connection._history_runs().action_cancel()
        self.sudo().sync_state = "off"

    def _sync_runs(self):
        return self._live_runs("sync")

    def _live_runs(self, kind):
        """Runs that carry over what changes now and are not over."""
        return self.env["deratix.run"].search(
            [
                ("connection_id", "in", self.ids),
                ("kind", "=", kind),
                ("history", "=", False),
                ("state", "in", (*ACTIVE, "ready")),
            ]
        )

    def _check_no_sync_run(self):
        run = self._sync_runs()[:1]
        if run:
            raise UserError(
                self.env._("“%s” is not finished yet. Finish or cancel it first.", run.name)
            )

    # -- looking for changes ------------------------------------------------------------------

    @api.model
    def _cron_sync(self):
        """Look at the connections whose time has come; start a run where something changed."""
        cron = self.env["ir.cron"]
        running = self.sudo().search([("sync_state", "=", "on")])
        due = running._due()
        for done, connection in enumerate(due, 1):
            connection._poll()
            if not cron._commit_progress(1, remaining=len(due) - done):
                break

    def _due(self):
        """Those that are to be looked at now."""
        return self.filtered(lambda connection: connection._is_due())

    def _is_due(self):
        now = fields.Datetime.now()
        interval = timedelta(minutes=self.sync_interval, seconds=-10)
        return not self.polled_at or self.polled_at + interval <= now

    def _poll(self):
        """Start a run when something changed on either side, and none is under way. Returns
        whether both sides were looked at."""
        self.ensure_one()
        if self._sync_runs():
            return False
        poller = Poller(self)
        changed = message = False
        try:
            changed = poller.changed()
        except ProviderError as error:
            message = error_text(self.env, error)
        except CONFLICTS:
            # The next look does it again.
            self._forget_look()
            return False
        except Exception as error:
            # One connection that cannot be looked at does not stop the others.
            self._forget_look()
            _logger.exception("Connection %s could not be looked at", self.id)
            message = fault_text(self.env, error)
        poller.store_log()
        self.write({"polled_at": fields.Datetime.now(), "poll_message": message})
        if changed:
            self.env["deratix.run"]._start(self, kind="sync", scope="all")
        return not message

    def _forget_look(self):
        self.env.cr.rollback()
        self.env.invalidate_all()
