"""Lists: paging, the one filter, sorting, and what changed."""

from datetime import datetime, timedelta
from urllib.parse import parse_qsl

from .answers import Problem, answer

_DEFAULT, _MOST = 100, 500
_SHARED = frozenset(
    ("limit", "page", "offset", "sortby", "sortorder", "filter", "lastmodified", "financialyear")
)
_TIMES = ("%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S")


def respond(account, kind, query):
    given = _given(query)
    rows = _filtered(account, kind, given)
    rows = _ordered(kind, rows, given)
    shown = [_shown(account, kind, row) for row in rows]
    return _page(account.options, kind.plural, shown, given)


def value_list(account, path, plural, query):
    given = _given(query)
    unknown = given.keys() - _SHARED
    if unknown:
        raise Problem(2000588, f"Ogiltig parameter i anropet ({sorted(unknown)[0]})")
    rows = [{"@url": account.url(path, code), **row} for code, row in account.lists[path].items()]
    return _page(account.options, plural, rows, given)


def _given(query):
    return dict(parse_qsl(query, keep_blank_values=True))


def _page(options, plural, rows, given):
    size = min(_positive(given, "limit", _DEFAULT), _MOST)
    page = _positive(given, "page", 1)
    start = _positive(given, "offset", 0) + (page - 1) * size
    if page > 1 and start >= len(rows) and options.beyond == "404":
        raise Problem(2000729, "Sidan finns inte.", 404)
    meta = {
        "@TotalResources": len(rows),
        "@TotalPages": -(-len(rows) // size),
        "@CurrentPage": page,
    }
    parts = [("MetaInformation", meta), (plural, rows[start : start + size])]
    return answer(dict(reversed(parts) if options.meta_last else parts))


def _filtered(account, kind, given):
    own = [name for name in given if name in kind.filters]
    dates = {"fromdate", "todate"} if kind.date else set()
    unknown = given.keys() - _SHARED - set(own) - dates
    # "Only one filter that is the resource's own": what becomes of two is not said.
    if unknown or len(own) > 1:
        name = sorted(unknown or own)[0]
        raise Problem(2000588, f"Ogiltig parameter i anropet ({name})")
    rows = account.rows[kind.path]
    numbers = list(rows)
    if "filter" in given:
        if given["filter"] not in kind.states:
            raise Problem(2000587, "Ogiltigt filter har angetts.")
        accepts = kind.states[given["filter"]]
        numbers = [number for number in numbers if accepts(rows[number])]
    if "lastmodified" in given:
        bound = _moment(given["lastmodified"])
        if account.options.boundary == "exclusive":
            bound += timedelta(microseconds=1_000_000)
        changed = account.changed[kind.path]
        numbers = [number for number in numbers if changed[number] >= bound]
    for name, wanted in ((name, given[name].casefold()) for name in own):
        field = kind.filters[name]
        # "Contains": A100 finds 1A100 as well.
        numbers = [
            number for number in numbers if wanted in str(rows[number][field] or "").casefold()
        ]
    first, last = given.get("fromdate", ""), given.get("todate", "9999")
    if dates & given.keys():
        numbers = [number for number in numbers if first <= rows[number][kind.date] <= last]
    return [rows[number] for number in numbers]


def _ordered(kind, rows, given):
    if "sortby" in given and given["sortby"] not in kind.sorts:
        raise Problem(2000588, "Ogiltig parameter i anropet (sortby)")
    field = kind.sorts[given["sortby"]] if "sortby" in given else kind.key
    backwards = given.get("sortorder", "ascending") == "descending"
    return sorted(rows, key=lambda row: rank(row[field]), reverse=backwards)


def rank(value):
    text = str(value or "")
    return (not text.isdigit(), int(text) if text.isdigit() else 0, text)


def _shown(account, kind, row):
    """A row of a list: "" where the record has null, and some numbers as texts."""
    shown = {}
    for name in kind.listed:
        value = row["Phone1"] if name == "Phone" else row[name]
        if name == "@url":
            value = account.url(kind.path, row[kind.key])
        if name in ("QuantityInStock", "DisposableQuantity", "ReservedQuantity", "CurrencyRate"):
            value = str(value)
        shown[name] = "" if value is None else value
    return shown


def _positive(given, name, default):
    raw = given.get(name, "")
    return int(raw) if raw.isascii() and raw.isdigit() else default


def _moment(text):
    for form in _TIMES:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    raise Problem(2000588, "Ogiltig parameter i anropet (lastmodified)")
