import psycopg2
from odoo import fields, models
from odoo.addons.deratix_integrations.pipeline.session_lock import ARCHIVE, session_lock

from ..archive.reasons import ArchiveError


class DeratixArchive(models.Model):
    """The background side of an archive."""

    _inherit = "deratix.archive"

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

    def _work(self, kept):
        """Do one step of the phase this archive is in; returns whether anything was done.

        A step is ``_step_<state>()``. It does one batch, keeps how far it got in the same
        transaction, and ends the phase by writing the next state. One worker at a time.
        """
        self.ensure_one()
        state = self.state
        with session_lock(self.env, ARCHIVE, self.id) as is_mine:
            if not is_mine:
                return self._leave_to_other()
            if self.state == state:
                self._attempt_step(getattr(self, f"_step_{state}"))
                # What a failure leads to is kept, too.
                self.env["ir.cron"]._commit_progress()
        return True

    def _keep_batch(self, state):
        """Keep what a batch did; returns whether the next one may follow: there is time left, and
        the archive is still in that state."""
        left = self.env["ir.cron"]._commit_progress()
        self.invalidate_recordset()
        return bool(left) and self.state == state

    def _follow_failure(self, error):
        """What the disk or the database could not do now it may do later."""
        if isinstance(error, ArchiveError):
            return self._stop(self._refusal_text(error.refusal.code, error.refusal.params))
        may_pass = isinstance(error, (OSError, psycopg2.OperationalError))
        if may_pass and not self._is_last_attempt():
            return self._postpone(self._back_off())
        return super()._follow_failure(error)
