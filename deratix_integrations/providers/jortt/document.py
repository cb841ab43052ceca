"""Invoices and estimates of jortt as records, and back.

They are read in the shape of v2, whose lines tell the categories of VAT; that of v1, and of v1 as
it was recorded in 2020, is understood as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from hashlib import blake2b

from ...engine import normalize
from ...engine.records import Address, Invoice, InvoiceLine, Order, OrderLine
from ..base import Row, UnexpectedAnswer
from .wire import currency, day, identifier, money, number

line = normalize.text

# Our own words: jortt's invoices have no kinds.
INVOICE, CREDIT, ESTIMATE = "invoice", "credit", "estimate"
KINDS = (INVOICE, CREDIT, ESTIMATE)
NEW_KINDS = (INVOICE, ESTIMATE)
# Left as a draft, or scheduled for sending by one of the ways of the API ("send_method").
SENDING = ("email", "self", "peppol")
NEW_STATUSES = ("draft", *SENDING)
EXEMPT = "exempt"
_NO_RATES = (EXEMPT, "margin_goods_high", "travel_services_high")
_ZERO, _HUNDRED = Decimal(0), Decimal(100)
_PRICE = Decimal("0.000001")
# How the code of a product is written into the description of a line, which has no field for it.
_CODE = re.compile(r"\[(?P<sku>[^\[\]]{1,64})\] (?P<name>.+)", re.DOTALL)
_INVOICE_READ = (
    "invoice_status",
    "customer_id",
    "tradename_id",
    "invoice_number",
    "invoice_date",
    "invoice_due_date",
    "invoice_delivery_period",
    "invoice_delivery_period_end",
    "invoice_total",
    "invoice_total_incl_vat",
    "invoice_due_amount",
    "credited_invoice_id",
    "credit_invoice_ids",
)
_ESTIMATE_READ = (
    "estimate_status",
    "acceptance_status",
    "customer_id",
    "tradename_id",
    "estimate_number",
    "valid_until",
    "total",
    "total_incl_vat",
    "sent_or_modified_on",
)
_BOTH_READ = (
    "net_amounts",
    "remarks",
    "payment_method",
    "reference",
    "line_items",
    "discounts",
    "customer_company_name",
    "customer_address_street",
    "customer_address_city",
    "customer_address_postal_code",
    "customer_address_country_code",
)
PAYMENT_METHODS = ("pay_later", "direct_debit", "already_paid")
_ESTIMATE_STATES = {"draft": "draft", "expired": "expired", "invoiced": "invoiced"}


@dataclass(frozen=True, slots=True)
class _Item:
    """A line as it is written there: ``rate`` in percent, ``tax`` the word of its category or
    the rate as text; ``price`` includes VAT when the document says so."""

    name: str
    quantity: Decimal
    price: Decimal
    rate: Decimal
    tax: str


def is_estimate(document: Mapping[str, object]) -> bool:
    return "estimate_status" in document


def row(document: dict) -> Row:
    """The row of an invoice or an estimate; ``id`` must be there."""
    keys = (*(_ESTIMATE_READ if is_estimate(document) else _INVOICE_READ), *_BOTH_READ)
    known = [document.get(key) for key in keys]
    told = json.dumps(known, sort_keys=True, default=str)
    digest = blake2b(told.encode(), digest_size=16)
    return Row(identifier(document["id"]), document, digest.hexdigest())


def invoice(row: Row) -> Invoice:
    """The record of an invoice or an estimate; raises ``UnexpectedAnswer`` for anything else.

    ``status`` is jortt's word for its state. That an invoice is paid is no state there: it follows
    from what is due.
    """
    document = _document(row)
    if is_estimate(document):
        return _estimate(row.external_id, document)
    status = line(document.get("invoice_status"))
    gross = money(document.get("invoice_total_incl_vat")) or _ZERO
    due = money(document.get("invoice_due_amount"))
    paid = gross - due if due is not None and status != "draft" else _ZERO
    issued, due_on = day(document.get("invoice_date")), day(document.get("invoice_due_date"))
    credited = identifier(document.get("credited_invoice_id"))
    return Invoice(
        external_id=row.external_id,
        kind=CREDIT if credited else INVOICE,
        number=line(document.get("invoice_number")),
        issued_on=issued,
        sold_on=_delivered_on(document),
        due_on=due_on,
        net=money(document.get("invoice_total")) or _ZERO,
        gross=gross,
        paid=paid,
        currency=currency(document.get("invoice_total_incl_vat")),
        payment=_payment(gross, paid),
        payment_days=(due_on - issued).days if issued and due_on and due_on >= issued else None,
        corrects=credited,
        status=status,
        **_common(document),
    )


def _estimate(external_id: str, document: Mapping[str, object]) -> Invoice:
    return Invoice(
        external_id=external_id,
        kind=ESTIMATE,
        number=line(document.get("estimate_number")),
        issued_on=day(document.get("sent_or_modified_on")),
        due_on=day(document.get("valid_until")),
        net=money(document.get("total")) or _ZERO,
        gross=money(document.get("total_incl_vat")) or _ZERO,
        currency=currency(document.get("total_incl_vat")),
        status=line(document.get("estimate_status")),
        **_common(document),
    )


def order(row: Row) -> Order:
    """The order that an invoice or an estimate stands for: jortt has none of its own.

    Raises ``UnexpectedAnswer`` as ``invoice`` does.
    """
    document, found = _document(row), invoice(row)
    with_tax = document.get("net_amounts") is True
    discount = _discount(document)
    status = _order_status(document, found)
    return Order(
        external_id=row.external_id,
        number=found.number,
        client_id=found.client_id,
        client_name=found.client_name,
        ordered_on=found.issued_on,
        deliver_on=found.sold_on,
        currency=found.currency,
        with_tax=with_tax,
        net=found.net,
        gross=found.gross,
        status=status,
        invoice_id="" if found.kind == ESTIMATE or status == "draft" else row.external_id,
        payment_term="" if found.payment_days is None else str(found.payment_days),
        payment_mode=normalize.text(document.get("payment_method")),
        address=Address(
            name=found.client_name,
            street=line(document.get("customer_address_street")),
            city=line(document.get("customer_address_city")),
            zip=line(document.get("customer_address_postal_code")),
            country=normalize.country(document.get("customer_address_country_code")),
        ),
        note=found.note,
        reference=found.order_number,
        lines=tuple(
            OrderLine(
                name=name,
                quantity=item.quantity,
                price=item.price,
                sku=sku,
                tax=item.tax,
                discount=discount,
            )
            for item in _items(document)
            for sku, name in [split_code(item.name)]
        ),
    )


def _order_status(document: Mapping[str, object], found: Invoice) -> str:
    """Of an invoice of which nothing is due the credit invoices tell whether it was paid."""
    if found.kind == ESTIMATE:
        refused = line(document.get("acceptance_status")) == "rejected"
        return "cancelled" if refused else _ESTIMATE_STATES.get(found.status, "open")
    if found.status == "draft":
        return "draft"
    if found.payment != "paid":
        return "open"
    return "cancelled" if document.get("credit_invoice_ids") else "paid"


def _document(row: Row) -> Mapping[str, object]:
    document = row.payload
    if not isinstance(document, dict) or not (
        is_estimate(document) or line(document.get("invoice_status"))
    ):
        raise UnexpectedAnswer(host="jortt", reason="record")
    return document


def _common(document: Mapping[str, object]) -> dict[str, object]:
    discount, with_tax = _discount(document), document.get("net_amounts") is True
    return {
        "client_id": identifier(document.get("customer_id")),
        "client_name": line(document.get("customer_company_name")),
        "department_id": identifier(document.get("tradename_id")),
        "order_number": line(document.get("reference")),
        "note": normalize.multiline(document.get("remarks")),
        "lines": tuple(
            InvoiceLine(
                name=item.name,
                quantity=item.quantity,
                price=_without_tax(item) if with_tax else item.price,
                tax=item.tax,
                discount=discount,
            )
            for item in _items(document)
        ),
    }


def _without_tax(item: _Item) -> Decimal:
    price = item.price * _HUNDRED / (_HUNDRED + item.rate)
    return plain(price.quantize(_PRICE, ROUND_HALF_UP))


def _payment(gross: Decimal, paid: Decimal) -> str:
    # What is due of a credit invoice is negative, as is its sum.
    if gross and paid / gross >= 1:
        return "paid"
    return "partial" if paid * gross > 0 else "unpaid"


def _delivered_on(document: Mapping[str, object]) -> date | None:
    """The day of delivery where one alone is told; a period of a month says nothing of it."""
    first = day(document.get("invoice_delivery_period"))
    return first if first and first == day(document.get("invoice_delivery_period_end")) else None


def _discount(document: Mapping[str, object]) -> Decimal:
    """What the discounts of the whole document come to, in percent."""
    share = Decimal(1)
    discounts = document.get("discounts")
    for each in discounts if isinstance(discounts, list) else ():
        percent = number(each.get("percentage")) if isinstance(each, dict) else None
        share *= 1 - (percent or _ZERO) / _HUNDRED
    return plain((1 - share) * _HUNDRED)


def _items(document: Mapping[str, object]) -> Iterable[_Item]:
    items = document.get("line_items")
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict):
            rate, tax = _vat(item)
            units = item.get("quantity", item.get("number_of_units", item.get("units")))
            yield _Item(
                name=normalize.multiline(item.get("description")),
                quantity=plain(number(units) or _ZERO),
                price=money(item.get("amount") or item.get("amount_per_unit")) or _ZERO,
                rate=rate,
                tax=tax,
            )


def _vat(item: Mapping[str, object]) -> tuple[Decimal, str]:
    """``(rate in percent, its text or the word for none)``. It is a fraction in v2, a percentage
    in v1."""
    vat = item.get("vat")
    if isinstance(vat, dict):
        rate = plain((number(vat.get("value")) or _ZERO) * _HUNDRED)
        category = line(vat.get("category"))
        return rate, category or f"{rate:f}"
    rate = plain(number(item.get("vat_percentage", vat)) or _ZERO)
    return rate, f"{rate:f}"


def plain(value: Decimal) -> Decimal:
    """The same without zeros at its end, and without an exponent."""
    short = value.normalize()
    return short.quantize(Decimal(1)) if short.as_tuple().exponent > 0 else short


def split_code(description: str) -> tuple[str, str]:
    """``(code of the product, the rest)`` of a line's description; see ``join_code``."""
    found = _CODE.fullmatch(description)
    return (found["sku"], found["name"]) if found else ("", description)


