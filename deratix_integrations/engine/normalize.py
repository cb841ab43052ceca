"""Normal forms of everything a party holds: one spelling before anything is compared.

The functions of ``texts``, ``identifiers`` and ``reach`` are offered here under one roof.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from .identifiers import (
    company_number,
    company_number_key,
    company_number_problem,
    has_vat_form,
    iban,
    vat,
    vat_compact,
    vat_key,
    vat_problem,
)
from .reach import EMAIL, email_key, emails, phone, phone_key
from .records import Address, Contact, Party
from .texts import (
    FOLD_FROM,
    FOLD_TO,
    TITLES,
    alnum_key,
    country,
    multiline,
    name_key,
    name_start,
    text,
    zip_key,
)

__all__ = [
    "FOLD_FROM",
    "FOLD_TO",
    "TITLES",
    "HINTS",
    "alnum_key",
    "company_number",
    "company_number_key",
    "company_number_problem",
    "country",
    "email_key",
    "emails",
    "iban",
    "multiline",
    "name_start",
    "name_key",
    "normalize_party",
    "phone",
    "phone_key",
    "text",
    "vat",
    "vat_key",
    "vat_problem",
    "zip_key",
]

HINTS = {
    "name_missing": "The client has no name.",
    "company_number_invalid": "The company number fails its check digit; it was kept, but is not"
    " used to find the same company.",
    "company_number_in_vat": "The company number was in the field of the VAT number; it was moved.",
    "company_number_in_tax_id": "The company number was in the field of the tax number;"
    " it was moved.",
    "vat_in_tax_id": "The VAT number was in the field of the tax number; it was moved.",
    "vat_invalid": "The VAT number is not valid in its country.",
    "email_invalid": "The e-mail field holds no valid address.",
    "several_emails": "There are several e-mail addresses; the first is used, all of them are in"
    " the note.",
    "phone_invalid": "The telephone number is not valid; it was kept as it is.",
    "iban_invalid": "The IBAN fails its check digits; it was kept as it is.",
}

# What people type into a field to say that there is nothing, as ``name_key`` gives it.
_NOTHING = frozenset((
    "", "nema", "nemame", "nie", "nie je", "neni", "neni znamo", "neuvedene", "neuvedeno",
    "nezname", "neznamy", "ziadne", "ziadny", "zadne", "zadny", "none", "null", "n a", "na", "nil",
    "no", "x", "xx", "xxx", "brak", "keine", "kein", "nincs", "neplatca", "neplatca dph",
    "nie je platca dph", "neplatce", "neplatce dph", "neplatitel", "neplatitel dph",
))  # fmt: skip

_NOTE_LABELS = {
    "company_number": "Company number",
    "tax_id": "Tax number",
    "vat": "VAT number",
    "email": "E-mail",
    "phone": "Phone",
}
_PHONE_LABEL = re.compile(r"\b(?:tel|telefon|telefón|mob|mobil|mobile|phone|fax)\b[.:]*", re.I)
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W_]")
_DIGIT = re.compile("[1-9]")
_NOT_DIGIT = re.compile(r"[^0-9]+")
# Company number, tax number and VAT number of Slovakia, each in its field.
_IN_PLACE = re.compile(r"(?:\d{8})?\|(?:\d{10})?\|(?:SK\d{10})?", re.ASCII)
_NO_ADDRESS = Address()
_Numbers = tuple[str, str, str]


class _Notes:
    """Hints and lines for the note, gathered while a party is put into normal form."""

    def __init__(self, party: Party) -> None:
        self.hints = dict.fromkeys(party.hints)
        self.lines: list[str] = []

    def hint(self, code: str) -> None:
        self.hints[code] = None

    def keep(self, field: str, value: str) -> None:
        self.lines.append(f"{_NOTE_LABELS[field]}: {value}")

    def note(self, party: Party) -> str:
        note = multiline(party.note)
        if not self.lines:
            return note
        known = set(note.split("\n"))
        added = [line for line in dict.fromkeys(self.lines) if line not in known]
        return "\n".join([note, *added] if note else added)


def _says_nothing(value: str) -> bool:
    """Whether a text only says that there is no value: "-", "0", "nemá", "neplatca DPH"."""
    return not _DIGIT.search(value) and name_key(value.replace("0", "")) in _NOTHING


def _put_right(number: str, tax: str, vat_text: str, land: str, notes: _Notes) -> _Numbers:
    """Company number, tax number and VAT number, each in the field where it belongs.

    Only what is certain is moved: a value that has another field's form and not its own, into a
    field that is empty or exchanged with one that is wrong the same way. Slovakia: company
    number 8 digits with a check digit, tax number 10 digits, VAT number SK and 10 digits. Czech
    Republic: the VAT number is the tax number. Elsewhere nothing is moved.
    """
    if land == "SK" and not _IN_PLACE.fullmatch(f"{number}|{tax}|{vat_text}"):
        number, tax, vat_text = _vat_out_of_tax(number, tax, vat_text, notes)
        return _number_out_of_others(number, tax, vat_text, notes)
    if land == "CZ" and tax and _no_value(vat_text):
        found = vat(tax, land)
        if has_vat_form(found) and not vat_problem(found, land):
            notes.hint("vat_in_tax_id")
            return number, "", tax
    return number, tax, vat_text


def _vat_out_of_tax(number: str, tax: str, vat_text: str, notes: _Notes) -> _Numbers:
    compact, vat_given = vat_compact(tax), vat_compact(vat_text)
    if not has_vat_form(compact) or vat_problem(compact, "SK"):
        return number, tax, vat_text
    if _no_value(vat_text):
        notes.hint("vat_in_tax_id")
        return number, "", tax
    if _is_tax_id(vat_given):
        notes.hint("vat_in_tax_id")
        return number, vat_given, tax
    if compact == vat_given and compact.startswith("SK"):
        return number, compact[2:], vat_text
    return number, tax, vat_text


def _number_out_of_others(number: str, tax: str, vat_text: str, notes: _Notes) -> _Numbers:
    compact, tax_given, vat_given = map(vat_compact, (number, tax, vat_text))
    missing = _no_value(number)
    if _is_number(vat_given):
        if missing or compact == vat_given:
            notes.hint("company_number_in_vat")
            return vat_given, tax, ""
        if has_vat_form(compact):
            notes.hint("company_number_in_vat")
            return vat_given, tax, number
    elif _is_number(tax_given):
        if missing or compact == tax_given:
            notes.hint("company_number_in_tax_id")
            return tax_given, "", vat_text
        if _is_tax_id(compact):
            notes.hint("company_number_in_tax_id")
            return tax_given, compact, vat_text
    return number, tax, vat_text


def _no_value(value: str) -> bool:
    return not value or _says_nothing(value)


def _is_tax_id(compact: str) -> bool:
    return len(compact) == 10 and compact.isdigit()


def _is_number(compact: str) -> bool:
    return len(compact) == 8 and compact.isdigit() and not company_number_problem(compact, "SK")


def _numbers(party: Party, land: str, notes: _Notes) -> tuple[str, str, str]:
    number, tax, vat_text = text(party.company_number), text(party.tax_id), text(party.vat)
    if land in ("SK", "CZ") and (tax or vat_text):
        number, tax, vat_text = _put_right(number, tax, vat_text, land, notes)
    stored = company_number(number, land)
    if number and not stored and not _says_nothing(number):
        notes.keep("company_number", number)
    elif company_number_problem(stored, land):
        notes.hint("company_number_invalid")
    stored_vat = vat(vat_text, land) if vat_text else ""
    if vat_text and not stored_vat and not _says_nothing(vat_text):
        notes.keep("vat", vat_text)
    elif vat_problem(stored_vat, land):
        notes.hint("vat_invalid")
    if tax and _says_nothing(tax):
        tax = ""
    elif tax and land == "SK":
        compact = vat_compact(tax)
        tax = compact if _is_tax_id(compact) else tax
    return stored, tax, stored_vat


def _email(value: object, notes: _Notes) -> str:
    line = text(value)
    if not line:
        return ""
    found = emails(line)
    if not found:
        if _says_nothing(line):
            return ""
        notes.hint("email_invalid")
        return line
    if len(found) > 1:
        notes.hint("several_emails")
    if len(found) > 1 or _WORD.search(EMAIL.sub("", line.lower()).replace("mailto", "")):
        notes.keep("email", line)
    return found[0]


def _every_email(value: object, notes: _Notes) -> str:
    return ", ".join(emails(value)) or _email(value, notes)


def _phone(value: object, land: str, notes: _Notes) -> str:
    line = text(value)
    if not line:
        return ""
    found = phone_key(line, land)
    if not found:
        if _says_nothing(line):
            return ""
        notes.hint("phone_invalid")
        return line
    if found != line:
        digits = _NOT_DIGIT.sub("", line.replace("(0)", "")).lstrip("0")
        if not found.endswith(digits) or _LETTER.search(_PHONE_LABEL.sub("", line)):
            notes.keep("phone", line)
    return found


def _address(address: Address, notes: _Notes, land: str = "") -> Address:
    """``land`` is the country telephone numbers are read with when the address has none."""
    if address == _NO_ADDRESS:
        return _NO_ADDRESS
    own = country(address.country)
    return Address(
        name=text(address.name),
        street=text(address.street),
        city=text(address.city),
        zip=text(address.zip),
        state=text(address.state),
        country=own,
        phone=_phone(address.phone, own or land, notes),
    )


def _contact(contact: Contact, land: str, notes: _Notes) -> Contact:
    return Contact(
        external_id=contact.external_id,
        name=text(contact.name),
        email=_email(contact.email, notes),
        phone=_phone(contact.phone, land, notes),
    )


def _iban(value: object, notes: _Notes) -> str:
    line = text(value)
    found = iban(line)
    if not found:
        if _no_value(line):
            return ""
        notes.hint("iban_invalid")
    return found or line


def _unique(values: tuple[str, ...], form: Callable[[object], str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(form, values))))


def normalize_party(party: Party, *, every_email: bool = False) -> Party:
    """The party in normal form, with the codes of what looked wrong in ``hints``.

    With ``every_email`` the field holds all addresses with commas between, for systems that keep
    several in one; else the first.

    Certain mistakes are put right (a VAT number in the field of the tax number). What a field
    cannot hold, such as a second e-mail address, is added to the note as a line of its own;
    invalid numbers stay in their field. Applying it again changes nothing.
    """
    notes = _Notes(party)
    home = _address(party.address, notes)
    land = home.country
    number, tax, vat_number = _numbers(party, land, notes)
    name = text(party.name)
    if not name:
        notes.hint("name_missing")
    return replace(
        party,
        name=name,
        company_number=number,
        tax_id=tax,
        vat=vat_number,
        email=_every_email(party.email, notes) if every_email else _email(party.email, notes),
        phone=_phone(party.phone, land, notes),
        website=text(party.website),
        address=home,
        delivery=_address(party.delivery, notes, land),
        iban=_iban(party.iban, notes),
        swift=alnum_key(party.swift),
        language=text(party.language),
        currency=text(text(party.currency).upper()),
        contacts=tuple(_contact(contact, land, notes) for contact in party.contacts),
        tags=_unique(party.tags, text),
        reference=text(party.reference),
        note=notes.note(party),
        hints=tuple(notes.hints),
    )
