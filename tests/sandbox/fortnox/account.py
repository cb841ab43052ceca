"""All that the company holds, and the one way to change it."""

import re
import unicodedata
from datetime import timedelta
from urllib.parse import quote

from . import blanks, money, seed
from .answers import Problem
from .kinds import ARTICLES, CUSTOMERS, INVOICES, KINDS, ORDERS

BLANK = "API_BLANK"
# What the visible part of the list of allowed characters has not. Which scripts it has beyond
# Latin is not said; letters of any are taken here, pictures are not.
_FORBIDDEN = frozenset("<>{}|")
_PICTURES = ("So", "Cs", "Co", "Cn", "Cc")
# https://github.com/standout/standout-fortnox, docs/CustomersCustomers.md
_NUMBERS = {
    "customers": re.compile(r"[0-9A-Za-zÀ-ÖØ-öø-ÿ–+/_-]{1,50}"),
    # Of articles only the length is said.
    "articles": re.compile(r"\S{1,50}"),
}
_DIGITS = re.compile(r"\d{1,18}")
_COUNTRIES = {
    "SE": "Sverige", "NO": "Norge", "DK": "Danmark", "FI": "Finland", "DE": "Tyskland",
    "AT": "Österrike", "CZ": "Tjeckien", "SK": "Slovakien", "PL": "Polen", "NL": "Nederländerna",
}  # fmt: skip
# What a field may hold, by what it holds at first.
_CODES = {
    "COMPANY": ("PRIVATE", "COMPANY"),
    "STOCK": ("STOCK", "SERVICE"),
    "SEVAT": ("SEVAT", "SEREVERSEDVAT", "EUREVERSEDVAT", "EUVAT", "EXPORT"),
}


