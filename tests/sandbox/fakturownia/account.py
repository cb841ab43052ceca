"""All that an account holds, and the one way to change its clients.

Whoever changes something (the API, a person on the web pages, the control API), it is stamped
with a new time of change and the webhooks hear of it.
"""

from datetime import datetime

from . import money, words
from . import seed as seeding
from .answers import text
from .documents import Documents
from .multipass import Multipass
from .store import Table, milliseconds, written
from .users import Users
from .webhooks import Webhooks

# What a write may set. The rest is the system's own.
WRITABLE = frozenset((
    "name", "shortcut", "tax_no_kind", "tax_no", "register_number", "accounting_id", "post_code",
    "city", "street", "street_no", "country", "use_delivery_address", "delivery_address",
    "first_name", "last_name", "email", "phone", "mobile_phone", "www", "fax", "note", "tag_list",
    "company", "kind", "category_id", "bank", "bank_account", "discount", "default_tax",
    "price_list_id", "payment_to_kind", "default_payment_type", "disable_auto_reminders",
    "person", "buyer_id", "mass_payment_code", "external_id", "tp_client_connection",
    "department_id", "swift", "title",
))  # fmt: skip
_TRUTHS = frozenset(("company", "use_delivery_address", "disable_auto_reminders"))
_AS_SENT = frozenset(("tag_list", "department_id", "category_id", "price_list_id"))
FACETS = ("name", "email", "shortcut", "tax_no", "external_id", "first_name", "last_name")


class Invalid(Exception):
    """A refusal of validation: `fields` is {field: [key of a text]}."""

    def __init__(self, **fields):
        super().__init__(str(fields))
        self.fields = fields


