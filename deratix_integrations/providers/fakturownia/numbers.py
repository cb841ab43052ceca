"""One field with a kind on their side; a VAT number and a tax number on ours.

``tax_no_kind`` is empty for a NIP, ``nip_ue``, ``other``, ``empty``, or in older accounts the name
of any other number ("PESEL") (README of github.com/fakturownia/API, fields of a client). Foreign
numbers were kept under the empty kind as well before there were others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from stdnum.pl import nip

from ...engine import identifiers, normalize

EU, OTHER = "nip_ue", "other"
_OF_NIP = ("", "nip")
_HOME = ("", "PL")
_NONE = "empty"
_DIGITS = re.compile(r"\d{10}", re.ASCII)
_NRB = re.compile(r"\d{26}", re.ASCII)


def numbers(client: Mapping[str, object], country: str) -> tuple[str, str, tuple[str, ...]]:
    """``(VAT number, tax number, hints)`` of a client; at most one of the two is there."""
    told = normalize.text(client.get("tax_no"))
    kind = normalize.text(client.get("tax_no_kind")).lower()
    if not told or kind == _NONE:
        return "", "", ()
    if kind == EU:
        return told, "", ()
    if kind not in _OF_NIP:
        return "", told, ()
    compact = identifiers.vat_compact(told)
    polish = country in _HOME
    if nip_of(compact) and (
        polish or not identifiers.has_vat_form(normalize.vat(compact, country))
    ):
        return f"PL{nip_of(compact)}", "", ()
    if identifiers.has_vat_form(compact) and not compact.startswith("PL"):
        return compact, "", ()
    if not polish:
        return told, "", ()
    hints = ("vat_invalid",) if _DIGITS.fullmatch(compact.removeprefix("PL")) else ()
    return "", told, hints


def nip_of(compact: str) -> str:
    """The ten digits of a valid Polish number, with or without its prefix, else ""."""
    digits = compact.removeprefix("PL")
    return digits if _DIGITS.fullmatch(digits) and nip.is_valid(digits) else ""


def fields(vat: str, tax_id: str, country: str) -> dict[str, str]:
    """Their fields of our two; there is room for one, and the VAT number goes before.

    A Polish number of a foreign company is sent with its prefix, where the country is known:
    without it, it may look like one of that country.
    """
    compact = identifiers.vat_compact(vat)
    if nip_of(compact) and country in _HOME:
        return {"tax_no": nip_of(compact), "tax_no_kind": ""}
    if identifiers.has_vat_form(compact):
        return {"tax_no": compact, "tax_no_kind": EU}
    if vat:
        return {"tax_no": vat, "tax_no_kind": ""}
    return {"tax_no": tax_id, "tax_no_kind": OTHER if tax_id else ""}


def iban(account: object) -> str:
    """An IBAN; the 26 digits of a Polish account (NRB) are one without its "PL".

    What is neither stays as it is.
    """
    told = normalize.text(account)
    digits = re.sub(r"[\s-]", "", told)
    polish = normalize.iban(f"PL{digits}") if _NRB.fullmatch(digits) else ""
    return polish or told
