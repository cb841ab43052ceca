"""The words of one part of a path, each with its place in it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from anyascii import anyascii

_WORD = re.compile("[0-9]+|(?:[^\\W\\d_]|[\u0300-\u036f])+")
# What follows the last dot of a file name, if it can be the ending that names the type of file.
_ENDING = re.compile(r"\.(?=[0-9]{0,2}[A-Za-z])[0-9A-Za-z]{1,5}$", re.ASCII)
_SHORTEST_PIECE = 3
_SHORTEST_STEM = 3
# The endings of nouns and adjectives in Slovak, Czech, Polish, German and English, folded and
# the longest first.
_ENDINGS = (
    "iach", "iami", "ach", "ami", "ech", "ego", "eho", "emi", "emu", "ern", "iam", "ich", "ies",
    "imi", "ing", "iou", "iow", "ova", "ove", "ovi", "ovy", "ych", "ymi", "am", "ej", "em", "en",
    "er", "es", "ia", "ie", "ii", "im", "io", "iu", "mi", "om", "ou", "ov", "ow", "um", "ym", "a",
    "e", "i", "o", "s", "u", "y",
)  # fmt: skip


class Word(NamedTuple):
    """A run of letters or of digits: its folded form and its place in the part of the path."""

    folded: str
    start: int
    end: int


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """ASCII in lower case, without marks: "Ľubovňa" gives "lubovna"."""
    return (text if text.isascii() else anyascii(text)).lower()


@lru_cache(maxsize=50_000)
def stem(folded: str) -> str:
    """A folded word without the ending of its case or number; short words stay as they are."""
    if len(folded) > _SHORTEST_STEM:
        for ending in _ENDINGS:
            if folded.endswith(ending) and len(folded) - len(ending) >= _SHORTEST_STEM:
                return folded[: -len(ending)]
    return folded


def file_stem(name: str) -> str:
    """A file name without its ending: "list.pdf" gives "list", "3.5.2024" stays."""
    return _ENDING.sub("", name) or name


@lru_cache(maxsize=20_000)
def split(part: str) -> tuple[Word, ...]:
    """The words of a part; letters and digits that touch are words apart ("SDS2024")."""
    found = [(fold(word[0]), *word.span()) for word in _WORD.finditer(part)]
    return tuple(Word(*word) for word in found if word[0])


@lru_cache(maxsize=20_000)
def split_camel(part: str) -> tuple[Word, ...]:
    """As ``split``, and words joined by capitals are taken apart ("BezpecnostniList")."""
    words = []
    for word in split(part):
        written = part[word.start : word.end]
        if written.islower() or written.isupper() or written[1:].islower():
            words.append(word)
            continue
        places = [0, *_joints(written), len(written)]
        pieces = [written[a:b] for a, b in zip(places, places[1:], strict=False)]
        if len(pieces[0]) < _SHORTEST_PIECE or len(pieces[-1]) < _SHORTEST_PIECE:
            words.append(word)
            continue
        words += [
            Word(fold(piece), word.start + at, word.start + at + len(piece))
            for piece, at in zip(pieces, places, strict=False)
        ]
    return tuple(words)


def _joints(written: str) -> list[int]:
    """Where a new word begins inside: "BlHaccp" at 2, "KBUSavo" at 3."""
    return [
        at
        for at in range(1, len(written))
        if written[at].isupper()
        and (written[at - 1].islower() or written[at + 1 : at + 2].islower())
    ]
