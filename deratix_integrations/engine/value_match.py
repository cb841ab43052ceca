"""Which entry of one system's value list is probably that of another's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from rapidfuzz import fuzz

from .records import Choice
from .texts import name_key

SIMILAR = 90.0  # names from here on are alike
# "30 days", "30 dagar netto", "14 dagen", "30 dní": the words of the languages of the providers.
_DAYS = re.compile(r"\b(\d{1,3})\s*(?:d|days?|dagar|dag|dagen|dni|dní|dňa|tage?)\b", re.IGNORECASE)


def days_of(choice: Choice) -> int | None:
    """The days of a term of payment: those that are told, else the ones that its name tells."""
    if choice.days is not None:
        return choice.days
    found = set(_DAYS.findall(choice.name))
    return int(found.pop()) if len(found) == 1 else None


def suggest(source: Choice, targets: Iterable[Choice]) -> Choice | None:
    """The target that is probably meant, ``None`` where that is not plain.

    In this order, and only where exactly one fits: the same days, the same name, the same code,
    a similar name. Where both tell days, those that differ are never the same.
    """
    days = days_of(source)
    possible = [
        each for each in targets if days is None or days_of(each) is None or days_of(each) == days
    ]
    name = name_key(source.name)
    code = source.code.casefold()
    tests: tuple[Callable[[Choice], bool], ...] = (
        lambda each: days is not None and days_of(each) == days,
        lambda each: bool(name) and name_key(each.name) == name,
        lambda each: each.code.casefold() == code,
        lambda each: bool(name) and fuzz.token_sort_ratio(name, name_key(each.name)) >= SIMILAR,
    )
    for fits in tests:
        found = [each for each in possible if fits(each)]
        if len(found) == 1:
            return found[0]
        # Several of equal days or name are told apart by what comes next.
        possible = found or possible
    return None