def join_code(sku: str, name: str) -> str:
    """The description of a line; without a code it is the name."""
    return f"[{sku}] {name}" if sku and split_code(f"[{sku}] {name}") == (sku, name) else name


# -- writing ---------------------------------------------------------------------------------------


def fields(
    document: Invoice, reference: str, *, ledger_account: str = "", labels: tuple[str, ...] = ()
) -> dict[str, object]:
    """The body that creates an invoice (v3) or an estimate (v2)."""
    made: dict[str, object] = {
        "customer_id": identifier(document.client_id),
        "net_amounts": False,
        "reference": reference,
        "line_items": [_line_item(item) for item in document.lines],
    }
    if document.kind == ESTIMATE:
        days = (("valid_until", document.due_on),)
    else:
        # A period without an end is one of a month.
        days = (
            ("invoice_date", document.issued_on),
            ("delivery_period", document.sold_on),
            ("delivery_period_end", document.sold_on),
        )
        made |= {"payment_term": term} if (term := _term(document)) is not None else {}
        made |= {"label_ids": list(labels)} if labels else {}
        for item in made["line_items"] if ledger_account else ():
            item["ledger_account_id"] = ledger_account
    made |= {key: value.isoformat() for key, value in days if value}
    texts = {"tradename_id": identifier(document.department_id), "remarks": document.note}
    if document.status in SENDING:
        texts["send_method"] = document.status
    return made | {key: value for key, value in texts.items() if value}


