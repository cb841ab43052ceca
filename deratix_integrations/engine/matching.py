"""Finding the partner that is the same as a party, with the evidence for it.

Order of the evidence: a remembered decision, company number, VAT number, e-mail, telephone,
similar name at the same post code; a reference counts where it is asked for, before the numbers.
See ``match`` for the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from .identifiers import (
    company_number,
    company_number_key,
    company_number_problem,
    vat,
    vat_key,
    vat_problem,
)
from .reach import email_key, phone_key
from .records import Party
from .texts import name_key, name_start, text, zip_key

Verdict = Literal["link", "branch", "review", "none"]

TIERS = ("reference", "company_number", "vat", "email", "phone", "name_zip")
CONFIDENCE = {
    "reference": 0.99,
    "company_number": 0.99,
    "vat": 0.97,
    "email": 0.9,
    "phone": 0.8,
    "name_zip": 0.7,
}
SIMILAR = 90.0  # names from here on are alike
UNLIKE = 60.0  # names below are clearly different
_SCORERS = (fuzz.ratio, fuzz.token_sort_ratio)
MOST_ALTERNATIVES = 5


@dataclass(frozen=True, slots=True)
class Keys:
    """What is compared, in the forms of ``normalize``; "" is no key and matches nothing."""

    company_number: str = ""
    vat: str = ""
    email: str = ""
    phone: str = ""
    zip: str = ""
    start: str = ""
    name: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A partner that may be the party: its raw values, and its ``keys`` (``candidate_keys``).

    ``bound``: it is already bound to another external id of the same connection.
    """

    id: int
    name: str
    company_number: str
    vat: str
    email: str
    phone: str
    zip: str
    country: str
    is_company: bool
    active: bool
    bound: bool
    keys: Keys


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another partner that may be the party; ``reason`` is the strongest evidence for it."""

    id: int
    name: str
    reason: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Match:
    """What was found.

    ``verdict``: "link" (``partner_id`` is the party), "branch" (the party is another place of
    ``partner_id``, which is already bound), "review" (a person decides among
    ``alternatives``) or "none". ``reason``: "decision", one of ``TIERS``, "several",
    "contradiction" or "". ``confidence`` from 0 to 1. ``alternatives``: best first, without
    ``partner_id`` itself.
    """

    verdict: Verdict
    partner_id: int | None = None
    reason: str = ""
    confidence: float = 0.0
    alternatives: tuple[Alternative, ...] = ()


def candidate_keys(
    *,
    name: object = "",
    company_number: object = "",
    vat: object = "",
    email: object = "",
    phone: object = "",
    zip: object = "",
    country: str = "",
    reference: object = "",
) -> Keys:
    """The keys of raw values as Odoo or a party holds them; ``country`` is ISO alpha-2.

    A Slovak or Czech company number that fails its check digit, and a VAT number of the EU
    that python-stdnum refuses, give no key: such numbers are made up more often than not.
    """
    return Keys(
        company_number=_number_key(company_number, country),
        vat=_vat_key(vat, country),
        email=email_key(email),
        phone=phone_key(phone, country),
        zip=zip_key(zip),
        start=name_start(name),
        name=name_key(name),
        reference=text(reference),
    )


def _number_key(value: object, country: str) -> str:
    number = company_number(value, country)
    return "" if company_number_problem(number, country) else company_number_key(number)


def _vat_key(value: object, country: str) -> str:
    number = vat(value, country)
    return "" if vat_problem(number, country) else vat_key(number)


def party_keys(party: Party, *, with_reference: bool = False) -> Keys:
    """The keys of a party (normalised or not). Its reference is one only where that is asked for:
    whether it is the one that Odoo has is known to a person alone."""
    return candidate_keys(
        name=text(party.name),
        company_number=party.company_number,
        vat=party.vat,
        email=party.email,
        phone=party.phone,
        zip=party.address.zip,
        country=party.address.country,
        reference=party.reference if with_reference else "",
    )


def similarity(a_name_key: str, b_name_key: str) -> float:
    """How alike two names are, 0 to 100, whatever the order of their words; 0 for no name."""
    if not a_name_key or not b_name_key:
        return 0.0
    return max(scorer(a_name_key, b_name_key) for scorer in _SCORERS)


def are_similar(a_name_key: str, b_name_key: str) -> bool:
    """Whether ``similarity`` is ``SIMILAR`` or more, without reckoning it out for those far off."""
    if not a_name_key or not b_name_key:
        return False
    return any(scorer(a_name_key, b_name_key, score_cutoff=SIMILAR) for scorer in _SCORERS)


def similar_among(own: str, others: Mapping[int, str]) -> set[int]:
    """The ids of those names that ``are_similar`` to a name; all are given as ``name_key``."""
    if not own:
        return set()
    return {
        id_
        for scorer in _SCORERS
        for _name, _score, id_ in process.extract(
            own, others, scorer=scorer, score_cutoff=SIMILAR, limit=None
        )
    }


def _differ(a: str, b: str) -> bool:
    return bool(a and b and a != b)


def _evidence(keys: Keys, candidate: Candidate) -> tuple[str, ...]:
    """The tiers that speak for a candidate, strongest first."""
    theirs = candidate.keys
    found = [
        tier
        for tier in TIERS[:-1]
        if getattr(keys, tier) and getattr(keys, tier) == getattr(theirs, tier)
    ]
    if _same_place(keys, theirs) and are_similar(keys.name, theirs.name):
        found.append("name_zip")
    return tuple(found)


def _same_place(ours: Keys, theirs: Keys) -> bool:
    return bool(ours.zip and ours.start) and (ours.zip, ours.start) == (
        theirs.zip,
        theirs.start,
    )


class _Page:
    """The candidates of one party with the evidence for each, in an order of their own."""

    def __init__(self, party: Party, keys: Keys, candidates: Iterable[Candidate]) -> None:
        self.party = party
        self.keys = keys
        by_id = {candidate.id: candidate for candidate in candidates}
        self.candidates = [by_id[id_] for id_ in sorted(by_id)]
        self.evidence = {c.id: _evidence(keys, c) for c in self.candidates}

    def by(self, tier: str, among: Iterable[Candidate] | None = None) -> list[Candidate]:
        pool = self.candidates if among is None else among
        return [c for c in pool if tier in self.evidence[c.id]]

    def alternatives(
        self, among: Iterable[Candidate], but: Candidate | None = None
    ) -> tuple[Alternative, ...]:
        found = [c for c in among if c is not but and self.evidence[c.id]]
        found.sort(key=lambda c: (self._rank(c), c.id))
        return tuple(
            Alternative(c.id, c.name, self.evidence[c.id][0], self.confidence(c))
            for c in found[:MOST_ALTERNATIVES]
        )

    def _rank(self, candidate: Candidate) -> tuple[object, ...]:
        tiers = self.evidence[candidate.id]
        return tuple(tier not in tiers for tier in TIERS), not candidate.active

    def confidence(self, candidate: Candidate) -> float:
        """That of the strongest evidence; a similar name counts by how similar it is."""
        tier = self.evidence[candidate.id][0]
        if tier != "name_zip":
            return CONFIDENCE[tier]
        ratio = similarity(self.keys.name, candidate.keys.name)
        return round(CONFIDENCE[tier] * ratio / 100, 4)

    def contradicts(self, candidate: Candidate) -> bool:
        theirs = candidate.keys
        return _differ(self.keys.company_number, theirs.company_number) or _differ(
            self.keys.vat, theirs.vat
        )

    def one_of(self, pool: Sequence[Candidate], tier: str) -> Candidate | None:
        """The one of several that is meant: the only active one, or the one that all weaker
        evidence which singles one out agrees on."""
        pool = [c for c in pool if c.active] or pool
        if len(pool) == 1:
            return pool[0]
        singled = set()
        for weaker in TIERS[TIERS.index(tier) + 1 :]:
            found = self.by(weaker, pool)
            if len(found) == 1:
                singled.add(found[0])
        return singled.pop() if len(singled) == 1 else None

    def unlike(self, candidate: Candidate) -> bool:
        """A person and a company (or nobody knows which) with clearly different names."""
        kind = self.party.is_company
        if kind is None and (self.keys.company_number or self.keys.vat):
            kind = True
        return (
            kind is not candidate.is_company
            and similarity(self.keys.name, candidate.keys.name) < UNLIKE
        )


def match(
    party: Party,
    keys: Keys,
    candidates: Sequence[Candidate],
    *,
    same: frozenset[int] = frozenset(),
    different: frozenset[int] = frozenset(),
    first: str = "",
) -> Match:
    """The partner that is the party.

    ``candidates`` is everything found by any key of this party; their order does not matter.
    ``same`` and ``different`` are partner ids of remembered decisions: the former win, also
    when the partner is not among the candidates, the latter are left out. ``first`` is the key
    (one of ``TIERS``) that is tried before the others; what it leads to is not bound and does not
    contradict the numbers.

    - One candidate with the party's company number or VAT number is it; when it is bound to
      another external id, the party is a branch of it.
    - One candidate with its e-mail address, else its telephone number, is it, unless that one
      is bound, or has another company or VAT number (accountants' addresses are shared). A
      person's and a company's record with clearly different names are for a person to judge.
    - Of several, the only active one counts, or the one that weaker evidence singles out;
      otherwise a person decides.
    - A similar name at the same post code is for a person to judge, always.
    - When company number and VAT number lead to different partners, neither is it.
    """
    decided = same - different
    page = _Page(party, keys, [c for c in candidates if c.id not in different])
    if decided:
        return _decided(page, decided)
    return (
        _by_first(page, first)
        or _by_numbers(page)
        or _by_reach(page)
        or _by_name(page)
        or Match("none")
    )


def _decided(page: _Page, decided: frozenset[int]) -> Match:
    known = [c for c in page.candidates if c.id in decided]
    active = [c for c in known if c.active]
    if len(decided) == 1 or len(active) == 1:
        chosen = active[0].id if len(active) == 1 else next(iter(decided))
        others = [c for c in page.candidates if c.id != chosen and not page.contradicts(c)]
        return Match("link", chosen, "decision", 1.0, page.alternatives(others))
    return Match(
        "review",
        reason="several",
        confidence=0.5,
        alternatives=tuple(
            Alternative(c.id, c.name, "decision", 1.0) for c in known[:MOST_ALTERNATIVES]
        ),
    )


def _by_first(page: _Page, tier: str) -> Match | None:
    pool = [c for c in page.candidates if not c.bound and not page.contradicts(c)]
    found = page.by(tier, pool) if tier in TIERS else []
    return _settle(page, found, tier) if found else None


def _by_numbers(page: _Page) -> Match | None:
    by_number, by_vat = page.by("company_number"), page.by("vat")
    if by_number:
        if by_vat and not set(by_number) & set(by_vat):
            return _review(page, "contradiction", by_number + by_vat)
        sure = [c for c in by_number if not page.contradicts(c)]
        return _settle(page, sure or by_number, "company_number")
    # The members of a VAT group share a VAT number and keep their own company numbers.
    usable = [c for c in by_vat if not page.contradicts(c)]
    if usable:
        return _settle(page, usable, "vat")
    return _review(page, "contradiction", by_vat) if by_vat else None


def _by_reach(page: _Page) -> Match | None:
    pool = [c for c in page.candidates if not c.bound and not page.contradicts(c)]
    for tier in ("email", "phone"):
        found = page.by(tier, pool)
        if found:
            return _settle(page, found, tier)
    return None


def _by_name(page: _Page) -> Match | None:
    pool = [c for c in page.candidates if not c.bound and not page.contradicts(c)]
    found = page.by("name_zip", pool)
    return _review(page, "name_zip", found) if found else None


def _settle(page: _Page, pool: list[Candidate], tier: str) -> Match:
    chosen = pool[0] if len(pool) == 1 else page.one_of(pool, tier)
    if chosen is None:
        return _review(page, "several", pool)
    if tier in ("email", "phone") and page.unlike(chosen):
        return _review(page, tier, pool)
    others = [c for c in page.candidates if not c.bound and not page.contradicts(c)]
    return Match(
        "branch" if chosen.bound else "link",
        chosen.id,
        tier,
        CONFIDENCE[tier],
        page.alternatives(others, but=chosen),
    )


def _review(page: _Page, reason: str, pool: Iterable[Candidate]) -> Match:
    alternatives = page.alternatives({c.id: c for c in pool}.values())
    best = alternatives[0].confidence
    confidence = best if reason in CONFIDENCE else best / max(2, len(alternatives))
    return Match("review", None, reason, round(confidence, 4), alternatives)
