from odoo.tests import tagged

from .fakturownia_orders_case import FakturowniaOrdersOutCase


@tagged("post_install", "-at_install")
class TestFlowOrdersOutFakturownia(FakturowniaOrdersOutCase):
    """Orders of Odoo become documents of Fakturownia."""

    def test_an_order_with_its_client_and_products(self):
        order = self.order()
        run = self.go()
        self.assert_done(run)
        (there,) = self.documents()
        self.assertEqual((there["kind"], there["status"]), ("estimate", "issued"))
        self.assertEqual(there["buyer_name"], self.partner.name)
        codes = [(each["code"], each["name"], each["quantity"]) for each in there["positions"]]
        self.assertEqual(codes, [("HYV-12", "Hyvel", "2.0"), ("BOK-1", "Handbok", "3.0")])
        self.assertEqual(float(there["price_net"]), order.amount_untaxed)
        self.assertEqual(float(there["price_gross"]), order.amount_total)
        products = self.sandbox.control("products", method="GET")["ids"]
        self.assertEqual([each["product_id"] for each in there["positions"]], products)
        link = self.link(order)
        self.assertEqual((link.kind, link.external_id), ("order", str(there["id"])))
        self.sandbox.forget_requests()
        self.assertFalse(self.go())
        self.assertEqual(self.sandbox.requests(), [])

    def test_as_each_document(self):
        for document, kind in (
            ("proforma", "proforma"),
            ("invoice", "vat"),
            ("receipt", "receipt"),
            ("bill", "bill"),
            ("client_order", "client_order"),
        ):
            self.flow.target_document = document
            order = self.order()
            self.assert_done(self.go())
            there = self.documents()[-1]
            self.assertEqual((there["kind"], self.link(order).kind), (kind, document))

    def test_that_an_invoice_is_no_draft_is_told(self):
        self.assertFalse(self.flow.issue_note)
        self.flow.target_document = "invoice"
        self.assertIn("no drafts", self.flow.issue_note)

    def test_discounts_and_prices_with_tax(self):
        included = self.taxes[0].copy(
            {"name": "23 % in the price", "price_include_override": "tax_included"}
        )
        line = {"product_id": self.saw.id, "product_uom_qty": 3, "discount": 10}
        order = self.order(line | {"price_unit": 12.3, "tax_ids": [(6, 0, included.ids)]})
        other = self.order(line | {"price_unit": 0.333})
        self.assert_done(self.go())
        sums = [(float(each["price_net"]), float(each["price_gross"])) for each in self.documents()]
        self.assertEqual(
            sums, [(each.amount_untaxed, each.amount_total) for each in (order, other)]
        )

    def test_only_confirmed_orders_in_the_chosen_states(self):
        order = self.order()
        order.action_cancel()
        draft = self.order()
        draft.state = "draft"
        self.assertFalse(self.go())
        self.assertEqual(self.documents(), [])

    def test_sums_that_differ_hold_the_order(self):
        order = self.order()
        self.sandbox.fault("html_200", match=r"^/invoices/\d+\.json$", method="GET", times=1)
        run = self.go()
        # It is written, and nobody could look at it yet.
        (there,) = self.documents()
        self.sandbox.control(
            f"invoices/{there['id']}",
            method="PATCH",
            positions=[{"id": there["positions"][0]["id"], "price_net": "180"}],
        )
        run.waiting_until = False
        self.work()
        line = self.line_of(run, order)
        self.assertEqual((line.state, line.category), ("planned", "review"))
        self.assertIn("Hyvel", line.message)
        self.assertEqual(len(self.documents()), 1)
        self.assertFalse(self.go())

    def test_an_answer_that_was_lost_makes_no_second_document(self):
        for kind in ("reset", "http_500", "html_200"):
            with self.subTest(kind):
                order = self.order()
                before = len(self.documents())
                self.sandbox.fault(
                    kind, match=r"^/invoices\.json$", method="POST", arguments={"processed": True}
                )
                run = self.go()
                self.assertTrue(self.env["deratix.intent"].search([("res_id", "=", order.id)]))
                self.assertFalse(self.link(order))
                run.waiting_until = False
                self.work()
                self.assert_done(run)
                self.assertEqual(len(self.documents()), before + 1)
                self.assertEqual(self.link(order).external_id, str(self.documents()[-1]["id"]))
                self.assertFalse(self.env["deratix.intent"].search([]))

    def test_a_key_that_was_forgotten_makes_no_second_document(self):
        """As after a backup was played back: the other system refuses a second one."""
        order = self.order()
        self.assert_done(self.go())
        self.link(order).unlink()
        run = self.go()
        self.assertEqual(self.line_of(run, order).state, "done", run.line_ids.mapped("message"))
        (there,) = self.documents()
        self.assertEqual(self.link(order).external_id, str(there["id"]))

    def test_a_refusal_is_told_and_leaves_nothing(self):
        self.order()
        self.assert_done(self.go())
        for number in self.sandbox.control("products", method="GET")["ids"]:
            self.sandbox.control(f"products/{number}", method="DELETE")
        order = self.order()
        line = self.line_of(self.go(), order)
        self.assertEqual(line.state, "failed", line.message)
        self.assertIn("positions.product_id", line.message)
        self.assertEqual(len(self.documents()), 1)
        self.assertFalse(self.env["deratix.intent"].search([]))

    def test_an_invoice_is_sent_once(self):
        self.flow.target_document = "invoice"
        self.flow.sending = "sent"
        self.order()
        self.sandbox.fault("reset", match="send_by_email", arguments={"processed": True})
        run = self.go()
        run.waiting_until = False
        self.work()
        self.assert_done(run)
        sent = [path for _method, path in self.sandbox.requests() if "send_by_email" in path]
        self.assertEqual(len(sent), 1)
        self.assertEqual(self.documents()[0]["status"], "sent")

    def test_what_was_changed_here_later_is_told(self):
        self.flow.existing = "update"
        order = self.order()
        self.assert_done(self.go())
        order.order_line[0].product_uom_qty = 5
        line = self.line_of(self.go(), order)
        self.assertEqual((line.category, line.decision), ("review", "skip"))
        self.assertIn("cannot be changed", line.message)


