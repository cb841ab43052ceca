"""Which of our teams a department of the other system may be, by their names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from .matching import SIMILAR, similarity
from .texts import name_key


def suggest(names: Iterable[str], teams: Mapping[int, str]) -> int | None:
    """The id of the team whose name is like one of a department's names.

    The same name counts most, then a similar one, then a team's name that is part of a
    department's ("Gdańsk" of "Firma Demo Gdańsk"). When several teams are as good as each other
    nothing is suggested: a person knows better.
    """
    ours = {id_: name_key(name) for id_, name in teams.items()}
    theirs = [key for name in names if (key := name_key(name))]
    for fits in (_same, _similar, _part):
        found = [id_ for id_, key in ours.items() if key and _any(fits, key, theirs)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _any(fits: Callable[[str, str], bool], team: str, departments: list[str]) -> bool:
    return any(fits(team, department) for department in departments)


def _same(team: str, department: str) -> bool:
    return team == department


def _similar(team: str, department: str) -> bool:
    return similarity(team, department) >= SIMILAR


def _part(team: str, department: str) -> bool:
    return f" {team} " in f" {department} "
