"""One part of a path, read once: its words and all that is recognised in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from .clients import ClientIndex, Hit
from .dates import Atom
from .kinds import KindHit, KindWords, heads
from .periods import part_atoms
from .words import Word, file_stem, listed, split

# Words that say nothing about whom a folder belongs to.
_GENERAL = listed(
    "klient klienti klienta klientov zakaznik zakaznici zakaznika odberatel odberatelia firma "
    "firmy spolocnost spolecnost partner partneri prevadzka prevadzky pobocka provozovna "
    "provoz filialka filiale oddzial branch stredisko archiv archive archiwum stare stary "
    "stara old nove novy nova new ukoncene ukonceny ukonceno neplatic kopia kopie copy final "
    "podpisane podpisany podepsano signed scan sken skan ico ic dic dph nip vat id uid cislo "
    "nr no rok r a i und and v kunde kunden client clients customer customers klienci "
    "dokumenty documents"
)
_SHORT_NUMBER = 4


@dataclass(frozen=True, slots=True)
class Part:
    """A folder, or a file name without its ending. Hits are counted in ``words``."""

    text: str
    words: tuple[Word, ...]
    names: tuple[Hit, ...]
    numbers: tuple[Hit, ...]
    kinds: tuple[KindHit, ...]
    atoms: tuple[Atom, ...]
    # Words that are no date, no type of document, no number and nothing general.
    strange: frozenset[int] = field(default=frozenset())

    def place(self, first: int, end: int) -> tuple[int, int]:
        """Where the words are in the text."""
        return self.words[first].start, self.words[end - 1].end

    def main_kinds(self, but: Iterable[tuple[int, int]] = ()) -> list[KindHit]:
        """The types named, without what they are about and without those at the places."""
        hits = [
            hit
            for hit in self.kinds
            if not any(
                start < self.words[hit.end - 1].end and self.words[hit.first].start < end
                for start, end in but
            )
        ]
        return heads(hits, self.words)


def make_part(
    name: str, is_file: bool, index: ClientIndex, kinds: KindWords, last_year: int
) -> Part:
    """Read one part; ``name`` is a part of a path as it is."""
    text = file_stem(name) if is_file else name
    words = split(text)
    found = kinds.hits(words)
    atoms = part_atoms(text, last_year)
    return Part(
        text,
        words,
        tuple(index.names(words)),
        tuple(index.numbers(text, words)),
        tuple(found),
        atoms,
        _strange(words, found, atoms),
    )


def _strange(
    words: tuple[Word, ...], kinds: Iterable[KindHit], atoms: Iterable[Atom]
) -> frozenset[int]:
    known = {at for hit in kinds for at in range(hit.first, hit.end)}
    spans = [(atom.start, atom.end) for atom in atoms]
    return frozenset(
        at
        for at, word in enumerate(words)
        if at not in known
        and word.text not in _GENERAL
        and not (word.text.isdigit() and len(word.text) <= _SHORT_NUMBER)
        and len(word.text) > 1
        and not any(start <= word.start < end for start, end in spans)
    )
