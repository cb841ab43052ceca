from odoo import models

# Requests for single records between two commits.
COLLECT_BATCH = 20


class DeratixRun(models.Model):
    """Runs that ask for what the records they have read lack."""

    _inherit = "deratix.run"

    def _collect_by(self, collector, reader, types):
        """One step of collecting; when nothing is lacking any more the run goes on.

        :param collector: ``next_request(limit)`` returns ``(ask, plan)``, or ``None`` when nothing
            is lacking: ``ask()`` talks to the other system and does not touch the database,
            ``plan(answer)`` returns lines to store
        :param types: the columns of those lines
        """
        found = collector.next_request(COLLECT_BATCH)
        lines = []
        if found:
            ask, plan = found
            try:
                # No transaction stays open while the other system is thinking.
                self.env["ir.cron"]._commit_progress()
                answer = ask()
                self.env.invalidate_all()
                lines = plan(answer)
            finally:
                reader.store_log()
        if not self._still("collecting"):
            return True
        self._store_lines(lines, types)
        self.write({"worked_at": self.env.cr.now(), "attempts": 0, "message": False})
        if not found:
            self._after_collecting()
        return True
