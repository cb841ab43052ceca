from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .case import StockCase


@tagged("post_install", "-at_install")
class TestCounting(StockCase):
    """What a system tells is counted in a place of Odoo."""

    def test_the_quantity_is_counted_and_tells_where_it_came_from(self):
        run = self.cycle(self.counting())
        self.assertEqual(run.line_ids.state, "done", run.line_ids.message)
        self.assertEqual(
            run.line_ids.changes,
            {"quantity": [None, "4"], "reserved": [None, "0"], "on_hand": ["0", "4"]},
        )
        self.assertEqual(self.on_hand(), 4.0)
        move = self.moves()
        self.assertEqual((move.state, move.is_inventory), ("done", True))
        self.assertEqual(
            (move.reference, move.location_dest_id), (f"Stock of {run.name}", self.place)
        )
        self.assertEqual(self.saw.deratix_stock_ids.quantity, 4.0)

    def test_changes_are_counted(self):
        flow = self.counting()
        self.cycle(flow)
        self.edit("SAW-1", QuantityInStock=2.5)
        run = self.cycle(flow)
        self.assertEqual(run.line_ids.changes, {"quantity": ["4", "2.5"], "on_hand": ["4", "2.5"]})
        self.assertEqual(self.on_hand(), 2.5)
        self.edit("SAW-1", QuantityInStock=0)
        self.cycle(flow)
        self.assertEqual(self.on_hand(), 0.0)

    def test_without_a_place_it_is_only_shown(self):
        before = self.stock_state()
        self.cycle(self.flow("stock", self.one))
        self.assertEqual(self.saw.deratix_stock_ids.quantity, 4.0)
        self.assertEqual(self.stock_state(), before)

    def test_a_place_that_is_chosen_later_is_counted(self):
        flow = self.flow("stock", self.one)
        self.cycle(flow)
        flow.stock_location_id = self.place
        run = self.cycle(flow)
        self.assertEqual(run.line_ids.changes, {"on_hand": ["0", "4"]})
        self.assertEqual(self.on_hand(), 4.0)
        self.assertFalse(self.cycle(flow))

    def test_what_is_the_same_already_is_not_counted(self):
        self.count(4)
        flow = self.counting()
        before = self.stock_state()
        self.cycle(flow)
        self.assertEqual(self.stock_state(), before)
        self.assertFalse(self.cycle(flow))

    def test_idle_writes_nothing(self):
        flow = self.counting()
        self.cycle(flow)
        state, before = self.stock_state(), self.written()
        self.forget_requests()
        self.assertFalse(self.cycle(flow))
        self.assertEqual(self.stock_state(), state)
        asked = [path for _method, path in self.first.requests() if "token" not in path]
        self.assertEqual(asked, ["/3/articles"])
        touched = self.touched_since(before)
        self.assertFalse(touched & {"stock_quant", "stock_move", "stock_location", "deratix_stock"})

    def test_what_moves_in_odoo_stays_until_another_quantity_is_told(self):
        flow = self.counting()
        self.cycle(flow)
        self.ship(1)
        self.assertFalse(self.cycle(flow))
        self.assertEqual(self.on_hand(), 3.0)
        self.edit("SAW-1", QuantityInStock=9)
        self.cycle(flow)
        self.assertEqual(self.on_hand(), 9.0)

    def test_only_what_tracks_its_inventory(self):
        self.saw.is_storable = False
        flow = self.counting()
        self.assertEqual(self.cycle(flow).line_ids.state, "done")
        self.assertFalse(self.moves())
        self.assertFalse(self.cycle(flow))
        self.saw.is_storable = True
        self.cycle(flow)
        self.assertEqual(self.on_hand(), 4.0)

    def test_places_below_count_too(self):
        self.count(1, place=self.shelf)
        self.cycle(self.counting())
        self.assertEqual(self.on_hand(), 4.0)
        self.assertEqual(self.on_hand(place=self.shelf), 1.0)

    def test_digits_that_the_unit_does_not_have(self):
        self.edit("SAW-1", QuantityInStock=4.5)
        unit = self.env.ref("uom.product_uom_unit")
        flow = self.counting()
        self.cycle(flow)
        self.assertEqual(self.on_hand(), unit.round(4.5))
        self.assertFalse(self.cycle(flow))

    # -- preview, and what changed since ------------------------------------------------------

    def test_a_preview_shows_both_quantities_and_writes_nothing(self):
        self.count(1)
        flow = self.counting()
        before = self.stock_state(), self.dump("deratix_stock")
        run = self.preview(flow)
        self.assertEqual(run.state, "ready")
        self.assertEqual(run.line_ids.changes["on_hand"], ["1", "4"])
        self.assertEqual((self.stock_state(), self.dump("deratix_stock")), before)
        self.apply(run)
        self.assertEqual(self.on_hand(), 4.0)

    def test_what_moved_since_the_preview_is_not_overwritten(self):
        self.count(2)
        run = self.preview(self.counting())
        self.ship(1)
        self.apply(run)
        line = run.line_ids
        self.assertEqual((line.state, self.on_hand()), ("failed", 1.0))
        self.assertIn("was 2 when this was planned, and is 1 now", line.message)
        self.assertEqual(line.changes["on_hand"], ["1", "4"])
        self.retry(line)
        self.assertEqual((line.state, self.on_hand()), ("done", 4.0))

    # -- who may, and where ---------------------------------------------------------------------

    def test_without_the_right_to_adjust_stock_nothing_is_counted(self):
        run = self.preview(self.counting()).with_user(self.user)
        with self.assertRaisesRegex(UserError, "right to adjust"):
            run.action_apply()
        self.assertEqual(run.state, "ready")
        self.user.group_ids += self.env.ref("stock.group_stock_manager")
        self.apply(run)
        self.assertEqual(self.on_hand(), 4.0)

    def test_the_place_belongs_to_the_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        theirs = self.env["stock.warehouse"].search([("company_id", "=", other.id)], limit=1)
        customers = self.env.ref("stock.stock_location_customers")
        for place in (theirs.lot_stock_id, customers, self.place.location_id):
            with self.assertRaises(UserError):
                self.flow("stock", self.one, stock_location_id=place.id)

    def test_another_companys_product_is_not_counted(self):
        other = self.env["res.company"].create({"name": "Other"})
        theirs = self.new_product(
            default_code="SAW-2", company_id=other.id, taxes_id=False, is_storable=True
        )
        self.article(ArticleNumber="SAW-2", EAN=None)
        self.cycle(self.counting())
        self.assertFalse(self.moves(theirs))

    def test_two_flows_do_not_count_the_same(self):
        self.counting()
        for source, place in ((self.two, self.shelf), (self.one, self.place)):
            with self.assertRaisesRegex(ValidationError, "already"):
                self.flow("stock", source, stock_location_id=place.id)

    def test_only_a_flow_of_stock_has_a_place(self):
        with self.assertRaisesRegex(ValidationError, "Only a flow of stock"):
            self.flow("products", self.one, stock_location_id=self.place.id)

    def test_the_answers_name_the_place(self):
        self.assertIn("counted in WH/Stock", self.counting().with_user(self.admin).answer_text)
