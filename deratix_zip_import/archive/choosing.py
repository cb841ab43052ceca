"""Which of the clients that a path names is meant, and whether that is sure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .clients import ClientIndex, Hit
from .parts import Part

CONFIDENCE = {
    "number": 0.99, "alias": 0.98, "name": 0.95, "order": 0.92, "other_form": 0.75,
    "number_unchecked": 0.8,
}  # fmt: skip
DOUBTFUL = 0.6
_LONG = 7
_MOST_WORDS = 6
_MOST_SIMILAR = 0.85


class Chosen(NamedTuple):
    """A client, where it is written, and the second-best.

    ``contradiction``: another client is named as well.
    """

    id: int
    part: int
    start: int
    end: int
    rule: str
    confidence: float
    sure: bool
    other: int | None
    contradiction: bool = False


class _Evidence(NamedTuple):
    place: int
    hit: Hit
    strong: bool
    whole: bool  # at least two words, or all that the part says


def choose(parts: Sequence[Part], index: ClientIndex) -> Chosen | None:
    """The client of a path; ``None`` when nothing is like any client."""
    evidence = [
        _Evidence(place, hit, _strong(parts, place, hit, index), _whole(parts[place], hit))
        for place in range(len(parts) - 1, -1, -1)
        for hit in (*parts[place].numbers, *parts[place].names)
    ]
    if not evidence:
        return _similar(parts, index)
    pool = [each for each in evidence if each.strong] or evidence
    # A number before a name, then the deeper and the longer.
    best = min(pool, key=lambda e: (e.hit.rule != "number", -e.place, e.hit.first - e.hit.end))
    ids, against = _common(best, evidence if best.strong else pool)
    if against is None and len(ids) > 1:
        ids, _none = _common(best._replace(hit=best.hit._replace(ids=tuple(ids))), evidence)
    if against is None and best.strong and best.place == len(parts) - 1:
        against = _unlike_folder(best, parts, ids, index)
    narrowed = _narrow(ids, parts, evidence, index) if len(ids) > 1 else ids
    other = against if against is not None else _second(narrowed, ids, evidence)
    id_ = narrowed[0]
    sure = best.strong and len(narrowed) == 1 and against is None
    start, end = parts[best.place].place(best.hit.first, best.hit.end)
    confidence = CONFIDENCE[best.hit.rule] if sure else DOUBTFUL / max(1, len(narrowed)) ** 0.5
    return Chosen(
        id_, best.place, start, end, best.hit.rule, round(confidence, 3), sure, other,
        against is not None,
    )  # fmt: skip


def _unlike_folder(
    best: _Evidence, parts: Sequence[Part], ids: list[int], index: ClientIndex
) -> int | None:
    """Another client that a folder seems to be called after, typed wrong or cut."""
    for part in parts[: best.place]:
        if part.strange and not part.names and not part.numbers:
            found = index.similar([part.words[at].text for at in sorted(part.strange)])
            if found and not any(id_ in ids for id_, _score in found):
                return found[0][0]
    return None


def _whole(part: Part, hit: Hit) -> bool:
    inside = range(hit.first, hit.end)
    return len(inside) > 1 or (inside[0] in part.strange and len(part.strange) == 1)


def _common(best: _Evidence, pool: Iterable[_Evidence]) -> tuple[list[int], int | None]:
    """The clients that all evidence fits, else those of the best and one that speaks against."""
    ids = list(best.hit.ids)
    for each in pool:
        both = [id_ for id_ in ids if id_ in each.hit.ids]
        if both:
            ids = both
        elif each.strong or each.place != best.place and each.whole:
            return ids, each.hit.ids[0]
    return ids, None


def _second(narrowed: list[int], ids: list[int], evidence: Sequence[_Evidence]) -> int | None:
    for id_ in (*narrowed[1:], *ids, *(i for each in evidence for i in each.hit.ids)):
        if id_ != narrowed[0]:
            return id_
    return None


def _narrow(
    ids: list[int], parts: Sequence[Part], evidence: Sequence[_Evidence], index: ClientIndex
) -> list[int]:
    """Clients of one name, told apart by the office's own number or by their town."""
    for part in reversed(parts):
        for theirs, _first, _end in index.references(part.words):
            known = [id_ for id_ in ids if id_ in theirs]
            if len(known) == 1:
                return known
    for place in range(len(parts) - 1, -1, -1):
        part = parts[place]
        for town, first, end in index.towns(part.words):
            named = any(
                each.place == place and each.hit.first < end and first < each.hit.end
                for each in evidence
            )
            there = index.in_town(ids, town) if not named else ()
            if len(there) == 1:
                return list(there)
    return ids


def _strong(parts: Sequence[Part], place: int, hit: Hit, index: ClientIndex) -> bool:
    """Whether the hit is enough by itself, if it fits one client only."""
    part, is_file = parts[place], place == len(parts) - 1
    if hit.rule == "number":
        start, end = part.place(hit.first, hit.end)
        return not any(atom.start < end and start < atom.end for atom in part.atoms)
    if hit.rule in ("other_form", "number_unchecked"):
        return False
    if hit.form and not hit.shared:
        return True
    inside = set(range(hit.first, hit.end))
    if all(at not in part.strange for at in inside):
        return False  # a word such as "Zmluva" or "Archív" that is also somebody's name
    left = part.strange - inside
    if not left and not hit.form and not hit.shared:
        return True
    known = {
        at
        for town, first, end in index.towns(part.words)
        if index.in_town(hit.ids, town)
        for at in range(first, end)
    }
    for number in part.numbers:
        known.update(range(number.first, number.end))
    for theirs, first, end in index.references(part.words):
        if set(theirs) & set(hit.ids):
            known.update(range(first, end))
    left -= known
    if hit.form:
        return hit.end not in left
    if hit.shared and not part.numbers and not known:
        return False
    if not left:
        return True
    start, end = part.place(hit.first, hit.end)
    return is_file and (hit.end - hit.first > 1 or end - start >= _LONG)


def _similar(parts: Sequence[Part], index: ClientIndex) -> Chosen | None:
    """A client whose name is like a part or one word of it, as a suggestion."""
    best: Chosen | None = None
    for place in range(len(parts) - 1, -1, -1):
        part = parts[place]
        words = sorted(part.strange)
        spans = [words] if 1 < len(words) <= _MOST_WORDS else []
        spans += [[at] for at in words if len(part.words[at].text) >= _LONG]
        for span in spans:
            found = index.similar([part.words[at].text for at in span])
            confidence = round(found[0][1] / 100 * _MOST_SIMILAR, 3) if found else 0
            if confidence > (best.confidence if best else 0):
                start, end = part.words[span[0]].start, part.words[span[-1]].end
                other = found[1][0] if len(found) > 1 else None
                best = Chosen(found[0][0], place, start, end, "similar", confidence, False, other)
    return best
