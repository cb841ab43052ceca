"""From a page of articles to plan lines; nothing of them is written yet."""

from functools import partial

from ...engine.product_values import digest, product_values
from ...providers.base import ProviderError, Query, Row, UnexpectedAnswer
from ..agreements import NO_AGREEMENT, TOMBSTONES
from ..lines import CERTAIN, LineMaker
from ..read import PageReader
from .lines import FLOW_TYPES
from .product_links import PREFIX, read_links_of_products, read_product_links
from .product_rules import merge_in
from .products import Products
from .towards import product_towards

PRODUCT_TYPES = FLOW_TYPES | {"conflicts": "jsonb"}


class ProductReader(PageReader):
    """Reads the articles of the source of a flow: what changed since the last reading where it
    tells that, else all."""

    line_types = PRODUCT_TYPES

    def request(self):
        """See ``PageReader.request``."""
        run = self.run
        query = Query(watermark="" if run._looks_at_all() else run.flow_id.watermark or "")
        return partial(self.provider.read_products, query, run.cursor or None)

    def plan(self, page):
        return ProductPlanner(self.run).plan(page.rows, self.provider.product)


class ProductPlanner:
    """Plans the articles of one run."""

    def __init__(self, run):
        self.run = run
        self.env = run.env
        self.connection = run.connection_id
        self.products = Products(run)
        self.make = LineMaker(run, PREFIX, record="product")
        self.policy = run._leg_policy()
        self.flow = run.flow_id if run._maps() else None
        self.looks_at_all = run._looks_at_all()

    def plan(self, rows, read_product):
        """One line for each article that is new or has changed.

        :param read_product: makes a ``Product`` of a row; raises ``ProviderError``
        """
        self.env.flush_all()
        links = read_product_links(
            self.env.cr, self.connection.id, [row.external_id for row in rows]
        )
        read, lines = {}, {}
        for row in rows:
            try:
                read[row.external_id] = product_values(read_product(row))
            except ProviderError as error:
                if not error.is_of_record:
                    raise
                lines[row.external_id] = self.make.unreadable(row, error)
        read, again = self._news(read, links)
        told = {}
        for key, values in read.items():
            try:
                told[key] = product_towards(self.flow, values) if self.flow else values
            except UnexpectedAnswer as error:
                row = Row(key, {}, None)
                lines[key] = self.make.unreadable(row, error) | {"name": values["name"] or key}
        known = {key: values for key, values in told.items() if key in links}
        lines |= self._plan_linked(known, links)
        lines |= self._plan_strangers(
            {key: values for key, values in told.items() if key not in links}
        )
        lines = {key: self._as_read(line, read.get(key)) for key, line in lines.items()}
        return [
            line for key, line in lines.items() if key not in again or line["category"] != "equal"
        ]

    @staticmethod
    def _as_read(line, values):
        """A line with what the source told, which its next look is compared with."""
        if values is None:
            return line
        told = values if values != line.get("content") else None
        return line | {"fingerprint": digest(values), "told": told}

    def _news(self, told, links):
        """``(values, again)``: those that are other than when they were last agreed on, or last
        planned: what a person decided to leave out, or took back, is no news as long as it stays
        as it was. ``again`` are the keys of those among them that are so all the same, and are
        looked at because the mapping is another: what is linked, and what could not be mapped."""
        prints = {key: digest(values) for key, values in told.items()}
        self.env.cr.execute(
            """
            SELECT DISTINCT ON (external_id) external_id, fingerprint, category = 'invalid'
            FROM deratix_run_line
            WHERE connection_id = %s AND external_id = ANY(%s) AND run_id <> %s
              AND (state <> 'planned' OR decision = 'skip')
            ORDER BY external_id, id DESC
            """,
            [self.connection.id, [f"{PREFIX}{key}" for key in told], self.run.id],
        )
        latest = {key: (fingerprint, bad) for key, fingerprint, bad in self.env.cr.fetchall()}
        linked = {key for key in told if key in links and links[key].state == "linked"}
        news, again = {}, set()
        for key, values in told.items():
            fingerprint, was_invalid = latest.get(f"{PREFIX}{key}", (None, False))
            if prints[key] != fingerprint and not (
                key in linked and links[key].fingerprint == prints[key]
            ):
                news[key] = values
            elif self.looks_at_all and (key in linked or was_invalid):
                news[key] = values
                again.add(key)
        return news, again

    # -- articles that are linked already ---------------------------------------------------

    def _plan_linked(self, told, links):
        current = self.products.values(
            [links[key].product_id for key in told if links[key].product_id]
        )
        lines = {}
        for key, values in told.items():
            link = links[key]
            if link.state in TOMBSTONES or link.product_id not in current:
                reason = "deleted_there" if link.state == "gone" else "deleted_here"
                lines[key] = self._line(key, values, "review", "skip") | {"reason": reason}
                continue
            ours, write_date = current[link.product_id]
            lines[key] = self.compare(key, values, link.product_id, ours, link.agreement) | {
                "reason": "binding",
                "confidence": CERTAIN,
                "planned_write_date": write_date.isoformat(sep=" "),
            }
        return lines

    def compare(self, key, values, product_id, ours, agreement):
        """A line with what an article brings to a product."""
        theirs = self.products.comparable(values, ours, product_id=product_id)
        plan = merge_in(self.policy, agreement, ours, theirs)
        category, decision = ("changed", "update") if plan.to_odoo else ("equal", "link")
        if plan.conflicts:
            category, decision = "conflict", "skip"
        return self._line(key, values, category, decision) | {
            "product_id": product_id,
            "changes": {name: list(pair) for name, pair in plan.to_odoo.items()},
            "conflicts": {name: list(each) for name, each in plan.conflicts.items()} or None,
            "message": both_changed(self.env) if plan.conflicts else None,
        }

    # -- articles seen for the first time ---------------------------------------------------

    def _plan_strangers(self, told):
        found = self.products.candidates(told)
        ids = [product.id for products in found.values() for product in products]
        current = self.products.values(ids)
        linked = read_links_of_products(self.env.cr, self.connection.id, ids)
        lines = {}
        for key, values in told.items():
            products = found[key]
            problem = doubt(self.env, products, linked)
            if problem:
                line = self._line(key, values, "review", "create") | {"message": problem}
            elif products:
                ours, write_date = current[products.id]
                line = self.compare(key, values, products.id, ours, NO_AGREEMENT)
                line["planned_write_date"] = write_date.isoformat(sep=" ")
            elif values["active"] is not False:
                line = self._line(key, values, "new", "create")
            else:
                # What is no longer sold there and was never here is not brought here.
                continue
            lines[key] = line
        return lines

    # -- lines ------------------------------------------------------------------------------

    def _line(self, key, values, category, decision):
        return self.make.base(Row(key, {}, None), values["name"] or key) | {
            "category": category,
            "decision": decision,
            "content": values,
        }


def doubt(env, products, linked):
    """Why nobody can say which product an article is, or ``None``.

    :param products: those that it may be
    :param linked: ``{product id: Link}`` of those that belong to another article
    """
    names = ", ".join(f"“{product.display_name}”" for product in products)
    if len(products) > 1:
        return env._(
            "Several products have its number or barcode: %s. Let one of them keep it, and retry.",
            names,
        )
    if products and products.id in linked:
        return env._(
            "%(product)s has its number or barcode, but is linked with article %(number)s. Give "
            "each of the two a number of its own, and retry.",
            product=names,
            number=linked[products.id].external_id,
        )
    return None


def both_changed(env):
    return env._("Both sides were changed. Choose what holds.")
