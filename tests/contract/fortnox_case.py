"""What the contract suite must know of Fortnox."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

from deratix_integrations.providers.fortnox import Fortnox
from deratix_integrations.providers.fortnox.party import WRITABLE
from deratix_integrations.providers.oauth import MemoryStore, Token
from tests.contract.cases import Case


class FortnoxCase(Case):
    code = "fortnox"
    features = frozenset(("changed_since", "orders", "totals", "watermark"))
    account_name = "Demo Handel AB"
    good_settings = {
        "client_id": "demo-fortnox-client",
        "client_secret": "demo-fortnox-secret-0001",
        "tenant_id": "555001",
    }
    bad_settings = {
        "client": {"client_id": "demo-other-client"},
        "secret": {"client_secret": "demo-fortnox-secret-0002"},
    }
    writable = WRITABLE
    countries = frozenset(("SE", "NO"))
    company_or_person = frozenset((True, False))
    searched = "Åkes Ödegård & söner ÷ ??*"
    search_words = ("Ödegård", "åkes ödegård", " Åkes Ödegård ", "÷ ??*")
    details = True
    order_states = {
        "order": frozenset(("open", "cancelled")),
        "invoice": frozenset(("draft", "open", "paid")),
    }
    choices = frozenset(("payment_term", "payment_mode", "delivery_way", "unit"))
    settling = 180
    variants = {
        "the boundary is left out": {"boundary": "exclusive"},
        "404 behind the end": {"beyond": "404"},
        "counts behind the list": {"meta_last": True},
    }

    def provider(self, *, url=None, allow_private=True, **settings):
        """As workers make it: they share a store of tokens."""
        made = Fortnox(
            {**self.good_settings, **settings},
            url or self.sandbox.url,
            budget=self.budget,
            recorder=self.entries,
            allow_private=allow_private,
            record_bodies=True,
            # The data of the sign-in are tried anew when they are others.
            tokens=None if settings else self.tokens,
        )
        made._transport._timeout = made.oauth._transport._timeout = (2, 1)
        return made

    def reset(self, **options):
        # Time is not sped up here, so that hundreds of requests would take minutes.
        super().reset(**{"rate_limit": 0, "access_life": 10**7, "articles": 0, **options})
        told = self.sandbox.control("tokens")
        until = datetime.now(timezone.utc).replace(tzinfo=None) + timedelta(hours=1)
        self.tokens = MemoryStore(Token(told["access_token"], until))

    def fault(self, kind, *, match="", **arguments):
        # Tokens are had elsewhere: there nobody shows one.
        match = match or ("^/3/" if kind == "wrong_credentials" else "")
        super().fault(kind, match=match, **arguments)

    def stop_clock(self, moment):
        self.reset(clients=230, today=moment[:10])
        super().stop_clock(moment)

    def held(self, party):
        """No tax number besides the VAT number, no bank, no tags, no "<"; terms are codes."""
        note = party.note.replace("<b>", "").replace("</b>", "")
        bare = replace(party, tax_id="", iban="", swift="", tags=(), payment_days=None)
        return replace(bare, note=note)

    def takes(self, text):
        return not any(letter in "<>{}|" or letter > "\uffff" for letter in text)

    def most_requests(self, records):
        return records + 4

    def create_path(self):
        return r"^/3/customers$"

    def ids(self):
        return self.sandbox.read("customers")["ids"]

    def add(self, name):
        return self.sandbox.control("customers", Name=name)["id"]

    def add_with_email(self, name, email):
        return self.sandbox.control("customers", Name=name, Email=email)["id"]

    def rename(self, external_id, name):
        self.sandbox.control(f"customers/{external_id}", Name=name, method="PATCH")

    def delete(self, external_id):
        self.sandbox.control(f"customers/{external_id}", method="DELETE")

    def reset_orders(self):
        """Invoices are booked as people do it, by the API."""
        self.reset(clients=30, articles=10, orders=30, invoices=30)
        for number in self.order_ids("invoice")[::2]:
            path = f"/3/invoices/{number}/bookkeep"
            self.provider()._signed.request("PUT", path, json={}, action="create_invoice")

    def order_ids(self, document):
        return self.sandbox.read(f"{document}s")["ids"]

    def close_order(self, document, external_id):
        self.sandbox.control(f"{document}s/{external_id}/cancel", {})

    def personal(self, external_id):
        client = self.sandbox.read(f"customers/{external_id}")
        keys = ("Name", "OrganisationNumber", "VATNumber", "Address1", "Email", "Phone1")
        return {client[key] for key in keys if client[key] and len(client[key]) > 4}
