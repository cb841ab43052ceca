"""Orders of jortt that come to a real server, and what they have to end with."""

from .state import State, assert_same
from .syncing import Sync

# So many invoices of fewer clients, of which Odoo knows none before; drafts are among them.
ORDERS = 24
CLIENTS = 8
BATCH = 6
_SIGN_IN = {"client_id": "demo-jortt-client", "client_secret": "demo-jortt-secret-0001"}


class Ordering(Sync):
    """A flow of orders from the account of the sandbox that is on; ``run`` is the latest one."""

    held_kind = "flow_in"
    held_tables = (
        "deratix_flow",
        "product_product",
        "product_template",
        "sale_order",
        "sale_order_line",
    )
    counted = "l.record = 'order'"

    def connect(self):
        self.sandbox.reset(
            clients=CLIENTS, invoices=ORDERS, estimates=0, rate=0, today="2026-03-31"
        )
        call = self.server.call
        self._prepare_company()
        self.sign_in("jortt", _SIGN_IN)
        states = call("deratix.order.state", "search", [])
        (self.flow,) = call(
            "deratix.flow",
            "create",
            [
                {
                    "kind": "orders",
                    "source_id": self.connection,
                    "source_document": "invoice",
                    "order_state_ids": [[6, 0, states]],
                    "batch_size": BATCH,
                    "interval": 1_000_000,
                }
            ],
        )
        self.run = None
        self.hold()
        # As somebody who switches it on, but the first look is left to the test.
        self.server.sql("UPDATE deratix_flow SET state = 'on', looked_at = now()")
        return self

    def _prepare_company(self):
        """Euros, and the rates of the Netherlands."""
        call = self.server.call
        domain = [["name", "=", "EUR"]]
        (currency,) = call("res.currency", "search", domain, context={"active_test": False})
        call("res.currency", "write", [currency], {"active": True})
        call("res.company", "write", call("res.company", "search", []), {"currency_id": currency})
        (group,) = call("account.tax.group", "create", [{"name": "BTW"}])
        call(
            "account.tax",
            "create",
            [
                {
                    "name": f"BTW {rate} %",
                    "amount": rate,
                    "type_tax_use": "sale",
                    "tax_group_id": group,
                    "price_include_override": "tax_excluded",
                }
                for rate in (9, 21)
            ],
        )

    def row(self):
        """The latest run; before the first look there is none."""
        return super().row() if self.run else {"state": "done"}

    def look(self):
        """The time for a look has come; the run that it starts, if any."""
        self.server.sql("UPDATE deratix_flow SET looked_at = NULL")
        self.server.run_job(self.server.ref("deratix_integrations", "ir_cron_flows"))
        ((last,),) = self.server.sql("SELECT max(id) FROM deratix_run")
        found, self.run = last != self.run and last is not None, last
        return found

    def look_in_vain(self):
        """Another look, which finds nothing; the requests that it sent."""
        self.sandbox.control("log/clear", {})
        last = self.run
        self.look()
        self.server.wait_for_runs()
        # A look that finds nothing leaves no trace.
        assert self.server.sql("SELECT max(id) FROM deratix_run") == [(last,)]
        return self.sandbox.read("log")["requests"]

    def outcome(self):
        """The orders with their clients and lines, by names that are the same in every database."""
        state = State(self.server.sql)
        orders = self.server.sql(
            "SELECT b.external_id, s.id, s.partner_id, s.state, s.amount_untaxed::text, "
            "s.amount_total::text, s.date_order::date::text FROM deratix_binding b "
            "JOIN sale_order s ON s.id = b.res_id "
            "WHERE b.model = 'sale.order' AND b.kind = 'invoice' ORDER BY 1"
        )
        lines = self.server.sql(
            "SELECT l.order_id, p.default_code, l.name, l.product_uom_qty::text, "
            "l.price_unit::text FROM sale_order_line l "
            "JOIN product_product p ON p.id = l.product_id ORDER BY l.id"
        )
        ((sales,),) = self.server.sql("SELECT count(*) FROM sale_order")
        business = state.business()
        return {
            "orders": [
                [
                    external_id,
                    state.name(partner),
                    *rest,
                    [line[1:] for line in lines if line[0] == id_],
                ]
                for external_id, id_, partner, *rest in orders
            ],
            "sales": sales,
            "products": self.server.sql(
                "SELECT p.default_code, t.name->>'en_US' FROM product_product p "
                "JOIN product_template t ON t.id = p.product_tmpl_id ORDER BY 1, 2"
            ),
            "partners": business["partners"],
        }

    def assert_at_rest(self):
        """Another look finds nothing and writes nothing."""
        before = self.outcome()
        asked = {entry["path"] for entry in self.look_in_vain()}
        assert asked == {"/v2/invoices"}, asked
        assert_same(self.outcome(), before)
