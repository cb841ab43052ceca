from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import tagged

from .test_invoices import InvoiceCase


@tagged("post_install", "-at_install")
class TestInvoicesUndo(InvoiceCase):
    """Law 12."""

    def test_new_opportunity_goes(self):
        client = self.known_client()
        document = self.issue(client)
        (run,) = self.documents()
        lead = self.lead(document)
        self.undo(run)
        self.assertEqual(run.line_ids.state, "undone")
        self.assertFalse(lead.exists())
        self.assertFalse(self.invoice(document))
        self.assertTrue(self.partner_of(client))
        self.pay(document)
        self.documents()
        self.assertFalse(self.invoice(document), "what was taken back does not come by itself")

    def test_client_made_for_the_document_goes(self):
        client = self.sandbox.add("Stara Firma")
        self.connection.sync_state = "off"
        self.connection = self.connect_account()
        self.switch_on()
        self.documents()
        self.issue(client)
        (run,) = self.documents()
        partner = self.partner_of(client)
        self.undo(run)
        self.assertEqual(set(run.line_ids.mapped("state")), {"undone"})
        self.assertFalse(partner.exists())

    def test_payment_is_taken_back(self):
        document, lead = self.issued()
        stage = lead.stage_id
        self.pay(document)
        (run,) = self.documents()
        self.assertTrue(lead.stage_id.is_won)
        self.undo(run)
        self.assertEqual((lead.stage_id, lead.probability), (stage, 70))
        self.assertEqual(self.invoice(document).payment, "unpaid")
        self.assertEqual(self.invoice(document).open_amount, 123)
        self.assertFalse(self.documents())

    def test_correction_is_taken_back(self):
        document, lead = self.issued()
        correction = str(self.sandbox.control(f"invoices/{document}/correct")["id"])
        (run,) = self.documents()
        self.assertEqual(lead.expected_revenue, 0)
        self.undo(run)
        self.assertEqual((lead.expected_revenue, lead.active), (100, True))
        self.assertFalse(self.invoice(correction))
        self.assertEqual(self.invoice(document).open_amount, 123)

    def test_what_was_touched_stays(self):
        client = self.known_client()
        touched, used, free = (self.issue(client) for _ in range(3))
        (run,) = self.documents()
        self.lead(touched).name = "Duży kontrakt"
        self.lead(used).activity_schedule("mail.mail_activity_data_todo")
        leads = self.lead(touched) | self.lead(used)
        self.undo(run)
        states = {line.external_id: line for line in run.line_ids}
        self.assertEqual(states[f"invoice:{free}"].state, "undone")
        for document, words in ((touched, "changed"), (used, "in use")):
            line = states[f"invoice:{document}"]
            self.assertEqual(line.state, "kept")
            self.assertIn(words, line.message)
        self.assertEqual(leads.exists(), leads)
        self.assertTrue(self.invoice(touched))

    def test_merged_since(self):
        client = self.known_client()
        documents = [self.issue(client), self.issue(client)]
        (run,) = self.documents()
        (self.lead(documents[0]) | self.lead(documents[1])).merge_opportunity()
        self.undo(run)
        self.assertEqual(set(run.line_ids.mapped("state")), {"kept"})


@tagged("post_install", "-at_install")
class TestInvoicesNeutralized(InvoiceCase):
    def test_public_addresses_are_gone(self):
        """Law 9: under them anyone can see a document."""
        document, _lead = self.issued()
        self.pay(document)
        self.documents()
        address = self.invoice(document).public_page
        token = address.rsplit("/", 1)[1]
        self.assertIn("/invoice/", address)
        self.env.flush_all()
        (queries,) = get_neutralization_queries(["deratix_integrations"])
        self.env.cr.execute(queries)
        for table in ("deratix_invoice", "deratix_run_line", "deratix_exchange"):
            self.assertNotIn(token, str(self.dump(table)))
