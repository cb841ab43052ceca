"""Invented companies and people, as neutral records that each system turns into its own shape.

`people(seed, count)` gives the same list for the same arguments, whatever the machine or day.
What each record is, and what is wrong with it, stands in its `kinds`. First it is one of `BASE`
or derived from an earlier one (`DERIVED`); then the oddities of oddities.py may strike.
"""

import random
import re
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from . import names, numbers
from .oddities import ODDITIES

# Shares of all records; together they make 1.
BASE = {
    "sk_company": 0.46,
    "sk_sole_trader": 0.13,
    "cz_company": 0.12,
    "cz_sole_trader": 0.05,
    "public_body": 0.06,
    "person": 0.06,
    "foreign": 0.04,
}
DERIVED = {
    # All the same but for the contact data.
    "duplicate_same_address": 0.025,
    # The name in another spelling; half of them without an IČO (`duplicate_without_ico`).
    "duplicate_typed_differently": 0.025,
    # The same company at another address.
    "branch": 0.03,
}
KINDS = (*BASE, *DERIVED, "duplicate_without_ico", *ODDITIES)
_FIRST_DAY = datetime(2018, 1, 1)
_LAST_DAY = datetime(2025, 12, 31)
_CURRENCIES = {"SK": "EUR", "CZ": "CZK", "AT": "EUR", "DE": "EUR", "NL": "EUR", "PL": "PLN"}
_LANDLINES = {"SK": ("02", "055", "051", "041", "048", "037"), "CZ": ("2", "541", "377", "596")}
_MOBILES = {"SK": ("903", "905", "907", "911", "918", "944", "948"), "CZ": ("603", "724", "777")}


@dataclass
class Address:
    street: str = ""
    city: str = ""
    zip: str = ""
    country: str = ""
    name: str = ""
    phone: str = ""


@dataclass
class Contact:
    name: str
    email: str
    phone: str | None


@dataclass
class Company:
    """`country` is an ISO code, "" if unknown. `number` is the IČO, `tax` the Slovak DIČ and
    `vat` the IČ DPH or Czech DIČ. Times are naive. `origin` is the index of the original."""

    name: str
    address: Address
    number: str = ""
    tax: str = ""
    vat: str = ""
    email: str = ""
    phone: str = ""
    fax: str = ""
    delivery: Address | None = None
    iban: str = ""
    swift: str = ""
    account: str = ""
    bank: str = ""
    note: str = ""
    currency: str = ""
    due_days: int | None = None
    discount: float | None = None
    variable: str = ""
    uuid: str = ""
    tags: tuple = ()
    contacts: tuple = ()
    created: datetime = _FIRST_DAY
    modified: datetime = _FIRST_DAY
    documents: int = 0
    kinds: set = field(default_factory=set)
    origin: int | None = None


def people(seed, count, shares=None):
    """`count` companies. `shares` replaces the share (0 to 1) of any oddity."""
    rng = random.Random(f"people {seed}")
    shares = {name: share for name, (share, _strike) in ODDITIES.items()} | (shares or {})
    kinds = (*BASE, *DERIVED)
    weights = (*BASE.values(), *DERIVED.values())
    made, originals = [], []
    for index in range(count):
        kind = rng.choices(kinds, weights)[0]
        if kind in DERIVED and not originals:
            kind = "sk_company"
        if kind in DERIVED:
            origin = rng.choice(originals)
            company = _derived(rng, kind, made[origin])
            company.origin = origin
        else:
            company = _base(rng, kind)
            for name, (_share, strike) in ODDITIES.items():
                if rng.random() < shares[name] and strike(rng, company):
                    company.kinds.add(name)
            # Originals have nothing odd, so that the truth about their copies is plain.
            if company.number and company.kinds <= {"sk_company", "cz_company"}:
                originals.append(index)
        made.append(company)
    return made


def phone(rng, country):
    """A phone number as people type it."""
    code = {"SK": "421", "CZ": "420"}[country]
    if rng.random() < 0.25:
        area, zero = rng.choice(_LANDLINES[country]), "" if country == "CZ" else "0"
        local = numbers.digits(rng, 9 - len(area.lstrip("0")), first="23456789")
        bare = area.lstrip("0")
        spaced = f"{local[:3]} {local[3:]}"
        forms = (f"{zero}{bare}/{spaced}", f"+{code} {bare} {spaced}", f"{zero}{bare}{local}")
        return rng.choice(forms)
    head, a, b = rng.choice(_MOBILES[country]), numbers.digits(rng, 3), numbers.digits(rng, 3)
    zero = "0" if country == "SK" else ""
    forms = (
        f"+{code} {head} {a} {b}", f"+{code}{head}{a}{b}", f"00{code}{head}{a}{b}",
        f"{zero}{head} {a} {b}", f"{zero}{head}/{a}{b}", f"{zero}{head}{a}{b}",
        f"{zero}{head}-{a}-{b}", f"+{code} (0) {head} {a} {b}", f"00{code} {head}/{a} {b}",
    )  # fmt: skip
    return rng.choice(forms)


