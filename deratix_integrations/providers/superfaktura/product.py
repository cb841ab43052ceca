"""Stock items of SuperFaktura as products, and back.

The fields are those of stock.md of github.com/superfaktura/docs. The price is without tax: the
line that invoice.md shows of such an item has 19.95 as ``unit_price`` and 23.94 with its 20 %.
Items have neither barcodes nor a mark for what is no longer sold, and nothing tells goods from
services: none of that is told here. The note is the internal comment, as the description is
printed on invoices.
"""

from __future__ import annotations

import json
from decimal import Decimal
from hashlib import blake2b

from ...engine import normalize
from ...engine.product_values import plain
from ...engine.records import Product
from ..base import Row, UnexpectedAnswer
from .wire import amount, flag, number, utc, whole

# Of the keys of ``engine.product_values``; the cost is taken when an item is added.
WRITABLE = frozenset(("name", "sku", "unit", "tax", "price", "cost", "note"))
_TEXTS = ("name", "sku", "unit", "internal_comment", "purchase_currency")
_AMOUNTS = ("unit_price", "vat", "purchase_unit_price", "stock")
_WATCHED = "watch_stock"


def row(item: dict) -> Row:
    """The row of an item of a list, or of the same part of an answer; ``id`` must be there."""
    told = item["StockItem"]
    # Numbers and truths come as such or as texts.
    known = [
        *(normalize.multiline(told.get(key)) for key in _TEXTS),
        *(plain(amount(told.get(key))) for key in _AMOUNTS),
        flag(told.get(_WATCHED)),
    ]
    digest = blake2b(json.dumps(known).encode(), digest_size=16)
    return Row(str(whole(told["id"])), {"StockItem": told}, digest.hexdigest())


def is_complete(item: dict) -> bool:
    """Whether an answer tells all of an item that is read."""
    return all(key in item for key in (*_TEXTS, *_AMOUNTS, _WATCHED))


def product(row: Row) -> Product:
    """The product of a row; raises ``UnexpectedAnswer`` when there is none."""
    told = row.payload.get("StockItem")
    if not isinstance(told, dict):
        raise UnexpectedAnswer(host="SuperFaktura", reason="record")
    sku = normalize.text(told.get("sku"))
    return Product(
        external_id=row.external_id,
        # An item may have a number alone.
        name=normalize.text(told.get("name")) or sku,
        sku=sku,
        barcode=None,
        unit=normalize.text(told.get("unit")),
        tax=plain(amount(told.get("vat"))) or "",
        price=amount(told.get("unit_price")),
        # In a currency of its own it is no amount of the company's.
        cost=None if told.get("purchase_currency") else amount(told.get("purchase_unit_price")),
        quantity=amount(told.get("stock")) if flag(told.get(_WATCHED)) else None,
        active=None,
        note=normalize.multiline(told.get("internal_comment")),
        modified_at=utc(told.get("modified")),
    )


def fields(product: Product, *, new: bool = False) -> dict[str, object]:
    """Their fields of a product; amounts that are ``None`` are left alone."""
    texts = {
        "name": product.name,
        "sku": product.sku,
        "unit": product.unit,
        "internal_comment": product.note,
    }
    made: dict[str, object] = {key: value for key, value in texts.items() if value or not new}
    rate = amount(product.tax)
    amounts = {"vat": rate, "unit_price": product.price}
    if new:
        amounts["purchase_unit_price"] = product.cost
    return made | {key: number(value) for key, value in amounts.items() if value is not None}


def stock_fields(quantity: Decimal) -> dict[str, object]:
    """Their fields of how many there are."""
    return {"stock": number(quantity), _WATCHED: 1}
