"""Documents of Fakturownia as records, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from hashlib import blake2b
from urllib.parse import quote, urlsplit

from ...engine import normalize
from ...engine.records import Invoice, InvoiceLine
from ..base import Row, UnexpectedAnswer
from .wire import amount, day, flag, utc, whole

line = normalize.text

# README of github.com/fakturownia/API, field "kind" of a document.
KINDS = (
    "vat",
    "proforma",
    "bill",
    "receipt",
    "advance",
    "final",
    "correction",
    "invoice_other",
    "vat_margin",
    "kp",
    "kw",
    "estimate",
    "vat_mp",
    "vat_rr",
    "correction_note",
    "accounting_note",
    "client_order",
    "dw",
    "wnt",
    "wdt",
    "import_service",
    "import_service_eu",
    "import_products",
    "export_products",
)
# Those of them that are issued to a client and need no other document to begin with.
NEW_KINDS = (
    "vat",
    "vat_margin",
    "proforma",
    "estimate",
    "advance",
    "final",
    "receipt",
    "bill",
    "invoice_other",
    "vat_mp",
    "wdt",
    "export_products",
)
# The same source, field "status", without those that tell what became of a document later.
NEW_STATUSES = ("issued", "sent", "paid")
# All that ``invoice`` reads and lists tell as well; "view_url" and positions come with a single
# document only, and do not change without one of these.
_READ = (
    "kind",
    "number",
    "client_id",
    "buyer_name",
    "buyer_first_name",
    "buyer_last_name",
    "issue_date",
    "sell_date",
    "payment_to",
    "payment_to_kind",
    "paid_date",
    "price_net",
    "price_gross",
    "paid",
    "currency",
    "status",
    "cancelled",
    "department_id",
    "user_id",
    "oid",
    "invoice_id",
    "from_invoice_id",
    "description",
    "token",
)
_NO_LINES = ("text_separator", "subtotal")
_ZERO = Decimal(0)
_LONGEST_TERM = 3650


def row(document: dict) -> Row:
    """The row of a document; ``id`` must be there."""
    known = ["" if (value := document.get(key)) is None else str(value) for key in _READ]
    digest = blake2b(json.dumps(known).encode(), digest_size=16)
    return Row(str(whole(document["id"])), document, digest.hexdigest())


def is_income(document: Mapping[str, object]) -> bool:
    """Whether a document is no expense, and is there; where nothing is told, it is income."""
    return flag(document.get("income")) is not False and not flag(document.get("deleted"))


def invoice(row: Row, base_url: str) -> Invoice:
    """The record of a row; raises ``UnexpectedAnswer`` when there is no document."""
    document = row.payload
    kind = line(document.get("kind")) if isinstance(document, dict) else ""
    if not kind:
        raise UnexpectedAnswer(host="Fakturownia", reason="record")
    gross = amount(document.get("price_gross")) or _ZERO
    told = amount(document.get("paid")) or _ZERO
    payment = _payment(document, gross, told)
    term = line(document.get("payment_to_kind"))
    return Invoice(
        external_id=row.external_id,
        kind=kind,
        number=line(document.get("number")),
        client_id=number_of(document.get("client_id")),
        client_name=line(document.get("buyer_name")) or _person(document),
        issued_on=day(document.get("issue_date")),
        sold_on=day(document.get("sell_date")),
        due_on=None if term == "off" else day(document.get("payment_to")),
        paid_on=day(document.get("paid_date")),
        net=amount(document.get("price_net")) or _ZERO,
        gross=gross,
        # Set to paid by hand, it may have no payment.
        paid=gross if payment == "paid" and not told else told,
        currency=line(document.get("currency")).upper(),
        payment=payment,
        payment_days=_days(term),
        department_id=number_of(document.get("department_id")),
        user_id=number_of(document.get("user_id")),
        order_number=line(document.get("oid")),
        corrects=number_of(document.get("invoice_id"))
        or number_of(document.get("from_invoice_id")),
        note=normalize.multiline(document.get("description")),
        public_page=_public_page(document, base_url),
        modified_at=utc(document.get("updated_at")),
        lines=tuple(_lines(document)),
    )


def number_of(value: object) -> str:
    """An external id, "" of none."""
    number = whole(value)
    return str(number) if number else ""


def _person(document: Mapping[str, object]) -> str:
    names = (line(document.get("buyer_first_name")), line(document.get("buyer_last_name")))
    return " ".join(filter(None, names))


def _payment(document: Mapping[str, object], gross: Decimal, paid: Decimal) -> str:
    if flag(document.get("cancelled")):
        return "cancelled"
    status = line(document.get("status")).lower()
    # A correction may be about money to give back: both are negative then.
    all_of_it = bool(gross) and paid / gross >= 1
    if status == "paid" or all_of_it:
        return "paid"
    return "partial" if status == "partial" or paid * gross > 0 else "unpaid"


def _days(term: str) -> int | None:
    days = whole(term)
    return days if days is not None and 0 <= days <= _LONGEST_TERM else None


def _public_page(document: Mapping[str, object], base_url: str) -> str:
    """``view_url``, whose host need not be that of the account, else the documented address."""
    told, token = line(document.get("view_url")), line(document.get("token"))
    if _is_address(told, {"https", urlsplit(base_url).scheme}):
        return told
    return f"{base_url.rstrip('/')}/invoice/{quote(token, safe='')}" if token else ""


def _is_address(text: str, schemes: set[str]) -> bool:
    """Whether a text is an address that may be shown as a link."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in schemes and bool(parts.hostname) and "@" not in parts.netloc


