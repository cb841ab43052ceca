"""What the contract suite must know of each provider: one class each, listed in CASES."""

from datetime import datetime, timezone

from deratix_integrations.engine.records import PARTY_FIELDS
from deratix_integrations.providers import registry
from deratix_integrations.providers.base import EntryList, Limits


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
    """A provider and its sandbox. The methods below are all that differs between systems."""

    code = ""
    good_settings: dict[str, str] = {}
    # Settings that the system refuses, by name.
    bad_settings: dict[str, dict[str, str]] = {}
    # Settings with which another account answers, or None where the system refuses them.
    other_account: dict[str, str] | None = None
    writable = frozenset(PARTY_FIELDS)
    # The sandbox's options for each odd way of answering that must be survived.
    variants: dict[str, dict] = {}

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

    # What a person does in the other system.

    def ids(self):
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
    }
    variants = {
        "no rate headers": {"rate_headers": False},
        "small pages": {"max_per_page": 20},
        "last page again": {"beyond_last_page": "last"},
        "404 behind the end": {"beyond_last_page": "404"},
        "Czech account": {"country": "cz", "language": "cs"},
        "several companies": {"companies": 3},
        "entities in views": {"html_entities": True},
    }

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


# The fixture of each system's sandbox (see tests/conftest.py) and its case.
CASES = {"superfaktura": ("sandbox", SuperFakturaCase)}
