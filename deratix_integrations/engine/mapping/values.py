"""Transforms of values: date, number, unit, map table, default, template, condition, expression."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from .expression import Expression
from .paths import Path
from .problems import MappingProblem
from .schema import as_number, as_text, is_empty, plain
from .templates import Template
from .transforms import Parameter, transform

_DATES = {
    "yyyy-mm-dd": "%Y-%m-%d",
    "dd.mm.yyyy": "%d.%m.%Y",
    "dd/mm/yyyy": "%d/%m/%Y",
    "mm/dd/yyyy": "%m/%d/%Y",
    "dd-mm-yyyy": "%d-%m-%Y",
    "yyyymmdd": "%Y%m%d",
}
_NOT_DIGITS = re.compile("[\\s\u00a0\u202f'’]")
_THOUSANDS = re.compile(r"[+-]?\d{1,3},\d{3}", re.ASCII)
# What they measure, and how many of the first one they are.
_UNITS = {
    unit: (measure, Decimal(factor))
    for measure, units in {
        "mass": {
            "g": "1", "mg": "0.001", "dkg": "10", "kg": "1000", "t": "1000000",
            "lb": "453.59237", "oz": "28.349523125",
        },
        "length": {
            "mm": "1", "cm": "10", "dm": "100", "m": "1000", "km": "1000000",
            "in": "25.4", "ft": "304.8",
        },
        "volume": {
            "ml": "1", "cl": "10", "dl": "100", "l": "1000", "hl": "100000", "m3": "1000000",
        },
        "area": {"cm2": "1", "m2": "10000", "ha": "100000000"},
        "time": {"s": "1", "min": "60", "h": "3600", "d": "86400"},
        "pieces": {"pcs": "1", "pair": "2", "dozen": "12"},
    }.items()
    for unit, factor in units.items()
}  # fmt: skip


@transform(
    "date",
    title="Date",
    texts=True,
    parameters=(
        Parameter(
            "read", "choice", title="Written as", default="yyyy-mm-dd", choices=tuple(_DATES)
        ),
        Parameter("write", "choice", title="Write as", default="yyyy-mm-dd", choices=tuple(_DATES)),
        Parameter("days", "whole", title="Days later", default=0),
    ),
)
def date_(value: str, _scope: Mapping, read: str, write: str, days: int) -> str:
    """From one way of writing a day into another; of a time the day is taken."""
    text = value.strip()
    if read == "yyyy-mm-dd":
        text = text[:10]
    try:
        day = datetime.strptime(text, _DATES[read]).date() + timedelta(days=days)
        return day.isoformat() if write == "yyyy-mm-dd" else _written(day, write)
    except (ValueError, OverflowError):
        raise MappingProblem("not_date", value=text) from None


def _written(day: date, form: str) -> str:
    # strftime does not fill years before 1000 on every system.
    parts = {"yyyy": f"{day.year:04}", "mm": f"{day.month:02}", "dd": f"{day.day:02}"}
    return re.sub("yyyy|mm|dd", lambda found: parts[found[0]], form)


@transform(
    "number",
    title="Number",
    texts=True,
    parameters=(
        Parameter(
            "mark",
            "choice",
            title="Decimal mark",
            default="any",
            choices=("any", "comma", "point"),
        ),
        Parameter("times", "number", title="Times", default="1"),
        Parameter("digits", "whole", title="Round to digits (-1: not at all)", default=-1),
    ),
)
def number(value: str, _scope: Mapping, mark: str, times: Decimal, digits: int) -> str:
    """A number as people write it, such as 1 234,50. With any mark, 1,234 may be both and is
    refused."""
    text = _NOT_DIGITS.sub("", value)
    last = max(text.rfind(","), text.rfind("."))
    if mark == "any" and text.count(",") + text.count(".") == 1 and _THOUSANDS.fullmatch(text):
        raise MappingProblem("not_number", value=value)
    if mark != "any":
        last = text.rfind("," if mark == "comma" else ".")
    whole, decimals = (text[:last], text[last + 1 :]) if last >= 0 else (text, "")
    whole = re.sub("[,.]", "", whole)
    made = as_number(f"{whole}.{decimals}" if decimals else whole) * times
    if 0 <= digits <= 12:
        made = made.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return plain(made)


@transform(
    "unit",
    title="Convert the unit",
    texts=True,
    parameters=(
        Parameter("given", "path", title="Path of the unit, or a unit"),
        Parameter("to", "choice", title="Into", choices=tuple(_UNITS)),
        Parameter("per", "flag", title="It is per unit, as a price", default=False),
    ),
)
def unit(value: str, scope: Mapping, given: Path, to: str, per: bool) -> str:
    """A quantity in one unit as one in another; a price per unit the other way round."""
    name = given.text if given.text in _UNITS else as_text(given.of(scope)).strip().lower()
    if name not in _UNITS:
        raise MappingProblem("unknown_unit", value=name)
    (measure, factor), (wanted, into) = _UNITS[name], _UNITS[to]
    if measure != wanted:
        raise MappingProblem("units_differ", value=name, to=to)
    amount = as_number(value)
    return plain(amount * into / factor if per else amount * factor / into)


@transform(
    "map",
    title="Table",
    parameters=(
        Parameter("table", "table", title="Values"),
        Parameter(
            "otherwise",
            "choice",
            title="What is not in it",
            default="keep",
            choices=("keep", "empty", "refuse"),
        ),
    ),
)
def map_(value: object, _scope: Mapping, table: dict[str, str], otherwise: str) -> object:
    """The value that the table has; capitals and blanks at the ends do not count, an empty value
    may be in the table."""
    if isinstance(value, list):
        return [map_(each, _scope, table, otherwise) for each in value]
    text = as_text(value).strip()
    if text in table:
        return table[text]
    folded = text.casefold()
    for key, found in table.items():
        if key.strip().casefold() == folded:
            return found
    if otherwise == "refuse" and text:
        raise MappingProblem("not_in_table", value=text)
    return value if otherwise == "keep" else ""


@transform("default", title="If empty", parameters=(Parameter("then", "template", title="Then"),))
def default(value: object, scope: Mapping, then: Template) -> object:
    blank = is_empty(value) or (isinstance(value, str) and not value.strip())
    return then.fill("", scope) if blank else value


@transform(
    "template",
    title="Text with values",
    parameters=(Parameter("text", "template", title="Text, such as {name}, {value}"),),
)
def template(value: object, scope: Mapping, text: Template) -> str:
    return text.fill(value, scope)


def _compared(value: object, to: str) -> int:
    left, right = as_number(value), as_number(to.strip().replace(",", "."))
    return (left > right) - (left < right)


_TESTS: dict[str, Callable[[object, str], bool]] = {
    "equal": lambda value, to: as_text(value).strip().casefold() == to.strip().casefold(),
    "not_equal": lambda value, to: as_text(value).strip().casefold() != to.strip().casefold(),
    "contains": lambda value, to: to.casefold() in as_text(value).casefold(),
    "starts": lambda value, to: as_text(value).casefold().startswith(to.casefold()),
    "filled": lambda value, to: not is_empty(value),
    "empty": lambda value, to: is_empty(value),
    "more": lambda value, to: _compared(value, to) > 0,
    "less": lambda value, to: _compared(value, to) < 0,
}


@transform(
    "condition",
    title="Condition",
    parameters=(
        Parameter("path", "path", title="If (empty: the value itself)", default=""),
        Parameter("test", "choice", title="Is", default="equal", choices=tuple(_TESTS)),
        Parameter("to", title="To", default=""),
        Parameter("then", "template", title="Then", default="{value}"),
        Parameter("otherwise", "template", title="Otherwise", default="{value}"),
    ),
)
def condition(
    value: object,
    scope: Mapping,
    path: Path,
    test: str,
    to: str,
    then: Template,
    otherwise: Template,
) -> object:
    """One text or another; ``{value}`` alone keeps the value as it is."""
    asked = path.of({**scope, "value": value}) if path.text.strip() else value
    chosen = then if _TESTS[test](asked, to) else otherwise
    return value if chosen.text.strip() == "{value}" else chosen.fill(value, scope)


@transform(
    "expression",
    title="Expression",
    admin=True,
    parameters=(Parameter("text", "expression", title="Expression"),),
)
def expression(value: object, scope: Mapping, text: Expression) -> object:
    return text.of(value, scope)
