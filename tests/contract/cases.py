"""What the contract suite must know of each provider: one class each, listed in systems.py."""

from datetime import datetime, timezone
from decimal import Decimal

from deratix_integrations.engine.records import PARTY_FIELDS, Party, Product
from deratix_integrations.providers import registry
from deratix_integrations.providers.base import EntryList, Limits, Query


class Budget:
    """Counts, and keeps what was observed."""

    def __init__(self):
        self.acquired = 0
        self.observed: list[Limits] = []

    def acquire(self):
        self.acquired += 1

    def observe(self, limits):
        self.observed.append(limits)


class Case:
    """A provider and its sandbox. The methods below are all that differs between systems.

    ``features`` are what a system has beyond what all have; the tests about them run for the
    systems that name them (see conftest.py): ``changed_since``, ``contacts``, ``invoices``,
    ``lapse`` (of the subscription), ``orders``, ``other_account`` (that may answer instead),
    ``quota``, ``read_only`` (users), ``tags`` (as records of their own), ``totals`` (of lists),
    ``value_lists``, ``watermark``.
    """

    code = ""
    features: frozenset[str] = frozenset()
    account_name = ""
    # Read by itself, a page of clients tells how many there are when they are fewer.
    largest_count: int | None = None
    good_settings: dict[str, str] = {}
    # Settings that the system refuses, by name.
    bad_settings: dict[str, dict[str, str]] = {}
    # Settings with which another account answers.
    other_account: dict[str, str] = {}
    writable = frozenset(PARTY_FIELDS)
    # What is certainly among 230 clients.
    countries: frozenset[str] = frozenset()
    company_or_person: frozenset[bool | None] = frozenset()
    # The sandbox's options for each odd way of answering that must be survived.
    variants: dict[str, dict] = {}
    # Those with which times of change are as coarse as they get, without and with records of the
    # same time in any order.
    coarse_times: dict[str, object] = {}
    tied_times: dict[str, object] = {}
    # A name to search for, with a letter of its own, and parts of it.
    searched = "Žeriavy Šťastný & synovia ÷ ??>>"
    search_words = ("Šťastný", "žeriavy šťastný", " Žeriavy ", "÷ ??>>")
    # Lists tell too little, so that each client that is given costs a request more.
    details = False
    # Documents that may be an order -> the states in which the sandbox has some.
    order_states: dict[str, frozenset[str]] = {}
    # The value lists that are not empty.
    choices: frozenset[str] = frozenset()
    # What changed shortly before a reading is given by the next one as well, if nobody waits.
    settling = 0

    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.budget = Budget()
        self.entries = EntryList()

    def provider(self, *, url=None, allow_private=True, **settings):
        """A provider on the sandbox; ``settings`` replace the good ones."""
        made = registry.create(
            self.code,
            {**self.good_settings, **settings},
            url or self.sandbox.url,
            budget=self.budget,
            recorder=self.entries,
            allow_private=allow_private,
            record_bodies=True,
        )
        # Nobody waits half a minute for a slow answer that a test asked for.
        made._transport._timeout = (2, 1)
        return made

    def reset(self, **options):
        self.sandbox.reset(**options)

    def fault(self, kind, *, match="", times=1, after_n=0, **arguments):
        rule = {"kind": kind, "match": match, "times": times, "after_n": after_n}
        self.sandbox.control("faults", [{**rule, "arguments": arguments}])

    def no_faults(self):
        self.sandbox.control("faults", [])

    def requests(self):
        """The requests the sandbox got since it was reset."""
        return self.sandbox.read("log")["requests"]

    def now(self):
        """The sandbox's time in naive UTC."""
        told = datetime.fromisoformat(self.sandbox.control("clock")["now"])
        return told.astimezone(timezone.utc).replace(tzinfo=None)

    def pass_time(self, seconds):
        self.sandbox.control("clock", advance=seconds)

    def stop_clock(self, moment):
        """Let it be that moment there, with no record newer than that."""
        self.sandbox.control("clock", set=moment, freeze=True)

    def held(self, party: Party) -> Party:
        """The party as far as the system has room for it."""
        return party

    def takes(self, text):
        """Whether the system lets this text be a name."""
        return True

    def most_requests(self, records):
        """How many requests reading a whole list of so many records may cost."""
        return 4

    def asking(self, provider, row):
        """Calls that send at least one request each."""
        return [
            lambda: provider.read_page(Query()),
            lambda: provider.read_party(row.external_id),
            lambda: provider.find_party("key"),
            lambda: provider.create_party(Party(external_id="", name="X"), "key"),
            lambda: provider.update_party(row.external_id, {"name": "X"}),
        ]

    def create_path(self):
        """A pattern of the addresses at which something is created."""
        raise NotImplementedError

    # What a person does in the other system.

    def ids(self):
        """The ids of all clients in the order in which they are read."""
        raise NotImplementedError

    def add(self, name):
        raise NotImplementedError

    def rename(self, external_id, name):
        raise NotImplementedError

    def delete(self, external_id):
        raise NotImplementedError

    def add_contact(self, external_id, name, email):
        raise NotImplementedError

    def personal(self, external_id):
        """Texts of a client that must not get into a log."""
        raise NotImplementedError

    def lapse(self):
        raise NotImplementedError

    def use_up_quota(self):
        raise NotImplementedError


