"""What a document in an archive is: its client, type, period and validity, from its path."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from .client_names import has_legal_form
from .client_path import ClientFinding, find_client
from .clients import ClientIndex, Spans
from .dates import blanked, find_hits
from .findings import Finding, Span
from .kinds import KindWords, find_kind
from .periods import find_periods
from .words import file_stem, split

KIND_CONTRADICTION = "kind_contradiction"


@dataclass(frozen=True, slots=True)
class LearnedRule:
    """What a person decided about a folder or a file of this name.

    ``where``: "folder" or "file". Names are compared without marks, capitals and the ending of
    the file. ``client`` is an id and ``kind`` a code; None says nothing.
    """

    where: str
    name: str
    client: int | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Recognition:
    """What was found out about one file; None where nothing was.

    ``flags`` are codes of contradictions: those of ``client_path`` and ``periods``, and
    ``KIND_CONTRADICTION``.
    """

    client: Finding[int] | None
    kind: Finding[str] | None
    period: Finding[Span] | None
    validity: Finding[date] | None
    flags: tuple[str, ...] = ()


class Recogniser:
    """Recognises the files of an archive.

    ``words`` are the key words of each type by its code (see ``keywords``). ``rules`` go before
    everything else; those of clients that the index does not have are left out. What is read in a
    folder is kept for the files below it.
    """

    def __init__(
        self,
        index: ClientIndex,
        words: Mapping[str, Iterable[str]],
        rules: Iterable[LearnedRule],
        today: date,
    ) -> None:
        self._index = index
        self._words = KindWords(words)
        self._today = today
        self._rules: dict[tuple[str, tuple[str, ...]], LearnedRule] = {}
        for rule in rules:
            self._learn(rule)
        self._explained = lru_cache(maxsize=20_000)(self._explain)

    def _learn(self, rule: LearnedRule) -> None:
        if rule.client is not None and rule.client not in self._index.rows:
            rule = replace(rule, client=None)
        name = file_stem(rule.name) if rule.where == "file" else rule.name
        key = _name_words(name)
        known = self._rules.get((rule.where, key), rule)
        client = known.client if rule.client is None else rule.client
        if key:
            merged = replace(rule, client=client, kind=rule.kind or known.kind)
            self._rules[rule.where, key] = merged

    def recognise(self, parts: Sequence[str]) -> Recognition:
        """What the file at this path is; ``parts`` are the folders and the file name, in NFC."""
        if not parts:
            return Recognition(None, None, None, None)
        explained = [self._explained(part, at == len(parts) - 1) for at, part in enumerate(parts)]
        found = find_client(self._index, parts, explained)
        client, flags = found.client, list(found.flags)
        learned = self._learned(parts, "client")
        if learned:
            client, flags = learned, []
        kind = self._learned(parts, "kind") or self._kind(parts, found, flags)
        periods = find_periods(parts, self._today, found.masked)
        return Recognition(client, kind, periods.period, periods.validity, (*flags, *periods.flags))

    def _explain(self, part: str, in_file: bool) -> Spans:
        """The places of types and periods in a part."""
        text = file_stem(part) if in_file else part
        kinds = [(hit.start, hit.end) for hit in self._words.find(text)]
        hits = find_hits(blanked(text), self._today)
        return (*kinds, *((hit.start, hit.end) for hit in hits if hit.span or hit.plain))

    def _learned(self, parts: Sequence[str], field: str) -> Finding | None:
        for at in range(len(parts) - 1, -1, -1):
            where = "file" if at == len(parts) - 1 else "folder"
            text = file_stem(parts[at]) if where == "file" else parts[at]
            rule = self._rules.get((where, _name_words(text))) if self._rules else None
            value = getattr(rule, field) if rule else None
            if value is not None:
                return Finding(value, at, text, "learned", 1.0, True)
        return None

    def _kind(
        self, parts: Sequence[str], found: ClientFinding, flags: list[str]
    ) -> Finding[str] | None:
        kind = find_kind(parts, self._words, found.masked)
        if kind is None:
            return None
        if not kind.sure and kind.other and kind.other.part != kind.part:
            flags.append(KIND_CONTRADICTION)
        named = kind.part < len(parts) - 1 and has_legal_form(parts[kind.part])
        if kind.sure and named:
            # Most likely the name of a company that is no client: "Mapa Plus s.r.o."
            return replace(kind, sure=False, confidence=0.5)
        return kind


@lru_cache(maxsize=20_000)
def _name_words(name: str) -> tuple[str, ...]:
    return tuple(word.folded for word in split(name))
