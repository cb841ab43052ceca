"""The invoices of an account, and the changes that are no new document."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from urllib.parse import quote

from . import money
from . import seed as seeding
from .people import hash_text
from .store import Table

KINDS = (
    "vat", "proforma", "bill", "receipt", "advance", "final", "correction", "invoice_other",
    "vat_margin", "kp", "kw", "estimate", "vat_mp", "vat_rr", "correction_note",
    "accounting_note", "client_order", "dw", "wnt", "wdt", "import_service",
    "import_service_eu", "import_products", "export_products",
)  # fmt: skip
STATUSES = ("issued", "sent", "paid", "partial", "rejected", "accepted")
_SEEDED_KINDS = ("vat", "proforma", "receipt", "advance", "estimate", "vat_margin", "final")
_WEIGHTS = (70, 8, 8, 3, 5, 3, 3)
# What stands before the number; the patterns of live accounts are a setting of each.
PREFIXES = {"proforma": "PRO ", "receipt": "PA ", "estimate": "ZAM ", "correction": "K "}
INVOICE = {
    "id": None, "user_id": seeding.USERS[0], "app": None, "number": None, "place": None,
    "sell_date": None, "payment_type": "transfer", "price_net": "0.0", "price_gross": "0.0",
    "currency": "PLN", "status": "issued", "description": None, "seller_name": None,
    "seller_tax_no": None, "seller_street": None, "seller_post_code": None, "seller_city": None,
    "seller_country": None, "seller_email": None, "seller_phone": None, "seller_bank": None,
    "seller_bank_account": None, "buyer_name": None, "buyer_post_code": None, "buyer_city": None,
    "buyer_street": None, "buyer_first_name": None, "buyer_last_name": None,
    "buyer_country": None, "buyer_note": None, "buyer_email": None, "buyer_phone": None,
    "buyer_person": None, "buyer_mobile_phone": None, "buyer_tax_no": None,
    "buyer_tax_no_kind": None, "buyer_company": True, "created_at": None, "updated_at": None,
    "token": None, "oid": None, "kind": "vat", "pattern": None, "issue_date": None,
    "price_tax": "0.0", "department_id": None, "client_id": None, "lang": "pl", "paid": "0.0",
    "paid_date": None, "payment_to": None, "payment_to_kind": None, "invoice_id": None,
    "from_invoice_id": None, "income": True, "internal_note": None, "sent_time": None,
    "cancelled": False, "cancel_reason": None, "correction_reason": None, "from_api": False,
    "issue_year": None, "product_cache": None, "category_id": None, "recipient_id": None,
    "additional_invoice_field": None, "gov_id": None, "gov_status": None, "gov_link": None,
    "warehouse_id": None, "exchange_rate": "1.0", "exchange_currency": None, "positions": [],
}  # fmt: skip


@dataclass(slots=True)
class Facet:
    """What lists of invoices filter and order by."""

    client_id: int
    issue_date: str
    sell_date: str
    paid_date: str
    payment_to: str
    kind: str
    income: bool
    number: str
    oid: str
    status: str
    token: str
    invoice_id: int | None
    from_invoice_id: int | None
    gross: Decimal
    net: Decimal
    buyer_name: str
    buyer_tax_no: str


class Documents:
    """`table` holds the rows, each with its positions."""

    def __init__(self, account):
        self.account = account
        self.table = Table(self._seeded, _facet, account.clock.zone)
        self.table.seed(account.seed.invoices)
        self._of_client = {}
        for number in account.seed.invoices:
            self._note(account.seed.head(number)[0], number)
        self.next_id = account.seed.next_invoice
        self._next_position = 500_000_001

    def ids_of(self, client_id):
        """Ids of the documents of a client, ascending."""
        return sorted(self._of_client.get(client_id, ()))

    def balance(self, client_id):
        """What a client owes: of income documents, the gross amounts less what is paid."""
        owed = (_due(self.table.get(number)) for number in self.ids_of(client_id))
        return money.written(sum(owed, Decimal(0)))

    def by_token(self, token):
        facets = self.table.facets()
        return next((number for number, each in facets.items() if each.token == token), None)

    def shown(self, row):
        """A row with what depends on the day, as every answer has it."""
        paid, gross = money.number(row["paid"]), money.number(row["price_gross"])
        late = bool(row["payment_to"]) and row["payment_to"] < self.account.today().isoformat()
        row["payment_status"] = "paid" if paid >= gross else "partial" if paid else "unpaid"
        row["overdue?"] = late and paid < gross
        return row

    def view_url(self, row):
        number = quote(row["number"].replace("/", "-"), safe="")
        return f"{self.account.url}/f/{number}/{row['token']}"

    def detail(self, number):
        """What a single GET gives."""
        row = self.shown(self.table.get(number))
        row["view_url"] = self.view_url(row)
        return row

    def save(self, row, event="update"):
        """Store a changed document; the webhooks hear of it."""
        number = row["id"]
        if number in self.table:
            self._of_client[self.table.get(number)["client_id"]].discard(number)
        self._note(row["client_id"], number)
        self.table.put(row, self.account.stamp(self.table, number))
        self.account.webhooks.invoice(event, row)
        return row

    def reassign(self, number, client_id):
        self.save(self.table.get(number) | {"client_id": client_id})

    def delete(self, number):
        row = self.table.get(number)
        self.table.remove(number)
        self._of_client[row["client_id"]].discard(number)
        self.account.webhooks.invoice("destroy", row)

    def pay(self, number, amount=None, day=None):
        """Add a payment, all that is owed when no amount is given; returns what was taken."""
        row = self.table.get(number)
        paid, gross = money.number(row["paid"]), money.number(row["price_gross"])
        amount = gross - paid if amount is None else amount
        self.set_paid(row, paid + amount, day)
        self.save(row)
        return amount

    def set_paid(self, row, paid, day=None):
        """Change what is paid, with the status and the day that follow from it."""
        gross = money.number(row["price_gross"])
        row["paid"] = money.written(money.cents(paid))
        if paid >= gross:
            row["status"] = "paid"
        elif paid > 0:
            row["status"] = "partial"
        elif row["status"] in ("paid", "partial"):
            row["status"] = "issued"
        row["paid_date"] = (day or self.account.today().isoformat()) if paid > 0 else None

    def set_status(self, number, status):
        row = self.table.get(number)
        row["status"] = status
        if status == "paid":
            self.set_paid(row, money.number(row["price_gross"]))
        return self.save(row)

    def cancel(self, number, reason):
        return self.save(self.table.get(number) | {"cancelled": True, "cancel_reason": reason})

    def _note(self, client_id, number):
        self._of_client.setdefault(client_id, set()).add(number)

    def position_id(self):
        self._next_position += 1
        return self._next_position - 1

    def fill_buyer(self, row, client):
        """Copy the card of a client into a document."""
        names = (
            "name", "tax_no", "tax_no_kind", "post_code", "city", "street", "country", "email",
            "phone", "mobile_phone", "person", "first_name", "last_name", "company",
        )  # fmt: skip
        row |= {f"buyer_{name}": client[name] for name in names}
        row["client_id"] = client["id"]

    def fill_seller(self, row, department):
        names = ("name", "tax_no", "street", "post_code", "city", "country", "email", "phone",
                 "bank", "bank_account")  # fmt: skip
        row |= {f"seller_{name}": department[name] for name in names}
        row["department_id"] = department["id"]

    def sum_up(self, row):
        """Set the amounts of a document from its positions."""
        net, tax, gross = money.totals(row["positions"])
        row |= {
            "price_net": money.written(net),
            "price_tax": money.written(tax),
            "price_gross": money.written(gross),
            "product_cache": row["positions"][0]["name"] if row["positions"] else None,
        }

    def _seeded(self, number):
        """The row of a seeded invoice."""
        account, seed = self.account, self.account.seed
        client_id, day, sequence = seed.head(number)
        rng = random.Random(number * 1_000_003 + hash_text(account.options.seed))
        row = {**INVOICE, "id": number, "token": seeding.token(account.options.seed, number)}
        row["kind"] = rng.choices(_SEEDED_KINDS, _WEIGHTS)[0]
        row["number"] = f"{PREFIXES.get(row['kind'], '')}{sequence}/{day:%m/%Y}"
        # A client that is gone leaves its documents behind.
        client = account.clients.get(client_id) or {**seeding.CLIENT, "id": client_id, "name": "-"}
        self.fill_buyer(row, client)
        department = rng.choice(seeding.DEPARTMENTS)["id"]
        if department in account.departments:
            self.fill_seller(row, account.departments[department])
        row["user_id"] = rng.choice(seeding.USERS)
        days = rng.choice((7, 14, 14, 30))
        row |= {
            "issue_date": day.isoformat(), "sell_date": day.isoformat(),
            "payment_to_kind": str(days), "issue_year": day.year,
            "payment_to": (day + timedelta(days=days)).isoformat(),
            "income": rng.random() >= 0.05,
        }  # fmt: skip
        if rng.random() < 0.06:
            row["currency"] = "EUR"
        if rng.random() < 0.1:
            row["oid"] = f"ZAM-{rng.randint(1, 99_999):05}"
        moment = account.moment(seed.invoices[number])
        row["created_at"] = moment
        for at, given in enumerate(seeding.positions_of(rng)):
            made = money.position(given)
            made |= {"id": number * 10 + at, "invoice_id": number}
            row["positions"] = [*row["positions"], made | {"created_at": moment,
                                                           "updated_at": moment}]  # fmt: skip
        self.sum_up(row)
        self._seed_payment(rng, row, day)
        return row

    def _seed_payment(self, rng, row, day):
        draw, gross = rng.random(), money.number(row["price_gross"])
        row["status"] = rng.choice(("issued", "sent"))
        if draw < 0.6:
            later = (day + timedelta(days=rng.randint(0, 20))).isoformat()
            self.set_paid(row, gross, later)
        elif draw < 0.7:
            self.set_paid(row, money.cents(gross / 3), day.isoformat())
        else:
            # Blank dates come as null or as an empty text.
            row["paid_date"] = rng.choice((None, ""))


def parsed_day(value):
    """A date of a text; None when it is none."""
    try:
        return datetime.fromisoformat(str(value)).date()
    except ValueError:
        return None


def _due(row):
    """What is owed of a document; one that asks for no money counts for nothing."""
    if not row["income"] or row["cancelled"] or row["kind"] in ("proforma", "estimate"):
        return Decimal(0)
    return money.number(row["price_gross"]) - money.number(row["paid"])


def _facet(row):
    return Facet(
        row["client_id"], row["issue_date"] or "", row["sell_date"] or "", row["paid_date"] or "",
        row["payment_to"] or "", row["kind"], row["income"], row["number"], row["oid"] or "",
        row["status"], row["token"], row["invoice_id"], row["from_invoice_id"],
        money.number(row["price_gross"]), money.number(row["price_net"]),
        row["buyer_name"] or "", row["buyer_tax_no"] or "",
    )  # fmt: skip
