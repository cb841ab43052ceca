"""The endpoints of documents that are read: the list and one of them (invoice.md)."""

from .answers import answer, error
from .listing import parameters, positive, time_range

_MOST = 200
_THIS_YEAR = 6


def respond(account, documents, request, path):
    """The `Answer` to a call; `path` is what follows invoices. None if there is no such call."""
    action, rest = path[0] if path else "", path[1:]
    if request.method != "GET":
        return None
    if action == "index.json":
        return _index(account, documents, parameters(rest))
    if action == "view":
        return _view(account, documents, rest)
    return None


def _view(account, documents, rest):
    number = positive(rest[0].removesuffix(".json"), None) if rest else None
    if number not in documents.rows:
        return error("Invoice not found", 404)
    row = documents.rows[number]
    # One alone tells the client as it stands in the document.
    return answer({**row, "Client": row["ClientData"]})


def _index(account, documents, given):
    options = account.options
    size = min(positive(given.get("per_page"), options.per_page), _MOST)
    kinds = given.get("type", "regular").split("|")
    now = account.clock.now().replace(tzinfo=None)
    # Unless something else is asked for, those of this year.
    spans = {
        "created": time_range(_whole(given.get("created"), _THIS_YEAR), given, "created", now),
        "modified": time_range(_whole(given.get("modified"), 0), given, "modified", now),
    }
    rows = [
        row
        for row in documents.rows.values()
        if row["Invoice"]["type"] in kinds
        and all(
            span is None or span[0] <= row["Invoice"][name] <= span[1]
            for name, span in spans.items()
        )
    ]
    descending = given.get("direction", "DESC") != "ASC"
    rows.sort(key=lambda row: int(row["Invoice"]["id"]), reverse=descending)
    page = positive(given.get("page"), 1)
    shown = rows[(page - 1) * size : page * size]
    if given.get("listinfo") != "1":
        return answer(shown)
    counts = {"itemCount": len(rows), "pageCount": -(-len(rows) // size), "perPage": size}
    return answer({"filtered": False, **counts, "page": page, "items": shown})


def _whole(value, default):
    return int(value) if value and value.isdigit() else default
