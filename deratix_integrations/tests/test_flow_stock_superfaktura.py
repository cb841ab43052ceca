from odoo.tests import tagged

from .test_flow_products_superfaktura import SuperFakturaProductCase


@tagged("post_install", "-at_install")
class TestStockOfSuperFaktura(SuperFakturaProductCase):
    def setUp(self):
        super().setUp()
        self.number = self.add(stock=7.5)
        flow = self.flow("products", self.third)
        self.cycle(flow)
        flow.action_pause()
        self.saw = self.product(self.number, self.third)

    def stock(self):
        rows = self.saw.deratix_stock_ids
        return rows.filtered(lambda row: row.connection_id == self.third).quantity

    def test_the_quantity_comes_onto_the_product(self):
        service = self.add(sku="S-1", name="Montáž")
        self.new_product(default_code="S-1")
        into = self.flow("stock", self.third)
        run = self.cycle(into)
        self.assertEqual(run.line_ids.product_id, self.saw, "services have no stock")
        self.assertEqual(self.stock(), 7.5)
        self.assertFalse(self.cycle(into))
        self.amend(self.number, stock=3)
        self.assertEqual(self.cycle(into).line_ids.changes, {"quantity": ["7.5", "3"]})
        self.assertEqual(self.stock(), 3)
        self.undo(run)
        self.assertIn("Another quantity", run.line_ids.message)
        self.assertIsNone(self.item(service)["stock"])

    def with_article(self, quantity):
        """The same product at Fortnox, with so many in stock, and a flow of them from there."""
        self.article(ArticleNumber="P-1", EAN=None, QuantityInStock=quantity)
        flow = self.flow("products", self.one)
        self.cycle(flow)
        flow.action_pause()
        return self.flow("stock", self.one, self.third)

    def test_the_quantity_is_written_and_the_difference_booked_once(self):
        flow = self.with_article(12)
        before = self.item(self.number)
        self.cycle(flow)
        after = self.item(self.number)
        self.assertEqual(after, before | {"stock": 12, "modified": after["modified"]})
        self.assertEqual(self.booked(self.number), [7.5, 4.5])
        self.forget_requests()
        self.assertFalse(self.cycle(flow))
        self.assertEqual(self.writes(self.slovak), [])

    def test_a_lost_answer_books_nothing_twice(self):
        flow = self.with_article(12)
        self.slovak.fault(
            "reset", match="stock_items", method="PATCH", arguments={"processed": True}
        )
        run = self.cycle(flow).filtered(lambda run: run.connection_id == self.third)
        self.go_on(run)
        self.assertEqual(run.line_ids.state, "done", run.line_ids.message)
        self.assertEqual(self.booked(self.number), [7.5, 4.5, 0])
        self.assertEqual(self.item(self.number)["stock"], 12)

    def test_both_ways_without_a_loop(self):
        there = self.with_article(12)
        self.cycle(there)
        back = self.flow("stock", self.third, self.one)
        self.forget_requests()
        for _round in range(2):
            self.assertFalse(self.cycle(there, back))
        self.assertEqual(self.writes(self.first) + self.writes(self.slovak), [])
        self.amend(self.number, stock=9)
        for _round in range(2):
            self.cycle(there, back)
        self.assertEqual(self.told("P-1", self.first)["QuantityInStock"], 9)
        self.assertEqual(self.booked(self.number), [7.5, 4.5, -3])
