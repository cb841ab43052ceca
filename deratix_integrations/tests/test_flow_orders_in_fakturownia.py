from odoo.addons.deratix_integrations.pipeline.references import order_reference
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .fakturownia_orders_case import FakturowniaOrdersCase


@tagged("post_install", "-at_install")
class TestFlowOrdersInFakturownia(FakturowniaOrdersCase):
    """Documents of Fakturownia become orders here."""

    def test_everything(self):
        external_id, sale = self.take_in(
            ("DES-1", "Deska", 2, "100.00", 23), ("LIS-7", "Listwa", "1.5", "15.00", 5),
            oid="PO-9", description="Proszę dzwonić", sell_date="2026-03-12", payment_to_kind="30",
        )  # fmt: skip
        self.assertEqual((sale.state, sale.currency_id.name), ("sale", "PLN"))
        self.assertEqual(str(sale.date_order.date()), "2026-03-09")
        self.assertEqual(str(sale.commitment_date.date()), "2026-03-12")
        self.assertEqual(sale.client_order_ref, "PO-9")
        self.assertEqual(sale.partner_id.name, "Alfa")
        self.assertIn("dzwonić", sale.note)
        rows = [
            (line.product_id.default_code, line.name, line.product_uom_qty, line.price_unit)
            for line in sale.order_line
        ]
        self.assertEqual(rows, [("DES-1", "Deska", 2, 50), ("LIS-7", "Listwa", 1.5, 10)])
        self.assertEqual(sale.order_line.mapped("tax_ids.amount"), [23, 5])
        self.assertEqual((sale.amount_untaxed, sale.amount_total), (115, 138.75))
        binding = self.binding(external_id, "order")
        self.assertEqual((binding.model, binding.res_id), ("sale.order", sale.id))
        self.assertEqual(binding.external_url, f"{self.sandbox.url}/invoices/{external_id}")

    def test_nothing_twice_and_one_request_for_a_look(self):
        self.take_in()
        before = self.business_state()
        self.sandbox.forget_requests()
        for _look in range(2):
            self.assertFalse(self.cycle())
        self.assertEqual(self.business_state(), before)
        self.assertEqual(self.sandbox.requests(), [("GET", "/invoices.json")] * 2)

    def test_only_documents_of_that_sort(self):
        for kind in ("vat", "advance", "final", "correction", "client_order"):
            self.order(kind=kind)
        self.order(income="0")
        external_id = self.order()
        run = self.cycle()
        self.assertEqual(run.line_ids.filtered("record").mapped("external_id"),
                         [f"order:{external_id}"])  # fmt: skip

    def test_an_order_in_the_wrong_state_waits_for_the_right_one(self):
        self.flow.order_state_ids = self.states("paid")
        external_id = self.order()
        rejected = self.order(status="rejected")
        self.assertFalse(self.cycle())
        self.pay(external_id)
        self.cycle()
        self.assertEqual(self.sale(external_id).state, "sale")
        self.assertFalse(self.sale(rejected))

    def test_gross_sums_and_discounts_come_to_the_same(self):
        """Unit prices are rounded there: 33.33 for a third of 100."""
        gross = {"name": "Usługa", "code": "U-1", "quantity": 7, "tax": "23"}
        _id, sale = self.take_in(
            gross | {"total_price_gross": "139.93"},
            gross | {"code": "U-2", "quantity": 3, "tax": "zw", "total_price_gross": "100.00"},
            gross | {"code": "U-3", "price_net": "9.99", "discount_percent": "12.5"},
        )
        self.assertEqual(sale.order_line.mapped("price_subtotal"), [113.76, 100.0, 61.19])
        self.assertEqual((sale.amount_untaxed, sale.amount_total), (274.95, 315.19))
        self.assertEqual(sale.order_line[1].tax_ids.mapped("amount"), [0])

    def test_sums_that_differ_hold_the_order(self):
        external_id = self.order()
        run = self.preview_of_flow()
        line = self.order_line(run, external_id)
        line.sudo().content = {**line.content, "gross": "125.00"}
        self.apply(run)
        self.assertEqual((line.state, line.category, line.waits_for), ("planned", "review", "sums"))
        self.assertIn("125", line.message)
        self.assertFalse(self.binding(external_id, "order"))

    def test_a_product_that_is_linked_is_taken_whatever_its_code(self):
        product = self.env["product.product"].create({"name": "Deska", "default_code": "HERE-1"})
        number = str(self.sandbox.control("products", name="Deska", code="THERE-1")["id"])
        self.env["deratix.binding"].create(
            {
                "connection_id": self.connection.id,
                "company_id": self.env.company.id,
                "kind": "product",
                "external_id": number,
                "model": "product.product",
                "res_id": product.id,
            }
        )
        _id, sale = self.take_in({"product_id": int(number), "quantity": 2, "price_net": "10"})
        self.assertEqual(sale.order_line.product_id, product)
        # A code that is the number of another product is no link.
        _id, sale = self.take_in((number, "Inna", 1, "10.00", 23))
        self.assertNotEqual(sale.order_line.product_id, product)

    def test_one_code_makes_one_product(self):
        number = self.sandbox.control("products", name="Deska", code="DES-1")["id"]
        named = {"product_id": number, "name": "Deska", "quantity": 1, "price_net": "10"}
        _id, sale = self.take_in(named, ("DES-1", "Deska", 2, "100.00", 23))
        self.assertEqual(len(sale.order_line.product_id), 1)

    def test_a_change_there_is_an_update_here(self):
        self.flow.existing = "update"
        external_id, sale = self.take_in()
        self.change(external_id, positions=[{"name": "Gwóźdź", "quantity": 1, "price_net": "5"}])
        self.cycle()
        self.assertEqual(sale.order_line.mapped("name"), ["Deska", "Gwóźdź"])
        self.assertEqual(sale.amount_untaxed, 105)

    def test_deleting_goes_nowhere(self):
        external_id, sale = self.take_in()
        self.sandbox.control(f"invoices/{external_id}", method="DELETE")
        self.assertFalse(self.cycle())
        self.assertEqual(sale.state, "sale")

    def test_what_was_cancelled_there_is_told(self):
        external_id, sale = self.take_in()
        self.sandbox.control("clock", advance=120)
        self.sandbox.control(f"invoices/{external_id}/cancel", reason="x")
        self.cycle()
        self.assertEqual(sale.state, "sale")
        self.assertTrue(sale.activity_ids)

    def test_what_was_written_from_here_is_no_new_order(self):
        self.order(oid=order_reference(self.env, 7))
        self.assertFalse(self.cycle())

    def test_a_system_offers_what_it_has(self):
        self.assertIn("proforma", self.flow.source_documents)
        self.assertNotIn("estimate", self.flow.source_documents)
        with self.assertRaises(ValidationError):
            self.flow.source_document = "estimate"
        self.flow.invalidate_recordset()


