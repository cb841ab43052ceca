"""GET /clients/index.json with its named parameters."""

import base64
import re
from datetime import date, datetime, timedelta

from .answers import answer, error
from .book import FIELDS, empty_stat

_SORTABLE = frozenset(FIELDS) | frozenset(empty_stat())
_EPOCH = date(1970, 1, 1)
_DAY_FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y")
_LONG_AGO, _FAR_AWAY = "0000-00-00 00:00:00", "9999-99-99 99:99:99"


def parameters(segments):
    """{name: value} of the segments that have a colon."""
    pairs = (segment.split(":", 1) for segment in segments if ":" in segment)
    return {name: value for name, value in pairs}


def page_number(segments):
    """The page a list request asks for."""
    return positive(parameters(segments).get("page"), 1)


def clients(account, book, segments):
    """The `Answer` to a list request; `segments` are those after index.json."""
    given = parameters(segments)
    options = account.options
    size = min(positive(given.get("per_page"), options.per_page), options.max_per_page)
    sort = given.get("sort", "regular_count").rpartition(".")[2]
    if sort not in _SORTABLE:
        sort = "regular_count"
    descending = given.get("direction", "DESC").upper() != "ASC"
    filters = _filters(account, book, given)
    key = tuple(each for each, _accepts in filters) or None
    found = book.find(sort, descending, key, lambda n: all(ok(n) for _key, ok in filters))
    pages = -(-len(found) // size)
    page = positive(given.get("page"), 1)
    if page > max(pages, 1):
        if options.beyond_last_page == "404":
            return error(account.text("page_not_found"), 404)
        if options.beyond_last_page == "last":
            page = max(pages, 1)
    rows = book.rows(found[(page - 1) * size : page * size])
    made = answer([])
    made.body = b"[" + rows + b"]"
    if given.get("listinfo") == "1":
        head = f'{{"itemCount":{len(found)},"pageCount":{pages},"perPage":{size},"page":{page},'
        made.body = head.encode() + b'"items":' + made.body + b"}"
    return made


def decoded(term):
    """The words of a search: base64 in any of the alphabets clients send, or as they are.

    The documentation replaces + / = by - _ and a comma; the vendor's own client sends plain
    base64; one of the documentation's examples is no base64 at all.
    """
    raw = term.replace("-", "+").replace("_", "/").replace(",", "=")
    raw += "=" * (-len(raw) % 4)
    try:
        return base64.b64decode(raw, validate=True).decode()
    except ValueError:
        return term


def time_range(constant, given, name, now):
    """(first, last) moment of a time constant as the texts that rows hold; None for all.

    "Last hour" is taken as the hour before the current one, in line with "last month". The days
    of a range (3) count whole, whatever time is sent with them.
    """
    if constant == 3:
        since, until = given.get(f"{name}_since"), given.get(f"{name}_to")
        first = f"{_day(since)} 00:00:00" if since else _LONG_AGO
        last = f"{_day(until)} 23:59:59" if until else _FAR_AWAY
        return first, last
    if constant in (11, 12):
        hour = now.replace(minute=0, second=0) - timedelta(hours=1 if constant == 11 else 0)
        return f"{hour:%Y-%m-%d %H}:00:00", f"{hour:%Y-%m-%d %H}:59:59"
    span = _days(constant, now.date())
    return span and (f"{span[0]} 00:00:00", f"{span[1]} 23:59:59")


def _days(constant, today):
    """First and last day of a time constant; None for one that is not about days."""
    one = timedelta(days=1)
    month, year = today.replace(day=1), today.replace(month=1, day=1)
    quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    last_month = (month - one).replace(day=1)
    last_quarter = (quarter - 63 * one).replace(day=1)
    monday = today - today.weekday() * one
    return {
        1: (today, today),
        2: (today - one, today - one),
        4: (month, _months_later(month, 1) - one),
        5: (last_month, month - one),
        6: (year, year.replace(month=12, day=31)),
        7: ((year - one).replace(month=1, day=1), year - one),
        8: (quarter, _months_later(quarter, 3) - one),
        9: (monday, monday + 6 * one),
        10: (last_quarter, quarter - one),
    }.get(constant)


def _months_later(first, count):
    return (first + timedelta(days=31 * count)).replace(day=1)


def _filters(account, book, given):
    """(key, test of a number) for each filter in use; equal keys mean equal tests."""
    rows = book.clients
    filters = []
    for name in ("created", "modified"):
        constant = positive(given.get(name), 0)
        span = time_range(constant, given, name, account.clock.now().replace(tzinfo=None))
        if span:
            filters.append(((name, span), _between(rows, name, *span)))
    if given.get("search"):
        words = decoded(given["search"]).casefold()
        filters.append((("search", words), lambda number: book.contains(number, words)))
    if given.get("search_uuid"):
        uuid = given["search_uuid"]
        filters.append((("uuid", uuid), lambda number: rows[number]["uuid"] == uuid))
    if given.get("tag"):
        tag = positive(given["tag"], 0)
        filters.append((("tag", tag), lambda number: tag in book.tags[number]))
    if given.get("char_filter"):
        letter = given["char_filter"][:1].casefold()
        filters.append((("letter", letter), lambda n: _starts(rows[n]["name"], letter)))
    return filters


def _between(rows, name, first, last):
    return lambda number: first <= rows[number][name] <= last


def _starts(name, letter):
    head = name[:1].casefold()
    return not head.isalpha() if letter == "#" else head == letter


def _day(value):
    """A day as PHP's strtotime reads it; what it cannot read becomes the epoch."""
    text = re.split(r"[T ]", value.strip(), maxsplit=1)[0]
    for form in _DAY_FORMATS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return _EPOCH


def positive(value, default):
    return int(value) if value and value.isdigit() and int(value) > 0 else default
