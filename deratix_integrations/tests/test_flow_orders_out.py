from odoo.tests import tagged

from .flow_orders_case import OrdersOutCase


@tagged("post_install", "-at_install")
class TestFlowOrdersOut(OrdersOutCase):
    """Orders of Odoo become orders of Fortnox."""

    def test_order_with_all_that_it_needs(self):
        order = self.order(client_order_ref="PO-9")
        run = self.go()
        self.assertEqual(run.state, "done", run.message)
        self.assertEqual(
            set(run.line_ids.mapped("state")), {"done"}, run.line_ids.mapped("message")
        )
        (there,) = self.documents()
        self.assertEqual(there["YourOrderNumber"], "PO-9")
        self.assertEqual(there["Net"], order.amount_untaxed)
        self.assertEqual(
            [(row["ArticleNumber"], row["OrderedQuantity"], row["Price"], row["VAT"])
             for row in there["OrderRows"]],
            [("HYV-12", "2", 189, 25), ("BOK-1", "3", 99.5, 6)],
        )  # fmt: skip
        customer = self.sandbox.control(f"customers/{there['CustomerNumber']}", method="GET")
        self.assertEqual(customer["Name"], "Granlund Trä AB")
        self.assertEqual(self.link(order).external_id, there["DocumentNumber"])
        self.assertFalse(self.env["deratix.intent"].search([]))
