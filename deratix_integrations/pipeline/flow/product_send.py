"""Carrying products out in the other system: one request, one commit.

An article is found by its number, which is the internal reference of the product. Before one is
created there that is stored and committed (``deratix.intent``); after an unclear outcome, whoever
finds the intent looks for the article first.
"""

from odoo.exceptions import UserError

from ...engine.product_values import (
    STOCK_FIELDS,
    digest,
    product_from,
    product_values,
)
from ...engine.units import same_unit
from ...providers.base import Rejected
from ..agreements import NO_AGREEMENT, TOMBSTONES
from ..line_sender import LineSender
from ..sql import update_rows
from .lines import OUTCOME_TYPES, outcome
from .product_links import (
    PREFIX,
    note_products_seen,
    read_links_of_products,
    read_product_links,
    store_product_links,
)
from .product_rules import changes_to_send, fields_of_new, settle
from .products import Products
from .towards import values_towards

_SENT_TYPES = OUTCOME_TYPES | {"external_id": "varchar", "outgoing": "jsonb"}


class ProductSender(LineSender):
    """Sends product lines: those with the decision ``create_there`` create an article of
    ``product_id``, all others change the one with which it is linked."""

    def __init__(self, run, provider, commit):
        super().__init__(run, provider, commit)
        self.products = Products(run)
        self.policy = run._leg_policy()
        self.flow = run.flow_id if run._maps() else None

    # -- creating ------------------------------------------------------------------------------

    def _create(self, line):
        values, write_date = self._current(line)
        if values is None:
            return
        if read_links_of_products(self.env.cr, self.connection.id, [line.product_id]):
            self._store(line, "skipped", message=self.env._("The product is there already."))
            return
        self._check(values)
        product = product_from(self._for_target(values))
        is_new = self._intend(line.product_id, product.sku)
        self.commit()
        row = None
        if not (is_new and self.provider.unique_sku):
            row = self.provider.find_product(product.sku)
        created = row is None
        if created:
            row, created = self._create_there(product)
        self._refuse_linked(line, row)
        theirs = self._told(row, values, line.product_id)
        # Another form of what was sent is not sent again.
        settled = settle(
            NO_AGREEMENT,
            values,
            theirs,
            left=theirs if created else (),
            writable=self.provider.product_fields,
        )
        given = fields_of_new(self.provider)
        sent = {key: [None, values[key]] for key in given if values.get(key) is not None}
        self._agree(line, row, settled, write_date)
        self._forget_intent(line.product_id)
        self._store(
            line,
            "done",
            external_id=f"{PREFIX}{row.external_id}",
            outgoing=sent if created else None,
            undo_data={"sent": sent} if created else None,
        )

    def _create_there(self, product):
        """``(row, whether it is new)``; an article of this number may be there already."""
        try:
            return self.provider.create_product(product), True
        except Rejected:
            row = self.provider.find_product(product.sku) if self.provider.unique_sku else None
            if row is None:
                raise
            return row, False

    def _check(self, values):
        """Raises ``UserError`` for what cannot become an article."""
        if not values.get("sku"):
            raise UserError(
                self.env._(
                    "“%s” has no internal reference, which is the number of an article. Enter one "
                    "and retry.",
                    values["name"],
                )
            )
        if "tax" in values and values["tax"] is None:
            raise UserError(
                self.env._(
                    "The sales taxes of “%s” are no single percentage. Choose one tax and retry.",
                    values["name"],
                )
            )

    def _refuse_linked(self, line, row):
        link = read_product_links(self.env.cr, self.connection.id, [row.external_id])
        known = link.get(row.external_id)
        if known and known.product_id not in (None, line.product_id):
            raise UserError(
                self.env._(
                    "Article %(number)s of %(system)s is linked with another product already. "
                    "Give this one an internal reference of its own and retry.",
                    number=row.external_id,
                    system=self.connection.name,
                )
            )

    def _intend(self, product_id, sku):
        """Store the intent to create; returns whether nobody had intended it."""
        self.env.cr.execute(
            """
            INSERT INTO deratix_intent (connection_id, company_id, model, res_id, reference)
            VALUES (%s, %s, 'product.product', %s, %s)
            ON CONFLICT (connection_id, model, res_id) DO NOTHING
            """,
            [self.connection.id, self.run.company_id.id, product_id, sku],
        )
        return bool(self.env.cr.rowcount)

    def _forget_intent(self, product_id):
        self.env.cr.execute(
            "DELETE FROM deratix_intent "
            "WHERE connection_id = %s AND model = 'product.product' AND res_id = %s",
            [self.connection.id, product_id],
        )

    # -- changing what is there ----------------------------------------------------------------

    def _change(self, line):
        values, write_date = self._current(line)
        if values is None:
            return
        links = read_links_of_products(self.env.cr, self.connection.id, [line.product_id])
        link = links.get(line.product_id)
        if not link or link.state in TOMBSTONES:
            self._store(line, "skipped", message=self.env._("The product is not linked any more."))
            return
        self.commit()
        row = self.provider.read_product(link.external_id)
        theirs = self._told(row, values, line.product_id)
        writable = {k: v for k, v in theirs.items() if k in self.provider.product_fields}
        changed = changes_to_send(self.policy, link.agreement, values, writable)
        if changed:
            self._check(values)
            wanted = self._for_target(values)
            # Another tax may make another price of it: both go together.
            keys = {*changed, "price"} if "tax" in changed else changed
            given = {key: wanted[key] for key in keys if wanted.get(key) is not None}
            now = product_values(self.provider.product(row)) | given
            # What is not to be changed is not written: amounts may move there meanwhile.
            for key in ("price", "cost", *STOCK_FIELDS):
                now[key] = given.get(key)
            self.commit()
            product = product_from(now, link.external_id)
            row = self.provider.update_product(link.external_id, product)
            theirs = self._told(row, values, line.product_id)
        settled = settle(
            link.agreement,
            values,
            theirs,
            left=changed,
            writable=self.provider.product_fields,
        )
        self._agree(line, row, settled, write_date)
        self._store(
            line, "done", outgoing=changed or None, undo_data={"sent": changed} if changed else None
        )

    # -- what both hold ------------------------------------------------------------------------

    def _current(self, line):
        """``(values, write_date)`` of the product, mapped where that is done in this leg;
        ``(None, None)`` when it is gone. Raises ``UserError`` where it cannot be mapped."""
        current = self.products.values([line.product_id] if line.product_id else [])
        if line.product_id not in current:
            self._store(line, "skipped", message=self.env._("The product was deleted here."))
            return None, None
        values, write_date = current[line.product_id]
        if self.flow:
            values = values_towards(self.flow, values, "product")
        return values, write_date

    def _told(self, row, ours, product_id):
        told = product_values(self.provider.product(row))
        return self.products.comparable(told, ours, product_id=product_id)

    def _for_target(self, values):
        """The values as the other system takes them. A unit that it does not know is left out."""
        unit = values.get("unit") or ""
        known = self.provider.units()
        if known:
            by_name = {choice.name: choice.code for choice in reversed(known) if choice.name}
            names = by_name | {choice.code: choice.code for choice in known}
            found = same_unit(unit, names)
            unit = names[found] if found else None
        return {**values, **dict.fromkeys(STOCK_FIELDS), "unit": unit}

    def _agree(self, line, row, settled, write_date):
        """Link, and note what both agreed on. What is still to be read there, or to be written,
        is found by the next look."""
        told = digest(product_values(self.provider.product(row)))
        store_product_links(
            self.env,
            self.connection,
            [
                (
                    row.external_id,
                    line.product_id,
                    settled.agreement,
                    told if settled.is_read else None,
                )
            ],
        )
        if settled.is_sent:
            note_products_seen(self.env.cr, self.connection.id, {row.external_id: write_date})

    # -- failing -------------------------------------------------------------------------------

    def _gone(self, line, _error):
        """The article is gone there. It is neither deleted here nor created there again."""
        self.env.cr.execute(
            "UPDATE deratix_binding SET state = 'gone', fingerprint = NULL "
            "WHERE connection_id = %s AND kind = 'product' AND res_id = %s "
            "AND model = 'product.product'",
            [self.connection.id, line.product_id],
        )
        text = self.env._("The product is not in %s any more.", self.connection.name)
        self._store(line, "skipped", message=text)

    def _fail(self, line, text, *, unclear=False):
        if line.decision == "create_there" and not unclear:
            self._forget_intent(line.product_id)
        self.env.cr.execute(
            "UPDATE deratix_binding b SET error = %s, seen_at = p.write_date "
            "FROM product_product p "
            "WHERE p.id = b.res_id AND b.model = 'product.product' AND b.kind = 'product' "
            "AND b.connection_id = %s AND b.res_id = %s",
            [text, self.connection.id, line.product_id],
        )
        self._store(line, "failed", message=text)

    def _store(self, line, state, **values):
        row = {"external_id": line.external_id, "outgoing": None}
        row |= outcome(line, state=state) | values
        update_rows(self.env.cr, "deratix_run_line", _SENT_TYPES, [row])
