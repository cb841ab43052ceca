"""What is the same in taking back lines of orders and of products."""

import logging

from odoo.exceptions import UserError

from ..halving import work_or_halve
from ..sql import update_rows
from .lines import OUTCOME_TYPES, outcome, read_flow_lines

_logger = logging.getLogger(__name__)


class LineUndoer:
    """Undoes lines of one run, made anew for each batch. Whoever inherits has an ``env``, tells
    which lines have to stay (``_refusals``) and undoes the others (``_undo_lines``)."""

    def undo(self, lines):
        """Undo lines and store what became of each: undone, or kept with the reason."""
        work = read_flow_lines(lines)
        reasons = self._refusals(work)
        outcomes = [
            outcome(line, state="kept", message=reasons[line.id])
            for line in work
            if reasons[line.id]
        ]
        free = [line for line in work if not reasons[line.id]]
        outcomes += work_or_halve(self.env.cr, free, self._undo_lines, self._give_up)
        update_rows(self.env.cr, "deratix_run_line", OUTCOME_TYPES, outcomes)
        self.env["deratix.run.line"].invalidate_model()
        self.env["deratix.binding"].invalidate_model()

    def _give_up(self, line, error):
        if isinstance(error, UserError):
            return outcome(line, state="kept", message=str(error).strip())
        _logger.error("A plan line of run %s could not be undone", self.run.id, exc_info=error)
        text = self.env._("It could not be undone (%s).", type(error).__name__)
        return outcome(line, state="kept", message=text)
