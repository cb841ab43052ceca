"""What a writing leg of orders has to do: the clients and products that orders need, then these."""

from functools import partial
from typing import NamedTuple

from ...engine.merge import equal
from ...engine.order_values import order_values
from ...providers.base import Row
from ..agreements import read_bindings
from ..lines import CERTAIN, LineMaker
from ..outgoing import OutgoingPlanner
from .asking import ask_nobody
from .client_find import ClientFinder
from .lines import PREFIXES
from .order_links import next_orders, note_orders_seen, read_clients, read_planned, read_products
from .order_needs import flow_client, flow_products
from .product_links import NEW_PREFIX as NEW_PRODUCT
from .sale_order import orders_of

NEW_ORDER = f"{PREFIXES['order']}odoo:"


class Need(NamedTuple):
    """A client or a product about which the other system is asked; ``what`` is ``client`` with
    the values of a partner, or ``product`` with its internal reference."""

    what: str
    id: int
    told: object
    reference: str = ""


class OrderCollector:
    """See ``run_collect``: each step asks about some clients and products, or plans some orders."""

    def __init__(self, run, provider):
        self.run = run
        self.env = run.env
        self.flow = run.flow_id
        self.connection = run.connection_id
        self.provider = provider
        self.finder = ClientFinder(provider, self.flow.customer_key)
        self.make = LineMaker(run)

    def next_request(self, limit):
        found = next_orders(self.run, limit)
        if not found:
            return None
        orders = self.env["sale.order"].with_company(self.run.company_id).browse(found)
        needs = self._clients(orders) + self._products(orders)
        if needs:
            return partial(self._ask, needs[:limit]), self._plan_needs
        return ask_nobody, lambda _nothing: self._plan_orders(orders, found)

    # -- what is lacking ----------------------------------------------------------------------

    def _clients(self, orders):
        partners = self.env["res.partner"].union(
            *(flow_client(self.flow, order) for order in orders)
        )
        known = read_clients(self.env.cr, self.connection.id, partners.ids)
        planned = read_planned(self.env.cr, self.run.id, "partner_id")
        wanted = [
            partner
            for partner in partners
            if partner.id not in planned
            and (partner.id not in known or (self.flow.customer_update and known[partner.id]))
        ]
        planner = self._planner()
        current = planner.parties.values([partner.id for partner in wanted])
        return [
            Need(
                "change" if partner.id in known else "client",
                partner.id,
                current[partner.id][0],
                partner.ref or "",
            )
            for partner in wanted
        ]

    def _products(self, orders):
        if not self.provider.capabilities.products:
            return []
        products = self.env["product.product"].union(*map(flow_products, orders))
        if self.flow.missing_product == "default":
            products |= self.flow.default_product_id
        known = read_products(self.env.cr, self.connection.id, products.ids)
        planned = read_planned(self.env.cr, self.run.id, "product_id")
        return [
            Need("product", product.id, product.default_code)
            for product in products
            if product.id not in known and product.id not in planned
        ]

    def _ask(self, needs):
        """``[(need, rows found there)]``; talks to the other system only."""
        found = []
        for need in needs:
            rows = []
            if need.what == "client":
                rows = self.finder.find(need.told, need.reference)
            elif need.what == "product" and need.told:
                row = self.provider.find_product(need.told)
                rows = [row] if row else []
            found.append((need, rows))
        return found

    # -- planning -----------------------------------------------------------------------------

    def _planner(self):
        return OutgoingPlanner(self.run, since=None)

    def _plan_needs(self, answers):
        clients = [(need, rows) for need, rows in answers if need.what == "client"]
        products = [(need, rows) for need, rows in answers if need.what == "product"]
        changed = [need.id for need, _rows in answers if need.what == "change"]
        return [
            *self._plan_clients(clients),
            *(self._planner().plan_linked(changed) if changed else ()),
            *self._plan_products(products),
        ]

    def _plan_clients(self, clients):
        planner = self._planner()
        current = planner.parties.values([need.id for need, _rows in clients])
        external_ids = [row.external_id for _need, rows in clients for row in rows]
        bound = read_bindings(self.env.cr, self.connection.id, external_ids)
        taken = {*bound, *read_planned(self.env.cr, self.run.id, "external_id")}
        lines = []
        for need, rows in clients:
            if need.id not in current:
                continue
            if len(rows) == 1 and rows[0].external_id not in taken:
                taken.add(rows[0].external_id)
                lines.append(self._found(need, rows[0], current[need.id][0], planner))
            else:
                line = planner.plan_one(need.id)
                if rows:
                    line |= {
                        "state": "failed",
                        "reason": "several",
                        "message": self._several(need, rows),
                    }
                lines.append(line)
        return lines

    def _found(self, need, row, values, planner):
        """The line of a client that is there and belongs to nobody yet."""
        party = self.provider.party(row)
        theirs = planner.parties.comparable(party.values(), values, is_branch=False, exact=True)
        outgoing = {
            key: [theirs[key], value]
            for key, value in planner.rules.sendable(values).items()
            if key in theirs and not equal(theirs[key], value)
        }
        updates = bool(self.flow.customer_update and outgoing)
        known_by = self.finder.key if self.finder.key != "reference" else None
        line = self.make.line(
            row, party, "changed" if updates else "equal", "update" if updates else "link"
        )
        return line | {
            "name": values["name"],
            "partner_id": need.id,
            "reason": known_by,
            "confidence": CERTAIN,
            "outgoing": outgoing if updates else None,
        }

    def _several(self, need, rows):
        return self.env._(
            "%(system)s has more than one client like “%(name)s”, or one that belongs to another "
            "contact here (%(ids)s). Merge them, or change the value by which clients are found, "
            "then retry.",
            system=self.connection.name,
            name=need.told["name"],
            ids=", ".join(row.external_id for row in rows),
        )

    def _plan_products(self, products):
        names = self.env["product.product"].browse([need.id for need, _rows in products])
        names.fetch(["display_name"])
        return [
            self.make.base(
                Row(f"{NEW_PRODUCT}{need.id}", {}, None), names.browse(need.id).display_name
            )
            | {"record": "product", "product_id": need.id}
            | self._product_decision(bool(rows))
            for need, rows in products
        ]

    def _product_decision(self, is_there):
        if is_there:
            return {"category": "equal", "decision": "create_there"}
        if self.flow.missing_product == "create":
            return {"category": "new", "decision": "create_there"}
        if self.flow.missing_product == "default":
            text = self.env._("It is not there: the default product of the flow stands for it.")
            return {"category": "new", "decision": "skip", "message": text}
        text = self.env._(
            "It is not in %s. Its orders wait until it is added there.", self.connection.name
        )
        return {"category": "review", "decision": "skip", "message": text}

    def _plan_orders(self, orders, due):
        """The lines of orders whose clients and products are planned or there; what was written
        there and is the same is noted as seen."""
        lines, seen = [], {}
        for order_id, made in orders_of(orders).items():
            found = due[order_id]
            order = orders.browse(order_id)
            content = None if isinstance(made, Exception) else order_values(made)
            if found.external_id and content == found.ours:
                seen[found.external_id] = found.moved
                continue
            external_id = (
                f"{PREFIXES['order']}{found.external_id}"
                if found.external_id
                else f"{NEW_ORDER}{order_id}"
            )
            line = self.make.base(Row(external_id, {}, None), order.name) | {
                "record": "order",
                "category": "new",
                "decision": "create_there",
                "order_id": order_id,
                "partner_id": flow_client(self.flow, order).id,
                "planned_write_date": found.moved.isoformat(sep=" "),
                "content": content,
            }
            if found.external_id:
                line |= self._update_decision(found.external_id)
            if content is None:
                line |= {"category": "invalid", "state": "failed", "message": str(made)}
            lines.append(line)
        note_orders_seen(self.env.cr, self.connection.id, seen)
        return lines

    def _update_decision(self, external_id):
        if self.flow.target_document in self.provider.capabilities.order_updates:
            return {"category": "changed", "decision": "update"}
        text = self.env._(
            "It was changed here after it was written to %(system)s as %(number)s, where it cannot "
            "be changed from here. Make the change there, too.",
            system=self.connection.name,
            number=external_id,
        )
        return {"category": "review", "decision": "skip", "message": text}
