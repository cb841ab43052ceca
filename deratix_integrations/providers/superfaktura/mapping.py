"""SuperFaktura's JSON of clients to records and back.

The list writes numbers as texts and absent values as ``null`` or ``""``; ``clients/view`` does
the same the other way round. So everything is read leniently, and only what a record is made of
goes into the fingerprint, in one spelling.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from hashlib import blake2b

from ...engine import normalize
from ...engine.records import Address, Contact, Party
from ..base import Row, UnexpectedAnswer
from .wire import utc, whole

line = normalize.text
_CZECH_ACCOUNT = re.compile(
    r"(?:(?P<prefix>\d{1,6})-)?(?P<number>\d{2,10})/(?P<bank>\d{4})", re.ASCII
)
_CZECH_WEIGHTS = (1, 2, 4, 8, 5, 10, 9, 7, 3, 6)

# Our field to theirs, for those that are the same text on both sides. A Czech VAT number (DIČ)
# goes into "ic_dph" as well; "dic" is only for the Slovak tax number (intro.md).
_TEXTS = {
    "name": "name",
    "company_number": "ico",
    "tax_id": "dic",
    "vat": "ic_dph",
    "street": "address",
    "city": "city",
    "zip": "zip",
    "email": "email",
    "phone": "phone",
    "delivery_name": "delivery_name",
    "delivery_street": "delivery_address",
    "delivery_city": "delivery_city",
    "delivery_zip": "delivery_zip",
    "delivery_phone": "delivery_phone",
    "iban": "iban",
    "swift": "swift",
    "currency": "currency",
    "note": "comment",
}
COUNTRY_FIELDS = {"country_id": "country", "delivery_country_id": "delivery_country"}
WRITABLE = frozenset((*_TEXTS, *COUNTRY_FIELDS.values(), "payment_days", "tags"))
# All that ``party`` reads but "modified", whose change alone changes no record. What is not read
# (statistics, discount, settings of reminders and trips) makes no work either.
_READ = (
    *_TEXTS.values(),
    "state",
    "country",
    "country_id",
    "delivery_state",
    "delivery_country",
    "delivery_country_id",
    "fax",
    "bank_account_prefix",
    "bank_account",
    "bank_code",
    "due_date",
    "tags",
    "uuid",
)
_LONGEST_TERM = 3650
_MAIN_PARTS = {"name": "name", "street": "address", "city": "city", "zip": "zip", "phone": "phone"}
# Written at the end of a name, with or without dots and blanks. A person in trade has none of
# them, so nothing follows from their absence.
_LEGAL_FORM = re.compile(
    r"[\s,.\-](?:"
    r"(?:spol\s?\.?\s?)?s\s?\.?\s?r\s?\.?\s?o|a\s?\.\s?s|as|j\s?\.\s?s\s?\.\s?a|k\s?\.\s?s|"
    r"v\s?\.\s?o\s?\.\s?s|dru[zž]stvo|[sš]\s?\.\s?p|n\s?\.\s?o|o\s?\.\s?z|z\s?\.\s?[su]|"
    r"o\s?\.\s?p\s?\.\s?s|gmbh|ges\.?m\.?b\.?h|ag|kg|sp\.?\s?z\s?\.?o\s?\.?\s?o|kft|zrt|nyrt|"
    r"b\.?v|n\.?v|ltd|llc|inc|plc|se"
    r")\s?\.?(?:\s*(?:,|-|–|v likvid[aá]ci|v konkurze).*)?$",
    re.IGNORECASE,
)


class Countries:
    """The system's numbers of countries; source: ``/countries/index/view_full:1``."""

    def __init__(self, answer: object) -> None:
        self._iso: dict[int, str] = {}
        self._by_name: dict[str, str] = {}
        for item in answer if isinstance(answer, list | tuple) else ():
            country = item.get("Country") if isinstance(item, dict) else None
            number = whole(country.get("id")) if isinstance(country, dict) else None
            iso = normalize.country(country.get("iso")) if number is not None else ""
            if iso:
                self._iso[number] = iso
                self._by_name[line(country.get("name")).casefold()] = iso
        self._numbers = {iso: number for number, iso in reversed(self._iso.items())}

    def __len__(self) -> int:
        return len(self._iso)

    def iso(self, number: object, name: object) -> str:
        """Alpha-2 of a number, else of a name in the language of the account, else ``""``."""
        found = self._iso.get(whole(number) or 0)
        return found or self._by_name.get(line(name).casefold(), "")

    def number(self, iso: str) -> int | None:
        return self._numbers.get(iso)


