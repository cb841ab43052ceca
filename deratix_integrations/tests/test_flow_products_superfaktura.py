from odoo.tests import tagged

from .sandbox import Sandbox
from .test_flow_products import ProductCase


class SuperFakturaProductCase(ProductCase):
    """A connection to SuperFaktura, ``self.third``, beside those to Fortnox."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.slovak = Sandbox("superfaktura")
        cls.addClassCleanup(cls.slovak.stop)
        cls.third = cls.connect(cls.env.company, cls.slovak.url, "Three")

    def setUp(self):
        super().setUp()
        self.slovak.reset(items=False)

    def add(self, **fields):
        values = {"name": "Píla", "sku": "P-1", "unit": "ks", "unit_price": 100, "vat": 25}
        return str(self.slovak.control("items", **{**values, **fields})["id"])

    def amend(self, number, **fields):
        self.slovak.control(f"items/{number}", method="PATCH", **fields)

    def there(self):
        """The items, in ascending order."""
        numbers = self.slovak.control("items", method="GET")["ids"]
        return [self.item(number) for number in numbers]

    def item(self, number):
        return self.slovak.control(f"items/{number}", method="GET")["StockItem"]

    def booked(self, number):
        """The quantities of all movements of an item."""
        logs = self.slovak.control(f"items/{number}", method="GET")["StockLog"]
        return [log["quantity"] for log in logs]

    def forget_requests(self):
        self.slovak.forget_requests()
        return super().forget_requests()

    def go_on(self, run):
        """The time has come for which a run waits."""
        run.waiting_until = False
        self.work()


@tagged("post_install", "-at_install")
class TestProductsOfSuperFaktura(SuperFakturaProductCase):
    def test_in(self):
        flow = self.flow("products", self.third)
        number = self.add(internal_comment="Krehké", purchase_unit_price=60)
        self.cycle(flow)
        product = self.product(number, self.third)
        self.assertEqual(
            (product.name, product.default_code, product.list_price, product.standard_price),
            ("Píla", "P-1", 100.0, 60.0),
        )
        self.assertEqual(product.taxes_id, self.taxes[25])
        self.assertIn("Krehké", product.description)
        self.amend(number, name="Píla 2", vat=12)
        run = self.cycle(flow)
        self.assertEqual(run.line_ids.changes, {"name": ["Píla", "Píla 2"], "tax": ["25", "12"]})
        self.assertEqual((product.name, product.taxes_id), ("Píla 2", self.taxes[12]))

    def test_the_same_again_costs_one_request_and_writes_nothing(self):
        flow = self.flow("products", self.third)
        for number in range(120):
            self.add(sku=f"P-{number}", modified="2026-01-05 10:00:00")
        self.cycle(flow)
        self.forget_requests()
        before = self.dump("product_product") + self.dump("product_template")
        self.assertFalse(self.cycle(flow))
        self.assertEqual(self.dump("product_product") + self.dump("product_template"), before)
        ((method, path),) = self.slovak.requests()
        self.assertEqual(method, "GET")
        self.assertIn("/modified:3/", path)

    def test_what_it_does_not_tell_stays_as_it_is_here(self):
        product = self.new_product(default_code="P-1", barcode="5900000000013", type="service")
        flow = self.flow("products", self.third)
        number = self.add(name="Borr")
        self.cycle(flow)
        self.assertEqual(self.product(number, self.third), product)
        self.amend(number, name="Vŕtačka")
        self.cycle(flow)
        self.assertEqual(
            (product.name, product.barcode, product.type, product.active),
            ("Vŕtačka", "5900000000013", "service", True),
        )

    def test_out(self):
        product = self.new_product(
            list_price=19.99, standard_price=8, barcode="5900000000013", description="<p>Doma</p>"
        )
        flow = self.flow("products", target=self.third)
        run = self.preview(flow)
        # Only what is written.
        self.assertEqual(sorted(run.line_ids.outgoing), ["name", "price", "sku", "tax", "unit"])
        self.assertEqual(self.there(), [])
        self.apply(run)
        (told,) = self.there()
        self.assertEqual(
            [told[key] for key in ("name", "sku", "unit_price", "vat", "purchase_unit_price")],
            ["Borr", "BORR-1", 19.99, 25, 8],
        )
        self.assertEqual((told["internal_comment"], told["description"]), ("Doma", ""))
        self.assertIsNone(told["stock"])
        self.amend(told["id"], stock=4, description="Na faktúru")
        product.list_price = 21.5
        self.cycle(flow)
        (now,) = self.there()
        changed = {"unit_price": 21.5, "stock": 4, "watch_stock": True, "description": "Na faktúru"}
        self.assertEqual(now, told | changed | {"modified": now["modified"]})
        self.assertEqual(self.booked(told["id"]), [4, 0])
        product.active = False
        product.barcode = "5900000000020"
        self.forget_requests()
        self.assertFalse(self.cycle(flow))
        self.assertEqual(self.slovak.requests(), [])

    def test_an_answer_that_was_lost_makes_no_second_item(self):
        self.new_product()
        self.slovak.fault(
            "reset", match="stock_items", method="POST", arguments={"processed": True}
        )
        run = self.cycle(self.flow("products", target=self.third))
        self.go_on(run)
        self.assertEqual(run.line_ids.state, "done", run.line_ids.message)
        self.assertEqual(len(self.there()), 1)

    def test_an_item_of_this_number_is_it(self):
        number = self.add(sku="BORR-1", name="Iná")
        self.add(sku="BORR-10")
        product = self.new_product(list_price=100)
        self.cycle(self.flow("products", target=self.third))
        self.assertEqual(self.product(number, self.third), product)
        self.assertEqual(len(self.there()), 2)

    def test_between_fortnox_and_superfaktura(self):
        self.article(SalesPrice=200)
        self.add()
        there = self.flow("products", self.one, self.third)
        back = self.flow("products", self.third, self.one)
        for _round in range(3):
            self.cycle(there, back)
        self.assertEqual(
            sorted((told["sku"], told["unit_price"]) for told in self.there()),
            [("P-1", 100), ("SAW-1", 200)],
        )
        self.assertEqual(sorted(self.articles(self.first)), ["P-1", "SAW-1"])
        self.forget_requests()
        self.assertFalse(self.cycle(there, back))
        self.assertEqual(self.writes(self.first) + self.writes(self.slovak), [])
