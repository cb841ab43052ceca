"""Invented clients, each of them a function of the seed and its place: none needs another's data.

So the hundred-thousandth can be made without the others, and a server with many starts at once.
"""

import random
import re
import unicodedata

from ..numbers import foreign_vat
from . import words

# Shares of all clients; what is left are Polish companies.
_BASE = (
    ("trader", 0.18), ("person", 0.12), ("body", 0.05), ("cz", 0.05), ("sk", 0.04), ("de", 0.04),
    ("ua", 0.01),
)  # fmt: skip
_DUPLICATES = 0.03
_NIP_WEIGHTS = (6, 5, 7, 2, 3, 4, 5, 6, 7)
_LETTERS = str.maketrans("łŁß", "lLs")
DEPARTMENTS_SEEN = 3


def client(seed, place):
    """The fields of a client as a dict without those the store gives, and its `kinds`."""
    rng = random.Random(_number(seed, place))
    copied = rng.random() < _DUPLICATES
    if copied and place > 20:
        return _duplicate(rng, seed, place)
    return _original(rng)


def digits(rng, count, first="0123456789"):
    """So many digits, at most sixteen, the first one of `first`; drawn at once, for speed."""
    return f"{rng.choice(first)}{int(rng.random() * 10 ** (count - 1)):0{count - 1}}"


def nip(rng):
    """Ten digits of which the last one checks the others."""
    while True:
        head = digits(rng, 9, first="123456789")
        check = sum(int(d) * w for d, w in zip(head, _NIP_WEIGHTS, strict=True)) % 11
        if check < 10:
            return f"{head}{check}"


def account_number(rng):
    """A Polish account of 26 digits (NRB) that passes the check of its IBAN."""
    rest = digits(rng, 12, first="1") + digits(rng, 12)
    check = 98 - int(f"{rest}252100") % 97
    return f"{check:02}{rest}"


def plain(text):
    """Small Latin letters and digits only, with dashes between words."""
    bare = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    bare = bare.encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")


def _number(seed, place):
    return (hash_text(seed) << 32) + place


def hash_text(text):
    """A number from a text, the same on every machine."""
    value = 0
    for letter in str(text):
        value = (value * 131 + ord(letter)) & 0xFFFFFFFF
    return value


def _original(rng):
    draw, kind = rng.random(), "company"
    for name, share in _BASE:
        if draw < share:
            kind = name
            break
        draw -= share
    made = {"kinds": [kind]}
    if len(kind) == 2:
        _foreign(rng, made, kind.upper())
    else:
        _polish(rng, made, kind)
    _contact(rng, made, kind)
    _terms(rng, made)
    _oddities(rng, made)
    return made


def _duplicate(rng, seed, place):
    """A copy of an earlier client with other contact data, or with its name typed differently."""
    origin = random.Random(_number(seed, place - rng.randint(1, 20)))
    if origin.random() < _DUPLICATES:
        origin = random.Random(_number(seed, place % 20))
        origin.random()
    made = _original(origin)
    made["external_id"] = None
    if rng.random() < 0.5:
        made["kinds"].append("duplicate_retyped")
        made["name"] = rng.choice((made["name"].upper(), plain(made["name"]), f"{made['name']} "))
        if rng.random() < 0.5:
            made["tax_no"] = None
    else:
        made["kinds"].append("duplicate")
        made["phone"] = _phone(rng)
    return made


def _polish(rng, made, kind):
    town, code = rng.choice(words.TOWNS)
    street = rng.choice(words.STREETS)
    made |= {"city": town, "post_code": code, "country": "PL"}
    made["street"] = f"{street} {rng.randint(1, 199)}{rng.choice(('', '', 'A', '/12', ' m. 3'))}"
    if kind == "person":
        first, last = _person(rng)
        made |= {"name": f"{first} {last}", "first_name": first, "last_name": last}
        made |= {"company": False, "tax_no": None, "tax_no_kind": rng.choice((None, "empty"))}
        return
    word = _word(rng)
    person = " ".join(_person(rng))
    trade = rng.choice(words.TRADES)
    if kind == "trader":
        pattern = rng.choice(words.TRADERS)
        made["name"] = pattern.format(word=word, person=person, trade=trade or word)
    elif kind == "body":
        pattern = rng.choice(words.BODIES)
        made["name"] = pattern.format(word=word, town=town, n=rng.randint(1, 40), street=street)
    else:
        forms = rng.choices(words.FORMS, [weight for weight, _f in words.FORMS])[0][1]
        made["name"] = " ".join(filter(None, (word, trade, rng.choice(forms))))
    made["person"] = person if rng.random() < 0.3 else None
    number = nip(rng)
    made["tax_no"], made["tax_no_kind"] = _written(rng, number, made["kinds"])
    made["register_number"] = digits(rng, 9) if rng.random() < 0.1 else None


def _written(rng, number, kinds):
    """(tax_no, tax_no_kind): the ways in which people type a NIP."""
    draw = rng.random()
    if draw < 0.6:
        return number, None
    if draw < 0.76:
        kinds.append("nip_hyphens")
        return f"{number[:3]}-{number[3:6]}-{number[6:8]}-{number[8:]}", None
    if draw < 0.84:
        kinds.append("nip_spaces")
        return f"{number[:3]} {number[3:6]} {number[6:8]} {number[8:]}", None
    if draw < 0.90:
        kinds.append("nip_eu")
        return f"PL{number}", "nip_ue"
    if draw < 0.92:
        kinds.append("nip_invalid")
        return number[:-1] + str((int(number[-1]) + 1) % 10), None
    kinds.append("nip_missing")
    return rng.choice((None, "")), None


