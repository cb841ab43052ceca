"""An order as a dict of JSON values: what plan lines store, mappings work on and screens show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from .records import Address, Order, OrderLine

_ADDRESSES = ("address", "delivery")


def order_values(order: Order) -> dict[str, object]:
    """The order under the names of its fields, always all of them.

    Decimals are plain text without an exponent ("12.50"), days and times ISO 8601 or ``None``,
    ``address`` and ``delivery`` dicts, ``lines`` a list of dicts.
    """
    return _values(order)


def order_from(values: Mapping[str, object]) -> Order:
    """The order of which ``order_values`` made this dict.

    Keys it does not know are ignored, and what is absent or ``None`` is as it is by default.
    Raises ``ValueError``, with the path of the value, for one that is not of its kind.
    """
    found = _read(Order, values, "")
    for name in _ADDRESSES:
        if name in found:
            found[name] = Address(**_read(Address, found[name], f"{name}."))
    if "lines" in found:
        found["lines"] = tuple(
            OrderLine(**({"name": "", "quantity": Decimal(0), "price": Decimal(0)} | read))
            for place, each in enumerate(found["lines"])
            for read in [_read(OrderLine, each, f"lines[{place}].")]
        )
    return Order(**({"external_id": ""} | found))


def _values(record: object) -> dict[str, object]:
    return {each.name: _plain(getattr(record, each.name)) for each in fields(record)}


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_values(each) for each in value]
    return _values(value) if isinstance(value, Address) else value


def _decimal(value: object) -> Decimal:
    if isinstance(value, bool):
        raise ValueError
    # A number of JSON is as it is spelt, not as it is stored.
    found = Decimal(str(value))
    if not found.is_finite():
        raise ValueError
    return found


def _expect(kind: type):
    def check(value: object) -> object:
        if not isinstance(value, kind):
            raise ValueError
        return value

    return check


_READ = {
    "str": _expect(str),
    "bool": _expect(bool),
    "Decimal": _decimal,
    "date | None": date.fromisoformat,
    "datetime | None": datetime.fromisoformat,
    "Address": _expect(Mapping),
    "tuple[OrderLine, ...]": _expect(list),
}


def _read(kind: type, values: object, path: str) -> dict[str, object]:
    """The fields of a record that are told."""
    found = {}
    if not isinstance(values, Mapping):
        raise ValueError(path.rstrip("."))
    for each in fields(kind):
        value = values.get(each.name)
        if value is None:
            continue
        try:
            found[each.name] = _READ[each.type](value)
        except (ValueError, TypeError, InvalidOperation):
            raise ValueError(f"{path}{each.name}") from None
    return found
