"""Clients of Fakturownia as records, and back.

Everything is read leniently: booleans come as such and as texts, numbers as texts, what is absent
as ``null`` or "". Only what a record is made of goes into the fingerprint.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b

from ...engine import normalize
from ...engine.records import DELIVERY_FIELDS, Address, Party
from ..base import Row, UnexpectedAnswer
from . import delivery, numbers
from .wire import amount, flag, utc, whole

line = normalize.text

# Our field to theirs, for those that are the same text on both sides.
_TEXTS = {
    "name": "name",
    "company_number": "register_number",
    "street": "street",
    "city": "city",
    "zip": "post_code",
    "country": "country",
    "email": "email",
    "phone": "phone",
    "website": "www",
    "iban": "bank_account",
    "note": "note",
}
# ``swift`` is documented by VosFactures only, and clients are listed without it; a language,
# a currency and a state are documented nowhere.
WRITABLE = frozenset(
    (
        *_TEXTS,
        *DELIVERY_FIELDS,
        "is_company",
        "vat",
        "tax_id",
        "payment_days",
        "discount",
        "tags",
    )
)
# All that ``party`` reads but "updated_at", whose change alone changes no record. What is not read
# (balance, tokens, counters) makes no work either.
_READ = (
    *_TEXTS.values(),
    "company",
    "first_name",
    "last_name",
    "tax_no",
    "tax_no_kind",
    "mobile_phone",
    "use_delivery_address",
    "delivery_address",
    "swift",
    "payment_to_kind",
    "discount",
    "tag_list",
    "external_id",
    # In the README of github.com/vosfactures/API only.
    "department_id",
)
_LONGEST_TERM = 3650
# Changes of these need the rest of the client: see ``needs_present``.
_OF_ONE_TEXT = frozenset(DELIVERY_FIELDS)
_DELIVERY_PARTS = tuple(key.removeprefix("delivery_") for key in DELIVERY_FIELDS)


def row(client: dict) -> Row:
    """The row of a client; ``id`` must be there."""
    known = [_spelling(client.get(key)) for key in _READ]
    digest = blake2b(json.dumps(known).encode(), digest_size=16)
    return Row(str(whole(client["id"])), client, digest.hexdigest())


def _spelling(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, list):
        return json.dumps(value, sort_keys=True)
    return "" if value is None else str(value)


def party(row: Row) -> Party:
    """The party of a row in normal form; raises ``UnexpectedAnswer`` when there is no client."""
    client = row.payload
    if not isinstance(client, dict) or whole(client.get("id")) is None:
        raise UnexpectedAnswer(host="Fakturownia", reason="record")
    country = normalize.country(client.get("country"))
    vat, tax_id, hints = numbers.numbers(client, country)
    return normalize.normalize_party(
        Party(
            external_id=row.external_id,
            name=line(client.get("name")) or _person(client),
            is_company=flag(client.get("company")),
            company_number=line(client.get("register_number")),
            tax_id=tax_id,
            vat=vat,
            email=line(client.get("email")),
            phone=line(client.get("phone")) or line(client.get("mobile_phone")),
            website=line(client.get("www")).split("://", 1)[-1].rstrip("/"),
            address=Address(
                street=line(client.get("street")),
                city=line(client.get("city")),
                zip=line(client.get("post_code")),
                country=country,
            ),
            delivery=_delivery(client),
            iban=numbers.iban(client.get("bank_account")),
            swift=line(client.get("swift")),
            payment_days=_days(client.get("payment_to_kind")),
            discount=_percent(client.get("discount")),
            note=normalize.multiline(client.get("note")),
            tags=_tags(client.get("tag_list")),
            reference=line(client.get("external_id")),
            department_id=str(whole(client.get("department_id")) or ""),
            modified_at=utc(client.get("updated_at")),
            hints=hints,
        ),
        every_email=True,
    )


def _person(client: Mapping[str, object]) -> str:
    names = (line(client.get("first_name")), line(client.get("last_name")))
    return " ".join(filter(None, names))


def _delivery(client: Mapping[str, object]) -> Address:
    if not flag(client.get("use_delivery_address")):
        return Address()
    return delivery.parse(client.get("delivery_address"))


def _days(value: object) -> int | None:
    """``payment_to_kind`` is a number of days, "off", or a date; only the first is a term."""
    days = whole(value)
    return days if days is not None and 0 <= days <= _LONGEST_TERM else None


def _percent(value: object) -> float | None:
    percent = amount(value)
    return float(percent) if percent is not None and 0 <= percent <= 100 else None


def _tags(value: object) -> tuple[str, ...]:
    names = value.split(",") if isinstance(value, str) else value
    if not isinstance(names, list):
        return ()
    return tuple(dict.fromkeys(filter(None, (line(name) for name in names))))


# -- writing ---------------------------------------------------------------------------------------


def needs_present(changes: Mapping[str, object]) -> bool:
    """Whether these changes can only be written knowing the client as it is now.

    The delivery address is one text, the two tax numbers share a field, a telephone number that
    is cleared may be that of the mobile, and a person needs a last name.
    """
    some_of_delivery = 0 < len(_OF_ONE_TEXT & set(changes)) < len(_OF_ONE_TEXT)
    return (
        some_of_delivery
        or ("vat" in changes and not changes["vat"] and "tax_id" not in changes)
        or ("tax_id" in changes and "vat" not in changes)
        or ("phone" in changes and not changes["phone"])
        or (changes.get("is_company") is False and "name" not in changes)
    )


def client_fields(
    values: Mapping[str, object], present: Mapping[str, object] | None = None
) -> dict[str, object]:
    """Their fields of (some of) our values.

    ``present`` is the client as it is now, where ``needs_present`` says so.
    """
    known = party(row(dict(present))).values() if present is not None else {}
    whole_values = {**known, **values}
    fields: dict[str, object] = {
        theirs: values[ours] or "" for ours, theirs in _TEXTS.items() if ours in values
    }
    if "vat" in values or "tax_id" in values:
        vat, tax_id = whole_values.get("vat") or "", whole_values.get("tax_id") or ""
        fields |= numbers.fields(str(vat), str(tax_id), str(whole_values.get("country") or ""))
    if not _OF_ONE_TEXT.isdisjoint(values):
        parts = {key: str(whole_values.get(f"delivery_{key}") or "") for key in _DELIVERY_PARTS}
        text = delivery.compose(Address(**parts))
        fields |= {"use_delivery_address": bool(text), "delivery_address": text}
    if "phone" in values and not values["phone"] and present and not line(present.get("phone")):
        # What was read and is to be cleared is the other number.
        fields = {**fields, "mobile_phone": ""}
    if values.get("is_company") is not None:
        fields["company"] = values["is_company"]
        if not values["is_company"]:
            fields |= person_fields(str(whole_values.get("name") or ""))
    return fields | _other_fields(values)


def _other_fields(values: Mapping[str, object]) -> dict[str, object]:
    fields: dict[str, object] = {}
    for ours, theirs in (("payment_days", "payment_to_kind"), ("discount", "discount")):
        if ours in values:
            fields[theirs] = "" if values[ours] is None else f"{values[ours]:g}"
    if "tags" in values:
        fields["tag_list"] = list(values["tags"] or ())
    return fields


def person_fields(name: str) -> dict[str, str]:
    """First and last name of a person: the last word is the last name, which is required."""
    first, _blank, last = name.rpartition(" ")
    return {"first_name": first, "last_name": last}


def stale_person_fields(client: Mapping[str, object]) -> dict[str, str]:
    """First and last name to write for a person whose name was changed and they were not."""
    name = line(client.get("name"))
    if flag(client.get("company")) is not False or not name or _person(client) == name:
        return {}
    return person_fields(name)
