"""Normal forms and checks of company numbers, tax numbers, VAT numbers and bank accounts."""

from __future__ import annotations

import re
from functools import lru_cache

from stdnum.cz.dic import calc_check_digit_legal
from stdnum.eu import vat as stdnum_vat
from stdnum.iso7064 import mod_97_10
from stdnum.sk import dph as stdnum_sk_vat

from .texts import alnum_key, text

# Structure of VAT numbers after the prefix; source: European Commission, VIES on-the-web, FAQ,
# "What is the format of a VAT number?" (https://ec.europa.eu/taxation_customs/vies/#/faq).
_VAT_FORMS = {
    "AT": r"U\d{8}",
    "BE": r"[01]\d{9}",
    "BG": r"\d{9,10}",
    "CY": r"\d{8}[A-Z]",
    "CZ": r"\d{8,10}",
    "DE": r"\d{9}",
    "DK": r"\d{8}",
    "EE": r"\d{9}",
    "EL": r"\d{9}",
    "ES": r"[A-Z0-9]\d{7}[A-Z0-9]",
    "FI": r"\d{8}",
    "FR": r"[A-Z0-9]{2}\d{9}",
    "HR": r"\d{11}",
    "HU": r"\d{8}",
    "IE": r"\d[A-Z0-9+*]\d{5}[A-Z]{1,2}",
    "IT": r"\d{11}",
    "LT": r"\d{9}(?:\d{3})?",
    "LU": r"\d{8}",
    "LV": r"\d{11}",
    "MT": r"\d{8}",
    "NL": r"[A-Z0-9+*]{12}",
    "PL": r"\d{10}",
    "PT": r"\d{9}",
    "RO": r"\d{2,10}",
    "SE": r"\d{12}",
    "SI": r"\d{8}",
    "SK": r"\d{10}",
    "XI": r"\d{9}(?:\d{3})?|[A-Z]{2}\d{3}",
}
_VAT_FORM = {prefix: re.compile(form, re.ASCII) for prefix, form in _VAT_FORMS.items()}
_SLOVAK_COMPANY = re.compile(r"SK[1-9]\d[2-47-9]\d{7}", re.ASCII)
_VAT_LABEL = re.compile(
    r"(?:ICDPH|DIC|VATID|VATNO|VATNR|VAT|USTIDNR|USTID|UID|NIP)+(?=[A-Z]{0,3}\d)", re.ASCII
)
_NOT_VAT = re.compile("[^0-9A-Z+*]")
_UPPER = str.maketrans("abcdefghijklmnopqrstuvwxyzčČ", "ABCDEFGHIJKLMNOPQRSTUVWXYZCC")
_ASCII_UPPER = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_SEPARATORS = re.compile(r"[\s.\-_/:]+")
_LOCAL_NUMBER = re.compile(r"(?:I[ČC]O?)?(?:SK|CZ)?(\d+)", re.ASCII)
_DIGIT = re.compile("[1-9]")
_LOCAL = ("SK", "CZ")


def company_number(value: object, country: str = "") -> str:
    """The number in the trade register as it is stored; "" for zeros and words without a digit.

    Slovak and Czech numbers (IČO) are eight digits, shorter ones of six or seven are padded.
    Where a value is no such number it stays, in capitals and without blanks, so that a person
    can put it right. ``country`` is ISO alpha-2.
    """
    line = text(value)
    if not _DIGIT.search(line):
        return ""
    if country in _LOCAL:
        if len(line) == 8 and line.isascii() and line.isdigit():
            return line
        compact = _SEPARATORS.sub("", line).translate(_ASCII_UPPER).replace("č", "Č")
        found = _LOCAL_NUMBER.fullmatch(compact)
        if not found:
            return text(compact)
        digits = found[1]
        return digits.zfill(8) if 6 <= len(digits) <= 8 else digits
    return text(line.replace(" ", "").translate(_ASCII_UPPER))


def company_number_key(value: object) -> str:
    """A company number as it is compared: ``alnum_key`` without leading zeros."""
    return alnum_key(value).lstrip("0")


@lru_cache(maxsize=50_000)
def company_number_problem(number: str, country: str) -> bool:
    """Whether a Slovak or Czech number fails its check digit; other countries have no problem.

    Both countries give the same kind of number (modulo 11, weights 8 to 2), a heritage of their
    common register; python-stdnum has the algorithm in ``stdnum.cz.dic``.
    """
    if not number or country not in _LOCAL:
        return False
    if len(number) != 8 or not (number.isascii() and number.isdigit()):
        return True
    return calc_check_digit_legal(number[:7]) != number[7]


def vat_compact(value: object) -> str:
    """Capitals and digits of a VAT or tax number, without a label such as "IČ DPH" before it."""
    compact = _NOT_VAT.sub("", text(value).translate(_UPPER))
    label = _VAT_LABEL.match(compact)
    return compact[label.end() :] if label else compact


def has_vat_form(compact: str) -> bool:
    """Whether a compact number has a prefix of the EU and looks like that country's numbers."""
    form = _VAT_FORM.get(compact[:2])
    return bool(form and form.fullmatch(compact, 2))


def vat_prefix(country: str) -> str:
    """The prefix of VAT numbers of an EU country (ISO alpha-2), or "" outside the EU."""
    prefix = "EL" if country == "GR" else country
    return prefix if prefix in _VAT_FORM else ""


def vat(value: object, country: str) -> str:
    """A VAT number with its prefix, capitals and digits only; "" when it holds no number.

    The prefix of ``country`` (ISO alpha-2) is added where the rest looks like a number of that
    country, and Greek numbers get EL. What looks like nothing known stays without a prefix.
    """
    if isinstance(value, str) and has_vat_form(value) and _DIGIT.search(value):
        return value  # the usual case, quickly
    compact = vat_compact(value)
    if not _DIGIT.search(compact):
        return ""
    if compact.startswith("GR") and has_vat_form("EL" + compact[2:]):
        return "EL" + compact[2:]
    if has_vat_form(compact):
        return compact
    prefix = vat_prefix(country)
    if prefix and not compact.startswith(prefix) and has_vat_form(prefix + compact):
        return prefix + compact
    return compact


def vat_key(value: object) -> str:
    """A VAT number as it is compared (see ``alnum_key``)."""
    return alnum_key(value)


@lru_cache(maxsize=50_000)
def vat_problem(number: str, country: str) -> bool:
    """Whether python-stdnum refuses a VAT number; never for countries outside the EU.

    A number without a prefix is checked as one of ``country``.
    """
    if not number:
        return False
    if number[:2] not in _VAT_FORM:
        prefix = vat_prefix(country)
        if not prefix:
            return False
        number = prefix + number
    # What python-stdnum asks of Slovak numbers last: it first tries for a birth number, at length.
    if _SLOVAK_COMPANY.fullmatch(number) and not stdnum_sk_vat.checksum(number[2:]):
        return False
    return not stdnum_vat.is_valid(number)


@lru_cache(maxsize=50_000)
def iban(value: object) -> str:
    """An IBAN in capitals without blanks, or "" when it is none (check digits fail).

    Check: ISO 13616-1, the first four characters moved to the end give 1 modulo 97. Not
    ``stdnum.iban``: its register is a resource file, which Odoo 19's import hook around
    ``stdnum`` makes unreadable.
    """
    number = alnum_key(value)
    well_formed = re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", number)
    return number if well_formed and mod_97_10.is_valid(number[4:] + number[:4]) else ""
