"""The grammar of periods: what in one part of a path is a day, a month, a quarter, a half, a year.

Matching works on a folded copy of the part that is exactly as long as the part itself, so that a
place in the one is a place in the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from .common import FOLD_FROM, FOLD_TO
from .findings import Span
from .months import DOUBTFUL, MONTHS, day, months, unit, whole_year

FIRST_YEAR = 1990
YEARS_AHEAD = 5
# Older years without a month are more often part of a name ("Agro 2000") than a period.
_OLD = 15

_ALIGNED = str.maketrans(
    FOLD_FROM + "\u2010\u2011\u2012\u2013\u2014\u2212\u00a0\t", FOLD_TO + "------  "
)
_DIGIT = re.compile("[0-9]")
_BLANK, _MASK = "#", "\0"


class Hit(NamedTuple):
    """A period found in a part. ``span`` is None when the year must come from elsewhere.

    ``start`` and ``end`` are its place. ``number`` and ``granularity`` say which month, quarter
    or half of a year it is; 0 for other periods. ``plain``: nothing about it is doubtful.
    """

    start: int
    end: int
    span: Span | None
    granularity: str
    number: int
    rule: str
    plain: bool


_Y = r"(?P<y>(?:199|20[0-9])[0-9])"
_M2 = r"(?P<m>0[1-9]|1[0-2])"
_M = r"(?P<m>0?[1-9]|1[0-2])"
_D = r"(?P<d>0?[1-9]|[12][0-9]|3[01])"
_NAME = "(?P<name>{})".format("|".join(sorted(MONTHS, key=lambda word: (-len(word), word))))
_OPEN = r"(?<![0-9])"
_CLOSE = r"(?![0-9])"
_WORD_OPEN = r"(?<![a-z])"
_WORD_CLOSE = r"(?![a-z])"
_GAP = r"[ ._-]{0,3}(?:(?:rok|roku|roka|r|of|im|des|jahres|w|v|za)[ ._]{1,2})?"
_ORDINALS = {
    word: number
    for number, words in enumerate(
        (
            "1 i first prvy prvni pierwszy pierwsze erstes",
            "2 ii second druhy druhe drugi drugie zweites",
            "3 iii third treti tretie trzeci drittes",
            "4 iv fourth stvrty ctvrty ctvrte czwarty viertes",
        ),
        1,
    )
    for word in words.split()
}
_NUMBER = "(?P<n>{})".format("|".join(sorted(_ORDINALS, key=lambda word: (-len(word), word))))
_ORDINAL = r"(?:st|nd|rd|th|ty|ny|y|[.])?[ ._-]{0,2}"
_QUARTER = (
    r"(?:stvrtrok[aou]?|ctvrtlet[ia]|kvartal[u]?|kwartal[u]?|quartal[s]?|quarter|qtr|ctvrt|q)"
)
_HALF = r"(?:polrok[aou]?|polroci?e|pololet[ia]|polrocz[eau]|halbjahr[es]{0,2}|half|hj|h)"
_QUARTERS = (
    rf"(?:q[ ._-]?(?P<q>[1-4])|(?<![a-z0-9]){_NUMBER}{_ORDINAL}{_QUARTER}"
    rf"|{_QUARTER}[ ._-]{{1,2}}(?P<r>[1-4]|iv|i{{1,3}}))"
)
_HALVES = (
    rf"(?:hj?[ ._-]?(?P<q>[12])|(?<![a-z0-9]){_NUMBER}{_ORDINAL}{_HALF}"
    rf"|{_HALF}[ ._-]{{1,2}}(?P<r>[12]|i{{1,2}}))"
)

# What looks like a date and is none, by its sign: standards, numbers with a label, telephones,
# versions, sizes, sums of money, and years that are part of a name before a legal form.
_NEVER = re.compile(
    r"""
    (?<![a-z])(?:iso|en|stn|din|csn|pn|iec|ohsas|oenorm|norm|brc|ifs|fssc)
        (?:[ /_-]?(?:iso|en|iec))*[ _.-]{0,2}[0-9]{3,6}(?:-[0-9](?![0-9]))?
    | (?<![a-z])(?:ico|ic|dic|ic[ ]?dph|nip|regon|krs|uid|vat|vs|ustid|krn|steuernr)
        [ .:_-]{0,3}[a-z]{0,3}[ ]?(?:[0-9]{2,3}[ ][0-9]{3}[ ][0-9]{3}|[0-9-]{6,13})
    | (?<![a-z])(?:psc|plz|zip)[ .:_-]{0,2}[0-9]{2,3}[ -]?[0-9]{2,3}
    | (?<![a-z])(?:tel|telefon|mob|mobil|phone|fax)[ .:_-]{0,3}[+0-9][0-9 /-]{5,}
    | [+][0-9]{2,3}[ 0-9-]{7,} | (?<![0-9])00[1-9][0-9]{1,2}[ 0-9-]{7,}
    | (?<![0-9])0[0-9]{2,3}[ -]?[0-9]{3}[ -]?[0-9]{3}(?![0-9])
    | (?<![a-z0-9])v[.]?[0-9]{1,3}(?:[._][0-9]{1,2}(?![0-9]))*
    | (?<![a-z])(?:ver|verzia|verze|wersja|version|rev|revizia|revize|rel)[ ._-]{0,2}
        [0-9]{1,3}(?:[.][0-9]{1,3})*(?![0-9.])
    | (?<![0-9])[0-9]+(?:[.,][0-9]+)?[ _]?(?:x[ _]?[0-9]+|mm|cm|m2|m3|km|mg|kg|ml|ltr|ks|szt|stk
        |pcs|eur|czk|kc|pln|zl|usd|kb|mb|gb|dpi|px|ha|kw|ppm)(?![a-z0-9])
    | (?<![0-9])[0-9]{4}(?=[ _,]{1,2}(?:s[.]?[ ]?r[.]?[ ]?o|spol[.]?[ ]s|a[.][ ]?s|sp[.]?[ ]?z|
        gmbh|ag|kg|ltd|z[.][ ]?s|k[.][ ]?s|v[.][ ]?o|inc|llc)(?![a-z]))
    | (?<![0-9])[0-9]{3,4}[ ][0-9]{3}[ ][0-9]{3}(?![0-9])
    """,
    re.VERBOSE,
)
# A number after these counts documents rather than months: "FV 2024-05", "zmluva č. 5-2024".
_CODES = "c|cis|cislo|nr|no|num|number|numer|fv|fa|vf|fp|inv|obj|po|zml|sml|zod|dl"
_DOCUMENTS = (
    "zmluva|zmluvy|smlouva|smlouvy|umowa|umowy|contract|vertrag|dodatok|dodatek|aneks|priloha|"
    "zalacznik|anlage|annex|appendix|faktura|invoice|rechnung|objednavka|protokol|protokoll"
)
_CODED = re.compile(rf"(?<![a-z])(?:{_CODES})[ ._:-]{{0,3}}$")
_COUNTED = re.compile(
    rf"(?<![a-z])(?:{_CODES}|(?:{_DOCUMENTS})(?:[ _]o[ _][a-z]+)?)[ ._:-]{{0,3}}$"
)


class _Rule(NamedTuple):
    """``needs``: which of "y" (a year), "n" (a month's name), "u" (a quarter or half) it needs."""

    code: str
    pattern: re.Pattern[str]
    make: Callable[[re.Match[str]], tuple[Span | None, str, int]]
    plain: Callable[[re.Match[str]], bool]
    needs: frozenset[str]


def _year(found: re.Match[str]) -> int:
    return int(found["y"])


def _full(span: Span) -> tuple[Span, str, int]:
    return span, span.granularity, 0


def _make_day(found: re.Match[str]) -> tuple[Span | None, str, int]:
    return _full(day(_year(found), int(found["m"]), int(found["d"])))


def _make_short_day(found: re.Match[str]) -> tuple[Span | None, str, int]:
    return _full(day(2000 + int(found["yy"]), int(found["m"]), int(found["d"])))


def _make_named_day(found: re.Match[str]) -> tuple[Span | None, str, int]:
    month = MONTHS[found["name"]]
    if _numbered_month(found):
        return unit(_year(found), "month", month), "month", month
    return _full(day(_year(found), month, int(found["d"])))


def _numbered_month(found: re.Match[str]) -> bool:
    """Whether "05 máj 2024" may be the fifth month rather than the fifth day of May."""
    return int(found["d"]) == MONTHS[found["name"]] and found.string[found.end("d")] in " _-"


def _make_days(found: re.Match[str]) -> tuple[Span | None, str, int]:
    year = _year(found)
    start = date(year, int(found["m1"]), int(found["d1"]))
    return Span(start, date(year, int(found["m"]), int(found["d"])), "range"), "range", 0


def _make_months(found: re.Match[str]) -> tuple[Span | None, str, int]:
    return _full(months(_year(found), int(found["m1"]), int(found["m"]), "range"))


def _make_years(found: re.Match[str]) -> tuple[Span | None, str, int]:
    first = _year(found)
    if int(found["yy"]) != (first + 1) % 100:
        raise ValueError("no two years that follow each other")
    return Span(date(first, 1, 1), date(first + 1, 12, 31), "range"), "range", 0


def _unit_number(found: re.Match[str], granularity: str) -> int:
    if granularity == "month":
        named = found.groupdict().get("name")
        return MONTHS[named] if named else int(found["m"])
    written = found["q"] or found["n"] or found["r"]
    return _ORDINALS[written]


def _unit(granularity: str) -> Callable[[re.Match[str]], tuple[Span | None, str, int]]:
    def make(found: re.Match[str]) -> tuple[Span | None, str, int]:
        number = _unit_number(found, granularity)
        if not found.groupdict().get("y"):
            return None, granularity, number
        return unit(_year(found), granularity, number), granularity, number

    return make


def _make_year(found: re.Match[str]) -> tuple[Span | None, str, int]:
    return _full(whole_year(_year(found)))


def _always(_found: re.Match[str]) -> bool:
    return True


def _never(_found: re.Match[str]) -> bool:
    return False


def _not_counted(found: re.Match[str]) -> bool:
    """Whether "05-2024" is a month rather than the fifth document of a year."""
    before = found.string[: found.start()]
    padded, dot = len(found["m"]) == 2, found.string[found.end("m")] == "."
    if padded and dot:
        return not _CODED.search(before)
    return (padded or dot) and not _COUNTED.search(before)


def _padded(found: re.Match[str]) -> bool:
    after = found.string[found.end() : found.end() + 2]
    numbered = len(after) == 2 and after[0] in "-." and after[1].isdigit()
    coded = _CODED.search(found.string[: found.start()])
    return len(found["m"]) == 2 and not numbered and not coded


def _named_plainly(found: re.Match[str]) -> bool:
    """Not "Novák Jan 2024", where a given name looks like a month."""
    before = found.string[: found.start()].rstrip(" ")
    return found["name"] != "jan" or before[-1:] in ("", "-", "_", "(", ".")


def _year_alone(found: re.Match[str]) -> bool:
    text, start, end = found.string, found.start(), found.end()
    if text[end : end + 1] in ("-", "_", ".", "/") and text[end + 1 : end + 2].isdigit():
        return False  # the number of a document: 2024-015
    if (
        start > 1
        and text[start - 1] in "./,-"
        and (text[start - 2].isdigit() or text[start - 2 : start] == "#.")
    ):
        return False
    if re.search(r"#[ _.-]{1,2}$", text[:start]) and int(found[0]) <= 2018:
        return False  # the edition of a standard: ISO 9001-2015
    glued = re.search(r"[a-z]+$", text[:start])
    if glued and len(glued[0]) < 3:
        return False
    return not text[end : end + 1].isalpha()


def _rule(code, pattern, make, plain=_always) -> _Rule:  # noqa: ANN001
    signs = {"y": _Y, "n": _NAME, "u": (_QUARTERS, _HALVES)[code == "half"]}
    needs = frozenset(sign for sign, piece in signs.items() if piece in pattern)
    return _Rule(code, re.compile(pattern), make, plain, needs)


# In this order; a place that one rule took is not given to another.
_RULES = (
    _rule(
        "days",
        rf"{_OPEN}(?P<d1>[0-9]{{1,2}})[.][ ]?(?P<m1>[0-9]{{1,2}})[.]?[ ]?(?:-|az|do|to|bis)[ ]?"
        rf"{_D}[.][ ]?{_M}[.][ ]?{_Y}{_CLOSE}",
        _make_days,
    ),
    _rule("day", rf"{_OPEN}{_Y}(?P<s>[-_. ]){_M}(?P=s){_D}{_CLOSE}", _make_day),
    _rule("day", rf"{_OPEN}{_D}(?P<s>[-_ ]|[.][ ]?|[.]?_){_M}(?P=s){_Y}{_CLOSE}", _make_day),
    _rule(
        "day",
        rf"{_OPEN}{_Y}{_M2}(?P<d>0[1-9]|[12][0-9]|3[01]){_CLOSE}",
        _make_day,
    ),
    _rule(
        "day",
        rf"{_OPEN}{_D}[.]?[ _-]{{0,2}}{_NAME}[ ._-]{{0,2}}{_Y}{_CLOSE}",
        _make_named_day,
        lambda found: not _numbered_month(found),
    ),
    _rule(
        "day",
        rf"{_WORD_OPEN}{_NAME}[ ._-]{{1,2}}{_D}(?:st|nd|rd|th)?[ ,._-]{{1,2}}{_Y}{_CLOSE}",
        _make_named_day,
    ),
    _rule(
        "day",
        rf"{_OPEN}(?P<d>0[1-9]|[12][0-9]|3[01]){_M2}{_Y}{_CLOSE}",
        _make_day,
        _never,
    ),
    _rule(
        "months",
        rf"{_OPEN}(?P<m1>0?[1-9]|1[0-2])[.]?[ ]?(?:-|az|do|to|bis)[ ]?{_M}[ ._]{{1,2}}{_Y}{_CLOSE}",
        _make_months,
    ),
    _rule(
        "months",
        rf"{_OPEN}{_Y}[ _]{{1,2}}(?P<m1>0[1-9]|1[0-2])[ ]?-[ ]?{_M2}{_CLOSE}",
        _make_months,
        _never,
    ),
    _rule("quarter", rf"{_WORD_OPEN}{_QUARTERS}{_GAP}{_Y}{_CLOSE}", _unit("quarter")),
    _rule("quarter", rf"{_OPEN}{_Y}[ ._-]{{0,3}}{_QUARTERS}(?![a-z0-9])", _unit("quarter")),
    _rule("half", rf"{_WORD_OPEN}{_HALVES}{_GAP}{_Y}{_CLOSE}", _unit("half")),
    _rule("half", rf"{_OPEN}{_Y}[ ._-]{{0,3}}{_HALVES}(?![a-z0-9])", _unit("half")),
    _rule("month", rf"{_WORD_OPEN}{_NAME}{_GAP}{_Y}{_CLOSE}", _unit("month"), _named_plainly),
    _rule(
        "month",
        rf"{_OPEN}{_Y}[ ._-]{{0,3}}(?:(?:0?[1-9]|1[0-2])[ ._-]{{1,2}})?{_NAME}{_WORD_CLOSE}",
        _unit("month"),
    ),
    _rule("month", rf"{_OPEN}{_Y}(?P<s>[-_. ]){_M}{_CLOSE}", _unit("month"), _padded),
    _rule("month", rf"{_OPEN}{_M}(?:[-_ ]|[.][ ]?){_Y}{_CLOSE}", _unit("month"), _not_counted),
    _rule("month", rf"{_OPEN}{_Y}{_M2}{_CLOSE}", _unit("month")),
    _rule("day", rf"{_OPEN}{_D}[.]{_M}[.](?P<yy>[0-3][0-9])(?![0-9.])", _make_short_day, _never),
    _rule("years", rf"{_OPEN}{_Y}-(?P<yy>[0-9]{{2}}){_CLOSE}", _make_years, _never),
    _rule("year", rf"{_OPEN}{_Y}{_CLOSE}", _make_year, _year_alone),
    _rule("quarter", rf"{_WORD_OPEN}{_QUARTERS}(?![a-z0-9])", _unit("quarter")),
    _rule("half", rf"{_WORD_OPEN}{_HALVES}(?![a-z0-9])", _unit("half")),
    _rule("month", rf"{_WORD_OPEN}{_NAME}{_WORD_CLOSE}", _unit("month")),
)
_UNITS = re.sub(r"\(\?P<[a-z]>", "(?:", f"{_QUARTERS}|{_HALVES}")
_SIGNS = {
    "y": re.compile(r"(?:199|20[0-9])[0-9]"),
    "n": re.compile(_NAME),
    "u": re.compile(_UNITS),
}


def aligned(part: str) -> str:
    """The part in lower case without marks, letter for letter as long as the part."""
    folded = part.translate(_ALIGNED)
    lower = folded.lower()
    return lower if len(lower) == len(part) else "".join(c.lower()[0] for c in folded)


def blanked(part: str, spans: tuple[tuple[int, int], ...] = ()) -> str:
    """``aligned``, with everything that is certainly no period made unreadable."""
    text = _NEVER.sub(lambda found: _BLANK * len(found[0]), aligned(part))
    for start, end in spans:
        text = text[:start] + _MASK * (end - start) + text[end:]
    return text


@lru_cache(maxsize=20_000)
def find_hits(text: str, today: date) -> tuple[Hit, ...]:
    """The periods in a text made by ``blanked``, in the order of their places."""
    signs = {sign for sign, pattern in _SIGNS.items() if pattern.search(text)}
    if not signs and not _DIGIT.search(text):
        return ()
    hits: list[Hit] = []
    left = text
    for rule in _RULES:
        if rule.needs <= signs:
            for hit in _matches(rule, left, today):
                hits.append(hit)
                left = left[: hit.start] + _BLANK * (hit.end - hit.start) + left[hit.end :]
    return tuple(sorted(hits, key=lambda hit: hit.start))


def _matches(rule: _Rule, text: str, today: date) -> Iterator[Hit]:
    for found in rule.pattern.finditer(text):
        try:
            span, granularity, number = rule.make(found)
        except ValueError:
            continue
        if span and not FIRST_YEAR <= span.first.year <= span.last.year <= today.year + YEARS_AHEAD:
            continue
        if span and span.last < span.first:
            continue
        plain = rule.plain(found)
        if span and rule.code == "year" and span.first.year < today.year - _OLD:
            plain = False
        if span is None and found.groupdict().get("name") in DOUBTFUL:
            plain = False
        yield Hit(found.start(), found.end(), span, granularity, number, rule.code, plain)
