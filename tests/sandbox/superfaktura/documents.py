"""The documents of one company: orders, estimates, invoices and what else is one."""

import random
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from . import countries

_CENT = Decimal("0.01")
_FIRST = 3_500_001
_PREFIXES = {"order": "OBJ", "estimate": "CP", "regular": "", "proforma": "ZAL", "cancel": "DOB"}
_HEAD = {
    "accounting_date": None, "amount_paid": "0.00", "comment": "", "constant": "", "delivery": None,
    "delivery_type": "", "deposit": "0.00", "discount": "0", "due": None, "estimate_id": None,
    "header_comment": "", "home_currency": "EUR", "internal_comment": None,
    "invoice_currency": "EUR", "order_no": None, "paid": "0.00", "parent_id": None,
    "paydate": None, "payment_type": "", "proforma_id": None, "rounding": "document", "status": "1",
    "tags": None, "type": "regular", "vat_transfer": None,
}  # fmt: skip
_ITEM = {"name": "", "description": "", "quantity": 1, "unit": "", "unit_price": 0, "tax": 23,
         "discount": 0, "sku": None, "stock_item_id": None}  # fmt: skip
_GOODS = (("SLU-1", "Konzultácia", "hod", "60", 23), ("SLU-2", "Montáž", "hod", "35.5", 23),
          ("NAR-10", "Šróbovák krížový", "ks", "4.9", 23), ("MAT-1", "Kábel CYKY", "m", "1.35", 23),
          ("KNI-1", "Príručka elektrikára", "ks", "19.95", 5))  # fmt: skip


class Documents:
    """`rows` are the documents by number, in ascending order, as lists show them."""

    def __init__(self, account, book):
        self._account = account
        self._book = book
        self.rows = {}

    def fill(self):
        """The documents with which an account begins; there are none without clients."""
        options = self._account.options
        rng = random.Random(f"superfaktura documents {options.seed}")
        kinds = {"order": options.orders, "estimate": options.estimates,
                 "regular": options.invoices}  # fmt: skip
        numbers = list(self._book.clients)
        for kind, count in kinds.items() if numbers else ():
            for _place in range(count):
                day = self._account.clock.now() - timedelta(days=rng.randint(3, 700))
                values = {
                    "client_id": rng.choice(numbers),
                    "created": day.date().isoformat(),
                    "discount": rng.choice((0, 0, 0, 5, 10)),
                    "payment_type": rng.choice(("transfer", "cash", "")),
                    "items": [self._goods(rng) for _line in range(rng.randint(1, 4))],
                }
                number = self.add(kind, values)
                self.rows[number]["Invoice"]["modified"] = f"{day:%Y-%m-%d %H:%M:%S}"
                if kind == "regular" and rng.random() < 0.5:
                    self.pay(number)

    @staticmethod
    def _goods(rng):
        sku, name, unit, price, tax = rng.choice(_GOODS)
        return {"sku": sku, "name": name, "unit": unit, "unit_price": float(price), "tax": tax,
                "quantity": rng.choice((1, 2, 3, 12, 0.5)),
                "discount": rng.choice((0, 0, 0, 15))}  # fmt: skip

    def add(self, kind, values):
        """A new document; returns its number. `values` are fields of Invoice, `client_id`, and
        `items`, whose `quantity` may be null."""
        number = _FIRST + len(self.rows)
        today = self._account.clock.now().date().isoformat()
        head = {**_HEAD, "id": str(number), "type": kind, "created": today}
        head |= {"user_id": "384", "user_profile_id": self._book.company_id}
        head["invoice_no_formatted"] = f"{_PREFIXES[kind]}{today[:4]}{len(self.rows) + 1:03d}"
        self.rows[number] = {"Invoice": head, "InvoiceItem": []}
        self.change(number, values)
        return number

    def change(self, number, values):
        row = {key: dict(part) if isinstance(part, dict) else part
               for key, part in self.rows[number].items()}  # fmt: skip
        head = row["Invoice"]
        head |= {key: value for key, value in values.items() if key in _HEAD}
        head["discount"] = str(head["discount"])
        if "created" in values:
            head["created"] = f"{values['created'][:10]} 00:00:00"
        if head["due"] is None:
            head["due"] = head["created"][:10]
        if "client_id" in values:
            row |= self._client(int(values["client_id"]))
            head["client_id"] = str(values["client_id"])
        if "items" in values:
            row["InvoiceItem"] = [{**_ITEM, **each} for each in values["items"]]
        self._sum(row, Decimal(str(values.get("taken_off", 0))))
        head["modified"] = self._account.now()
        self.rows[number] = row

    def pay(self, number):
        """All of it. In the vendor's example a payment is later than the last modification."""
        head = self.rows[number]["Invoice"]
        head |= {"status": "3", "paid": head["amount"], "paydate": self._account.now()}

    def _client(self, number):
        """The client as it is in the address book, and as it stands in the document."""
        client = self._book.clients[number]
        table = countries.table(self._account.options.language)
        there = {
            key: _country(table, client[field])
            for key, field in (
                ("Country", "country_id"),
                ("DeliveryCountry", "delivery_country_id"),
            )
        }
        return {"Client": client, "ClientData": {**client, **there}}

    def _sum(self, row, taken_off):
        """The sums, rounded by rate for the whole document ("document" of value-lists.md)."""
        head, bases, before = row["Invoice"], {}, Decimal(0)
        share = 1 - Decimal(head["discount"]) / 100
        for item in row["InvoiceItem"]:
            quantity = Decimal(str(1 if item["quantity"] is None else item["quantity"]))
            full = Decimal(str(item["unit_price"])) * quantity
            net = full * (1 - Decimal(str(item["discount"])) / 100)
            item |= {
                "quantity": None if item["quantity"] is None else f"{quantity:.5f}",
                "item_price_no_discount": float(full),
                "item_price": float(net),
            }
            rate = Decimal(str(item["tax"] or 0))
            bases[rate] = bases.get(rate, Decimal(0)) + (net * share).quantize(_CENT, ROUND_HALF_UP)
            before += net * (1 + rate / 100)
        taxes = {rate: (base * rate / 100).quantize(_CENT, ROUND_HALF_UP)
                 for rate, base in bases.items()}  # fmt: skip
        net, vat = sum(bases.values(), Decimal(0)) - taken_off, sum(taxes.values(), Decimal(0))
        head |= {"amount": f"{net:.2f}", "vat": f"{vat:.2f}"}
        row["0"] = {"to_pay": f"{net + vat:.6f}", "total": f"{net + vat:.2f}"}
        row["Summary"] = {
            "discount": float(before * (1 - share)),
            "vat_base_separate": {f"{rate.normalize():f}": float(b) for rate, b in bases.items()},
            "vat_base_total": float(net),
            "vat_separate": {f"{rate.normalize():f}": float(tax) for rate, tax in taxes.items()},
            "vat_total": float(vat),
            "invoice_total": float(net + vat),
        }


def _country(table, raw):
    number = int(raw) if str(raw).isdigit() else None
    if number not in table:
        return {}
    iso, name = table[number]
    return {"id": str(number), "iso": iso.lower(), "name": name, "eu": countries.in_union(iso)}
