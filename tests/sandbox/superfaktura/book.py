"""The clients of one company, with what is needed to list them fast.

Every row is kept as encoded JSON beside its data, orders and results of filters are kept until
something changes, so a page is a slice and a join.
"""

from collections import OrderedDict
from itertools import chain, groupby

from .answers import encode

# The fields of a client in the order of the vendor's answers. Lists give null for those in
# `NULLABLE` when they are empty, and "" for the rest; clients/view gives "" for all.
FIELDS = (
    "id", "user_id", "user_profile_id", "uuid", "country_id", "name", "ico", "dic", "ic_dph",
    "iban", "swift", "bank_account_prefix", "bank_account", "bank_code", "account", "email",
    "address", "city", "zip", "state", "country", "delivery_name", "delivery_address",
    "delivery_city", "delivery_zip", "delivery_state", "delivery_country", "delivery_country_id",
    "phone", "delivery_phone", "fax", "due_date", "default_variable", "discount", "currency",
    "bank_account_id", "comment", "tags", "distance", "dont_travel", "created", "modified",
    "notices",
)  # fmt: skip
NULLABLE = frozenset((
    "uuid", "dic", "bank_account_prefix", "account", "due_date", "discount", "currency", "tags",
    "distance", "dont_travel",
))  # fmt: skip
SEARCHED = (
    "name", "ico", "dic", "ic_dph", "bank_account", "email", "address", "city", "zip", "state",
    "country", "phone", "fax", "comment", "tags", "uuid",
)  # fmt: skip
_TOTALS = (
    "regular", "regular_overdue", "proforma", "proforma_overdue", "estimate", "order", "expense",
    "expense_unpaid", "delivery", "cancel", "reverse_order",
)  # fmt: skip
_RESULTS_KEPT = 32


class Book:
    """`clients`, `stats`, `kinds` and `tags` by the number of the client, in ascending order."""

    def __init__(self, company_id):
        self.company_id = company_id
        self.clients = {}
        self.stats = {}
        self.kinds = {}
        self.tags = {}
        self._encoded = {}
        self._searchable = {}
        self._orders = {}
        self._results = OrderedDict()
        self._asked = 0

    def put(self, number, client, stat=None, tags=None):
        """Store a client, new or changed; without `stat` and `tags` those stay as they are."""
        self.clients[number] = client
        if stat is not None or number not in self.stats:
            self.stats[number] = stat or empty_stat()
        if tags is not None or number not in self.tags:
            self.tags[number] = tuple(tags or ())
        self.kinds.setdefault(number, set())
        self._encoded[number] = encode({"Client": client, "ClientStat": self.stats[number]})
        self._searchable.pop(number, None)
        self._forget()

    def remove(self, number):
        for table in (self.clients, self.stats, self.kinds, self.tags, self._encoded):
            del table[number]
        self._searchable.pop(number, None)
        self._forget()

    def rows(self, numbers):
        """The encoded rows of these clients, with commas between."""
        encoded = self._encoded
        return b",".join([encoded[number] for number in numbers])

    def find(self, sort, descending, key, accepts):
        """Numbers of all clients that `accepts(number)`, in order.

        `key` is what the result is remembered under, None for no filter at all.
        """
        if key is None:
            return self._ordered(sort, descending)
        if sort == "regular_count":
            # Never the same order twice, see `_ordered`.
            return [each for each in self._ordered(sort, descending) if accepts(each)]
        known = (sort, descending, key)
        if known not in self._results:
            found = [each for each in self._ordered(sort, descending) if accepts(each)]
            self._results[known] = found
            if len(self._results) > _RESULTS_KEPT:
                self._results.popitem(last=False)
        return self._results[known]

    def contains(self, number, words):
        """Whether the text is in any of the searched fields, whatever its case."""
        if number not in self._searchable:
            client = self.clients[number]
            self._searchable[number] = "\n".join(client[name] or "" for name in SEARCHED).casefold()
        return words in self._searchable[number]

    def _ordered(self, sort, descending):
        if sort == "id":
            return self._once((sort, descending), lambda: self._by_number(descending))
        if sort == "regular_count":
            # The vendor's default order. Clients with the same count come in no certain order:
            # here each request turns them round by one, so pages overlap and leave gaps.
            groups = self._once((sort, descending), lambda: self._groups(sort, descending))
            self._asked += 1
            turns = [self._asked % len(group) for group in groups]
            turned = [g[n:] + g[:n] for g, n in zip(groups, turns, strict=True)]
            return list(chain.from_iterable(turned))
        return self._once((sort, descending), lambda: list(chain(*self._groups(sort, descending))))

    def _once(self, key, make):
        if key not in self._orders:
            self._orders[key] = make()
        return self._orders[key]

    def _by_number(self, descending):
        return sorted(self.clients, reverse=descending)

    def _groups(self, sort, descending):
        """Lists of clients with the same value, each in ascending order."""
        table = self.clients if sort in FIELDS else self.stats
        numeric = sort not in FIELDS or sort in ("country_id", "due_date", "discount")

        def value(number):
            raw = table[number][sort]
            if raw is None or raw == "":
                return (0, 0)
            return (1, float(raw) if numeric else str(raw).casefold())

        ordered = sorted(sorted(self.clients), key=value, reverse=descending)
        return [list(group) for _value, group in groupby(ordered, key=value)]

    def _forget(self):
        self._orders.clear()
        self._results.clear()


def empty_stat():
    """The statistics of a client without documents: all null."""
    stat = {"id": None, "client_id": None}
    for name in _TOTALS:
        stat |= {f"{name}_total": None, f"{name}_count": None}
    return stat | {"pay_time": None, "risk": None, "date_founded": None}


def stat_of(number, documents):
    """The statistics of a client with so many invoices."""
    stat = {"id": str(number), "client_id": str(number)}
    for name in _TOTALS:
        count = documents if name == "regular" else 0
        stat |= {f"{name}_total": f"{count * 120:.2f}", f"{name}_count": str(count)}
    return stat | {"pay_time": "0.00", "risk": "1" if documents else "0", "date_founded": None}