class Account:
    """The state of the sandbox."""

    def __init__(self, options, clock, system):
        self.options = options
        self.clock = clock
        self._system = system
        self.seed = seeding.Seed(options, clock.now())
        self.clients = Table(self.seed.client, _facet, clock.zone)
        self.clients.seed(self.seed.clients)
        self._next_client = self.seed.next_client
        # Those that were written; no seeded one is like them.
        self._shortcuts = set()
        self.departments = {row["id"]: _department(row) for row in seeding.DEPARTMENTS}
        self.products = {}
        self.payments = {}
        self._next = {"department": 1000, "product": 7_000_001, "payment": 30_000_001}
        for name, net, tax, unit in words.PRODUCTS:
            self.create_product({"name": name, "price_net": net, "tax": tax, "quantity_unit": unit})
        self.users = Users(options)
        self.multipass = Multipass(self)
        self.webhooks = Webhooks(self)
        self.documents = Documents(self)

    @property
    def url(self):
        return self._system.url

    @property
    def invoices(self):
        return self.documents.table

    def text(self, key):
        return text(self.options.language, key)

    def now(self):
        """The present moment in milliseconds, as records show it."""
        step = max(1, self.options.update_step)
        return milliseconds(self.clock.now()) // step * step

    def today(self):
        return self.clock.now().date()

    def stamp(self, table, number):
        """The time of a change of that record: later than its last one, if the clock is fine."""
        now = self.now()
        if self.options.update_step > 1 or number not in table:
            return now
        return max(now, table.stamp(number) + 1)

    def create_client(self, values):
        """A new client of the given fields; returns its row, raises `Invalid`."""
        number = self._next_client
        row = {**seeding.CLIENT, "id": number, "tag_list": [], "dynamic_fields": {}}
        row = self._set_client(row, values)
        self._next_client += 1
        row["token"] = seeding.token(self.options.seed, number)
        now = self.now()
        row["created_at"] = self.moment(now)
        row["shortcut"] = self._free_shortcut(row["shortcut"] or seeding.shortcut_of(row["name"]))
        self.clients.put(row, now)
        self.webhooks.client("create", row)
        return row

    def change_client(self, number, values):
        """Set fields of a client; returns its row, raises `Invalid`.

        The time of change moves even when nothing differs; what is live is not documented.
        """
        old = self.clients.get(number)
        row = self._set_client(dict(old), values)
        if row["shortcut"] != old["shortcut"]:
            self._shortcuts.discard(old["shortcut"])
            row["shortcut"] = self._free_shortcut(row["shortcut"])
        self.clients.put(row, self.stamp(self.clients, number))
        self.webhooks.client("update", row)
        return row

    def overwrite_client(self, number, values):
        """Set fields that are the system's own, such as updated_at; no webhook hears of it."""
        ms = self.clients.stamp(number)
        if "updated_at" in values:
            ms = milliseconds(datetime.fromisoformat(values["updated_at"]))
        self.clients.put(self.clients.get(number) | values, ms)

    def delete_client(self, number):
        row = self.clients.get(number)
        self.clients.remove(number)
        self._shortcuts.discard(row["shortcut"])
        self.webhooks.client("destroy", row)

    def merge_clients(self, number, others):
        """Keep that client, take the documents of the others to it and delete those."""
        for other in others:
            for invoice_id in self.documents.ids_of(other):
                self.documents.reassign(invoice_id, number)
        self.clients.put(self.clients.get(number), self.stamp(self.clients, number))
        for other in others:
            self.delete_client(other)
        self.webhooks.client("update", self.clients.get(number))

    def find_client(self, **wanted):
        """The lowest id of a client with one of these fields, in their order; None if none has.

        Fields whose names are joined by a plus sign have to fit together.
        """
        facets = self.clients.facets()
        for name, value in wanted.items():
            if not value or not all(value if isinstance(value, tuple) else (value,)):
                continue
            places = [FACETS.index(part) for part in name.split("_and_")]
            value = value if isinstance(value, tuple) else (value,)
            for number in self.clients.ids():
                facet = facets[number]
                if all(facet[at] == each for at, each in zip(places, value, strict=True)):
                    return number
        return None

    def create_department(self, values):
        number = self.next_id("department")
        made = _department({"id": number, "shortcut": None, "main": False, "name": None})
        made |= {name: values[name] for name in made.keys() & set(values) - {"id"}}
        self.departments[number] = made
        return made

    def create_product(self, values):
        number = self.next_id("product")
        moment = self.moment(self.now())
        row = {
            "id": number, "name": None, "code": None, "description": None, "tax": "23",
            "price_net": "0.0", "price_gross": "0.0", "currency": "PLN", "quantity_unit": None,
            "ean_code": None, "service": True, "disabled": False, "created_at": moment,
            "limited": False, "stock_level": "0.0", "purchase_price_net": None,
        }  # fmt: skip
        self._set_product(row, values)
        self.products[number] = row
        return row

    def change_product(self, number, values):
        row = dict(self.products[number])
        self._set_product(row, values)
        self.products[number] = row

    def _set_product(self, row, values):
        """Set fields of a product; its net price always follows from the gross one."""
        row |= {name: values[name] for name in row.keys() & set(values) - {"id", "price_net"}}
        row["tax"] = str(row["tax"])
        for name in ("service", "disabled", "limited"):
            row[name] = row[name] in (True, 1, "1", "true")
        share = 1 + money.rate(row["tax"])
        try:
            if "price_gross" in values:
                gross = money.cents(money.number(values["price_gross"]))
            elif "price_net" in values and row["price_gross"] == "0.0":
                gross = money.cents(money.number(values["price_net"]) * share)
            else:
                gross = money.number(row["price_gross"])
        except money.NoNumber:
            raise Invalid(price_gross=["invalid"]) from None
        row["price_gross"] = money.written(gross)
        row["price_net"] = money.written(money.cents(gross / share))
        row["updated_at"] = self.moment(self.now())

    def next_id(self, of):
        """A new number of a department, product or payment."""
        self._next[of] += 1
        return self._next[of] - 1

    def moment(self, ms):
        return written(ms, self.clock.zone)

    def _set_client(self, row, values):
        row |= {name: _stored(name, values[name]) for name in WRITABLE & set(values)}
        if not row["name"] and not row["company"]:
            row["name"] = " ".join(filter(None, (row["first_name"], row["last_name"])))
        if not str(row["name"] or "").strip():
            raise Invalid(name=["blank"])
        # "A private person needs company:false and last_name."
        if not row["company"] and not row["last_name"]:
            raise Invalid(last_name=["blank"])
        department = row["department_id"]
        if "department_id" in values and department not in (None, *self.departments):
            raise Invalid(department_id=["no_such"])
        row["tax_no_check"] = seeding.tax_no_check(row)
        return row

    def _free_shortcut(self, wanted):
        """ "Client1 (5)" for the second Client1, as recorded; how the number is found is not."""
        made, count = wanted, 1
        while made in self._shortcuts:
            count += 1
            made = f"{wanted} ({count})"
        self._shortcuts.add(made)
        return made


def _facet(row):
    return tuple(row[name] for name in FACETS)


def _department(row):
    """A department; the fields beyond name, shortcut, tax_no and main are those of FR."""
    return {
        "tax_no": "7010000011", "email": None, "bank": None, "bank_account": None,
        "post_code": "31-001", "city": "Kraków", "street": "Lipowa 3", "country": "PL",
        "phone": None, "invoice_lang": "pl", **row,
    }  # fmt: skip


def _stored(name, value):
    """A value of the caller as the system gives it back."""
    if name in _TRUTHS:
        return value not in (0, "0", False, None, "", "false")
    if name == "tag_list":
        given = value if isinstance(value, list) else str(value or "").split(",")
        return [str(tag).strip() for tag in given if str(tag).strip()]
    if name in _AS_SENT:
        return int(value) if str(value).isdigit() else None
    if value is None:
        return None
    if name == "discount":
        return None if value == "" else _decimal(value)
    return str(value)


def _decimal(value):
    try:
        return money.written(money.number(value))
    except money.NoNumber:
        raise Invalid(discount=["invalid"]) from None
