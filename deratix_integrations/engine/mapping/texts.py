"""Transforms of texts: trim, case, replace, split, join, shorten, and streets."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .problems import MappingProblem
from .schema import as_text, is_empty
from .transforms import Parameter, transform

_BLANKS = re.compile(r"[^\S\n]+")
# A house number at the end of a street: 7, 12/A, 1234/56, 5-7, 12 bis, or at its start: 12 rue X.
_AFTER = re.compile(
    r"(?P<street>.*?\S)[\s,]+"
    r"(?P<number>\d+(?:\s?[a-zA-Z])?(?:\s?[-/]\s?\d*[a-zA-Z]?)*(?:\s(?:bis|ter))?)"
)
_BEFORE = re.compile(
    r"(?P<number>\d+(?:[a-zA-Z]\b)?(?:[-/]\d+[a-zA-Z]?)*(?:\s(?:bis|ter)\b)?)[\s,]+(?P<street>\S.*)"
)


@transform("trim", title="Remove needless blanks", texts=True)
def trim(value: str, _scope: Mapping) -> str:
    """Blanks at the ends go, several inside become one; lines stay."""
    return "\n".join(_BLANKS.sub(" ", line).strip() for line in value.split("\n")).strip()


@transform(
    "case",
    title="Capital and small letters",
    texts=True,
    parameters=(
        Parameter(
            "to",
            "choice",
            title="Into",
            default="upper",
            choices=("upper", "lower", "title", "sentence"),
        ),
    ),
)
def case(value: str, _scope: Mapping, to: str) -> str:
    if to == "title":
        return " ".join(f"{word[:1].upper()}{word[1:].lower()}" for word in value.split(" "))
    if to == "sentence":
        return f"{value[:1].upper()}{value[1:].lower()}"
    return value.upper() if to == "upper" else value.lower()


@transform(
    "replace",
    title="Replace",
    texts=True,
    parameters=(Parameter("find", title="Find"), Parameter("by", title="Put", default="")),
)
def replace(value: str, _scope: Mapping, find: str, by: str) -> str:
    """Every occurrence; an empty ``find`` changes nothing."""
    if not find:
        return value
    if len(value) + value.count(find) * len(by) > 60_000:
        raise MappingProblem("result_too_large", most=60_000)
    return value.replace(find, by)


@transform(
    "split",
    title="Split",
    parameters=(
        Parameter("at", title="At", default=" "),
        Parameter("part", "whole", title="Part (0: all, -1: the last)", default=0),
    ),
)
def split(value: object, _scope: Mapping, at: str, part: int) -> object:
    """The parts as a list, or one of them, counted from 1 or from the end; empty where there is
    none."""
    if is_empty(value):
        return value
    text = as_text(value)
    parts = [each.strip() for each in text.split(at)] if at else [text]
    if not part:
        return parts
    place = part - 1 if part > 0 else part
    return parts[place] if -len(parts) <= place < len(parts) else ""


@transform("join", title="Join", parameters=(Parameter("by", title="With", default=" "),))
def join(value: object, _scope: Mapping, by: str) -> object:
    """A list as one text; what is empty is left out."""
    if not isinstance(value, list):
        return value
    return by.join(filter(None, (as_text(each).strip() for each in value)))


@transform(
    "shorten",
    title="Cut off",
    texts=True,
    parameters=(Parameter("most", "whole", title="Longest, in characters"),),
)
def shorten(value: str, _scope: Mapping, most: int) -> str:
    if most < 1:
        raise MappingProblem("bad_parameter", name="shorten", parameter="most")
    return value[:most].rstrip()


@transform(
    "street_apart",
    title="Street or number",
    texts=True,
    parameters=(
        Parameter("part", "choice", title="Take", default="street", choices=("street", "number")),
    ),
)
def street_apart(value: str, _scope: Mapping, part: str) -> str:
    """The street without its number, or the number; without a number all is street."""
    text = " ".join(value.split())
    # A line too long for an address is not searched.
    found = len(text) <= 200 and (_AFTER.fullmatch(text) or _BEFORE.fullmatch(text))
    if not found:
        return text if part == "street" else ""
    return found[part]


@transform(
    "street_together",
    title="Street and number together",
    parameters=(
        Parameter("number", "path", title="Path of the number", default=""),
        Parameter("first", "choice", title="First", default="street", choices=("street", "number")),
    ),
)
def street_together(value: object, scope: Mapping, number, first: str) -> str:
    """A street, and the number at another path; or a list of both."""
    street, *rest = value if isinstance(value, list) and value else [value]
    house = rest[0] if rest else number.of(scope)
    parts = [as_text(street).strip(), as_text(house).strip()]
    return " ".join(filter(None, parts if first == "street" else reversed(parts)))
