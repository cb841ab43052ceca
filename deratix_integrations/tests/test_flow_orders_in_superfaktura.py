from odoo.tests import tagged

from .orders_case import OrdersCase


@tagged("post_install", "-at_install")
class TestFlowOrdersInSuperFaktura(OrdersCase):
    """Orders and invoices of SuperFaktura become orders here."""

    system = "superfaktura"
    document = "order"
    rates = (0, 5, 23)

    @classmethod
    def lead_to(cls, url):
        return super(OrdersCase, cls).lead_to(url)

    def reset(self, **options):
        self.sandbox.reset(
            **({"clients": 2, "items": False, "orders": 0, "estimates": 0, "invoices": 0} | options)
        )
        self.clients = self.sandbox.control("clients", method="GET")["ids"]

    def order(self, *items, document=None, client=0, **fields):
        items = items or ({"sku": "P-1", "name": "Píla", "quantity": 2, "unit_price": 100},)
        body = {"client_id": self.clients[client], "items": list(items), "created": "2026-03-09"}
        made = self.sandbox.control(f"{document or self.document}s", **{**body, **fields})
        return str(made["id"])

    def send(self):
        """Nothing waits to be sent."""

    def there(self, external_id, document=None):
        return self.sandbox.control(f"{document or self.document}s/{external_id}", method="GET")

    def test_an_order_becomes_a_sales_order_of_the_same_sums(self):
        external_id, sale = self.take_in(
            {"sku": "P-1", "name": "Píla", "quantity": 3, "unit_price": 19.95, "discount": 10},
            {"name": "Príručka", "quantity": None, "unit_price": 12.5, "tax": 5, "unit": "ks"},
            {"name": "Kábel", "description": "Medený", "quantity": 0.5, "unit_price": 1.37},
            discount=5, comment="Volať vopred", order_no="PO-9", delivery="2026-03-12",
        )  # fmt: skip
        told = self.there(external_id)
        self.assertEqual(
            (sale.amount_untaxed, sale.amount_total),
            (told["Summary"]["vat_base_total"], told["Summary"]["invoice_total"]),
        )
        self.assertEqual((sale.state, sale.currency_id.name), ("sale", "EUR"))
        self.assertEqual(sale.origin, f"Account {told['Invoice']['invoice_no_formatted']}")
        self.assertEqual(
            (sale.client_order_ref, str(sale.date_order.date())), ("PO-9", "2026-03-09")
        )
        self.assertEqual(str(sale.commitment_date.date()), "2026-03-12")
        self.assertIn("Volať", sale.note)
        rows = [
            (line.name, line.product_uom_qty, line.price_unit, line.tax_ids.amount)
            for line in sale.order_line
        ]
        self.assertEqual(
            rows,
            [("Píla", 3, 19.95, 23), ("Príručka", 1, 12.5, 5), ("Kábel\nMedený", 0.5, 1.37, 23)],
        )
        self.assertEqual(sale.order_line.mapped("discount"), [14.5, 5, 5])
        partner = self.env["res.partner"].browse(self.binding(str(self.clients[0])).res_id)
        self.assertEqual(sale.partner_id, partner)

    def test_nothing_twice(self):
        self.take_in()
        self.sandbox.forget_requests()
        before = self.business_state()
        self.assertFalse(self.cycle())
        self.assertEqual(self.business_state(), before)
        ((method, path),) = self.sandbox.requests()
        self.assertEqual(method, "GET")
        self.assertIn("/type:order/created:0/modified:3/", path)

    def test_what_is_taken_off_besides_the_lines_is_set_aside(self):
        good, wrong = self.order(), self.order(taken_off=20)
        run = self.cycle()
        self.assertTrue(self.sale(good))
        line = self.order_line(run, wrong)
        self.assertEqual(line.category, "invalid")
        self.assertIn("do not come to its total", line.message)
        self.assertFalse(self.sale(wrong))
        self.assertFalse(self.cycle())

    def test_an_invoice_follows_when_it_is_paid(self):
        flow = self.make_flow(source_document="invoice")
        flow.order_state_ids = self.states("paid")
        external_id = self.order(document="invoice", modified="2026-03-09 10:00:00")
        self.order(document="invoice", type="proforma")
        self.assertFalse(self.cycle(flow))
        modified = self.there(external_id, "invoice")["Invoice"]["modified"]
        self.sandbox.control(f"invoices/{external_id}/pay")
        # The payment alone does not count as a modification.
        self.assertEqual(self.there(external_id, "invoice")["Invoice"]["modified"], modified)
        self.cycle(flow)
        binding = self.binding(external_id, "invoice")
        sale = self.env["sale.order"].browse(binding.res_id)
        self.assertEqual((sale.state, sale.amount_untaxed, sale.amount_total), ("sale", 200, 246))

    def test_the_number_of_one_item_is_no_id_of_another(self):
        other = str(self.sandbox.control("items", sku="X-1", name="Iné", vat=23)["id"])
        products = self.env["deratix.flow"].create(
            {"kind": "products", "source_id": self.connection.id}
        )
        products.with_user(self.admin).action_switch_on()
        self.cycle(products)
        external_id, sale = self.take_in({"sku": other, "name": "Píla", "unit_price": 1})
        self.assertTrue(external_id)
        self.assertEqual(sale.order_line.product_id.default_code, other)
        self.assertNotEqual(self.binding(other, "product").res_id, sale.order_line.product_id.id)