@tagged("post_install", "-at_install")
class TestFlowProformasInFakturownia(FakturowniaOrdersCase):
    """Pro forma invoices and the invoices that are made of them, by two flows."""

    document = "proforma"
    kind = "proforma"

    def setUp(self):
        super().setUp()
        self.invoices = self.make_flow(source_document="invoice")

    def invoice_of(self, external_id):
        made = self.sandbox.control("invoices", copy_invoice_from=int(external_id), kind="vat")
        return str(made["id"])

    def look(self):
        self.cycle(self.flow)
        self.cycle(self.invoices)

    def sales(self):
        return self.env["sale.order"].search([("origin", "like", "Fakturownia")])

    def test_it_is_a_quotation_until_it_is_paid(self):
        open_one = self.order()
        paid = self.order(status="paid")
        self.look()
        self.assertEqual((self.sale(open_one).state, self.sale(paid).state), ("draft", "sale"))

    def test_the_invoice_that_is_made_of_one_is_no_second_order(self):
        external_id = self.order()
        self.look()
        self.invoice_of(external_id)
        alone = self.order(kind="vat")
        for _look in range(3):
            self.look()
        self.assertEqual(len(self.sales()), 2)
        self.assertTrue(self.binding(external_id, "proforma"))
        self.assertTrue(self.binding(alone, "invoice"))

    def test_the_invoice_may_come_first(self):
        self.flow.order_state_ids = self.states("paid")
        external_id = self.order()
        self.invoice_of(external_id)
        self.look()
        self.assertEqual(len(self.sales()), 1)
        self.pay(external_id)
        self.look()
        self.assertEqual(len(self.sales()), 1)

    def test_both_planned_before_either_is_written(self):
        external_id = self.order()
        self.invoice_of(external_id)
        with self.enter_registry_test_mode():
            self.flow.with_user(self.admin).action_preview()
            self.invoices.with_user(self.admin).action_preview()
        self.work()
        for run in self.env["deratix.run"].search([("state", "=", "ready")]):
            self.apply(run.with_user(self.user))
        self.assertEqual(len(self.sales()), 1)
        lines = (self.flow | self.invoices).run_ids.line_ids.filtered("record")
        self.assertEqual(sorted(lines.mapped("state")), ["done", "skipped"])
        self.assertEqual(lines.order_id, self.sales())

    def test_a_copy_of_the_same_sort_is_an_order_of_its_own(self):
        external_id = self.order(kind="vat")
        self.look()
        self.invoice_of(external_id)
        self.look()
        self.assertEqual(len(self.sales()), 2)
