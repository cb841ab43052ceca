"""All that an account holds, and the one way to change its clients."""

import random

from . import countries
from .answers import text
from .book import FIELDS, NULLABLE, Book
from .documents import Documents
from .quota import Quota
from .seed import Seed, blank
from .stock import Stock

# What a write may set. The rest is the system's own, or not documented as input.
_WRITABLE = frozenset(FIELDS) - {
    "id", "user_id", "user_profile_id", "created", "modified", "tags", "account",
}  # fmt: skip
_TRUTHS = frozenset({"notices", "dont_travel"})


class Account:
    """The state of the sandbox; every change of a client goes through `save` and `delete`."""

    def __init__(self, options, clock):
        self.options = options
        self.clock = clock
        self.lapsed = False
        self.quota = Quota(clock, options.daily_limit, options.monthly_limit)
        seed = Seed(options)
        self.books = seed.books
        self.contacts = seed.contacts
        self.tags = seed.tags
        self.stocks = {company_id: Stock(self, company_id) for company_id in self.books}
        self.documents = {
            company_id: Documents(self, book) for company_id, book in self.books.items()
        }
        self.documents[options.company_id].fill()
        self._next_client = seed.next_client
        self._next_contact = seed.next_contact

    @property
    def book(self):
        """The clients of the first company."""
        return self.books[self.options.company_id]

    @property
    def stock(self):
        """The stock items of the first company."""
        return self.stocks[self.options.company_id]

    def company_of(self, named):
        """The company that answers a caller who names one: the first, if it is not theirs."""
        return named if named in self.books else self.options.company_id

    def text(self, key):
        return text(self.options.language, key)

    def now(self):
        return self.clock.now().strftime("%Y-%m-%d %H:%M:%S")

    def create(self, book: Book, values, tags=()):
        """A new client of the given fields; returns its number. The name has to be there."""
        number = self._next_client
        self._next_client += 1
        moment = self.now()
        home = str(countries.number(self.options.country.upper()))
        client = blank() | {
            "id": str(number),
            "user_id": "384",
            "user_profile_id": book.company_id,
            "country_id": home,
            "delivery_country_id": home,
            "bank_account_id": "0",
            "notices": True,
            "created": moment,
        }
        self._set(book, number, client, values, tags)
        return number

    def change(self, book: Book, number, values, tags=None):
        """Set fields of a client; `tags` are numbers and replace those it has."""
        self._set(book, number, dict(book.clients[number]), values, tags)

    def delete(self, book: Book, number):
        book.remove(number)
        for contact in self.contacts_of(number):
            del self.contacts[int(contact["id"])]

    def contacts_of(self, number):
        return [each for each in self.contacts.values() if each["client_id"] == str(number)]

    def add_contact(self, book: Book, number, name, email, phone=None):
        """A new contact person; returns it."""
        moment = self.now()
        contact = {
            "id": str(self._next_contact),
            "client_id": str(number),
            "name": name,
            "email": email,
            "phone": phone,
            "user_id": "384",
            "user_profile_id": book.company_id,
            "created": moment,
            "modified": moment,
        }
        self.contacts[self._next_contact] = contact
        self._next_contact += 1
        return contact

    def add_tag(self, name):
        number = max(self.tags, default=0) + 1
        self.tags[number] = name
        return number

    def edit_many(self, book: Book, numbers, seed):
        """Change the phone and the street of clients, the same way for the same seed."""
        rng = random.Random(f"edit {seed}")
        for number in numbers:
            street = f"Nová {rng.randint(1, 999)}"
            self.change(book, number, {"phone": f"+421 9{rng.randint(10**7, 10**8 - 1)}",
                                       "address": street})  # fmt: skip

    def _set(self, book, number, client, values, tags):
        client |= {name: _stored(name, value) for name, value in values.items()
                   if name in _WRITABLE}  # fmt: skip
        self._name_countries(client, values)
        if tags is not None:
            tags = [tag for tag in tags if tag in self.tags]
            client["tags"] = ", ".join(self.tags[tag] for tag in tags) or None
        client["modified"] = self.now()
        book.put(number, client, tags=tags)

    def _name_countries(self, client, values):
        """Answers name the country in words; a name of the caller's own stands."""
        table = countries.table(self.options.language)
        for prefix in ("", "delivery_"):
            known = table.get(_whole(client[f"{prefix}country_id"]))
            if known is None:
                known = table[countries.number(self.options.country.upper())]
                home = countries.number(self.options.country.upper())
                client[f"{prefix}country_id"] = str(home)
            if not values.get(f"{prefix}country"):
                client[f"{prefix}country"] = known[1]


def _stored(name, value):
    """A value of the caller as the system gives it back: as text."""
    if value is None or value == "":
        return None if name in NULLABLE else ""
    if name in _TRUTHS:
        return value not in (0, "0", False)
    if name == "discount":
        return _decimal(value)
    if name == "due_date":
        return str(_whole(value) or 0)
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value)


def _decimal(value):
    try:
        return f"{float(value):.2f}"
    except (TypeError, ValueError):
        return "0.00"


def _whole(value):
    return int(value) if str(value).isdigit() else None
