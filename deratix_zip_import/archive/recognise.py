"""What a path tells of its document: client, type, period and validity, each with the evidence.

Order: what a person taught (``Rule``) before all else; then the words of the path, where deeper
beats shallower. Only what is ``sure`` may be accepted without asking; all else is a suggestion.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from . import periods
from .choosing import Chosen, choose
from .clients import ClientIndex
from .dates import YEARS_AHEAD
from .kinds import NARROWER, KindWords
from .parts import Part, make_part
from .words import file_stem, name_of

_KIND_SURE = 0.95
_KIND_DOUBTFUL = 0.55
_NO_TYPE = "other"


class Rule(NamedTuple):
    """What a person decided for all folders ("folder") or files ("file") of one name.

    ``name`` is compared as ``words.name_of`` gives it, of a file without its ending. ``client``
    and ``kind``: ``None`` if the rule says nothing of it.
    """

    scope: str
    name: str
    client: int | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing recognised.

    ``value``: the id of a client, the code of a type, a ``dates.Period`` or a date. ``part``:
    which part of the path; ``text``: what is written there; ``rule``: a code. ``confidence`` from
    0 to 1. ``other``: the second-best value, or ``None``.
    """

    value: Any
    part: int
    text: str
    rule: str
    confidence: float
    sure: bool
    other: Any = None


@dataclass(frozen=True, slots=True)
class Recognition:
    """What was recognised, ``None`` for what was not.

    ``flags``: "client_contradiction", "kind_contradiction", "period_contradiction" where the
    path says two things.
    """

    client: Finding | None = None
    kind: Finding | None = None
    period: Finding | None = None
    validity: Finding | None = None
    flags: tuple[str, ...] = ()


class Recogniser:
    """Made once for an archive; ``recognise`` is then called for each file.

    ``words``: ``{code: (key word, …)}``, see ``kinds.KEYWORDS``. ``today``: years up to some
    ahead of it are years.
    """

    def __init__(
        self,
        index: ClientIndex,
        words: Mapping[str, Sequence[str]],
        rules: Iterable[Rule] = (),
        today: date | None = None,
    ) -> None:
        self._index = index
        self._kinds = KindWords(words)
        self._last_year = (today or date.today()).year + YEARS_AHEAD
        self._rules = {(rule.scope, name_of(rule.name)): rule for rule in rules}
        self._rules.pop(("folder", ""), None)
        self._rules.pop(("file", ""), None)
        self._folder = lru_cache(maxsize=5_000)(self._read_folder)

    def _read_folder(self, name: str) -> Part:
        return make_part(name, False, self._index, self._kinds, self._last_year)

    def recognise(self, path: Sequence[str]) -> Recognition:
        """``path``: folders and the file name, decoded, in normal form C. Never raises."""
        if not path:
            return Recognition()
        parts = [self._folder(name) for name in path[:-1]]
        parts.append(make_part(path[-1], True, self._index, self._kinds, self._last_year))
        learned = self._learned(path)
        chosen = choose(parts, self._index)
        skip = _places(parts, chosen)
        period, validity, against = periods.find(
            [part.text for part in parts], self._last_year, skip
        )
        kind, kind_against = _kind(parts, skip)
        client = _client(parts, chosen)
        flags = [
            name
            for name, is_so in (
                ("client_contradiction", chosen is not None and chosen.contradiction),
                ("kind_contradiction", kind_against),
                ("period_contradiction", against),
            )
            if is_so
        ]
        return Recognition(
            learned.get("client") or client,
            learned.get("kind") or kind,
            _period(parts, period),
            _period(parts, validity, last=True),
            tuple(flags),
        )

    def _learned(self, path: Sequence[str]) -> dict[str, Finding]:
        """What rules say; that for the file, then the deepest folder."""
        found: dict[str, Finding] = {}
        if not self._rules:
            return found
        for place in range(len(path) - 1, -1, -1):
            is_file = place == len(path) - 1
            text = file_stem(path[place]) if is_file else path[place]
            rule = self._rules.get(("file" if is_file else "folder", name_of(text)))
            for what, value in (("client", rule.client), ("kind", rule.kind)) if rule else ():
                if value is not None and what not in found:
                    found[what] = Finding(value, place, text, "learned", 1.0, True)
        return found


def _places(parts: Sequence[Part], chosen: Chosen | None) -> list[list[tuple[int, int]]]:
    """For each part the places that hold numbers and the name of the client."""
    places = [[part.place(hit.first, hit.end) for hit in part.numbers] for part in parts]
    if chosen is None or not chosen.sure:
        return places
    for part, taken in zip(parts, places, strict=True):
        taken += [part.place(hit.first, hit.end) for hit in part.names if chosen.id in hit.ids]
    return places


def _client(parts: Sequence[Part], chosen: Chosen | None) -> Finding | None:
    if chosen is None:
        return None
    text = parts[chosen.part].text[chosen.start : chosen.end]
    return Finding(
        chosen.id, chosen.part, text, chosen.rule, chosen.confidence, chosen.sure, chosen.other
    )


def _period(parts: Sequence[Part], told: periods.Told | None, last: bool = False) -> Finding | None:
    if told is None:
        return None
    text = parts[told.part].text[told.start : told.end]
    confidence = periods.CONFIDENCE[told.rule] if told.sure else periods.DOUBTFUL
    value = told.period.last if last else told.period
    other = told.other.last if last and told.other else told.other
    return Finding(value, told.part, text, told.rule, confidence, told.sure, other)


def _kind(
    parts: Sequence[Part], skip: Sequence[Sequence[tuple[int, int]]]
) -> tuple[Finding | None, bool]:
    """The type that the deepest part names, and whether another part or word contradicts it."""
    told = [
        (place, hits)
        for place in range(len(parts) - 1, -1, -1)
        if (hits := parts[place].main_kinds(skip[place]))
    ]
    specific = [(p, hits) for p, hits in told if any(hit.code != _NO_TYPE for hit in hits)]
    if not told:
        return None, False
    place, hits = told[0]
    hit = hits[0]
    others = {each.code for each in hits} - {hit.code}
    against = bool(others)
    for _place, above in specific[1:] if specific and specific[0][0] == place else specific:
        codes = {each.code for each in above}
        if hit.code not in codes and not any((code, hit.code) in NARROWER for code in codes):
            against = True
            others |= codes
    sure = not against and hit.code != _NO_TYPE
    start, end = parts[place].place(hit.first, hit.end)
    text = parts[place].text[start:end]
    rule = "keyword_file" if place == len(parts) - 1 else "keyword_folder"
    confidence = _KIND_SURE if sure else _KIND_DOUBTFUL
    other = min(others) if others else None
    return Finding(hit.code, place, text, rule, confidence, sure, other), against
