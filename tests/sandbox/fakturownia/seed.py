"""The seeded clients and invoices: their ids and times at once, the rest when it is asked for."""

import base64
import hashlib
import random
from datetime import datetime, time, timedelta, timezone

from . import people, words
from .store import milliseconds, written

_FIRST_CLIENT = 4_410_001
_FIRST_INVOICE = 90_000_001
_YEARS_OF_CLIENTS = 4
_YEARS_OF_INVOICES = 3
USERS = (55, 56, 57)
DEPARTMENTS = (
    {"id": 311, "name": "Firma Demo Kraków Sp. z o.o.", "shortcut": "Kraków", "main": True},
    {"id": 312, "name": "Firma Demo Gdańsk", "shortcut": "Gdańsk", "main": False},
    {"id": 313, "name": "Firma Demo – e-sklep", "shortcut": "E-sklep", "main": False},
)

# The fields of a client, as recorded, with what they are when nothing is known.
CLIENT = {
    "id": None, "name": None, "tax_no": None, "post_code": None, "city": None, "street": None,
    "first_name": None, "last_name": None, "country": None, "email": None, "phone": None,
    "www": None, "fax": None, "created_at": None, "updated_at": None, "street_no": None,
    "kind": "buyer", "bank": None, "bank_account": None, "bank_account_id": None,
    "shortcut": None, "note": None, "token": None, "referrer": None, "password_hash": None,
    "password_salt": None, "fuid": None, "fname": None, "femail": None, "dynamic_fields": {},
    "deleted": False, "department_id": None, "import": None, "discount": None,
    "payment_to_kind": None, "category_id": None, "use_delivery_address": False,
    "delivery_address": None, "person": None, "panel_user_id": None, "use_mass_payment": False,
    "mass_payment_code": None, "external_id": None, "company": True, "title": None,
    "mobile_phone": None, "register_number": None, "tax_no_check": "", "attachments_count": 0,
    "default_payment_type": None, "tax_no_kind": None, "accounting_id": None,
    "disable_auto_reminders": False, "buyer_id": None, "default_tax": None,
    "price_list_id": None, "tp_client_connection": None, "swift": None, "tag_list": [],
}  # fmt: skip


class Seed:
    """Ids with the times of their last change, and what is behind each id."""

    def __init__(self, options, now):
        self._options = options
        self._zone = now.tzinfo
        day = datetime.fromisoformat(options.today).date() if options.today else now.date()
        self._end = datetime.combine(day, time(), tzinfo=timezone.utc)
        self._rng = random.Random(f"fakturownia {options.seed}")
        self.clients = self._times(options.clients, _FIRST_CLIENT, _YEARS_OF_CLIENTS)
        self._client_ids = list(self.clients)
        self._client_place = {number: at for at, number in enumerate(self._client_ids)}
        self.invoices = {}
        self._heads = {}
        if self._client_ids:
            self._add_invoices()

    @property
    def next_client(self):
        return _FIRST_CLIENT + 5 * self._options.clients

    @property
    def next_invoice(self):
        return _FIRST_INVOICE + 5 * self._options.invoices

    def client(self, number):
        """The whole row of a client, but for `updated_at`."""
        at = self._client_place[number]
        made = people.client(self._options.seed, at)
        made.pop("kinds")
        place = made.pop("department_place", None)
        row = CLIENT | made
        row["id"] = number
        # No two are the same, and none need be looked at to know it.
        row["shortcut"] = f"{shortcut_of(row['name'])} ({at + 1})"
        row["department_id"] = None if place is None else DEPARTMENTS[place]["id"]
        row["token"] = token(self._options.seed, number)
        row["tax_no_check"] = tax_no_check(row)
        created = self.clients[number] - (number % 97) * 86_400_000
        row["created_at"] = written(created, self._zone)
        return row

    def kinds(self, number):
        """What is odd about a seeded client; [] for any other."""
        place = self._client_place.get(number)
        return [] if place is None else people.client(self._options.seed, place)["kinds"]

    def head(self, number):
        """What makes an invoice: client_id, day, number in its month, and a generator."""
        return self._heads[number]

    def _times(self, count, first, years):
        """{id: ms}; one in thirty has the very time of its neighbour."""
        rng, times = self._rng, {}
        end = milliseconds(self._end)
        span = years * 365 * 86_400
        ms = end
        for place in range(count):
            if rng.random() >= 0.033:
                ms = end - int(rng.random() * span) * 1000
            times[first + place * 5 + place * 7 % 4] = ms
        return times

    def _add_invoices(self):
        rng, count = self._rng, self._options.invoices
        days = sorted(int(rng.random() * _YEARS_OF_INVOICES * 365) for _ in range(count))
        months = {}
        for place, back in enumerate(reversed(days)):
            number = _FIRST_INVOICE + place * 5 + place * 3 % 4
            moment = self._end - timedelta(days=back, seconds=-rng.randint(0, 86_000))
            if back == 0:
                moment = self._end - timedelta(seconds=rng.randint(0, 86_000))
            day = moment.astimezone(self._zone).date()
            sequence = months[day.year, day.month] = months.get((day.year, day.month), 0) + 1
            # A few clients get most of the invoices.
            at = int(len(self._client_ids) * rng.random() ** 3)
            client_id = self._client_ids[at]
            self._heads[number] = (client_id, day, sequence)
            self.invoices[number] = milliseconds(moment)


def shortcut_of(name):
    """What the system makes of a name when no shortcut is given: our choice, not documented."""
    return " ".join(name.split()[:2])[:30]


def tax_no_check(row):
    """Country and number, as recorded; how it is derived is our guess."""
    number = "".join(letter for letter in row["tax_no"] or "" if letter.isalnum()).upper()
    if not number or number[:2].isalpha():
        return number
    country = row["country"] or "PL"
    return (country.upper() if len(country) == 2 else "PL") + number


def token(seed, number):
    """Twenty letters and digits that belong to a record."""
    digest = hashlib.sha256(f"token {seed} {number}".encode()).digest()
    return base64.b64encode(digest, b"Xy").decode()[:20]


def positions_of(rng):
    """What a seeded invoice sells, in the fields of a request."""
    made = []
    for name, price, tax, unit in rng.sample(words.PRODUCTS, rng.choice((1, 1, 1, 2, 3))):
        made.append(
            {"name": name, "price_net": price, "tax": tax, "quantity_unit": unit,
             "quantity": rng.choice((1, 1, 2, 5, 10))}
        )  # fmt: skip
    return made