def _term(document: Invoice) -> int | None:
    if document.payment_days is not None:
        return document.payment_days
    if document.due_on and document.issued_on:
        return max(0, (document.due_on - document.issued_on).days)
    return None


def _line_item(item: InvoiceLine) -> dict[str, object]:
    """A line. One whose price for a unit is not of whole cents, or has a discount, is written as
    one piece for its sum: lines have no discount, and all examples of prices have two decimals."""
    if item.tax == EXEMPT:
        vat = {"value": "0.0", "category": EXEMPT}
    else:
        vat = {"value": f"{plain(Decimal(item.tax) / _HUNDRED):f}", "category": None}
    name, quantity, price = item.name, item.quantity, item.price * (1 - item.discount / _HUNDRED)
    if price != price.quantize(Decimal("0.01")):
        name = f"{plain(item.quantity):f} × {item.name}"
        quantity, price = Decimal(1), item.net
    return {
        "description": name,
        "quantity": f"{plain(quantity):f}",
        "amount": {"amount": f"{price:.2f}", "currency": "EUR"},
        "vat": vat,
    }


def rate_of(tax: str) -> Decimal | None:
    """The rate of a line to be written in percent; ``None`` of a word for none."""
    rate = number(tax)
    return plain(rate) if rate is not None and 0 <= rate < _HUNDRED else None


def percentages(answer: object) -> tuple[Decimal, ...] | None:
    """The rates that a customer may be invoiced with today; ``None`` when none are told."""
    told = answer.get("vat_percentages") if isinstance(answer, dict) else None
    if not isinstance(told, dict):
        return None
    reduced = told.get("reduced_rate")
    values = [told.get("standard_rate"), *(reduced if isinstance(reduced, list) else ())]
    rates = [plain(rate) for value in values if (rate := number(value)) is not None]
    return tuple(dict.fromkeys(rates)) or None
