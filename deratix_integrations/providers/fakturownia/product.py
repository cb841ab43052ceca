"""Products of Fakturownia, and back.

The fields are those of the README of github.com/fakturownia/API, "Produkty": the net price follows
from the gross one and the tax and is not taken, ``stock_level`` counts for products that are
``limited`` alone.
"""

from __future__ import annotations

import json
from decimal import ROUND_HALF_UP, Decimal
from hashlib import blake2b

from ...engine import normalize
from ...engine.product_values import plain
from ...engine.records import Product
from ..base import Row, UnexpectedAnswer
from .wire import amount, flag, whole

# Of the keys of ``engine.product_values``.
WRITABLE = frozenset((
    "name", "sku", "barcode", "unit", "tax", "price", "cost", "is_service", "active", "note",
))  # fmt: skip
_READ = (
    "name", "code", "ean_code", "description", "tax", "price_net", "price_gross", "quantity_unit",
    "service", "limited", "stock_level", "purchase_price_net", "disabled",
)  # fmt: skip
_CENT = Decimal("0.01")


def row(product: dict) -> Row:
    """The row of a product; ``id`` must be there."""
    known = ["" if (value := product.get(key)) is None else str(value) for key in _READ]
    digest = blake2b(json.dumps(known).encode(), digest_size=16)
    return Row(str(whole(product["id"])), product, digest.hexdigest())


def product(row: Row) -> Product:
    """The product of a row; raises ``UnexpectedAnswer`` when there is none."""
    told = row.payload
    if not isinstance(told, dict) or "id" not in told:
        raise UnexpectedAnswer(host="Fakturownia", reason="record")
    tax = amount(told.get("tax"))
    return Product(
        external_id=row.external_id,
        name=normalize.text(told.get("name")),
        sku=normalize.text(told.get("code")),
        barcode=normalize.text(told.get("ean_code")),
        unit=normalize.text(told.get("quantity_unit")),
        # "zw", "np" and the like are no rate.
        tax="" if tax is None else plain(tax) or "",
        price=amount(told.get("price_net")),
        cost=amount(told.get("purchase_price_net")),
        is_service=flag(told.get("service")),
        quantity=amount(told.get("stock_level")) if flag(told.get("limited")) else None,
        active=not flag(told.get("disabled")),
        note=normalize.multiline(told.get("description")),
    )


def fields(product: Product, *, new: bool = False) -> dict[str, object]:
    """Their fields of a product; amounts that are ``None`` are left alone."""
    made: dict[str, object] = {
        "name": product.name,
        "code": product.sku,
        "ean_code": product.barcode,
        "quantity_unit": product.unit,
        "description": product.note,
        "disabled": not product.active,
    }
    if new:
        made = {key: value for key, value in made.items() if value}
    if product.is_service is not None:
        made["service"] = product.is_service
    rate = amount(product.tax) if product.tax else None
    if rate is not None:
        made["tax"] = plain(rate)
    if product.price is not None:
        gross = product.price * (1 + (rate or Decimal(0)) / 100)
        made["price_gross"] = f"{gross.quantize(_CENT, ROUND_HALF_UP)}"
    if product.cost is not None:
        made["purchase_price_net"] = plain(product.cost)
    return made
