"""Stock as a flow: what a system says there is of a product, kept beside it and told on.

What is known of a system is a row of ``deratix.stock`` for each product: only what differs from it
is planned, and a quantity that was written there is known as well, so that it is not read in again
as new.
"""

from decimal import Decimal
from functools import partial

from ...engine.product_values import STOCK_FIELDS, digest, plain, product_values
from ...providers.base import ProviderError, Query, Row
from ..lines import LineMaker
from ..read import PageReader
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
        return StockPlanner(self.run).plan_rows(page.rows, self.provider.product)


class StockPlanner:
    """Plans what is to be noted of one page. Articles without a product here are left out."""

    def __init__(self, run):
        self.run = run
        self.env = run.env
        self.connection = run.connection_id
        self.counter = run.flow_id._stock_counter(run)
        self.make = stock_maker(run)

    def plan_rows(self, rows, read_product):
        """One line for each article that has another quantity than is known, or cannot be read.

        :param read_product: makes a ``Product`` of a row; raises ``ProviderError``
        """
        told, unreadable = {}, []
        for row in rows:
            try:
                values = product_values(read_product(row))
            except ProviderError as error:
                if not error.is_of_record:
                    raise
                unreadable.append(self.make.unreadable(row, error))
                continue
            if values["quantity"] is not None:
                told[row.external_id] = values
        return self._plan(told) + self._not_told_yet(unreadable)

    def _not_told_yet(self, unreadable):
        """All rows are read each time: one that cannot be read is told of once, not at every
        reading."""
        settled = self._settled([line["external_id"].removeprefix(PREFIX) for line in unreadable])
        return [
            line
            for line in unreadable
            if settled.get(line["external_id"].removeprefix(PREFIX)) != line["fingerprint"]
        ]

    def _plan(self, told):
        """:param told: ``{external id: product values}``"""
        owners = self._owners(told)
        known = known_stock(self.env, self.connection, list(owners.values()))
        settled = self._settled(told)
        names = {
            product.id: product.display_name
            for product in self.env["product.product"].sudo().browse(owners.values())
        }
        now = {product_id: quantities(told[key]) for key, product_id in owners.items()}
        counts = self.counter.plan(quantities_of(now), news_of(known, now))
        lines = []
        for key, product_id in owners.items():
            fingerprint = digest(told[key], STOCK_FIELDS)
            changes = changes_of(known.get(product_id), now[product_id])
            count = counts.get(product_id)
            if not (changes or count) or settled.get(key) == fingerprint:
                continue
            line = self.make.base(Row(key, {}, fingerprint), names[product_id])
            line |= {"product_id": product_id, "content": now[product_id]}
            lines.append(line | _planned(changes, count))
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

    def _settled(self, external_ids):
        """``{external id: fingerprint}`` of what a person took back last, or was set aside: it is
        no news as long as it stays as it was."""
        self.env.cr.execute(
            """
            SELECT DISTINCT ON (external_id) external_id, fingerprint,
                   state IN ('undone', 'failed') OR category = 'invalid'
            FROM deratix_run_line WHERE connection_id = %s AND external_id = ANY(%s)
            ORDER BY external_id, id DESC
            """,
            [self.connection.id, [f"{PREFIX}{key}" for key in external_ids]],
        )
        return {
            external_id.removeprefix(PREFIX): fingerprint
            for external_id, fingerprint, is_settled in self.env.cr.fetchall()
            if is_settled
        }


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
        product_id: {"quantity": plain(kept(quantity)), "reserved": plain(kept(reserved))}
        for product_id, quantity, reserved in env.cr.fetchall()
    }


def changes_of(known, now):
    """``{field: [old, new]}``"""
    before = known or {}
    return {key: [before.get(key), now[key]] for key in now if before.get(key) != now[key]}


def quantities_of(values):
    """``{product id: quantity}`` of what is told of products."""
    return {product_id: each["quantity"] for product_id, each in values.items()}


def news_of(known, now):
    """The products of which another quantity is told than was known."""
    return {key for key in now if (known.get(key) or {}).get("quantity") != now[key]["quantity"]}


def _planned(changes, count):
    """What a line plans: what changes, or only that both are the same."""
    if count and count.before != count.after:
        changes = changes | {"on_hand": [count.before, count.after]}
    equal = {} if changes else {"category": "equal", "decision": "link"}
    return {"changes": changes or None, "message": count and count.problem, **equal}


def quantities(values):
    """The quantities of product values, in the digits that are kept here."""
    return {key: plain(kept(values.get(key))) for key in STOCK_FIELDS}


def decimals(values):
    return tuple(kept(values.get(key)) for key in STOCK_FIELDS)


def kept(text):
    return None if text is None else Decimal(text).quantize(_PLACES)