class Account:
    """`rows[path][number]` is a record, `changed[path][number]` when it was changed last."""

    def __init__(self, options, clock, system):
        self.options = options
        self.clock = clock
        self._system = system
        self.rows = {path: {} for path in KINDS}
        self.changed = {path: {} for path in KINDS}
        self.lists = {path: {row["Code"]: dict(row) for row in rows}
                      for path, _plural, _singular, rows in blanks.LISTS}  # fmt: skip
        # A number that was used stays reserved for ever.
        self.reserved = {path: set() for path in KINDS}
        # The numbers of the invoices that were sent, each as often as it was.
        self.emails = []
        self.next = {"customers": 1, "articles": 1, "orders": 1, "invoices": 1, "row": 1}
        seed.fill(self)

    def url(self, *parts):
        return "/".join([self._system.url, "3", *(quote(part, safe="") for part in parts)])

    def now(self):
        return self.clock.now().replace(tzinfo=None)

    def get(self, kind, number):
        row = self.rows[kind.path].get(number)
        if row is None:
            code, text = kind.missing
            raise Problem(code, text, 404)
        return row

    def create(self, kind, values):
        """A new record; raises `Problem`."""
        number = str(values.get(kind.key) or "") or self._next_number(kind)
        if not _NUMBERS.get(kind.path, _DIGITS).fullmatch(number):
            raise Problem(2000106, f"Värdet måste vara alfanumeriskt ({kind.key})")
        if number in self.reserved[kind.path]:
            raise Problem(2000637, f"{kind.key} {number} används redan.")
        row = {**kind.blank, kind.key: number}
        row = self._set(kind, row, {**values, kind.key: number}, new=True)
        return self.put(kind, number, row)

    def change(self, kind, number, values):
        """Set fields: those that are absent stay as they are."""
        row = self._set(kind, dict(self.get(kind, number)), values, new=False)
        return self.put(kind, number, row)

    def put(self, kind, number, row, changed=None):
        self.rows[kind.path][number] = row
        self.changed[kind.path][number] = changed or self.now()
        self.reserved[kind.path].add(number)
        return row

    def delete(self, kind, number):
        self.get(kind, number)
        if kind in (ORDERS, INVOICES):
            raise Problem(2000729, "Dokument kan inte tas bort, bara makuleras.")
        del self.rows[kind.path][number], self.changed[kind.path][number]

    def invoice_order(self, number):
        """The invoice made of an order. A second one is refused; with which code is not known."""
        order = self.get(ORDERS, number)
        if order["InvoiceReference"] != "0" or order["Cancelled"]:
            raise Problem(2999001, "Ordern har redan fakturerats eller makulerats.")
        shared = {name: order[name] for name in order.keys() & INVOICES.blank.keys()
                  if name not in INVOICES.read_only | {"DocumentNumber", "@url"}}  # fmt: skip
        rows = [{name: each[name] for name in each.keys() & INVOICES.row.keys()}
                for each in order["OrderRows"]]  # fmt: skip
        invoice = self.create(INVOICES, {**shared, "InvoiceRows": rows})
        invoice["OrderReference"] = number
        self.put(ORDERS, number, {**order, "InvoiceReference": invoice["DocumentNumber"]})
        return invoice

    def cancel(self, kind, number):
        row = {**self.get(kind, number), "Cancelled": True}
        if "Balance" in row:
            row["Balance"] = 0
        return self.put(kind, number, row)

    def email(self, number):
        """Send an invoice. What is answered where no address is known is not documented."""
        invoice = self.get(INVOICES, number)
        if not self.get(CUSTOMERS, invoice["CustomerNumber"])["Email"]:
            raise Problem(2999002, "E-postadress saknas.")
        self.emails.append(number)
        return self.put(INVOICES, number, {**invoice, "Sent": True})

    def pay(self, number, amount=None):
        invoice = dict(self.get(INVOICES, number))
        paid = invoice["Balance"] if amount is None else float(amount)
        invoice["Balance"] = round(invoice["Balance"] - paid, 2)
        if not invoice["Balance"]:
            invoice["FinalPayDate"] = self.now().date().isoformat()
        return self.put(INVOICES, number, invoice)

    def _next_number(self, kind):
        while True:
            number = str(self.next[kind.path])
            self.next[kind.path] += 1
            if number not in self.reserved[kind.path]:
                return number

    def _set(self, kind, row, values, *, new):
        """The row with these values. An empty text changes nothing; `API_BLANK` empties."""
        unknown = values.keys() - kind.blank.keys()
        if unknown:
            raise Problem(2001399, f"Felaktigt fältnamn ({sorted(unknown)[0]})")
        for name, value in values.items():
            if name in kind.read_only or name == kind.rows or value in ("", None):
                continue
            if name == kind.key and not new:
                continue
            row[name] = _stored(name, value, kind.blank[name])
        self._check(kind, row)
        if kind.rows:
            if values.get("CustomerNumber") or new:
                self._take_customer(row, values)
            if values.get(kind.rows) is not None or new:
                row[kind.rows] = self._made_rows(kind, row, values.get(kind.rows) or [])
            row |= money.sums(kind, row)
            if kind is INVOICES:
                row |= self._due(row)
        return row

    def _check(self, kind, row):
        if kind is CUSTOMERS:
            if not (row["Name"] or "").strip():
                raise Problem(2000203, "Namn måste anges.")
            for name in ("CountryCode", "DeliveryCountryCode", "VisitingCountryCode"):
                code = row[name]
                if code and not re.fullmatch("[A-Z]{2}", code):
                    raise Problem(2000105, f"Landskoden är ogiltig ({code})")
                row[name.removesuffix("Code")] = _COUNTRIES.get(code, code) if code else None
            for name in ("ZipCode", "DeliveryZipCode"):
                if len(row[name] or "") > 10:
                    raise Problem(2000588, f"{name} är för långt (max 10 tecken).")
        if kind is ARTICLES:
            if not (row["Description"] or "").strip():
                raise Problem(2000202, "Benämning måste anges.")
            if row["Unit"] and row["Unit"] not in self.lists["units"]:
                raise Problem(2000432, "Kan inte hitta enheten.", 404)
        if row.get("TermsOfPayment") and row["TermsOfPayment"] not in self.lists["termsofpayments"]:
            raise Problem(2000429, "Kan inte hitta betalningsvillkoret.", 404)

    def _take_customer(self, row, values):
        """A document takes over what it is not told of its customer."""
        customer = self.get(CUSTOMERS, row["CustomerNumber"])
        taken = {"CustomerName": "Name", **{name: name for name in (
            "Address1", "Address2", "City", "Country", "ZipCode", "DeliveryName", "Currency",
            "DeliveryAddress1", "DeliveryAddress2", "DeliveryCity", "DeliveryCountry",
            "DeliveryZipCode", "OrganisationNumber", "Phone1", "TermsOfPayment", "WayOfDelivery",
            "YourReference", "OurReference")}}  # fmt: skip
        for name, theirs in taken.items():
            if not values.get(name):
                row[name] = customer[theirs] or ""
        today = self.now().date().isoformat()
        for name in ("OrderDate", "InvoiceDate"):
            if name in row and not row[name]:
                row[name] = today

    def _made_rows(self, kind, row, given):
        """Rows with or without numbers: those with one are kept, changed or not, and get a new
        one; those without one are new. Without any, they are matched by their position."""
        old = {each["RowId"]: each for each in row[kind.rows]}
        by_number = any(each.get("RowId") for each in given)
        made = []
        for place, values in enumerate(given):
            unknown = values.keys() - kind.row.keys()
            if unknown:
                raise Problem(2001399, f"Felaktigt fältnamn ({sorted(unknown)[0]})")
            if by_number:
                before = old.get(values.get("RowId"), {})
            else:
                before = row[kind.rows][place] if place < len(row[kind.rows]) else {}
            new = {**kind.row, **self._from_article(values), **before}
            for name, value in values.items():
                if value not in ("", None):
                    new[name] = _stored(name, value, kind.row[name])
            new["RowId"] = self.next["row"]
            self.next["row"] += 1
            made.append(money.row(kind, new, included=row["VATIncluded"]))
        return made

    def _from_article(self, values):
        number = values.get("ArticleNumber")
        if number in (None, "", BLANK):
            return {}
        article = self.get(ARTICLES, str(number))
        return {
            "Description": article["Description"],
            "Unit": article["Unit"] or "",
            "VAT": article["VAT"],
            "Price": article["SalesPrice"] or 0,
        }

    def _due(self, row):
        code = row["TermsOfPayment"]
        days = int(code) if code.isdigit() else 0
        made = money.day(row["InvoiceDate"])
        paid = row["FinalPayDate"] or row["Cancelled"]
        return {
            "DueDate": row["DueDate"] or (made + timedelta(days=days)).isoformat(),
            "Balance": 0 if paid else row["Total"],
            "OCR": row["OCR"] or f"{row['DocumentNumber']}18",
        }


def _stored(name, value, blank):
    """A value of the caller as it is kept; raises `Problem`."""
    if isinstance(blank, bool):
        if value not in (True, False, "true", "false"):
            raise Problem(2000134, f"Värdet måste vara en boolean ({name})")
        return value in (True, "true")
    if isinstance(blank, int):
        if value == BLANK or isinstance(value, bool) or not money.is_number(value):
            raise Problem(2000108, f"Värdet måste vara numeriskt ({name})")
        return money.plain(value)
    if isinstance(blank, list | dict):
        return value
    text = str(value)
    if text == BLANK:
        return None if blank is None else ""
    if blank in _CODES and text not in _CODES[blank]:
        raise Problem(2000588, f"Ogiltigt värde ({name})")
    for letter in text:
        bad = unicodedata.category(letter) in _PICTURES and letter not in "\n\r\t"
        if letter in _FORBIDDEN or bad:
            raise Problem(2000359, f"Värdet innehåller ej tillåtna tecken. ({name})")
    return text
