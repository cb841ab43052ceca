"""Orders of Odoo, and a flow that writes them to a real sandbox."""

from odoo import Command

from .oauth_case import connect
from .sandbox import Sandbox
from .test_sync import SyncCase

TENANT = "555001"


class OrdersOutCase(SyncCase):
    """Products with 25 and 6 % of tax, and orders in crowns; Fortnox unless ``system`` says
    otherwise."""

    system = "fortnox"
    document = "order"
    rates = (25, 6)
    currency = "SEK"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sandbox.stop()
        cls.sandbox = Sandbox(cls.system)
        cls.addClassCleanup(cls.sandbox.stop)
        cls.connection = cls.connect_target()
        cls.connection.sync_hold_count = 0
        # The module's own demonstration orders are not of these tests.
        cls.env["sale.order"].search([]).filtered(
            lambda order: order.state == "sale"
        ).state = "draft"
        currency = cls.env["res.currency"].with_context(active_test=False)
        currency = currency.search([("name", "=", cls.currency)])
        currency.active = True
        cls.pricelist = cls.env["product.pricelist"].create(
            {"name": "Test", "currency_id": currency.id}
        )
        cls.taxes = cls.env["account.tax"].create(
            [
                {
                    "name": f"{rate} %",
                    "amount": rate,
                    "type_tax_use": "sale",
                    "price_include_override": "tax_excluded",
                }
                for rate in cls.rates
            ]
        )
        cls.saw = cls.product("Hyvel", "HYV-12", 189, cls.taxes[0])
        cls.book = cls.product("Handbok", "BOK-1", 99.5, cls.taxes[1])
        cls.partner = cls.client("Granlund Trä AB", "info@granlund.example")

    @classmethod
    def connect_target(cls):
        sign_in = {"tenant_id": TENANT} if cls.system == "fortnox" else {}
        return connect(cls.env, cls.system, cls.sandbox.url, **sign_in)

    def setUp(self):
        super().setUp()
        self.reset_target()
        self.flow = self.make_flow()

    def reset_target(self):
        # The real limits would make the tests wait.
        if self.system == "fortnox":
            self.sandbox.reset(rate_limit=0, articles=0, orders=0, invoices=0)
        else:
            self.sandbox.reset(rate=0, invoices=0, estimates=0)

    @classmethod
    def product(cls, name, sku, price, tax, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "default_code": sku,
                "list_price": price,
                "type": "consu",
                "taxes_id": [Command.set(tax.ids)],
                **values,
            }
        )

    @classmethod
    def client(cls, name, email, **values):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "email": email,
                "is_company": True,
                "street": "Kvarngatan 7",
                "city": "Uppsala",
                "zip": "753 20",
                **values,
            }
        )

    def make_flow(self, **values):
        flow = self.env["deratix.flow"].create(
            {
                "kind": "orders",
                "target_id": self.connection.id,
                "target_document": self.document,
                "state": "on",
                **values,
            }
        )
        return flow

    def order(self, *lines, partner=None, **values):
        """A confirmed order; lines are ``(product, quantity)`` or dicts of values."""
        lines = lines or ((self.saw, 2), (self.book, 3))
        order = self.env["sale.order"].create(
            {
                "partner_id": (partner or self.partner).id,
                "pricelist_id": self.pricelist.id,
                "order_line": [
                    Command.create(
                        line
                        if isinstance(line, dict)
                        else {"product_id": line[0].id, "product_uom_qty": line[1]}
                    )
                    for line in lines
                ],
                **values,
            }
        )
        order.action_confirm()
        return order

    # -- working ----------------------------------------------------------------------------

    def go(self, flow=None):
        """What the scheduler does when the time of the flow has come; returns the run, if it left
        any."""
        before = self.env["deratix.run"].search([])
        (flow or self.flow).looked_at = False
        with self.enter_registry_test_mode():
            self.env.ref("deratix_integrations.ir_cron_flows").method_direct_trigger()
        self.work()
        self.env.invalidate_all()
        return self.env["deratix.run"].search([]) - before

    def retry(self, lines):
        with self.enter_registry_test_mode():
            lines.action_retry()
        self.work()
        self.env.invalidate_all()

    def documents(self):
        """The documents there."""
        path = {"order": "orders", "invoice": "invoices", "estimate": "estimates"}[self.document]
        ids = self.sandbox.control(path, method="GET")["ids"]
        return [self.sandbox.control(f"{path}/{id_}", method="GET") for id_ in ids]

    def link(self, order):
        return self.env["deratix.binding"].search(
            [("model", "=", "sale.order"), ("res_id", "=", order.id)]
        )

    def line_of(self, run, record):
        column = {"sale.order": "order_id", "product.product": "product_id"}.get(
            record._name, "partner_id"
        )
        lines = run.line_ids.filtered(lambda line: line[column] == record)
        return lines.filtered(lambda line: (line.record == "order") == (column == "order_id"))

    def assert_done(self, run):
        lines = run.line_ids
        self.assertEqual(set(lines.mapped("state")), {"done"}, lines.mapped("message"))
