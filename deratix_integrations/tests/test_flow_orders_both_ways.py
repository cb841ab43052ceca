from odoo.tests import tagged

from .flow_orders_case import OrdersOutCase


@tagged("post_install", "-at_install")
class TestFlowOrdersBothWays(OrdersOutCase):
    """Orders go from Odoo to Fortnox, and from Fortnox to Odoo."""

    def setUp(self):
        super().setUp()
        self.back = self.env["deratix.flow"].create(
            {
                "kind": "orders",
                "source_id": self.connection.id,
                "source_document": "order",
                "state": "on",
            }
        )

    def look(self):
        self.back.looked_at = False
        return self.go()

    def sales(self):
        return self.env["sale.order"].search_count([])

    def test_both_directions_make_no_loop(self):
        ours = self.order()
        customer = self.sandbox.control("customers", Name="Björk AB", Email="a@bjork.example")
        theirs = self.sandbox.control(
            "orders",
            CustomerNumber=customer["id"],
            OrderRows=[{"Description": "Arbete", "OrderedQuantity": "2", "Price": 500, "VAT": 25}],
        )["id"]
        self.look()
        for _look in range(4):
            self.look()
        self.assertEqual(len(self.documents()), 2)
        here = self.env["deratix.binding"].search(
            [("model", "=", "sale.order"), ("connection_id", "=", self.connection.id)]
        )
        self.assertEqual(len(here), 2)
        self.assertEqual(here.filtered(lambda link: link.external_id == theirs).state, "linked")
        self.assertIn(ours.id, here.mapped("res_id"))
        count = self.sales()
        self.sandbox.forget_requests()
        before = self.dump("deratix_binding")
        self.assertFalse(self.look())
        self.assertEqual({method for method, _path in self.sandbox.requests()}, {"GET"})
        self.assertEqual(self.dump("deratix_binding"), before)
        self.assertEqual((len(self.documents()), self.sales()), (2, count))
