"""Names of files in an archive as one office has them, with what each really is.

`make(seed, clients, count)` is the same for the same arguments. Nothing of it is made easy: names
are typed wrong and shortened, branches share theirs, parts are missing or contradict each other.
"""

import dataclasses
import random
import re
from datetime import date, timedelta

from . import common, words
from .common import File, month_end
from .others import write_person, write_product
from .plain import plain

LAYOUTS = (
    "client/period/file",
    "kind/file",
    "client/kind/period/file",
    "period/client/file",
    "client/file",
    "kind/client/file",
    "file",
    "top/letter/client/year/month/file",
)
# How a client is written, with the share of each.
WRITINGS = {
    "as it is": 40, "form otherwise": 8, "without form": 16, "plain letters": 14,
    "joined": 8, "number and name": 6, "number": 3, "typed wrong": 2.5, "first word": 1.5,
    "missing": 1,
}  # fmt: skip
_FORM = re.compile(
    r",? (?:spol\. s r\. ?o\.|s\. ?r\. ?o\.?|a\. ?s\.|k\. ?s\.|v\. ?o\. ?s\.|j\. ?s\. ?a\.|družstvo"
    r"|společnost s ručením omezeným)$"
)
# Not allowed in names of files under Windows.
_BAD = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def clients(seed, count):
    """`count` invented clients with ids from 1."""
    return [
        dataclasses.replace(one, name=one.name.strip(), town=one.town.strip())
        for one in common.clients(seed, count)
    ]


def make(seed, everyone, count, layouts=LAYOUTS, products=(), people=()):
    """`count` files in the archives of one office after another, one layout each.

    products, people  names that the office knows as well: safety data sheets name one of the
                      first, licences and qualifications one of the second. Without: products that
                      nobody knows, and nobody.
    """
    rng = random.Random(f"office {seed}")
    twins = _twins(everyone)
    files = []
    while len(files) < count:
        office = _Office(rng, everyone, twins, rng.choice(layouts))
        office.products, office.people = products, people
        files += office.files(min(rng.randint(60, 400), count - len(files)))
    return files


def _bare(name):
    return " ".join(re.sub("[^0-9a-z]+", " ", plain(_FORM.sub("", name)).casefold()).split())


def _whole(name):
    return " ".join(re.sub("[^0-9a-z]+", " ", plain(name).casefold()).split()) + " as a whole"


def _twins(everyone):
    """What several clients share: bare names, whole names and numbers."""
    seen, twice = set(), set()
    for client in everyone:
        for key in {_bare(client.name), _whole(client.name), client.number}:
            (twice if key in seen else seen).add(key)
    return twice


