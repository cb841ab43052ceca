"""The fields of neutral records that a map writes, and how their values are spelt.

Values are those of ``Party.values()`` and ``order_values`` and its like: JSON, decimals as plain
text, days as ISO 8601. What is not here (ids, states, sums) is passed on as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from .problems import MappingProblem

LINES = "lines[]."
LONGEST = 60_000

_NUMBER = re.compile(r"[+-]?\d{1,18}(?:\.\d{1,12})?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
_FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


@dataclass(frozen=True, slots=True)
class Field:
    """``type`` is one of ``text``, ``lines`` (text of several lines), ``number`` (a decimal as
    text), ``real`` (a JSON number), ``whole``, ``date``, ``flag``, ``country`` and ``tags``."""

    path: str
    type: str = "text"
    required: bool = False

    @property
    def of_line(self) -> bool:
        """Whether it is a field of an order's lines."""
        return self.path.startswith(LINES)

    @property
    def keys(self) -> tuple[str, ...]:
        """Where it is in the values, or in the values of its line."""
        return tuple(self.path.removeprefix(LINES).split("."))


def _address(prefix: str) -> tuple[Field, ...]:
    texts = (Field(f"{prefix}{part}") for part in ("name", "street", "zip", "city", "state"))
    return (*texts, Field(f"{prefix}country", "country"), Field(f"{prefix}phone"))


_PARTY = (
    Field("name", required=True),
    Field("is_company", "flag"),
    *(Field(path) for path in ("company_number", "tax_id", "vat", "email", "phone", "website")),
    *(Field(path) for path in ("street", "zip", "city", "state")),
    Field("country", "country"),
    *_address("delivery_"),
    *(Field(path) for path in ("iban", "swift", "language", "currency")),
    Field("payment_days", "whole"),
    Field("discount", "real"),
    Field("note", "lines"),
    Field("tags", "tags"),
)
_ORDER = (
    *(Field(path) for path in ("number", "client_name", "client_order")),
    Field("ordered_on", "date"),
    Field("deliver_on", "date"),
    Field("currency"),
    Field("with_tax", "flag"),
    Field("freight", "number"),
    Field("payment_term"),
    Field("delivery_way"),
    Field("payment_mode"),
    Field("ledger_account"),
    *_address("address."),
    *_address("delivery."),
    Field("note", "lines"),
    Field("lines[].sku"),
    Field("lines[].name"),
    Field("lines[].quantity", "number", required=True),
    Field("lines[].unit"),
    Field("lines[].price", "number", required=True),
    Field("lines[].tax"),
    Field("lines[].discount", "number"),
    Field("lines[].discount_amount", "number"),
)
_PRODUCT = (
    Field("sku"),
    Field("name", required=True),
    Field("barcode"),
    Field("unit"),
    Field("tax"),
    Field("price", "number"),
    Field("cost", "number"),
    Field("quantity", "number"),
    Field("reserved", "number"),
    Field("is_service", "flag"),
    Field("active", "flag"),
    Field("note", "lines"),
)
# By the kind of record.
FIELDS: dict[str, dict[str, Field]] = {
    kind: {field.path: field for field in fields}
    for kind, fields in (("party", _PARTY), ("order", _ORDER), ("product", _PRODUCT))
}


def is_empty(value: object) -> bool:
    return value is None or value == "" or value == []


def as_text(value: object) -> str:
    """A single value as text; raises ``not_text`` for a list or a group."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return plain(Decimal(str(value)))
    raise MappingProblem("not_text")


def plain(value: Decimal) -> str:
    """A decimal without an exponent, as people write it: 12.5 for 12.500. Raises ``not_number``
    for what no field takes."""
    if not value.is_finite() or abs(value) >= Decimal(10) ** 18:
        raise MappingProblem("not_number", value=str(value))
    text = f"{round(value, 12):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def as_number(value: object) -> Decimal:
    """The decimal of a number or of a text in plain form; raises ``not_number``."""
    text = as_text(value).strip()
    if isinstance(value, bool) or not _NUMBER.fullmatch(text):
        raise MappingProblem("not_number", value=text)
    return Decimal(text)


def coerce(value: object, field: Field) -> object:
    """A value as a field keeps it; raises ``MappingProblem`` for what it cannot keep.

    What is as it should be comes back unchanged.
    """
    if is_empty(value):
        if field.required:
            raise MappingProblem("required_empty")
        return {"tags": [], "text": "", "lines": "", "country": ""}.get(field.type)
    made = _COERCE[field.type](value)
    if isinstance(made, str) and len(made) > LONGEST:
        raise MappingProblem("result_too_large", most=LONGEST)
    return made


def _number(value: object) -> str:
    number = as_number(value)
    return value if isinstance(value, str) and _NUMBER.fullmatch(value) else plain(number)


def _real(value: object) -> float | int:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number else float(as_number(value))


def _whole(value: object) -> int:
    number = as_number(value)
    if number != int(number):
        raise MappingProblem("not_whole", value=as_text(value))
    return int(number)


def _date(value: object) -> str:
    text = as_text(value)
    try:
        if not _DAY.fullmatch(text):
            raise ValueError
        date.fromisoformat(text)
    except (ValueError, InvalidOperation):
        raise MappingProblem("not_date", value=text) from None
    return text


def _flag(value: object) -> bool:
    text = as_text(value).strip().lower()
    if text not in _FLAGS:
        raise MappingProblem("not_flag", value=text)
    return _FLAGS[text]


def _country(value: object) -> str:
    text = as_text(value).strip().upper()
    if not _COUNTRY.fullmatch(text):
        raise MappingProblem("not_country", value=text)
    return text


def _tags(value: object) -> list[str]:
    return [as_text(each) for each in (value if isinstance(value, list) else [value])]


_COERCE = {
    "text": as_text,
    "lines": as_text,
    "number": _number,
    "real": _real,
    "whole": _whole,
    "date": _date,
    "flag": _flag,
    "country": _country,
    "tags": _tags,
}
