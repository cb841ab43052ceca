from datetime import datetime, time

import pytz
from odoo import models
from odoo.exceptions import UserError

from ..pipeline.row_lock import lock_rows
from .run import ACTIVE


class DeratixConnection(models.Model):
    """Carrying over what was there before the synchronisation was switched on."""

    _inherit = "deratix.connection"

    def _history_runs(self):
        """The runs of the history that are not finished."""
        return self.env["deratix.run"].search(
            [
                ("connection_id", "in", self.ids),
                ("history", "!=", False),
                ("state", "in", (*ACTIVE, "ready", "paused")),
            ]
        )

    def _history_since(self, day):
        """The moment (naive UTC) at which a day begins at the company's place."""
        if not day:
            return False
        zone = pytz.timezone(self.company_id._deratix_zone())
        begin = zone.localize(datetime.combine(day, time.min))
        return begin.astimezone(pytz.utc).replace(tzinfo=None)

    def _start_history(self, history, day=None, total=0):
        """Start a run of the history; the connection was tested before. Returns the run.

        :param history: one of the keys of ``run_history.HISTORY``
        :param day: the first day that counts, ``None`` for all
        :param total: how many records are expected, 0 when unknown
        """
        self.ensure_one()
        self.check_access("write")
        documents = history == "invoices"
        if not (self.can_invoice if documents else self.can_sync):
            raise UserError(self.env._("%s does not offer this.", self.integration_id.name))
        # Two people may press at once.
        lock_rows(self)
        unfinished = self._history_runs()[:1]
        if unfinished:
            raise UserError(
                self.env._("“%s” is not finished yet. Finish or cancel it first.", unfinished.name)
            )
        return self.env["deratix.run"]._start(
            self,
            kind="invoices" if documents else "sync",
            history=history,
            scope="since" if day else "all",
            since=self._history_since(day),
            total=total,
        )
