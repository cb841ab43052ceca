"""Weighing what the parts of a path say about the client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .clients import ClientHit, ClientIndex, Spans, name_query
from .findings import Alternative, Finding

CONTRADICTION = "client_contradiction"
AMBIGUOUS = "client_ambiguous"
NUMBER_DIFFERS = "client_number_differs"
OTHER_TOWN = "client_other_town"

_CONFIDENCE = {
    "number": 0.99,
    "alias": 0.98,
    "reference": 0.98,
    "name": 0.97,
    "name_town": 0.96,
    "name_order": 0.96,
    "name_glued": 0.95,
    "abbreviation": 0.95,
}
_DOUBTFUL = 0.6
_AGAINST = 0.5
_SAYS_MUCH = 9  # letters of a name that are not there by chance
_MARGIN = 6.0
_ALIKE = 88.0


class ClientFinding(NamedTuple):
    """The client, codes of what is wrong, and the places of its name by index of the part."""

    client: Finding[int] | None
    flags: tuple[str, ...]
    masked: Mapping[int, Spans]


class _One(NamedTuple):
    """A hit with the clients that are left once towns and numbers have told them apart."""

    at: int
    hit: ClientHit
    ids: tuple[int, ...]
    rule: str
    plain: bool


def find_client(
    index: ClientIndex, parts: Sequence[str], explained: Sequence[Spans]
) -> ClientFinding:
    """The client of the file at this path (folders..., file name).

    The deepest certain evidence decides; certain evidence for another client anywhere is a
    contradiction. Clients of the same name are told apart by a number or by the town, anywhere in
    the path; else they are ambiguous. A name that is only alike is never sure. ``explained`` are
    for each part the places of types and periods.
    """
    last = len(parts) - 1
    hits = {at: index.hits(part, at == last, explained[at]) for at, part in enumerate(parts)}
    masked = {
        at: tuple(
            (hit.start, hit.end)
            for hit in found
            if hit.plain or (hit.rule != "number" and hit.end - hit.start >= _SAYS_MUCH)
        )
        for at, found in hits.items()
        if found
    }
    if not any(hit.ids for found in hits.values() for hit in found):
        return _alike(index, parts, explained, masked)
    towns = _towns(index, parts, hits)
    flags: dict[str, None] = {}
    ones = [
        _resolve(index, at, hit, hits, towns, flags)
        for at in range(last, -1, -1)
        for hit in sorted(hits[at], key=lambda hit: (hit.rule != "number", not hit.plain))
        if hit.ids
    ]
    best = next((one for one in ones if one.plain and len(one.ids) == 1), None)
    best = best or next((one for one in ones if len(one.ids) == 1), None) or ones[0]
    return ClientFinding(_decide(index, parts, best, ones, flags), tuple(flags), masked)


def _towns(
    index: ClientIndex, parts: Sequence[str], hits: Mapping[int, Sequence[ClientHit]]
) -> set[tuple[str, ...]]:
    """The towns in the path that are not part of a name in it."""
    return {
        town
        for at, part in enumerate(parts)
        for town, start, end in index.towns_in(part)
        if not any(hit.ids and hit.start <= start and end <= hit.end for hit in hits[at])
    }


def _resolve(index, at, hit, hits, towns, flags) -> _One:  # noqa: ANN001
    ids, rule, plain = hit.ids, hit.rule, hit.plain
    if len(ids) > 1:
        named = [set(other.ids) for found in hits.values() for other in found if other.ids]
        for others in named:
            both = tuple(one for one in ids if one in others)
            ids = both or ids
    if len(ids) > 1:
        here = tuple(one for one in ids if index.town(one) in towns)
        if len(here) == 1:
            rule = "name_town"
        ids = here or ids
    elif towns and rule not in ("number", "reference", "alias"):
        town = index.town(ids[0])
        if town not in towns:
            plain = False
            flags[OTHER_TOWN] = None
    if rule not in ("number", "alias") and len(ids) == 1:
        foreign = [other for other in hits[at] if other.rule == "number" and not other.ids]
        if foreign and index.numbers_of(ids[0]):
            plain = False
            flags[NUMBER_DIFFERS] = None
    return _One(at, hit, ids, rule, plain)


def _decide(
    index: ClientIndex,
    parts: Sequence[str],
    best: _One,
    ones: Sequence[_One],
    flags: dict[str, None],
) -> Finding[int]:
    value = best.ids[0]
    by_number = best.rule == "number"  # beside it the name may be cut: "35697270 Novák"
    against = [
        one
        for one in ones
        if value not in one.ids
        and (one.plain or one.hit.end - one.hit.start >= _SAYS_MUCH)
        and not (by_number and index.is_part_of_name(_text(parts, one), value))
    ]
    if any(one.plain for one in against):
        flags[CONTRADICTION] = None
    if len(best.ids) > 1:
        flags[AMBIGUOUS] = None
    elif best.plain:
        flags.pop(OTHER_TOWN, None)
    sure = best.plain and len(best.ids) == 1 and not against
    confidence = _CONFIDENCE[best.rule]
    if not sure:
        confidence = _AGAINST if against or len(best.ids) > 1 else _DOUBTFUL
    other = None
    rivals = against or [one for one in ones if value not in one.ids]
    if len(best.ids) > 1:
        other = _alternative(parts, best, best.ids[1])
    elif rivals:
        other = _alternative(parts, rivals[0], rivals[0].ids[0])
    return Finding(value, best.at, _text(parts, best), best.rule, confidence, sure, other)


def _alternative(parts: Sequence[str], one: _One, client: int) -> Alternative[int]:
    return Alternative(client, one.at, _text(parts, one), one.rule, 0.4)


def _text(parts: Sequence[str], one: _One) -> str:
    return parts[one.at][one.hit.start : one.hit.end]


def _alike(
    index: ClientIndex,
    parts: Sequence[str],
    explained: Sequence[Spans],
    masked: dict[int, Spans],
) -> ClientFinding:
    """The client whose name is most like something in the path, as a suggestion."""
    last = len(parts) - 1
    best = None
    for at in range(last, -1, -1):
        query, start, end = name_query(index, parts[at], at == last, explained[at])
        if len(query) < 4:
            continue
        names = index.similar.find(query)
        if names and (best is None or names[0][1] > best[0][0][1]):
            best = (names, at, start, end)
    if best is None:
        return ClientFinding(None, (), masked)
    names, at, start, end = best
    score = names[0][1]
    candidates = [(client, alike) for name, alike in names for client in index.named(name)]
    second = candidates[1] if len(candidates) > 1 else None
    near = second is not None and score - second[1] < _MARGIN
    text = parts[at][start:end]
    other = Alternative(second[0], at, text, "similar", second[1] / 200) if second else None
    flags = (AMBIGUOUS,) if near else ()
    confidence = score / 100 * (0.6 if near else 0.85)
    finding = Finding(candidates[0][0], at, text, "similar", confidence, False, other)
    if score >= _ALIKE and at < last:
        masked = {**masked, at: (*masked.get(at, ()), (start, end))}
    return ClientFinding(finding, flags, masked)
