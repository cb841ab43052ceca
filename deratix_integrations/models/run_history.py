from odoo import api, fields, models
from odoo.exceptions import UserError

from ..pipeline.renew import Renewer

HISTORY = [
    ("out", "Clients from Odoo to the other system"),
    ("in", "Clients from the other system to Odoo"),
    ("both", "Clients, both ways"),
    ("invoices", "Invoices as opportunities"),
]
PAUSABLE = ("reading", "collecting", "applying")


class DeratixRun(models.Model):
    """Runs that carry over what was there before: started by a person, looked at before anything
    is written, and paused and continued at will. Live changes go before them, and where these
    start from is nothing they touch."""

    _inherit = "deratix.run"

    history = fields.Selection(HISTORY, readonly=True, index="btree_not_null")
    history_text = fields.Char(compute="_compute_history_text")
    progress = fields.Integer(string="Progress (%)", compute="_compute_progress")

    @api.depends("history", "state", "done_count", "total")
    @api.depends_context("lang")
    def _compute_history_text(self):
        for run in self:
            run.history_text = run.history and run._history_text()

    def _history_text(self):
        if self.state == "ready":
            return self.plan_summary()
        if self.state == "paused" and self.total:
            return self.env._(
                "Paused after %(done)s of %(total)s records. Continue goes on from there.",
                done=self.done_count,
                total=max(self.total, self.done_count),
            )
        if self.state == "paused":
            return self.env._(
                "Paused after %s records. Continue goes on from there.", self.done_count
            )
        if self.state == "done" and not self.env["deratix.run.line"].search_count(
            [("run_id", "=", self.id)], limit=1
        ):
            return self.env._("Both sides were compared, and there was nothing to carry over.")
        return False

    @api.depends("state", "done_count", "total")
    def _compute_progress(self):
        for run in self:
            if run.state in ("ready", "done"):
                run.progress = 100
            elif run.total:
                run.progress = min(100, 100 * run.done_count // run.total)
            else:
                run.progress = 0

    def action_pause(self):
        """Stop until somebody continues it; it goes on where it stood."""
        if not all(run.history for run in self):
            raise UserError(self.env._("Only a run that carries over the history can be paused."))
        for run in self:
            run._change_state(PAUSABLE, "paused")

    # -- what is other than in live runs --------------------------------------------------------

    def _collect_step(self):
        if self.history != "in":
            return super()._collect_step()
        if self._still("collecting"):
            self._after_collecting()
        return True

    def _outgoing_since(self):
        return self.since if self.history else super()._outgoing_since()

    def _first_document_day(self):
        """The first day whose documents count, at the company's place; ``None`` for all."""
        if not self.history:
            return self.connection_id._first_document_day()
        return self.company_id._deratix_day(self.since) if self.since else None

    def _after_collecting(self):
        """Nothing of the history is written before a person has seen the numbers."""
        if not self.history:
            super()._after_collecting()
            return
        self.cursor = False
        if self.env["deratix.run.line"].search_count([("run_id", "=", self.id)], limit=1):
            self.state = "ready"
        else:
            self._finish("done")

    # -- what others have carried over since ----------------------------------------------------

    def _renew(self, lines, readers):
        """Plan anew what another run has carried over since; returns whether there was any."""
        if self.kind != "sync":
            return False
        reader = self._reader(readers)
        renewer = Renewer(self, reader.provider, self.env["ir.cron"]._commit_progress)
        try:
            renewed = renewer.renew(lines)
        finally:
            reader.store_log()
        if renewed:
            self._advance(0)
        return renewed
