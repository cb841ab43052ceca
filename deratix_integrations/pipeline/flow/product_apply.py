"""Carrying out the plan lines of articles in Odoo: one batch, one transaction.

Which product an article is, and what it brings to it, is looked at anew: by what is there now, and
not by what was there when the line was planned.
"""

import logging
from typing import NamedTuple

import psycopg2
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..agreements import NO_AGREEMENT, TOMBSTONES, Agreement
from ..error_text import write_failure_text
from ..halving import work_or_halve
from ..sql import update_rows
from ..traces import stored_values
from .lines import OUTCOME_TYPES, outcome, read_flow_lines
from .product_links import (
    note_products_seen,
    read_links_of_products,
    read_product_links,
    store_product_links,
)
from .product_read import both_changed, doubt
from .product_rules import merge_in, settle
from .products import Products

_logger = logging.getLogger(__name__)

_APPLIED_TYPES = OUTCOME_TYPES | {"changes": "jsonb", "conflicts": "jsonb"}


class Work(NamedTuple):
    """A line with its product; ``before`` is what writing replaces, ``None`` of a new one."""

    line: object
    product: object
    theirs: dict
    changes: dict
    before: dict | None


class ProductApplier:
    """Applies product lines of one run; made anew for each batch."""

    def __init__(self, run):
        self.run = run
        self.products = Products(run)
        self.env = self.products.env
        self.connection = self.env["deratix.connection"].browse(run.connection_id.id)
        self.policy = run._leg_policy()

    def apply(self, lines):
        """Apply lines and store what became of each; returns of how many something became. The
        rest wait for an article of the same number that this batch takes over.

        Raises ``psycopg2.OperationalError`` (a conflict with another transaction): the caller
        rolls back and tries the batch again.
        """
        sides = self._sides(lines)
        outcomes = work_or_halve(
            self.env.cr,
            read_flow_lines(lines),
            lambda work: self._apply(work, sides),
            self._give_up,
        )
        rows = [{"changes": None, "conflicts": None, **row} for row in outcomes]
        update_rows(self.env.cr, "deratix_run_line", _APPLIED_TYPES, rows)
        self.env["deratix.run.line"].invalidate_model()
        return len(outcomes)

    def _sides(self, lines):
        """``{line id: sides}``: what a person chose where both sides were changed."""
        self.env.cr.execute(
            SQL(
                "SELECT id, sides FROM deratix_run_line WHERE id = ANY(%s) AND sides IS NOT NULL",
                lines.ids,
            )
        )
        return dict(self.env.cr.fetchall())

    def _give_up(self, line, error):
        if not isinstance(error, (UserError, psycopg2.Error)):
            _logger.error("A product of run %s could not be applied", self.run.id, exc_info=error)
        text = write_failure_text(self.env, error)
        return outcome(line, state="failed", message=text) | {"changes": line.changes}

    # -- one batch --------------------------------------------------------------------------

    def _apply(self, lines, sides):
        links = read_product_links(self.env.cr, self.connection.id, [line.number for line in lines])
        found = self._find(lines, links)
        current = self.products.values([p.id for products in found.values() for p in products])
        outcomes, known, new = [], [], []
        taken = set()
        for line in lines:
            link, products = links.get(line.number), found[line.id]
            key = line.content["sku"] or line.number
            if link and (link.state in TOMBSTONES or products.id not in current):
                text = self.env._("The product was deleted meanwhile.")
                outcomes.append(outcome(line, state="skipped", message=text))
            elif key in taken:
                continue
            elif products or link:
                taken.add(key)
                known.append((line, link, products))
            else:
                taken.add(key)
                new.append(line)
        work, aside = self._write(known, current, sides)
        work += self._create(new)
        return outcomes + aside + self._link(work, links, sides)

    def _find(self, lines, links):
        """``{line id: its product, or none yet}``. Raises ``UserError`` where nobody can say
        which one it is."""
        strangers = {
            line.id: line.content
            for line in lines
            if line.number not in links and not self._insisted(line)
        }
        found = self.products.candidates(strangers)
        ids = [product.id for products in found.values() for product in products]
        linked = read_links_of_products(self.env.cr, self.connection.id, ids)
        for products in found.values():
            problem = doubt(self.env, products, linked)
            if problem:
                raise UserError(problem)
        nothing = self.products.products.browse()
        return {
            line.id: nothing.browse(links[line.number].product_id or ())
            if line.number in links
            else found.get(line.id, nothing)
            for line in lines
        }

    @staticmethod
    def _insisted(line):
        """A person chose to add the article although its number is known here."""
        return line.decision == "create" and line.category in ("changed", "equal")

    def _write(self, known, current, sides):
        """Write what changed; returns ``([Work], outcomes of what a person has to decide)``."""
        work, aside = [], []
        for line, link, product in known:
            ours, _write_date = current[product.id]
            theirs = self.products.comparable(line.content, ours, product_id=product.id)
            agreement = link.agreement if link else NO_AGREEMENT
            plan = merge_in(self.policy, agreement, ours, theirs, sides.get(line.id))
            if plan.conflicts:
                aside.append(self._set_aside(line, product, plan))
                continue
            new = {key: pair[1] for key, pair in plan.to_odoo.items()}
            vals = self.products.prepare(new, product)
            before = stored_values(product, vals) | {"active": product.active}
            if vals:
                product.write(vals)
            if "active" in new:
                self.products.set_active(product, new["active"])
            changes = {key: list(pair) for key, pair in plan.to_odoo.items()}
            work.append(Work(line, product, theirs, changes, before))
        return work, aside

    def _set_aside(self, line, product, plan):
        return outcome(
            line,
            category="conflict",
            decision="skip",
            product_id=product.id,
            message=both_changed(self.env),
        ) | {
            "changes": {key: list(pair) for key, pair in plan.to_odoo.items()},
            "conflicts": {key: list(each) for key, each in plan.conflicts.items()},
        }

    def _create(self, lines):
        company = self.connection.company_id
        vals = [
            {**self.products.prepare_new(line.content), "company_id": company.id} for line in lines
        ]
        products = self.products.products.create(vals)
        return [
            Work(line, product, {}, {}, None) for line, product in zip(lines, products, strict=True)
        ]

    def _link(self, work, links, sides):
        """Link what was written, with what both sides hold now."""
        self.env.flush_all()
        current = self.products.values([each.product.id for each in work])
        rows, seen, outcomes = [], {}, []
        for each in work:
            line, link = each.line, links.get(each.line.number)
            ours, write_date = current[each.product.id]
            theirs = each.theirs or self.products.comparable(line.content, ours)
            agreement = link.agreement if link else NO_AGREEMENT
            chosen = sides.get(line.id) or {}
            kept_here = {key: theirs[key] for key in theirs if chosen.get(key) == "odoo"}
            settled = settle(
                # What stays as it is here has changed here since, as far as the other side goes.
                Agreement(agreement.snapshot | kept_here, agreement.accepted),
                ours,
                theirs,
                left=[key for key in theirs if each.before is None or chosen.get(key) == "both"],
            )
            fingerprint = line.fingerprint if settled.is_read else None
            rows.append((line.number, each.product.id, settled.agreement, fingerprint))
            if settled.is_sent:
                seen[line.number] = write_date
            outcomes.append(
                outcome(
                    line,
                    state="done",
                    decision="create" if each.before is None else line.decision,
                    product_id=each.product.id,
                    undo_data=self._undo_data(each, link, write_date),
                )
                | {"changes": each.changes}
            )
        store_product_links(self.env, self.connection, rows)
        note_products_seen(self.env.cr, self.connection.id, seen)
        return outcomes

    @staticmethod
    def _undo_data(work, link, write_date):
        """What undoing a line needs: the product, its columns before and after, when it was
        written, and the link as it was."""
        names = list(work.before or ())
        return {
            "product": work.product.id,
            "created": work.before is None,
            "at": write_date.isoformat(sep=" "),
            "before": work.before,
            "after": stored_values(work.product, names),
            "link": link and link._asdict(),
        }
