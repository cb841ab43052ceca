"""Company numbers, VAT numbers and references of clients in a part of a path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from .common import alnum_key, company_number_problem, has_vat_form, vat_problem

_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])(?P<label>(?:I[CČ]O?|I[CČ] ?DPH|DI[CČ]|NIP|REGON|VAT|UID|VS)[ .:_-]{0,3})?"
    r"(?P<number>[A-Z]{2}U?[ ]?[0-9]{8,12}"
    r"|[0-9]{2,3}[ ][0-9]{3}[ ][0-9]{3}|[0-9]{3}[ ][0-9]{3}[ ][0-9]{2}"
    r"|[0-9]{3}-[0-9]{3}-[0-9]{2}-[0-9]{2}"
    r"|[0-9]{6,10})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{1,6}[-_ ]?[0-9]{2,8}(?![0-9A-Za-z])")
_DATE = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-3][0-9])?")


class NumberHit(NamedTuple):
    """A number in a part: its place, its key, and whether its check digit is right.

    ``certain``: it cannot be a date or a number of another kind.
    """

    start: int
    end: int
    key: str
    certain: bool


def number_key(value: str) -> str:
    """Digits and capitals without leading zeros; numbers are compared so."""
    return alnum_key(value).lstrip("0")


def reference_key(value: str) -> str:
    """A reference as it is compared; "" when it is too plain to be looked for in paths."""
    found = _REFERENCE.fullmatch(value.strip())
    return alnum_key(value) if found and len(alnum_key(value)) >= 4 else ""


def numbers_in(part: str) -> Iterator[NumberHit]:
    """What may be a company number or VAT number, in the order of writing."""
    for found in _NUMBER.finditer(part):
        number = alnum_key(found["number"])
        labelled = bool(found["label"])
        dated = bool(_DATE.fullmatch(number)) and _is_date(number)
        certain = _checked(number) and (labelled or not dated)
        yield NumberHit(found.start("number"), found.end("number"), number_key(number), certain)


def references_in(part: str) -> Iterator[NumberHit]:
    """What may be the reference of a client: letters and digits ("K-00123")."""
    for found in _REFERENCE.finditer(part):
        yield NumberHit(found.start(), found.end(), alnum_key(found[0]), True)


def _is_date(number: str) -> bool:
    try:
        date(int(number[:4]), int(number[4:6]), int(number[6:8] or 1))
    except ValueError:
        return False
    return True


def _checked(number: str) -> bool:
    """Whether the check digit is right, as far as such a number has one.

    Eight digits: the Slovak and Czech company number, shorter ones filled up with zeros. Ten
    digits: the Slovak VAT number and the Polish NIP; nine: the Polish REGON has several forms,
    so none is certain.
    """
    if number.isdigit():
        if len(number) <= 8:
            return not company_number_problem(number.zfill(8), "SK")
        if len(number) == 10:
            return not vat_problem(f"SK{number}", "SK") or not vat_problem(f"PL{number}", "PL")
        return False
    return has_vat_form(number) and not vat_problem(number, number[:2])
