"""Dates and periods in one part of a path: the grammar, and what only looks like a date.

Names of months: Unicode CLDR (https://cldr.unicode.org), Slovak, Czech, Polish, English, German.
All patterns read a text as ``words.flat`` gives it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from .words import listed

YEARS_AHEAD = 5

_MONTH_FORMS = (
    "januar januara january jan leden ledna led styczen stycznia sty janner jaenner",
    "februar februara february feb unor unora uno luty lutego lut",
    "marec marca march mar brezen brezna bre marzec marz maerz",
    "april aprila apr duben dubna dub kwiecien kwietnia kwi",
    "maj maja may mai kveten kvetna kve",
    "jun juna june juni cerven cervna cvn czerwiec czerwca cze",
    "jul jula july juli cervenec cervence cvc lipiec lipca lip",
    "august augusta aug srpen srpna srp sierpien sierpnia sie",
    "september septembra sept sep zari zar wrzesien wrzesnia wrz",
    "oktober oktobra october okt oct rijen rijna rij pazdziernik pazdziernika paz",
    "november novembra nov listopad listopadu listopada lis",
    "december decembra dezember dec dez prosinec prosince grudzien grudnia gru",
)
MONTHS = {name: number for number, names in enumerate(_MONTH_FORMS, 1) for name in names.split()}
_NOMINATIVES = listed(
    "marec maj jun jul leden unor brezen duben kveten cerven cervenec srpen zari rijen "
    "listopad prosinec styczen luty marzec kwiecien czerwiec lipiec sierpien wrzesien "
    "pazdziernik grudzien oktober"
)
_GENITIVES = listed(
    "januara februara marca aprila maja juna jula augusta septembra oktobra novembra decembra "
    "ledna unora brezna dubna kvetna cervna cervence srpna rijna listopadu prosince stycznia "
    "lutego kwietnia czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia"
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}

_MONTH = "|".join(sorted(MONTHS, key=lambda name: (-len(name), name)))
# Years from 1990; the latest is up to who asks.
_Y = r"(?:19[9]\d|20[0-4]\d)"
_MM = r"(?:0[1-9]|1[0-2])"
_M = r"(?:0?[1-9]|1[0-2])"
_D = r"(?:0?[1-9]|[12]\d|3[01])"
_DD = r"(?:0[1-9]|[12]\d|3[01])"
_N4 = r"(?:[1-4]|iii|iv|ii|i)"
_N2 = r"(?:[12]|ii|i)"
_L = r"(?<![0-9a-z])"  # nothing directly before
_LN = r"(?<![0-9])(?<![0-9][.,])"  # no number directly before; letters may be ("SDS2024")
_R = r"(?![0-9a-z])"
_RN = r"(?![0-9])"
_S = r"[ ._-]{1,3}"
_O = r"[ ._-]{0,3}"
_QUARTER = (
    r"(?:stvrtrok[a-z]*|stvr?t?|ctvrtlet[a-z]*|ctv|kwartal[a-z]*|kwa?|kvartal[a-z]*|kv"
    r"|quartal[a-z]*|quarter|qua?|q)"
)
_HALF = r"(?:polrok[a-z]*|pololeti[a-z]*|polrocz[a-z]*|halbjahr[a-z]*|half|hj|h)"

# What looks like a date and is none.
_NOT_DATES = re.compile(
    "|".join((
        # standards, with or without part and edition
        r"(?<![a-z])(?:(?:iso|iec|en|din|stn|csn|pn|ohsas|bs)[ ._-]{0,2})+"
        r"(?!20[0-4]\d(?!\d))\d{3,5}"
        r"(?:-\d{1,2}(?![0-9.a-z]|-\d))?"
        r"(?:[:_-](?:1994|2000|2004|2005|2008|2013|2015|2018)(?![-_]\d))?(?![0-9])",
        # telephone numbers
        r"(?<![0-9])\+\d[\d ]{8,14}\d", r"(?<![0-9])0[2-9]\d\d[ ]?\d{3}[ ]?\d{3}(?![0-9])",
        r"(?<![0-9])(?:00)?42[01][ ]?\d{3}[ ]?\d{3}[ ]?\d{3}(?![0-9])",
        # numbers of contracts, invoices and files
        r"(?<![a-z])(?:cislo|c|no|nr|num|number|fv|fa|vs|obj|ev)[. _-]{0,2}"
        r"(?:\d{5,}(?![0-9.])|\d+(?:-\d+)?(?!-?\d|\.))",
        r"(?<![0-9])\d{4}[-_ ]\d{3}(?![0-9])", r"(?<![0-9])\d{3}[-_]\d{4}(?![0-9])",
        # pictures of cameras and scanners, with the time
        r"(?:img|vid|pxl|scan|dsc|screenshot|whatsapp image)[ _-]*20\d\d-?\d\d-?\d\d"
        r"[ _-]{1,3}(?:at )?\d\d[.-]?\d\d(?:[.-]?\d\d)?(?![0-9])",
        r"(?<![0-9])20\d\d[01]\d[0-3]\d[_-][0-2]\d[0-5]\d\d\d(?![0-9])",
        r"(?<![a-z])(?:img|dscn?|pict|p)[ _-]?\d{4}(?![0-9])",
        # versions, sizes, amounts
        r"(?<![a-z])(?:v|ver|verzia|verze|version|rev)[. ]{0,2}\d{1,2}(?:\.\d+)*(?![0-9])",
        r"\d+ ?x ?\d+", r"\d+(?:[.,]\d+)? ?(?:mb|kb|gb|px|mm|cm|ml|kg|eur|czk|pln|kc|zl)(?![a-z])",
    ))
)  # fmt: skip
# What stands before the day that something is valid until.
_UNTIL = re.compile(
    r"(?:(?<![a-z])(?:plati\w*|platn\w*|valid(?:ity)?|gu?e?ltig\w*|gilt|wazn\w*|"
    r"(?:data|termin) waznosci|exp(?:ir\w*)?|ablauf\w*)[ ._:-]{0,3}"
    r"(?:do|until|till|to|bis|konca)?|(?<![a-z])(?:do|until|till|bis))[ ._:-]{0,3}(?:konca)?[ _]?$"
)
_FROM = re.compile(r"(?<![a-z])(?:od|from|von|ab|since)[ ._:-]{0,3}$")
_VALID_FROM = re.compile(
    r"(?<![a-z])(?:plati\w*|platn\w*|valid(?:ity)?|gu?e?ltig\w*|wazn\w*)[ ._:-]{0,3}"
    r"(?:od|from|von|ab)?[ ._:-]{0,3}$"
)
_PIECE = re.compile(r"(?<![0-9])[0-9]{1,2}[-_]$")
# Short forms of several months, or a word besides: Czech "pro" is December and "for".
_UNCLEAR = re.compile(r"(?<![a-z])(?:pro|cer)[ ._-]{0,2}$")
_BETWEEN = re.compile(r"[ _]?[-_][ _]?|[ ._]{0,2}(?:do|to|bis|az|until|till)[ ._]{1,2}")

_GRAMMAR = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("day", rf"{_LN}(?P<y>{_Y})(?P<s>[-_.])(?P<m>{_M})(?P=s)(?P<d>{_D}){_RN}"),
        ("day", rf"{_L}(?P<d>{_D})(?P<s>[-_.]|\. )(?P<m>{_M})(?P=s)(?P<y>{_Y}){_RN}"),
        (
            "day",
            rf"{_L}(?P<d>{_D})(?P<dot>[. _-])[ _-]?(?P<name>{_MONTH})[. _-]{{1,2}}(?P<y>{_Y}){_RN}",
        ),
        ("day", rf"{_LN}(?P<y>{_Y})(?P<m>{_MM})(?P<d>{_DD}){_RN}"),
        ("months", rf"{_L}(?P<m>{_M})[.]?-(?P<m2>{_M})(?P<s>[._ ])(?P<y>{_Y}){_R}"),
        ("months", rf"{_LN}(?P<y>{_Y})(?P<s>[._ ])(?P<m>{_MM})-(?P<m2>{_MM}){_R}"),
        ("months", rf"{_L}(?P<name>{_MONTH})[ ]?[-_][ ]?(?P<name2>{_MONTH}){_S}(?P<y>{_Y}){_R}"),
        ("quarter", rf"{_L}q(?P<n>[1-4]){_O}(?P<y>{_Y}){_R}"),
        ("quarter", rf"{_LN}(?P<y>{_Y}){_O}q(?P<n>[1-4]){_R}"),
        ("quarter", rf"{_L}(?P<n>{_N4})[. _-]{{0,2}}{_QUARTER}{_O}(?P<y>{_Y}){_R}"),
        ("quarter", rf"{_LN}(?P<y>{_Y}){_S}(?P<n>{_N4})[. _-]{{0,2}}{_QUARTER}{_R}"),
        ("half", rf"{_L}h(?P<n>[12]){_O}(?P<y>{_Y}){_R}"),
        ("half", rf"{_LN}(?P<y>{_Y}){_O}h(?P<n>[12]){_R}"),
        ("half", rf"{_L}(?P<n>{_N2})[. _-]{{0,2}}{_HALF}{_O}(?P<y>{_Y}){_R}"),
        ("half", rf"{_LN}(?P<y>{_Y}){_S}(?P<n>{_N2})[. _-]{{0,2}}{_HALF}{_R}"),
        ("month", rf"{_LN}(?P<y>{_Y}){_S}(?P<m>{_MM}){_S}(?P<name>{_MONTH}){_R}"),
        ("month", rf"{_L}(?P<name>{_MONTH}){_O}(?P<y>{_Y}){_R}"),
        ("month", rf"{_LN}(?P<y>{_Y}){_S}(?P<name>{_MONTH}){_R}"),
        ("month", rf"{_LN}(?P<y>{_Y})(?:[-_.]| - )(?P<m>{_MM}){_R}(?![-_.]\d)"),
        ("month", rf"{_LN}(?P<y>{_Y})[-.](?P<m>[1-9]){_R}(?![-_.]\d)"),
        ("month", rf"{_LN}(?P<m>{_MM})(?P<s>[-_. ])(?P<y>{_Y}){_R}"),
        ("month", rf"{_LN}(?P<m>[1-9])(?P<s>[-.])(?P<y>{_Y}){_R}"),
        ("month", rf"{_LN}(?P<y>{_Y})(?P<m>{_MM}){_R}"),
        ("year", rf"(?:{_L}(?<![0-9][.])|(?<![a-z0-9])(?:r|sds|msds|kbu))(?P<y>{_Y}){_R}"),
    )
)
# Parts of a year that a folder may be called when the folder above is the year.
_ALONE = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("month", rf"(?P<m>{_M})[.]?(?:[ ._-]{{1,3}}(?P<name>{_MONTH}))?"),
        ("month", rf"(?P<name>{_MONTH})"),
        ("quarter", rf"(?:q(?P<n>[1-4])|(?P<n2>{_N4})[. _-]{{0,2}}{_QUARTER})"),
        ("half", rf"(?:h(?P<n>[12])|(?P<n2>{_N2})[. _-]{{0,2}}{_HALF})"),
    )
)


class Period(NamedTuple):
    """First and last day, and how fine: day, month, quarter, half, year or range."""

    first: date
    last: date
    granularity: str

    def holds(self, other: Period) -> bool:
        """Whether the other lies in this one."""
        return self.first <= other.first and other.last <= self.last


class Atom(NamedTuple):
    """A period written at ``start`` to ``end`` of a part; ``until``: it says how long something
    is valid. ``sure``: nothing else is likely to be meant."""

    period: Period
    start: int
    end: int
    rule: str
    sure: bool = True
    until: bool = False


def month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def of_year(year: int) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31), "year")


def _months(year: int, first: int, last: int, granularity: str) -> Period:
    return Period(date(year, first, 1), month_end(year, last), granularity)


def _made(name: str, groups: dict[str, str], year: int) -> Period | None:
    """The period of what a pattern found; ``None`` for the 31st of February and the like."""
    month = MONTHS.get(groups.get("name") or "", 0)
    number = int(groups.get("m") or 0)
    if month and number and month != number:
        return None
    month = month or number
    if name == "day":
        day = int(groups["d"])
        if day > monthrange(year, month)[1]:
            return None
        return Period(date(year, month, day), date(year, month, day), "day")
    if name == "months":
        last = MONTHS.get(groups.get("name2") or "", 0) or int(groups["m2"])
        return _months(year, month, last, "range") if month < last else None
    if name in ("quarter", "half"):
        text = groups.get("n") or groups["n2"]
        part, size = _ROMAN.get(text) or int(text), 3 if name == "quarter" else 6
        return _months(year, (part - 1) * size + 1, part * size, name)
    return _months(year, month, month, "month") if name == "month" else of_year(year)


def alone(plain: str, year: int) -> Period | None:
    """The period of a whole part below the folder of a year: "05", "máj", "II. štvrťrok"."""
    text = plain.strip(" ._-")
    for name, pattern in _ALONE:
        found = pattern.fullmatch(text)
        if found:
            return _made(name, found.groupdict(), year)
    return None


def _sure(name: str, groups: dict[str, str], before: str, taken: bytearray) -> bool | None:
    """Whether nothing else is likely to be meant; ``None``: it is no such period at all."""
    if name == "day" and groups.get("name"):
        if groups["dot"] == "." or groups["name"] in _GENITIVES:
            return True
        # "Annex 1 máj 2018": who names a day in these languages puts the month in the genitive.
        return None if groups["name"] in _NOMINATIVES else False
    if name == "day" and groups.get("s") in ("_", "-") and len(groups["d"]) < len(groups["m"]):
        return False  # "Anlage 2_07_2019"
    if name == "month" and groups.get("s") and _PIECE.search(before):
        # "77-05-2024" is no month, but "Anlage 2_05.2024" is one.
        return taken[len(before) - 2] == 1 or before[-1] != groups["s"]
    if name == "months" and groups.get("m") and len(groups["m"]) < len(groups["m2"]):
        return False  # "Anlage 2-12.2024"
    if name == "month" and groups.get("name") == "jan" and before.strip(" ._-"):
        return False  # "Novák Jan 2024"
    return not (name == "year" and _UNCLEAR.search(before))


def _free(taken: bytearray, start: int, end: int) -> bool:
    return not any(taken[start:end])


def atoms(plain: str, last_year: int) -> list[Atom]:
    """Every period written in the text, from the left; ranges as one."""
    taken = bytearray(len(plain))
    for found in _NOT_DATES.finditer(plain):
        taken[found.start() : found.end()] = b"\x01" * (found.end() - found.start())
    singles = []
    for name, pattern in _GRAMMAR:
        for found in pattern.finditer(plain):
            start, end = found.span()
            groups = found.groupdict()
            year = int(groups["y"])
            if year > last_year or not _free(taken, start, end):
                continue
            period = _made(name, groups, year)
            if period is None:
                continue
            sure = _sure(name, groups, plain[:start], taken)
            if sure is None:
                continue
            taken[start:end] = b"\x01" * (end - start)
            singles.append(Atom(period, start, end, name, sure))
    singles.sort(key=lambda atom: atom.start)
    return list(_valid(plain, _ranges(plain, singles)))


def _ranges(plain: str, singles: list[Atom]) -> list[Atom]:
    """Two periods of one size with a dash or "do" between are one."""
    joined: list[Atom] = []
    for atom in singles:
        before = joined[-1] if joined else None
        if before and _spans(plain, before, atom):
            period = Period(before.period.first, atom.period.last, "range")
            joined[-1] = Atom(period, before.start, atom.end, "range")
        else:
            joined.append(atom)
    return joined


def _spans(plain: str, before: Atom, atom: Atom) -> bool:
    between = _BETWEEN.fullmatch(plain, before.end, atom.start)
    if not between or before.rule != atom.rule or before.period.last >= atom.period.first:
        return False
    # "2024-05-03 do 2025-01-01": a day, and how long it holds, unless it says "od".
    return not between[0].strip(" ._")[:1].isalpha() or bool(_FROM.search(plain[: before.start]))


def _valid(plain: str, found: list[Atom]) -> Iterator[Atom]:
    for atom in found:
        before = plain[: atom.start]
        until = bool(_UNTIL.search(before))
        if atom.rule == "range" and not until:
            until = bool(_VALID_FROM.search(before))
        yield atom._replace(until=until) if until else atom
