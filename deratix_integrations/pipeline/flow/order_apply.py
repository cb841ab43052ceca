"""Carrying out the plan lines of orders in Odoo: one batch, one transaction.

The order comes with its client, its products and its address; its sums are compared with those of
the document before anything of it stays.
"""

import logging
from typing import NamedTuple

import psycopg2
from odoo.exceptions import UserError
from odoo.tools import formatLang

from ...engine.order_values import order_from
from ...engine.records import Order
from ..bindings import store_bindings
from ..halving import work_or_halve
from ..invoice_clients import linked_partners
from ..parties import QUIET
from ..sql import update_rows
from .lines import OUTCOME_TYPES, FlowLine, outcome, read_flow_lines
from .order_bindings import OrderBinding, order_binding, read_order_bindings, sale_facts
from .order_leads import join_opportunities
from .order_products import Held, OrderProducts
from .order_sale import Deliveries, SaleColumns
from .order_twins import read_twins
from .order_update import OrderUpdater
from .towards import order_towards

_logger = logging.getLogger(__name__)

ORDER_OUTCOME_TYPES = OUTCOME_TYPES | {"waits_for": "varchar"}
# Orders in these states are agreed on; the rest are quotations, as estimates are in any state, and
# pro forma invoices as long as nobody has paid them.
CONFIRMED = {"estimate": (), "proforma": ("paid", "invoiced")}
CONFIRMED_OTHERS = ("open", "paid", "invoiced")


class Work(NamedTuple):
    """A line with its order, and the client and the address that it gets here."""

    line: FlowLine
    order: Order
    partner: object
    binding: OrderBinding | None
    shipping: object = None


class _Differing(Exception):
    """Orders whose sums are not those of their documents: ``outcomes`` by line id."""

    def __init__(self, outcomes):
        super().__init__()
        self.outcomes = outcomes


