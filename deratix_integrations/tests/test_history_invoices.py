from odoo.tests import tagged

from .test_history import HistoryCase
from .test_invoices import InvoiceCase


@tagged("post_install", "-at_install")
class TestHistoryInvoices(InvoiceCase, HistoryCase):
    def old(self, day, **fields):
        return self.issue(self.client, issue_date=day, **fields)

    def setUp(self):
        super().setUp()
        self.client = self.known_client()

    def test_documents_from_before_the_switch(self):
        old, older = self.old("2020-03-01"), self.old("2019-12-31")
        self.documents()
        self.assertFalse(self.lead(old))
        self.connection.invoice_watermark = watermark = '{"mark": 1, "top": "x"}'
        run = self.compared("invoices", "2020-01-01")
        self.assertIn("Opportunities to add: 1,", run.history_text)
        self.assertFalse(self.lead(old))
        self.apply(run)
        self.assertTrue(self.lead(old))
        self.assertFalse(self.invoice(older))
        self.assertEqual(self.connection.invoice_watermark, watermark)
        self.carry("invoices")
        self.assertTrue(self.lead(older))

    def test_nothing_twice(self):
        self.old("2020-03-01")
        self.carry("invoices")
        before = self.business_state()
        run = self.begin("invoices")
        self.work()
        self.assertEqual((run.state, len(run.line_ids)), ("done", 0))
        self.assertEqual(self.business_state(), before)

    def test_live_changes_go_first(self):
        """A payment of a document that waits in the history is not taken back by it."""
        document = self.old("2020-03-01")
        self.carry("invoices")
        self.sandbox.control(f"invoices/{document}", method="PATCH", description="A")
        history = self.compared("invoices")
        self.pay(document)
        self.assertEqual(self.documents().state, "done")
        self.assertEqual(self.invoice(document).payment, "paid")
        self.apply(history)
        self.assertEqual(self.invoice(document).payment, "paid")
        self.assertEqual(history.line_ids.state, "skipped")

    def test_a_plan_that_is_cancelled_holds_no_live_change_back(self):
        self.connection.sync_hold_count = 1
        document = self.issue(self.client)
        live = self.documents()
        self.assertEqual(live.state, "ready")
        self.assertTrue(live.is_held)
        self.assertEqual(self.connection.sync_waiting_id, live)
        history = self.compared("invoices")
        self.press(history, "action_cancel")
        self.apply(live)
        self.assertTrue(self.lead(document))

    def test_a_document_that_waited_for_its_client_comes(self):
        """Taken up by a later look, although it is from before the switch."""
        partners = self.env["res.partner"].create(
            [{"name": "Beta", "email": "b@beta.example"} for _ in range(2)]
        )
        client = self.sandbox.add("Beta", email="b@beta.example")
        document = self.issue(client, issue_date="2020-03-01")
        history = self.carry("invoices")
        waiting = history.line_ids.filtered("is_document")
        self.assertEqual((waiting.state, waiting.category), ("planned", "review"))
        self.env["deratix.binding"].create(
            {
                "connection_id": self.connection.id,
                "company_id": self.connection.company_id.id,
                "kind": "party",
                "external_id": client,
                "model": "res.partner",
                "res_id": partners[0].id,
            }
        )
        self.documents()
        self.assertEqual(self.lead(document).partner_id, partners[0])

    def test_counting(self):
        self.old("2020-03-01")
        self.old("2019-12-31")
        page = self.page("invoices", "2020-01-01")
        self.count(page)
        self.assertEqual((page.count_there, page.count_here), (1, 0))