def positions_of(document: Mapping[str, object]) -> Iterable[Mapping[str, object]]:
    """Its positions that are about money."""
    positions = document.get("positions")
    for position in positions if isinstance(positions, list) else ():
        if not isinstance(position, dict) or position.get("kind") in _NO_LINES:
            continue
        if not flag(position.get("deleted")):
            yield position


def _lines(document: Mapping[str, object]) -> Iterable[InvoiceLine]:
    for position in positions_of(document):
        yield InvoiceLine(
            name=line(position.get("name")),
            quantity=amount(position.get("quantity")) or _ZERO,
            price=amount(position.get("price_net")) or _ZERO,
            tax=line(position.get("tax")),
            unit=line(position.get("quantity_unit")),
        )


def fields(document: Invoice, reference: str) -> dict[str, object]:
    """Their fields of a document to create. ``oid_unique`` makes them refuse a second one.

    Client and department are always given by number: names would be looked up, and created when
    nothing is found.
    """
    made: dict[str, object] = {
        "kind": document.kind,
        "client_id": int(document.client_id),
        "oid": reference,
        "oid_unique": "yes",
        "positions": [
            {
                "name": item.name,
                "quantity": f"{item.quantity:f}",
                **_price(item),
                "tax": item.tax,
                **({"quantity_unit": item.unit} if item.unit else {}),
            }
            for item in document.lines
        ],
    }
    if document.department_id:
        made["department_id"] = int(document.department_id)
    for key, value in (("issue_date", document.issued_on), ("sell_date", document.sold_on)):
        if value:
            made[key] = value.isoformat()
    if document.payment_days is not None:
        made["payment_to_kind"] = str(document.payment_days)
    elif document.due_on:
        made |= {"payment_to_kind": "other_date", "payment_to": document.due_on.isoformat()}
    texts = {
        "currency": document.currency,
        "description": document.note,
        "status": document.status,
    }
    return made | {key: value for key, value in texts.items() if value}


def _price(item: InvoiceLine) -> dict[str, str]:
    """Of a discounted line its sum: a discount of their own (``discount_percent``) is left out
    silently unless a setting of the account says how to reckon it (README of
    github.com/fakturownia/API), which nobody can ask for."""
    if item.discount:
        return {"total_price_net": f"{item.net:f}"}
    return {"price_net": f"{item.price:f}"}
