import logging
import random
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..pipeline.error_text import fault_text
from ..pipeline.halving import CONFLICTS

_logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 6


class DeratixBackgroundMixin(models.AbstractModel):
    """What a scheduled job works on in steps, each a transaction of its own.

    Whoever inherits has a ``state``, says in which states there is something to do
    (``_active_states``) and which job does it (``_worker_job``), and does one step in ``_work``.
    """

    _name = "deratix.background.mixin"
    _description = "Work in the Background"

    _active_states = ()
    _worker_job = ""

    stopped_in = fields.Char(
        readonly=True,
        copy=False,
        help="The state in which it was paused, cancelled or failed.",
    )
    total = fields.Integer(readonly=True)
    done_count = fields.Integer(readonly=True)
    waiting_until = fields.Datetime(readonly=True)
    worked_at = fields.Datetime(readonly=True)
    phase_started_at = fields.Datetime(readonly=True)
    finished_at = fields.Datetime(readonly=True)
    attempts = fields.Integer(readonly=True)
    message = fields.Char(readonly=True)

    # -- the job ------------------------------------------------------------------------------

    @api.model
    def _cron_work(self):
        """Do step after step, of one record and another, until nothing is left or the time is
        up."""
        cron = self.env["ir.cron"]
        kept = {}
        time_left = float("inf")
        while time_left > 0:
            record = self._next_pending()
            if not record:
                break
            worked = record._work(kept)
            remaining = self.sudo().search_count(self._pending_domain())
            time_left = cron._commit_progress(int(worked), remaining=remaining)
            if not worked:
                break
        if not time_left and remaining:
            # A job whose time is up is taken up again only when the scheduler looks next: within
            # a minute, and not at once.
            self._wake_worker()

    @api.model
    def _pending_domain(self):
        return [
            ("state", "in", self._active_states),
            "|",
            ("waiting_until", "=", False),
            ("waiting_until", "<=", fields.Datetime.now()),
        ]

    @api.model
    def _next_pending(self, domain=()):
        """The one nobody has worked on for longest, of those that can be worked on now."""
        return self.sudo().search(
            [*self._pending_domain(), *domain], order="worked_at ASC NULLS FIRST, id", limit=1
        )

    def _wake_worker(self, at=None):
        self.env.ref(self._worker_job).sudo()._trigger(at)

    def _work(self, kept):
        """Do one step; returns whether anything was done.

        :param kept: a dict that lives as long as the job runs, for what is dear to make
        """
        raise NotImplementedError

    def _leave_to_other(self):
        """Another worker is at it: look again in a moment. Returns that nothing was done."""
        self._wake_worker(fields.Datetime.now() + timedelta(seconds=5))
        return False

    # -- one step -----------------------------------------------------------------------------

    def _attempt_step(self, step, *arguments):
        """Do a step and return whether anything was done. One that fails is rolled back; after a
        conflict with another transaction it is simply done again."""
        try:
            return step(*arguments)
        except CONFLICTS:
            self._roll_back()
        except Exception as error:
            self._roll_back()
            self._follow_failure(error)
        return True

    def _roll_back(self):
        self.env.cr.rollback()
        self.env.invalidate_all()

    def _follow_failure(self, error):
        """Say what follows from the failure of a step, which is rolled back: here, the end."""
        if not isinstance(error, UserError):
            _logger.exception("%s %s stopped", self._description, self.id)
        self._stop(fault_text(self.env, error))

    def _is_last_attempt(self):
        return self.attempts + 1 >= MAX_ATTEMPTS

    def _postpone(self, until, message=False):
        """Try again then."""
        self.write(
            {
                "waiting_until": until,
                "attempts": self.attempts + 1,
                "message": message,
                "worked_at": fields.Datetime.now(),
            }
        )
        self._wake_worker(until)

    def _back_off(self):
        """When to try again: later after each attempt, and not all at the same moment."""
        seconds = min(5 * 2 ** (self.attempts + 1), 900) * random.uniform(0.8, 1.2)
        return fields.Datetime.now() + timedelta(seconds=seconds)

    def _advance(self, count):
        """So much more is done; what failed before does not count any more."""
        self.write(
            {
                "done_count": self.done_count + count,
                "worked_at": fields.Datetime.now(),
                "attempts": 0,
                "waiting_until": False,
                "message": False,
            }
        )

    def _stop(self, text):
        self.write(
            {
                "state": "failed",
                "stopped_in": self.state,
                "message": text,
                "finished_at": fields.Datetime.now(),
            }
        )

    def _finish(self, state):
        self.write({"state": state, "finished_at": fields.Datetime.now(), "message": False})

    # -- what the pages ask -------------------------------------------------------------------

    def get_progress(self):
        """What the progress bar shows; what nobody works on is put back to work.

        :return: ``{state, label, done, total, seconds_left, message, active}``
        """
        self.ensure_one()
        self.check_access("read")
        now = fields.Datetime.now()
        active = self._is_active()
        # A phase that has just begun has not been worked on; the phase before it was, long ago.
        idle_since = max(filter(None, (self.worked_at, self.phase_started_at)), default=None)
        overdue = not self.waiting_until or self.waiting_until <= now
        if active and overdue and idle_since and now - idle_since > timedelta(seconds=5):
            self._wake_worker()
        return {
            "state": self.state,
            "label": self._state_label(),
            "done": self.done_count,
            "total": self.total,
            "seconds_left": self._seconds_left(now) if active else None,
            "message": self.message or "",
            "active": active,
        }

    def _is_active(self):
        return self.state in self._active_states

    def _state_label(self):
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    def _seconds_left(self, now):
        if not self.done_count or not self.total or not self.phase_started_at:
            return None
        spent = (now - self.phase_started_at).total_seconds()
        return round(spent / self.done_count * max(self.total - self.done_count, 0))
