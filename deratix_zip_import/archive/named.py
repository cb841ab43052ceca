"""Products and people named in a path, for documents that belong to one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from .recognise import Finding
from .words import Word, file_stem, split

_MOST_WORDS = 9
_SHORTEST_NAME = 4
_SHORTEST_NUMBER = 3


class Named(NamedTuple):
    """A product or a person; "" is no number."""

    id: int
    name: str
    number: str = ""


class _Hit(NamedTuple):
    part: int
    start: int
    end: int
    ids: tuple[int, ...]
    rule: str


class NameIndex:
    """Finds names, and numbers, that stand in a path word by word.

    ``any_order``: the words of a name may stand in any order, as those of people do; names of one
    word are left out then.
    """

    def __init__(self, rows: Iterable[Named], *, any_order: bool = False) -> None:
        self._any_order = any_order
        self._names: dict[tuple[str, ...], list[int]] = {}
        self._numbers: dict[tuple[str, ...], list[int]] = {}
        for row in rows:
            name = self._key(word.text for word in split(row.name))
            letters = sum(len(word) for word in name)
            if letters >= _SHORTEST_NAME and (len(name) > 1 or not any_order):
                self._names.setdefault(name, []).append(row.id)
            number = tuple(word.text for word in split(row.number))
            if sum(len(word) for word in number) >= _SHORTEST_NUMBER:
                self._numbers.setdefault(number, []).append(row.id)

    def _key(self, words: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(words)) if self._any_order else tuple(words)

    def find(self, parts: Sequence[str], type_found: Finding | None = None) -> Finding | None:
        """What the path (folders..., file name) names; the deepest part and the longest name.

        ``type_found`` is what tells the type: its words are no name. Not sure when several bear
        the name, or when one part names several.
        """
        hits: list[_Hit] = []
        for at in range(len(parts) - 1, -1, -1):
            text = file_stem(parts[at]) if at == len(parts) - 1 else parts[at]
            hits += self._hits(at, text, _place(type_found, at, text))
        if not hits:
            return None
        best = hits[0]
        rivals = [hit for hit in hits[1:] if hit.part == best.part and hit.ids != best.ids]
        values = [(value, best) for value in best.ids] + [
            (value, hit) for hit in hits[1:] for value in hit.ids if value not in best.ids
        ]
        other = None
        if len(values) > 1:
            other = values[1][0]
        sure = len(best.ids) == 1 and not rivals
        text = parts[best.part][best.start : best.end]
        confidence = 0.96 if sure else 0.5
        return Finding(best.ids[0], best.part, text, best.rule, confidence, sure, other)

    def _hits(self, at: int, text: str, masked: tuple[int, int]) -> list[_Hit]:
        words = split(text)
        found = sorted(self._windows(at, words, masked), key=lambda hit: hit.start - hit.end)
        taken: list[_Hit] = []
        for hit in found:
            if all(hit.end <= other.start or other.end <= hit.start for other in taken):
                taken.append(hit)
        return taken

    def _windows(self, at: int, words: Sequence[Word], masked: tuple[int, int]) -> Iterator[_Hit]:
        for first in range(len(words)):
            for size in range(min(_MOST_WORDS, len(words) - first), 0, -1):
                window = words[first : first + size]
                start, end = window[0].start, window[-1].end
                if start < masked[1] and masked[0] < end:
                    continue
                written = tuple(word.text for word in window)
                for rule, ids in (
                    ("own_number", self._numbers.get(written)),
                    ("own_name", self._names.get(self._key(written))),
                ):
                    if ids:
                        yield _Hit(at, start, end, tuple(ids), rule)


def _place(found: Finding | None, at: int, text: str) -> tuple[int, int]:
    if found is None or found.part != at:
        return (0, 0)
    start = text.find(found.text)
    return (start, start + len(found.text)) if start >= 0 else (0, 0)
