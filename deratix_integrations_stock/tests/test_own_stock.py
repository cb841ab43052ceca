from odoo.tests import tagged

from .case import StockCase


@tagged("post_install", "-at_install")
class TestOwnStock(StockCase):
    """What is on hand in Odoo is told to a system."""

    def setUp(self):
        super().setUp()
        self.count(6)
        self.count(2, place=self.shelf)

    def there(self, number="SAW-1"):
        return self.told(number, self.first)["QuantityInStock"]

    def test_what_is_on_hand_is_told(self):
        out = self.flow("stock", target=self.one)
        run = self.cycle(out)
        self.assertEqual(run.line_ids.state, "done", run.line_ids.message)
        self.assertEqual(run.line_ids.outgoing, {"quantity": [None, "8"]})
        self.assertEqual(self.there(), 8)
        self.forget_requests()
        self.assertFalse(self.cycle(out))
        self.assertEqual(self.first.requests(), [])
        self.ship(3)
        self.cycle(out)
        self.assertEqual(self.there(), 5)

    def test_sold_out(self):
        out = self.flow("stock", target=self.one)
        self.count(0)
        self.count(0, place=self.shelf)
        self.env["stock.quant"]._unlink_zero_quants()
        self.cycle(out)
        self.assertEqual(self.there(), 0)

    def test_of_one_place(self):
        self.cycle(self.flow("stock", target=self.one, stock_location_id=self.shelf.id))
        self.assertEqual(self.there(), 2)

    def test_a_preview_writes_nothing(self):
        out = self.flow("stock", target=self.one).copy()
        self.forget_requests()
        run = self.preview(out)
        self.assertEqual(run.line_ids.outgoing, {"quantity": [None, "8"]})
        self.assertEqual(self.writes(self.first), [])
        self.assertEqual(self.there(), 4)

    def test_what_tracks_no_inventory_is_left_out(self):
        plain = self.new_product(default_code="PLAIN")
        self.cycle(self.flow("products", target=self.one))
        self.assertTrue(self.link(self.one, "PLAIN").res_id == plain.id)
        run = self.cycle(self.flow("stock", target=self.one))
        self.assertEqual(run.line_ids.product_id, self.saw)

    def test_another_companys_stock_is_not_told(self):
        other = self.env["res.company"].create({"name": "Other"})
        theirs = self.env["stock.warehouse"].search([("company_id", "=", other.id)], limit=1)
        self.env["stock.quant"]._update_available_quantity(self.saw, theirs.lot_stock_id, 100)
        self.cycle(self.flow("stock", target=self.one))
        self.assertEqual(self.there(), 8)

    def test_both_ways_without_a_loop(self):
        out, into = self.flow("stock", target=self.one), self.counting()
        for _round in range(2):
            self.cycle(into, out)
        self.assertEqual((self.on_hand(), self.there()), (8.0, 8), "the flow that is first")
        state = self.stock_state()
        self.forget_requests()
        for _round in range(2):
            self.assertFalse(self.cycle(into, out))
        self.assertEqual(self.writes(self.first), [])
        self.assertEqual(self.stock_state(), state)
        self.ship(1)
        for _round in range(2):
            self.cycle(into, out)
        self.assertEqual((self.on_hand(), self.there()), (7.0, 7))
        self.edit("SAW-1", QuantityInStock=9)
        for _round in range(2):
            self.cycle(into, out)
        self.assertEqual((self.on_hand(), self.there()), (9.0, 9))
        self.forget_requests()
        self.assertFalse(self.cycle(into, out))
        self.assertEqual(self.writes(self.first), [])

    def test_the_answers_tell_of_which_stock(self):
        self.assertIn("whole company", self.flow("stock", target=self.one).answer_text)
        flow = self.flow("stock", target=self.two, stock_location_id=self.shelf.id)
        self.assertIn("in WH/Stock/Shelf", flow.answer_text)
