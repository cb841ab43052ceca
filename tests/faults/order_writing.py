"""A flow that writes orders to Fortnox, on a real server; clients and products are there."""

import contextlib

import psycopg2

from .syncing import Sync

SIGN_IN = {
    "client_id": "demo-fortnox-client",
    "client_secret": "demo-fortnox-secret-0001",
    "tenant_id": "555001",
}
# No look begins by itself.
_NEVER = 1_000_000


class OrderWriting(Sync):
    """``run`` is the latest writing leg of the flow."""

    def connect(self):
        """Connect, and have a first order written with the client and the product it needs."""
        self.sandbox.reset(clients=0, articles=0, orders=0, invoices=0, rate_limit=0)
        call = self.server.call
        self.sign_in("fortnox", SIGN_IN)
        partner = {"name": "Granlund Trä AB", "is_company": True, "email": "a@granlund.example"}
        (self.partner,) = call("res.partner", "create", [partner])
        product = {"name": "Hyvel", "default_code": "HYV-12", "type": "consu", "taxes_id": []}
        (self.product,) = call("product.product", "create", [product])
        self.order(1)
        flow = {
            "kind": "orders",
            "target_id": self.connection,
            "target_document": "order",
            "interval": _NEVER,
        }
        (self.flow,) = call("deratix.flow", "create", [flow])
        self.server.sql("UPDATE deratix_flow SET state = 'on' WHERE id = %s", [self.flow])
        self.look()
        self.finish("done")
        assert len(self.there()) == 1
        return self

    def order(self, quantity):
        """A confirmed order."""
        line = {
            "product_id": self.product,
            "product_uom_qty": quantity,
            "price_unit": 189,
            "tax_ids": [],
        }
        values = {"partner_id": self.partner, "order_line": [(0, 0, line)]}
        (order,) = self.server.call("sale.order", "create", [values])
        self.server.call("sale.order", "action_confirm", [order])
        return order

    def look(self):
        """The time of the flow has come; it starts a run."""
        self.server.sql("UPDATE deratix_flow SET looked_at = NULL")
        self.server.run_job(self.server.ref("deratix_integrations", "ir_cron_flows"))
        ((self.run,),) = self.server.sql("SELECT max(id) FROM deratix_run")

    # -- looking ----------------------------------------------------------------------------

    def there(self):
        ids = self.sandbox.read("orders")["ids"]
        return [self.sandbox.read(f"orders/{number}") for number in ids]

    def assert_each_once(self, quantities):
        """As many documents as orders, each linked with its own and compared; nothing is open."""
        documents = {row["DocumentNumber"]: row for row in self.there()}
        assert sorted(
            float(row["OrderRows"][0]["OrderedQuantity"]) for row in documents.values()
        ) == sorted(quantities)
        links = self.server.sql(
            "SELECT b.external_id, l.product_uom_qty, b.snapshot IS NOT NULL "
            "FROM deratix_binding b JOIN sale_order_line l ON l.order_id = b.res_id "
            "WHERE b.model = 'sale.order'"
        )
        assert len(links) == len(documents)
        for number, quantity, compared in links:
            assert float(documents[number]["OrderRows"][0]["OrderedQuantity"]) == float(quantity)
            assert compared
        assert self.server.sql("SELECT * FROM deratix_intent") == []
        assert (
            self.server.sql(
                "SELECT id FROM deratix_run_line WHERE state NOT IN ('done', 'skipped')"
            )
            == []
        )
        assert len(self.sandbox.read("customers")["ids"]) == 1

    # -- disturbing -------------------------------------------------------------------------

    @contextlib.contextmanager
    def held_before(self, table):
        """A worker writes orders and stands before its first writing to ``table``; yields the
        process id of its PostgreSQL connection."""
        with contextlib.closing(psycopg2.connect(dbname=self.server.db)) as holder:
            # In no order with others: readers pass, writers wait.
            holder.cursor().execute(f'LOCK TABLE "{table}" IN SHARE MODE')
            self.look()
            yield self._waiting_for(table)

    @contextlib.contextmanager
    def answer_delayed(self, method="POST", match="/3/orders"):
        """What was sent is there, and the worker waits for the answer."""
        rule = {"kind": "slow", "method": method, "match": match}
        self.sandbox.control("faults", [{**rule, "arguments": {"seconds": 10}}])
        if not self.server.is_running():
            self.server.start()
        else:
            self.look()
        self.until(lambda _row: self._fault_struck())
        yield
        self.sandbox.control("faults", [])

    def kill(self, connection=None):
        self.server.kill()
        if connection:
            self.server.sql("SELECT pg_terminate_backend(%s)", [connection])

    def go_on(self):
        self.hurry()
        if not self.server.is_running():
            self.server.start()
        self.finish("done")
