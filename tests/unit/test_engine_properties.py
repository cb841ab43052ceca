"""What holds for every input: normal forms, matching and merging."""

import copy
import re
from dataclasses import asdict, fields, replace

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from deratix_integrations.engine import normalize
from deratix_integrations.engine.matching import Candidate, candidate_keys, match, party_keys
from deratix_integrations.engine.merge import POLICIES, empty, equal, merge
from deratix_integrations.engine.records import Address, Contact, Party

# The same examples on every machine, however slow it is.
settings.register_profile("engine", deadline=None, derandomize=True)
settings.load_profile("engine")

KEY_FORM = re.compile("[0-9A-Z]*")

# Free text, and text made of the pieces that the normal forms look for.
PIECES = st.sampled_from((
    "SK", "CZ", "GR", "EL", "FR", "IČ", "DPH", "DIČ", "IČO", "DIC", "VAT", "2020310578",
    "35697270", "45274649", "151742", "0", "00", "nemá", "-", "/", ".", "0905", "123456", "+421",
    "00421", "(0)", "@", "a@b.sk", "jan@firma.sk", "<x@y.cz>", ";", ",", "tel.", "s.r.o.", "Ing.",
    "PhD.", "ß", "ı", "İ", "ſ", "Č", "č", "ΐ", "ŉ", "\u0301", "\u030c", "\u00a0", "\u200b", "\n",
    "\r\n", "\x00", "\ud800", "٣", "Ā", "SK3112000000198742637541",
))  # fmt: skip
TEXT = st.one_of(
    st.text(max_size=30),
    st.text(alphabet=st.characters(), max_size=12),
    st.lists(PIECES, max_size=6).map("".join),
    st.lists(PIECES, max_size=6).map(" ".join),
)
COUNTRIES = st.sampled_from(["", "SK", "CZ", "GR", "FR", "DE", "AT", "NL", "CH", "US", "XX"])

addresses = st.builds(
    Address, name=TEXT, street=TEXT, city=TEXT, zip=TEXT, country=COUNTRIES, phone=TEXT
)
contacts = st.builds(Contact, external_id=st.just("7"), name=TEXT, email=TEXT, phone=TEXT)
parties = st.builds(
    Party,
    external_id=st.just("1"),
    name=TEXT,
    is_company=st.sampled_from([None, True, False]),
    company_number=TEXT,
    tax_id=TEXT,
    vat=TEXT,
    email=TEXT,
    phone=TEXT,
    website=TEXT,
    address=addresses,
    delivery=st.one_of(st.just(Address()), addresses),
    iban=TEXT,
    swift=TEXT,
    language=TEXT,
    currency=TEXT,
    note=TEXT,
    tags=st.lists(TEXT, max_size=3).map(tuple),
    contacts=st.lists(contacts, max_size=2).map(tuple),
    reference=TEXT,
)


# -- normal forms ----------------------------------------------------------------------------


@given(TEXT)
def test_texts_are_stable(value):
    for form in (normalize.text, normalize.multiline, normalize.name_key, normalize.iban):
        once = form(value)
        assert form(once) == once
    assert "\n" not in normalize.text(value)
    normalize.multiline(value).encode()  # what cannot be encoded cannot be stored
    assert "\x00" not in normalize.multiline(value)


@given(TEXT, COUNTRIES)
@example("D#IC123", "")
@example("I ČO 123456", "SK")
@example("GRFR123456789", "FR")
def test_numbers_and_addresses_are_stable(value, country):
    for form in (normalize.company_number, normalize.vat, normalize.phone):
        once = form(value, country)
        assert form(once, country) == once
    for address in normalize.emails(value):
        assert normalize.emails(address) == (address,)


@given(TEXT)
@example("ßıſİK")
def test_keys_hold_only_capitals_and_digits(value):
    for form in (normalize.company_number_key, normalize.vat_key, normalize.zip_key):
        assert KEY_FORM.fullmatch(form(value))
    kept = "".join(c for c in value if c.isascii() and c.isalnum())
    assert normalize.vat_key(value) == kept.upper()
    assert normalize.company_number_key(value) == kept.upper().lstrip("0")
    assert re.fullmatch("[a-z0-9]{0,3}", normalize.name_start(value))
    assert re.fullmatch("[a-z0-9 ]*", normalize.name_key(value))


@given(parties)
@settings(max_examples=300)
def test_a_party_is_normalised_once(party):
    once = normalize.normalize_party(party)
    assert normalize.normalize_party(once) == once
    assert set(once.hints) <= set(normalize.HINTS)


def _strings(value):
    if isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _strings(inner)
    elif isinstance(value, str):
        yield value


@given(parties)
@settings(max_examples=300)
def test_no_digit_of_a_party_is_lost(party):
    """Every run of digits is still found somewhere, but for zeros at its start."""
    done = normalize.normalize_party(party)
    held = "|".join(re.sub("[^0-9]", "", text) for text in _strings(asdict(done)))
    for name in ("company_number", "tax_id", "vat", "email", "phone", "iban", "note"):
        for run in re.findall("[0-9]+", getattr(party, name)):
            assert run.lstrip("0") in held


