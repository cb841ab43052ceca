"""Carrying out in Odoo what a system told of the stock, and taking it back."""

import logging

import psycopg2
from odoo.exceptions import UserError

from ..error_text import write_failure_text
from ..halving import work_or_halve
from ..sql import update_rows
from .line_undoer import LineUndoer
from .lines import OUTCOME_TYPES, outcome, read_flow_lines
from .stock import decimals, known_stock, news_of, quantities, quantities_of

_logger = logging.getLogger(__name__)

_APPLIED_TYPES = OUTCOME_TYPES | {"changes": "jsonb"}


class StockApplier:
    """Notes what a system told, and has it counted; made anew for each batch."""

    def __init__(self, run):
        self.run = run
        self.env = run.env(su=True)
        self.connection = self.env["deratix.connection"].browse(run.connection_id.id)
        self.counter = run.flow_id._stock_counter(run)

    def apply(self, lines):
        """Apply lines and store what became of each."""
        outcomes = work_or_halve(
            self.env.cr, read_flow_lines(lines), self._apply_lines, self._give_up
        )
        update_rows(self.env.cr, "deratix_run_line", _APPLIED_TYPES, outcomes)
        self.env["deratix.run.line"].invalidate_model()
        return len(outcomes)

    def _give_up(self, line, error):
        if not isinstance(error, (UserError, psycopg2.Error)):
            _logger.error("The stock of run %s could not be applied", self.run.id, exc_info=error)
        text = write_failure_text(self.env, error)
        return outcome(line, state="failed", message=text) | {"changes": line.changes}

    def _apply_lines(self, work):
        ids = [line.product_id for line in work if line.product_id]
        existing = set(self.env["product.product"].browse(ids).exists().ids)
        there = {line.product_id: line for line in work if line.product_id in existing}
        known = known_stock(self.env, self.connection, list(there))
        now = {product_id: quantities(line.content) for product_id, line in there.items()}
        told = {product_id: decimals(values) for product_id, values in now.items()}
        self.env["deratix.stock"]._note(self.connection, told)
        counts, undo = self.counter.count(there, quantities_of(now), news_of(known, now))
        outcomes = []
        for line in work:
            row = {"changes": line.changes}
            if line.product_id not in existing:
                text = self.env._("The product was deleted meanwhile.")
                outcomes.append(outcome(line, state="skipped", message=text) | row)
                continue
            count = counts.get(line.product_id)
            if count and count.problem:
                row["changes"] = (line.changes or {}) | {"on_hand": [count.before, count.after]}
                outcomes.append(outcome(line, state="failed", message=count.problem) | row)
                continue
            done = {"stock": known.get(line.product_id), "told": now[line.product_id]}
            done["count"] = undo.get(line.product_id)
            outcomes.append(outcome(line, state="done", undo_data=done) | row)
        return outcomes


class StockUndoer(LineUndoer):
    """Undoes stock lines of one run; made anew for each batch."""

    def __init__(self, run):
        self.run = run
        self.env = run.env(su=True)
        self.connection = self.env["deratix.connection"].browse(run.connection_id.id)
        self.counter = run.flow_id._stock_counter(run)

    def _refusals(self, work):
        """``{line id: why it cannot be undone, or None}``"""
        known = known_stock(self.env, self.connection, [line.product_id for line in work])
        counted = self.counter.refusals(_counts(work))
        return {
            line.id: self._refusal(line, known.get(line.product_id)) or counted.get(line.product_id)
            for line in work
        }

    def _refusal(self, line, known):
        if line.undo_data.get("sent"):
            return self.env._("It was carried over to %s.", self.connection.name)
        if known != line.undo_data["told"]:
            return self.env._("Another quantity was told since.")
        return None

    def _undo_lines(self, lines):
        before, gone = {}, []
        for line in lines:
            if line.undo_data["stock"]:
                before[line.product_id] = decimals(line.undo_data["stock"])
            else:
                gone.append(line.product_id)
        self.counter.put_back(_counts(lines))
        self.env["deratix.stock"]._note(self.connection, before)
        self.env["deratix.stock"]._forget(self.connection, gone)
        return [outcome(line, state="undone") for line in lines]


def _counts(lines):
    """``{product id: what counting it left for undoing}``"""
    counts = {line.product_id: line.undo_data.get("count") for line in lines}
    return {product_id: count for product_id, count in counts.items() if count}