def row(item: dict) -> Row:
    """The row of an item of a list, or of the same parts of a view. ``id`` must be there."""
    client = item["Client"]
    known = ["" if (value := client.get(key)) is None else str(value) for key in _READ]
    digest = blake2b(json.dumps(known).encode(), digest_size=16)
    return Row(str(whole(client["id"])), item, digest.hexdigest())


def names_a_country(payload: Mapping[str, object]) -> bool:
    """Whether the table of countries is needed to read this client."""
    client = payload.get("Client")
    return isinstance(client, dict) and any(
        whole(client.get(key)) or line(client.get(key))
        for key in ("country_id", "delivery_country_id", "country", "delivery_country")
    )


def tag_words(payload: Mapping[str, object]) -> list[str]:
    """Tags of a client: names, or their numbers, with commas between."""
    client = payload.get("Client")
    words = line(client.get("tags")) if isinstance(client, dict) else ""
    return [word for part in words.split(",") if (word := part.strip())]


def tag_names(answer: object) -> dict[str, str]:
    """Names of tags by number; an empty table comes as a list."""
    table = answer.items() if isinstance(answer, dict) else ()
    return {str(number): line(name) for number, name in table if line(name)}


def party(row: Row, countries: Countries | None, tags: Mapping[str, str]) -> Party:
    """The party of a row in normal form; raises ``UnexpectedAnswer`` when there is no client."""
    client = row.payload.get("Client")
    if not isinstance(client, dict):
        raise UnexpectedAnswer(host="SuperFaktura", reason="record")
    countries = countries or Countries(())
    land = countries.iso(client.get("country_id"), client.get("country"))
    iban, account = _bank(client, land)
    name = line(client.get("name"))
    numbers = [line(client.get(key)) for key in ("ico", "ic_dph")]
    is_company = any(map(_has_digit, numbers)) or bool(_LEGAL_FORM.search(name))
    uuid = line(client.get("uuid"))
    return normalize.normalize_party(
        Party(
            external_id=row.external_id,
            name=name,
            is_company=is_company or None,
            company_number=numbers[0],
            tax_id=line(client.get("dic")),
            vat=numbers[1],
            email=line(client.get("email")),
            phone=line(client.get("phone")),
            address=Address(
                street=line(client.get("address")),
                city=line(client.get("city")),
                zip=line(client.get("zip")),
                state=line(client.get("state")),
                country=land,
            ),
            delivery=_delivery(client, countries),
            iban=iban,
            swift=line(client.get("swift")),
            currency=line(client.get("currency")).upper(),
            payment_days=_days(client.get("due_date")),
            note=_note(client, account),
            tags=tuple(dict.fromkeys(tags.get(word, word) for word in tag_words(row.payload))),
            # Older answers spell the missing key as the text "NULL" (clients.md).
            reference="" if uuid == "NULL" else uuid,
            modified_at=utc(client.get("modified")),
        )
    )


def contacts(answer: object) -> tuple[Contact, ...]:
    """Contact persons; the client itself, which the list ends with, is none of them."""
    people = []
    for item in answer if isinstance(answer, list) else ():
        person = item.get("ContactPerson") if isinstance(item, dict) else None
        if not isinstance(person, dict) or person.get("client") or not person.get("client_id"):
            continue
        number = whole(person.get("id"))
        name, email = line(person.get("name")), line(person.get("email"))
        if number is not None and (name or email):
            people.append(
                Contact(
                    external_id=str(number),
                    name=name or email,
                    email=normalize.email_key(email) or email,
                    phone=line(person.get("phone")),
                )
            )
    return tuple(people)


