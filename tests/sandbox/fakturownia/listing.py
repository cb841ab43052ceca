"""GET /clients.json and GET /invoices.json with their parameters.

Without `order`, newest ids come first: no documentation says what the live order is. A parameter
that is not known is ignored.
"""

from datetime import date, timedelta

from ..server import Answer
from .account import FACETS
from .answers import answer
from .documents import parsed_day
from .seed import CLIENT

_LONG_AGO, _FAR_AWAY = date(1900, 1, 1), date(9999, 12, 31)
# Orders of invoices by the attribute of the facet.
_ORDERS = {
    "number": "number", "price_net": "net", "price_gross": "gross", "issue_date": "issue_date",
    "payment_to": "payment_to", "paid_date": "paid_date", "transaction_date": "sell_date",
    "buyer_name": "buyer_name", "buyer_tax_no": "buyer_tax_no", "oid": "oid",
}  # fmt: skip
_DATES = {"paid_date": "paid_date", "transaction_date": "sell_date", "sell_date": "sell_date"}
# Fields that only come when they are asked for; those of clients with the option bank_in_lists.
_ADDED_TO_CLIENTS = frozenset(("bank_account", "swift"))
_ADDED_TO_INVOICES = frozenset(("cancel_reason",))


def clients(account, given):
    options, table = account.options, account.clients
    start, stop = given.page(options)
    accepts = _client_filter(account, given)
    name, descending = _order(given)
    if name == "updated_at":
        part = table.changed(descending, options.unstable_ties)
    else:
        part = _by_number(table)
    numbers = _page(part, len(table), accepts, start, stop)
    fields, added = given.split("fields[client]"), given.split("additional_fields[client]")
    tags = given.get("with_tags") != "false"
    left_out = set() if options.bank_in_lists else _ADDED_TO_CLIENTS - set(added)
    if not tags:
        left_out = {*left_out, "tag_list"}
    if not fields and not left_out:
        return Answer(body=b"[" + b",".join([table.raw(number) for number in numbers]) + b"]")
    rows = [table.get(number) for number in numbers]
    wanted = fields or (CLIENT.keys() - left_out)
    return answer([{key: row[key] for key in row if key in wanted} for row in rows])


def invoices(account, given):
    options, table = account.options, account.invoices
    start, stop = given.page(options)
    accepts = invoice_filter(account, given)
    name, descending = _order(given)
    if name == "updated_at":
        part = table.changed(descending, options.unstable_ties)
    elif name in _ORDERS:
        part = _by_facet(table, _ORDERS[name], descending)
    else:
        part = _by_number(table)
    numbers = _page(part, len(table), accepts, start, stop)
    return answer([_invoice_shown(account, number, given) for number in numbers])


def _invoice_shown(account, number, given):
    """A row of the list: without positions and without view_url, unlike a single GET."""
    row = account.documents.shown(account.invoices.get(number))
    if given.get("include_positions") not in ("true", "1"):
        del row["positions"]
    fields = given.split("fields[invoice]")
    if fields:
        return {key: row[key] for key in fields if key in row}
    for name in _ADDED_TO_INVOICES - set(given.split("additional_fields[invoice]")):
        del row[name]
    return row


def _client_filter(account, given):
    """A test of a client's number; None when every client is wanted.

    How the filters match is not documented. Here external_id and shortcut are equal, an e-mail is
    one of those in the field, a name is a part of it, and a tax number is equal as it is stored
    (option tax_no_filter).
    """
    tests = []
    for name in ("name", "email", "shortcut", "tax_no", "external_id"):
        if name in given:
            tests.append((FACETS.index(name), _matches(account, name, given.get(name))))
    if not tests:
        return None
    facets = account.clients.facets()
    return lambda number: all(test(facets[number][at] or "") for at, test in tests)


def _matches(account, name, wanted):
    folded = wanted.casefold().strip()
    if name == "name":
        return lambda value: folded in value.casefold()
    if name == "email":
        return lambda value: folded in [part.strip().casefold() for part in value.split(",")]
    if name == "tax_no" and account.options.tax_no_filter == "digits":
        return lambda value: bool(value) and digits(value) == digits(wanted)
    return lambda value: value == wanted


def digits(text):
    return "".join(letter for letter in text if letter.isdigit())


def invoice_filter(account, given):
    """A test of a document's number. Without `period` the last twelve months are meant."""
    first, last = _period(given, account.today())
    about = _DATES.get(given.get("search_date_type"), "issue_date")
    tests = []
    if (first, last) != (_LONG_AGO, _FAR_AWAY):
        span = (first.isoformat(), last.isoformat())
        tests.append(lambda each: span[0] <= getattr(each, about)[:10] <= span[1])
    income = given.get("income", "1").lower() not in ("no", "0", "false")
    tests.append(lambda each: each.income is income)
    kinds = {*given.list("kinds"), *filter(None, [given.get("kind")])}
    if kinds:
        tests.append(lambda each: each.kind in kinds)
    for name in ("number", "oid", "status"):
        if given.get(name):
            tests.append(_equals(name, given.get(name)))
    for name in ("client_id", "invoice_id", "from_invoice_id"):
        if given.get(name):
            tests.append(_equals(name, given.positive(name, -1)))
    wanted = {int(part) for part in given.split("invoice_ids") if part.isdigit()}
    facets = account.invoices.facets()

    def accepts(number):
        if wanted and number not in wanted:
            return False
        return all(test(facets[number]) for test in tests)

    return accepts


def _equals(name, value):
    return lambda each: getattr(each, name) == value


def _period(given, today):
    """(first, last) day. date_from and date_to count for nothing without period=more."""
    month, year = today.replace(day=1), today.replace(month=1, day=1)
    before = month - timedelta(days=1)
    named = {
        "this_month": (month, (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)),
        "last_30_days": (today - timedelta(days=30), today),
        "last_month": (before.replace(day=1), before),
        "this_year": (year, year.replace(month=12, day=31)),
        "last_year": (year.replace(year=year.year - 1), year - timedelta(days=1)),
        "all": (_LONG_AGO, _FAR_AWAY),
    }
    period = given.get("period")
    if period == "more":
        first = parsed_day(given.get("date_from")) or _LONG_AGO
        return first, parsed_day(given.get("date_to")) or _FAR_AWAY
    return named.get(period, (today - timedelta(days=365), _FAR_AWAY))


def _order(given):
    """(name, descending) of order=name or name.desc."""
    name, _, way = given.get("order").partition(".")
    return name, way == "desc"


def _by_number(table):
    numbers = table.ids()
    return lambda start, stop: numbers[::-1][start:stop]


def _by_facet(table, attribute, descending):
    facets = table.facets()

    def key(number):
        return getattr(facets[number], attribute)

    ordered = sorted(table.ids(), key=key, reverse=descending)
    return lambda start, stop: ordered[start:stop]


def _page(part, size, accepts, start, stop):
    """The numbers of a page, of all or of those that are accepted."""
    if accepts is None:
        return part(start, stop)
    found = [number for number in part(0, size) if accepts(number)]
    return found[start:stop]
