"""What the orders that a flow has read lack: their clients, and orders that waited."""

from functools import partial

from odoo.tools import SQL

from ...engine.order_values import order_from
from ..invoice_clients import LINKED, ClientCollector
from .lines import PREFIXES
from .order_products import OrderProducts
from .order_read import OrderPlanner

_PREFIX = PREFIXES["order"]


class OrderCollector(ClientCollector):
    """See ``ClientCollector``."""

    documents = SQL("l.record = 'order'")

    def __init__(self, run, provider):
        super().__init__(run, provider)
        self.flow = run.flow_id

    def next_request(self, limit):
        """See ``ClientCollector.next_request``."""
        waiting = self._waiting_orders(limit)
        if waiting:
            ids = [external_id.removeprefix(_PREFIX) for _line, external_id in waiting]
            detail = partial(self.provider.order_detail, self.flow.source_document)
            return (
                partial(self._ask, detail, ids),
                partial(self._plan_waiting, [line for line, _external_id in waiting]),
            )
        unknown = self._unknown_clients(limit)
        if unknown:
            return partial(self._ask, self.provider.read_party, unknown), self._plan_clients
        return None

    def _waiting_orders(self, limit):
        """``[(line id, external id)]`` of orders that waited for a client who is linked now, or for
        products that are here now."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                SELECT l.id, l.external_id FROM deratix_run_line l
                JOIN deratix_run r ON r.id = l.run_id
                WHERE l.id = ANY(%s) AND (l.waits_for = 'client' AND %s
                      OR l.waits_for = 'product' AND NOT l.id = ANY(%s))
                ORDER BY l.id LIMIT %s
                """,
                self._set_aside(),
                LINKED,
                self._without_products(),
                limit,
            )
        )
        return self.env.cr.fetchall()

    def _set_aside(self):
        """The lines of orders that wait in runs which will not take them up themselves."""
        self.env.cr.execute(
            """
            SELECT l.id FROM deratix_run_line l JOIN deratix_run r ON r.id = l.run_id
            WHERE r.flow_id = %s AND r.state IN ('done', 'cancelled', 'failed')
              AND l.record = 'order' AND l.state = 'planned' AND l.decision = 'skip'
              AND l.waits_for IN ('client', 'product')
            """,
            [self.flow.id],
        )
        return [line for (line,) in self.env.cr.fetchall()]

    def _without_products(self):
        """Those of them whose products are still missing."""
        if self.flow.missing_product != "hold":
            return []
        self.env.cr.execute(
            "SELECT id, content FROM deratix_run_line WHERE id = ANY(%s) AND waits_for = 'product'",
            [self._set_aside()],
        )
        products = OrderProducts(self.env, self.flow)
        wanted = {
            line: products.keys_of(order_from(content)) for line, content in self.env.cr.fetchall()
        }
        products.look_up(set().union(*wanted.values()))
        return [line for line, keys in wanted.items() if products.missing(keys)]

    def _plan_clients(self, found):
        """The lines of clients; one who is here already is only linked unless the flow is to keep
        clients up to date."""
        lines = super()._plan_clients(found)
        if self.flow.customer_update:
            return lines
        return [self._only_linked(line) if line.get("partner_id") else line for line in lines]

    @staticmethod
    def _only_linked(line):
        if line["category"] not in ("changed", "conflict"):
            return line
        return line | {
            "category": "equal",
            "decision": "link",
            "changes": None,
            "outgoing": None,
            "conflicts": None,
        }

    def _plan_waiting(self, line_ids, found):
        """The lines of orders that waited; those of the earlier runs are settled."""
        self.env.cr.execute(
            "UPDATE deratix_run_line SET state = 'skipped', waits_for = NULL, message = %s "
            "WHERE id = ANY(%s)",
            [self.env._("Taken up again by %s.", self.run.name), line_ids],
        )
        self.env["deratix.run.line"].invalidate_model()
        rows = [row for row in found.values() if row is not None]
        read_order = partial(self.provider.order_of, self.flow.source_document)
        return OrderPlanner(self.run).plan(rows, read_order, again=True)
