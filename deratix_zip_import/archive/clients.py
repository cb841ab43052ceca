"""Finding the client a document belongs to, from its path, among many clients.

``ClientIndex`` is built once for all clients of a company; see ``client_path`` for how the parts
of a path are weighed against each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from .client_names import form_at, is_neutral, key_words, legal_form, town_words, units
from .fuzzy import SimilarNames
from .numbers import NumberHit, number_key, numbers_in, reference_key, references_in
from .words import Word, file_stem, split

_LONGEST_NAME = 9
_SHORTEST_GLUED, _MOST_GLUED = 6, 4
_SHORTEST_ALONE = 4
_SHORTEST_ABBREVIATION = 3
_MOST_OF_A_WORD = 400
Spans = tuple[tuple[int, int], ...]


class Client(NamedTuple):
    """A client as the index takes it; "" is no value."""

    id: int
    name: str
    company_number: str = ""
    vat: str = ""
    town: str = ""
    reference: str = ""


class ClientHit(NamedTuple):
    """Clients that a place in a part may name.

    ``rule``: "number", "reference", "alias", "name", "name_order", "name_glued" or
    "abbreviation". ``plain``: nothing about the evidence is doubtful. No ``ids`` with the rule
    "number": a number that is right and belongs to none.
    """

    start: int
    end: int
    ids: tuple[int, ...]
    rule: str
    plain: bool


class ClientIndex:
    """All clients, ready for finding.

    ``aliases`` are names that people said belong to a client, with its id.
    """

    def __init__(self, rows: Iterable[Client], aliases: Iterable[tuple[str, int]] = ()) -> None:
        self.rows = {row.id: row for row in rows}
        self._numbers: dict[str, set[int]] = defaultdict(set)
        self._references: dict[str, set[int]] = defaultdict(set)
        self._names: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self._glued: dict[str, set[int]] = defaultdict(set)
        self._by_word: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        self._aliases: dict[tuple[str, ...], int] = {}
        self._keys: dict[int, tuple[str, ...]] = {}
        self._towns: dict[tuple[str, ...], set[int]] = defaultdict(set)
        for row in self.rows.values():
            self._add(row)
        for name, client in aliases:
            words = tuple(word.folded for word in units(split(name)))
            if words and client in self.rows:
                self._aliases[words] = client
        self._town_begins = frozenset(town[0] for town in self._towns)
        self._known = frozenset(self._by_word).union(*self._aliases)
        self.similar = SimilarNames(" ".join(key) for key in self._keys.values())
        self.hits = lru_cache(maxsize=50_000)(self._hits)
        self.towns_in = lru_cache(maxsize=50_000)(self._towns_in)

    def _add(self, row: Client) -> None:
        for number in (number_key(row.company_number), number_key(row.vat)):
            if len(number) >= 5:
                self._numbers[number].add(row.id)
        if row.vat[:2].isalpha():
            self._numbers[number_key(row.vat)[2:].lstrip("0")].add(row.id)
        reference = reference_key(row.reference)
        if reference:
            self._references[reference].add(row.id)
        town = town_words(row.town)
        if town:
            self._towns[town].add(row.id)
        key = key_words(row.name)
        if not any(word.isalpha() for word in key):
            return
        self._keys[row.id] = key
        known = self._names[tuple(sorted(key))]
        if not known:
            for word in set(key):
                self._by_word[word].append(key)
        known.append(row.id)
        self._glued["".join(key)].add(row.id)

    def named(self, key: str) -> tuple[int, ...]:
        """The clients with this name, a key that ``similar`` gave."""
        return tuple(self._names.get(tuple(sorted(key.split())), ()))

    def town(self, client: int) -> tuple[str, ...]:
        return town_words(self.rows[client].town)

    def is_part_of_name(self, text: str, client: int) -> bool:
        """Whether all words of a text are words of the client's name."""
        return set(key_words(text)) <= set(self._keys.get(client, ()))

    def numbers_of(self, client: int) -> set[str]:
        row = self.rows[client]
        vat = number_key(row.vat)
        return {number_key(row.company_number), vat, vat[2:].lstrip("0")} - {""}

    def _towns_in(self, part: str) -> tuple[tuple[tuple[str, ...], int, int], ...]:
        """The towns of clients that stand in a part, with their places."""
        words = split(part)
        found = []
        for at, word in enumerate(words):
            if word.folded not in self._town_begins:
                continue
            for size in range(min(4, len(words) - at), 0, -1):
                town = tuple(word.folded for word in words[at : at + size])
                if town in self._towns:
                    found.append((town, words[at].start, words[at + size - 1].end))
                    break
        return tuple(found)

    def _hits(self, part: str, in_file: bool, explained: Spans) -> tuple[ClientHit, ...]:
        """What a part says about the client, longest evidence first.

        ``explained`` are places that say something else, such as a type or a period: beside a
        name they are not taken for more of the name.
        """
        text = file_stem(part) if in_file else part
        found = [*self._number_hits(text), *self._reference_hits(text)]
        reader = _Reader(self, text, in_file, explained, [(hit.start, hit.end) for hit in found])
        found += reader.names()
        if not any(hit.ids for hit in found):
            found += reader.abbreviated()
        return tuple(found)

    def _number_hits(self, text: str) -> Iterator[ClientHit]:
        for number in numbers_in(text):
            ids = tuple(sorted(self._numbers.get(number.key, ())))
            if ids or number.certain:
                yield ClientHit(number.start, number.end, ids, "number", number.certain)

    def _reference_hits(self, text: str) -> Iterator[ClientHit]:
        found: Iterable[NumberHit] = references_in(text)
        for reference in found:
            ids = self._references.get(reference.key)
            if ids:
                yield ClientHit(
                    reference.start, reference.end, tuple(sorted(ids)), "reference", len(ids) == 1
                )

    def ids_of(self, words: Sequence[str]) -> tuple[str, tuple[int, ...]]:
        """The clients that these words name exactly, and by which rule; else "", ()."""
        if self._known.issuperset(words):
            written = tuple(words)
            alias = self._aliases.get(written)
            if alias is not None:
                return "alias", (alias,)
            ids = self._names.get(tuple(sorted(words)))
            if ids:
                ordered = tuple(one for one in ids if self._keys[one] == written)
                return ("name", ordered) if ordered else ("name_order", tuple(ids))
        if len(words) <= _MOST_GLUED:
            glued = "".join(words)
            if len(glued) >= _SHORTEST_GLUED and glued in self._glued:
                return "name_glued", tuple(sorted(self._glued[glued]))
        return "", ()

    def abbreviated(self, words: Sequence[str], dotted: Sequence[bool]) -> tuple[int, ...]:
        """The clients whose name begins, word by word, like these words; dotted ones are cut."""
        full = [word for word, cut in zip(words, dotted, strict=True) if not cut and len(word) > 2]
        keys = [self._by_word.get(word, ()) for word in full]
        if not keys or len(full) == len(words):
            return ()
        fewest = min(keys, key=len)
        if len(fewest) > _MOST_OF_A_WORD:
            return ()
        found = {key for key in fewest if len(key) == len(words) and _cut(key, words, dotted)}
        return tuple(self._names[tuple(sorted(found.pop()))]) if len(found) == 1 else ()


