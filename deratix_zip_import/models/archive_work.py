import logging
import random
from datetime import timedelta

import psycopg2
from odoo import api, fields, models
from odoo.addons.deratix_integrations.pipeline.session_lock import ARCHIVE, session_lock
from odoo.exceptions import UserError

from ..archive.reasons import ArchiveError
from .archive import ACTIVE

_logger = logging.getLogger(__name__)

CONFLICTS = (
    psycopg2.errors.SerializationFailure,
    psycopg2.errors.DeadlockDetected,
    psycopg2.errors.LockNotAvailable,
)
MAX_ATTEMPTS = 6


class DeratixArchive(models.Model):
    """The background side of an archive. Each step is a transaction of its own."""

    _inherit = "deratix.archive"

    @api.model
    def _cron_work(self):
        """Work on the archives in turn until nothing is left or the time is up."""
        cron = self.env["ir.cron"]
        time_left = float("inf")
        while time_left > 0:
            archive = self.search(
                self._pending_domain(), order="worked_at NULLS FIRST, id", limit=1
            )
            if not archive:
                break
            worked = archive._work()
            remaining = self.search_count(self._pending_domain())
            time_left = cron._commit_progress(int(worked), remaining=remaining)
            if not worked:
                break

    @api.model
    def _pending_domain(self):
        return [
            ("state", "in", ACTIVE),
            "|",
            ("waiting_until", "=", False),
            ("waiting_until", "<=", fields.Datetime.now()),
        ]

    def _wake_worker(self, at=None):
        self.env.ref("deratix_zip_import.cron_work").sudo()._trigger(at)

    def _begin(self, state):
        """Have the background take up a phase."""
        self.write(
            {
                "state": state,
                "done_count": 0,
                "total": 0,
                "attempts": 0,
                "waiting_until": False,
                "message": False,
                "phase_started_at": fields.Datetime.now(),
            }
        )
        self._wake_worker()

    def _work(self):
        """Do one step of the phase this archive is in; returns whether anything was done.

        A step is ``_step_<state>()``. It does one batch, keeps how far it got in the same
        transaction, and ends the phase by writing the next state. One worker at a time.
        """
        self.ensure_one()
        state = self.state
        with session_lock(self.env, ARCHIVE, self.id) as is_mine:
            if not is_mine:
                self._wake_worker(fields.Datetime.now() + timedelta(seconds=5))
                return False
            self._do_step(state)
        return True

    def _do_step(self, state):
        """Do one step, unless somebody has changed the state meanwhile."""
        try:
            if self.state == state:
                getattr(self, f"_step_{state}")()
                self.env["ir.cron"]._commit_progress()
        except CONFLICTS:
            self._roll_back()
        except (ArchiveError, UserError) as error:
            self._roll_back()
            self._stop(self._error_text(error))
        except (OSError, psycopg2.OperationalError) as error:
            self._roll_back()
            self._postpone_or_stop(error)
        except Exception as error:
            self._roll_back()
            _logger.exception("Archive %s stopped", self.id)
            self._stop(self._error_text(error))

    def _roll_back(self):
        self.env.cr.rollback()
        self.env.invalidate_all()

    def _error_text(self, error):
        if isinstance(error, UserError):
            return str(error)
        if isinstance(error, ArchiveError):
            return self._refusal_text(error.refusal.code, error.refusal.params)
        return self.env._(
            "Stopped by an unexpected fault (%s). The server log has the details.",
            type(error).__name__,
        )

    def _postpone_or_stop(self, error):
        attempts = self.attempts + 1
        if attempts >= MAX_ATTEMPTS:
            self._stop(self._error_text(error))
            return
        now = fields.Datetime.now()
        until = now + timedelta(seconds=min(5 * 2**attempts, 900) * random.uniform(0.8, 1.2))
        self.write({"waiting_until": until, "attempts": attempts, "worked_at": now})
        self._wake_worker(until)

    def _stop(self, text):
        self.write(
            {
                "state": "failed",
                "stopped_in": self.state,
                "message": text,
                "finished_at": fields.Datetime.now(),
            }
        )
        self.env["ir.cron"]._commit_progress()

    def _advance(self, count):
        self.write({"done_count": self.done_count + count, "worked_at": fields.Datetime.now()})
