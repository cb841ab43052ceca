"""The endpoints of stock items: stock.md of the vendor's documentation."""

from .answers import answer, error
from .clients import BadFormat, data_of
from .listing import decoded, parameters, positive, time_range

_MOST_MOVEMENTS = 200


def respond(account, stock, request, path):
    """The `Answer` to a call; `path` is what follows stock_items. None if there is no such call."""
    action, rest = path[0] if path else "", path[1:]
    handlers = {
        ("GET", "index.json"): _index,
        ("GET", "view"): _view,
        ("GET", "movements"): _movements,
        ("POST", "add"): _add,
        ("POST", "addStockMovement"): _add_movement,
        ("PATCH", "edit"): _edit,
        ("DELETE", "delete"): _delete,
    }
    handler = handlers.get((request.method, action))
    if handler is None:
        return None
    if request.method != "GET" and account.options.read_only:
        return error(account.text("may_not"), 403)
    return handler(account, stock, request, rest)


def _index(account, stock, _request, rest):
    given, options = parameters(rest), account.options
    size = min(positive(given.get("per_page"), options.per_page), options.max_per_page)
    rows = [row for row in stock.rows.values() if _wanted(account, row, given)]
    if given.get("sort", "").rpartition(".")[2] == "id":
        rows.sort(key=lambda row: int(row["id"]), reverse=given.get("direction") != "ASC")
    else:
        # By how often it was sold, which for all of these is never: in no certain order.
        turn = account.quota.used().get(options.company_id, 0) % (len(rows) or 1)
        rows = rows[turn:] + rows[:turn]
    pages, page = -(-len(rows) // size), positive(given.get("page"), 1)
    if page > max(pages, 1):
        if options.beyond_last_page == "404":
            return error(account.text("page_not_found"), 404)
        if options.beyond_last_page == "last":
            page = max(pages, 1)
    items = [{"StockItem": row} for row in rows[(page - 1) * size : page * size]]
    if given.get("listinfo") != "1":
        return answer(items)
    counts = {"itemCount": len(rows), "pageCount": pages, "perPage": size, "page": page}
    return answer({**counts, "items": items})


def _wanted(account, row, given):
    """Whether an item passes all filters. Whether `sku` finds more than what is exactly it is not
    documented: here it does."""
    words = decoded(given.get("search", "")).casefold()
    texts = "\n".join((row["name"], row["sku"], row["description"])).casefold()
    sku = decoded(given.get("sku", "")).casefold()
    price = row["unit_price"] or 0
    fine = words in texts and sku in row["sku"].casefold()
    fine &= (
        float(given.get("price_from") or price) <= price <= float(given.get("price_to") or price)
    )
    fine &= given.get("status") != "1" or (row["stock"] or 0) > 0
    for name in ("created", "modified") if account.options.items_since else ():
        now = account.clock.now().replace(tzinfo=None)
        span = time_range(positive(given.get(name), 0), given, name, now)
        fine &= span is None or span[0] <= row[name] <= span[1]
    return bool(fine)


def _view(account, stock, _request, rest):
    number = _number(rest)
    if number not in stock.rows:
        return error(account.text("item_not_found"), 404)
    return answer({"StockItem": stock.rows[number]})


def _add(account, stock, request, _rest):
    given = data_of(request).get("StockItem")
    if not isinstance(given, dict) or not given:
        return error(account.text("missing"), 400)
    number = stock.add(given)
    # It repeats what was sent.
    data = {"StockItem": {**given, "id": str(number)}, "StockLog": _short(stock.movements(number))}
    return answer({"data": data, "error": 0, "error_message": ""})


def _edit(account, stock, request, rest):
    number = _number(rest)
    if number is None:
        return error("StockItem id not found.", 400, code=2)
    if number not in stock.rows:
        return error("StockItem not found.", 404, code=2)
    given = data_of(request).get("StockItem")
    if not isinstance(given, dict):
        return error(account.text("missing"), 400)
    before = stock.rows[number]["stock"]
    log = stock.change(number, given)
    item = {**stock.rows[number], "id": number, "stock_previous": before}
    data = {"StockItem": item, "StockLog": _short([log])}
    return answer({"data": data, "error": 0, "error_message": ""})


def _delete(account, stock, _request, rest):
    number = _number(rest)
    if number is None:
        return error("Invalid stock item id", 400)
    if number not in stock.rows:
        return error(account.text("item_not_found"), 404)
    row = stock.rows[number]
    stock.delete(number)
    return answer({"data": {"StockItem": row}, "error": 0, "error_message": ""})


def _add_movement(account, stock, request, _rest):
    given = data_of(request).get("StockLog")
    if not given:
        return error("StockItem empty data.", code=3)
    if not isinstance(given, list):
        # The live system fails at an object (see API-DISCREPANCIES.md of
        # github.com/xseman/superfaktura-cli).
        return error("TypeError", 500)
    made = []
    for each in given:
        if not isinstance(each, dict):
            raise BadFormat
        number = positive(str(each.get("stock_item_id") or ""), None) or stock.of_sku(
            each.get("sku")
        )
        if number not in stock.rows:
            return error(account.text("item_not_found"), 404)
        stock.move(number, each.get("quantity", 1), each.get("note"))
        made.append({**each, "id": 0, "stock_item_id": str(number)})
    return answer({"data": {"StockLog": made}, "error": 0, "error_message": ""})


def _movements(account, stock, _request, rest):
    number, given = _number(rest), parameters(rest)
    if number not in stock.rows:
        return error(account.text("item_not_found"), 404)
    logs = stock.movements(number)
    size = min(positive(given.get("per_page"), account.options.per_page), _MOST_MOVEMENTS)
    page = positive(given.get("page"), 1)
    shown = [{"StockLog": log} for log in logs[(page - 1) * size : page * size]]
    counts = {"itemCount": len(logs), "pageCount": -(-len(logs) // size), "perPage": size}
    return answer({**counts, "page": page, "items": shown})


def _short(logs):
    return [{name: log[name] for name in ("log_data", "note", "quantity")} for log in logs]


def _number(rest):
    """The number at the head of the rest of a path."""
    return positive(rest[0], None) if rest else None
