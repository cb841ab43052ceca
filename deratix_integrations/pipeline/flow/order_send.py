"""Writing orders to the target of a flow: each exactly once, and what became of it compared.

The key of an order is stored and committed before it is written (``deratix.intent``) and goes in
the transaction that links the document. Whoever finds the key looks for the document there first.
"""

import dataclasses

from odoo import fields
from odoo.exceptions import UserError

from ...engine.order_values import order_values
from ...engine.sums import differences
from ...providers.base import ProviderError
from ..agreements import Agreement
from ..bindings import store_bindings
from ..line_sender import LineSender
from ..references import order_reference
from ..sql import update_rows
from .lines import OUTCOME_TYPES, PREFIXES, outcome
from .order_links import (
    note_orders_seen,
    read_client_refs,
    read_moved,
    read_order_link,
    read_products,
)
from .order_needs import Lacking, flow_client, flow_products, target_sku
from .order_sending import Pending, ask_all, note_progress, send
from .product_links import read_product_links, store_product_links
from .sale_order import goods_of, orders_of
from .towards import order_towards

_SENT_TYPES = OUTCOME_TYPES | {"external_id": "varchar"}


class OrderSender(LineSender):
    """Sends order lines."""

    def __init__(self, run, provider, commit):
        super().__init__(run, provider, commit)
        self.flow = run.flow_id
        self.document = self.flow.target_document

    def _send(self, line):
        orders = self.env["sale.order"].with_company(self.run.company_id)
        order = orders.browse(line.order_id or ()).exists()
        if not order or order.state == "cancel":
            text = self.env._("The order was cancelled or deleted here.")
            self._store(line, "skipped", message=text)
            return
        link = read_order_link(self.env.cr, self.connection.id, order.id)
        is_update = bool(link) and link.kind == self.document and line.decision == "update"
        if link and link.compared and line.sending_since:
            self._look_at_sending(line, link.external_id)
            return
        if link and not is_update and (link.kind != self.document or link.compared):
            text = self.env._("The order is in %s already.", self.connection.name)
            self._store(line, "skipped", message=text)
            return
        self._moved = read_moved(self.env.cr, order.id)
        self._ours, wanted = self._wanted(order)
        row = None
        if is_update:
            external_id = link.external_id
            self.commit()
            row = self.provider.update_order(self.document, external_id, wanted)
        elif link:
            # It was written, and nobody had the time to look what became of it.
            external_id = link.external_id
        else:
            external_id, row = self._write(order, wanted)
        line = line._replace(external_id=f"{PREFIXES['order']}{external_id}")
        self._follow_up(line, order, wanted, external_id, row)

    # -- what is written ------------------------------------------------------------------------

    def _wanted(self, order):
        """The order as it is now, here, and with the client and the articles of the other system.
        Raises ``UserError`` where one of them is missing."""
        made = orders_of(order)[order.id]
        if isinstance(made, UserError):
            raise made
        if not made.lines:
            raise UserError(self.env._("The order has no lines with a quantity."))
        client = flow_client(self.flow, order)
        refs = read_client_refs(self.env.cr, self.connection.id, client.id)
        if not refs:
            raise UserError(Lacking(self.run).client(client))
        lines = [
            dataclasses.replace(item, sku=sku)
            for item, sku in zip(made.lines, self._skus(order), strict=True)
        ]
        wanted = dataclasses.replace(made, client_id=refs[0], lines=tuple(lines))
        return made, order_towards(self.flow, wanted)

    def _skus(self, order):
        """The number of the article of each line, "" where it has none."""
        lines = goods_of(order)
        if not self.provider.capabilities.products:
            return [line.product_id.default_code or "" for line in lines]
        products = lines.product_id | self.flow.default_product_id
        known = read_products(self.env.cr, self.connection.id, products.ids)
        missing = flow_products(order).filtered(lambda each: each.id not in known)
        known |= self._look_for(missing)
        return [target_sku(self.run, line, known) for line in lines]

    def _look_for(self, products):
        """``{product id: number of its article}`` of those that are there all the same: somebody
        has added them since they were looked for. They are linked."""
        found = {}
        for product in products.filtered("default_code"):
            self.commit()
            row = self.provider.find_product(product.default_code)
            if row is None:
                continue
            links = read_product_links(self.env.cr, self.connection.id, [row.external_id])
            holder = links.get(row.external_id)
            if holder and holder.product_id not in (None, product.id):
                continue
            found[product.id] = row.external_id
            link = (row.external_id, product.id, Agreement({}, {}), None)
            store_product_links(self.env, self.connection, [link])
        return found

    # -- writing --------------------------------------------------------------------------------

    def _write(self, order, wanted):
        """``(external id, row or None)`` of the document, which is linked and committed."""
        reference, clients, is_new = self._intend(order, wanted.client_id)
        self.commit()
        row = None if is_new else self._find(reference, clients)
        if row:
            external_id = row.external_id
        else:
            external_id, row = self._create(order, wanted, reference)
        self._link(order, external_id)
        self._forget_intent(order)
        self.commit()
        return external_id, row

    def _create(self, order, wanted, reference):
        try:
            return self.provider.write_order(self.document, wanted, reference)
        except ProviderError as error:
            if not error.unclear:
                # It is certain that there is nothing, so nobody has to look for it.
                self._forget_intent(order)
                self.commit()
            raise

    def _find(self, reference, clients):
        for client in clients:
            row = self.provider.find_written_order(self.document, reference, client)
            if row:
                return row
        return None

    def _intend(self, order, client_ref):
        """Store the intent to write; returns ``(key, the clients for whom it was intended,
        whether nobody had intended it)``."""
        self.env.cr.execute(
            """
            INSERT INTO deratix_intent AS i
                (connection_id, company_id, model, res_id, reference, client_refs, intended_at)
            VALUES (%s, %s, 'sale.order', %s, %s, %s, %s)
            ON CONFLICT (connection_id, model, res_id) DO UPDATE SET client_refs = CASE
                WHEN EXCLUDED.client_refs = ANY(string_to_array(i.client_refs, ','))
                THEN i.client_refs ELSE i.client_refs || ',' || EXCLUDED.client_refs END
            RETURNING reference, client_refs, xmax = 0
            """,
            [
                self.connection.id,
                self.run.company_id.id,
                order.id,
                order_reference(self.env, order.id),
                client_ref,
                fields.Datetime.now(),
            ],
        )
        reference, clients, is_new = self.env.cr.fetchone()
        return reference, clients.split(","), is_new

    def _forget_intent(self, order):
        self.env.cr.execute(
            "DELETE FROM deratix_intent "
            "WHERE connection_id = %s AND model = 'sale.order' AND res_id = %s",
            [self.connection.id, order.id],
        )

    def _link(self, order, external_id, compared=None, error=None):
        """Link the order with its document; ``compared`` is what it was compared with."""
        snapshot = compared and {
            "sent": order_values(compared),
            "ours": order_values(self._ours),
        }
        store_bindings(
            self.env.cr,
            [
                {
                    "connection_id": self.connection.id,
                    "company_id": self.run.company_id.id,
                    "kind": self.document,
                    "external_id": external_id,
                    "model": "sale.order",
                    "res_id": order.id,
                    "state": "linked",
                    "fingerprint": None,
                    "snapshot": snapshot,
                    "accepted": None,
                    "agreed_at": self.env.cr.now().isoformat(sep=" "),
                }
            ],
        )
        note_orders_seen(self.env.cr, self.connection.id, {external_id: self._moved})
        if error:
            self.env.cr.execute(
                "UPDATE deratix_binding SET error = %s "
                "WHERE connection_id = %s AND kind = %s AND external_id = %s",
                [error, self.connection.id, self.document, external_id],
            )

    # -- what became of it ----------------------------------------------------------------------

    def _follow_up(self, line, order, wanted, external_id, row):
        """Compare the document with the order, and send it if it is to be sent."""
        row = row or self.provider.order_detail(self.document, external_id)
        told = self.provider.order_of(self.document, row)
        found = differences(wanted, told)
        if found:
            text = self._difference_text(told, found)
            self._link(order, external_id, compared=wanted, error=text)
            self._store(line, "planned", decision="skip", category="review", message=text)
            return
        told = {}
        if self.flow.sending == "sent":
            # Only now: who gets it gets what was ordered.
            told = send(self, line, self.document, external_id)
        self._link(order, external_id, compared=wanted)
        self._store(line, "done", undo_data={"sent": order_values(wanted)}, **told)

    def _look_at_sending(self, line, external_id):
        pending = Pending(line.id, external_id, line.sending_since)
        self.commit()
        note_progress(self.run, ask_all(self.provider, [pending]))

    def _difference_text(self, told, found):
        texts = {
            "client": self.env._("the client (%(ours)s here, %(theirs)s there)"),
            "currency": self.env._("the currency (%(ours)s here, %(theirs)s there)"),
            "count": self.env._("the number of lines (%(ours)s here, %(theirs)s there)"),
            "line": self.env._("“%(name)s” (%(ours)s here, %(theirs)s there)"),
            "net": self.env._("the sum without tax (%(ours)s here, %(theirs)s there)"),
            "gross": self.env._("the total (%(ours)s here, %(theirs)s there)"),
        }
        return self.env._(
            "It was written to %(system)s as %(number)s, but is another there: %(differences)s. "
            "Compare the two and correct one of them. It is not written again.",
            system=self.connection.name,
            number=told.number or told.external_id,
            differences="; ".join(texts[each.what] % each._asdict() for each in found),
        )

    # -- storing --------------------------------------------------------------------------------

    def _fail(self, line, text, *, unclear=False):
        self._store(line, "failed", message=text)

    def _store(self, line, state, **values):
        row = {"external_id": line.external_id} | outcome(line, state=state) | values
        update_rows(self.env.cr, "deratix_run_line", _SENT_TYPES, [row])
