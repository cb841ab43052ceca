from odoo.tests import tagged

from .flow_orders_case import OrdersOutCase


@tagged("post_install", "-at_install")
class TestFlowOrdersOutJortt(OrdersOutCase):
    """Orders of Odoo become invoices or estimates of jortt, which has no orders and no products."""

    system = "jortt"
    document = "invoice"
    rates = (21, 9)
    currency = "EUR"

    def test_an_order_becomes_a_draft_of_an_invoice(self):
        order = self.order()
        run = self.go()
        self.assert_done(run)
        self.assertFalse(self.line_of(run, self.saw), "there are no products there")
        (there,) = self.documents()
        self.assertEqual(there["invoice_status"], "draft")
        self.assertEqual(
            [item["description"] for item in there["line_items"]],
            ["[HYV-12] Hyvel", "[BOK-1] Handbok"],
        )
        self.assertEqual(float(there["invoice_total"]["amount"]), order.amount_untaxed)
        self.assertEqual(self.link(order).external_id, there["id"])
        self.sandbox.forget_requests()
        self.assertFalse(self.go())
        self.assertEqual(self.sandbox.requests(), [])

    def test_an_estimate(self):
        self.flow.target_document = "estimate"
        order = self.order()
        self.assert_done(self.go())
        self.assertEqual(self.sandbox.control("estimates", method="GET")["ids"],
                         [self.link(order).external_id])  # fmt: skip
        self.assertEqual(self.link(order).kind, "estimate")

    def test_discounts_and_prices_with_tax(self):
        included = self.taxes[0].copy(
            {"name": "21 % in the price", "price_include_override": "tax_included"}
        )
        self.order(
            {
                "product_id": self.saw.id,
                "product_uom_qty": 3,
                "price_unit": 12.1,
                "discount": 10,
                "tax_ids": [(6, 0, included.ids)],
            }
        )
        self.assert_done(self.go())
        (there,) = self.documents()
        self.assertTrue(there["net_amounts"])
        self.assertEqual(there["invoice_total_incl_vat"]["amount"], "32.67")

    def test_vat_that_the_client_cannot_have_is_said_and_retried(self):
        order = self.order()
        wrong = self.taxes[0].copy({"name": "25 %", "amount": 25})
        order.order_line.tax_ids = wrong
        run = self.go()
        line = self.line_of(run, order)
        self.assertEqual(line.state, "failed")
        self.assertIn("25", line.message)
        self.assertEqual(self.documents(), [])
        self.assertFalse(self.env["deratix.intent"].search([]))
        order.order_line.tax_ids = self.taxes[0]
        self.retry(line)
        self.assertEqual(line.state, "done", line.message)

    def test_an_invoice_is_scheduled_for_sending_once(self):
        self.flow.sending = "sent"
        self.order()
        self.assert_done(self.go())
        self.sandbox.control("clock", advance=60)
        (there,) = self.documents()
        self.assertEqual((there["invoice_status"], there["send_method"]), ("sent", "email"))
        sent = [path for method, path in self.sandbox.requests() if path.endswith("/send")]
        self.assertEqual(len(sent), 1)

    def test_a_sending_without_an_answer_is_not_repeated(self):
        self.flow.sending = "sent"
        self.order()
        self.sandbox.fault("reset", match="/send$", arguments={"processed": True})
        run = self.go()
        self.assertEqual(run.state, "applying")
        self.sandbox.control("clock", advance=60)
        run.waiting_until = False
        self.work()
        self.assert_done(run)
        self.assertEqual(len(self.documents()), 1)
        sent = [path for method, path in self.sandbox.requests() if path.endswith("/send")]
        self.assertEqual(len(sent), 1)

    def test_another_currency_is_refused(self):
        order = self.order(currency_id=self.env.ref("base.USD").id)
        order.currency_id = self.env.ref("base.USD")
        run = self.go()
        self.assertIn("currency", self.line_of(run, order).message)

    def test_a_client_is_found_by_its_address_whatever_a_search_looks_at(self):
        self.sandbox.reset(rate=0, invoices=0, estimates=0, query_fields="name")
        number = self.sandbox.control(
            "clients", customer_name="Granlund Trä AB", email="info@granlund.example"
        )["id"]
        self.order()
        self.assert_done(self.go())
        self.assertEqual(self.documents()[0]["customer_id"], number)
