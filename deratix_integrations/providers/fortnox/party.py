"""Customers of Fortnox as records, and back."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Mapping
from hashlib import blake2b

from ...engine import normalize
from ...engine.records import Address, Party
from ..base import Row, UnexpectedAnswer
from .wire import BLANK, fingerprint, whole

line = normalize.text

# Our field to theirs, for those that are the same text on both sides.
_TEXTS = {
    "name": "Name",
    "company_number": "OrganisationNumber",
    "vat": "VATNumber",
    "street": "Address1",
    "city": "City",
    "zip": "ZipCode",
    "country": "CountryCode",
    "email": "Email",
    "phone": "Phone1",
    "website": "WWW",
    "delivery_name": "DeliveryName",
    "delivery_street": "DeliveryAddress1",
    "delivery_city": "DeliveryCity",
    "delivery_zip": "DeliveryZipCode",
    "delivery_country": "DeliveryCountryCode",
    "delivery_phone": "DeliveryPhone1",
    "currency": "Currency",
    "note": "Comments",
}
# A term of payment is a code of the company's own list, not a number of days: it is only read.
WRITABLE = frozenset((*_TEXTS, "is_company"))
# A street of ours is both lines of theirs.
_SECOND_LINES = {"street": "Address2", "delivery_street": "DeliveryAddress2"}
_READ = (
    *_TEXTS.values(),
    *_SECOND_LINES.values(),
    "Phone2",
    "Type",
    "TermsOfPayment",
    "ExternalReference",
)
_LONGEST_TERM = 3650


def row(customer: dict) -> Row:
    """The row of a customer; its number must be there."""
    return Row(str(customer["CustomerNumber"]), customer, fingerprint(customer, _READ))


def number_of(reference: str) -> str:
    """The customer number under which a client with this key of ours is created.

    A number is never given twice, also after it was deleted (error 2000637), so a client cannot
    be created twice, and there is no other field of which the API finds the exact value. Letters
    and digits are allowed (github.com/standout/standout-fortnox, docs/CustomersCustomers.md).
    """
    digest = blake2b(reference.encode(), digest_size=5).digest()
    return f"D{b32encode(digest).decode()}"


def party(row: Row) -> Party:
    """The party of a row in normal form; raises ``UnexpectedAnswer`` when there is none."""
    customer = row.payload
    if not isinstance(customer, dict) or "CustomerNumber" not in customer:
        raise UnexpectedAnswer(host="Fortnox", reason="record")
    kind = line(customer.get("Type")).upper()
    return normalize.normalize_party(
        Party(
            external_id=row.external_id,
            name=line(customer.get("Name")),
            is_company={"COMPANY": True, "PRIVATE": False}.get(kind),
            company_number=line(customer.get("OrganisationNumber")),
            vat=line(customer.get("VATNumber")),
            email=line(customer.get("Email")),
            phone=line(customer.get("Phone1")) or line(customer.get("Phone2")),
            website=line(customer.get("WWW")).split("://", 1)[-1].rstrip("/"),
            address=_address(customer, ""),
            delivery=_address(customer, "Delivery"),
            currency=line(customer.get("Currency")),
            payment_days=_days(customer.get("TermsOfPayment")),
            note=normalize.multiline(customer.get("Comments")),
            reference=line(customer.get("ExternalReference")),
        )
    )


def _address(customer: Mapping[str, object], prefix: str) -> Address:
    def part(name: str) -> str:
        return line(customer.get(f"{prefix}{name}"))

    return Address(
        name=part("Name") if prefix else "",
        street=", ".join(filter(None, (part("Address1"), part("Address2")))),
        city=part("City"),
        zip=part("ZipCode"),
        country=normalize.country(part("CountryCode")),
        phone=part("Phone1") if prefix else "",
    )


def _days(value: object) -> int | None:
    """Codes are free texts, such as "30", "AG" or "PF"; only numbers are terms in days."""
    days = whole(value)
    return days if days is not None and 0 <= days <= _LONGEST_TERM else None


def fields(values: Mapping[str, object], *, new: bool = False) -> dict[str, object]:
    """Their fields of (some of) our values; what is empty is emptied, and left out of a new one.

    A currency cannot be empty there and is left as it is.
    """
    made: dict[str, object] = {}
    for ours, theirs in _TEXTS.items():
        if ours not in values or (not values[ours] and (new or ours in ("currency", "name"))):
            continue
        made[theirs] = values[ours] or BLANK
        if ours in _SECOND_LINES and not new:
            made[_SECOND_LINES[ours]] = BLANK
    if values.get("is_company") is not None:
        made["Type"] = "COMPANY" if values["is_company"] else "PRIVATE"
    return made
