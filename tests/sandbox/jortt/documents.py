"""Invoices and estimates: how they are listed, checked, stored and sent."""

from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from . import customers as customer_rules
from .answers import Failure, created, data, nothing
from .money import totals
from .telling import told

_SEND = ("email", "self", "peppol")
_CATEGORIES = (None, "exempt", "margin_goods_high", "travel_services_high")
_METHODS = ("pay_later", "direct_debit", "already_paid")


def blank(account, kind):
    """A document before anything is known of it."""
    return {
        "kind": kind, "id": account.new_id(), "status": "draft", "customer_id": None,
        "customer": {}, "tradename_id": None, "number": None, "date": account.today(), "term": 30,
        "period": None, "period_end": None, "date_sent": None, "send_method": None,
        "net_amounts": False, "remarks": None, "introduction": None,
        "payment_method": "pay_later", "reference": None, "lines": [], "discounts": [],
        "label_ids": [], "created": account.now(), "paid": Decimal(0), "credited": None,
        "credits": [], "scheduled": None, "whole_vat": False, "acceptance": None,
        "valid_until": None,
    }  # fmt: skip


def respond(account, call):
    """Answer a call of /invoices or /estimates."""
    kind = "invoice" if call.resource == "invoices" else "estimate"
    table = account.invoices if kind == "invoice" else account.estimates
    scope = f"{kind}s"
    if not call.rest:
        if call.method == "GET":
            call.need(f"{scope}:read")
            return call.page(_listed(account, call, table), lambda row: told(row, call.version))
        call.only("POST")
        call.need(f"{scope}:write")
        return created(create(account, kind, call.body, call.version))
    customer_rules.check_id(call.rest[0])
    document = table.get(call.rest[0])
    if document is None:
        raise Failure("resource.not_found")
    if call.rest[1:]:
        return _part(account, call, document, scope)
    if call.method == "GET":
        call.need(f"{scope}:read")
        return data(told(document, call.version))
    call.only("DELETE")
    call.need(f"{scope}:write")
    if document["status"] != "draft":
        raise Failure("operation.invalid")
    del table[document["id"]]
    return nothing()


def _listed(account, call, table):
    """The newest first, recorded of invoices; of estimates our own choice."""
    rows = sorted(table.values(), key=lambda row: (row["created"], row["id"]), reverse=True)
    wanted = call.search().casefold()
    if wanted:
        rows = [
            row for row in rows
            if wanted in (row["number"] or "").casefold()
            or wanted in (row["reference"] or "").casefold()
            or wanted in (row["customer"].get("customer_name") or "").casefold()
        ]  # fmt: skip
    state = call.query.get("invoice_status", "")
    if state:
        if state not in ("sent", "draft", "unpaid", "late", "paid"):
            raise Failure("params.invalid", ("invoice_status", "is_invalid"))
        rows = [row for row in rows if state in _states(account, row)]
    return rows


def _states(account, row):
    if row["status"] == "draft":
        return ("draft",)
    if row["paid"] >= totals(row)[1]:
        return ("sent", "paid")
    late = row["date"] + timedelta(days=row["term"]) < account.today()
    return ("sent", "unpaid", "late") if late else ("sent", "unpaid")


def _part(account, call, document, scope):
    action = "/".join(call.rest[1:])
    if action == "send":
        call.only("POST")
        call.need(f"{scope}:write")
        if document["status"] != "draft" or document["scheduled"]:
            raise Failure("operation.invalid")
        account.schedule(document, _send_method(call.body, required=True))
        return nothing()
    if action == "download" and scope == "invoices":
        call.only("GET")
        call.need("invoices:read")
        if document["status"] != "sent":
            raise Failure("operation.invalid")
        where = f"{call.base}/signed-files/{document['id']}.pdf?signature=sandbox-signature"
        return data({"download_location": where})
    if action == "set_labels" and scope == "invoices":
        call.only("PUT")
        call.need("invoices:write")
        document["label_ids"] = _labels(account, call.body)
        return nothing()
    raise Failure("endpoint.not_found")


# -- writing ---------------------------------------------------------------------------------------


def create(account, kind, body, version):
    """Make a document of the body of a request; returns its id. Raises `Failure`."""
    document = blank(account, kind)
    customer = _customer(account, body)
    document |= {
        "customer_id": customer["id"],
        "customer": dict(customer),
        "date": _day(body, "invoice_date") or account.today(),
        "period": _day(body, "delivery_period"),
        "period_end": _day(body, "delivery_period_end"),
        "valid_until": _day(body, "valid_until"),
        "net_amounts": body.get("net_amounts") is True,
        "whole_vat": version == 3 or kind == "estimate",
        "term": _term(body, customer),
        "tradename_id": _tradename(account, body),
        "label_ids": _labels(account, body),
        "payment_method": body.get("payment_method") or "pay_later",
        **{name: body.get(name) or None for name in ("remarks", "introduction", "reference")},
    }
    if document["period_end"] and not document["period"]:
        raise Failure("params.invalid", ("delivery_period", "is_missing"))
    if document["payment_method"] not in _METHODS:
        raise Failure("params.invalid", ("payment_method", "is_invalid"))
    if document["payment_method"] == "direct_debit":
        raise Failure("operation.invalid", (None, "DirectDebit::NotEnabled"))
    document["lines"] = _lines(account, body, customer, version, kind)
    document["discounts"] = _discounts(body)
    if document["payment_method"] == "already_paid":
        document["paid"] = totals(document)[1]
    method = _send_method(body)
    if method == "peppol" and version != 3 and kind == "invoice":
        raise Failure("params.invalid", ("send_method", "is_invalid"))
    if method:
        account.schedule(document, method)
    table = account.invoices if kind == "invoice" else account.estimates
    table[document["id"]] = document
    return document["id"]


