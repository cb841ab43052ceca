from odoo.tests import tagged

from .test_invoices import InvoiceCase


@tagged("post_install", "-at_install")
class TestFlowOrdersAndOpportunities(InvoiceCase):
    """An account whose invoices become opportunities, and take part in flows of orders as well."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax = cls.env["account.tax"].create(
            {
                "name": "23 %",
                "amount": 23,
                "type_tax_use": "sale",
                "price_include_override": "tax_excluded",
            }
        )
        cls.pricelist = cls.env["product.pricelist"].create(
            {"name": "Test", "currency_id": cls.pln.id}
        )
        cls.product = cls.env["product.product"].create(
            {"name": "Deska", "default_code": "DES-1", "list_price": 50, "taxes_id": cls.tax.ids}
        )
        # The module's own demonstration orders are not of these tests.
        cls.env["sale.order"].search([]).state = "draft"

    def make_flow(self, way, **values):
        return self.env["deratix.flow"].create(
            {
                "kind": "orders",
                f"{way}_id": self.connection.id,
                f"{way}_document": "invoice",
                "state": "on",
                "interval": 100_000,
                **values,
            }
        )

    def move(self, flow):
        flow.looked_at = False
        with self.enter_registry_test_mode():
            self.env.ref("deratix_integrations.ir_cron_flows").method_direct_trigger()
        self.work()
        self.env.invalidate_all()

    def sale(self, document):
        return self.env["sale.order"].browse(self.binding(document, "invoice").res_id)

    def order(self, **values):
        partner = self.env["res.partner"].create(
            {"name": "Beta", "is_company": True, "email": "b@beta.example"}
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "pricelist_id": self.pricelist.id,
                "order_line": [(0, 0, {"product_id": self.product.id, "product_uom_qty": 2})],
                **values,
            }
        )
        order.action_confirm()
        return order

    def leads(self):
        return self.env["crm.lead"].with_context(active_test=False).search_count([])

    # -- in -------------------------------------------------------------------------------------

    def test_the_order_of_a_document_is_its_opportunitys(self):
        document, lead = self.issued(net=100)
        self.move(self.make_flow("source"))
        sale = self.sale(document)
        self.assertEqual((sale.state, sale.amount_untaxed), ("sale", 100))
        self.assertEqual(sale.opportunity_id, lead)
        before = lead.read(["name", "expected_revenue", "stage_id", "probability"])
        self.documents()
        self.assertEqual(lead.read(["name", "expected_revenue", "stage_id", "probability"]), before)

    def test_also_when_the_order_came_first(self):
        document = self.issue(self.known_client())
        self.move(self.make_flow("source"))
        sale = self.sale(document)
        self.assertTrue(sale)
        self.assertFalse(sale.opportunity_id)
        self.documents()
        self.assertEqual(sale.opportunity_id, self.lead(document))
        self.assertTrue(sale.opportunity_id)

    def test_an_order_that_has_an_opportunity_keeps_it(self):
        document = self.issue(self.known_client())
        self.move(self.make_flow("source"))
        mine = self.env["crm.lead"].create({"name": "Mine"})
        self.sale(document).opportunity_id = mine
        self.documents()
        self.assertEqual(self.sale(document).opportunity_id, mine)

    # -- out ------------------------------------------------------------------------------------

    def test_an_order_that_is_written_makes_no_opportunity(self):
        flow = self.make_flow("target")
        order = self.order()
        before = self.leads()
        self.move(flow)
        document = (
            self.env["deratix.binding"]
            .search([("model", "=", "sale.order"), ("res_id", "=", order.id)])
            .external_id
        )
        self.assertTrue(document)
        for _look in range(2):
            self.documents()
        # It is known as a document all the same, also when it is paid later.
        invoice = self.invoice(document)
        self.assertEqual((invoice.net, invoice.partner_id), (100, order.partner_id))
        self.pay(document)
        self.documents()
        self.assertEqual((invoice.payment, invoice.lead_id.id), ("paid", False))
        self.assertEqual(self.leads(), before)

    def test_it_belongs_to_the_opportunity_of_its_order(self):
        flow = self.make_flow("target")
        lead = self.env["crm.lead"].create({"name": "Deal", "type": "opportunity"})
        order = self.order(opportunity_id=lead.id)
        before = self.leads()
        self.move(flow)
        self.documents()
        invoice = self.env["deratix.invoice"].search([("lead_id", "=", lead.id)])
        self.assertTrue(invoice.from_lead)
        self.assertEqual(lead.name, "Deal")
        self.assertEqual(self.leads(), before)
        self.assertTrue(order)

    def test_a_poll_between_the_request_and_its_answer_settles_nothing(self):
        """Whether the document was written has still to be looked up by its key."""
        flow = self.make_flow("target")
        order = self.order()
        self.sandbox.fault(
            "reset", match=r"^/invoices\.json$", method="POST", arguments={"processed": True}
        )
        self.move(flow)
        intent = self.env["deratix.intent"].search([("res_id", "=", order.id)])
        self.assertTrue(intent)
        self.documents()
        self.assertTrue(intent.exists())
        flow.run_ids.waiting_until = False
        self.work()
        ids = self.sandbox.control("invoices", method="GET")["ids"]
        self.assertEqual(len(ids), 1)
        self.assertFalse(self.env["deratix.intent"].search([]))

    def test_all_at_once_makes_no_loop(self):
        out, back = self.make_flow("target"), self.make_flow("source")
        self.order()
        self.issue(self.known_client())
        for _look in range(4):
            (out | back).looked_at = False
            self.move(out)
            self.documents()
        ids = self.sandbox.control("invoices", method="GET")["ids"]
        links = self.env["deratix.binding"].search([("model", "=", "sale.order")])
        self.assertEqual((len(ids), len(links)), (2, 2))
        self.assertEqual(self.env["deratix.invoice"].search_count(
            [("connection_id", "=", self.connection.id), ("lead_id", "!=", False)]), 1)  # fmt: skip
