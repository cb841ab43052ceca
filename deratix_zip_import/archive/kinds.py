"""The type of a document, from key words in the path."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from .findings import Alternative, Finding
from .keywords import KEYWORDS
from .words import Word, file_stem, split, split_camel, stem

__all__ = ["KEYWORDS", "KindHit", "KindWords", "find_kind"]

# Types that say little: beside another type in the path they are not the better evidence.
GENERAL = frozenset({"attachment", "other"})
_INFLECTED = 4
_COMPOUND = 3
Spans = Collection[tuple[int, int]]


class KindHit(NamedTuple):
    """A key word found in one part: the code of its type, its place, and how long it is."""

    code: str
    start: int
    end: int
    length: int


class _Phrase(NamedTuple):
    code: str
    words: tuple[str, ...]
    length: int


class KindWords:
    """Key words made ready for finding; see ``keywords`` for what they may look like."""

    def __init__(self, keywords: Mapping[str, Iterable[str]]) -> None:
        self._phrases: dict[str, list[_Phrase]] = {}
        self._compounds: dict[str, tuple[str, str]] = {}
        for code, phrases in keywords.items():
            for phrase in phrases:
                self._add(code, phrase)
        for found in self._phrases.values():
            found.sort(key=lambda phrase: -len(phrase.words))
        self.find = lru_cache(maxsize=50_000)(self._find)

    def _add(self, code: str, phrase: str) -> None:
        words = split(phrase)
        if not words:
            return
        forms = tuple(_form(word.folded) for word in words)
        length = sum(len(word.folded) for word in words)
        self._phrases.setdefault(forms[0], []).append(_Phrase(code, forms, length))
        if phrase.startswith("*") and len(words) == 1:
            self._compounds[forms[0]] = (code, words[0].folded)

    def _find(self, part: str) -> tuple[KindHit, ...]:
        """Every key word in a part, longer before shorter, those inside longer ones left out."""
        words = split_camel(part)
        forms = [_form(word.folded) for word in words]
        hits = []
        for at, form in enumerate(forms):
            hits += self._phrases_at(words, forms, at)
            if len(form) > _COMPOUND + _INFLECTED:
                hits += self._compound(words[at], form)
        return _longest(hits)

    def _phrases_at(self, words: Sequence[Word], forms: list[str], at: int) -> Iterable[KindHit]:
        for phrase in self._phrases.get(forms[at], ()):
            size = len(phrase.words)
            if size > 1 and tuple(forms[at : at + size]) != phrase.words:
                continue
            last = words[at + size - 1]
            yield KindHit(phrase.code, words[at].start, last.end, phrase.length)

    def _compound(self, word: Word, form: str) -> Iterable[KindHit]:
        for tail, (code, whole) in self._compounds.items():
            if form.endswith(tail) and len(form) >= len(tail) + _COMPOUND:
                yield KindHit(code, word.start, word.end, len(whole) + 1)


def _form(folded: str) -> str:
    return stem(folded) if len(folded) >= _INFLECTED else folded


def _longest(hits: list[KindHit]) -> tuple[KindHit, ...]:
    """The hits without those that lie within, or overlap, a longer one."""
    kept: list[KindHit] = []
    for hit in sorted(hits, key=lambda hit: (-hit.length, hit.start)):
        if all(hit.end <= other.start or other.end <= hit.start for other in kept):
            kept.append(hit)
    return tuple(kept)


def _better(hits: Iterable[KindHit]) -> list[KindHit]:
    """The best hit of each type, specific types before general ones, longer before shorter."""
    best: dict[str, KindHit] = {}
    for hit in sorted(hits, key=lambda hit: (hit.code in GENERAL, -hit.length, hit.start)):
        best.setdefault(hit.code, hit)
    return list(best.values())


def find_kind(
    parts: Sequence[str], words: KindWords, masked: Mapping[int, Spans] | None = None
) -> Finding[str] | None:
    """The type of the file at this path (folders..., file name), or None without a key word.

    The deepest part with a key word decides. It is not sure when the part has key words of two
    types, and when a part above says another type; the other one is the second-best then. A
    general type (see ``GENERAL``) gives way to a specific one in the same part, and a general
    folder says nothing against a specific type below. ``masked`` are places, by index of the
    part, that belong to something else, such as the name of the client.
    """
    found: list[tuple[int, KindHit]] = []
    for at in range(len(parts) - 1, -1, -1):
        part = file_stem(parts[at]) if at == len(parts) - 1 else parts[at]
        hits: Iterable[KindHit] = words.find(part)
        if hits and masked and at in masked:
            hits = [hit for hit in hits if not _covered(hit, masked[at])]
        found += [(at, hit) for hit in _better(hits)]
    if not found:
        return None
    at, hit = found[0]
    rivals = [(depth, rival) for depth, rival in found[1:] if rival.code != hit.code]
    doubts = [
        (depth, rival)
        for depth, rival in rivals
        if rival.code not in GENERAL or (depth == at and hit.code in GENERAL)
    ]
    same = any(depth == at for depth, _rival in doubts)
    other = None
    if rivals:
        depth, rival = (doubts or rivals)[0]
        other = Alternative(
            rival.code, depth, parts[depth][rival.start : rival.end], "keyword", 0.5
        )
    confidence = (0.5 if same else 0.7) if doubts else 0.97
    text = parts[at][hit.start : hit.end]
    return Finding(hit.code, at, text, "keyword", confidence, not doubts, other)


def _covered(hit: KindHit, spans: Spans) -> bool:
    return any(start < hit.end and hit.start < end for start, end in spans)