@given(parties)
def test_keys_of_a_party_are_those_of_its_normal_form(party):
    """A partner made of a party is found again by that party."""
    done = normalize.normalize_party(party)
    keys = party_keys(done)
    assert keys == candidate_keys(
        name=done.name,
        company_number=done.company_number,
        vat=done.vat,
        email=done.email,
        phone=done.phone,
        zip=done.address.zip,
        country=done.address.country,
    )
    assert all(isinstance(getattr(keys, field.name), str) for field in fields(keys))


# -- matching ----------------------------------------------------------------------------------

NUMBERS = st.sampled_from(["", "35697270", "35829052", "00151742", "11111111"])
VATS = st.sampled_from(["", "SK2020310578", "SK2022749619", "SK1111111111"])
EMAILS = st.sampled_from(["", "a@b.sk", "c@d.sk"])
PHONES = st.sampled_from(["", "+421905123456", "+421903111222"])
NAMES = st.sampled_from(["", "Stavby Košice s.r.o.", "Stavby Kosice", "Eva Malá", "Zdroj"])
ZIPS = st.sampled_from(["", "04001", "81101"])


@st.composite
def candidate(draw, id_):
    raw = {
        "name": draw(NAMES),
        "company_number": draw(NUMBERS),
        "vat": draw(VATS),
        "email": draw(EMAILS),
        "phone": draw(PHONES),
        "zip": draw(ZIPS),
        "country": "SK",
    }
    flags = {name: draw(st.booleans()) for name in ("is_company", "active", "bound")}
    return Candidate(id=id_, **raw, **flags, keys=candidate_keys(**raw))


@st.composite
def questions(draw):
    party = Party(
        external_id="1",
        name=draw(NAMES),
        is_company=draw(st.sampled_from([None, True, False])),
        company_number=draw(NUMBERS),
        vat=draw(VATS),
        email=draw(EMAILS),
        phone=draw(PHONES),
        address=Address(zip=draw(ZIPS), country="SK"),
    )
    count = draw(st.integers(0, 5))
    return party, [draw(candidate(id_)) for id_ in range(1, count + 1)]


ids = st.frozensets(st.integers(1, 6), max_size=2)


@given(questions(), ids, ids, st.randoms(use_true_random=False))
@settings(max_examples=300)
def test_order_of_candidates_does_not_matter(question, same, different, chance):
    party, candidates = question
    shuffled = list(candidates)
    chance.shuffle(shuffled)
    keys = party_keys(party)
    first = match(party, keys, candidates, same=same, different=different)
    assert match(party, keys, shuffled, same=same, different=different) == first
    assert match(party, keys, shuffled + shuffled, same=same, different=different) == first


@given(questions(), ids)
@settings(max_examples=500)
def test_what_a_match_promises(question, different):
    party, candidates = question
    keys = party_keys(party)
    found = match(party, keys, candidates, different=different)
    by_id = {c.id: c for c in candidates}
    assert 0.0 <= found.confidence <= 1.0
    mentioned = [other.id for other in found.alternatives]
    assert len(mentioned) == len(set(mentioned)) <= 5
    assert not different & {*mentioned, found.partner_id}
    assert found.partner_id not in mentioned
    assert (found.partner_id is not None) == (found.verdict in ("link", "branch"))
    if found.verdict == "review":
        assert mentioned
    if found.verdict == "none":
        assert found.confidence == 0.0
    if found.partner_id is None:
        return
    theirs = by_id[found.partner_id].keys
    # evidence is a key that both have
    assert getattr(keys, found.reason) == getattr(theirs, found.reason) != ""
    assert (found.verdict == "branch") == by_id[found.partner_id].bound
    # never across contradicting company numbers; by reach, nor across VAT numbers
    assert keys.company_number in ("", theirs.company_number) or theirs.company_number == ""
    if found.reason != "company_number":
        assert keys.vat in ("", theirs.vat) or theirs.vat == ""
    if found.reason in ("email", "phone"):
        assert found.verdict == "link"


@given(questions())
def test_a_remembered_decision_wins(question):
    party, candidates = question
    assume(candidates)
    chosen = candidates[-1].id
    found = match(party, party_keys(party), candidates, same=frozenset({chosen}))
    assert (found.verdict, found.partner_id, found.reason) == ("link", chosen, "decision")


@given(questions())
def test_no_key_matches_nothing(question):
    _party, candidates = question
    nobody = Party(external_id="1", name="")
    assert match(nobody, party_keys(nobody), candidates).verdict == "none"
    keyless = [replace(c, keys=candidate_keys()) for c in candidates]
    assert match(_party, party_keys(_party), keyless).verdict == "none"


# -- merging -----------------------------------------------------------------------------------

VALUES = st.one_of(
    st.sampled_from(["", None, [], "a", "b", "c", " a", False, True, 0, 14]),
    st.lists(st.sampled_from(["x", "y", "z"]), max_size=3),
)
SIDES = st.dictionaries(st.sampled_from("pqrst"), VALUES, max_size=5)
POLICY = st.one_of(
    st.sampled_from(POLICIES),
    st.dictionaries(st.sampled_from("pqrst"), st.sampled_from(POLICIES), max_size=5),
)
NEWER = st.sampled_from([None, True, False])