class _Office:
    """One archive: people who keep to one layout and one language, more or less."""

    products = people = ()

    def __init__(self, rng, everyone, twins, layout):
        self.rng = rng
        self.twins = twins
        self.layout = layout
        self.language = rng.choice(("sk", "sk", "sk", "cs", "pl", "en", "de"))
        self.chosen = rng.sample(everyone, min(len(everyone), rng.randint(8, 60)))
        self.written = {}

    def files(self, count):
        return [self._file() for _number in range(count)]

    def _file(self):
        rng, levels = self.rng, self.layout.split("/")
        client = rng.choice(self.chosen)
        kind = rng.choice(list(words.FILES)) if rng.random() < 0.85 else None
        period, period_text = self._period()
        folders = []
        told = {"client": None, "kind": None, "period": None}
        for level in levels[:-1]:
            text = self._folder(level, client, kind, period, told)
            if text:
                folders.append(text)
        if "month" in levels and told["period"]:
            period = told["period"]
        name, valid_until = self._name(client, kind, (period, period_text), told)
        parts = tuple(_BAD.sub("_", part).strip() or "_" for part in (*folders, name))
        return File(
            parts, self.layout, told["client"], told["kind"], told["period"] or None, valid_until
        )

    # -- folders ------------------------------------------------------------------------------

    def _folder(self, level, client, kind, period, told):
        if level == "client":
            return self._tell_client(client, told)
        if level == "kind":
            if kind is None:
                return self.rng.choice(("Rôzne", "Nezaradené", "Ostatné súbory"))
            told["kind"] = kind
            return self._case(self.rng.choice(words.FOLDERS[kind]))
        if level == "period":
            told["period"] = period[0]
            return self._write_period(period[0])
        if level == "year":
            first = period[0][0]
            told["period"] = (date(first.year, 1, 1), date(first.year, 12, 31))
            return str(first.year)
        if level == "month":
            first = told["period"][0].replace(month=period[0][0].month)
            told["period"] = (first, month_end(first))
            return f"{first.month:02d}"
        if level == "letter":
            return plain(client.name)[:1].upper() or "X"
        return self.rng.choice(words.TOP_FOLDERS)

    def _tell_client(self, client, told):
        """The client as this office writes it; each is written in one way throughout."""
        if client.id not in self.written:
            self.written[client.id] = self._write_client(client)
        text, clear = self.written[client.id]
        told["client"] = client.id if clear else None
        return text

    def _write_client(self, client):
        rng = self.rng
        way = rng.choices(list(WRITINGS), list(WRITINGS.values()))[0]
        clear = _bare(client.name) not in self.twins
        bare = _FORM.sub("", client.name)
        if way == "form otherwise":
            return f"{bare} {rng.choice(('s.r.o.', 'sro', 's. r. o.', 'spol. s r.o.'))}", clear
        if way == "without form":
            return bare, clear
        if way in ("as it is", "plain letters"):
            # The legal form tells two of one name apart.
            clear = clear or _whole(client.name) not in self.twins
        if way == "plain letters":
            return plain(client.name), clear
        if way == "joined":
            return re.sub("[ ,.]+", rng.choice("_-"), plain(bare)), clear
        if way.startswith("number") and len(client.number) == 8:
            text = f"{client.number} {bare}" if way == "number and name" else client.number
            return text, client.number not in self.twins
        if way == "typed wrong":
            return self._typed_wrong(bare), clear
        if way == "first word":
            return bare.split()[0], False
        if way == "missing":
            return "Neznámy", False
        return client.name, clear

    def _typed_wrong(self, text):
        at = self.rng.randrange(1, max(2, len(text) - 1))
        return self.rng.choice((text[:at] + text[at + 1 :], text[:at] + text[at] + text[at:]))

    # -- files --------------------------------------------------------------------------------

    def _name(self, client, kind, period, told):
        rng = self.rng
        pieces = []
        if kind and (told["kind"] is None or rng.random() < 0.5):
            pieces.append(rng.choice(words.FILES[kind]))
            told["kind"] = kind
        elif not kind or rng.random() < 0.5:
            pieces.append(rng.choice(words.VAGUE))
        if kind == "sds":
            pieces.append(
                write_product(rng, rng.choice(self.products))
                if self.products
                else rng.choice(words.PRODUCTS)
            )
        elif kind in ("qualification", "licence") and self.people:
            pieces.append(write_person(rng, rng.choice(self.people)))
        named = "client" in self.layout.split("/")
        if not named or rng.random() < 0.1:
            pieces.append(self._tell_client(client, told))
        pieces += self._period_in_name(period, told)
        valid_until = None
        if kind in ("certificate", "qualification", "licence", "insurance") and rng.random() < 0.15:
            valid_until = date(rng.randint(2025, 2028), rng.randint(1, 12), 15)
            pieces.append(rng.choice(words.VALIDITY).format(d=f"{valid_until:%d.%m.%Y}"))
        if rng.random() < 0.3 and valid_until is None:
            rng.shuffle(pieces)
        text = rng.choice((" ", " ", "_", " - ", "-")).join(pieces or ["dokument"])
        return f"{self._case(text)}{rng.choice(words.COPIES)}.{rng.choice(words.EXTENSIONS)}", (
            valid_until
        )

    def _period_in_name(self, period, told):
        """The period in the name of the file: when no folder tells it, or now and then besides."""
        (value, text), chance = period, self.rng.random()
        known = told["period"]
        if known is None and chance < 0.8:
            told["period"] = value[0]
            return [text]
        if known and chance < 0.08:
            # Another one than the folder's: the narrower of two that fit, else who knows.
            (other,), _text = self._period()
            both = sorted((known, other), key=lambda value: value[1] - value[0])
            fits = both[1][0] <= both[0][0] and both[0][1] <= both[1][1]
            told["period"] = both[0] if fits else None
            return [self._write_period(other)]
        return []

    def _case(self, text):
        chance = self.rng.random()
        if chance < 0.15:
            return text.upper()
        return plain(text) if chance < 0.3 else text

    # -- periods ------------------------------------------------------------------------------

    def _period(self):
        """``(((first, last),), text)``"""
        rng = self.rng
        year = rng.randint(2015, 2026)
        size = rng.choice(("month",) * 5 + ("year",) * 3 + ("quarter", "quarter", "half", "day"))
        first = date(year, rng.randint(1, 12), 1)
        if size == "year":
            value = (date(year, 1, 1), date(year, 12, 31))
        elif size == "quarter":
            first = date(year, rng.choice((1, 4, 7, 10)), 1)
            value = (first, month_end(first + timedelta(days=63)))
        elif size == "half":
            first = date(year, rng.choice((1, 7)), 1)
            value = (first, month_end(first + timedelta(days=155)))
        elif size == "day":
            day = first.replace(day=rng.randint(1, 28))
            value = (day, day)
        else:
            value = (first, month_end(first))
        return (value,), self._write_period(value)

    def _write_period(self, value):
        rng, (first, last) = self.rng, value
        year, month = first.year, first.month
        days = (last - first).days
        if days == 0:
            forms = (f"{first:%Y-%m-%d}", f"{first:%d.%m.%Y}", f"{first.day}.{month}.{year}")
        elif days < 32:
            name = words.MONTHS[self.language][month - 1]
            forms = (
                f"{year}-{month:02d}", f"{year}-{month:02d}", f"{year}_{month:02d}",
                f"{month:02d}.{year}", f"{month:02d}-{year}", f"{year}{month:02d}",
                f"{name} {year}", f"{year} {name}", f"{name}{year}",
            )  # fmt: skip
        elif days < 100:
            number = (month + 2) // 3
            forms = tuple(
                form.format(n=number, y=year, r=words.ROMAN[number]) for form in words.QUARTERS
            )
        elif days < 200:
            number = 1 if month < 7 else 2
            forms = tuple(
                form.format(n=number, y=year, r=words.ROMAN[number]) for form in words.HALVES
            )
        else:
            forms = (f"{year}", f"{year}", f"rok {year}", f"01-12.{year}")
        return rng.choice(forms)
