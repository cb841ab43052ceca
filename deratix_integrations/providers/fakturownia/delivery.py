"""The delivery address: parts on our side, one text on theirs.

The API documents no form for the text. What is read from it is what is certain: a country code on
the last line, before it a post code with its place, a telephone number behind "tel."; all else is
the street. What is written is an address as on an envelope if it can be read back the same, else
each part on a line with its name, so that nothing changes by going there and back.
"""

from __future__ import annotations

import re

from ...engine import normalize
from ...engine.records import Address

_LABELS = {
    "name": "Name",
    "street": "Street",
    "zip": "Post code",
    "city": "City",
    "state": "State",
    "country": "Country",
    "phone": "Phone",
}
_PARTS = {label: part for part, label in _LABELS.items()}
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
# The Polish form of a post code can be nothing else, nor can the Czech and Slovak one; others
# only count before a line with a country.
_PLACE = re.compile(r"(?P<zip>\d{2}-\d{3}|\d{3} \d{2})\s+(?P<city>[^\d\s].*)", re.ASCII)
_PLACE_ABROAD = re.compile(r"(?P<zip>\w*\d[\w-]*(?: \d\w*)?) (?P<city>[^\d\s]\D*)", re.ASCII)
_PHONE = re.compile(r"tel\.?:? *(?P<phone>\+?\d[\d ()/.-]{4,})", re.IGNORECASE | re.ASCII)


def parse(text: object) -> Address:
    """The parts that are certain; the rest in the street."""
    lines = [line for line in normalize.multiline(text).split("\n") if line]
    labelled = [line.partition(": ") for line in lines]
    if lines and all(label in _PARTS and value for label, _colon, value in labelled):
        parts = {_PARTS[label]: value for label, _colon, value in labelled}
        return Address(**parts) if len(parts) == len(lines) else Address(street=", ".join(lines))
    parts = {}
    found = _PHONE.fullmatch(lines[-1]) if lines else None
    if found:
        parts["phone"] = found["phone"].strip()
        lines.pop()
    if lines and _COUNTRY.fullmatch(lines[-1]):
        parts["country"] = lines.pop()
    place = _PLACE_ABROAD if parts.get("country", "PL") != "PL" else _PLACE
    found = (place.fullmatch(lines[-1]) or _PLACE.fullmatch(lines[-1])) if lines else None
    if found:
        parts |= found.groupdict()
        lines.pop()
    return Address(street=", ".join(lines), **parts)


def compose(address: Address) -> str:
    """The text of an address in normal form; ``parse`` gives the same address again."""
    place = " ".join(filter(None, (address.zip, address.city)))
    phone = address.phone and f"tel. {address.phone}"
    lines = [address.street, place, address.country, phone]
    text = "\n".join(line for line in lines if line)
    if parse(text) == address:
        return text
    parts = {part: getattr(address, part) for part in _LABELS}
    return "\n".join(f"{_LABELS[part]}: {value}" for part, value in parts.items() if value)