class OrderApplier:
    """Applies order lines of one run; made anew for each batch."""

    def __init__(self, run):
        self.run = run
        self.flow = run.flow_id
        context = {
            **run.env.context,
            **QUIET,
            "allowed_company_ids": run.company_id.ids,
            "lang": run._document_lang(),
        }
        self.env = run.env(user=run.user_id.id, su=True, context=context)
        self.flow = self.flow.with_env(self.env)
        self.document = self.flow.source_document
        self.connection = self.flow.source_id

    def apply(self, lines):
        """Apply lines and store what became of each.

        Raises ``psycopg2.OperationalError`` (a conflict with another transaction): the caller
        rolls back and tries the batch again.
        """
        work = read_flow_lines(lines)
        later = self._superseded(work)
        outcomes = [
            outcome(
                line, state="skipped", message=self.env._("A later run has read the order again.")
            )
            for line in work
            if line.id in later
        ]
        work = [line for line in work if line.id not in later]
        outcomes += work_or_halve(self.env.cr, work, self._apply, self._give_up)
        rows = [{"waits_for": None} | row for row in outcomes]
        update_rows(self.env.cr, "deratix_run_line", ORDER_OUTCOME_TYPES, rows)
        self.env["deratix.run.line"].invalidate_model()
        self.env["deratix.binding"].invalidate_model()
        return len(outcomes)

    def _superseded(self, lines):
        """The ids of lines whose order this flow has read again since."""
        self.env.cr.execute(
            """
            SELECT l.id FROM deratix_run_line l
            WHERE l.id = ANY(%s) AND EXISTS (
                SELECT 1 FROM deratix_run_line later JOIN deratix_run r ON r.id = later.run_id
                WHERE later.connection_id = l.connection_id AND r.flow_id = %s
                  AND later.external_id = l.external_id AND later.id > l.id
                  AND (r.state <> 'cancelled' OR later.state = 'done'))
            """,
            [[line.id for line in lines], self.flow.id],
        )
        return {id_ for (id_,) in self.env.cr.fetchall()}

    def _give_up(self, line, error):
        if isinstance(error, Held):
            return self._held(line, error)
        if isinstance(error, UserError):
            return outcome(line, state="failed", message=str(error).strip())
        if not isinstance(error, psycopg2.Error):
            _logger.error("An order of run %s could not be applied", self.run.id, exc_info=error)
        return outcome(
            line,
            state="failed",
            message=self.env._(
                "The order could not be taken over (%s). The server log has the details.",
                type(error).__name__,
            ),
        )

    @staticmethod
    def _held(line, held):
        """It waits: for a client or product it is taken up again when that is here."""
        return outcome(
            line,
            category="review",
            decision="skip",
            message=str(held),
            waits_for=held.waits_for,
        )

    # -- one batch ----------------------------------------------------------------------------

    def _apply(self, lines):
        """The orders whose sums are right, and the outcome of all."""
        aside = {}
        while True:
            left = [line for line in lines if line.id not in aside]
            try:
                with self.env.cr.savepoint():
                    return self._carry_out(left) + list(aside.values())
            except _Differing as error:
                aside |= error.outcomes

    def _carry_out(self, lines):
        columns, products = SaleColumns(self.env, self.flow), OrderProducts(self.env, self.flow)
        work, outcomes = self._prepare(lines)
        work, held, made_products = self._provide_products(work, columns, products)
        outcomes += held
        work, made_addresses = self._provide_addresses(work)
        ready = []
        for each in work:
            try:
                header = columns.header(each.order)
                ready.append((each, header, columns.lines(each.order, products)))
            except Held as error:
                outcomes.append(self._held(each.line, error))
        done = self._create([each for each in ready if not each[0].binding])
        known = [each.binding.order_id for each, _header, _rows in ready if each.binding]
        updater = OrderUpdater(self.env, self.flow, self.run.user_id, known)
        for each, header, rows in ready:
            if each.binding:
                result = updater.update(each, header, rows)
                if isinstance(result, dict):
                    outcomes.append(result)
                else:
                    done.append((each, *result))
        columns.set_currencies([(each.order, sale) for each, sale, _undo in done])
        self._compare([(each, sale) for each, sale, _undo in done], columns)
        self._settle([(each, sale) for each, sale, undo in done if undo["made"]])
        facts = sale_facts(self.env["sale.order"].union(*(sale for _e, sale, _u in done)))
        bindings = []
        for each, sale, undo in done:
            undo |= {
                "here": facts[sale.id],
                "products": made_products.get(each.line.id, []),
                "addresses": made_addresses.get(each.line.id, []),
            }
            bindings.append(
                order_binding(self.connection, self.document, each.line, sale, facts[sale.id])
            )
            outcomes.append(outcome(each.line, state="done", order_id=sale.id, undo_data=undo))
        store_bindings(self.env.cr, bindings + updater.bindings)
        join_opportunities(self.env, self.connection, [each.line.number for each, *_rest in done])
        return outcomes

    def _prepare(self, lines):
        """``([Work], outcomes)``: whose order each is, and who is its client."""
        bindings = read_order_bindings(
            self.env.cr, self.connection.id, self.document, [line.number for line in lines]
        )
        refs = [line.client_ref for line in lines if line.client_ref]
        partners = linked_partners(self.env.cr, self.connection.id, refs)
        work, outcomes = [], []
        for line in lines:
            binding = bindings.get(line.number)
            if binding and (not binding.is_read or binding.fingerprint == line.fingerprint):
                outcomes.append(self._here_already(line, binding))
                continue
            try:
                order = self._order_of(line)
                partner = self._partner(line, order, partners)
            except (Held, UserError) as error:
                outcomes.append(self._give_up(line, error))
                continue
            work.append(Work(line, order, partner, binding))
        new = [each.order for each in work if not each.binding]
        twins = read_twins(self.connection, self.document, new)
        outcomes += [
            self._twin_here(each.line, twins[each.line.number])
            for each in work
            if each.line.number in twins
        ]
        return [each for each in work if each.line.number not in twins], outcomes

    def _order_of(self, line):
        """What is to be written. Raises ``UserError`` where it cannot be mapped."""
        order = order_from(line.content)
        return order if self.flow.target_id else order_towards(self.flow, order)

    def _here_already(self, line, binding):
        gone = self.env._("The order was deleted here; it is not made again.")
        here = self.env._("The order is here already.")
        return outcome(
            line,
            state="skipped",
            order_id=binding.order_id,
            message=here if binding.order_id else gone,
        )

    def _twin_here(self, line, order_id):
        text = self.env._("The document from which it was made, or one made from it, is here.")
        return outcome(line, state="skipped", order_id=order_id, message=text)

    def _partner(self, line, order, partners):
        """The client of an order. Raises ``Held``, or ``UserError`` where it has none."""
        Partner = self.env["res.partner"]
        use, default = self.flow.default_partner_use, self.flow.default_partner_id
        if use == "always":
            return default
        if line.client_ref in partners:
            return Partner.browse(partners[line.client_ref])
        if line.client_ref:
            raise Held(
                self.env._(
                    "Its client “%s” waits for a decision. Decide on the client; the order "
                    "follows by itself.",
                    order.client_name or line.client_ref,
                ),
                "client",
            )
        if use == "fallback":
            return default
        raise Held(
            self.env._(
                "The order names no client that is still there. Choose a default customer in the "
                "flow, then retry."
            )
        )

    def _provide_products(self, work, columns, products):
        """``([Work], outcomes, {line id: ids of products made})``"""
        wanted, keys, outcomes = {}, {}, []
        for each in work:
            keys[each.line.id] = products.keys_of(each.order)
        products.look_up(set().union(*keys.values()))
        left = []
        for each in work:
            try:
                mine = keys[each.line.id]
                if self.flow.missing_product == "hold" or not products.missing(mine):
                    products.check(mine)
                else:
                    new = columns.new_products(each.order, products)
                    products.check(mine - products.missing(mine))
                    wanted = {key: (each.line.id, new[key]) for key in mine} | wanted
                left.append(each)
            except Held as error:
                outcomes.append(self._held(each.line, error))
        made = products.provide({key: vals for key, (_line, vals) in wanted.items()})
        made_by = {}
        for key, product in made.items():
            made_by.setdefault(wanted[key][0], []).append(product.id)
        return left, outcomes, made_by

    def _provide_addresses(self, work):
        """``([Work], {line id: ids of addresses made})``"""
        new = {each.line.id: (each.order, each.partner) for each in work if not each.binding}
        found, made = Deliveries(self.env).provide(new)
        work = [each._replace(shipping=found.get(each.line.id)) for each in work]
        return work, {line: [address.id] for line, address in made.items()}

    def _create(self, ready):
        """``[(Work, sales order, undo data)]``"""
        sales = self.env["sale.order"].create(
            [
                header
                | {
                    "company_id": self.run.company_id.id,
                    "partner_id": each.partner.id,
                    "partner_shipping_id": each.shipping.id,
                    "user_id": each.partner.user_id.id,
                    "order_line": [(0, 0, row) for row in rows],
                }
                for each, header, rows in ready
            ]
        )
        return [
            (each, sale, {"made": True})
            for (each, _header, _rows), sale in zip(ready, sales, strict=True)
        ]

    def _compare(self, done, columns):
        """Raises ``_Differing`` where sums are apart that nobody has accepted."""
        self.env.flush_all()
        apart = {}
        for each, sale in done:
            accepted = each.line.waits_for == "sums"
            if not accepted and columns.differs(each.order, sale):
                apart[each.line.id] = self._held(each.line, self._difference(each.order, sale))
        if apart:
            raise _Differing(apart)

    def _difference(self, order, sale):
        currency = sale.currency_id

        def shown(net, gross):
            net, gross = (
                formatLang(self.env, each, currency_obj=currency) for each in (net, gross)
            )
            return self.env._("%(net)s, with tax %(gross)s", net=net, gross=gross)

        return Held(
            self.env._(
                "The sums differ. In %(system)s: %(there)s; here: %(here)s. Look for the reason; "
                "choose Add to take the order over as it is.",
                system=self.connection.name,
                there=shown(float(order.net), float(order.gross)),
                here=shown(sale.amount_untaxed, sale.amount_total),
            ),
            "sums",
        )

    def _settle(self, made):
        """Confirm what is agreed on; what was cancelled there is cancelled here, too."""
        orders = self.env["sale.order"]
        states = CONFIRMED.get(self.document, CONFIRMED_OTHERS)
        agreed = orders.union(*(sale for each, sale in made if each.order.status in states))
        days = {sale: sale.date_order for sale in agreed}
        agreed.action_confirm()
        # Confirming sets the day on which it was done.
        for sale, day in days.items():
            sale.date_order = day
        cancelled = orders.union(*(sale for each, sale in made if each.order.status == "cancelled"))
        cancelled._action_cancel()