@tagged("post_install", "-at_install")
class TestFlowOrdersBothWaysFakturownia(FakturowniaOrdersOutCase):
    """Orders go out as orders, and orders and invoices come in."""

    def setUp(self):
        super().setUp()
        self.back = self.make_back("order")
        self.invoices = self.make_back("invoice")

    def make_back(self, document):
        return self.env["deratix.flow"].create(
            {
                "kind": "orders",
                "source_id": self.connection.id,
                "source_document": document,
                "state": "on",
            }
        )

    def look(self):
        (self.back | self.invoices).looked_at = False
        return self.go()

    def orders_here(self):
        return self.env["deratix.binding"].search(
            [("model", "=", "sale.order"), ("connection_id", "=", self.connection.id)]
        )

    def test_no_loop(self):
        self.env["account.tax"].search([("id", "not in", self.taxes.ids)]).active = False
        ours = self.order()
        client = self.sandbox.add("Björk AB", email="a@bjork.example")
        position = {"name": "Praca", "quantity": 2, "price_net": "500", "tax": "23"}
        theirs = str(
            self.sandbox.control(
                "invoices", kind="estimate", client_id=int(client), positions=[position]
            )["id"]
        )
        for _look in range(4):
            self.look()
        self.assertEqual(len(self.documents()), 2)
        self.assertEqual(len(self.orders_here()), 2)
        self.assertIn(theirs, self.orders_here().mapped("external_id"))
        # Somebody makes invoices of both there: the orders are here already.
        for row in self.documents():
            self.sandbox.control("invoices", copy_invoice_from=row["id"], kind="vat")
        count = self.env["sale.order"].search_count([])
        for _look in range(3):
            self.look()
        self.assertEqual(self.env["sale.order"].search_count([]), count)
        self.assertEqual((len(self.documents()), len(self.orders_here())), (4, 2))
        self.assertIn(ours.id, self.orders_here().mapped("res_id"))
        self.sandbox.forget_requests()
        before = self.dump("deratix_binding")
        self.assertFalse(self.look())
        self.assertEqual({method for method, _path in self.sandbox.requests()}, {"GET"})
        self.assertEqual(self.dump("deratix_binding"), before)