def _cut(key: Sequence[str], words: Sequence[str], dotted: Sequence[bool]) -> bool:
    return all(
        whole == word or (cut and len(word) >= _SHORTEST_ABBREVIATION and whole.startswith(word))
        for whole, word, cut in zip(key, words, dotted, strict=True)
    )


class _Reader:
    """Reads the names of clients in one part."""

    def __init__(
        self, index: ClientIndex, text: str, in_file: bool, explained: Spans, numbers: list
    ) -> None:
        self.index, self.text, self.in_file = index, text, in_file
        self.explained = (*explained, *numbers)
        self.words = split(text)
        self.units = units(self.words)

    def names(self) -> list[ClientHit]:
        """The longest names that stand in the part and do not overlap."""
        found = []
        count = len(self.units)
        for at in range(count):
            for size in range(min(_LONGEST_NAME, count - at), 0, -1):
                window = self.units[at : at + size]
                rule, ids = self.index.ids_of([unit.folded for unit in window])
                if ids:
                    found.append((window, rule, ids))
                    break
        found.sort(key=lambda one: one[0][0].start - one[0][-1].end)
        taken: list[ClientHit] = []
        for window, rule, ids in found:
            start, end = window[0].start, window[-1].end
            if all(end <= hit.start or hit.end <= start for hit in taken):
                hit = self._judged(window, rule, ids)
                taken += [hit] if hit else []
        return taken

    def _judged(self, window: list[Word], rule: str, ids: tuple[int, ...]) -> ClientHit | None:
        start, end = window[0].start, window[-1].end
        form, form_end = self._form_after(end)
        letters = sum(len(unit.folded) for unit in window if unit.folded.isalpha())
        if not form and all(
            self._is_other_word(unit) or is_neutral(unit.folded, self.in_file) for unit in window
        ):
            return None  # "Servis" or "Mapa" are words before they are clients
        plain = True
        if form:
            same = tuple(one for one in ids if legal_form(self.index.rows[one].name) == form)
            other = [one for one in ids if legal_form(self.index.rows[one].name) not in (form, "")]
            if same:
                ids = same
            elif len(other) == len(ids) and form != "spol":
                plain = False
            end = form_end
        beside = self._beside(start, end, len(window) > 1, form)
        whole = not any(self._foreign(unit, start, end) for unit in self.units)
        if beside or (not whole and (not self.in_file or not (form or len(window) > 1))):
            plain = False
        if letters < _SHORTEST_ALONE and not form and not whole:
            plain = False
        return ClientHit(start, end, ids, rule, plain)

    def _form_after(self, end: int) -> tuple[str, int]:
        after = next((n for n, word in enumerate(self.words) if word.start >= end), None)
        if after is None or self.words[after].start - end > 3:
            return "", end
        form, size = form_at(self.words, after)
        return form, self.words[after + size - 1].end if size else end

    def _is_explained(self, unit: Word) -> bool:
        return any(start < unit.end and unit.start < end for start, end in self.explained)

    def _is_other_word(self, unit: Word) -> bool:
        return any(start <= unit.start and unit.end <= end for start, end in self.explained)

    def _foreign(self, unit: Word, start: int, end: int) -> bool:
        """Whether a word outside the name may belong to another, longer name."""
        if start <= unit.start < end or not unit.folded.isalpha() or self._is_explained(unit):
            return False
        if is_neutral(unit.folded, self.in_file):
            return False
        towns = self.index.towns_in(self.text)
        return not any(first <= unit.start < last for _town, first, last in towns)

    def _beside(self, start: int, end: int, several: bool, form: str) -> bool:
        """Whether a foreign word touches the name, with nothing that sets it apart.

        Nothing of a name comes after the legal form.
        """
        inner = {
            self.text[one.end : two.start]
            for one, two in zip(self.units, self.units[1:], strict=False)
            if start <= one.start and two.end <= end
        }
        before = [unit for unit in self.units if unit.end <= start]
        after = [unit for unit in self.units if unit.start >= end]
        near = [(before[-1], self.text[before[-1].end : start])] if before else []
        near += [(after[0], self.text[end : after[0].start])] if after and not form else []
        for unit, gap in near:
            apart = gap.strip() in ("-", "–", "—", ",", "(", ")", ";") and gap != "-"
            apart = apart or (several and bool(inner) and gap not in inner)
            if self._foreign(unit, start, end) and not apart:
                return True
        return False

    def abbreviated(self) -> list[ClientHit]:
        """A name with words cut by a dot: "Obch. spol. Prior"."""
        left = [unit for unit in self._without_forms() if self._foreign(unit, 0, 0)]
        if not 2 <= len(left) <= _LONGEST_NAME:
            return []
        dotted = [self.text[unit.end : unit.end + 1] == "." for unit in left]
        ids = self.index.abbreviated([unit.folded for unit in left], dotted)
        start, end = left[0].start, left[-1].end
        return [ClientHit(start, end, ids, "abbreviation", True)] if ids else []

    def _without_forms(self) -> list[Word]:
        kept: list[Word] = []
        at = 0
        while at < len(self.units):
            size = form_at(self.units, at)[1] if kept else 0
            kept += [] if size else [self.units[at]]
            at += size or 1
        return kept

    def query(self) -> tuple[str, int, int]:
        """The words that may be a name with a mistake in it, and their place; "" for none."""
        left = [
            unit
            for unit in self._without_forms()
            if unit.folded.isalpha()
            and not self._is_explained(unit)
            and not is_neutral(unit.folded, in_file=False)
        ]
        if not left:
            return "", 0, 0
        return " ".join(unit.folded for unit in left), left[0].start, left[-1].end


def name_query(
    index: ClientIndex, part: str, in_file: bool, explained: Spans
) -> tuple[str, int, int]:
    """What of a part may be the name of a client with a mistake in it, and its place."""
    text = file_stem(part) if in_file else part
    return _Reader(index, text, in_file, explained, []).query()
