"""From a page of documents that are orders to plan lines; nothing of them is written yet."""

from functools import partial

from ...engine.order_values import order_values
from ...providers.base import ProviderError, Query
from ..lines import LineMaker
from ..read import PageReader
from ..references import is_own_key
from .lines import FLOW_TYPES, PREFIXES
from .order_bindings import read_order_bindings
from .order_twins import read_twins

_PREFIX = PREFIXES["order"]
# What a person may want to see of an order that changed.
_SHOWN = ("number", "status", "ordered_on", "deliver_on", "currency", "net", "gross", "note")


class OrderReader(PageReader):
    """Reads the pages of the orders of a flow's source."""

    line_types = FLOW_TYPES

    def request(self):
        """See ``PageReader.request``."""
        flow = self.run.flow_id
        query = Query(watermark=flow.watermark or "", issued_since=flow.since or None)
        return partial(
            self.provider.read_order_page, flow.source_document, query, self.run.cursor or None
        )

    def plan(self, page):
        read_order = partial(self.provider.order_of, self.run.flow_id.source_document)
        return OrderPlanner(self.run).plan(page.rows, read_order)


class OrderPlanner:
    """Plans the orders of one run."""

    def __init__(self, run):
        self.run = run
        self.env = run.env
        self.flow = run.flow_id
        self.connection = run.connection_id
        self.make = LineMaker(run, _PREFIX, record="order")
        self._states = set(self.flow.order_state_ids.mapped("code"))

    def plan(self, rows, read_order, *, again=False):
        """One line for each order that is to be moved, or has changed since it was.

        :param read_order: makes an ``Order`` of a row; raises ``ProviderError``
        :param again: also plan what is the same as when an earlier run set it aside
        """
        self.env.flush_all()
        ids = [row.external_id for row in rows]
        bindings = read_order_bindings(
            self.env.cr, self.connection.id, self.flow.source_document, ids
        )
        latest = self._latest(ids)
        lines, news = {}, {}
        for row in rows:
            binding = bindings.get(row.external_id)
            if not self._is_news(row, binding, latest.get(row.external_id), again):
                continue
            try:
                order = read_order(row)
            except ProviderError as error:
                if not error.is_of_record:
                    raise
                lines[row.external_id] = self.make.unreadable(row, error)
                continue
            if not binding:
                news[row.external_id] = (row, order)
                continue
            line = self._changed_line(row, order, binding)
            if line:
                lines[row.external_id] = line
        return [*lines.values(), *self._new_lines(news)]

    def _new_lines(self, news):
        """The lines of those that are to be moved; ``news`` is ``{external id: (row, order)}``."""
        wanted = [order for _row, order in news.values() if self._is_wanted(order)]
        twins = read_twins(self.connection, self.flow.source_document, wanted)
        return [
            self._new_line(*news[order.external_id])
            for order in wanted
            if order.external_id not in twins
        ]

    @staticmethod
    def _is_news(row, binding, latest, again):
        """Whether there may be something to do. What this system was written, or what is deleted
        here, is never read; what was taken back, or set aside as it is, not by itself."""
        fingerprint, outcome = latest or (None, None)
        if binding and (not binding.is_read or binding.fingerprint == row.fingerprint):
            return False
        if not binding and outcome == "undone":
            return False
        return again or outcome is None or fingerprint != row.fingerprint

    def _latest(self, external_ids):
        """``{external id: (fingerprint, outcome)}`` of what this flow did last to orders. There is
        no outcome where it was planned and never carried out."""
        self.env.cr.execute(
            """
            SELECT DISTINCT ON (l.external_id) l.external_id, l.fingerprint,
                   CASE WHEN l.state = 'planned' AND l.decision <> 'skip' OR l.state = 'done'
                        THEN NULL ELSE l.state END
            FROM deratix_run_line l JOIN deratix_run r ON r.id = l.run_id
            WHERE l.connection_id = %s AND l.external_id = ANY(%s) AND l.record = 'order'
              AND r.flow_id = %s
            ORDER BY l.external_id, l.id DESC
            """,
            [self.connection.id, [f"{_PREFIX}{each}" for each in external_ids], self.flow.id],
        )
        return {
            external_id.removeprefix(_PREFIX): (fingerprint, outcome)
            for external_id, fingerprint, outcome in self.env.cr.fetchall()
        }

    def _is_wanted(self, order):
        """Whether an order that is not here yet is to be moved. One that was created there from
        here is not read as a new one, also where its link is not stored yet."""
        first, day = self.flow.since, order.ordered_on
        return (
            order.status in self._states
            and not (first and day and day < first)
            and not is_own_key(self.env, order.reference)
        )

    def _new_line(self, row, order):
        return self._line(row, order) | {"category": "new", "decision": "create"}

    def _changed_line(self, row, order, binding):
        """The line of an order that is here, or ``None`` when nothing is to be done: an update, or
        that it was cancelled there."""
        before, after = binding.order, order_values(order)
        cancelled = order.status == "cancelled" != before["status"]
        if before == after or not (cancelled or self.flow.existing == "update"):
            return None
        changes = {
            key: [before.get(key) or "", after[key] or ""]
            for key in _SHOWN
            if before.get(key) != after[key]
        }
        return self._line(row, order) | {
            "category": "changed",
            "decision": "update",
            "order_id": binding.order_id,
            "changes": changes or None,
        }

    def _line(self, row, order):
        needs_client = self.flow.default_partner_use != "always"
        name = " · ".join(filter(None, (order.number, order.client_name)))
        return self.make.base(row, name or row.external_id) | {
            "client_ref": (needs_client and order.client_id) or None,
            "content": order_values(order),
        }
