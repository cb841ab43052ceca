from odoo.tests import tagged

from .flow_orders_case import OrdersOutCase


@tagged("post_install", "-at_install")
class TestFlowOrdersOut(OrdersOutCase):
    """Orders of Odoo become orders of Fortnox."""

    def test_order_with_all_that_it_needs(self):
        order = self.order(client_order_ref="PO-9")
        run = self.go()
        self.assertEqual(run.state, "done", run.message)
        self.assert_done(run)
        (there,) = self.documents()
        self.assertEqual(there["YourOrderNumber"], "PO-9")
        self.assertEqual(there["Net"], order.amount_untaxed)
        self.assertEqual(
            [(row["ArticleNumber"], row["OrderedQuantity"], row["Price"], row["VAT"])
             for row in there["OrderRows"]],
            [("HYV-12", "2", 189, 25), ("BOK-1", "3", 99.5, 6)],
        )  # fmt: skip
        customer = self.sandbox.control(f"customers/{there['CustomerNumber']}", method="GET")
        self.assertEqual(customer["Name"], "Granlund Trä AB")
        self.assertEqual(self.link(order).external_id, there["DocumentNumber"])
        self.assertFalse(self.env["deratix.intent"].search([]))

    def test_a_second_look_asks_and_writes_nothing(self):
        self.order()
        self.go()
        self.sandbox.forget_requests()
        before = self.dump("deratix_binding")
        self.assertFalse(self.go())
        self.assertEqual(self.sandbox.requests(), [])
        self.assertEqual(self.dump("deratix_binding"), before)

    def test_a_preview_writes_nothing(self):
        order = self.order()
        self.flow.state = "draft"
        before = self.business_state()
        with self.enter_registry_test_mode():
            action = self.flow.action_preview()
        self.work()
        run = self.env["deratix.run"].browse(action["res_id"])
        self.assertEqual(run.state, "ready", run.message)
        self.assertEqual(self.business_state(), before)
        self.assertEqual({method for method, path in self.sandbox.requests() if "/3/" in path},
                         {"GET"})  # fmt: skip
        self.assertFalse(self.env["deratix.binding"].search([]))
        line = self.line_of(run, order)
        self.assertEqual((line.state, line.decision), ("planned", "create_there"))
        self.assertEqual(line.content["number"], order.name)
        # Law 2: what is carried out is the order of now.
        order.order_line[0].product_uom_qty = 5
        order.client_order_ref = "changed"
        self.apply(run)
        (there,) = self.documents()
        self.assertEqual(there["OrderRows"][0]["OrderedQuantity"], "5")
        self.assertEqual(there["YourOrderNumber"], "changed")

    def test_only_confirmed_ones_of_the_company_since_a_day(self):
        self.flow.since = "2026-03-01"
        self.order(date_order="2026-02-28")
        quotation = self.order(date_order="2026-03-02")
        quotation.state = "draft"
        cancelled = self.order(date_order="2026-03-02")
        cancelled.state = "cancel"
        wanted = self.order()
        wanted.date_order = "2026-03-02"
        self.env["sale.order"].search([("id", "<", wanted.id)]).filtered(
            lambda order: order.state == "sale"
        ).date_order = "2026-02-28"
        self.go()
        (there,) = self.documents()
        self.assertEqual(self.link(wanted).external_id, there["DocumentNumber"])

    def test_chosen_states(self):
        self.flow.order_state_ids = self.env.ref("deratix_integrations.order_state_invoiced")
        order = self.order()
        self.assertFalse(self.go())
        order.order_line.qty_delivered = 2
        invoice = order._create_invoices()
        invoice.action_post()
        order.order_line.flush_recordset()
        self.env.cr.execute(
            "UPDATE sale_order SET invoice_status = 'invoiced' WHERE id = %s", [order.id]
        )
        order.invalidate_recordset()
        self.go()
        self.assertEqual(len(self.documents()), 1)

    def test_what_came_from_the_target_is_not_written_back(self):
        order = self.order()
        self.env["deratix.binding"].create(
            {
                "connection_id": self.connection.id,
                "company_id": self.env.company.id,
                "kind": "invoice",
                "external_id": "77",
                "model": "sale.order",
                "res_id": order.id,
            }
        )
        self.assertFalse(self.go())
        self.assertEqual(self.documents(), [])

    def test_a_deleted_document_is_not_written_again(self):
        order = self.order()
        self.go()
        self.link(order).state = "gone"
        self.assertFalse(self.go())
        self.assertEqual(len(self.documents()), 1)

    # -- what became of it ----------------------------------------------------------------------

    def test_another_sum_holds_it_for_review(self):
        order = self.order()
        # The answer is cut, and somebody changes the order there before it is looked for.
        self.sandbox.fault("cut_body", match="/3/orders", method="POST")
        run = self.go()
        self.assertEqual(run.state, "applying")
        (number,) = self.sandbox.control("orders", method="GET")["ids"]
        rows = self.documents()[0]["OrderRows"]
        rows[1] = {"RowId": rows[1]["RowId"], "Price": 90}
        rows[0] = {"RowId": rows[0]["RowId"]}
        self.sandbox.control(f"orders/{number}", method="PATCH", OrderRows=rows)
        run.waiting_until = False
        self.work()
        line = self.line_of(run, order)
        self.assertEqual((line.category, line.decision, line.state), ("review", "skip", "planned"))
        for text in ("Handbok", "298.50 here, 270.00 there", "676.50 here, 648.00 there", number):
            self.assertIn(text, line.message)
        self.assertEqual(self.link(order).error, line.message)
        self.assertFalse(self.go())
        self.assertEqual(len(self.documents()), 1)

    def test_an_invoice_is_sent_when_its_sums_are_right(self):
        self.flow.write({"target_document": "invoice", "sending": "sent"})
        self.order()
        run = self.go()
        self.assert_done(run)
        (number,) = self.sandbox.control("invoices", method="GET")["ids"]
        self.assertEqual(self.sandbox.control("emails", method="GET")["invoices"], [number])

    def test_an_invoice_with_another_sum_is_sent_to_nobody(self):
        self.flow.write({"target_document": "invoice", "sending": "sent"})
        self.order()
        self.sandbox.fault("cut_body", match="/3/invoices", method="POST")
        run = self.go()
        (number,) = self.sandbox.control("invoices", method="GET")["ids"]
        self.sandbox.control(f"invoices/{number}", method="PATCH", Freight=100)
        run.waiting_until = False
        self.work()
        self.assertEqual(run.line_ids.filtered("order_id").category, "review")
        self.assertEqual(self.sandbox.control("emails", method="GET")["invoices"], [])

    def test_an_invoice_is_a_draft_by_default(self):
        self.flow.target_document = "invoice"
        self.order()
        self.go()
        self.assertEqual(self.sandbox.control("emails", method="GET")["invoices"], [])

    # -- orders ---------------------------------------------------------------------------------

    def test_prices_with_tax_discounts_notes_and_down_payments(self):
        included = self.taxes[0].copy(
            {"name": "25 % in the price", "price_include_override": "tax_included"}
        )
        order = self.order(
            {
                "product_id": self.saw.id,
                "product_uom_qty": 3,
                "price_unit": 125.5,
                "discount": 12.5,
                "tax_ids": [(6, 0, included.ids)],
            },
            {"display_type": "line_section", "name": "Chapter"},
            {"display_type": "line_note", "name": "Handle with care"},
            {"is_downpayment": True, "name": "Down payment", "product_uom_qty": 0},
        )
        run = self.go()
        self.assertEqual(self.line_of(run, order).state, "done", run.line_ids.mapped("message"))
        (there,) = self.documents()
        self.assertTrue(there["VATIncluded"])
        self.assertEqual(len(there["OrderRows"]), 1)
        self.assertEqual(there["OrderRows"][0]["Total"], 329.44)
        self.assertIn("Handle with care", there["Remarks"])

    def test_prices_with_and_without_tax_in_one_order(self):
        included = self.taxes[0].copy(
            {"name": "25 % in the price", "price_include_override": "tax_included"}
        )
        order = self.order(
            {
                "product_id": self.saw.id,
                "product_uom_qty": 1,
                "price_unit": 125,
                "tax_ids": [(6, 0, included.ids)],
            },
            (self.book, 1),
        )
        run = self.go()
        self.assertEqual(self.line_of(run, order).state, "done", run.line_ids.mapped("message"))
        (there,) = self.documents()
        self.assertFalse(there["VATIncluded"])
        self.assertEqual([row["Price"] for row in there["OrderRows"]], [100, 99.5])

    def test_taxes_that_are_no_single_percentage(self):
        fixed = self.taxes[0].copy({"name": "5 each", "amount_type": "fixed", "amount": 5})
        several = self.order(
            {"product_id": self.saw.id, "product_uom_qty": 1, "tax_ids": [(6, 0, self.taxes.ids)]}
        )
        other = self.order(
            {"product_id": self.saw.id, "product_uom_qty": 1, "tax_ids": [(6, 0, fixed.ids)]}
        )
        good = self.order()
        run = self.go()
        self.assertEqual(run.state, "done")
        self.assertEqual(self.line_of(run, several).state, "failed")
        self.assertIn("several taxes", self.line_of(run, several).message)
        self.assertIn("5 each", self.line_of(run, other).message)
        self.assertEqual(self.line_of(run, good).state, "done")
        self.assertFalse(self.go(), "what failed waits for a person")
        several.order_line.tax_ids = self.taxes[0]
        self.retry(self.line_of(run, several))
        self.assertEqual(self.line_of(run, several).state, "done")
        self.assertEqual(len(self.documents()), 2)
