"""Stock as a flow: what a system says there is of a product, kept beside it and told on.

What is known of a system is a row of ``deratix.stock`` for each product: only what differs from it
is planned, and a quantity that was written there is known as well, so that it is not read in again
as new.
"""

from decimal import Decimal
from functools import partial

from odoo.tools import SQL

from ...engine.product_values import STOCK_FIELDS, digest, plain, product_values
from ...providers.base import Query, Row
from ..line_sender import LineSender
from ..lines import LineMaker
from ..read import PageReader
from ..sql import update_rows
from .asking import ask_nobody
from .lines import OUTCOME_TYPES, outcome, read_flow_lines
from .product_links import read_links_of_products, read_product_links
from .product_read import PRODUCT_TYPES
from .products import Products

# Told apart from the lines that are about the articles themselves.
PREFIX = "stock:"
_PLACES = Decimal("0.0001")


class StockReader(PageReader):
    """Reads the quantities of all articles; systems do not tell which of them moved."""

    line_types = PRODUCT_TYPES

    def request(self):
        """See ``PageReader.request``."""
        return partial(self.provider.read_stock, Query(), self.run.cursor or None)

    def plan(self, page):
        told = {}
        for row in page.rows:
            values = product_values(self.provider.product(row))
            if values["quantity"] is not None:
                told[row.external_id] = values
        return StockPlanner(self.run).plan(told)


class StockPlanner:
    """Plans what is to be noted of one page. Articles without a product here are left out."""

    def __init__(self, run):
        self.run = run
        self.env = run.env
        self.connection = run.connection_id
        self.make = stock_maker(run)

    def plan(self, told):
        """:param told: ``{external id: product values}``"""
        owners = self._owners(told)
        known = known_stock(self.env, self.connection, list(owners.values()))
        undone = self._undone(told)
        names = {
            product.id: product.display_name
            for product in self.env["product.product"].sudo().browse(owners.values())
        }
        lines = []
        for key, product_id in owners.items():
            now = _quantities(told[key])
            changes = changes_of(known.get(product_id), now)
            if changes and undone.get(key) != digest(told[key], STOCK_FIELDS):
                row = Row(key, {}, digest(told[key], STOCK_FIELDS))
                values = {"product_id": product_id, "content": now, "changes": changes}
                lines.append(self.make.base(row, names[product_id]) | values)
        return lines

    def _owners(self, told):
        """``{external id: product id}``: those that are linked, or have this number alone."""
        links = read_product_links(self.env.cr, self.connection.id, told)
        owners = {key: link.product_id for key, link in links.items() if link.product_id}
        strangers = {key: values for key, values in told.items() if key not in links}
        found = Products(self.run).candidates(strangers) if strangers else {}
        ids = [product.id for products in found.values() for product in products]
        linked = read_links_of_products(self.env.cr, self.connection.id, ids)
        for key, products in found.items():
            if len(products) == 1 and products.id not in linked:
                owners[key] = products.id
        return owners

    def _undone(self, told):
        """``{external id: fingerprint}`` of what a person took back last."""
        self.env.cr.execute(
            """
            SELECT DISTINCT ON (external_id) external_id, state, fingerprint
            FROM deratix_run_line WHERE connection_id = %s AND external_id = ANY(%s)
            ORDER BY external_id, id DESC
            """,
            [self.connection.id, [f"{PREFIX}{key}" for key in told]],
        )
        return {
            external_id.removeprefix(PREFIX): fingerprint
            for external_id, state, fingerprint in self.env.cr.fetchall()
            if state == "undone"
        }


class StockApplier:
    """Notes what a system told; made anew for each batch."""

    def __init__(self, run):
        self.run = run
        self.env = run.env(su=True)
        self.connection = self.env["deratix.connection"].browse(run.connection_id.id)

    def apply(self, lines):
        """Apply lines and store what became of each."""
        work = read_flow_lines(lines)
        ids = [line.product_id for line in work if line.product_id]
        existing = set(self.env["product.product"].browse(ids).exists().ids)
        known = known_stock(self.env, self.connection, ids)
        outcomes, told = [], {}
        for line in work:
            if line.product_id not in existing:
                text = self.env._("The product was deleted meanwhile.")
                outcomes.append(outcome(line, state="skipped", message=text))
                continue
            before = known.get(line.product_id)
            told[line.product_id] = _decimals(line.content)
            undo = {"stock": before, "told": _quantities(line.content)}
            outcomes.append(outcome(line, state="done", undo_data=undo))
        self.env["deratix.stock"]._note(self.connection, told)
        update_rows(self.env.cr, "deratix_run_line", OUTCOME_TYPES, outcomes)
        self.env["deratix.run.line"].invalidate_model()
        return len(outcomes)


