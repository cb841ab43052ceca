"""The stock items of one company, and the movements by which their quantities came about."""

import json

# The fields of an item in the order of the vendor's answers. What is no text is null when empty.
_FIELDS = (
    "created", "description", "hide_in_autocomplete", "id", "import_id", "import_type",
    "internal_comment", "modified", "name", "purchase_currency", "purchase_unit_price",
    "purchase_vat", "sku", "stock", "unit", "unit_price", "user_id", "user_profile_id", "vat",
    "watch_stock",
)  # fmt: skip
_TEXTS = frozenset(("description", "internal_comment", "name", "sku", "unit"))
_NUMBERS = frozenset(("purchase_unit_price", "purchase_vat", "stock", "unit_price", "vat"))
_TRUTHS = frozenset(("hide_in_autocomplete", "watch_stock"))
_WRITABLE = _TEXTS | _NUMBERS | _TRUTHS | {"purchase_currency"}
_FIRST_ITEM = 700_001
_FIRST_LOG = 1
_CATALOGUE = (
    {"name": "Konzultácia", "sku": "SLU-1", "unit": "hod", "unit_price": 60, "vat": 23},
    {"name": "Montáž", "sku": "SLU-2", "unit": "hod", "unit_price": 35.5, "vat": 23},
    {"name": "Šróbovák krížový", "sku": "NAR-10", "unit": "ks", "unit_price": 4.9, "vat": 23,
     "stock": 120, "purchase_unit_price": 2.15},
    {"name": "Vŕtačka príklepová", "sku": "NAR-11", "unit": "ks", "unit_price": 89, "vat": 23,
     "stock": 7, "purchase_unit_price": 61.4},
    {"name": "Kábel CYKY 3x2,5", "sku": "MAT-1", "unit": "m", "unit_price": 1.35, "vat": 23,
     "stock": 412.5},
    {"name": "Príručka elektrikára", "sku": "KNI-1", "unit": "ks", "unit_price": 19.95, "vat": 5,
     "stock": 3, "internal_comment": "Objednať u vydavateľa"},
)  # fmt: skip


class Stock:
    """`rows` are the items by number, in ascending order; `logs` the movements of all."""

    def __init__(self, account, company_id):
        self._account = account
        self._company_id = company_id
        self.rows = {}
        self.logs = []
        self._next = _FIRST_ITEM
        if account.options.items:
            for values in _CATALOGUE:
                self.add(values)

    def add(self, values):
        """A new item of the given fields; returns its number."""
        number = self._next
        self._next += 1
        row = dict.fromkeys(_FIELDS) | dict.fromkeys(_TEXTS, "")
        row |= {
            "id": str(number),
            "user_id": "384",
            "user_profile_id": self._company_id,
            "watch_stock": False,
            "created": self._account.now(),
        }
        self._set(number, row, values)
        if row["stock"] is not None:
            self._log(number, row["stock"], self._account.text("first_stock"))
        return number

    def change(self, number, values):
        """Set fields of an item; returns the movement by which its quantity became what it is."""
        row = dict(self.rows[number])
        before = row["stock"] or 0
        self._set(number, row, values)
        return self._log(number, (row["stock"] or 0) - before, self._account.text("stock_by_hand"))

    def move(self, number, quantity, note):
        """Add so many to an item, or take them off; returns the movement."""
        row = self.rows[number]
        self._set(number, dict(row), {"stock": (row["stock"] or 0) + quantity})
        return self._log(number, quantity, note)

    def delete(self, number):
        del self.rows[number]

    def movements(self, number):
        return [log for log in self.logs if log["stock_item_id"] == str(number)]

    def of_sku(self, sku):
        """The number of the first item with this one; None without."""
        return next((number for number, row in self.rows.items() if row["sku"] == sku), None)

    def _set(self, number, row, values):
        row |= {name: _stored(name, value) for name, value in values.items() if name in _WRITABLE}
        # Without a quantity there is nothing to be watched.
        if row["stock"] is not None and "stock" in values and "watch_stock" not in values:
            row["watch_stock"] = True
        row["modified"] = self._account.now()
        self.rows[number] = row

    def _log(self, number, quantity, note):
        row = self.rows[number]
        prices = {name: row[name] for name in ("purchase_unit_price", "unit_price", "vat")}
        moment = self._account.now()
        log = {
            "id": str(_FIRST_LOG + len(self.logs)),
            "stock_item_id": str(number),
            "user_id": "384",
            "user_profile_id": self._company_id,
            "invoice_id": None,
            "expense_id": None,
            "document_item_id": None,
            "quantity": quantity,
            "note": note,
            "document": None,
            "document_subtype": None,
            "log_data": json.dumps(prices),
            "created": moment,
            "modified": moment,
        }
        self.logs.append(log)
        return log


def _stored(name, value):
    """A value of the caller as the system gives it back."""
    if name in _TRUTHS:
        return value in (1, "1", True)
    if name in _NUMBERS:
        return _number(value)
    if value is None:
        return "" if name in _TEXTS else None
    return str(value).strip()


def _number(value):
    """A number as PHP reads one; null of what is empty."""
    if value is None or value == "":
        return None
    try:
        told = float(value)
    except (TypeError, ValueError):
        return 0
    return int(told) if told.is_integer() else told
