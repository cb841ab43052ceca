from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from odoo import fields
from odoo.tests import tagged

from ..models import run_invoices
from .common import OWN_TABLES
from .test_sync import SyncCase

POSITION = {"name": "Usługa", "quantity": 1, "tax": "23"}


class InvoiceCase(SyncCase):
    """A connection whose documents become opportunities, in a company that reckons in PLN."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pln = cls.env.ref("base.PLN")
        cls.eur = cls.env.ref("base.EUR")
        (cls.pln | cls.eur).active = True
        cls.env.company.currency_id = cls.pln

    @classmethod
    def connect_account(cls):
        connection = super().connect_account()
        connection.sync_invoices = True
        return connection

    def setUp(self):
        super().setUp()
        # Each test begins with a new connection, whose watermarks fit the emptied account.
        self.connection.sync_state = "off"
        self.connection = self.connect_account()
        self.switch_on()
        self.documents()

    def documents(self):
        """One look at clients and documents; returns the runs of documents it started."""
        before = self.env["deratix.run"].search([("kind", "=", "invoices")])
        self.cycle()
        return self.env["deratix.run"].search([("kind", "=", "invoices")]) - before

    def issue(self, client=None, net=100, **fields):
        """A document issued there by a person; returns its external id."""
        buyer = {"client_id": int(client)} if client else {"buyer_name": "Zielony Most"}
        given = {"positions": [{**POSITION, "total_price_net": net}], **buyer, **fields}
        return str(self.sandbox.control("invoices", **given)["id"])

    def pay(self, document, amount=None):
        given = {"amount": amount} if amount else {}
        return self.sandbox.control(f"invoices/{document}/pay", **given)

    def invoice(self, external_id):
        return self.env["deratix.invoice"].search(
            [("connection_id", "=", self.connection.id), ("external_id", "=", external_id)]
        )

    def lead(self, external_id):
        return self.invoice(external_id).lead_id

    def known_client(self, name="Zielony Most"):
        """A client that is linked on both sides."""
        client = self.sandbox.add(name, email=f"{name.replace(' ', '')}@most.example".lower())
        self.cycle()
        self.assertTrue(self.partner_of(client))
        return client

    def issued(self, **fields):
        """A document of a known client, and its opportunity."""
        document = self.issue(self.known_client(), **fields)
        self.documents()
        self.assertTrue(self.lead(document))
        return document, self.lead(document)

    def stage(self, payment):
        return self.connection.stage_map_ids.filtered(lambda row: row.payment == payment)


@tagged("post_install", "-at_install")
class TestInvoices(InvoiceCase):
    def test_new_document(self):
        client = self.known_client()
        document = self.issue(
            client, net=1000, number="7/05/2026", issue_date="2026-11-20", payment_to_kind="14"
        )
        # The day of the switch is the day on which the tests run.
        self.connection.invoices_since = fields.Datetime.to_datetime("2026-11-01")
        (run,) = self.documents()
        self.assertEqual((run.state, run.line_ids.state), ("done", "done"), run.message)
        invoice, lead = self.invoice(document), self.lead(document)
        self.assertEqual((invoice.number, invoice.net, invoice.gross), ("7/05/2026", 1000, 1230))
        self.assertEqual(invoice.kind_id.code, "vat")
        self.assertEqual(invoice.open_amount, 1230)
        self.assertEqual(invoice.link, f"{self.sandbox.url}/invoices/{document}")
        self.assertEqual(lead.type, "opportunity")
        self.assertEqual(lead.name, "VAT invoice 7/05/2026")
        self.assertEqual(lead.partner_id, self.partner_of(client))
        self.assertEqual(lead.expected_revenue, 1000)
        self.assertEqual(str(lead.date_deadline), "2026-12-04")
        self.assertEqual(lead.company_id, self.env.company)
        self.assertEqual(lead.stage_id, self.stage("unpaid").stage_id)
        self.assertEqual(lead.probability, 70)
        self.assertEqual(run.line_ids.lead_id, lead)

    def test_what_was_there_before_the_switch(self):
        """From now on: a document of last year that is paid today is no new one."""
        client = self.known_client()
        old = self.issue(client, issue_date="2020-01-02")
        new = self.issue(client)
        self.documents()
        self.assertTrue(self.lead(new))
        self.assertFalse(self.invoice(old))

    def test_first_look_notes_where_to_begin(self):
        self.connection.sync_state = "off"
        for _ in range(3):
            self.issue(issue_date="2020-01-02")
        self.connection = self.connect_account()
        self.connection.sync_since = fields.Datetime.now() + timedelta(minutes=5)
        self.connection.sync_state = "on"
        self.sandbox.forget_requests()
        self.assertFalse(self.documents())
        asked = [path for _method, path in self.sandbox.requests() if "/invoices" in path]
        self.assertEqual(len(asked), 1, asked)
        self.assertTrue(self.connection.invoice_watermark)
        self.assertEqual(self.connection.invoices_since, self.connection.sync_since)

    def test_payment_moves_the_stage(self):
        document, lead = self.issued(net=100)
        self.pay(document, 23)
        self.documents()
        self.assertEqual(lead.stage_id, self.stage("partial").stage_id)
        self.assertEqual((lead.probability, self.invoice(document).open_amount), (90, 100))
        self.pay(document)
        self.documents()
        self.assertTrue(lead.stage_id.is_won)
        self.assertEqual((lead.probability, self.invoice(document).payment), (100, "paid"))
        self.assertEqual(self.invoice(document).open_amount, 0)
        self.assertEqual(self.env["deratix.invoice"].search_count([]), 1)

    def test_cancelled_is_lost(self):
        document, lead = self.issued()
        self.sandbox.control(f"invoices/{document}/cancel", reason="Pomyłka")
        self.documents()
        self.assertFalse(lead.active)
        self.assertEqual((lead.won_status, self.invoice(document).claimed), ("lost", 0))
        self.assertEqual(lead.deratix_invoice_count, 0)

    def test_correction_updates_the_same_opportunity(self):
        document, lead = self.issued(net=100)
        position = {**POSITION, "total_price_net": -40}
        correction = str(
            self.sandbox.control(f"invoices/{document}/correct", positions=[position])["id"]
        )
        self.documents()
        self.assertEqual(lead.expected_revenue, 60)
        self.assertEqual(self.invoice(correction).corrects_id, self.invoice(document))
        self.assertEqual(self.lead(correction), lead)
        self.assertEqual(self.env["crm.lead"].search_count([("id", ">=", lead.id)]), 1)
        self.assertAlmostEqual(self.invoice(document).open_amount, 73.8)
        self.sandbox.control(f"invoices/{correction}/correct")
        self.documents()
        self.assertEqual(lead.expected_revenue, 100, "a correction of the correction")
        self.assertEqual(len(self.invoice(document).correction_ids), 2)

    def test_corrected_to_nothing(self):
        document, lead = self.issued(net=100)
        self.sandbox.control(f"invoices/{document}/correct")
        self.documents()
        self.assertEqual((lead.expected_revenue, lead.won_status), (0, "lost"))
        self.assertEqual(self.invoice(document).open_amount, 0)

    def test_document_and_correction_at_once(self):
        """The newest is read first: the correction comes before what it corrects."""
        client = self.known_client()
        for size in (200, 1):
            with self.subTest(batch=size), patch.object(run_invoices, "BATCH", size):
                document = self.issue(client, net=100)
                chain = [document]
                for _ in range(2):
                    made = self.sandbox.control(f"invoices/{chain[-1]}/correct")
                    chain.append(str(made["id"]))
                self.documents()
                self.assertEqual(self.lead(document).expected_revenue, 100)
                leads = {self.lead(each) for each in chain}
                self.assertEqual(leads, {self.lead(document)})

    def test_correction_of_an_unknown_document(self):
        old = self.issue(self.known_client(), issue_date="2020-01-02")
        self.sandbox.control(f"invoices/{old}/correct")
        (run,) = self.documents()
        self.assertEqual((run.state, run.line_ids.state), ("done", "skipped"))
        self.assertFalse(self.env["deratix.invoice"].search([]))
        self.assertFalse(self.documents())

    def test_kinds(self):
        client = self.known_client()
        kinds = ("vat", "vat_margin", "advance", "final", "receipt", "proforma", "estimate", "bill")
        made = {kind: self.issue(client, kind=kind) for kind in kinds}
        self.documents()
        leads = {kind for kind, document in made.items() if self.lead(document)}
        self.assertEqual(leads, {"vat", "vat_margin", "advance", "final", "receipt"})
        self.assertFalse(self.documents(), "what makes no opportunity is looked at once")
        estimate = self.env.ref("deratix_integrations.document_kind_fakturownia_estimate")
        self.connection.document_kind_ids = estimate
        chosen, other = self.issue(client, kind="estimate"), self.issue(client)
        self.documents()
        self.assertEqual(self.lead(chosen).name, self.invoice(chosen).display_name)
        self.assertFalse(self.invoice(other))

    def test_all_kinds_have_a_label(self):
        codes = self.connection._provider_class().document_kinds
        kinds = self.env["deratix.document.kind"]._catalogue("fakturownia")
        self.assertEqual(set(kinds), set(codes))

    def test_salesperson_by_the_table(self):
        client = self.known_client()
        first = self.issue(client, user_id=55)
        self.documents()
        self.assertFalse(self.lead(first).user_id)
        row = self.connection.user_map_ids
        self.assertEqual(row.external_id, "55", "the row came by itself")
        row.user_id = self.user
        self.assertEqual(self.lead(first).user_id, self.user, "at once")
        second = self.issue(client, user_id=55)
        self.documents()
        self.assertEqual(self.lead(second).user_id, self.user)

    def test_what_a_person_changed_stays(self):
        document, lead = self.issued()
        stage = self.env["crm.stage"].search([("is_won", "=", False)], limit=1)
        self.assertNotEqual(stage, lead.stage_id)
        lead.write({"name": "Duży kontrakt", "user_id": self.user.id, "stage_id": stage.id})
        probability = lead.probability
        self.pay(document)
        self.sandbox.control(f"invoices/{document}", method="PATCH", number="X/1", user_id=56)
        self.documents()
        self.assertEqual(self.invoice(document).payment, "paid")
        self.assertEqual(
            (lead.name, lead.user_id, lead.stage_id), ("Duży kontrakt", self.user, stage)
        )
        self.assertEqual(lead.probability, probability)

    def test_lost_by_a_person_stays_lost(self):
        document, lead = self.issued()
        lead.action_set_lost()
        self.pay(document)
        self.documents()
        self.assertFalse(lead.active)

    def test_deleted_opportunity_does_not_come_back(self):
        document, lead = self.issued()
        lead.unlink()
        self.assertTrue(self.invoice(document).lead_gone)
        self.pay(document)
        (run,) = self.documents()
        self.assertEqual(run.line_ids.state, "done")
        self.assertEqual(self.invoice(document).payment, "paid")
        self.assertFalse(self.lead(document))
        self.assertFalse(self.env["crm.lead"].search([("name", "ilike", "VAT invoice")]))

    def test_deleted_document_stays(self):
        document, lead = self.issued()
        self.sandbox.control(f"invoices/{document}", method="DELETE")
        self.documents()
        self.assertTrue(lead.exists() and lead.active)
        self.assertTrue(self.invoice(document))

    def test_merged_opportunities_keep_their_documents(self):
        client = self.known_client()
        documents = [self.issue(client, net=100), self.issue(client, net=50)]
        self.documents()
        leads = self.lead(documents[0]) | self.lead(documents[1])
        merged = leads.merge_opportunity()
        self.assertEqual([self.lead(document) for document in documents], [merged, merged])
        self.assertEqual(merged.deratix_invoice_count, 2)
        self.assertFalse(any(self.invoice(document).lead_gone for document in documents))

    def test_ten_idle_cycles(self):
        document, lead = self.issued()
        self.issue(kind="proforma")
        self.documents()
        self.pay(document)
        self.documents()
        before = self.written()
        self.sandbox.forget_requests()
        for _ in range(10):
            self.assertFalse(self.documents())
        self.assertEqual(len(self.sandbox.requests()), 20)
        self.assertFalse(self.touched_since(before) - OWN_TABLES)

    def test_same_document_twice(self):
        """Law 3 and 4: an earlier watermark gives everything once more."""
        document, lead = self.issued()
        self.connection.invoice_watermark = False
        self.assertFalse(self.documents())
        another = self.issue(self.known_client("Drugi"))
        self.connection.invoice_watermark = False
        (run,) = self.documents()
        self.assertEqual(run.line_ids.external_id, f"invoice:{another}")
        self.invoice(document).fingerprint = "other"
        self.connection.invoice_watermark = False
        (run,) = self.documents()
        self.assertEqual(run.line_ids.decision, "update")
        self.assertEqual(self.lead(document), lead)
        self.assertEqual(self.env["deratix.invoice"].search_count([]), 2)

    def test_off_means_no_request(self):
        self.connection.sync_invoices = False
        self.issue(self.known_client())
        self.sandbox.forget_requests()
        self.assertFalse(self.documents())
        self.assertFalse([path for _m, path in self.sandbox.requests() if "/invoices" in path])

    def test_failing_system_moves_nothing(self):
        """Law 5."""
        client = self.known_client()
        watermark = self.connection.invoice_watermark
        document = self.issue(client)
        self.sandbox.fault("http_500", match="/invoices", times=20)
        self.assertFalse(self.documents())
        self.assertTrue(self.connection.poll_message)
        self.assertEqual(self.connection.invoice_watermark, watermark)
        self.sandbox.control("faults", rules=[])
        self.documents()
        self.assertTrue(self.lead(document))
        self.assertFalse(self.connection.poll_message)

    def test_overdue(self):
        document, _lead = self.issued(payment_to_kind="14")
        invoice = self.invoice(document)
        overdue = [("is_overdue", "=", True)]
        self.env.company.partner_id.tz = "Europe/Warsaw"
        due = invoice.due_on
        # Midnight in Warsaw is 23:00 UTC the day before, in winter.
        with freeze_time(f"{due} 22:30:00"):
            self.env.invalidate_all()
            self.assertFalse(invoice.is_overdue)
            self.assertNotIn(invoice, invoice.search(overdue))
            self.assertIn(invoice, invoice.search([("is_overdue", "=", False)]))
        with freeze_time(f"{due} 23:30:00"):
            self.env.invalidate_all()
            self.assertTrue(invoice.is_overdue)
            self.assertIn(invoice, invoice.search(overdue))
        self.pay(document)
        self.documents()
        with freeze_time(f"{due + timedelta(days=30)} 12:00:00"):
            self.env.invalidate_all()
            self.assertFalse(invoice.is_overdue)
            self.assertNotIn(invoice, invoice.search(overdue))
