from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from .test_invoices import InvoiceCase


@tagged("post_install", "-at_install")
class TestInvoiceClients(InvoiceCase):
    """Clients that documents bring with them, and what cannot be taken over at once."""

    def unknown_client(self, name="Stara Firma", **fields):
        """A client that was there before the switch, and is not carried over."""
        client = self.sandbox.add(name, **fields)
        self.connection.sync_state = "off"
        self.connection = self.connect_account()
        self.switch_on()
        self.documents()
        self.assertFalse(self.binding(client))
        return client

    def test_unknown_client_is_created_first(self):
        client = self.unknown_client(city="Kraków", email="s@stara.example")
        documents = [self.issue(client), self.issue(client)]
        self.sandbox.forget_requests()
        (run,) = self.documents()
        self.assertEqual(run.state, "done", run.message)
        partner = self.partner_of(client)
        self.assertEqual((partner.name, partner.city), ("Stara Firma", "Kraków"))
        self.assertEqual([self.lead(each).partner_id for each in documents], [partner, partner])
        asked = [path for _m, path in self.sandbox.requests() if f"/clients/{client}" in path]
        self.assertEqual(len(asked), 1)
        self.assertFalse(self.documents())
        self.assertFalse(self.cycle(), "the client is kept the same from here on")
        partner.city = "Gdynia"
        self.cycle()
        self.assertEqual(self.there(client)["city"], "Gdynia")

    def test_new_client_and_document_at_once(self):
        document = self.issue(buyer_name="Nowa Firma", buyer_email="n@nowa.example")
        self.documents()
        self.assertEqual(self.lead(document).partner_id.name, "Nowa Firma")
        self.assertEqual(len(self.partners("Nowa Firma")), 1)

    def test_client_to_review_holds_its_documents(self):
        for _ in range(2):
            self.env["res.partner"].create({"name": "Kopia", "email": "kopia@kopia.example"})
        client = self.unknown_client("Kopia sp. z o.o.", email="kopia@kopia.example")
        document = self.issue(client)
        other = self.issue(self.known_client("Inna Firma"))
        (run,) = self.documents()
        self.assertTrue(self.lead(other), "one client to review stops nobody else")
        self.assertFalse(self.invoice(document))
        line = self.line(run, f"invoice:{document}")
        self.assertEqual((line.category, line.state), ("review", "planned"))
        self.assertIn("Kopia", line.message)
        self.assertFalse(self.documents())
        return client, document, run

    def test_decided_client_releases_its_documents(self):
        client, document, run = self.test_client_to_review_holds_its_documents()
        with self.enter_registry_test_mode():
            run.action_reopen()
        chosen = self.env["res.partner"].search([("name", "=", "Kopia")], limit=1)
        self.line(run, client).write({"partner_id": chosen.id, "decision": "link"})
        self.apply(run)
        self.assertEqual(self.lead(document).partner_id, chosen)
        self.assertFalse(self.documents())

    def test_client_decided_elsewhere(self):
        """The next look takes up what waited, as it is by then."""
        client, document, run = self.test_client_to_review_holds_its_documents()
        partner = self.env["res.partner"].search([("name", "=", "Kopia")], limit=1)
        self.env["deratix.binding"].create(
            {
                "connection_id": self.connection.id,
                "company_id": self.env.company.id,
                "kind": "party",
                "external_id": client,
                "model": "res.partner",
                "res_id": partner.id,
            }
        )
        later = self.documents()
        self.assertEqual(self.lead(document).partner_id, partner)
        self.assertEqual(self.line(run, f"invoice:{document}").state, "skipped")
        self.assertEqual(later.line_ids.filtered("is_document").state, "done")
        self.assertFalse(self.documents())

    def test_client_that_is_gone_there(self):
        client = self.unknown_client()
        document = self.issue(client)
        self.sandbox.remove(client)
        self.documents()
        lead = self.lead(document)
        self.assertEqual((lead.partner_id.id, lead.partner_name), (False, "Stara Firma"))

    def test_client_deleted_here(self):
        client = self.known_client()
        self.partner_of(client).unlink()
        document = self.issue(client)
        (run,) = self.documents()
        self.assertFalse(self.invoice(document))
        self.assertEqual(self.line(run, client).reason, "deleted_here")
        self.assertFalse(self.partners("Zielony Most"))

    def test_client_given_to_another_company(self):
        """Law 10."""
        client = self.known_client()
        other = self.env["res.company"].create({"name": "Other"})
        self.partner_of(client).company_id = other
        document = self.issue(client)
        (run,) = self.documents()
        self.assertFalse(self.invoice(document))
        self.assertEqual(self.line(run, f"invoice:{document}").category, "review")

    def test_two_currencies(self):
        client = self.known_client()
        for day, rate in (("2026-01-01", 0.25), ("2027-01-01", 0.2)):
            self.env["res.currency.rate"].create(
                {
                    "name": day,
                    "rate": rate,
                    "currency_id": self.eur.id,
                    "company_id": self.env.company.id,
                }
            )
        self.connection.invoices_since = "2026-01-01"
        first = self.issue(client, currency="EUR", issue_date="2026-06-01", net=100)
        second = self.issue(client, currency="EUR", issue_date="2027-06-01", net=100)
        third = self.issue(client, net=100)
        self.documents()
        revenue = [self.lead(each).expected_revenue for each in (first, second, third)]
        self.assertEqual(revenue, [400, 500, 100], "at the rate of the day of issue")
        self.assertEqual(self.invoice(first).currency_id, self.eur)
        self.assertEqual((self.invoice(first).net, self.invoice(first).claimed), (100, 492))
        partner = self.partner_of(client)
        self.assertEqual(partner.deratix_invoice_count, 3)
        self.assertAlmostEqual(partner.deratix_invoice_total, 1230)
        self.pay(second)
        self.documents()
        self.env.invalidate_all()
        self.assertAlmostEqual(partner.deratix_invoice_open, 615)

    def test_currencies_that_cannot_be_converted(self):
        client = self.known_client()
        self.env["res.currency.rate"].search([]).unlink()
        usd, fine = self.env.ref("base.USD"), self.issue(client)
        usd.active = False
        cases = {
            self.issue(client, currency="XQX"): "does not know",
            self.issue(client, currency="USD"): "not active",
            self.issue(client, currency="EUR"): "no exchange rate",
        }
        (run,) = self.documents()
        self.assertEqual(run.state, "done")
        self.assertTrue(self.lead(fine), "the rest goes on")
        for document, words in cases.items():
            line = self.line(run, f"invoice:{document}")
            self.assertEqual(line.state, "failed")
            self.assertIn(words, line.message)
            self.assertFalse(self.invoice(document))
        self.assertFalse(self.documents(), "it is not tried again by itself")
        euro = list(cases)[-1]
        self.env["res.currency.rate"].create(
            {"name": "2020-01-01", "rate": 0.25, "currency_id": self.eur.id}
        )
        with self.enter_registry_test_mode():
            self.line(run, f"invoice:{euro}").action_retry()
        self.work()
        self.assertEqual(self.lead(euro).expected_revenue, 400)

    def test_stale_document_is_not_retried(self):
        """Law 2: what a later run has read is not overwritten by what an earlier one had."""
        document = self.issue(self.known_client(), currency="XQX")
        (run,) = self.documents()
        self.sandbox.control(f"invoices/{document}", method="PATCH", currency="PLN")
        self.pay(document)
        self.documents()
        self.assertEqual(self.invoice(document).payment, "paid")
        self.env["res.currency"].create({"name": "XQX", "symbol": "X"})
        with self.enter_registry_test_mode():
            self.line(run, f"invoice:{document}").action_retry()
        self.work()
        self.assertEqual(self.line(run, f"invoice:{document}").state, "skipped")
        self.assertEqual(self.invoice(document).currency_id, self.pln)

    def test_documents_go_on_while_clients_wait(self):
        client = self.known_client()
        self.connection.sync_hold_count = 11
        for index in range(12):
            self.sandbox.add(f"Klient {index}")
        held = self.cycle()
        self.assertEqual(held.state, "ready")
        document = self.issue(client)
        self.sandbox.fault("http_500", match="/invoices", times=20)
        self.documents()
        self.assertTrue(self.connection.poll_message)
        self.sandbox.control("faults", rules=[])
        self.documents()
        self.assertTrue(self.lead(document))

    def test_many_documents_wait_for_a_person(self):
        client = self.known_client()
        self.connection.sync_hold_count = 5
        documents = [self.issue(client) for _ in range(5)]
        (run,) = self.documents()
        self.assertEqual(run.state, "ready")
        self.assertFalse(self.invoice(documents[0]))
        self.assertIn("5", run.plan_summary())
        self.assertFalse(self.documents())
        self.apply(run)
        self.assertTrue(all(self.lead(document) for document in documents))
        self.assertFalse(self.documents())

    def test_batches(self):
        """More documents than one page, one batch and one group of clients."""
        clients = [self.unknown_client(f"Klient {index}") for index in range(3)]
        documents = [self.issue(clients[index % 3]) for index in range(205)]
        self.connection.sync_hold_count = 0
        self.documents()
        self.assertTrue(all(self.lead(document) for document in documents))
        self.assertEqual(self.env["deratix.invoice"].search_count([]), 205)

    def test_smart_button_counts_the_family(self):
        client = self.known_client()
        document = self.issue(client)
        proforma = self.env.ref("deratix_integrations.document_kind_fakturownia_proforma")
        self.connection.document_kind_ids |= proforma
        self.issue(client, kind="proforma")
        self.documents()
        partner = self.partner_of(client)
        company = self.env["res.partner"].create({"name": "Grupa", "is_company": True})
        partner.parent_id = company
        self.assertEqual(company.deratix_invoice_count, 1, "a pro forma is no claim")
        self.assertEqual(company.deratix_invoice_total, 123)
        self.assertEqual(self.lead(document).deratix_invoice_open, 123)
        action = company.action_deratix_invoices()
        self.assertIn(self.invoice(document), self.env["deratix.invoice"].search(action["domain"]))

    def test_rights(self):
        mine, other = (self.issue(self.known_client(name)) for name in ("Jeden", "Dwa"))
        self.documents()
        salesman = new_test_user(self.env, "s", groups="sales_team.group_sale_salesman")
        internal = new_test_user(self.env, "i", groups="base.group_user")
        self.lead(mine).user_id = salesman
        self.lead(other).user_id = self.user
        invoices = self.invoice(mine) | self.invoice(other)
        seen = self.env["deratix.invoice"].with_user(salesman).search([])
        self.assertEqual(seen & invoices, self.invoice(mine))
        self.assertTrue(seen.link)
        with self.assertRaises(AccessError):
            self.invoice(other).with_user(salesman).read(["number"])
        with self.assertRaises(AccessError):
            self.invoice(mine).with_user(salesman).write({"number": "1"})
        with self.assertRaises(AccessError):
            self.env["deratix.invoice"].with_user(internal).search([])
        with self.assertRaises(AccessError):
            partner = self.partner_of(self.binding_of(mine))
            partner.with_user(internal).read(["deratix_invoice_total"])
        self.assertFalse(self.env["deratix.invoice"].with_user(self.admin).has_access("write"))

    def binding_of(self, document):
        return str(self.sandbox.control(f"invoices/{document}", method="GET")["client_id"])


@tagged("post_install", "-at_install")
class TestInvoicePdf(InvoiceCase, HttpCase):
    def fetch(self, document):
        return self.url_open(f"/deratix/invoice/{self.invoice(document).id}/pdf")

    def test_pdf(self):
        document, lead = self.issued(number="7/05/2026")
        new_test_user(
            self.env, "seller", groups="sales_team.group_sale_salesman", password="seller-password"
        )
        self.authenticate("seller", "seller-password")
        attachments = self.env["ir.attachment"].search_count([])
        answer = self.fetch(document)
        self.assertEqual((answer.status_code, answer.content[:5]), (200, b"%PDF-"))
        self.assertIn("7-05-2026.pdf", answer.headers["Content-Disposition"])
        self.assertIn("no-store", answer.headers["Cache-Control"])
        self.assertEqual(self.env["ir.attachment"].search_count([]), attachments)
        self.sandbox.control(f"invoices/{document}", method="DELETE")
        answer = self.fetch(document)
        self.assertEqual(answer.status_code, 502)
        self.assertIn("no longer exists", answer.text)
        lead.user_id = self.user
        self.sandbox.forget_requests()
        self.assertEqual(self.fetch(document).status_code, 404)
        self.assertFalse(self.sandbox.requests())
