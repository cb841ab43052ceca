"""What the contract suite must know of Fakturownia."""

from dataclasses import replace
from datetime import datetime, timedelta

from deratix_integrations.engine.records import Invoice
from deratix_integrations.providers.base import Query
from deratix_integrations.providers.fakturownia.order import KINDS_OF
from deratix_integrations.providers.fakturownia.ordering import ORDER_DOCUMENTS
from deratix_integrations.providers.fakturownia.party import WRITABLE
from tests.contract.cases import Case


class FakturowniaCase(Case):
    code = "fakturownia"
    features = frozenset(("changed_since", "invoices", "orders", "watermark"))
    account_name = "firma-demo"
    largest_count = 99
    good_settings = {"token": "demo-fakturownia-token-0001/firma-demo"}
    bad_settings = {"token": {"token": "demo-fakturownia-token-0002/firma-demo"}}
    writable = WRITABLE
    countries = frozenset(("PL", "DE"))
    company_or_person = frozenset((True, False))
    # There are no drafts.
    order_states = dict.fromkeys(ORDER_DOCUMENTS, frozenset(("open", "paid")))
    choices = frozenset(("payment_mode",))
    coarse_times = {"update_step": 1000}
    tied_times = {"update_step": 1000, "unstable_ties": True}
    variants = {
        "times of whole seconds": {"update_step": 1000},
        "ties in any order": {"update_step": 1000, "unstable_ties": True},
        "lists without bank accounts": {"bank_in_lists": False},
        "English account": {"language": "en"},
        "400 for an empty write": {"empty_payload": "400"},
        "refused order numbers as a text": {"oid_refusal": "string"},
        "tax numbers found by digits": {"tax_no_filter": "digits"},
    }

    def stop_clock(self, moment):
        self.reset(clients=230, today=moment[:10])
        super().stop_clock(moment)

    def held(self, party):
        """One field for VAT number and tax number, and no currency or bank code."""
        return replace(party, tax_id="", currency="", swift="")

    def asking(self, provider, row):
        invoice = provider.read_invoices(Query()).rows[0]
        client = provider.invoice(invoice).client_id
        new = Invoice(external_id="", kind="vat", client_id=client)
        return [
            *super().asking(provider, row),
            lambda: provider.read_invoices(Query()),
            lambda: provider.read_invoice(invoice.external_id),
            lambda: provider.find_invoice("key", client),
            lambda: provider.create_invoice(new, "key"),
            lambda: provider.invoice_pdf(invoice.external_id),
            lambda: provider.departments(),
            lambda: provider.webhooks(),
            lambda: provider.create_webhook("client:create", "https://odoo.example/x", "s"),
        ]

    def create_path(self):
        return r"^/clients\.json$"

    def ids(self):
        rows = self.sandbox.read("clients?full=1")["clients"]
        # Where the times are the same, in the order of the sandbox.
        rows.sort(key=lambda row: (_moment(row), row["id"]), reverse=True)
        return [str(row["id"]) for row in rows]

    def add(self, name):
        return str(self.sandbox.control("clients", name=name)["id"])

    def rename(self, external_id, name):
        self.sandbox.control(f"clients/{external_id}", name=name, method="PATCH")

    def delete(self, external_id):
        self.sandbox.control(f"clients/{external_id}", method="DELETE")

    def personal(self, external_id):
        client = self.sandbox.read(f"clients/{external_id}")
        keys = ("name", "tax_no", "street", "email", "phone", "bank_account", "note", "token")
        return {client[key] for key in keys if client[key] and len(client[key]) > 4}

    # What only systems with invoices have.

    def invoice_ids(self):
        """The ids of all income documents, the last changed first."""
        rows = [row for row in self.sandbox.read("invoices?full=1")["invoices"] if row["income"]]
        rows.sort(key=lambda row: (_moment(row), row["id"]), reverse=True)
        return [str(row["id"]) for row in rows]

    def issue(self, **fields):
        return str(self.sandbox.control("invoices", **fields)["id"])

    def pay(self, external_id, amount=None):
        self.sandbox.control(f"invoices/{external_id}/pay", amount=amount)

    def cancel(self, external_id):
        self.sandbox.control(f"invoices/{external_id}/cancel", reason="omyłka")

    def delete_invoice(self, external_id):
        self.sandbox.control(f"invoices/{external_id}", method="DELETE")

    # What only systems with orders have.

    def add_with_email(self, name, email):
        return str(self.sandbox.control("clients", name=name, email=email)["id"])

    def reset_orders(self):
        """Of kinds that nothing is seeded of, some are issued an hour apart."""
        self.reset(clients=30, invoices=260)
        client, day = int(self.ids()[0]), self.now().date()
        position = {"name": "Usługa", "quantity": 3, "tax": "23", "total_price_gross": "50"}
        for kind in ("bill", "client_order"):
            for back in (20, 10, 0):
                issued = (day - timedelta(days=back)).isoformat()
                made = self.issue(
                    kind=kind, client_id=client, issue_date=issued, positions=[position]
                )
                self.pass_time(3600)
                if not back:
                    self.pay(made)
            self.pass_time(3600)

    def order_ids(self, document):
        rows = self.sandbox.read("invoices?full=1")["invoices"]
        return [
            str(row["id"]) for row in rows if row["income"] and row["kind"] in KINDS_OF[document]
        ]

    def close_order(self, document, external_id):
        self.pass_time(3600)
        self.cancel(external_id)

    def sent(self, external_id):
        """How often an invoice was sent."""
        asked = [each["path"] for each in self.requests()]
        return sum(path == f"/invoices/{external_id}/send_by_email.json" for path in asked)


def _moment(row):
    return datetime.fromisoformat(row["updated_at"])
