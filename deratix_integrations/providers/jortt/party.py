"""Customers of jortt as records, and back. Keys that are missing are taken for empty: what was
recorded in 2020 lacks many of those of today."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b

from ...engine import normalize
from ...engine.records import Address, Contact, Party
from ..base import Rejected, Row, UnexpectedAnswer
from .wire import HIDDEN, SECRET_FIELD, identifier, number, whole

line = normalize.text

# Our field to theirs, for those that are the same text on both sides.
_TEXTS = {
    "name": "customer_name",
    "company_number": "coc_number",
    "street": "address_street",
    "city": "address_city",
    "zip": "address_postal_code",
    "country": "address_country_code",
    "email": "email",
    "phone": "phonenumber",
    "website": "website",
    "note": "additional_information",
}
# Not the VAT number: it applies only where VAT is shifted, and whether it is to be shifted is for
# a bookkeeper to say. Languages are five, and there is but one label.
WRITABLE = frozenset((*_TEXTS, "is_company", "payment_days", "discount"))
# What a change hands back as it was, since what happens to fields that are left out of it is not
# documented. The salutation cannot be read.
_HANDED_BACK = (
    *_TEXTS.values(),
    "is_private",
    "address_extra_information",
    "shift_vat",
    "vat_number",
    "initials",
    "first_name",
    "last_name",
    "date_of_birth",
    "attn",
    "cc_emails",
    "email_salutation",
    "payment_term",
    "invoice_language",
    "payment_method_invoice",
    "reference",
    "default_label_id",
    "default_ledger_account_id",
    "default_discount_description",
    "default_discount_percentage",
    "peppol_scheme_code",
    "peppol_identifier",
)
# All that ``party`` reads.
_READ = (
    *_TEXTS.values(),
    "is_private",
    "vat_number",
    "attn",
    "payment_term",
    "invoice_language",
    "reference",
    "default_label_id",
    "default_discount_percentage",
)
_LONGEST_TERM = 3650
_FROM_LANGUAGES = frozenset(("nl", "de", "en", "fr", "es"))


def row(customer: dict) -> Row:
    """The row of a customer; ``id`` must be there."""
    known = ["" if (value := customer.get(key)) is None else str(value) for key in _READ]
    digest = blake2b(json.dumps(known).encode(), digest_size=16)
    return Row(identifier(customer["id"]), customer, digest.hexdigest())


def party(row: Row, labels: Mapping[str, str]) -> Party:
    """The party of a row in normal form; raises ``UnexpectedAnswer`` when there is no customer.

    :param labels: the names of labels by their identifiers
    """
    customer = row.payload
    if not isinstance(customer, dict) or not identifier(customer.get("id")):
        raise UnexpectedAnswer(host="jortt", reason="record")
    private = customer.get("is_private")
    label = labels.get(label_of(customer), "")
    language = line(customer.get("invoice_language")).lower()
    return normalize.normalize_party(
        Party(
            external_id=row.external_id,
            is_company=not private if isinstance(private, bool) else None,
            vat=line(customer.get("vat_number")),
            website=line(customer.get("website")).split("://", 1)[-1].rstrip("/"),
            address=Address(
                street=line(customer.get("address_street")),
                city=line(customer.get("address_city")),
                zip=line(customer.get("address_postal_code")),
                country=normalize.country(customer.get("address_country_code")),
            ),
            language=language if language in _FROM_LANGUAGES else "",
            payment_days=_days(customer.get("payment_term")),
            discount=_percent(customer.get("default_discount_percentage")),
            note=normalize.multiline(customer.get("additional_information")),
            tags=(label,) if label else (),
            contacts=_contacts(row.external_id, customer),
            reference=line(customer.get("reference")),
            **{
                key: line(customer.get(_TEXTS[key]))
                for key in ("name", "company_number", "email", "phone")
            },
        )
    )


def label_of(customer: Mapping[str, object]) -> str:
    """The identifier of a customer's label, or ""."""
    return identifier(customer.get("default_label_id"))


def _contacts(external_id: str, customer: Mapping[str, object]) -> tuple[Contact, ...]:
    """To whose attention the invoices of a company go."""
    name = line(customer.get("attn"))
    if not name or customer.get("is_private") is not False:
        return ()
    return (Contact(external_id=f"{external_id}/attn", name=name),)


def _days(value: object) -> int | None:
    days = whole(value)
    return days if days is not None and 0 <= days <= _LONGEST_TERM else None


def _percent(value: object) -> float | None:
    percent = number(value)
    return float(percent) if percent is not None and 0 < percent <= 100 else None


# -- writing ---------------------------------------------------------------------------------------


def new_fields(party: Party, reference: str, host: str) -> dict[str, object]:
    """The body that creates a customer; what is empty is left to the system.

    Who is not known to be a company is one if it has a company number or a VAT number: companies
    need an address there, others need nothing but a name.
    """
    values = {key: value for key, value in party.values().items() if value not in ("", None, [])}
    fields = {key: value for key, value in _fields(values, host).items() if value is not None}
    is_company = party.is_company
    if is_company is None:
        is_company = bool(party.company_number or party.vat)
    return {**fields, "is_private": not is_company, "reference": reference}


def changed_fields(
    customer: Mapping[str, object], changes: Mapping[str, object], host: str
) -> dict[str, object] | None:
    """The body that makes these changes of a customer, with all the rest as it is; ``None`` when
    nothing would be different. Raises ``Rejected``."""
    changed = _fields(changes, host)
    if all(_same(customer.get(key), value) for key, value in changed.items()):
        return None
    if customer.get(SECRET_FIELD) == HIDDEN:
        reason = "The customer has a citizen service number, which a change could erase."
        raise Rejected(host=host, reasons=(reason,), problem="citizen_number")
    kept = {key: customer.get(key) for key in _HANDED_BACK}
    return {key: value for key, value in kept.items() if value is not None} | changed


def _same(present: object, value: object) -> bool:
    return present == value or (present in (None, "") and value in (None, ""))


def _fields(values: Mapping[str, object], host: str) -> dict[str, object]:
    """Their fields of (some of) our values; ``None`` clears one."""
    fields: dict[str, object] = {
        theirs: values[ours] or None for ours, theirs in _TEXTS.items() if ours in values
    }
    if values.get("is_company") is not None:
        fields["is_private"] = not values["is_company"]
    if "payment_days" in values:
        fields["payment_term"] = values["payment_days"]
    if "discount" in values:
        percent = values["discount"]
        if percent and percent != int(percent):
            reason = f"A discount of {percent:g} % is not one of whole percents."
            raise Rejected(host=host, reasons=(reason,), problem="whole_percent")
        fields["default_discount_percentage"] = int(percent) if percent else None
    return fields
