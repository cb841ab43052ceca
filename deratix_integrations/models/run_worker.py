from datetime import datetime, timedelta
from functools import partial

from odoo import api, fields, models

from ..pipeline.apply import Applier
from ..pipeline.bindings import note_agreements
from ..pipeline.error_text import error_text
from ..pipeline.findings import store_findings
from ..pipeline.read import PageReader, store_lines
from ..pipeline.session_lock import CLIENTS_OF_COMPANY, session_lock
from ..pipeline.undo import Undoer
from ..providers.base import ProviderError, QuotaExceeded, Throttled

BATCH = 200
# Requests of the day that background work leaves to people who press buttons.
RESERVE = 20


class Busy(Exception):
    """Another worker has the run."""


class DeratixRun(models.Model):
    """The background side of a run. Each step is a transaction of its own."""

    _inherit = "deratix.run"

    @api.model
    def _next_pending(self, domain=()):
        """Live changes go before the history."""
        live = super()._next_pending([*domain, ("history", "=", False)])
        return live or super()._next_pending(domain)

    def _work(self, kept):
        """Do one step; returns whether anything was done.

        :param kept: ``{run id: PageReader}``, kept from step to step: a reader holds the
            connection to the external system and its look-up tables

        A failure of the external system postpones the run or ends it with a message.
        """
        self.ensure_one()
        return self._attempt_step(self._do_step, kept)

    def _do_step(self, readers):
        try:
            if self.state == "reading":
                return self._read_step(readers)
            if self.state == "collecting":
                return self._collect_step()
            if self.state == "applying":
                return self._exclusively(partial(self._apply_batch, readers))
            return self._exclusively(self._undo_batch)
        except Busy:
            self._roll_back()
            return self._leave_to_other()

    def _follow_failure(self, error):
        """Wait and try again what may work later; tell the person the rest."""
        if not isinstance(error, ProviderError):
            return super()._follow_failure(error)
        text = error_text(self.env, error)
        lasting = self._is_last_attempt() and not isinstance(error, (QuotaExceeded, Throttled))
        if error.retry and not lasting:
            return self._postpone(self._retry_at(error), text)
        return self._stop(text)

    def _retry_at(self, error):
        """What the system asked for, else longer after each failure."""
        now = fields.Datetime.now()
        if isinstance(error, QuotaExceeded) and error.params.get("until"):
            return max(error.params["until"], now) + timedelta(seconds=1)
        if isinstance(error, Throttled) and error.params.get("wait"):
            return now + timedelta(seconds=float(error.params["wait"]))
        return self._back_off()

    # -- reading ----------------------------------------------------------------------------

    def _read_step(self, readers):
        """Read one page and store its plan; the cursor moves in the same transaction."""
        reader = self._reader(readers)
        try:
            # No transaction stays open while the other system is thinking.
            request = reader.request()
            self.env["ir.cron"]._commit_progress()
            asked_at = datetime.utcnow()
            page = request()
            self.env.invalidate_all()
            lines = reader.plan(page)
            if self._is_two_way():
                # What is as it was leaves no trace, and a change made here finds no line yet.
                lines = [line for line in lines if line["state"] != "done"]
        finally:
            reader.store_log()
        if not self._still("reading"):
            return True
        self._store_lines(lines, reader.line_types, asked_at)
        values = {
            "cursor": page.next_cursor,
            "done_count": self.done_count + len(page.rows),
            "total": page.total if page.total is not None else self.total,
            "worked_at": fields.Datetime.now(),
            "attempts": 0,
            "waiting_until": False,
            "message": False,
        }
        if page.next_cursor is None:
            values |= {"state": "ready", "total": values["done_count"]}
            if self._reads_all_clients():
                counted = self.connection_id._client_count_values(values["done_count"])
                self.connection_id.write(counted)
            if self._is_two_way():
                values |= {"state": "collecting", "watermark": not self.history and page.watermark}
        self.write(values)
        return True

    def _reads_all_clients(self):
        """Whether the reading that ends now has seen each client of the account."""
        if self.kind == "sync":
            return not self.connection_id.watermark
        return self.kind == "import" and self.scope == "all"

    def _store_lines(self, lines, types=None, asked_at=None):
        """Store the plan of a page that was asked for at a time; see ``note_agreements``."""
        if not lines or not self._is_two_way():
            store_lines(self.env, lines, types)
            return
        self.env.cr.execute(
            "SELECT COALESCE(max(id), 0) FROM deratix_run_line WHERE run_id = %s", [self.id]
        )
        (last,) = self.env.cr.fetchone()
        store_lines(self.env, lines, types)
        note_agreements(self.env.cr, self.id, asked_at=asked_at, after=last)

    def _reader(self, readers):
        """The reader of this run, made when a worker first meets the run."""
        if self.id not in readers:
            readers[self.id] = PageReader(self, reserve=RESERVE)
        return readers[self.id]

    def _still(self, state):
        """Lock the run and see whether it is still in this state; raises ``Busy`` when another
        worker holds it. When it was changed since the transaction began, PostgreSQL refuses the
        lock and the step is done again."""
        if not self.try_lock_for_update(allow_referencing=True):
            raise Busy
        return self.state == state

    # -- applying and undoing -----------------------------------------------------------------

    def _exclusively(self, work):
        """Work on one batch while no other worker finds or creates clients of this company."""
        state = self.state
        with session_lock(self.env, CLIENTS_OF_COMPANY, self.company_id.id) as is_mine:
            if not is_mine:
                return self._leave_to_other()
            # The run is not locked meanwhile, so that *Cancel* works at once: every batch ends by
            # writing to the run, and PostgreSQL refuses that when somebody else has done so.
            if self.state == state:
                work()
                self.env["ir.cron"]._commit_progress()
            return True

    def _apply_batch(self, readers):
        Line = self.env["deratix.run.line"]
        domain = self._work_domain()
        lines = Line.search([*domain, ("is_branch", "=", False)], limit=BATCH) or Line.search(
            domain, limit=BATCH
        )
        if lines and self._renew(lines, readers):
            return
        if lines:
            self._advance(Applier(self).apply(lines))
        elif self.kind != "sync":
            store_findings(self)
            self._finish("done")
        elif not self._send_batch(self._reader(readers)):
            self._keep_watermark()
            self._finish("done")

    def _undo_batch(self):
        """Newest first, so that addresses go before the company they belong to."""
        lines = self.env["deratix.run.line"].search(
            [("run_id", "=", self.id), ("state", "=", "done"), ("undo_data", "!=", False)],
            order="is_branch DESC, id DESC",
            limit=BATCH,
        )
        if lines:
            Undoer(self).undo(lines)
            self._advance(len(lines))
        else:
            self._finish("undone")
