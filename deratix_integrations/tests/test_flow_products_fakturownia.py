from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .sandbox import Sandbox
from .test_flow_products import ProductCase
from .test_sync import TOKEN


@tagged("post_install", "-at_install")
class TestProductsOfFakturownia(ProductCase):
    """Its articles have ids beside their codes, and net prices follow from gross ones."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.polish = Sandbox("fakturownia")
        cls.addClassCleanup(cls.polish.stop)
        cls.third = cls.env["deratix.connection"].create(
            {
                "name": "Three",
                "integration_id": cls.env.ref("deratix_integrations.integration_fakturownia").id,
                "base_url": cls.polish.url,
                "sync_invoices": False,
            }
        )
        cls.third.credential_ids.value = TOKEN

    def setUp(self):
        super().setUp()
        self.polish.reset()
        # The catalogue with which an account begins.
        for number in self.polish.control("products", method="GET")["ids"]:
            self.polish.control(f"products/{number}", method="DELETE")

    def add(self, **fields):
        values = {"name": "Piła", "code": "P-1", "price_gross": "125.00", "tax": "25"}
        return str(self.polish.control("products", **{**values, **fields})["id"])

    def there(self):
        numbers = self.polish.control("products", method="GET")["ids"]
        return [self.polish.control(f"products/{each}", method="GET") for each in numbers]

    def test_in(self):
        flow = self.flow("products", self.third)
        number = self.add(quantity_unit="szt", service="0", ean_code="5900000000013")
        self.cycle(flow)
        product = self.product(number, self.third)
        self.assertEqual(
            (product.name, product.default_code, product.barcode, product.list_price),
            ("Piła", "P-1", "5900000000013", 100.0),
        )
        self.assertEqual(product.uom_id, self.env.ref("uom.product_uom_unit"))
        self.assertFalse(self.cycle(flow))
        self.polish.control(f"products/{number}", method="PATCH", disabled="1")
        self.cycle(flow)
        self.assertFalse(product.active)

    def test_two_articles_of_one_code_make_one_product(self):
        flow = self.flow("products", self.third)
        self.add()
        self.add(name="Piła 2")
        run = self.cycle(flow)
        self.assertEqual(sorted(run.line_ids.mapped("state")), ["done", "failed"])
        failed = run.line_ids.filtered(lambda line: line.state == "failed")
        self.assertIn("is linked with article", failed.message)
        self.assertFalse(self.cycle(flow))

    def test_out(self):
        flow = self.flow("products", target=self.third)
        product = self.new_product(list_price=19.99)
        self.cycle(flow)
        (told,) = self.there()
        self.assertEqual(
            [told[key] for key in ("name", "code", "price_net", "tax")],
            ["Borr", "BORR-1", "19.99", "25"],
        )
        product.taxes_id = self.taxes[12]
        self.cycle(flow)
        (told,) = self.there()
        self.assertEqual([told[key] for key in ("price_net", "tax")], ["19.99", "12"])
        self.polish.forget_requests()
        self.assertFalse(self.cycle(flow))
        self.assertEqual(self.polish.requests(), [])

    def test_an_answer_that_was_lost_makes_no_second_article(self):
        self.new_product()
        self.polish.fault("reset", match="products", method="POST", arguments={"processed": True})
        run = self.cycle(self.flow("products", target=self.third))
        run.waiting_until = False
        self.work()
        self.assertEqual(run.line_ids.state, "done", run.line_ids.message)
        self.assertEqual(len(self.there()), 1)

    def test_between_fortnox_and_fakturownia(self):
        self.article(SalesPrice=200)
        self.add()
        there = self.flow("products", self.one, self.third)
        back = self.flow("products", self.third, self.one)
        for _round in range(3):
            self.cycle(there, back)
        self.assertEqual(
            sorted((told["code"], told["price_net"]) for told in self.there()),
            [("P-1", "100.0"), ("SAW-1", "200.0")],
        )
        self.assertEqual(sorted(self.articles(self.first)), ["P-1", "SAW-1"])
        for sandbox in (self.first, self.polish):
            sandbox.forget_requests()
        self.assertFalse(self.cycle(there, back))
        self.assertEqual(self.writes(self.first) + self.writes(self.polish), [])

    def test_stock_comes_and_is_not_written(self):
        number = self.add(limited="1", stock_level="7.5")
        self.add(code="P-2", name="Usługa")
        self.cycle(self.flow("products", self.third))
        run = self.cycle(self.flow("stock", self.third))
        product = self.product(number, self.third)
        self.assertEqual(run.line_ids.product_id, product)
        self.assertEqual(product.deratix_stock_ids.quantity, 7.5)
        with self.assertRaisesRegex(ValidationError, "does not let anybody write"):
            self.flow("stock", self.one, self.third)
