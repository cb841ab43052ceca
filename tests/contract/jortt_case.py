"""What the contract suite must know of jortt."""

from datetime import datetime
from decimal import Decimal

from deratix_integrations.engine.records import Invoice, InvoiceLine
from deratix_integrations.providers.base import Query
from deratix_integrations.providers.jortt import Jortt
from deratix_integrations.providers.jortt.party import WRITABLE
from deratix_integrations.providers.oauth import MemoryStore, Token
from tests.contract.cases import Case


class JorttCase(Case):
    code = "jortt"
    features = frozenset(("orders",))
    account_name = "Duin Handel BV"
    largest_count = 100
    good_settings = {
        "client_id": "demo-jortt-client",
        "client_secret": "demo-jortt-secret-0001",
    }
    bad_settings = {
        "client": {"client_id": "demo-jortt-other"},
        "secret": {"client_secret": "demo-jortt-secret-0002"},
    }
    writable = WRITABLE
    order_states = {
        "invoice": frozenset(("draft", "open", "paid")),
        "estimate": frozenset(("draft", "open", "invoiced")),
    }
    choices = frozenset(("ledger_account", "payment_mode"))
    countries = frozenset(("NL", "BE", "DE"))
    company_or_person = frozenset((True, False))
    variants = {
        "changes clear what they leave out": {"put": "blank"},
        "searches by name only": {"query_fields": "name"},
        "the oldest first": {"customer_order": "created"},
        "rows as in 2020": {"shapes": "2020"},
        "small pages": {"per_page": 50},
    }

    def provider(self, *, url=None, allow_private=True, **settings):
        made = Jortt(
            {**self.good_settings, **settings},
            url or self.sandbox.url,
            budget=self.budget,
            recorder=self.entries,
            allow_private=allow_private,
            record_bodies=True,
            # What is wrong is found out when a token is asked for.
            tokens=MemoryStore() if settings else MemoryStore(self._token),
        )
        made._transport._timeout = (2, 1)
        return made

    def reset(self, **options):
        """Without its ten requests a second, which nobody keeps count of here, and signed in."""
        super().reset(**{"rate": 0, **options})
        access = self.sandbox.control("token")["access_token"]
        self._token = Token(access=access, expires_at=datetime(2999, 1, 1))

    def fault(self, kind, *, match="", times=1, **rule):
        if kind == "wrong_credentials":
            # The token is refused, and so is the new one that is asked for then.
            match, times = match or "^/v[123]/", times * 2
        super().fault(kind, match=match, times=times, **rule)

    def asking(self, provider, row):
        invoice = provider.read_invoices(Query()).rows[0]
        client = row.external_id
        lines = (InvoiceLine("Brood", Decimal(1), Decimal(1), "9"),)
        new = Invoice(external_id="", kind="invoice", client_id=client, lines=lines)
        return [
            *super().asking(provider, row),
            lambda: provider.contacts(client),
            lambda: provider.read_invoices(Query()),
            lambda: provider.read_invoice(invoice.external_id),
            lambda: provider.find_invoice("key", client),
            lambda: provider.create_invoice(new, "key"),
            lambda: provider.invoice_pdf(invoice.external_id),
            lambda: provider.read_estimates(Query()),
            lambda: provider.departments(),
            lambda: provider.ledger_accounts(),
            lambda: provider.labels(),
            lambda: provider.vat_rates(client),
            lambda: provider.count_parties(None),
        ]

    def most_requests(self, records):
        """Pages are read there and back."""
        return 2 * -(-records // 100) - 1

    def create_path(self):
        return "customers$"

    def ids(self):
        return self.sandbox.read("clients")["ids"]

    def add(self, name):
        return self.sandbox.control("clients", customer_name=name)["id"]

    def add_with_email(self, name, email):
        return self.sandbox.control("clients", customer_name=name, email=email)["id"]

    def rename(self, external_id, name):
        self.sandbox.control(f"clients/{external_id}", customer_name=name, method="PATCH")

    def delete(self, external_id):
        self.sandbox.control(f"clients/{external_id}", method="DELETE")

    def reset_orders(self):
        self.reset(clients=30, invoices=130, estimates=60)

    def order_ids(self, document):
        return self.sandbox.read(f"{document}s")["ids"]

    def close_order(self, document, external_id):
        """What there is no more of: an estimate that is refused, an invoice that is credited."""
        if document == "estimate":
            fields = {"acceptance": "rejected"}
            self.sandbox.control(f"estimates/{external_id}", method="PATCH", **fields)
        else:
            self.sandbox.control(f"invoices/{external_id}/credit", {})

    def personal(self, external_id):
        client = self.sandbox.read(f"clients/{external_id}")
        keys = ("customer_name", "coc_number", "address_street", "email", "phonenumber",
                "additional_information", "citizen_service_number", "date_of_birth")  # fmt: skip
        return {client[key] for key in keys if client[key] and len(client[key]) > 4}
