"""Documents of SuperFaktura as orders.

The fields are those of invoice.md and value-lists.md of github.com/superfaktura/docs: prices are
without tax, a line without a quantity is one piece, and the discount of a document in percent is
taken off besides those of its lines. Nothing tells that a document was cancelled, or that an
estimate was accepted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from hashlib import blake2b

from ...engine import normalize
from ...engine.order_values import order_values
from ...engine.product_values import plain
from ...engine.records import Address, Choice, Order, OrderLine
from ...engine.sums import totals
from ..base import ProviderError, Row, UnexpectedAnswer
from .wire import amount, day, whole

line = normalize.text

# Our word for a document to theirs ("Invoice types"). A proforma invoice is followed by a regular
# one for the same, and a credit note takes one back: neither is an order.
TYPES = {"order": "order", "invoice": "regular", "estimate": "estimate"}
# "Payment types" and "Delivery types".
PAYMENT_TYPES = (
    "accreditation", "barion", "besteron", "card", "cash", "cod", "credit", "debit", "gopay",
    "inkaso", "other", "paypal", "transfer", "trustpay", "viamo",
)  # fmt: skip
DELIVERY_TYPES = ("courier", "haulage", "mail", "personal", "pickup_point")
_PAID = 3  # "Invoice statuses"
_CENT, _ONE, _HUNDRED = Decimal("0.01"), Decimal(1), Decimal(100)


def row(item: dict) -> Row:
    """The row of an item of a list, or of a view; its ``Invoice`` must have an id."""
    external_id = str(whole(item["Invoice"]["id"]))
    try:
        # Numbers come as such or as texts, and more is told than an order is made of.
        known = order_values(_order(external_id, item))
    except ProviderError:
        known = item
    told = json.dumps(known, sort_keys=True, default=str)
    return Row(external_id, item, blake2b(told.encode(), digest_size=16).hexdigest())


def order(row: Row) -> Order:
    """The order that a document stands for.

    Raises ``UnexpectedAnswer`` for what is none, and where the lines do not come to its sums by
    more than rounding: a discount or a deposit may be taken off in a way that lines do not tell.
    """
    made = _order(row.external_id, row.payload)
    tolerance = _CENT * max(1, len(made.lines))
    net, gross = totals(made)
    if abs(net - made.net) > tolerance or abs(gross - made.gross) > tolerance:
        raise UnexpectedAnswer(host="SuperFaktura", reason="sums")
    return made


def is_of(document: str, item: Mapping[str, object]) -> bool:
    """Whether an item is such a document."""
    return line(_part(item, "Invoice").get("type")) == TYPES[document]


def issued_on(item: Mapping[str, object]) -> date | None:
    """The day on which an item was issued."""
    return day(_part(item, "Invoice").get("created"))


def _order(external_id: str, item: object) -> Order:
    head = _part(item, "Invoice")
    items = item.get("InvoiceItem") if isinstance(item, dict) else None
    if not head.get("type") or not isinstance(items, list):
        raise UnexpectedAnswer(host="SuperFaktura", reason="record")
    summary = _part(item, "Summary")
    net, gross = amount(summary.get("vat_base_total")), amount(summary.get("invoice_total"))
    client = _part(item, "ClientData") or _part(item, "Client")
    issued, due = issued_on(item), day(head.get("due"))
    is_invoice = is_of("invoice", item)
    delivery = _address(client, "delivery_", "DeliveryCountry")
    places = replace(delivery, country="", phone="")
    return Order(
        external_id=external_id,
        number=line(head.get("invoice_no_formatted")),
        client_id=str(whole(head.get("client_id")) or ""),
        client_name=line(client.get("name")),
        client_order=line(head.get("order_no")),
        ordered_on=issued,
        deliver_on=day(head.get("delivery")),
        currency=line(head.get("invoice_currency")).upper(),
        net=amount(head.get("amount")) or Decimal(0) if net is None else net,
        gross=amount(_part(item, "0").get("total")) or Decimal(0) if gross is None else gross,
        status="paid" if whole(head.get("status")) == _PAID else "open",
        invoice_id=external_id if is_invoice else "",
        payment_term=str((due - issued).days) if issued and due and due >= issued else "",
        delivery_way=line(head.get("delivery_type")),
        payment_mode=line(head.get("payment_type")),
        address=_address(client, "", "Country"),
        # Its country alone says nothing: it is always filled.
        delivery=Address() if places == Address() else delivery,
        note=_lines_of(head.get("header_comment"), head.get("comment")),
        lines=tuple(_lines(items, amount(head.get("discount")) or Decimal(0))),
    )


def _part(item: object, key: str) -> Mapping[str, object]:
    part = item.get(key) if isinstance(item, dict) else None
    return part if isinstance(part, dict) else {}


def _lines(items: list[object], discount: Decimal) -> Iterator[OrderLine]:
    """The lines, each with the discount of the document besides its own, in percent."""
    for item in items:
        if not isinstance(item, dict):
            raise UnexpectedAnswer(host="SuperFaktura", reason="record")
        quantity = amount(item.get("quantity"))
        share = (1 - (amount(item.get("discount")) or 0) / _HUNDRED) * (1 - discount / _HUNDRED)
        yield OrderLine(
            name=_lines_of(item.get("name"), item.get("description")),
            quantity=_short(_ONE if quantity is None else quantity),
            price=_short(amount(item.get("unit_price")) or Decimal(0)),
            sku=line(item.get("sku")),
            tax=plain(amount(item.get("tax")) or Decimal(0)),
            unit=line(item.get("unit")),
            discount=_short((1 - share) * _HUNDRED),
        )


def _short(value: Decimal) -> Decimal:
    """The same however many zeros it was told with."""
    return Decimal(plain(value))


def _lines_of(*texts: object) -> str:
    return "\n".join(text for each in texts if (text := normalize.multiline(each)))


def _address(client: Mapping[str, object], prefix: str, country: str) -> Address:
    parts = {"name": "name", "street": "address", "city": "city", "zip": "zip", "state": "state",
             "phone": "phone"}  # fmt: skip
    return Address(
        **{part: line(client.get(f"{prefix}{key}")) for part, key in parts.items()},
        country=normalize.country(_part(client, country).get("iso")),
    )


def choices(kind: str) -> tuple[Choice, ...]:
    """The entries of a value list, which are the same for all accounts."""
    codes = {"payment_mode": PAYMENT_TYPES, "delivery_way": DELIVERY_TYPES}.get(kind, ())
    return tuple(Choice(code) for code in codes)