def credit(account, document):
    """Credit an invoice in full, as a person does; returns the id of the credit invoice."""
    lines = [line | {"quantity": -line["quantity"]} for line in document["lines"]]
    made = blank(account, "invoice") | {
        name: document[name]
        for name in ("customer_id", "customer", "term", "net_amounts", "whole_vat", "discounts")
    }
    made |= {"lines": lines, "credited": document["id"]}
    account.send(made, account.now())
    made["paid"] = totals(made)[1]
    document["paid"] = totals(document)[1]
    document["credits"].append(made["id"])
    account.invoices[made["id"]] = made
    return made["id"]


def _customer(account, body):
    identifier = body.get("customer_id")
    if not isinstance(identifier, str) or not identifier:
        raise Failure("params.invalid", ("customer_id", "is_missing"))
    customer_rules.check_id(identifier)
    if identifier not in account.customers:
        raise Failure("params.invalid", ("customer_id", "is_invalid"))
    return account.customers.get(identifier)


def _day(body, name):
    value = body.get(name)
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise Failure("params.invalid", (name, "is_invalid")) from None


def _term(body, customer):
    value = body.get("payment_term")
    if value is None:
        value = customer["payment_term"]
    if value is None:
        return 30
    if isinstance(value, bool) or not str(value).isdigit():
        raise Failure("params.invalid", ("payment_term", "is_invalid"))
    return int(value)


def _tradename(account, body):
    value = body.get("tradename_id") or None
    if value and value not in [row["id"] for row in account.tradenames]:
        raise Failure("params.invalid", ("tradename_id", "is_invalid"))
    return value


def _labels(account, body):
    ids = body.get("label_ids") or []
    if not set(ids) <= {row["id"] for row in account.labels}:
        raise Failure("params.invalid", ("label_ids", "is_invalid"))
    return list(ids)


def _send_method(body, required=False):
    value = body.get("send_method") or None
    if value is None and required:
        raise Failure("params.invalid", ("send_method", "is_missing"))
    if value not in (None, *_SEND):
        raise Failure("params.invalid", ("send_method", "is_invalid"))
    return value


def _discounts(body):
    made = []
    for at, each in enumerate(body.get("discounts") or []):
        percentage = each.get("percentage")
        if not isinstance(percentage, int) or not 0 < percentage <= 100:
            raise Failure("params.invalid", (f"discounts[{at}][percentage]", "is_invalid"))
        made.append({"description": each.get("description"), "percentage": percentage})
    return made


def _lines(account, body, customer, version, kind):
    rates = customer_rules.percentages(account, customer)
    allowed = {Decimal(rate) / 100 for rate in (rates["standard_rate"], *rates["reduced_rate"])}
    ledgers = {row["ledger_account_id"] for row in account.ledgers if row["selectable"]}
    read = _line_v1 if version == 1 else _line_v2
    made = []
    for at, item in enumerate(body.get("line_items") or []):
        where = f"line_items[{at}]"
        if not isinstance(item, dict) or not item.get("description"):
            raise Failure("params.invalid", (f"{where}[description]", "is_missing"))
        try:
            line = read(item)
        except (KeyError, TypeError, InvalidOperation):
            raise Failure("params.invalid", (where, "is_invalid")) from None
        # That a rate of another country is refused, and how, is our own choice.
        if line["rate"] not in allowed or line["category"] not in _CATEGORIES:
            raise Failure("params.invalid", (f"{where}[vat]", "is_invalid"))
        line["ledger"] = item.get("ledger_account_id") or None
        if line["ledger"] and (kind == "estimate" or line["ledger"] not in ledgers):
            raise Failure("params.invalid", (f"{where}[ledger_account_id]", "is_invalid"))
        made.append({"description": item["description"], **line})
    return made


def _line_v1(item):
    if item["amount_per_unit"]["currency"] != "EUR":
        raise KeyError
    rate = item["vat_percentage"] if "vat_percentage" in item else item["vat"]
    units = item["number_of_units"] if "number_of_units" in item else item["units"]
    return {
        "quantity": Decimal(str(units)),
        "amount": Decimal(str(item["amount_per_unit"]["value"])),
        "rate": Decimal(str(rate)) / 100,
        "category": None,
    }


def _line_v2(item):
    if item["amount"]["currency"] != "EUR":
        raise KeyError
    return {
        "quantity": Decimal(str(item["quantity"])),
        "amount": Decimal(str(item["amount"]["amount"])),
        "rate": Decimal(str(item["vat"]["value"])),
        "category": item["vat"]["category"],
    }
