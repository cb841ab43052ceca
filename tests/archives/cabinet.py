"""Names of files as an office's cabinet has them, with what a person could say of each.

`make(seed, clients, count)` gives the same for the same arguments. Each cabinet has one layout,
one language and a few people's habits; names are typed wrong, cut and shortened, branches share
theirs, parts are missing or say two things. ``None`` in the truth means that the path does not
tell it, or tells more than one thing: accepting anything there without asking is a mistake.
"""

import random
import re
from collections import Counter

from anyascii import anyascii

from . import cabinet_words as words
from .cabinet_dates import Calendar
from .common import File

LAYOUTS = (
    "client/period/file",
    "kind/file",
    "client/kind/period/file",
    "year/month/client/file",
    "client/file",
    "kind/year/file",
    "file",
    "root/letter/client/kind/year/file",
)
# How a client is written, with the weight of each.
WRITINGS = {
    "full": 34, "other form": 9, "bare": 17, "ascii": 9, "joined": 6, "camel": 1, "number bare": 6,
    "bare number": 2, "number": 3, "vat": 1, "town": 5, "order": 2, "upper": 3, "typo": 2.5,
    "cut": 1, "abbreviated": 1, "note": 1.5, "first word": 1, "code": 1.5, "nobody": 1,
}  # fmt: skip
_FORMS = {
    "sro": r"spol\.? s r\. ?o\.?|s\. ?r\. ?o\.?|sro|spole[čc]nost s ru[čc]en[íi]m omezen[ýy]m",
    "as": r"a\. ?s\.", "ks": r"k\. ?s\.", "vos": r"v\. ?o\. ?s\.", "jsa": r"j\. ?s\. ?a\.",
    "druzstvo": "dru[žz]stvo", "no": r"n\.o\.", "oz": r"o\.z\.", "zs": r"z\.s\.",
    "ops": r"o\.p\.s\.", "gmbh": "GmbH & Co. KG|GmbH", "kg": "KG", "ag": "AG", "eu": r"e\.U\.",
    "kft": r"Kft\.",
    "spzoo": r"Sp\. z o\.o\.", "sa": r"S\.A\.", "spj": r"Sp\. j\.", "zrt": r"Zrt\.", "bt": r"Bt\.",
    "bv": r"B\.V\.", "vof": r"V\.O\.F\.", "ug": r"UG \(haftungsbeschränkt\)",
}  # fmt: skip
_FORM = re.compile(
    r",? +(?:" + "|".join(f"(?P<{key}>{form})" for key, form in _FORMS.items()) + r")$", re.I
)
_OTHER_FORMS = {
    "sro": ("s.r.o.", "s. r. o.", "sro", "spol. s r.o.", "s.r.o", "spol. s r. o.", "S.R.O."),
    "as": ("a.s.", "a. s.", "as", "akciová spoločnosť"),
    "spzoo": ("Sp. z o.o.", "sp z oo", "Sp. zo.o.", "spółka z o.o."),
    "gmbh": ("GmbH", "GMBH", "G.m.b.H."),
}
_WINDOWS_REFUSES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_JUNK = re.compile("[<>„“\"'&;:]|IČO|  |\u00a0|\u200b|\u00ad|\ufeff|\u2060")


def make(seed, everyone, count, layouts=LAYOUTS):
    """`count` files in cabinets of 40 to 300 files each."""
    rng = random.Random(f"cabinet {seed}")
    register = Register(everyone)
    files = []
    while len(files) < count:
        cabinet = _Cabinet(rng, register, rng.choice(layouts))
        files += [cabinet.file() for _ in range(min(rng.randint(40, 300), count - len(files)))]
    return files


def _letters(text):
    return re.sub("[^0-9a-z]+", "", anyascii(text).lower())


def _words(text):
    return re.findall("[0-9a-z]+", anyascii(text).lower())


class Register:
    """Which ways of writing a client are the only one of their kind among all clients."""

    def __init__(self, everyone):
        self.usual = [each for each in everyone if not self._odd(each)]
        self._known = Counter()
        for each in everyone:
            bare, form = self.split(each.name)
            spelled = {
                _letters(bare),
                _letters(bare) + "|" + form,
                "#" + each.number,
                "#" + each.vat,
                "@".join((_letters(bare), _letters(each.town))),
                "=" + "".join(sorted(_words(bare))),
                f"{each.number}@{_letters(bare)}",
            }
            self._known.update(spelled)
        self._starts = Counter(_letters(self.split(e.name)[0])[:size] for e in everyone
                               for size in range(4, 13))  # fmt: skip

    @staticmethod
    def _odd(each):
        return (
            _JUNK.search(each.name)
            or not 4 < len(each.name) < 60
            or each.name != (each.name.strip())
        )

    @staticmethod
    def split(name):
        """(the name without its legal form, the form)"""
        found = _FORM.search(name)
        return (name[: found.start()], found.lastgroup) if found else (name, "")

    def only(self, *spelled):
        """Whether one of these spellings means one client alone."""
        return any(self._known[each] == 1 for each in spelled)

    def unknown(self, text):
        """Whether no client is called that."""
        return not self._known[_letters(text)]

    def alone_with_start(self, start):
        return self._starts[_letters(start)[:12]] == 1