def plain(text):
    """Small Latin letters and digits only, with dashes between words."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")


def _base(rng, kind):
    country = {"sk": "SK", "cz": "CZ"}.get(kind[:2]) or rng.choice(("SK", "SK", "CZ"))
    if kind == "foreign":
        company = _foreign(rng)
    elif kind.endswith("company"):
        company = _trading_company(rng, country)
    elif kind == "public_body":
        company = _public_body(rng, country)
    else:
        company = _natural_person(rng, country, trader=kind != "person")
    company.kinds.add(kind)
    _add_contact_data(rng, company)
    _add_terms(rng, company)
    return company


def _trading_company(rng, country):
    trade = rng.choice(names.TRADES[country])
    word = _word(rng)
    forms = names.FORMS[country]
    form = rng.choice(rng.choices([f for _w, f in forms], [w for w, _f in forms])[0])
    comma = "," if rng.random() < 0.5 else ""
    base = f"{word} {trade}" if trade[:1].isupper() or " " in trade else f"{word}{trade[:12]}"
    company = Company(f"{base}{comma} {form}", _address(rng, country))
    company.number = numbers.company_number(rng)
    _add_taxes(rng, company, country, vat_share=0.7)
    return company


def _public_body(rng, country):
    pattern = rng.choice(names.BODIES[country])
    name = pattern.format(word=_word(rng), village=rng.choice(names.VILLAGES[country]))
    company = Company(name, _address(rng, country))
    company.number = numbers.company_number(rng, start="00")
    _add_taxes(rng, company, country, vat_share=0.1)
    return company


def _natural_person(rng, country, trader):
    name = _person(rng, country)
    company = Company(name, _address(rng, country))
    if trader:
        if rng.random() < 0.4:
            company.name += f" - {rng.choice([t for t in names.TRADES[country] if ' ' in t])}"
        company.number = numbers.company_number(rng)
        if country == "SK":
            company.tax = numbers.slovak_tax(rng, person=True)
            if rng.random() < 0.2:
                company.vat = f"SK{company.tax}"
        elif rng.random() < 0.4:
            company.vat = numbers.czech_own_tax(rng)
    return company


def _foreign(rng):
    country = rng.choice(sorted(names.FOREIGN_FORMS))
    word = rng.choice(names.FOREIGN_WORDS[country])
    name = f"{_word(rng)} {word} {rng.choice(names.FOREIGN_FORMS[country])}"
    company = Company(name, _address(rng, country))
    company.vat = numbers.foreign_vat(rng, country)
    return company


def _add_taxes(rng, company, country, vat_share):
    pays = rng.random() < vat_share
    if country == "SK":
        company.tax = numbers.slovak_tax(rng)
        company.vat = f"SK{company.tax}" if pays else ""
    elif pays:
        company.vat = f"CZ{company.number}"


def _add_contact_data(rng, company):
    country = company.address.country
    home = country if country in ("SK", "CZ") else "SK"
    domain = f"{plain(company.name)[:30].strip('-')}.example"
    box = rng.choice(("info", "fakturacia", "uctaren", "obchod", plain(_word(rng))))
    company.email = f"{box}@{domain}" if rng.random() < 0.92 else ""
    company.phone = phone(rng, home) if rng.random() < 0.8 else ""
    company.fax = phone(rng, home) if rng.random() < 0.03 else ""
    if rng.random() < 0.1:
        company.delivery = _address(rng, country)
        company.delivery.name = rng.choice((f"{company.name} - sklad", "Sklad č. 2", ""))
        company.delivery.phone = phone(rng, home) if rng.random() < 0.5 else ""
    if "person" in company.kinds or rng.random() >= 0.15:
        return
    made = []
    for _ in range(rng.randint(1, 3)):
        name = _person(rng, home)
        number = phone(rng, home) if rng.random() < 0.7 else None
        made.append(Contact(name, f"{plain(name)}@{domain}", number))
    company.contacts = tuple(made)


def _add_terms(rng, company):
    country = company.address.country
    if country in numbers.BANKS and rng.random() < 0.4:
        bank, swift = rng.choice(numbers.BANKS[country])
        account = numbers.account(rng)
        if rng.random() < 0.9:
            company.iban, company.swift = numbers.iban(country, bank, account), swift
        else:
            company.account, company.bank = account, bank
    company.note = rng.choice(names.NOTES) if rng.random() < 0.15 else ""
    company.tags = tuple(rng.sample(names.TAGS, rng.randint(1, 2))) if rng.random() < 0.2 else ()
    company.due_days = rng.choice((0, 7, 14, 14, 14, 30, 60)) if rng.random() < 0.3 else None
    company.currency = _CURRENCIES.get(country, "EUR") if rng.random() < 0.15 else ""
    company.discount = rng.choice((5, 10, 12.5)) if rng.random() < 0.05 else None
    company.variable = numbers.digits(rng, 6) if rng.random() < 0.05 else ""
    company.uuid = _uuid(rng) if rng.random() < 0.12 else ""
    company.documents = rng.choice((0, 0, 0, 1, 1, 2, 5, 12, 80))
    span = int((_LAST_DAY - _FIRST_DAY).total_seconds())
    company.created = _FIRST_DAY + timedelta(seconds=rng.randint(0, span))
    later = int((_LAST_DAY - company.created).total_seconds())
    changed = rng.randint(0, later) if rng.random() < 0.6 else 0
    company.modified = company.created + timedelta(seconds=changed)


def _derived(rng, kind, origin):
    company = replace(origin, kinds={kind}, uuid="", contacts=(), tags=())
    country = origin.address.country
    company.phone = phone(rng, country)
    _redate(rng, company)
    if kind == "branch":
        company.address = _address(rng, country)
        while company.address.city == origin.address.city:
            company.address = _address(rng, country)
        suffix = rng.choice(("prevádzka", "pobočka") if country == "SK" else ("provozovna",))
        forms = (" - {0} {1}", ", {0} {1}", "")
        company.name += rng.choice(forms).format(suffix, company.address.city)
    elif kind == "duplicate_typed_differently":
        company.name = _retyped(rng, origin.name)
        if rng.random() < 0.5:
            company.number = company.tax = company.vat = ""
            company.kinds.add("duplicate_without_ico")
    return company


def _redate(rng, company):
    company.created += timedelta(seconds=rng.randint(60, 86_400))
    company.modified = max(company.modified, company.created)


def _retyped(rng, name):
    """The same name in another spelling."""
    ways = (
        lambda text: text.upper(),
        lambda text: unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode(),
        lambda text: re.sub(r"s\. ?r\. ?o\.?$", "spol. s r.o.", text),
        lambda text: text.replace(",", "").replace(" ", "  ", 1),
        lambda text: text.replace(".", ""),
        lambda text: text.lower(),
    )
    for way in rng.sample(ways, len(ways)):
        if way(name) != name:
            return way(name)
    return f"{name} "


def _word(rng):
    middle = rng.choice(names.MIDDLES) if rng.random() < 0.5 else ""
    return rng.choice(names.BEGINNINGS) + middle + rng.choice(names.ENDS)


def _person(rng, country):
    man = rng.random() < 0.5
    first = rng.choice((names.MEN if man else names.WOMEN)[country])
    family = rng.choice(names.FAMILIES[country])[0 if man else 1]
    title = f"{rng.choice(names.TITLES)} " if rng.random() < 0.15 else ""
    return f"{title}{first} {family}"


def _address(rng, country):
    city, code = rng.choice(names.TOWNS[country])
    house = str(rng.randint(1, 180))
    if country in ("SK", "CZ") and rng.random() < 0.35:
        house = f"{rng.randint(100, 4999)}/{house}{rng.choice(('', '', 'A', 'b'))}"
    if rng.random() < 0.3:
        code = code.replace(" ", "")
    return Address(f"{rng.choice(names.STREETS[country])} {house}", city, code, country)


def _uuid(rng):
    if rng.random() < 0.5:
        return f"ESHOP-{rng.randint(1, 999_999):06}"
    raw = f"{rng.getrandbits(128):032x}"
    return f"{raw[:8]}-{raw[8:12]}-{raw[12:16]}-{raw[16:20]}-{raw[20:]}"