class SuperFakturaCase(Case):
    code = "superfaktura"
    features = frozenset(
        (
            "changed_since",
            "contacts",
            "lapse",
            "orders",
            "other_account",
            "quota",
            "read_only",
            "tags",
            "totals",
            "value_lists",
        )
    )
    account_name = "Firma Demo s.r.o."
    good_settings = {
        "email": "api@firma-demo.sk",
        "apikey": "demo-superfaktura-apikey-0001",
        "company_id": "4711",
    }
    bad_settings = {
        "e-mail": {"email": "api+wrong@firma-demo.sk"},
        "key": {"apikey": "demo-superfaktura-apikey-0002"},
    }
    other_account = {"company_id": "4712"}
    writable = frozenset(PARTY_FIELDS) - {
        "is_company",
        "state",
        "delivery_state",
        "website",
        "language",
        "discount",
    }
    countries = frozenset(("SK", "CZ"))
    company_or_person = frozenset((True, None))
    order_states = {
        "order": frozenset(("open",)),
        "invoice": frozenset(("open", "paid")),
        "estimate": frozenset(("open",)),
    }
    choices = frozenset(("payment_mode", "delivery_way"))
    variants = {
        "no rate headers": {"rate_headers": False},
        "small pages": {"max_per_page": 20},
        "last page again": {"beyond_last_page": "last"},
        "404 behind the end": {"beyond_last_page": "404"},
        "Czech account": {"country": "cz", "language": "cs"},
        "several companies": {"companies": 3},
        "entities in views": {"html_entities": True},
        "no filter of changed items": {"items_since": False},
    }

    def asking(self, provider, row):
        return [
            *super().asking(provider, row),
            lambda: provider.party(row),
            lambda: provider.contacts(row.external_id),
            lambda: provider.read_products(Query()),
            lambda: provider.read_product("700001"),
            lambda: provider.find_product("SLU-1"),
            lambda: provider.create_product(Product(external_id="", name="X")),
            lambda: provider.update_product("700001", Product(external_id="", name="X")),
            lambda: provider.read_stock(Query()),
            lambda: provider.write_stock("700001", Decimal(1)),
            lambda: provider.read_order_page("estimate", Query()),
            lambda: provider.order_detail("invoice", "3500001"),
        ]

    def reset_orders(self):
        self.reset(clients=30, invoices=230, orders=120, estimates=40)

    def order_ids(self, document):
        return [str(number) for number in self.sandbox.read(f"{document}s")["ids"]]

    def close_order(self, document, external_id):
        """Nothing tells there that one is cancelled; an invoice may be paid."""
        if document == "invoice":
            self.sandbox.control(f"invoices/{external_id}/pay", {})
            return "paid"
        path = f"{document}s/{external_id}"
        self.sandbox.control(path, comment="Zmenené", method="PATCH")
        return "open"

    def create_path(self):
        return "create|add"

    def ids(self):
        return [str(number) for number in self.sandbox.read("clients")["ids"]]

    def add(self, name):
        return str(self.sandbox.control("clients", name=name)["id"])

    def rename(self, external_id, name):
        self.sandbox.control(f"clients/{external_id}", name=name, method="PATCH")

    def delete(self, external_id):
        self.sandbox.control(f"clients/{external_id}", method="DELETE")

    def add_contact(self, external_id, name, email):
        added = self.sandbox.control("contacts", client_id=int(external_id), name=name, email=email)
        return str(added["id"])

    def personal(self, external_id):
        client = self.sandbox.read(f"clients/{external_id}")["Client"]
        keys = ("name", "ico", "dic", "ic_dph", "address", "email", "phone", "iban", "comment")
        return {client[key] for key in keys if client[key] and len(client[key]) > 4}

    def lapse(self):
        self.sandbox.control("subscription", lapsed=True)

    def use_up_quota(self):
        self.sandbox.control("quota", used=1000)
