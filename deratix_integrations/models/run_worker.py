import logging
import random
from datetime import datetime, timedelta
from functools import partial

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..pipeline.apply import Applier
from ..pipeline.bindings import note_agreements
from ..pipeline.error_text import error_text
from ..pipeline.findings import store_findings
from ..pipeline.halving import CONFLICTS
from ..pipeline.read import PageReader, store_lines
from ..pipeline.session_lock import CLIENTS_OF_COMPANY, session_lock
from ..pipeline.undo import Undoer
from ..providers.base import ProviderError, QuotaExceeded, Throttled
from .run import ACTIVE

_logger = logging.getLogger(__name__)

BATCH = 200
# Requests of the day that background work leaves to people who press buttons.
RESERVE = 20
MAX_ATTEMPTS = 6


class Busy(Exception):
    """Another worker has the run."""


class DeratixRun(models.Model):
    """The background side of a run. Each step is a transaction of its own."""

    _inherit = "deratix.run"

    @api.model
    def _cron_work(self):
        """Work on the runs in turn until nothing is left or the time is up."""
        cron = self.env["ir.cron"]
        readers = {}
        time_left = float("inf")
        while time_left > 0:
            run = self._next_run()
            if not run:
                break
            worked = run._work(readers)
            time_left = cron._commit_progress(int(worked), remaining=self._pending_count())
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

    @api.model
    def _pending_count(self):
        return self.sudo().search_count(self._pending_domain())

    @api.model
    def _next_run(self):
        """Live changes go before the history."""
        live = [*self._pending_domain(), ("history", "=", False)]
        order = "worked_at ASC NULLS FIRST, id"
        runs = self.sudo()
        return runs.search(live, order=order, limit=1) or runs.search(
            self._pending_domain(), order=order, limit=1
        )

    def _work(self, readers):
        """Do one step; returns whether anything was done.

        :param readers: ``{run id: PageReader}``, kept from step to step: a reader holds the
            connection to the external system and its look-up tables

        A failure of the external system postpones the run or ends it with a message; a conflict
        with another transaction rolls the step back, and it is done again.
        """
        self.ensure_one()
        try:
            if self.state == "reading":
                return self._read_step(readers)
            if self.state == "collecting":
                return self._collect_step()
            if self.state == "applying":
                return self._exclusively(partial(self._apply_batch, readers))
            return self._exclusively(self._undo_batch)
        except CONFLICTS:
            self.env.cr.rollback()
            self.env.invalidate_all()
            return True
        except Busy:
            self.env.cr.rollback()
            self.env.invalidate_all()
            self._wake_worker(fields.Datetime.now() + timedelta(seconds=5))
            return False
        except ProviderError as error:
            self.env.cr.rollback()
            self.env.invalidate_all()
            self._postpone_or_fail(error)
            return True
        except Exception as error:
            self.env.cr.rollback()
            self.env.invalidate_all()
            _logger.exception("Run %s stopped", self.id)
            self._stop(
                str(error)
                if isinstance(error, UserError)
                else self.env._(
                    "Stopped by an unexpected fault (%s). The server log has the details.",
                    type(error).__name__,
                )
            )
            return True

    def _postpone_or_fail(self, error):
        """Wait and try again what may work later; tell the person the rest."""
        text = error_text(self.env, error)
        attempts = self.attempts + 1
        if not error.retry or (
            attempts >= MAX_ATTEMPTS and not isinstance(error, (QuotaExceeded, Throttled))
        ):
            self._stop(text)
            return
        now = fields.Datetime.now()
        until = _wait_until(error, attempts, now)
        self.write(
            {"waiting_until": until, "attempts": attempts, "message": text, "worked_at": now}
        )
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
        self.env.cr.execute(
            "SELECT COALESCE(max(id), 0) FROM deratix_run_line WHERE run_id = %s", [self.id]
        )
        (last,) = self.env.cr.fetchone()
        store_lines(self.env, lines, types)
        if lines and self._is_two_way():
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
        if not self.try_lock_for_update():
            raise Busy
        return self.state == state

    # -- applying and undoing -----------------------------------------------------------------

    def _exclusively(self, work):
        """Work on one batch while no other worker finds or creates clients of this company."""
        state = self.state
        with session_lock(self.env, CLIENTS_OF_COMPANY, self.company_id.id) as is_mine:
            if not is_mine:
                self._wake_worker(fields.Datetime.now() + timedelta(seconds=5))
                return False
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

    def _advance(self, count):
        self.write({"done_count": self.done_count + count, "worked_at": fields.Datetime.now()})

    def _finish(self, state):
        self.write({"state": state, "finished_at": fields.Datetime.now(), "message": False})


def _wait_until(error, attempts, now):
    """When to try again: what the system asked for, else longer after each failure."""
    if isinstance(error, QuotaExceeded) and error.params.get("until"):
        return max(error.params["until"], now) + timedelta(seconds=1)
    if isinstance(error, Throttled) and error.params.get("wait"):
        return now + timedelta(seconds=float(error.params["wait"]))
    return now + timedelta(seconds=min(5 * 2**attempts, 900) * random.uniform(0.8, 1.2))
