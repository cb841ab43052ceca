from odoo.addons.deratix_integrations.pipeline.references import database_mark
from odoo.tests import tagged

from .orders_case import OrdersCase


@tagged("post_install", "-at_install")
class TestFlowOrdersIn(OrdersCase):
    """Invoices of jortt become orders here."""

    def test_an_order_comes_with_its_client_and_products(self):
        external_id, sale = self.take_in(
            ("[BR-1] Zuurdesem", 2, "3.10", 9), ("[KF-7] Koffie", "1.5", "10.00", 21),
            remarks="Graag bellen\nvoor levering",
        )  # fmt: skip
        self.assertEqual(sale.state, "draft")
        self.assertEqual(sale.currency_id.name, "EUR")
        self.assertEqual(str(sale.date_order.date()), "2026-03-09")
        partner = self.env["res.partner"].browse(self.binding(self.clients[0]).res_id)
        self.assertEqual(sale.partner_id, partner)
        self.assertEqual(sale.company_id, self.connection.company_id)
        rows = [
            (line.product_id.default_code, line.name, line.product_uom_qty, line.price_unit)
            for line in sale.order_line
        ]
        self.assertEqual(rows, [("BR-1", "Zuurdesem", 2, 3.1), ("KF-7", "Koffie", 1.5, 10)])
        self.assertEqual(sale.order_line.mapped("tax_ids.amount"), [9, 21])
        self.assertAlmostEqual(sale.amount_untaxed, 21.2)
        self.assertIn("bellen", sale.note)
        self.assertIn("levering", sale.note)
        product = sale.order_line[0].product_id
        self.assertEqual((product.name, product.list_price), ("Zuurdesem", 3.1))
        self.assertEqual(product.taxes_id.mapped("amount"), [9])
        binding = self.binding(external_id, "invoice")
        self.assertEqual((binding.model, binding.res_id), ("sale.order", sale.id))

    def test_what_is_agreed_on_is_confirmed(self):
        sent = self.order(send_method="self")
        paid = self.order(send_method="self", payment_method="already_paid")
        self.send()
        self.cycle()
        for external_id in (sent, paid):
            sale = self.sale(external_id)
            self.assertEqual(sale.state, "sale")
            self.assertEqual(str(sale.date_order.date()), "2026-03-09")
            self.assertTrue(sale.origin.startswith("Jortt "))
            self.assertFalse(sale.message_ids.notification_ids, "nobody is written to")

    def test_nothing_twice(self):
        self.take_in()
        before = self.business_state()
        self.sandbox.forget_requests()
        for _look in range(2):
            self.assertFalse(self.cycle())
        self.assertEqual(self.business_state(), before)
        methods = {method for method, path in self.sandbox.requests() if "/v" in path}
        self.assertEqual(methods, {"GET"})
        # A list of one page; no client and no document is asked for.
        self.assertEqual(len([path for _m, path in self.sandbox.requests() if "/v" in path]), 2)

    def test_an_order_in_the_wrong_state_waits_for_the_right_one(self):
        self.flow.order_state_ids = self.states("paid")
        external_id = self.order(send_method="self")
        self.send()
        self.assertFalse(self.cycle())
        self.assertFalse(self.binding(external_id, "invoice"))
        self.sandbox.control(f"invoices/{external_id}/pay")
        self.cycle()
        self.assertEqual(self.sale(external_id).state, "sale")

    def test_only_since_a_day(self):
        self.flow.since = "2026-03-10"
        before = self.order()
        after = self.order(invoice_date="2026-03-10")
        run = self.cycle()
        self.assertTrue(self.sale(after))
        self.assertFalse(self.order_line(run, before))

    def test_a_preview_writes_nothing(self):
        external_id = self.order()
        before = self.business_state()
        run = self.preview_of_flow()
        line = self.order_line(run, external_id)
        self.assertEqual((line.category, line.decision), ("new", "create"))
        self.assertEqual(line.content["lines"][0]["sku"], "BR-1")
        self.assertEqual(self.business_state(), before)
        self.assertFalse(self.binding(external_id, "invoice"))
        self.apply(run)
        self.assertTrue(self.sale(external_id))

    def test_one_bad_order_stops_no_other(self):
        bad = self.order(("[X] Zonder tarief", 1, "1.00", 9))
        good = self.order(("[KF-7] Koffie", 1, "10.00", 21))
        self.taxes[9].active = False
        run = self.cycle()
        self.assertTrue(self.sale(good))
        line = self.order_line(run, bad)
        self.assertEqual((line.category, line.waits_for), ("review", "repair"))
        self.assertIn("9 %", line.message)
        self.assertFalse(self.env["product.product"].search([("default_code", "=", "X")]))
        self.assertFalse(self.cycle(), "it is not read again as it is")
        self.taxes[9].active = True
        self.retry(line)
        self.assertEqual(self.sale(bad).order_line.tax_ids, self.taxes[9])

    def held_for_its_sums(self):
        """An order whose lines come to something else than it says."""
        external_id = self.order(("[KF-7] Koffie", 1, "10.00", 21))
        run = self.preview_of_flow()
        line = self.order_line(run, external_id)
        line.sudo().content = {**line.content, "gross": "12.50"}
        self.apply(run)
        return external_id, line

    def test_sums_that_differ_hold_the_order(self):
        external_id, line = self.held_for_its_sums()
        self.assertEqual((line.state, line.category, line.waits_for), ("planned", "review", "sums"))
        self.assertIn("12.10", line.message)
        self.assertIn("12.50", line.message)
        self.assertFalse(self.binding(external_id, "invoice"))
        self.assertFalse(self.env["sale.order"].search([("origin", "like", "Jortt")]))
        self.assertFalse(self.env["product.product"].search([("default_code", "=", "KF-7")]))
        self.assertFalse(self.cycle())
        self.retry(line)
        self.assertEqual(line.waits_for, "sums", "it is compared again")
        self.decide(line)
        self.assertEqual(self.sale(external_id).amount_total, 12.1)

    def test_rounding_is_no_difference(self):
        prices = [
            ("[A] Een", 1, "0.05", 9),
            ("[B] Twee", 1, "0.05", 9),
            ("[C] Drie", 3, "0.33", 21),
        ]
        _id, sale = self.take_in(*prices)
        self.assertEqual(len(sale.order_line), 3)

    def test_prices_with_tax(self):
        _id, sale = self.take_in(("[KF-7] Koffie", 2, "12.10", 21), net_amounts=True)
        self.assertAlmostEqual(sale.order_line.price_unit, 10)
        self.assertEqual((sale.amount_untaxed, sale.amount_total), (20, 24.2))
        self.taxes[21].price_include_override = "tax_included"
        _id, sale = self.take_in(("[KF-7] Koffie", 2, "12.10", 21), net_amounts=True)
        self.assertAlmostEqual(sale.order_line.price_unit, 12.1)
        self.assertEqual((sale.amount_untaxed, sale.amount_total), (20, 24.2))
        _id, sale = self.take_in(("[KF-7] Koffie", 2, "10.00", 21))
        self.assertAlmostEqual(sale.order_line.price_unit, 12.1)

    def test_discounts(self):
        discounts = [{"description": "Trouw", "percentage": 10}]
        _id, sale = self.take_in(("[KF-7] Koffie", 2, "10.00", 21), discounts=discounts)
        self.assertEqual((sale.order_line.discount, sale.amount_untaxed), (10, 18))
        discounts.append({"description": "Meer", "percentage": 7})
        discounts.append({"description": "Nog meer", "percentage": 3})
        _id, sale = self.take_in(("[KF-7] Koffie", 7, "9.99", 21), discounts=discounts)
        self.assertAlmostEqual(sale.amount_untaxed, 56.78)

    def test_a_currency_that_is_not_in_use(self):
        if self.env.company.currency_id.name == "EUR":
            self.skipTest("the company reckons in euros")
        self.env.ref("base.EUR").active = False
        external_id = self.order()
        line = self.order_line(self.cycle(), external_id)
        self.assertEqual((line.category, line.waits_for), ("review", "repair"))
        self.assertIn("EUR", line.message)
        self.env.ref("base.EUR").active = True
        self.retry(line)
        self.assertEqual(self.sale(external_id).currency_id.name, "EUR")

    def test_what_cannot_be_read_is_set_aside(self):
        external_id = self.order()
        run = self.preview_of_flow()
        line = self.order_line(run, external_id)
        line.sudo().content = {**line.content, "lines": [{"quantity": "two"}]}
        self.apply(run)
        self.assertEqual(line.state, "failed")
        self.assertFalse(self.binding(external_id, "invoice"))

    def test_what_was_created_there_from_here_is_no_new_order(self):
        key = f"odoo-{database_mark(self.env)}-order-7"
        self.order(reference=key)
        self.assertFalse(self.cycle())
        written = self.order()
        sale = self.env["sale.order"].create({"partner_id": self.env.company.partner_id.id})
        self.env["deratix.binding"].create(
            {
                "connection_id": self.connection.id,
                "company_id": self.env.company.id,
                "kind": "invoice",
                "external_id": written,
                "model": "sale.order",
                "res_id": sale.id,
            }
        )
        self.flow.existing = "update"
        self.assertFalse(self.cycle())
        self.assertFalse(sale.order_line)

    def test_a_credit_invoice_is_no_order(self):
        external_id, sale = self.take_in(send_method="self")
        before = self.env["sale.order"].search_count([])
        self.sandbox.control(f"invoices/{external_id}/credit")
        self.cycle()
        self.assertEqual(self.env["sale.order"].search_count([]), before)
        self.assertTrue(sale.exists())

    def test_estimates_stay_quotations(self):
        self.reset(estimates=12)
        self.flow.write(
            {"source_document": "estimate", "order_state_ids": [(6, 0, self.states("open").ids)]}
        )
        run = self.cycle()
        self.assertTrue(run.line_ids.order_id)
        self.assertEqual(set(run.line_ids.order_id.mapped("state")), {"draft"})
        self.assertFalse(self.cycle())
