"""The words of one part of a path, each with its place in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol, TypeVar

from anyascii import anyascii

_RUN = re.compile("[a-z]+|[0-9]+")
# What follows the last dot of a file name, if it can name the type of file.
_ENDING = re.compile(r"\.(?=[0-9]?[A-Za-z])[0-9A-Za-z]{1,5}$", re.ASCII)
_SHORTEST_STEM = 4
_CASES = (
    "iach ach ech och ami ymi emi iami imi ovi owi ow ov om em im am um ym ou ej eho ego emu "
    "iow ie ia iu io ii es en er ern ing a e i o u y"
)
_PLURALS = ("ts", "ns", "rs", "ps")  # contracts, qualifications
_ENDINGS = tuple(sorted(set(_CASES.split()), key=lambda ending: (-len(ending), ending)))


class Word(NamedTuple):
    """A run of letters or of digits: its folded form and its place in the part of the path."""

    text: str
    start: int
    end: int


class _Letters(dict):
    """Code point to one plain letter in lower case, so that places in a text stay where they are.

    A letter that is written as several in ASCII becomes the first of them ("ß" gives "s").
    """

    def __missing__(self, code: int) -> str:
        plain = anyascii(chr(code)).lower()
        self[code] = found = plain[0] if plain else " "
        return found


_LETTERS = _Letters()


def flat(text: str) -> str:
    """The text in ASCII and lower case, without marks, as long as it was."""
    return text.translate(_LETTERS)


def file_stem(name: str) -> str:
    """A file name without its ending: "list.pdf" gives "list"; "3.5.2024" stays."""
    return _ENDING.sub("", name) or name


def listed(words: str) -> frozenset[str]:
    """A set of words from one text with blanks between."""
    return frozenset(words.split())


@lru_cache(maxsize=20_000)
def split(part: str) -> tuple[Word, ...]:
    """The words of a part.

    Letters and digits that touch are words apart ("SDS2024"), and so are words that capitals
    divide ("BezpecnostniList").
    """
    plain = flat(part)
    words = []
    for found in _RUN.finditer(plain):
        start, end = found.span()
        for at in _joints(part[start:end]):
            words.append(Word(plain[start : found.start() + at], start, found.start() + at))
            start = found.start() + at
        words.append(Word(plain[start:end], start, end))
    return tuple(words)


def _joints(run: str) -> list[int]:
    """Where a capital begins a new word: a small letter before it, two behind ("GmbH" is one)."""
    if run.islower() or run.isupper() or run[1:].islower():
        return []
    return [
        at
        for at in range(1, len(run) - 2)
        if run[at].isupper() and run[at - 1].islower() and run[at + 1 : at + 3].islower()
    ]


def name_of(part: str) -> str:
    """The part as rules compare it: its words with single blanks between."""
    return " ".join(word.text for word in split(part))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A folded word without the ending of its case or number, in five languages at once.

    Words of up to four letters are compared as they are, and never with a longer one.
    """
    if len(word) <= _SHORTEST_STEM:
        return f"={word}"
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word[:-1] if word.endswith(_PLURALS) else word


class _Ends(Protocol):
    @property
    def end(self) -> int: ...


_Found = TypeVar("_Found", bound=_Ends)


def from_left(length: int, find: Callable[[int], _Found | None]) -> list[_Found]:
    """What ``find`` finds at each place, from the left; what is taken by one is not looked at
    again."""
    hits, at = [], 0
    while at < length:
        hit = find(at)
        if hit:
            hits.append(hit)
            at = hit.end
        else:
            at += 1
    return hits


def joined(words: Sequence[Word]) -> str:
    """The words without blanks, as names are compared."""
    return "".join(word.text for word in words)
