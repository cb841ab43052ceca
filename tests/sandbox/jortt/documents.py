"""Invoices and estimates: one shape inside, told in that of v1 or of v2."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from . import customers as customer_rules
from .answers import Failure, created, data, nothing

_CENT = Decimal("0.01")
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


def cents(amount):
    return amount.quantize(_CENT, ROUND_HALF_UP)


def net_of(document, line):
    """What a line comes to without VAT, in cents."""
    total = line["quantity"] * line["amount"]
    return cents(total / (1 + line["rate"]) if document["net_amounts"] else total)


def totals(document):
    """(without, with VAT): rounded once a rate for v3, once a line for the others.

    Discounts are taken off each line; how they are rounded is our own choice.
    """
    share = Decimal(1)
    for discount in document["discounts"]:
        share *= 1 - Decimal(discount["percentage"]) / 100
    net, tax, by_rate = Decimal(0), Decimal(0), {}
    for line in document["lines"]:
        each = cents(net_of(document, line) * share)
        net += each
        tax += cents(each * line["rate"])
        by_rate[line["rate"]] = by_rate.get(line["rate"], 0) + each
    if document["whole_vat"]:
        tax = sum((cents(each * rate) for rate, each in by_rate.items()), Decimal(0))
    return net, net + tax


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
    if (kind == "estimate") != (version == 2) and kind == "estimate":
        raise Failure("endpoint.not_found")
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


# -- telling ---------------------------------------------------------------------------------------


def told(row, version):
    """A document as it is read in v1, or in v2 and later."""
    return _estimate(row) if row["kind"] == "estimate" else _invoice(row, version)


def _amount(value, version):
    return {"value" if version == 1 else "amount": f"{value:.2f}", "currency": "EUR"}


def _snapshot(row):
    customer = row["customer"]
    parts = ("street", "city", "postal_code", "country_code", "country_name", "extra_information")
    return {
        "customer_company_name": customer.get("customer_name"),
        "customer_attn": customer.get("attn"),
        **{f"customer_address_{part}": customer.get(f"address_{part}") for part in parts},
        "customer_vat_shifted": customer.get("shift_vat"),
        "customer_vat_number": customer.get("vat_number"),
        "language": customer.get("invoice_language"),
    }


def _invoice(row, version):
    net, gross = totals(row)
    customer = row["customer"]
    return {
        "id": row["id"], "invoice_status": row["status"], "customer_id": row["customer_id"],
        "tradename_id": row["tradename_id"], "invoice_number": row["number"],
        "invoice_date": row["date"].isoformat(),
        "invoice_due_date": (row["date"] + timedelta(days=row["term"])).isoformat(),
        "invoice_delivery_period": _iso(row["period"] or row["date"].replace(day=1)),
        "invoice_delivery_period_end": _iso(row["period_end"]),
        "invoice_date_sent": _iso(row["date_sent"]),
        "invoice_total": _amount(net, version), "invoice_total_incl_vat": _amount(gross, version),
        "invoice_due_amount": _amount(gross - row["paid"], version),
        "send_method": row["send_method"], "net_amounts": row["net_amounts"],
        "invoice_marked_free_of_vat": False, "credited_invoice_id": row["credited"],
        "remarks": row["remarks"], "introduction": row["introduction"],
        "number_of_reminders_sent": 0, "last_reminded_at": None,
        "payment_method": row["payment_method"], **_snapshot(row),
        "customer_in_eu": True, "customer_reference": customer.get("reference"),
        "customer_is_private": customer.get("is_private"),
        "customer_mail_to": customer.get("email"),
        "customer_mail_cc_addresses": customer.get("cc_emails"),
        "line_items": [_line(row, line, version) for line in row["lines"]],
        "discounts": row["discounts"], "reference": row["reference"],
        "created_at": row["created"].isoformat(timespec="seconds"),
        "credit_invoice_ids": row["credits"], "peppol_status": None,
    }  # fmt: skip


def _estimate(row):
    net, gross = totals(row)
    return {
        "id": row["id"], "estimate_status": row["status"], "acceptance_status": row["acceptance"],
        "customer_id": row["customer_id"], "tradename_id": row["tradename_id"],
        "estimate_number": row["number"],
        "valid_until": _iso(row["valid_until"] or row["date"] + timedelta(days=30)),
        "total": _amount(net, 2), "total_incl_vat": _amount(gross, 2),
        "net_amounts": row["net_amounts"], "introduction": row["introduction"],
        "remarks": row["remarks"], "reference": row["reference"], **_snapshot(row),
        "line_items": [_line(row, line, 2) for line in row["lines"]],
        "discounts": row["discounts"], "sent_or_modified_on": _iso(row["date_sent"] or row["date"]),
    }  # fmt: skip


def _line(row, line, version):
    net = net_of(row, line)
    if version == 1:
        return {
            "description": line["description"],
            "vat_percentage": f"{line['rate'] * 100:.1f}",
            "vat": int(line["rate"] * 100),
            "units": float(line["quantity"]),
            "number_of_units": str(line["quantity"]),
            "amount_per_unit": _amount(line["amount"], 1),
            "total_amount_excl_vat": _amount(net, 1),
            "ledger_account_id": line["ledger"],
        }
    told_line = {
        "description": line["description"],
        "vat": {"value": str(line["rate"]), "category": line["category"]},
        "quantity": str(line["quantity"]),
        "amount": _amount(line["amount"], 2),
        "total_amount_ex_vat": _amount(net, 2),
    }
    if row["kind"] == "invoice":
        told_line["ledger_account_id"] = line["ledger"]
    return told_line


def _iso(day):
    return None if day is None else day.isoformat()
