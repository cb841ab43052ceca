"""Products as flat dicts of JSON values: what is compared, stored and shown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from decimal import Decimal
from hashlib import blake2b

from .records import Product

# What both sides are to have alike.
PRODUCT_FIELDS = ("name", "sku", "barcode", "unit", "tax", "price", "is_service", "active")
# What a product gets from the other side when it is created, and never again.
FIRST_FIELDS = ("cost", "note")
STOCK_FIELDS = ("quantity", "reserved")
_DECIMALS = ("price", "cost", *STOCK_FIELDS)
_KEYS = (*PRODUCT_FIELDS, *FIRST_FIELDS, *STOCK_FIELDS)


def plain(value: Decimal | None) -> str | None:
    """A decimal as plain text in its shortest form (``12.5``), ``None`` of none."""
    if value is None:
        return None
    text = f"{value.normalize():f}"
    return "0" if text == "-0" else text


def product_values(product: Product) -> dict[str, object]:
    """The product with the keys of all the fields above; decimals are plain text, what the
    system does not tell is ``None``."""
    values = {key: getattr(product, key) for key in _KEYS}
    return values | {key: plain(values[key]) for key in _DECIMALS}


def product_from(values: Mapping[str, object], external_id: str = "") -> Product:
    """The product of which ``product_values`` made this dict; keys it does not know are ignored,
    those that are missing are as if the system had not told them."""
    known = {field.name for field in fields(Product)} & set(_KEYS)
    given = {
        key: values[key] for key in known if values.get(key) is not None and key not in _DECIMALS
    }
    given |= {key: Decimal(str(values[key])) for key in _DECIMALS if values.get(key) is not None}
    return Product(external_id=external_id, **{"name": "", **given})


def digest(values: Mapping[str, object], keys: Iterable[str] = PRODUCT_FIELDS) -> str:
    """The fingerprint of those values of a product."""
    text = json.dumps([values.get(key) for key in keys], ensure_ascii=False)
    return blake2b(text.encode(), digest_size=16).hexdigest()
