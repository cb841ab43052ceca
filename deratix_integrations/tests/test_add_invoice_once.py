"""Law 4 for documents: exactly one, whatever goes wrong; and what a person reads then."""

from datetime import timedelta
from unittest.mock import patch

from odoo import SUPERUSER_ID, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..pipeline.references import document_reference, read_reference
from ..providers.fakturownia import Fakturownia
from .add_invoice import AddInvoiceCase


@tagged("post_install", "-at_install")
class TestAddInvoiceOnce(AddInvoiceCase):
    def fail_creating(self, kind, **arguments):
        """The next creation of a document goes wrong in this way."""
        rule = {"kind": kind, "match": r"/invoices\.json", "method": "POST"}
        self.sandbox.control("faults", rules=[rule | arguments])

    def attempt(self, form):
        """Press *Create*; returns what is told on the form."""
        action = self.create_document(form)
        self.assertEqual(action.get("res_id"), form, action)
        return self.form(form).message

    def set_back(self, minutes):
        """The attempt lies back so long."""
        self.intents().intended_at = fields.Datetime.now() - timedelta(minutes=minutes)

    def test_two_tabs(self):
        first, second = self.open_form(), self.open_form()
        self.create_document(first)
        action = self.create_document(second)
        self.assertEqual(action["tag"], "display_notification")
        self.assertIn("had been created already", action["params"]["message"])
        self.assertEqual(action["params"]["next"]["url"], self.of_opportunity().link)
        self.assertEqual(len(self.all_documents()), 1)

    def test_pressed_twice(self):
        form = self.open_form()
        for _ in range(2):
            self.create_document(form)
        self.create_document(self.open_form(acknowledged=True))
        self.assertEqual(len(self.all_documents()), 2)

    def test_intent_is_committed_before_the_request(self):
        seen = []
        create_invoice = Fakturownia.create_invoice

        def spy(provider, document, reference):
            self.env.invalidate_all()
            seen.append((self.intents().reference, reference))
            return create_invoice(provider, document, reference)

        with patch.object(Fakturownia, "create_invoice", spy):
            self.create_document(self.open_form())
        ((stored, sent),) = seen
        self.assertEqual(stored, sent)
        self.assertEqual(self.document()["oid"], sent)

    def test_answer_lost(self):
        """Created, and the connection was cut: it is found at once."""
        self.fail_creating("reset", arguments={"processed": True})
        action = self.create_document(self.open_form())
        self.assertEqual(action["url"], self.of_opportunity().link)
        self.assertEqual(self.of_opportunity().external_id, str(self.document()["id"]))
        self.assertFalse(self.intents())

    def test_answer_lost_and_no_search(self):
        form = self.open_form()
        faults = [
            {"kind": "reset", "match": r"/invoices\.json", "method": "POST",
             "arguments": {"processed": True}},
            {"kind": "http_503", "match": r"/invoices\.json", "method": "GET"},
        ]  # fmt: skip
        self.sandbox.control("faults", rules=faults)
        self.assertIn("It is not known whether", self.attempt(form))
        self.assertEqual(len(self.intents()), 1)
        self.assertTrue(self.form(self.open_form()).attempt_is_open)
        self.sandbox.control("faults", rules=[])
        action = self.create_document(form)
        self.assertIn("had been created already", action["params"]["message"])
        self.assertEqual(len(self.all_documents()), 1)
        self.assertEqual(len(self.of_opportunity()), 1)
        self.assertFalse(self.intents())

    def test_a_look_attaches_what_nobody_saw(self):
        """Also a document of a kind that makes no opportunities."""
        proforma = self.env.ref("deratix_integrations.document_kind_fakturownia_proforma")
        before = self.leads()
        form = self.open_form(kind_id=proforma.id)
        self.sandbox.control("faults", rules=[
            {"kind": "reset", "match": r"/invoices\.json", "method": "POST",
             "arguments": {"processed": True}},
            {"kind": "http_503", "match": r"/invoices\.json", "method": "GET"},
        ])  # fmt: skip
        self.attempt(form)
        self.documents()
        self.assertEqual(self.leads(), before)
        self.assertEqual(self.of_opportunity().external_id, str(self.document()["id"]))
        self.assertTrue(self.of_opportunity().from_lead)
        self.assertFalse(self.intents())
        self.assertEqual(self.opportunity.name, "Nowa strona")
        self.create_document(form)
        self.assertEqual(len(self.all_documents()), 1)

    def test_not_created_and_unclear(self):
        form = self.open_form()
        self.fail_creating("http_500")
        self.assertIn("It is not known whether", self.attempt(form))
        self.assertFalse(self.all_documents())
        self.create_document(form)
        self.assertEqual(len(self.all_documents()), 1)
        self.assertFalse(self.intents())

    def test_created_late(self):
        """The first request is carried out only when the second one is under way."""
        form = self.open_form()
        self.fail_creating("http_500")
        self.attempt(form)
        reference = self.intents().reference
        create_invoice = Fakturownia.create_invoice

        def late(provider, document, key):
            self.issue(self.client_there, oid=key)
            return create_invoice(provider, document, key)

        with patch.object(Fakturownia, "create_invoice", late):
            self.create_document(form)
        self.assertEqual(self.document()["oid"], reference)
        self.assertEqual(self.of_opportunity().external_id, str(self.document()["id"]))

    def test_refused(self):
        """A refusal is told, nothing is lost, and nothing stands in the way afterwards."""
        form = self.open_form(note="Ważne")
        refusal = {"code": "error", "message": {"buyer_tax_no": ["Nieprawidłowy numer NIP"]}}
        self.fail_creating("answer", arguments={"status": 422, "json": refusal})
        message = self.attempt(form)
        self.assertIn("No document was created", message)
        self.assertIn("Nieprawidłowy numer NIP", message)
        self.assertFalse(self.intents())
        wizard = self.form(form)
        self.assertEqual((wizard.note, wizard.line_ids.name), ("Ważne", "Nowa strona"))
        self.create_document(form)
        self.assertEqual(self.document()["description"], "Ważne")
        self.assertFalse(self.form(form).message)

    def test_clear_failures_leave_nothing(self):
        for kind in ("wrong_credentials", "http_429"):
            with self.subTest(kind):
                self.fail_creating(kind)
                self.assertIn("No document was created", self.attempt(self.open_form()))
                self.assertFalse(self.intents())
                self.assertFalse(self.all_documents())

    def test_refused_after_an_unclear_attempt(self):
        """The earlier request may still be carried out: the intent stays until that is settled."""
        form = self.open_form()
        self.fail_creating("http_500")
        self.attempt(form)
        refusal = {"status": 422, "json": {"code": "error", "message": "Nie"}}
        self.fail_creating("answer", arguments=refusal)
        self.attempt(form)
        self.assertTrue(self.intents())
        self.set_back(11)
        self.fail_creating("answer", arguments=refusal)
        self.assertIn("No document was created", self.attempt(form))
        self.assertFalse(self.intents())

    def test_another_client_after_an_unclear_attempt(self):
        """The document of the first attempt is found although the form names another client."""
        form = self.open_form()
        self.sandbox.control("faults", rules=[
            {"kind": "reset", "match": r"/invoices\.json", "method": "POST",
             "arguments": {"processed": True}},
            {"kind": "http_503", "match": r"/invoices\.json", "method": "GET"},
        ])  # fmt: skip
        self.attempt(form)
        other = self.partner_of(self.known_client("Inny"))
        # The look of the last line has attached it; without that look it is searched for.
        self.of_opportunity().unlink()
        reference = self.document()["oid"]
        self.env["deratix.intent"].create(
            {
                "connection_id": self.connection.id,
                "company_id": self.env.company.id,
                "model": "crm.lead",
                "res_id": self.opportunity.id,
                "reference": reference,
                "client_refs": self.client_there,
            }
        )
        with self.pressing() as env:
            env["deratix.invoice.add"].browse(form).partner_id = other.id
        self.create_document(form)
        self.assertEqual(len(self.all_documents()), 1)
        self.assertEqual(self.of_opportunity().order_number, reference)

    def test_stored_by_a_look_meanwhile(self):
        """A look for changes stores the document before the one who made it does."""
        create_invoice = Fakturownia.create_invoice

        def then_a_look(provider, document, reference):
            external_id = create_invoice(provider, document, reference)
            with self.registry.cursor() as cr:
                env = self.env(cr=cr, user=SUPERUSER_ID)
                env["deratix.connection"].browse(self.connection.id)._poll()
                env["deratix.run"]._cron_work()
            return external_id

        before = self.leads()
        form = self.open_form()
        with patch.object(Fakturownia, "create_invoice", then_a_look):
            self.create_document(form)
        self.assertEqual(len(self.of_opportunity()), 1)
        self.assertEqual(self.leads(), before)
        self.assertFalse(self.intents())

    def test_reading_back_may_fail(self):
        form = self.open_form()
        self.sandbox.fault("http_500", match=r"/invoices/\d+\.json", times=5)
        self.create_document(form)
        invoice = self.of_opportunity()
        self.assertEqual((invoice.gross, invoice.number), (1230, False))
        self.sandbox.control("faults", rules=[])
        self.documents()
        self.assertEqual(invoice.number, self.document()["number"])
        self.assertEqual(len(self.of_opportunity()), 1)

    def test_somebody_else_is_at_it(self):
        form = self.open_form()
        with (
            patch("odoo.addons.deratix_integrations.pipeline.invoice_issue.session_lock") as lock,
            self.assertRaisesRegex(UserError, "another window"),
        ):
            lock.return_value.__enter__.return_value = False
            lock.return_value.__exit__.return_value = False
            self.create_document(form)
        self.assertFalse(self.all_documents())

    def test_two_systems(self):
        """While it is not known whether one has the document, no other one gets it."""
        form = self.open_form()
        self.fail_creating("http_500")
        self.attempt(form)
        other = self.connect_account()
        with self.pressing() as env:
            env["deratix.invoice.add"].browse(form).connection_id = other.id
        self.env["deratix.binding"].create(
            {
                "connection_id": other.id,
                "company_id": other.company_id.id,
                "kind": "party",
                "external_id": self.client_there,
                "model": "res.partner",
                "res_id": self.partner.id,
            }
        )
        with self.assertRaisesRegex(UserError, "Choose that system"):
            self.create_document(form)
        self.assertFalse(self.all_documents())

    def test_deleted_opportunity(self):
        """Its document makes no other one."""
        reference = document_reference(self.env, self.opportunity.id, 1)
        self.opportunity.unlink()
        before = self.leads()
        document = self.issue(self.client_there, oid=reference)
        self.documents()
        self.assertEqual(self.leads(), before)
        self.assertTrue(self.invoice(document).lead_gone)

    def test_keys_of_others(self):
        """Order numbers that this database did not give out are nothing special."""
        own = document_reference(self.env, self.opportunity.id, 1)
        self.assertEqual(read_reference(self.env, own), (self.opportunity.id, 1))
        other_database = f"odoo-0123456789ab-lead-{self.opportunity.id}-1"
        for text in (other_database, "ZAM-1", "", None, f"{own}0000000", f"{own} OR 1=1", "1-1"):
            with self.subTest(text):
                self.assertIsNone(read_reference(self.env, text))
        document = self.issue(self.client_there, oid=other_database)
        self.documents()
        self.assertTrue(self.lead(document))
        self.assertNotEqual(self.lead(document), self.opportunity)

    def test_log_entries(self):
        self.create_document(self.open_form())
        actions = self.env["deratix.exchange"].search(
            [("connection_id", "=", self.connection.id), ("method", "=", "POST")]
        )
        self.assertIn("create_invoice", actions.mapped("action"))
