"""Finding clients by name and number among the words of a path.

Evidence, strongest first: a number (company number or VAT number), an alias that a person taught,
the exact name in normal form, the same words in another order; a similar name is a suggestion
only: measures such as ``WRatio`` give 90 and more to different companies of one family name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from .common import alnum_key, company_number_problem, name_key, vat_problem
from .words import Word, from_left, joined, listed, split

SIMILAR = 82.0  # names from here on are suggested
_LONGEST_NAME = 10
_LONGEST_FORM = 8
_SHORTEST_KEY = 4
_BLOCK = 3
_MOST_ALIKE = 400
# Legal forms of one meaning, their words joined.
_FORMS = {
    "spolsro": "sro", "spolocnostsrucenimobmedzenym": "sro", "spol": "sro",
    "spolecnostsrucenimomezenym": "sro", "akciovaspolocnost": "as", "akciovaspolecnost": "as",
    "spolkazoo": "spzoo", "spolkazograniczonaodpowiedzialnoscia": "spzoo",
    "spolkaakcyjna": "sa", "spolkajawna": "spj", "spolkakomandytowa": "spk",
    "komanditnaspolocnost": "ks", "komanditnispolecnost": "ks", "limited": "ltd",
    "verejnaobchodnaspolocnost": "vos", "verejnaobchodnispolecnost": "vos",
    "obcianskezdruzenie": "oz", "statnypodnik": "sp", "statnipodnik": "sp",
}  # fmt: skip
_USUAL_FORMS = listed(
    "sro as ks vos jsa druzstvo no oz zs ops spzoo spj spk sa sc gmbh ag kg ohg ug gbr eu kft "
    "zrt bt ltd llc inc bv nv vof sp"
)
# What follows the name of a company in that of its branch.
_BRANCH = listed(
    "prevadzka prevadzkaren provozovna pobocka filialka filiale sklad zavod stredisko oddzial "
    "branch niederlassung odstepny organizacna organizacni"
)


class ClientRow(NamedTuple):
    """A client; empty texts for what is not known. ``reference``: the office's own number."""

    id: int
    name: str
    number: str = ""
    vat: str = ""
    town: str = ""
    reference: str = ""


class Hit(NamedTuple):
    """Clients found at the words ``first`` to ``end`` of a part.

    ``ids`` more than one: the evidence fits each of them. ``form``: a legal form was written, and
    it is theirs. ``shared``: other clients' names begin with these words, so that a shortened
    name of theirs looks the same.
    """

    ids: tuple[int, ...]
    first: int
    end: int
    rule: str
    form: bool = False
    shared: bool = False


class _Name(NamedTuple):
    titles: tuple[str, ...]
    words: tuple[str, ...]
    form: str


def _is_form(letters: str) -> bool:
    return letters in _FORMS or letters in _USUAL_FORMS


def _split_name(name: str) -> _Name:
    words = tuple(word.text for word in split(name))
    key = tuple(name_key(" ".join(words)).split())
    for at in range(len(words) - len(key) + 1):
        if words[at : at + len(key)] == key:
            size = next((s for s in range(1, len(key)) if _is_form("".join(key[s:]))), len(key))
            return _Name(words[:at], key[:size], "".join(words[at + size :]))
    return _Name((), words, "")


def _town_keys(town: str) -> tuple[str, ...]:
    """A town as it is written: whole, and without its part or number ("Praha 2 - Nusle")."""
    words = [word.text for word in split(town)]
    main = []
    for word in words:
        if word.isdigit():
            break
        main.append(word)
    short = [word.text for word in split(town.partition("-")[0])]
    keys = {"".join(words), "".join(main), "".join(word for word in short if not word.isdigit())}
    return tuple(key for key in keys if len(key) >= _SHORTEST_KEY)


