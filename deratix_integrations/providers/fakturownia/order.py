"""Documents of Fakturownia as orders, and orders as documents.

The kinds, the statuses and the fields are those of the README of github.com/fakturownia/API
("Faktury - specyfikacja"), where "estimate" is an order ("zamówienie") and "client_order" a
document of the account's own that is no accounting one. Advance and final invoices, corrections
and notes are no orders: they are about one that is there already.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from hashlib import blake2b

from ...engine import normalize
from ...engine.records import Address, Invoice, Order, OrderLine
from ..base import Row
from . import invoice as mapping
from .wire import amount, flag, whole

line = normalize.text

# By the document of a flow; as the first of them an order is written.
KINDS_OF = {
    "order": ("estimate",),
    "client_order": ("client_order",),
    "proforma": ("proforma",),
    "invoice": ("vat", "vat_margin", "vat_mp", "invoice_other", "wdt", "export_products"),
    "receipt": ("receipt",),
    "bill": ("bill",),
}
# Any other text will do as well (field "payment_type").
PAYMENT_TYPES = (
    "transfer", "card", "cash", "barter", "cheque", "bill_of_exchange", "cash_on_delivery",
    "compensation", "letter_of_credit", "payu", "paypal", "off",
)  # fmt: skip
_READ = (
    "kind", "number", "client_id", "buyer_name", "buyer_first_name", "buyer_last_name",
    "buyer_street", "buyer_post_code", "buyer_city", "buyer_country", "issue_date", "sell_date",
    "payment_to_kind", "payment_type", "price_net", "price_gross", "paid", "currency", "status",
    "cancelled", "oid", "invoice_id", "from_invoice_id", "description",
)  # fmt: skip
_READ_OF_POSITION = (
    "name", "code", "product_id", "quantity", "quantity_unit", "price_net", "total_price_net",
    "tax", "discount", "discount_percent",
)  # fmt: skip
_ZERO, _HUNDRED = Decimal(0), Decimal(100)
_CENT, _FINE = Decimal("0.01"), Decimal("0.000000001")


def is_wanted(document: str, payload: Mapping[str, object]) -> bool:
    """Whether a row is there and stands for an order of this sort."""
    return mapping.is_income(payload) and line(payload.get("kind")) in KINDS_OF[document]


def row(payload: dict) -> Row:
    """The row of a document with its positions; ``id`` must be there."""
    known = [_told(payload, _READ)]
    known += [_told(position, _READ_OF_POSITION) for position in mapping.positions_of(payload)]
    digest = blake2b(json.dumps(known).encode(), digest_size=16)
    return Row(str(whole(payload["id"])), payload, digest.hexdigest())


def _told(record: Mapping[str, object], keys: Iterable[str]) -> list[str]:
    return ["" if (value := record.get(key)) is None else str(value) for key in keys]


def order(row: Row) -> Order:
    """The order of a row; raises as ``invoice.invoice``. Prices are without tax."""
    found, payload = mapping.invoice(row, ""), row.payload
    sold_on = found.sold_on
    return Order(
        external_id=row.external_id,
        number=found.number,
        client_id=found.client_id,
        client_name=found.client_name,
        client_order=found.order_number,
        ordered_on=found.issued_on,
        deliver_on=None if sold_on == found.issued_on else sold_on,
        currency=found.currency,
        net=found.net,
        gross=found.gross,
        status=_status(payload, found),
        invoice_id=row.external_id if found.kind in KINDS_OF["invoice"] else "",
        made_from=found.corrects,
        payment_term="" if found.payment_days is None else str(found.payment_days),
        payment_mode=line(payload.get("payment_type")),
        address=Address(
            name=found.client_name,
            street=line(payload.get("buyer_street")),
            city=line(payload.get("buyer_city")),
            zip=line(payload.get("buyer_post_code")),
            country=normalize.country(payload.get("buyer_country")),
        ),
        note=found.note,
        reference=found.order_number,
        modified_at=found.modified_at,
        lines=tuple(_line(position) for position in mapping.positions_of(payload)),
    )


def _status(payload: Mapping[str, object], found: Invoice) -> str:
    """There are no drafts. One that is paid in part, or accepted by its client, is open still."""
    if flag(payload.get("cancelled")) or line(payload.get("status")).lower() == "rejected":
        return "cancelled"
    return "paid" if found.payment == "paid" else "open"


def _line(position: Mapping[str, object]) -> OrderLine:
    """What the position comes to without tax decides. How a discount is reckoned is a setting of
    the account that nobody can ask for, and whether the unit price is that before or after it is
    not documented: it is taken over as it is told where that comes to the sum, else it is in the
    price. A price that follows from a gross sum is rounded there, and more exact here."""
    quantity, price = _amount(position, "quantity"), _amount(position, "price_net")
    shared = {
        "name": line(position.get("name")),
        "quantity": _plain(quantity),
        "sku": line(position.get("code")),
        "tax": line(position.get("tax")),
        "unit": line(position.get("quantity_unit")),
        "product_ref": mapping.number_of(position.get("product_id")),
    }
    total = amount(position.get("total_price_net"))
    as_told = OrderLine(price=_plain(price), **shared)
    if total is None or not quantity:
        return as_told
    percent, off = _amount(position, "discount_percent"), _amount(position, "discount")
    for found in (
        as_told,
        OrderLine(price=_plain(price), discount=_plain(percent), **shared),
        OrderLine(price=_plain(price), discount_amount=_plain(off), **shared),
    ):
        if found.net == total:
            return found
    exact = (total / quantity).quantize(_FINE, ROUND_HALF_UP)
    return OrderLine(price=_plain(exact), **shared)


def _amount(position: Mapping[str, object], key: str) -> Decimal:
    return amount(position.get(key)) or _ZERO


def _plain(value: Decimal) -> Decimal:
    """The same without zeros at its end, and without an exponent."""
    short = value.normalize()
    return short.quantize(Decimal(1)) if short.as_tuple().exponent > 0 else short


# -- writing ---------------------------------------------------------------------------------------


def document_of(document: str, order: Order) -> Invoice:
    """The document as which an order is written, but for its positions."""
    term = order.payment_term
    return Invoice(
        external_id="",
        kind=KINDS_OF[document][0],
        client_id=order.client_id,
        issued_on=order.ordered_on,
        sold_on=order.deliver_on,
        currency=order.currency,
        payment_days=int(term) if term.isascii() and term.isdigit() and len(term) <= 4 else None,
        note=order.note,
    )


def fields(document: str, order: Order, reference: str) -> dict[str, object]:
    """Their fields of a document to create; ``sku`` of a line is the number of its product."""
    made = mapping.fields(document_of(document, order), reference)
    made["positions"] = [_position(item, with_tax=order.with_tax) for item in order.lines]
    return made | ({"payment_type": order.payment_mode} if order.payment_mode else {})


def _position(item: OrderLine, *, with_tax: bool) -> dict[str, object]:
    made: dict[str, object] = {
        "name": item.name,
        "quantity": f"{item.quantity:f}",
        "tax": item.tax,
        **_price(item, with_tax=with_tax),
    }
    number = whole(item.sku)
    return (
        made
        | ({"product_id": number} if number else {})
        | ({"quantity_unit": item.unit} if item.unit else {})
    )


def _price(item: OrderLine, *, with_tax: bool) -> dict[str, str]:
    """The sum of a line wherever it does not follow from a price of whole cents; with tax always,
    as in all examples. A discount of their own may be left out silently (see ``invoice``)."""
    if with_tax:
        return {"total_price_gross": f"{item.net:f}"}
    if item.discount or item.discount_amount or item.price != item.price.quantize(_CENT):
        return {"total_price_net": f"{item.net:f}"}
    return {"price_net": f"{item.price:f}"}
