"""A whole flow, with a fault at every request in turn."""

from dataclasses import replace
from unittest.mock import patch

from odoo.tests import tagged

from ..providers.fortnox import Fortnox
from ..providers.jortt import Jortt
from .flow_orders_case import TENANT
from .oauth_case import connect
from .orders_case import OrdersCase
from .sandbox import Sandbox

# Before the other system did what was asked, after it, and with half an answer.
FAULTS = (
    {"kind": "http_500"},
    {"kind": "reset", "arguments": {"processed": True}},
    {"kind": "cut_body"},
)
# Requests for tokens are another matter.
SOURCE, TARGET = "^/v[123]/", "^/3/"


@tagged("post_install", "-at_install")
class TestFlowOrdersFaults(OrdersCase):
    """Invoices of jortt become orders of Fortnox, each once, whatever goes wrong."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.target = Sandbox("fortnox")
        cls.addClassCleanup(cls.target.stop)
        cls.target_connection = connect(cls.env, "fortnox", cls.target.url, tenant_id=TENANT)
        cls.target_connection.sync_hold_count = 0
        # Hundreds of requests are sent here, and nobody counts them.
        for provider in (Fortnox, Jortt):
            unpaced = replace(provider.capabilities, rate=None)
            cls.startClassPatcher(patch.object(provider, "capabilities", unpaced))

    def reset(self, **options):
        self.target.reset(clients=0, rate_limit=0, articles=0, orders=0, invoices=0)
        return super().reset(**options)

    def make_flow(self, **values):
        values = {
            "target_id": self.target_connection.id,
            "target_document": "order",
            "customer_key": "email",
            **values,
        }
        return super().make_flow(**values)

    def source_orders(self):
        """Three invoices of two clients, with three products."""
        bread, coffee = ("[BR-1] Zuurdesem", 2, "3.10", 9), ("[KF-7] Koffie", 3, "10.00", 21)
        tea = ("[TH-2] Thee", 7, "4.25", 9)
        made = [
            (self.order(bread, coffee, payment_term=30), 0),
            (self.order(coffee, tea, client=1, payment_term=30), 1),
            (self.order(bread, tea, payment_term=10), 0),
        ]
        return [(external_id, self.clients[client]) for external_id, client in made]

    def settle(self):
        """Look again until there is nothing left to do; nobody waits for the time to come."""
        for _look in range(12):
            self.env["deratix.run"].search([("waiting_until", "!=", False)]).waiting_until = False
            self.flow.looked_at = False
            before = self.env["deratix.run"].search([])
            with self.enter_registry_test_mode():
                self.env.ref("deratix_integrations.ir_cron_flows").method_direct_trigger()
            self.work()
            self.env.invalidate_all()
            if not self.flow._live_runs() and self.env["deratix.run"].search([]) == before:
                return
        self.fail("It never comes to rest.")

    def check(self, source):
        """Each source order once in the target, with its customer, lines and sums."""
        Binding = self.env["deratix.binding"]
        numbers = self.target.control("orders", method="GET")["ids"]
        waiting = self.env["deratix.run.line"].search([("state", "not in", ("done", "skipped"))])
        self.assertFalse(waiting, waiting.mapped("message"))
        self.assertEqual(len(numbers), len(source))
        there = {
            number: self.target.control(f"orders/{number}", method="GET") for number in numbers
        }
        for external_id, client in source:
            invoice = self.sandbox.control(f"invoices/{external_id}", method="GET")
            sale = self.sale(external_id)
            (binding,) = Binding.search(
                [
                    ("connection_id", "=", self.target_connection.id),
                    ("model", "=", "sale.order"),
                    ("res_id", "=", sale.id),
                ]
            )
            order = there.pop(binding.external_id)
            customer = self.sandbox.control(f"clients/{client}", method="GET")
            self.assertEqual(order["CustomerName"], customer["customer_name"])
            self.assertEqual(
                [
                    (f"[{row['ArticleNumber']}] {row['Description']}", float(row["Price"]))
                    for row in order["OrderRows"]
                ],
                [
                    (item["description"], float(item["amount"]["amount"]))
                    for item in invoice["line_items"]
                ],
            )
            self.assertEqual(
                [float(row["OrderedQuantity"]) for row in order["OrderRows"]],
                [float(item["quantity"]) for item in invoice["line_items"]],
            )
            self.assertAlmostEqual(
                order["Total"], float(invoice["invoice_total_incl_vat"]["amount"])
            )
            self.assertTrue(binding.snapshot, "it was compared")
        self.assertFalse(there)
        self.assertEqual(len(self.target.control("customers", method="GET")["ids"]), 2)
        self.assertEqual(
            self.target.control("articles", method="GET")["ids"], ["BR-1", "KF-7", "TH-2"]
        )
        self.assertFalse(self.env["deratix.intent"].search([]))

    def requests_of(self, sandbox, prefix):
        return [path for _method, path in sandbox.requests() if path.startswith(prefix)]

    def test_a_fault_at_every_request(self):
        source = self.source_orders()
        with self.env.cr.savepoint() as savepoint:
            self.settle()
            self.check(source)
            asked = [
                (self.sandbox, SOURCE, len(self.requests_of(self.sandbox, "/v"))),
                (self.target, TARGET, len(self.requests_of(self.target, "/3/"))),
            ]
            savepoint.rollback()
        self.assertGreater(asked[0][2], 3)
        self.assertGreater(asked[1][2], 12)
        for sandbox, match, count in asked:
            for number in range(count):
                for fault in FAULTS:
                    with (
                        self.subTest(match, number=number, fault=fault),
                        self.env.cr.savepoint() as savepoint,
                    ):
                        self.env.invalidate_all()
                        self.reset()
                        source = self.source_orders()
                        rule = {**fault, "match": match, "after_n": number}
                        sandbox.control("faults", rules=[rule])
                        self.settle()
                        rules = sandbox.control("faults", method="GET")["rules"]
                        # The last look, which finds nothing, was counted as well.
                        self.assertEqual([each["used"] for each in rules], [1])
                        self.check(source)
                        savepoint.rollback()