def applied(odoo, external, done):
    return (
        odoo | {name: new for name, (_old, new) in done.to_odoo.items()},
        external | {name: new for name, (_old, new) in done.to_external.items()},
    )


@given(st.none() | SIDES, SIDES, SIDES, POLICY, st.booleans(), NEWER, st.booleans())
@settings(max_examples=500)
def test_a_merge_that_was_applied_has_nothing_more_to_do(
    snapshot, odoo, external, policy, blank, newer, both_ways
):
    options = {"blank": blank, "odoo_newer": newer, "writes_external": both_ways}
    before = copy.deepcopy((snapshot, odoo, external))
    done = merge(snapshot, odoo, external, policy, **options)
    assert (snapshot, odoo, external) == before
    again = merge(done.agreed, *applied(odoo, external, done), policy, **options)
    assert (again.to_odoo, again.to_external) == ({}, {})
    assert again.agreed == done.agreed
    assert {name: values[1:] for name, values in again.conflicts.items()} == {
        name: values[1:] for name, values in done.conflicts.items()
    }


@given(st.none() | SIDES, SIDES, SIDES, POLICY, st.booleans(), NEWER)
@settings(max_examples=500)
def test_what_a_merge_plans(snapshot, odoo, external, policy, blank, newer):
    done = merge(snapshot, odoo, external, policy, blank=blank, odoo_newer=newer)
    planned = [*done.to_odoo, *done.to_external, *done.conflicts]
    assert len(planned) == len(set(planned))
    for name, (old, new) in done.to_odoo.items():
        assert (old, new) == (odoo[name], external[name])
        assert not equal(old, new)
    for name, (old, new) in done.to_external.items():
        assert (old, new) == (external[name], odoo[name])
        assert not equal(old, new)
    ours, theirs = applied(odoo, external, done)
    for name in planned + [name for name in odoo if equal(odoo[name], external.get(name))]:
        if name in external and name not in done.conflicts:
            assert equal(done.agreed[name], ours[name])
            assert equal(ours[name], theirs[name])


@given(SIDES, POLICY, st.booleans(), NEWER)
def test_sides_that_equal_the_snapshot_stay(values, policy, blank, newer):
    done = merge(values, values, dict(values), policy, blank=blank, odoo_newer=newer)
    assert (done.to_odoo, done.to_external, done.conflicts) == ({}, {}, {})
    assert done.agreed == values


@given(st.none() | SIDES, SIDES, SIDES, st.sampled_from(POLICIES), NEWER)
@settings(max_examples=500)
def test_no_value_is_lost_unless_the_policy_says_so(snapshot, odoo, external, policy, newer):
    """A value that is written over is the one last agreed on, or the policy chose the other."""
    done = merge(snapshot, odoo, external, policy, odoo_newer=newer)
    chooses_external = policy == "external" or (policy == "newest" and newer is False)
    chooses_odoo = policy == "odoo" or (policy == "newest" and newer is True)
    for plan, chooses in ((done.to_odoo, chooses_external), (done.to_external, chooses_odoo)):
        for name, (old, new) in plan.items():
            assert not empty(new)
            superseded = name in (snapshot or {}) and equal(snapshot[name], old)
            assert empty(old) or superseded or chooses


SWAPPED = {"external": "odoo", "odoo": "external", "newest": "newest", "ask": "ask"}


@given(st.none() | SIDES, SIDES, SIDES, st.sampled_from(sorted(SWAPPED)), st.booleans(), NEWER)
@settings(max_examples=500)
def test_sides_are_treated_alike(snapshot, odoo, external, policy, blank, newer):
    """Swapping the sides swaps the plan."""
    here = merge(snapshot, odoo, external, policy, blank=blank, odoo_newer=newer)
    there = merge(
        snapshot,
        external,
        odoo,
        SWAPPED[policy],
        blank=blank,
        odoo_newer=None if newer is None else not newer,
    )
    assert here.to_odoo == there.to_external
    assert here.to_external == there.to_odoo
    assert here.conflicts == {k: (s, o, e) for k, (s, e, o) in there.conflicts.items()}


@pytest.mark.parametrize("policy", POLICIES)
@given(snapshot=st.none() | SIDES, odoo=SIDES, external=SIDES)
def test_without_writing_outside_nothing_is_planned_there(policy, snapshot, odoo, external):
    one_way = merge(snapshot, odoo, external, policy, writes_external=False)
    both_ways = merge(snapshot, odoo, external, policy)
    assert one_way.to_external == {}
    # What changed in Odoo alone is restored only where it could have been written outside.
    assert one_way.to_odoo == {
        name: change
        for name, change in both_ways.to_odoo.items()
        if not equal((snapshot or {}).get(name, ...), external[name])
    }
    for name in both_ways.to_external:
        assert one_way.agreed.get(name, ...) == (snapshot or {}).get(name, ...)
