from odoo.tests import tagged

from .orders_case import FortnoxOrdersCase


@tagged("post_install", "-at_install")
class TestFlowOrdersInFortnox(FortnoxOrdersCase):
    """What orders of Fortnox have that documents of jortt have not."""

    PLACE = {"DeliveryAddress1": "Lagervägen 3", "DeliveryCity": "Knivsta"}

    def test_everything(self):
        _id, sale = self.take_in(
            (0, 2, 100), (1, 1.5, 40),
            YourOrderNumber="PO-9", Remarks="Ring först", DeliveryDate="2026-03-12",
            TermsOfPayment="30",
        )  # fmt: skip
        self.assertEqual((sale.state, sale.currency_id.name), ("sale", "SEK"))
        self.assertEqual(sale.client_order_ref, "PO-9")
        self.assertEqual(str(sale.commitment_date.date()), "2026-03-12")
        self.assertIn("Ring först", sale.note)
        self.assertEqual(sale.order_line.product_id.mapped("default_code"), self.articles[:2])
        # "st" is what Odoo calls units.
        unit = self.env.ref("uom.product_uom_unit")
        self.assertEqual(sale.order_line.product_uom_id, unit)
        self.assertEqual((sale.amount_untaxed, sale.amount_total), (260, 325))

    def test_an_article_that_is_linked_is_found_by_its_link(self):
        number = self.articles[0]
        linked, other = self.env["product.product"].create(
            [{"name": "Hyvel", "default_code": "H-1"}, {"name": "Annan", "default_code": number}]
        )
        self.env["deratix.binding"].create(
            {
                "connection_id": self.connection.id,
                "company_id": self.env.company.id,
                "kind": "product",
                "external_id": number,
                "model": "product.product",
                "res_id": linked.id,
            }
        )
        _id, sale = self.take_in()
        self.assertEqual(sale.order_line.product_id, linked)
        self.assertNotIn(other, sale.order_line.product_id)

    def test_a_payment_term_of_so_many_days(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Tio dagar",
                "line_ids": [(0, 0, {"value": "percent", "value_amount": 100, "nb_days": 10})],
            }
        )
        self.env["account.payment.term"].search([("id", "!=", term.id)]).active = False
        _id, sale = self.take_in(TermsOfPayment="10")
        self.assertEqual(sale.payment_term_id, term)

    def test_an_article_that_is_linked_goes_before_a_number(self):
        linked = self.env["product.product"].create({"name": "Hyvel"})
        self.env["product.product"].create({"name": "X", "default_code": self.articles[0]})
        self.env["deratix.binding"].create(
            {
                "connection_id": self.connection.id,
                "company_id": self.env.company.id,
                "kind": "product",
                "external_id": self.articles[0],
                "model": "product.product",
                "res_id": linked.id,
            }
        )
        _id, sale = self.take_in((0, 2, 100))
        self.assertEqual(sale.order_line.product_id, linked)

    def test_freight(self):
        _id, sale = self.take_in((0, 2, 100), Freight=60)
        freight = sale.order_line[1]
        self.assertEqual((freight.name, freight.price_unit), ("Freight", 60))
        self.assertEqual(freight.tax_ids.amount, 25)
        self.assertEqual(freight.product_id.type, "service")
        self.assertEqual((sale.amount_untaxed, sale.amount_total), (260, 325))
        _id, again = self.take_in((0, 1, 100), Freight=30)
        self.assertEqual(again.order_line[1].product_id, freight.product_id)

    def test_freight_that_has_no_product_waits(self):
        self.flow.missing_product = "hold"
        self.env["product.product"].create({"name": "Hyvel", "default_code": self.articles[0]})
        external_id = self.order((0, 2, 100), Freight=60)
        line = self.order_line(self.cycle(), external_id)
        self.assertEqual(line.waits_for, "product")
        self.assertFalse(self.cycle())
        self.env["product.product"].create({"name": "Freight", "type": "service"})
        self.cycle()
        self.assertEqual(self.sale(external_id).amount_untaxed, 260)

    def test_discounts(self):
        percent = self.row(0, 2, 100, Discount=10, DiscountType="PERCENT")
        amount = self.row(1, 3, 50, Discount=25, DiscountType="AMOUNT")
        external_id = self.order(percent, amount)
        self.cycle()
        first, second = self.sale(external_id).order_line
        self.assertEqual((first.discount, first.price_subtotal), (10, 180))
        self.assertEqual((second.discount, second.price_subtotal), (0, 125))

    def test_whole_crowns(self):
        """There the sum is rounded to whole crowns; here it is what the lines come to."""
        _id, sale = self.take_in((0, 1, 0.5))
        self.assertEqual((sale.amount_untaxed, sale.amount_total), (0.5, 0.63))

    def test_prices_with_tax(self):
        _id, sale = self.take_in((0, 2, 125), VATIncluded=True)
        self.assertEqual((sale.amount_untaxed, sale.amount_total), (200, 250))

    def test_fine_prices(self):
        _id, sale = self.take_in((0, 1000, 0.1234))
        self.assertEqual(sale.amount_untaxed, 123.4)

    def test_texts(self):
        external_id = self.order((0, 1, 100), {"Description": "Tack för ordern", "VAT": 0})
        self.cycle()
        note = self.sale(external_id).order_line[1]
        self.assertEqual((note.display_type, note.name), ("line_note", "Tack för ordern"))

    def test_an_address_is_made_once(self):
        _id, first = self.take_in(**self.PLACE)
        _id, second = self.take_in(**self.PLACE)
        shipping = first.partner_shipping_id
        self.assertEqual((shipping.parent_id, shipping.type), (first.partner_id, "other"))
        self.assertEqual((shipping.street, shipping.city), ("Lagervägen 3", "Knivsta"))
        self.assertEqual(second.partner_shipping_id, shipping)
        _id, third = self.take_in()
        self.assertEqual(third.partner_shipping_id, first.partner_id, "the next one goes home")

    def test_two_orders_at_once_make_one_address(self):
        first, second = self.order(**self.PLACE), self.order(**self.PLACE)
        self.cycle()
        self.assertEqual(
            self.sale(first).partner_shipping_id, self.sale(second).partner_shipping_id
        )

    def test_an_order_of_a_state_follows_when_it_gets_there(self):
        self.flow.order_state_ids = self.states("invoiced")
        external_id = self.order()
        self.assertFalse(self.cycle())
        self.change(external_id, Remarks="Ändrad")
        self.assertFalse(self.cycle())
        self.flow.order_state_ids = self.states("open")
        self.assertFalse(self.flow.watermark, "all are looked at anew")
        self.cycle()
        self.assertTrue(self.sale(external_id))

    def test_orders_and_invoices_of_one_number(self):
        self.assertTrue(self.take_in())
        invoices = self.make_flow(source_document="invoice")
        number = self.sandbox.control(
            "invoices",
            CustomerNumber=self.clients[0],
            InvoiceRows=[{"ArticleNumber": self.articles[0], "DeliveredQuantity": 1, "VAT": 25}],
        )["id"]
        run = self.cycle(invoices)
        line = self.order_line(run, number)
        self.assertEqual(line.state, "done", line.message)
        self.assertEqual(line.order_id.state, "draft", "nobody has booked it yet")
        self.assertTrue(self.binding(number, "invoice"))
