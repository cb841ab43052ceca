from odoo.tests import tagged

from .case import StockCase


@tagged("post_install", "-at_install")
class TestSetAside(StockCase):
    """What cannot be counted is set aside with the reason; all else is counted."""

    def setUp(self):
        super().setUp()
        self.borr = self.new_product(is_storable=True)
        self.article(ArticleNumber="BORR-1", EAN=None, QuantityInStock=7)
        self.into = self.counting()

    def assert_set_aside(self, text, on_hand):
        """The saw is, with this reason, and not asked again; the other one is counted."""
        run = self.cycle(self.into)
        line = run.line_ids.filtered(lambda line: line.product_id == self.saw)
        self.assertEqual((line.state, self.on_hand()), ("failed", on_hand))
        self.assertIn(text, line.message)
        self.assertEqual(self.on_hand(self.borr), 7.0)
        self.assertEqual(self.saw.deratix_stock_ids.quantity, 4.0, "it is shown all the same")
        self.assertFalse(self.cycle(self.into), "it is not asked again")
        return line

    def test_lots(self):
        self.saw.tracking = "lot"
        line = self.assert_set_aside("lots or serial numbers", 0.0)
        self.saw.tracking = "none"
        self.retry(line)
        self.assertEqual((line.state, self.on_hand()), ("done", 4.0))

    def test_the_reason_shows_before(self):
        self.saw.tracking = "serial"
        run = self.preview(self.into)
        line = run.line_ids.filtered(lambda line: line.product_id == self.saw)
        self.assertIn("lots or serial numbers", line.hint_text)

    def test_a_count_that_is_under_way(self):
        self.count(1)
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.saw.id), ("location_id", "=", self.place.id)]
        )
        quant.with_context(inventory_mode=True).inventory_quantity = 3
        line = self.assert_set_aside("Somebody is counting", 1.0)
        self.assertEqual((quant.inventory_quantity, quant.inventory_quantity_set), (3.0, True))
        quant.action_apply_inventory()
        self.retry(line)
        self.assertEqual(line.changes["on_hand"], ["3", "4"])
        self.retry(line)
        self.assertEqual((line.state, self.on_hand()), ("done", 4.0))

    def test_reservations_stay(self):
        self.count(9)
        move = self.transfer(6)
        self.assert_set_aside("6 of “[SAW-1] Såg 1 mm” are reserved", 9.0)
        self.assertEqual((move.state, move.quantity), ("assigned", 6.0))

    def test_a_reservation_that_is_not_in_the_way(self):
        self.count(9)
        move = self.transfer(3)
        self.cycle(self.into)
        self.assertEqual(self.on_hand(), 4.0)
        self.assertEqual((move.state, move.quantity), ("assigned", 3.0))

    def test_more_lies_below_than_there_is(self):
        self.count(6, place=self.shelf)
        self.assert_set_aside("lies in places below WH/Stock", 6.0)

    def test_less_than_none(self):
        self.edit("SAW-1", QuantityInStock=-2)
        run = self.cycle(self.into)
        line = run.line_ids.filtered(lambda line: line.product_id == self.saw)
        self.assertIn("less than none", line.message)
        self.assertEqual(self.on_hand(), 0.0)

    def test_what_inventory_refuses_stops_nothing_else(self):
        def refuse(quants, date=None):
            if self.saw in quants.product_id:
                raise ValueError("broken")
            return apply_inventory(quants, date)

        Quant = type(self.env["stock.quant"])
        apply_inventory = Quant._apply_inventory
        self.patch(Quant, "_apply_inventory", refuse)
        with self.assertLogs("odoo.addons.deratix_integrations", "ERROR"):
            run = self.cycle(self.into)
        self.assertEqual(sorted(run.line_ids.mapped("state")), ["done", "failed"])
        self.assertEqual((self.on_hand(), self.on_hand(self.borr)), (0.0, 7.0))


@tagged("post_install", "-at_install")
class TestUndo(StockCase):
    """A count is taken back while nobody has counted or moved since."""

    def setUp(self):
        super().setUp()
        self.count(1)
        self.into = self.counting()
        self.run = self.cycle(self.into)
        self.assertEqual(self.on_hand(), 4.0)

    def assert_kept(self, text, on_hand):
        self.undo(self.run)
        self.assertEqual((self.run.line_ids.state, self.on_hand()), ("kept", on_hand))
        self.assertIn(text, self.run.line_ids.message)

    def test_undo(self):
        self.undo(self.run)
        self.assertEqual(self.run.line_ids.state, "undone", self.run.line_ids.message)
        self.assertEqual(self.on_hand(), 1.0)
        self.assertFalse(self.saw.deratix_stock_ids)
        self.assertEqual(self.moves()[-1].reference, f"Undone: stock of {self.run.name}")
        self.assertFalse(self.cycle(self.into), "what was taken back does not come by itself")
        self.edit("SAW-1", QuantityInStock=6)
        self.cycle(self.into)
        self.assertEqual(self.on_hand(), 6.0)

    def test_undo_of_the_second_count(self):
        self.edit("SAW-1", QuantityInStock=6)
        run = self.cycle(self.into)
        self.assert_kept("Another quantity was told", 6.0)
        self.undo(run)
        self.assertEqual(self.on_hand(), 4.0)
        self.assertEqual(self.saw.deratix_stock_ids.quantity, 4.0)
        self.assertEqual(self.saw.deratix_stock_ids.counted_in_id, self.place)
        self.assertFalse(self.cycle(self.into))

    def test_moved_since(self):
        self.ship(1)
        self.assert_kept("counted or moved", 3.0)

    def test_moved_and_brought_back_since(self):
        self.ship(1)
        self.count(4)
        self.assert_kept("counted or moved", 4.0)

    def test_counted_as_the_same_since(self):
        self.count(4)
        self.assert_kept("counted or moved", 4.0)

    def test_reserved_since(self):
        move = self.transfer(3)
        self.assert_kept("are reserved", 4.0)
        self.assertEqual((move.state, move.quantity), ("assigned", 3.0))

    def test_the_flow_counts_elsewhere_by_now(self):
        self.into.stock_location_id = self.shelf
        self.assert_kept("another place by now", 4.0)

    def test_the_flow_counts_nowhere_by_now(self):
        self.into.stock_location_id = False
        self.assert_kept("does not count stock any more", 4.0)
