"""Telling another system how many of a product there are."""

from decimal import Decimal

from odoo.tools import SQL

from ...engine.product_values import plain, product_values
from ...providers.base import Row
from ..line_sender import LineSender
from ..sql import update_rows
from .asking import PlanningCollector
from .lines import OUTCOME_TYPES, outcome
from .product_links import read_links_of_products
from .stock import PREFIX, decimals, kept, known_stock, quantities, stock_maker


class StockCollector(PlanningCollector):
    """Looks for the quantities of the source that the target does not have yet, of products that
    are linked with an article there."""

    def __init__(self, run, provider):
        self.run = run
        self.env = run.env
        self.make = stock_maker(run)

    def _rows_after(self, product_id):
        return SQL(
            """
            SELECT s.product_id, b.external_id, s.quantity::text, t.quantity::text
            FROM (%(source)s) s
            JOIN deratix_binding b ON b.connection_id = %(target)s AND b.kind = 'product'
                AND b.model = 'product.product' AND b.res_id = s.product_id
                AND b.state = 'linked'
            LEFT JOIN deratix_stock t ON t.connection_id = %(target)s
                AND t.product_id = s.product_id
            WHERE s.product_id > %(after)s AND t.quantity IS DISTINCT FROM s.quantity
              AND NOT EXISTS (
                SELECT 1 FROM deratix_run_line l
                WHERE l.connection_id = %(target)s
                  AND l.external_id = %(prefix)s || b.external_id
                  AND l.state = 'failed' AND (l.content->>'quantity')::numeric = s.quantity
                  AND NOT EXISTS (SELECT 1 FROM deratix_run_line later
                                  WHERE later.connection_id = %(target)s
                                    AND later.external_id = l.external_id
                                    AND later.id > l.id))
            """,
            source=self.run.flow_id._stock_of_source(),
            target=self.run.connection_id.id,
            prefix=PREFIX,
            after=product_id,
        )

    def _plan_rows(self, found):
        names = {
            product.id: product.display_name
            for product in self.env["product.product"].sudo().browse(row[0] for row in found)
        }
        lines = []
        for product_id, external_id, quantity, told in found:
            now = {"quantity": plain(kept(quantity)), "reserved": None}
            sent = {"quantity": [plain(kept(told)), now["quantity"]]}
            values = {"product_id": product_id, "content": now, "outgoing": sent}
            row = Row(external_id, {}, None)
            lines.append(self.make.base(row, names[product_id]) | values)
        return lines


class StockSender(LineSender):
    """Sends stock lines."""

    def __init__(self, run, provider, commit):
        super().__init__(run, provider, commit)
        self.env = run.env(su=True)
        self.connection = self.env["deratix.connection"].browse(run.connection_id.id)
        self.is_written_there = run._has_opposite_flow()

    def _gone(self, line, _error):
        self._fail(line, self.env._("The product is not in %s any more.", self.connection.name))

    def _fail(self, line, text, *, unclear=False):
        self._store(line, "failed", message=text)

    def _send(self, line):
        links = read_links_of_products(self.env.cr, self.connection.id, [line.product_id])
        link = links.get(line.product_id)
        if not link:
            text = self.env._("The product is not linked any more.")
            self._store(line, "skipped", message=text)
            return
        known = known_stock(self.env, self.connection, [line.product_id]).get(line.product_id)
        if self.is_written_there:
            self.commit()
            now = self._told(self.provider.read_product(link.external_id))
            if known and now["quantity"] != known["quantity"]:
                text = self.env._("The quantity was changed there meanwhile.")
                self._store(line, "skipped", message=text)
                return
        self.commit()
        row = self.provider.write_stock(link.external_id, Decimal(line.content["quantity"]))
        told = self._told(row)
        self.env["deratix.stock"]._note(self.connection, {line.product_id: decimals(told)})
        self._store(line, "done", undo_data={"sent": told})

    def _told(self, row):
        return quantities(product_values(self.provider.product(row)))

    def _store(self, line, state, **values):
        update_rows(
            self.env.cr, "deratix_run_line", OUTCOME_TYPES, [outcome(line, state=state, **values)]
        )
