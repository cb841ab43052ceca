from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..providers.base import UnexpectedAnswer
from ..providers.fortnox import Fortnox
from .oauth_case import connect
from .test_flow_products import ProductCase


@tagged("post_install", "-at_install")
class TestFlowStock(ProductCase):
    def setUp(self):
        super().setUp()
        self.article()
        self.products = self.flow("products", self.one)
        self.cycle(self.products)
        self.products.action_pause()
        self.saw = self.product("SAW-1")

    def stock(self, connection=None):
        rows = self.saw.deratix_stock_ids.filtered(
            lambda row: row.connection_id == (connection or self.one)
        )
        return rows.mapped("quantity")

    def test_the_quantity_comes_onto_the_product(self):
        into = self.flow("stock", self.one)
        self.first.control("articles", ArticleNumber="X-9", Description="Okänd", QuantityInStock=3)
        run = self.cycle(into)
        self.assertEqual(run.line_ids.changes, {"quantity": [None, "4"], "reserved": [None, "0"]})
        self.assertEqual(self.stock(), [4.0])
        self.assertEqual(self.saw.product_tmpl_id.deratix_stock_ids, self.saw.deratix_stock_ids)
        self.edit("SAW-1", QuantityInStock=2.5)
        run = self.cycle(into)
        self.assertEqual(run.line_ids.changes, {"quantity": ["4", "2.5"]})
        self.assertEqual(self.stock(), [2.5])

    def test_idle_asks_for_one_list(self):
        into = self.flow("stock", self.one)
        self.cycle(into)
        self.forget_requests()
        told_at = self.saw.deratix_stock_ids.told_at
        self.assertFalse(self.cycle(into))
        asked = [path for _method, path in self.first.requests() if "token" not in path]
        self.assertEqual(asked, ["/3/articles"])
        self.assertEqual(self.saw.deratix_stock_ids.told_at, told_at)

    def test_an_article_that_is_not_linked_is_found_by_its_number(self):
        borr = self.new_product()
        self.new_product(name="A", default_code="TWICE")
        self.new_product(name="B", default_code="TWICE")
        for number in ("BORR-1", "TWICE"):
            self.article(ArticleNumber=number, EAN=None, QuantityInStock=7)
        run = self.cycle(self.flow("stock", self.one))
        self.assertEqual(run.line_ids.product_id, borr | self.saw)
        self.assertEqual(borr.deratix_stock_ids.quantity, 7)

    def test_a_row_that_cannot_be_read_is_set_aside(self):
        self.new_product(default_code="BAD-1")
        self.article(ArticleNumber="BAD-1", EAN=None)
        product = Fortnox.product

        def refuse(provider, row):
            if row.external_id == "BAD-1":
                raise UnexpectedAnswer(host="Fortnox", reason="record")
            return product(provider, row)

        into = self.flow("stock", self.one)
        with patch.object(Fortnox, "product", refuse):
            run = self.cycle(into)
            self.assertEqual(run.state, "done", run.message)
            bad = run.line_ids.filtered(lambda line: line.external_id == "stock:BAD-1")
            self.assertEqual((bad.category, bad.decision), ("invalid", "skip"))
            self.assertIn("a record that cannot be read", bad.message)
            self.assertEqual(self.stock(), [4.0])
            self.assertFalse(self.cycle(into), "it is told of once")
        run = self.cycle(into)
        self.assertEqual(run.line_ids.mapped("external_id"), ["stock:BAD-1"])
        self.assertEqual(run.line_ids.state, "done", "it comes as soon as it can be read")

    def test_undo(self):
        into = self.flow("stock", self.one)
        first = self.cycle(into)
        self.edit("SAW-1", QuantityInStock=2)
        second = self.cycle(into)
        self.undo(first)
        self.assertIn("Another quantity", first.line_ids.message)
        self.undo(second)
        self.assertEqual(self.stock(), [4.0])
        self.assertFalse(self.cycle(into), "what was taken back does not come by itself")
        self.edit("SAW-1", QuantityInStock=1)
        self.cycle(into)
        self.assertEqual(self.stock(), [1.0])

    def test_from_one_to_the_other_and_back_without_a_loop(self):
        self.article(self.second, QuantityInStock=0)
        self.cycle(self.flow("products", self.two))
        there = self.flow("stock", self.one, self.two)
        self.cycle(there)
        self.assertEqual(self.told("SAW-1")["QuantityInStock"], 4)
        self.assertEqual(self.told("SAW-1")["Description"], "Såg 1 mm")
        back = self.flow("stock", self.two, self.one)
        self.forget_requests()
        for _round in range(2):
            self.assertFalse(self.cycle(there, back))
        self.assertEqual(self.writes(self.first) + self.writes(self.second), [])
        self.edit("SAW-1", self.second, QuantityInStock=9)
        for _round in range(2):
            self.cycle(there, back)
        self.assertEqual(self.told("SAW-1", self.first)["QuantityInStock"], 9)
        self.forget_requests()
        self.assertFalse(self.cycle(there, back))
        self.assertEqual(self.writes(self.first) + self.writes(self.second), [])

    def test_odoo_has_no_stock_of_its_own(self):
        if "stock.quant" in self.env:
            self.skipTest("The app Inventory is installed.")
        with self.assertRaisesRegex(ValidationError, "Inventory"):
            self.flow("stock", target=self.two)

    def test_a_system_without_products_takes_no_part(self):
        with self.assertRaisesRegex(ValidationError, "no products"):
            self.flow("stock", connect(self.env, "jortt", "http://127.0.0.1:9"))
