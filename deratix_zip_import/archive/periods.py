"""The period of a document and the day until which it is valid, from its path."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from .dates import Hit, aligned, blanked, find_hits
from .findings import Alternative, Finding, Span
from .months import unit
from .words import file_stem

Spans = Collection[tuple[int, int]]

CONTRADICTION = "period_contradiction"
VALIDITY_CONTRADICTION = "validity_contradiction"
VALIDITY_BEFORE_PERIOD = "validity_before_period"

_CONNECTS = re.compile(r"[ _]{0,2}(?:-|az|do|to|bis|until|till|thru|through|_|a|und|and)[ _]{0,2}")
_PLAIN_CONNECTS = re.compile(r"[ _]{0,2}(?:-|az|to|bis|until|till|through)[ _]{0,2}|_")
_UNTIL_CONNECTS = re.compile(r"[ _]{0,2}(?:do|bis|until|till)[ _]{0,2}")
_FROM = re.compile(r"(?<![a-z])(?:od|from|von|ab)[ ._-]{0,2}$")
_VALID = (
    r"(?<![a-z])(?:plat(?:n[eyai]|i|nost|nosti)|wazn[eyai]|waznosc|valid|validity|expir[a-z]*"
    r"|exp|gu?e?ltig(?:keit)?|ablauf(?:datum)?|lauft|doba platnosti)[ ._:-]{0,3}"
)
_VALID_UNTIL = re.compile(
    rf"(?:{_VALID}(?:(?:az )?(?:do|until|till|to|thru|through|bis|am|on|ab)[ ._:-]{{0,3}})?"
    r"|(?<![a-z])(?:do|bis|until|till)[ ._-]{1,3})(?:dna|dne|dnia|konca|ende)?[ ._]{0,2}$"
)
_VALID_FROM = re.compile(rf"{_VALID}(?:od|from|von|ab)[ ._:-]{{0,3}}$")
_MONTH_PART = re.compile(r"(?:m[ ._-]?)?(0?[1-9]|1[0-2])[.]?")
_ALONE = re.compile(r"(?:[0-9]{1,2}[ ._-]{0,3})?#+")


@dataclass(frozen=True, slots=True)
class Periods:
    """What a path says about time; ``validity`` is the last day of validity.

    ``flags``: codes of contradictions.
    """

    period: Finding[Span] | None = None
    validity: Finding[date] | None = None
    flags: tuple[str, ...] = ()


class _Part(NamedTuple):
    """The periods of one part: whole ones, best first, parts of a year, and days of validity."""

    whole: tuple[Hit, ...]
    open: tuple[Hit, ...]
    until: tuple[Hit, ...]


_Waiting = tuple[int, Hit]


class _Found(NamedTuple):
    at: int
    hit: Hit
    rule: str


def find_periods(
    parts: Sequence[str], today: date, masked: Mapping[int, Spans] | None = None
) -> Periods:
    """The period and the validity of the file at this path (folders..., file name).

    The deepest part that names a period decides. A period within one that a part above names
    ("2024/2024-05") is the same thing said more exactly; two that have nothing in common are a
    contradiction. What may be something else, such as the number of a contract ("zmluva
    5-2024"), is never sure. A month, quarter or half without a year takes the year of the
    nearest part above. ``masked`` are places, by index of the part, that belong to something else,
    such as a company number. Years from 1990 to five years after ``today``.
    """
    last = len(parts) - 1
    found: list[_Found] = []
    until: list[_Found] = []
    waiting: list[_Waiting] = []
    for at in range(last, -1, -1):
        spans = tuple(masked[at]) if masked and at in masked else ()
        part = _read_part(parts[at], at == last, spans, today)
        until += [_Found(at, hit, "validity") for hit in part.until]
        if part.whole:
            found += _close(waiting, part.whole[0])
            waiting = []
            found += [_Found(at, hit, hit.rule) for hit in part.whole]
        elif part.open:
            waiting = _wait(waiting, at, part.open[0])
    period, flags = _decide(parts, found)
    validity, more = _decide_validity(parts, until)
    flags += more
    if period and validity and validity.value < period.value.first:
        flags.append(VALIDITY_BEFORE_PERIOD)
        validity = _unsure(validity)
    return Periods(period, validity, tuple(flags))


def _unsure(finding: Finding) -> Finding:
    return Finding(
        finding.value, finding.part, finding.text, finding.rule, 0.5, False, finding.other
    )


def _wait(waiting: list[_Waiting], at: int, hit: Hit) -> list[_Waiting]:
    """Of two parts of a year below each other the upper is the month if the lower is a number.

    "2024/12/05.pdf" may be the fifth file of December or the one of its fifth day: not sure.
    """
    if not waiting:
        return [(at, hit)]
    lower = waiting[0][1]
    same = (lower.granularity, lower.number) == (hit.granularity, hit.number)
    if same or lower.rule != "number":
        return waiting
    return [(at, hit._replace(plain=False))]


def _close(waiting: list[_Waiting], above: Hit) -> list[_Found]:
    """A month, quarter or half below a year, with that year."""
    closed = []
    for at, hit in waiting:
        if above.span.first.year == above.span.last.year:
            span = unit(above.span.first.year, hit.granularity, hit.number)
            whole = hit._replace(span=span, plain=hit.plain and above.plain)
            closed.append(_Found(at, whole, "nested"))
    return closed


def _decide(
    parts: Sequence[str], found: Sequence[_Found]
) -> tuple[Finding[Span] | None, list[str]]:
    if not found:
        return None, []
    best = next((one for one in found if one.hit.plain), found[0])
    finer = [one for one in found if _finer(one.hit.span, best.hit.span)]
    coarse = best
    if finer and not finer[0].hit.plain and finer[0].at < best.at:
        finer = []
    if finer:
        best = finer[0]
    against = [
        one
        for one in found
        if one is not best
        and not best.hit.span.within(one.hit.span)
        and (one.hit.plain or not best.hit.plain or one.at > best.at)
        and not (
            not one.hit.plain
            and one.hit.span.granularity == "year"
            and one.hit.span.within(best.hit.span)
        )
    ]
    doubtful = bool(against) or not best.hit.plain or (best is not coarse and coarse.at > best.at)
    rivals = [one for one in found if one.hit.span != best.hit.span]
    rival = (against or [one for one in (coarse,) if one is not best] or rivals or [None])[0]
    apart = [one for one in against if not _overlap(one.hit.span, best.hit.span)]
    clash = best.hit.plain and any(one.hit.plain for one in apart)
    confidence = 0.97 if not doubtful else (0.5 if against else 0.6)
    return _finding(parts, best, best.hit.span, confidence, rival), [CONTRADICTION] * clash


def _finer(one: Span, other: Span) -> bool:
    return one != other and one.within(other)


def _overlap(one: Span, other: Span) -> bool:
    return one.first <= other.last and other.first <= one.last


def _decide_validity(
    parts: Sequence[str], until: Sequence[_Found]
) -> tuple[Finding[date] | None, list[str]]:
    if not until:
        return None, []
    best = until[0]
    against = [one for one in until if one.hit.span.last != best.hit.span.last]
    sure = best.hit.plain and not against
    rival = against[0] if against else None
    confidence = 0.97 if sure else 0.5
    finding = _finding(parts, best, best.hit.span.last, confidence, rival)
    return finding, [VALIDITY_CONTRADICTION] if against else []


def _finding(parts, best: _Found, value, confidence: float, rival: _Found | None) -> Finding:  # noqa: ANN001
    other = None
    if rival:
        against = rival.hit.span.last if isinstance(value, date) else rival.hit.span
        text = parts[rival.at][rival.hit.start : rival.hit.end]
        other = Alternative(against, rival.at, text, rival.rule, 0.4)
    text = parts[best.at][best.hit.start : best.hit.end]
    return Finding(value, best.at, text, best.rule, confidence, confidence > 0.9, other)


@lru_cache(maxsize=20_000)
def _read_part(part: str, is_file: bool, masked: tuple[tuple[int, int], ...], today: date) -> _Part:
    written = file_stem(part) if is_file else part
    text = blanked(written, masked)
    hits = [hit for hit in find_hits(text, today) if written[hit.start : hit.end].lower() != "ján"]
    if not hits:
        return _Part((), _month_alone(text, is_file), ())
    plain_text = aligned(written)
    items, until = _ranges(plain_text, hits)
    whole = [hit for hit in items if hit.span]
    open_ = [hit for hit in items if not hit.span]
    whole = _with_year(whole, open_)
    return _Part(tuple(sorted(whole, key=_rank)), _alone(text, open_), tuple(until))


def _month_alone(text: str, is_file: bool) -> tuple[Hit, ...]:
    """A part that is nothing but the number of a month: the folder "05"."""
    found = _MONTH_PART.fullmatch(text.strip())
    if not found:
        return ()
    start = text.index(found[1])
    plain = not is_file or len(found[1]) == 2
    return (Hit(start, start + len(found[1]), None, "month", int(found[1]), "number", plain),)


def _alone(text: str, hits: list[Hit]) -> tuple[Hit, ...]:
    """Parts of a year without one; a doubtful word that is all there is is not doubtful."""
    if len(hits) == 1:
        hit = hits[0]
        blank = text[: hit.start] + "#" * (hit.end - hit.start) + text[hit.end :]
        if _ALONE.fullmatch(blank.strip(" ._-")):
            return (hit._replace(plain=True),)
    elif len({(hit.granularity, hit.number) for hit in hits}) > 1:
        return (hits[0]._replace(plain=False),) if hits else ()
    return tuple(hits[:1])


def _rank(hit: Hit) -> tuple[bool, int, int]:
    """Plain periods first, then the shortest, then in the order of writing."""
    return not hit.plain, (hit.span.last - hit.span.first).days, hit.start


def _with_year(whole: list[Hit], open_: list[Hit]) -> list[Hit]:
    """A part of a year and a year at different places of one part, as "Q2 report 2024"."""
    years = [hit for hit in whole if hit.span.granularity == "year"]
    if len(years) != 1 or len(whole) != 1 or len(open_) != 1:
        return whole
    year, part = years[0], open_[0]
    if not part.plain:  # "Jan Novák 2024"
        return [year._replace(plain=False)]
    span = unit(year.span.first.year, part.granularity, part.number)
    start, end = min(year.start, part.start), max(year.end, part.end)
    joined = Hit(
        start, end, span, part.granularity, part.number, part.rule, year.plain and part.plain
    )
    return [joined] if joined.plain else [joined, year._replace(plain=False)]


def _ranges(text: str, hits: list[Hit]) -> tuple[list[Hit], list[Hit]]:
    """The hits with those that are two ends of a range joined; and the days of validity."""
    items: list[Hit] = []
    until: list[Hit] = []
    at = 0
    while at < len(hits):
        hit, after = hits[at], hits[at + 1] if at + 1 < len(hits) else None
        joined = _join(text, hit, after) if after else None
        if joined:
            hit, at = joined, at + 1
        at += 1
        before = text[: hit.start]
        if _VALID_FROM.search(before):
            (until if joined else items).append(hit if joined else hit._replace(plain=False))
        elif hit.span and _VALID_UNTIL.search(before):
            until.append(hit)
        else:
            items.append(hit)
    return items, until


def _join(text: str, hit: Hit, after: Hit) -> Hit | None:
    gap = text[hit.end : after.start]
    if not _CONNECTS.fullmatch(gap):
        return None
    first, last = _ends(hit, after)
    if first is None or last is None or last.last < first.first or first.within(last):
        return None
    before = text[: hit.start]
    said = bool(_FROM.search(before) or _VALID_FROM.search(before) or _VALID_UNTIL.search(before))
    plain = said or bool(_PLAIN_CONNECTS.fullmatch(gap))
    if not said and _UNTIL_CONNECTS.fullmatch(gap):
        plain = False
    plain = plain and hit.granularity == after.granularity
    if gap == "_" and first.granularity == "year":
        plain = False
    if (last.last - first.first).days > 366 * 6 or not _may_pair(hit, after):
        plain = False
    span = Span(first.first, last.last, "range")
    return Hit(hit.start, after.end, span, "range", 0, "range", plain)


def _may_pair(hit: Hit, after: Hit) -> bool:
    """Whether nothing but standing beside each other makes the two ends doubtful."""
    years = hit.rule == after.rule == "year"
    return years or (hit.plain and after.plain)


def _ends(hit: Hit, after: Hit) -> tuple[Span | None, Span | None]:
    """Both ends of a range; one without a year takes that of the other."""
    if hit.span and after.span:
        return hit.span, after.span
    if hit.granularity != after.granularity or (hit.span is None and after.span is None):
        return None, None
    year = (hit.span or after.span).first.year
    return (
        hit.span or unit(year, hit.granularity, hit.number),
        after.span or unit(year, after.granularity, after.number),
    )
