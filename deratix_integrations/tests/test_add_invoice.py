from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..providers.fakturownia import Fakturownia
from .add_invoice import AddInvoiceCase


@tagged("post_install", "-at_install")
class TestAddInvoice(AddInvoiceCase):
    def order(self, *lines, confirm=True, **values):
        taxes = {"name": f"VAT 8 {confirm}", "amount": 8, "type_tax_use": "sale"}
        tax = self.env["account.tax"].create(taxes)
        pricelist = self.env["product.pricelist"].create(
            {"name": "PLN", "currency_id": self.pln.id}
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": self.partner.id,
                "opportunity_id": self.opportunity.id,
                "pricelist_id": pricelist.id,
                "order_line": [
                    Command.create({"tax_ids": [Command.set(tax.ids)], **line}) for line in lines
                ],
                **values,
            }
        )
        if confirm:
            order.action_confirm()
        return order

    def product(self, name):
        return self.env["product.product"].create({"name": name, "type": "service"}).id

    def test_from_the_expected_revenue(self):
        form = self.open_form()
        wizard = self.form(form)
        self.assertEqual(wizard.partner_id, self.partner)
        self.assertEqual(wizard.kind_id.code, "vat")
        self.assertFalse(wizard.client_is_new)
        self.assertFalse(wizard.existing_ids)
        self.assertEqual(wizard.line_ids.name, "Nowa strona")
        self.assertEqual((wizard.net, wizard.tax, wizard.gross), (1000, 230, 1230))
        action = self.create_document(form)
        there = self.document()
        self.assertEqual(action["url"], f"{self.sandbox.url}/invoices/{there['id']}")
        self.assertEqual(action["type"], "ir.actions.act_url")
        self.assertEqual((there["kind"], there["status"]), ("vat", "issued"))
        self.assertEqual(str(there["client_id"]), self.client_there)
        self.assertEqual((there["price_net"], there["price_gross"]), ("1000.0", "1230.0"))
        invoice = self.of_opportunity()
        self.assertEqual(invoice.external_id, str(there["id"]))
        self.assertEqual((invoice.number, invoice.gross), (there["number"], 1230))
        self.assertEqual(invoice.order_number, there["oid"])
        self.assertTrue(invoice.from_lead)
        self.assertFalse(self.intents())
        self.assertIn(there["number"] and "VAT invoice", self.opportunity.message_ids[:1].body)

    def test_belongs_to_its_opportunity(self):
        before = self.leads()
        self.create_document(self.open_form())
        values = self.opportunity.read(["name", "partner_id", "expected_revenue", "user_id"])
        for _ in range(2):
            self.documents()
        self.assertEqual(self.leads(), before)
        self.assertEqual(
            self.opportunity.read(["name", "partner_id", "expected_revenue", "user_id"]), values
        )
        self.assertEqual(self.opportunity.stage_id, self.stage_before)
        self.assertEqual(len(self.of_opportunity()), 1)

    def test_payment_comes_back(self):
        self.create_document(self.open_form())
        document = self.document()["id"]
        self.pay(document, 100)
        self.documents()
        self.assertEqual(self.of_opportunity().payment, "partial")
        self.assertEqual(self.opportunity.stage_id, self.stage("partial").stage_id)
        self.pay(document)
        self.documents()
        self.assertEqual(self.of_opportunity().payment, "paid")
        self.assertEqual(self.opportunity.won_status, "won")
        self.assertEqual(self.opportunity.name, "Nowa strona")
        self.assertFalse(self.documents())

    def test_a_won_opportunity_stays_won(self):
        self.opportunity.action_set_won()
        stage = self.opportunity.stage_id
        self.create_document(self.open_form())
        self.pay(self.document()["id"], 100)
        self.documents()
        self.assertEqual(self.opportunity.stage_id, stage)

    def test_cancelled_document_loses_nothing(self):
        self.create_document(self.open_form())
        self.sandbox.control(f"invoices/{self.document()['id']}/cancel", reason="Pomyłka")
        self.documents()
        self.assertEqual(self.of_opportunity().payment, "cancelled")
        self.assertTrue(self.opportunity.active)

    def test_person_moves_the_stage_back(self):
        self.create_document(self.open_form())
        self.pay(self.document()["id"], 100)
        self.documents()
        self.opportunity.stage_id = self.stage_before
        self.pay(self.document()["id"], 50)
        self.documents()
        self.assertEqual(self.opportunity.stage_id, self.stage_before)

    def test_from_the_confirmed_order(self):
        self.order({"product_id": self.product("Quotation only")}, confirm=False)
        self.order(
            {
                "product_id": self.product("Projekt"),
                "product_uom_qty": 3,
                "price_unit": 33.33,
                "discount": 10,
            },
            {"display_type": "line_section", "name": "Section", "tax_ids": False},
        )
        form = self.open_form()
        lines = self.form(form).line_ids
        self.assertEqual(lines.mapped("name"), ["Projekt"])
        self.assertEqual((lines.quantity, lines.discount, lines.tax), (3, 10, "8"))
        self.assertEqual(lines.net, 89.99)
        self.create_document(form)
        there = self.document()
        self.assertEqual((there["price_net"], there["price_gross"]), ("89.99", "97.19"))
        (position,) = there["positions"]
        self.assertEqual((position["tax"], position["quantity"]), ("8", "3.0"))

    def test_from_the_quotation(self):
        self.order({"product_id": self.product("Projekt"), "price_unit": 50}, confirm=False)
        self.assertEqual(self.form(self.open_form()).line_ids.mapped("name"), ["Projekt"])

    def test_all_of_the_form_arrives(self):
        form = self.open_form()
        wizard = self.form(form)
        kind = self.env.ref("deratix_integrations.document_kind_fakturownia_proforma")
        self.assertTrue(wizard.department_ids)
        department = wizard.department_ids[-1]
        with self.pressing() as env:
            env["deratix.invoice.add"].browse(form).write(
                {
                    "kind_id": kind.id,
                    "currency_id": self.pln.id,
                    "issued_on": "2026-11-02",
                    "sold_on": "2026-11-01",
                    "due_on": "2026-11-23",
                    "status": "sent",
                    "department_id": department.id,
                    "note": "Dziękujemy",
                }
            )
        self.create_document(form)
        there = self.document()
        expected = {
            "kind": "proforma",
            "issue_date": "2026-11-02",
            "sell_date": "2026-11-01",
            "payment_to": "2026-11-23",
            "status": "sent",
            "description": "Dziękujemy",
            "department_id": int(department.external_id),
        }
        self.assertEqual({key: there[key] for key in expected}, expected)
        self.assertEqual(self.of_opportunity().kind_id, kind)

    def test_paid_at_once(self):
        self.create_document(self.open_form(status="paid"))
        self.assertEqual(self.of_opportunity().payment, "paid")
        self.assertEqual(self.opportunity.won_status, "won")

    def test_statuses_and_kinds_are_those_of_the_api(self):
        provider = self.connection._provider_class()
        statuses = [
            code for code, _label in self.env["deratix.invoice.add"]._fields["status"].selection
        ]
        self.assertEqual(tuple(statuses), provider.new_document_statuses)
        kinds = self.form(self.open_form()).kind_ids
        self.assertEqual(set(kinds.mapped("code")), set(provider.new_document_kinds))
        self.assertFalse(kinds.filtered("is_correction"))

    def test_departments_that_cannot_be_read(self):
        self.sandbox.fault("http_500", match="departments", times=5)
        form = self.open_form()
        self.assertFalse(self.form(form).department_ids)
        self.create_document(form)
        self.assertTrue(self.of_opportunity())

    def test_unknown_client_is_added_first(self):
        client = self.env["res.partner"].create(
            {"name": "Nowy Klient", "is_company": True, "email": "nowy@klient.example"}
        )
        self.opportunity.partner_id = client
        form = self.open_form()
        self.assertTrue(self.form(form).client_is_new)
        self.create_document(form)
        there = self.document()
        self.assertEqual(self.there(there["client_id"])["name"], "Nowy Klient")
        self.assertEqual(self.partner_of(str(there["client_id"])), client)
        self.cycle()
        self.assertEqual([c["name"] for c in self.all_there()].count("Nowy Klient"), 1)
        self.assertFalse(self.env["deratix.intent"].search([]))

    def test_client_that_is_there_already_is_linked(self):
        there = self.sandbox.add("Beta", email="biuro@beta.example")
        client = self.env["res.partner"].create(
            {"name": "Beta", "email": "biuro@beta.example", "is_company": True}
        )
        self.opportunity.partner_id = client
        self.create_document(self.open_form())
        self.assertEqual(str(self.document()["client_id"]), there)
        self.assertEqual(self.partner_of(there), client)

    def test_client_that_a_person_has_to_decide_on(self):
        for _ in range(2):
            self.sandbox.add("Beta", email="biuro@beta.example")
        client = self.env["res.partner"].create({"name": "Beta", "email": "biuro@beta.example"})
        self.opportunity.partner_id = client
        form = self.open_form()
        with self.assertRaisesRegex(UserError, "same number or e-mail"):
            self.create_document(form)
        self.assertFalse(self.all_documents())
        self.assertFalse(self.intents())

    def test_client_that_another_run_has_added(self):
        """Nothing tells it from others: only the link keeps it from being added twice."""
        client = self.env["res.partner"].create({"name": "Bez adresu"})
        for _ in range(2):
            with self.pressing() as env:
                added = env["deratix.run"]._add_client_there(
                    env["deratix.connection"].browse(self.connection.id),
                    env["res.partner"].browse(client.id),
                )
            self.assertEqual(self.partner_of(added), client)
        self.assertEqual([c["name"] for c in self.all_there()].count("Bez adresu"), 1)

    def test_client_in_conflict(self):
        self.sandbox.add("Beta", email="biuro@beta.example")
        client = self.env["res.partner"].create({"name": "Beta", "email": "biuro@beta.example"})
        self.opportunity.partner_id = client
        with self.assertRaisesRegex(UserError, "waits under Review"):
            self.create_document(self.open_form())
        self.assertTrue(self.env["deratix.run.line"].search([("waiting", "=", True)]))
        self.assertFalse(self.all_documents())

    def test_client_deleted_there_is_not_added_again(self):
        self.binding(self.client_there).state = "tombstone"
        form = self.open_form()
        with self.assertRaisesRegex(UserError, "was deleted in"):
            self.create_document(form)
        self.assertFalse(self.all_documents())

    def test_a_place_of_a_company_counts_as_the_company(self):
        place = self.env["res.partner"].create({"name": "Ewa", "parent_id": self.partner.id})
        self.opportunity.partner_id = place
        self.create_document(self.open_form())
        self.assertEqual(str(self.document()["client_id"]), self.client_there)
        self.assertEqual(self.opportunity.partner_id, place)

    def test_opportunity_without_a_client(self):
        self.opportunity.partner_id = False
        form = self.open_form()
        with self.assertRaisesRegex(UserError, "Choose the client"):
            self.create_document(form)
        with self.pressing() as env:
            env["deratix.invoice.add"].browse(form).partner_id = self.partner.id
        self.create_document(form)
        self.assertEqual(self.opportunity.partner_id, self.partner)

    def test_second_document_is_asked_about(self):
        self.create_document(self.open_form())
        form = self.open_form()
        self.assertEqual(self.form(form).existing_ids, self.of_opportunity())
        self.assertEqual(self.create_document(form)["res_id"], form)
        self.assertIn("Tick", self.form(form).message)
        self.assertEqual(len(self.all_documents()), 1)
        with self.pressing() as env:
            env["deratix.invoice.add"].browse(form).acknowledged = True
        self.create_document(form)
        first, second = self.all_documents()
        self.assertNotEqual(first["oid"], second["oid"])
        self.assertEqual(len(self.of_opportunity()), 2)
        self.documents()
        self.assertEqual(len(self.of_opportunity()), 2)

    def test_paid_when_all_documents_are(self):
        self.create_document(self.open_form())
        self.create_document(self.open_form(acknowledged=True))
        first, second = self.all_documents()
        self.pay(first["id"])
        self.documents()
        self.assertEqual(self.opportunity.stage_id, self.stage("partial").stage_id)
        self.pay(second["id"])
        self.documents()
        self.assertEqual(self.opportunity.won_status, "won")

    def test_currency_without_a_rate(self):
        self.env["res.currency.rate"].search([("currency_id", "=", self.eur.id)]).unlink()
        form = self.open_form(currency_id=self.eur.id)
        with self.assertRaisesRegex(UserError, "exchange rate"):
            self.create_document(form)
        self.assertFalse(self.all_documents())
        self.assertFalse(self.intents())

    def test_total_that_differs_is_told(self):
        """A person changes the document there before it is read back."""
        read_invoice = Fakturownia.read_invoice

        def changed(provider, external_id):
            lines = self.document()["positions"]
            positions = [{"id": lines[0]["id"], "total_price_gross": "1229.99"}]
            self.sandbox.control(f"invoices/{external_id}", method="PATCH", positions=positions)
            return read_invoice(provider, external_id)

        form = self.open_form()
        with patch.object(Fakturownia, "read_invoice", changed):
            action = self.create_document(form)
        self.assertIn("1,229.99", action["params"]["message"])
        self.assertEqual(action["params"]["next"]["url"], self.of_opportunity().link)

    def test_empty_form_there(self):
        form = self.open_form()
        with self.pressing() as env:
            action = env["deratix.invoice.add"].browse(form).action_open_empty()
        self.assertEqual(action["url"], f"{self.sandbox.url}/invoices/new?kind=vat")
        self.assertFalse(self.all_documents())

    def test_merged_opportunities_keep_the_document(self):
        self.create_document(self.open_form())
        other = self.env["crm.lead"].create(
            {"name": "Other", "type": "opportunity", "partner_id": self.partner.id}
        )
        merged = (self.opportunity | other).merge_opportunity()
        self.assertEqual(self.env["deratix.invoice"].search([]).lead_id, merged)
        self.pay(self.document()["id"])
        self.documents()
        self.assertEqual(merged.won_status, "won")