def client_fields(values: Mapping[str, object]) -> dict[str, object]:
    """Their fields of (some of) our values, without countries and tags."""
    fields: dict[str, object] = {
        theirs: values[ours] or "" for ours, theirs in _TEXTS.items() if ours in values
    }
    if "payment_days" in values:
        days = values["payment_days"]
        fields["due_date"] = "" if days is None else days
    return fields


def _has_digit(text: str) -> bool:
    return any("1" <= character <= "9" for character in text)


def _days(value: object) -> int | None:
    days = whole(value)
    return days if days is not None and 0 <= days <= _LONGEST_TERM else None


def _delivery(client: Mapping[str, object], countries: Countries) -> Address:
    """The delivery address, if it names a place and is not just the main one again.

    Its country alone says nothing: it is always filled.
    """
    parts = {part: line(client.get(f"delivery_{key}")) for part, key in _MAIN_PARTS.items()}
    if not (parts["street"] or parts["city"] or parts["zip"]):
        return Address()
    same = all(
        not parts[part] or _loose(parts[part]) == _loose(line(client.get(key)))
        for part, key in _MAIN_PARTS.items()
    )
    if same:
        return Address()
    country = countries.iso(client.get("delivery_country_id"), client.get("delivery_country"))
    return Address(state=line(client.get("delivery_state")), country=country, **parts)


def _loose(text: str) -> str:
    return "".join(text.split()).casefold()


def _bank(client: Mapping[str, object], land: str) -> tuple[str, str]:
    """``(IBAN, account)``: the account only when there is no IBAN and none follows from it.

    A Czech account number with the code of a Czech bank and right check digits has one IBAN:
    bank code, prefix to six and number to ten digits (Czech National Bank, decree 169/2011).
    Slovak ones are left alone: their check by bank is not at hand, and the country of the client
    is not that of its bank.
    """
    iban = line(client.get("iban"))
    account, code = line(client.get("bank_account")), line(client.get("bank_code"))
    prefix = line(client.get("bank_account_prefix"))
    if prefix.strip("0") and "-" not in account:
        account = f"{prefix}-{account}"
    if not account.strip("0-/ ") or iban:
        return iban, ""
    if normalize.iban(account):
        return account, ""
    whole_account = account if "/" in account or not code else f"{account}/{code}"
    czech_iban = _czech_iban(whole_account) if land == "CZ" else ""
    if czech_iban:
        return czech_iban, ""
    return "", whole_account


def _czech_iban(account: str) -> str:
    """The IBAN of a Czech account ``prefix-number/bank``, or "" when it is none.

    Prefix and number each have a sum, weighted by 1, 2, 4, 8, 5, 10, 9, 7, 3, 6 from the right,
    that 11 divides (Czech National Bank, decree 169/2011). Not ``stdnum.cz.bankaccount``: it
    reads a resource file, which Odoo 19's import hook around ``stdnum`` makes unreadable.
    """
    parts = _CZECH_ACCOUNT.fullmatch("".join(account.split()))
    if not parts:
        return ""
    prefix, number = (parts["prefix"] or "").zfill(6), parts["number"].zfill(10)
    for digits in (prefix, number):
        weighted = zip(_CZECH_WEIGHTS, reversed(digits), strict=False)
        if sum(weight * int(digit) for weight, digit in weighted) % 11:
            return ""
    domestic = parts["bank"] + prefix + number
    check = 98 - int(domestic + "123500") % 97  # C is 12, Z is 35 (ISO 13616-1)
    return f"CZ{check:02d}{domestic}"


def _note(client: Mapping[str, object], account: str) -> str:
    """The comment, and below it what has no field of its own."""
    extra = {"Fax": line(client.get("fax")), "Bank account": account}
    lines = [normalize.multiline(client.get("comment"))]
    lines += [f"{label}: {value}" for label, value in extra.items() if value]
    return "\n".join(part for part in lines if part)
