from odoo.tests import tagged

from .flow_orders_case import OrdersOutCase


class UpdateCase(OrdersOutCase):
    """An order that was written there."""

    def setUp(self):
        super().setUp()
        self.sale = self.order()
        self.go()
        (self.before,) = self.documents()


@tagged("post_install", "-at_install")
class TestFlowOrdersOutUpdate(UpdateCase):
    """Orders that change here after they were written."""

    def change(self):
        self.sale.order_line[0].write({"product_uom_qty": 4, "discount": 10})
        self.sale.order_line[1].product_uom_qty = 0
        self.sale.client_order_ref = "PO-10"

    def test_it_is_left_as_it_is_by_default(self):
        self.change()
        self.assertFalse(self.go())
        self.assertEqual(self.documents(), [self.before])

    def test_it_is_updated_where_the_flow_says_so(self):
        self.flow.existing = "update"
        self.change()
        run = self.go()
        line = self.line_of(run, self.sale)
        self.assertEqual((line.decision, line.category), ("update", "changed"))
        self.assert_done(run)
        (there,) = self.documents()
        self.assertEqual(there["DocumentNumber"], self.before["DocumentNumber"])
        self.assertEqual(there["YourOrderNumber"], "PO-10")
        self.assertEqual([row["Total"] for row in there["OrderRows"]], [680.4])
        self.sale.order_line[0].discount = 0
        self.sale.client_order_ref = False
        self.assert_done(self.go())
        (there,) = self.documents()
        self.assertEqual(there["YourOrderNumber"], "")
        self.assertEqual([row["Total"] for row in there["OrderRows"]], [756])
        self.sandbox.forget_requests()
        self.assertFalse(self.go())
        self.assertEqual(self.sandbox.requests(), [])

    def test_a_writing_that_changes_nothing_is_no_change(self):
        self.flow.existing = "update"
        self.sale.order_line[0].write({"product_uom_qty": 7})
        self.sale.order_line[0].write({"product_uom_qty": 2})
        self.sandbox.forget_requests()
        self.assertFalse(self.go())
        self.assertEqual(self.sandbox.requests(), [])

    def test_an_update_without_an_answer_is_done_again(self):
        self.flow.existing = "update"
        self.change()
        late = {"arguments": {"processed": True}}
        self.sandbox.fault("http_500", match="/3/orders/", method="PUT", **late)
        run = self.go()
        self.assertEqual(run.state, "applying")
        run.waiting_until = False
        self.work()
        self.assert_done(run)
        self.assertEqual(len(self.documents()), 1)

    def test_what_was_written_is_not_taken_back_and_says_so(self):
        (run,) = self.flow.run_ids
        self.undo(run)
        line = self.line_of(run, self.sale)
        self.assertEqual(line.state, "kept")
        self.assertIn("Cancel it there", line.message)
        self.assertTrue(self.link(self.sale))
        self.assertFalse(self.go())


@tagged("post_install", "-at_install")
class TestFlowOrdersOutNoUpdate(UpdateCase):
    """jortt's documents are not changed from here."""

    system = "jortt"
    document = "invoice"
    rates = (21, 9)
    currency = "EUR"

    def test_it_says_so_once(self):
        self.flow.existing = "update"
        self.sale.order_line[0].product_uom_qty = 4
        run = self.go()
        line = self.line_of(run, self.sale)
        self.assertEqual((line.category, line.decision), ("review", "skip"))
        self.assertIn("Make the change there", line.message)
        self.assertFalse(self.go())
        self.assertEqual(self.documents(), [self.before])
