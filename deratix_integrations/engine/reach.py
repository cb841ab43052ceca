"""Normal forms of e-mail addresses and telephone numbers."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneMetadata, PhoneNumberFormat

from .texts import text

# Bounded and anchored at a boundary, so that no input makes the search slow.
_LOCAL_PART = r"[a-z0-9!#$%&*+=?^_`{}~'-]"
EMAIL = re.compile(
    r"(?<![a-z0-9!#$%&*+=?^_`{}~'.@-])"
    rf"(?=[^@]{{1,64}}@){_LOCAL_PART}+(?:\.{_LOCAL_PART}+)*"
    r"@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_]{2,24}(?![\w@])"
)
_PHONE_PARTS = re.compile(r"[,;|\n]|\s/\s|\s(?:a|alebo|nebo|or|und|oder)\s")
_PHONE_PLAIN = re.compile(r"[-+0-9 ./()]+")
_PHONE_TRUNK = re.compile(r"\(\s*0\s*\)")
_NOT_DIGIT = re.compile(r"[^0-9]+")
# Country codes that belong to one country only: a number that fits its numbering plan needs no
# general parser. The value is the digit dialled before national numbers.
_QUICK = {"SK": ("421", "0"), "CZ": ("420", "")}
_PLAN_PARTS = (
    "fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "voip",
    "personal_number", "pager", "uan", "voicemail",
)  # fmt: skip


def emails(value: object) -> tuple[str, ...]:
    """All addresses in a field, in lower case, each once, in their order."""
    if not value or "@" not in (line := text(value)):
        return ()
    return _emails(line)


@lru_cache(maxsize=20_000)
def _emails(line: str) -> tuple[str, ...]:
    line = line.lower()
    if not line.isascii():
        line = unicodedata.normalize("NFC", line)
    return tuple(dict.fromkeys(EMAIL.findall(line)))


def email_key(value: object) -> str:
    """The first address in a field, or ""."""
    found = emails(value)
    return found[0] if found else ""


@lru_cache(maxsize=8)
def _plan(region: str) -> tuple[str, str, re.Pattern[str]]:
    """Country code, trunk digit and the pattern of the valid nine-digit numbers of a country.

    The pattern is made of the very descriptions that ``phonenumbers.is_valid_number`` tries.
    """
    code, trunk = _QUICK[region]
    metadata = PhoneMetadata.metadata_for_region(region)
    kinds = [getattr(metadata, part) for part in _PLAN_PARTS]
    patterns = "|".join(
        kind.national_number_pattern
        for kind in kinds
        if kind is not None and (not kind.possible_length or 9 in kind.possible_length)
    )
    general = metadata.general_desc.national_number_pattern
    return code, trunk, re.compile(f"(?=[1-9][0-9]{{8}}$)(?=(?:{general})$)(?:{patterns})")


def _quick(line: str, region: str) -> str:
    """E.164 of a plain nine-digit number of a country in ``_QUICK``, else ""."""
    if not _PHONE_PLAIN.fullmatch(line) or line.rfind("+") > 0:
        return ""
    digits = _NOT_DIGIT.sub("", _PHONE_TRUNK.sub("", line))
    if line[0] != "+":
        if region not in _QUICK:
            return ""
        code, trunk, pattern = _plan(region)
        if not digits.startswith(trunk):
            return ""
        national = digits[len(trunk) :]
        return f"+{code}{national}" if pattern.fullmatch(national) else ""
    for known in _QUICK:
        code, _trunk, pattern = _plan(known)
        if digits.startswith(code) and pattern.fullmatch(digits, len(code)):
            return "+" + digits
    return ""


def _parsed(line: str, region: str) -> str:
    try:
        number = phonenumbers.parse(_PHONE_TRUNK.sub("", line), region or None)
    except NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


@lru_cache(maxsize=50_000)
def _phone_key(line: str, region: str) -> str:
    if line.startswith("00"):
        line = "+" + line[2:]  # the way to dial abroad from nearly everywhere
    whole = _quick(line, region) or _parsed(line, region)
    if whole:
        return whole
    for separator in (_PHONE_PARTS, re.compile("/")):
        parts = separator.split(line)
        for part in parts if len(parts) > 1 else ():
            found = part.strip() and (_quick(part.strip(), region) or _parsed(part, region))
            if found:
                return found
    for match in phonenumbers.PhoneNumberMatcher(line, region or None):
        return phonenumbers.format_number(match.number, PhoneNumberFormat.E164)
    return ""


def phone_key(value: object, country: str) -> str:
    """The first valid number in a field as E.164 ("+421905123456"), or "".

    Numbers without a country code are read as numbers of ``country`` (ISO alpha-2).
    """
    line = text(value)
    if not line or len(line) > 250:
        return ""
    return _phone_key(line, country)


def phone(value: object, country: str) -> str:
    """``phone_key``, or the text as it was where no valid number is found."""
    return phone_key(value, country) or text(value)