def _foreign(rng, made, country):
    town, code = rng.choice(words.FOREIGN_TOWNS[country])
    made |= {"city": town, "post_code": code, "country": country}
    made["street"] = f"{rng.choice(words.FOREIGN_STREETS[country])} {rng.randint(1, 99)}"
    made["name"] = f"{_word(rng)} {rng.choice(words.FOREIGN_FORMS[country])}"
    if country == "DE":
        made |= {"tax_no": foreign_vat(rng, "DE"), "tax_no_kind": "nip_ue"}
    elif country == "UA" or rng.random() < 0.3:
        made["kinds"].append("nip_other")
        made |= {"tax_no": digits(rng, 8, first="123456789"), "tax_no_kind": "other"}
    else:
        places = 8 if country == "CZ" else 10
        made |= {"tax_no": f"{country}{digits(rng, places, first='2')}", "tax_no_kind": "nip_ue"}


def _contact(rng, made, kind):
    domain = f"{plain(made['name'])[:30].strip('-') or 'klient'}.example"
    box = rng.choice(("biuro", "faktury", "kontakt", "ksiegowosc"))
    made["email"] = f"{box}@{domain}" if rng.random() < 0.9 else rng.choice((None, ""))
    if made["email"] and rng.random() < 0.08:
        made["kinds"].append("emails_several")
        made["email"] += rng.choice((",", ", ", ", ")) + f"zarzad@{domain}"
    made["phone"] = _phone(rng) if rng.random() < 0.7 else rng.choice((None, ""))
    made["mobile_phone"] = _phone(rng) if rng.random() < 0.1 else None
    made["www"] = f"www.{domain}" if kind != "person" and rng.random() < 0.2 else None
    if rng.random() < 0.1:
        made["kinds"].append("delivery")
        town, code = rng.choice(words.TOWNS)
        street = f"{rng.choice(words.STREETS)} {rng.randint(1, 99)}"
        lines = (rng.choice(("Magazyn", "Odbiór")), street, f"{code} {town}")
        made |= {"use_delivery_address": True, "delivery_address": "\n".join(lines)}


def _terms(rng, made):
    made["kind"] = rng.choices(("buyer", "both", "seller"), (90, 7, 3))[0]
    made["payment_to_kind"] = rng.choice((None, None, None, None, "7", "14", "30", 14, 21, "off"))
    made["default_payment_type"] = rng.choice((None, None, "transfer", "cash", "card"))
    if rng.random() < 0.08:
        made["discount"] = rng.choice(("5.0", "10.0", "12.5"))
    if rng.random() < 0.2:
        made["tag_list"] = rng.sample(words.TAGS, rng.randint(1, 2))
    if rng.random() < 0.12:
        made["note"] = rng.choice(words.NOTES)
    if rng.random() < 0.3:
        number = account_number(rng)
        spaced = " ".join((number[:2], *(number[at : at + 4] for at in range(2, 26, 4))))
        forms = (number, f"PL{number}", spaced, f"PL {spaced}")
        made |= {"bank": rng.choice(words.BANKS) or None, "bank_account": rng.choice(forms)}
    if rng.random() < 0.05:
        made["external_id"] = f"SKLEP-{rng.randint(1, 999_999):06}"
    if rng.random() < 0.4:
        made["department_place"] = rng.randint(0, DEPARTMENTS_SEEN - 1)


def _oddities(rng, made):
    """What people type: a country in words, markup, spaces, accents apart from their letters."""
    draw = rng.random()
    if draw < 0.02:
        made["kinds"].append("country_missing")
        made["country"] = rng.choice((None, ""))
    elif draw < 0.03 and made["country"] == "PL":
        made["kinds"].append("country_in_words")
        made["country"] = rng.choice(("Polska", "Poland", "pl"))
    elif draw < 0.035:
        made["kinds"].append("html_in_name")
        made["name"] = f"<b>{made['name']}</b> & \"syn\" <script>alert('x')</script>"
    elif draw < 0.04:
        made["kinds"].append("name_spaces")
        made["name"] = f"  {made['name'].replace(' ', chr(0xA0), 1)} "
    elif draw < 0.05:
        made["kinds"].append("name_decomposed")
        made["name"] = unicodedata.normalize("NFD", made["name"])


def _word(rng):
    return rng.choice(words.BEGINNINGS) + rng.choice(words.MIDDLES) + rng.choice(words.ENDS)


def _person(rng):
    man = rng.random() < 0.5
    first = rng.choice(words.MEN if man else words.WOMEN)
    return first, rng.choice(words.FAMILIES)[0 if man else 1]


def _phone(rng):
    number = digits(rng, 9, first="567")
    a, b, c = number[:3], number[3:6], number[6:]
    forms = (f"+48 {a} {b} {c}", f"{a}{b}{c}", f"{a}-{b}-{c}", f"0048{number}", f"(12) {b} {c}")
    return rng.choice(forms)