class StockUndoer:
    """Undoes stock lines of one run; made anew for each batch."""

    def __init__(self, run):
        self.run = run
        self.env = run.env(su=True)
        self.connection = self.env["deratix.connection"].browse(run.connection_id.id)

    def undo(self, lines):
        """Undo lines and store what became of each: undone, or kept with the reason."""
        work = read_flow_lines(lines)
        known = known_stock(self.env, self.connection, [line.product_id for line in work])
        outcomes, before, gone = [], {}, []
        for line in work:
            undo = line.undo_data
            if undo.get("sent"):
                text = self.env._("It was carried over to %s.", self.connection.name)
                outcomes.append(outcome(line, state="kept", message=text))
                continue
            if known.get(line.product_id) != undo["told"]:
                text = self.env._("Another quantity was told since.")
                outcomes.append(outcome(line, state="kept", message=text))
                continue
            if undo["stock"]:
                before[line.product_id] = _decimals(undo["stock"])
            else:
                gone.append(line.product_id)
            outcomes.append(outcome(line, state="undone"))
        self.env["deratix.stock"]._note(self.connection, before)
        self.env["deratix.stock"]._forget(self.connection, gone)
        update_rows(self.env.cr, "deratix_run_line", OUTCOME_TYPES, outcomes)
        self.env["deratix.run.line"].invalidate_model()


class StockCollector:
    """Looks for the quantities of the source that the target does not have yet, of products that
    are linked with an article there."""

    def __init__(self, run, provider):
        self.run = run
        self.env = run.env
        self.make = stock_maker(run)

    def next_request(self, limit):
        """See ``run_collect``: asks nobody, and plans a batch of products."""
        if self.run.cursor == "through":
            return None
        return ask_nobody, partial(self._plan, limit * 10)

    def _plan(self, limit, _answer):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
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
                ORDER BY s.product_id LIMIT %(limit)s
                """,
                source=self.run.flow_id._stock_of_source(),
                target=self.run.connection_id.id,
                prefix=PREFIX,
                after=int(self.run.cursor or 0),
                limit=limit,
            )
        )
        found = self.env.cr.fetchall()
        self.run.cursor = str(found[-1][0]) if len(found) == limit else "through"
        names = {
            product.id: product.display_name
            for product in self.env["product.product"].sudo().browse(row[0] for row in found)
        }
        lines = []
        for product_id, external_id, quantity, told in found:
            now = {"quantity": plain(_kept(quantity)), "reserved": None}
            sent = {"quantity": [plain(_kept(told)), now["quantity"]]}
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
        self.env["deratix.stock"]._note(self.connection, {line.product_id: _decimals(told)})
        self._store(line, "done", undo_data={"sent": told})

    def _told(self, row):
        return _quantities(product_values(self.provider.product(row)))

    def _store(self, line, state, **values):
        update_rows(
            self.env.cr, "deratix_run_line", OUTCOME_TYPES, [outcome(line, state=state, **values)]
        )


def stock_maker(run):
    """What makes plan lines about the stock of products."""
    return LineMaker(run, PREFIX, record="product", category="changed", decision="update")


def known_stock(env, connection, product_ids):
    """``{product id: {"quantity": text, "reserved": text or None}}``: what is known of a system."""
    env["deratix.stock"].flush_model()
    env.cr.execute(
        "SELECT product_id, quantity::text, reserved::text FROM deratix_stock "
        "WHERE connection_id = %s AND product_id = ANY(%s)",
        [connection.id, list(product_ids)],
    )
    return {
        product_id: {"quantity": plain(_kept(quantity)), "reserved": plain(_kept(reserved))}
        for product_id, quantity, reserved in env.cr.fetchall()
    }


def changes_of(known, now):
    """``{field: [old, new]}``"""
    before = known or {}
    return {key: [before.get(key), now[key]] for key in now if before.get(key) != now[key]}


def _quantities(values):
    """The quantities of product values, in the digits that are kept here."""
    return {key: plain(_kept(values.get(key))) for key in STOCK_FIELDS}


def _decimals(values):
    return tuple(_kept(values.get(key)) for key in STOCK_FIELDS)


def _kept(text):
    return None if text is None else Decimal(text).quantize(_PLACES)