class ClientIndex:
    """The clients of a company, made ready once; ``aliases``: names that people taught, to ids."""

    def __init__(self, rows: Iterable[ClientRow], aliases: Mapping[str, int] | None = None) -> None:
        self.rows = {row.id: ClientRow(*row) for row in rows}
        self._forms: dict[int, str] = {}
        self._by_name: dict[str, list[int]] = defaultdict(list)
        self._by_order: dict[str, list[int]] = defaultdict(list)
        self._by_number: dict[str, list[int]] = defaultdict(list)
        self._by_reference: dict[str, list[int]] = defaultdict(list)
        self._by_alias = {joined(split(name)): id_ for name, id_ in (aliases or {}).items()}
        self._by_alias.pop("", None)
        self._towns: dict[str, set[int]] = defaultdict(set)
        self._blocks: dict[str, list[str]] = defaultdict(list)
        self._similar = lru_cache(maxsize=5_000)(self._find_similar)
        self._titles: dict[int, tuple[str, ...]] = {}
        # Beginnings of longer names: of other companies, and of any name at all.
        self._starts: set[str] = set()
        self._continued: set[str] = set()
        names = {row.id: _split_name(row.name) for row in self.rows.values()}
        # As they are written; longer ones may be the ends of other names.
        self._known_forms = _USUAL_FORMS.union(_FORMS, (name.form for name in names.values()))
        self._known_forms -= {""}
        for row in self.rows.values():
            self._add(row, names[row.id])
        for key in self._by_name:
            for block in {key[:_BLOCK], key[-_BLOCK:]}:
                self._blocks[block].append(key)

    def _add(self, row: ClientRow, name: _Name) -> None:
        self._forms[row.id] = _FORMS.get(name.form, name.form)
        key = "".join(name.words)
        if len(key) >= _SHORTEST_KEY:
            self._by_name[key].append(row.id)
            if 2 <= len(name.words) <= 4:
                self._by_order["".join(sorted(name.words))].append(row.id)
        if name.titles:
            self._titles[row.id] = name.titles
        short = self._without_form(name.words)
        if short:
            self._by_name[short].append(row.id)
        for size in range(1, len(name.words)):
            start = "".join(name.words[:size])
            self._continued.add(start)
            if name.words[size] not in _BRANCH and not self._form_at(name.words[size:]):
                self._starts.add(start)
        for number in self._numbers(row):
            self._by_number[number].append(row.id)
        reference = alnum_key(row.reference)
        if len(reference) >= _SHORTEST_KEY and any(map(str.isdigit, reference)):
            self._by_reference[reference.lower()].append(row.id)
        for town in _town_keys(row.town):
            self._towns[town].add(row.id)

    def _without_form(self, words: tuple[str, ...]) -> str:
        """The name of a branch without the legal form that stands in the middle of it."""
        for at in range(1, len(words)):
            size = self._form_at(words[at:])
            if size and at + size < len(words):
                return "".join(words[:at] + words[at + size :])
        return ""

    @staticmethod
    def _numbers(row: ClientRow) -> set[str]:
        number, vat = alnum_key(row.number), alnum_key(row.vat)
        keys = set()
        if number.isdigit() and 6 <= len(number) <= 8:
            padded = number.zfill(8)
            keys.add(padded)
        elif number.isdigit() and len(number) in (9, 10, 11, 12, 14):
            keys.add(number)
        if len(vat) >= 9 and vat[:2].isalpha() and not vat_problem(vat, vat[:2]):
            keys.update((vat, vat[2:] if len(vat) > 10 else vat))
        return keys

    # -- numbers ------------------------------------------------------------------------------

    def numbers(self, part: str, words: Sequence[Word]) -> list[Hit]:
        """Clients whose company number or VAT number is written in the part."""
        hits = []
        for at, word in enumerate(words):
            if not word.text.isdigit():
                continue
            hit = self._number_at(part, words, at)
            if hit:
                hits.append(hit)
        return hits

    def _number_at(self, part: str, words: Sequence[Word], at: int) -> Hit | None:
        """The number that begins at a word, also "31 322 832" and "SK 2020310578"."""
        digits = ""
        for end in range(at, min(at + 4, len(words))):
            word = words[end]
            if not word.text.isdigit() or (
                end > at and part[words[end - 1].end : word.start] not in (" ", "")
            ):
                break
            digits += word.text
            prefix = words[at - 1].text if at and words[at - 1].end == words[at].start else ""
            ids = self._by_number.get(prefix.upper() + digits) if len(prefix) == 2 else None
            first = at - 1 if ids or prefix in ("sk", "cz", "pl") else at
            ids = ids or self._by_number.get(digits)
            if ids and len(digits) >= 8:
                wrong = len(digits) == 8 and company_number_problem(digits, "SK")
                rule = "number_unchecked" if wrong and first == at else "number"
                return Hit(tuple(ids), first, end + 1, rule)
        return None

    # -- names --------------------------------------------------------------------------------

    def names(self, words: Sequence[Word]) -> list[Hit]:
        """Clients whose name is written, the longest at each place, from the left."""
        return from_left(len(words), lambda at: self._name_at(words, at))

    def _name_at(self, words: Sequence[Word], at: int) -> Hit | None:
        texts = [word.text for word in words[at : at + _LONGEST_NAME]]
        for size in range(len(texts), 0, -1):
            key = "".join(texts[:size])
            if len(key) < _SHORTEST_KEY or key.isdigit():
                continue
            alias = self._by_alias.get(key)
            if alias is not None:
                return Hit((alias,), at, at + size, "alias")
            ids = self._by_name.get(key)
            if ids:
                return self._with_form(words, at, at + size, ids, "name", key in self._starts)
        for size in range(min(4, len(texts)), 1, -1):
            ids = self._by_order.get("".join(sorted(texts[:size])))
            if ids:
                return self._with_form(words, at, at + size, ids, "order", False)
        return None

    def _with_form(
        self, words: Sequence[Word], first: int, end: int, ids: list[int], rule: str, shared: bool
    ) -> Hit:
        """The hit with the legal form behind it, which may tell two of one name apart."""
        titled = self._titled(words, first, ids)
        if titled:
            ids, shared, first = titled, False, first - len(self._titles[titled[0]])
        after = tuple(word.text for word in words[end : end + _LONGEST_FORM])
        size = self._form_at(after)
        if not size:
            return Hit(tuple(ids), first, end, rule, False, shared)
        form = "".join(after[:size])
        form = _FORMS.get(form, form)
        theirs = tuple(id_ for id_ in ids if self._forms[id_] == form)
        if theirs:
            longer = joined(words[first : end + size]) in self._continued
            return Hit(theirs, first, end + size, rule, True, longer)
        known = any(self._forms[id_] for id_ in ids)
        return Hit(tuple(ids), first, end + size, "other_form" if known else rule, False, shared)

    def _titled(self, words: Sequence[Word], first: int, ids: list[int]) -> list[int]:
        """Those of the people whose academic title is written before the name."""
        return [
            id_
            for id_ in ids
            if first
            and (title := self._titles.get(id_))
            and tuple(word.text for word in words[max(0, first - len(title)) : first]) == title
        ]

    def _form_at(self, words: Sequence[str]) -> int:
        """How many of the words, from the first, are a legal form."""
        for size in range(min(_LONGEST_FORM, len(words)), 0, -1):
            if "".join(words[:size]) in self._known_forms:
                return size
        return 0

    def references(self, words: Sequence[Word]) -> list[tuple[tuple[int, ...], int, int]]:
        """The office's own numbers of clients that are written: (ids, first word, end)."""
        if not self._by_reference:
            return []
        return [
            (tuple(ids), at, at + size)
            for at in range(len(words))
            for size in (3, 2, 1)
            if (ids := self._by_reference.get(joined(words[at : at + size])))
        ]

    # -- towns --------------------------------------------------------------------------------

    def towns(self, words: Sequence[Word]) -> list[tuple[str, int, int]]:
        """Towns of clients that are written: (key, first word, end), the longest at each place."""
        found, at = [], 0
        while at < len(words):
            for size in range(min(5, len(words) - at), 0, -1):
                key = joined(words[at : at + size])
                if key in self._towns:
                    found.append((key, at, at + size))
                    at += size
                    break
            else:
                at += 1
        return found

    def in_town(self, ids: Iterable[int], town: str) -> tuple[int, ...]:
        """Those of the clients that are in the town (a key of ``towns``)."""
        there = self._towns.get(town, ())
        return tuple(id_ for id_ in ids if id_ in there)

    # -- similar names ------------------------------------------------------------------------

    def similar(self, words: Sequence[str]) -> tuple[tuple[int, float], ...]:
        """Clients with a name like the words, best first: (id, 0 to 100), at most two names."""
        return self._similar("".join(words))

    def _find_similar(self, query: str) -> tuple[tuple[int, float], ...]:
        if len(query) < _SHORTEST_KEY + 1:
            return ()
        blocks = dict.fromkeys((query[:_BLOCK], query[-_BLOCK:]))
        choices: list[str] = []
        for block in blocks:
            choices += self._blocks.get(block, ())
        found = process.extract(query, choices, scorer=fuzz.ratio, limit=3, score_cutoff=SIMILAR)
        best = dict.fromkeys((key, score) for key, score, _at in found)
        return tuple((self._by_name[key][0], score) for key, score in best)[:2]