class _Cabinet:
    """One archive: people who keep to one layout and one language, more or less."""

    def __init__(self, rng, register, layout):
        self.rng = rng
        self.register = register
        self.levels = layout.split("/")
        self.layout = layout
        self.calendar = Calendar(rng)
        self.chosen = rng.sample(register.usual, rng.randint(8, 50))
        self.written = {}
        self.folders = {}
        self.mark = rng.choice((" ", " ", "_", " - ", "-"))
        self.root = rng.choice(words.ROOTS)

    def file(self):
        rng, told = self.rng, {"client": set(), "kind": set(), "period": []}
        client = rng.choice(self.chosen)
        kind = rng.choice(tuple(words.TITLES)) if rng.random() < 0.9 else None
        period = self.calendar.period()
        folders = [self._folder(level, client, kind, period, told) for level in self.levels[:-1]]
        name, valid_until = self._name(client, kind, period, told)
        if rng.random() < 0.03:
            folders = folders[:-1] + [rng.choice(("Nový priečinok", "scan", "staré", "tmp", "01"))]
            if len(self.levels) > 1:
                told = self._without_last(told)
        parts = tuple(
            _WINDOWS_REFUSES.sub("_", part).strip(" .") or "_" for part in (*folders, name)
        )
        return File(parts, self.layout, _one(told["client"]), _one(told["kind"]),
                    self.calendar.agreed(told["period"]), valid_until)  # fmt: skip

    def _without_last(self, told):
        """What is still told when the last folder got another name."""
        level = self.levels[-2]
        lost = {"year": "period", "month": "period", "letter": None, "root": None}.get(level, level)
        if lost == "period":
            told["period"] = told["period"][1:] if len(told["period"]) else []
        elif lost:
            told[lost] = {each for each in told[lost] if each[1] == "file"}
        return told

    # -- folders ------------------------------------------------------------------------------

    def _folder(self, level, client, kind, period, told):
        if level == "client":
            return self._client(client, told, "folder")
        if level == "kind":
            told["kind"].update({(kind, "folder")} if kind else ())
            return self.folders.setdefault(kind, self.rng.choice(words.FOLDERS[kind]))
        if level == "period":
            told["period"].append(period)
            return self.calendar.write(period, folder=True)
        if level == "year":
            told["period"].append(self.calendar.year(period))
            return self.rng.choices(
                (f"{period[0].year}", f"rok {period[0].year}", f"R{period[0].year}"), (9, 1, 0.2)
            )[0]
        if level == "month":
            told["period"][-1] = self.calendar.month(period)
            return self.calendar.write_month(period[0])
        if level == "letter":
            return anyascii(client.name)[:1].upper() or "X"
        return self.root

    # -- clients ------------------------------------------------------------------------------

    def _client(self, client, told, place):
        """Each client is written in one way throughout; `told` learns whether it is clear."""
        if client.id not in self.written:
            way = self.rng.choices(list(WRITINGS), list(WRITINGS.values()))[0]
            self.written[client.id] = self._write(client, way)
        text, clear = self.written[client.id]
        if clear is not None:
            told["client"].add((client.id if clear else None, place))
        return text

    def _write(self, client, way):
        """(how it is written, whether that is clear; ``None``: nobody is named)"""
        rng, only = self.rng, self.register.only
        bare, form = self.register.split(client.name)
        letters = _letters(bare)
        alone, numbered = only(letters), len(client.number) == 8 and only("#" + client.number)
        with_form = only(letters, f"{letters}|{form}") if form else alone
        if way == "other form" and form in _OTHER_FORMS:
            return f"{bare}{rng.choice((' ', ', '))}{rng.choice(_OTHER_FORMS[form])}", with_form
        if way in ("number bare", "bare number") and len(client.number) == 8:
            clear = alone or numbered or only(f"{client.number}@{letters}")
            label = rng.choice(("", "", "IČO ", "ICO_"))
            pair = (f"{label}{client.number}", bare)
            return rng.choice((" ", "_", " - ")).join(pair if way[0] == "n" else pair[::-1]), clear
        if way == "number" and len(client.number) == 8:
            return rng.choice(("{}", "{}", "IČO {}", "ICO{}")).format(client.number), numbered
        if way == "vat" and client.vat:
            return client.vat, only("#" + client.vat)
        if way == "town" and client.town:
            town = rng.choice((" {}", ", {}", " - {}", " ({})")).format(client.town)
            return bare + town, alone or only(f"{letters}@{_letters(client.town)}")
        if way == "order" and 2 <= len(bare.split()) <= 3:
            clear = alone and only("=" + "".join(sorted(_words(bare))))
            return " ".join(bare.split()[1:] + bare.split()[:1]), clear
        return self._write_badly(client.name, bare, way, alone, with_form)

    def _write_badly(self, name, bare, way, alone, with_form):
        rng = self.rng
        simple = {
            "ascii": (anyascii(name), with_form),
            "bare": (bare, alone),
            "joined": (re.sub("[ ,.]+", rng.choice("_-"), anyascii(bare)), alone),
            "camel": ("".join(word.capitalize() for word in _words(bare)), alone),
            "upper": (name.upper(), with_form),
            "note": (bare + rng.choice((" (p. Novák)", " - UKONČENÉ", "_OLD", " NEPLATIČ")), alone),
            "code": (f"{rng.randint(1, 999):03d}{rng.choice(' _-')}{bare}", alone),
            "first word": (bare.split()[0], alone and bare.split()[0] == bare),
            "cut": (bare[:8], alone and self.register.alone_with_start(bare[:8])),
            "nobody": (rng.choice(("Neznámy", "Nový klient", "xxx", "do triedenia")), None),
        }
        if way in simple:
            return simple[way]
        if way == "typo":
            at = rng.randrange(1, max(2, len(bare) - 1))
            wrong = (bare[:at] + bare[at + 1 :], bare[:at] + bare[at] + bare[at:],
                     bare[: at - 1] + bare[at] + bare[at - 1] + bare[at + 1 :])  # fmt: skip
            text = rng.choice(wrong)
            return text, alone and (_letters(text) == _letters(bare) or self.register.unknown(text))
        if way == "abbreviated" and " " in bare:
            first, *rest = bare.split()
            short = " ".join([first, *(word[:4] + "." for word in rest)])
            return short, alone and self.register.alone_with_start(bare)
        return name, with_form

    # -- files --------------------------------------------------------------------------------

    def _name(self, client, kind, period, told):
        rng, pieces = self.rng, []
        if not ("kind" in self.levels and rng.random() < 0.35):
            said = kind
            if kind and "kind" in self.levels and rng.random() < 0.03:
                said = rng.choice((*tuple(words.TITLES)[:-1], None))  # filed in the wrong folder
                told["kind"].add((said, "file"))
            pieces.append(self._title(said) if said or not kind else rng.choice(words.STRAY))
            told["kind"].update({(kind, "file")} if kind else ())
        else:
            pieces.append(rng.choice(("scan", "dokument", "DSC_0412", self._number())))
        if "client" not in self.levels or rng.random() < 0.12:
            if rng.random() < 0.97:
                pieces.append(self._client(client, told, "file"))
        elif rng.random() < 0.012:
            pieces.append(self._client(rng.choice(self.chosen), told, "file"))
        pieces += self._dates(period, told)
        valid_until = None
        if kind in ("certificate", "qualification", "licence", "insurance") and rng.random() < 0.2:
            text, valid_until = self.calendar.validity()
            pieces.append(text)
        elif rng.random() < 0.25:
            rng.shuffle(pieces)
        name = self.mark.join(pieces)
        if rng.random() < 0.15:
            name = rng.choice((str.upper, anyascii, str.lower))(name)
        return f"{name}{rng.choice(words.TAILS)}.{rng.choice(words.ENDINGS)}", valid_until

    def _title(self, kind):
        title = self.rng.choice(words.TITLES[kind])
        return title.format(
            p=self.rng.choice(words.PRODUCTS), x=self.rng.choice(words.PERSONS), n=self._number()
        )

    def _number(self):
        rng, year = self.rng, self.rng.randint(2018, 2026)
        return rng.choice((f"{year}{rng.randint(1, 900):03d}", f"{rng.randint(1, 60):02d}",
                           f"{rng.randint(10000000, 99999999)}", f"{rng.randint(100, 9999):04d}",
                           f"{year}-{rng.randint(1, 900):03d}"))  # fmt: skip

    def _dates(self, period, told):
        known, chance = bool(told["period"]), self.rng.random()
        if not known and chance < 0.8:
            told["period"].append(period)
            return [self.calendar.write(period)]
        if known and chance < 0.12:
            # The same again, a day or month within it, or another one altogether.
            other = self.rng.choice((period, self.calendar.within(period), self.calendar.period()))
            told["period"].append(other)
            return [self.calendar.write(other)]
        return []


def _one(told):
    """The one value that all places tell, else ``None``."""
    values = {value for value, _place in told}
    return values.pop() if len(values) == 1 else None
