"""The period a path tells, and how long its document is valid.

Deeper beats shallower: what the file says counts more than its folder. A file and a folder that
lie one within the other agree; the narrower is meant. All else is a contradiction.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from .dates import Atom, Period, alone, atoms
from .words import flat

_MONTH_WORD = re.compile(r"(?<![0-9a-z])[a-z]{3,}(?![0-9a-z])")
CONFIDENCE = {
    "day": 0.97, "month": 0.97, "quarter": 0.98, "half": 0.98, "year": 0.95, "range": 0.97,
    "months": 0.97, "nested": 0.97,
}  # fmt: skip
DOUBTFUL = 0.6


class Told(NamedTuple):
    """A period or the end of a validity, where it is written, and what else it could be."""

    period: Period
    part: int
    start: int
    end: int
    rule: str
    sure: bool
    other: Period | None


@lru_cache(maxsize=20_000)
def part_atoms(text: str, last_year: int) -> tuple[Atom, ...]:
    """The periods written in one part of a path (a file name without its ending)."""
    if not any(letter.isdigit() for letter in text):
        return ()
    return tuple(atoms(flat(text), last_year))


def _candidates(texts: Sequence[str], last_year: int) -> list[list[tuple[int, Atom]]]:
    """For each part the periods it tells, with those that need the folder above."""
    told: list[list[tuple[int, Atom]]] = []
    year: int | None = None
    for place, text in enumerate(texts):
        found = [(place, atom) for atom in part_atoms(text, last_year)]
        if not found and year and place < len(texts) - 1:
            period = alone(flat(text), year)
            if period:
                found = [(place, Atom(period, 0, len(text), "nested"))]
        told.append(found)
        periods = [atom.period for _place, atom in found if not atom.until]
        if len(periods) == 1:
            year = periods[0].first.year if periods[0].granularity == "year" else None
    return told


def find(
    texts: Sequence[str], last_year: int, skip: Sequence[Sequence[tuple[int, int]]] = ()
) -> tuple[Told | None, Told | None, bool]:
    """(period, validity, whether periods contradict each other).

    ``texts``: the parts, the file name without its ending. ``skip``: for each part the places
    that something else is written at, such as the name of a client.
    """
    told = _candidates(texts, last_year)
    if skip:
        told = [
            [each for each in found if not _within(each[1], places)]
            for found, places in zip(told, skip, strict=True)
        ]
    periods = [each for found in told for each in found if not each[1].until]
    until = [each for found in told for each in found if each[1].until]
    period, against = _agreed(periods)
    validity, doubt = _agreed(until)
    if doubt and validity:
        validity = validity._replace(sure=False)
    return period, validity, against


def _within(atom: Atom, places: Sequence[tuple[int, int]]) -> bool:
    return any(atom.start < end and start < atom.end for start, end in places)


def _agreed(found: list[tuple[int, Atom]]) -> tuple[Told | None, bool]:
    """The narrowest of those that lie in each other, else the last one, in doubt."""
    if not found:
        return None, False
    place, atom = found[-1]
    other: Period | None = None
    for where, one in reversed(found[:-1]):
        if atom.period.holds(one.period):
            if atom.period != one.period:
                other = atom.period
            place, atom = where, one
        elif not one.period.holds(atom.period):
            place, atom = found[-1]
            return _told(place, atom, False, one.period), True
        elif one.period != atom.period:
            other = other or one.period
    return _told(place, atom, all(one.sure for _where, one in found), other), False


def _told(place: int, atom: Atom, sure: bool, other: Period | None) -> Told:
    return Told(atom.period, place, atom.start, atom.end, atom.rule, sure, other)
