from dataclasses import replace

import pytest

from deratix_integrations.engine.matching import (
    MOST_ALTERNATIVES,
    Candidate,
    Keys,
    are_similar,
    candidate_keys,
    match,
    party_keys,
    similar_among,
    similarity,
)
from deratix_integrations.engine.records import Address, Party

NUMBER, OTHER_NUMBER = "35697270", "35829052"
VAT, OTHER_VAT = "SK2020310578", "SK2022749619"


def party(name="Stavby Košice s.r.o.", *, is_company=None, zip_code="04001", **values):
    address = Address(zip=zip_code, country="SK")
    return Party(external_id="1", name=name, is_company=is_company, address=address, **values)


def partner(id_, name="Iná firma", *, company=True, active=True, bound=False, **values):
    raw = {"company_number": "", "vat": "", "email": "", "phone": "", "zip": "", "country": "SK"}
    raw |= values
    return Candidate(
        id=id_,
        name=name,
        is_company=company,
        active=active,
        bound=bound,
        keys=candidate_keys(name=name, **raw),
        **raw,
    )


def find(who, *candidates, same=(), different=()):
    return match(
        who, party_keys(who), candidates, same=frozenset(same), different=frozenset(different)
    )


def outcome(found):
    return found.verdict, found.partner_id, found.reason


def test_keys():
    who = party(
        "Žilinské stavby a.s.",
        company_number="00151742",
        vat=VAT,
        email="A@b.sk",
        phone="0905 123 456",
        zip_code="040 01",
    )
    assert party_keys(who) == Keys(
        "151742", VAT, "a@b.sk", "+421905123456", "04001", "zil", "zilinske stavby"
    )


def test_numbers_that_fail_their_check_are_no_keys():
    keys = candidate_keys(company_number="35697271", vat="SK2020310579", country="SK")
    assert (keys.company_number, keys.vat) == ("", "")
    assert candidate_keys(company_number="35697271", country="DE").company_number == "35697271"


def test_a_vat_number_without_prefix_is_one_of_its_country():
    assert candidate_keys(vat="2020310578", country="SK").vat == VAT


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"company_number": NUMBER}, "company_number"),
        ({"vat": VAT}, "vat"),
        ({"email": "a@b.sk"}, "email"),
        ({"phone": "0905 123 456"}, "phone"),
    ],
)
def test_one_candidate_links(values, reason):
    who = party("Iná firma", **values)
    found = find(who, partner(1, **values), partner(2, "Zzz", email="z@z.sk"))
    assert outcome(found) == ("link", 1, reason)
    assert 0.7 < found.confidence < 1.0


def test_a_reference_counts_where_it_is_asked_for():
    who = party("Iná firma", reference="K-7", email="a@b.sk")
    named = partner(1, "Zzz")
    named = replace(named, keys=replace(named.keys, reference="K-7"))
    candidates = (named, partner(2, email="a@b.sk"))
    assert outcome(find(who, *candidates)) == ("link", 2, "email")
    asked = match(who, party_keys(who, with_reference=True), candidates, first="reference")
    assert outcome(asked) == ("link", 1, "reference")


def test_strongest_evidence_decides():
    who = party(company_number=NUMBER, email="a@b.sk")
    found = find(who, partner(1, email="a@b.sk"), partner(2, company_number=NUMBER))
    assert outcome(found) == ("link", 2, "company_number")
    assert [(other.id, other.reason) for other in found.alternatives] == [(1, "email")]


def test_nothing_matches_on_nothing():
    who = party("", zip_code="")
    assert outcome(find(who, partner(1, ""), partner(2))) == ("none", None, "")


def test_unrelated_candidates_do_not_match():
    who = party(company_number=NUMBER, email="a@b.sk")
    assert find(who, partner(1, email="c@d.sk")).verdict == "none"


# -- decisions -----------------------------------------------------------------------------


def test_a_decision_wins():
    who = party(company_number=NUMBER)
    other = partner(2, company_number=NUMBER)
    found = find(who, partner(1), other, same={1})
    assert outcome(found) == ("link", 1, "decision")
    assert found.confidence == 1.0
    assert outcome(find(who, other, same={9})) == ("link", 9, "decision")


def test_different_is_left_out():
    who = party(company_number=NUMBER)
    one, two = partner(1, company_number=NUMBER), partner(2, company_number=NUMBER)
    assert outcome(find(who, one, different={1})) == ("none", None, "")
    assert outcome(find(who, one, two, different={1})) == ("link", 2, "company_number")
    assert outcome(find(who, one, same={1}, different={1})) == ("none", None, "")


def test_several_decisions_are_reviewed_unless_one_is_active():
    one, two = partner(1), partner(2)
    found = find(party(), one, two, same={1, 2})
    assert outcome(found) == ("review", None, "several")
    assert {other.id for other in found.alternatives} == {1, 2}
    archived = replace(two, active=False)
    assert outcome(find(party(), one, archived, same={1, 2})) == ("link", 1, "decision")


# -- several -------------------------------------------------------------------------------


def test_several_are_reviewed():
    who = party(company_number=NUMBER)
    found = find(who, *(partner(id_, company_number=NUMBER) for id_ in range(9)))
    assert outcome(found) == ("review", None, "several")
    assert [other.id for other in found.alternatives] == list(range(MOST_ALTERNATIVES))
    assert 0 < found.confidence <= 0.5


def test_weaker_evidence_singles_one_out():
    who = party(company_number=NUMBER, email="a@b.sk")
    one = partner(1, company_number=NUMBER)
    two = partner(2, "Stavby Košice", company_number=NUMBER, zip="040 01")
    three = partner(3, company_number=NUMBER, email="a@b.sk")
    assert outcome(find(who, one, two)) == ("link", 2, "company_number")
    assert outcome(find(who, one, three)) == ("link", 3, "company_number")
    # name and post code say 2, the e-mail says 3
    assert outcome(find(who, one, two, three)) == ("review", None, "several")


def test_the_only_active_one_counts():
    who = party(company_number=NUMBER)
    one = partner(1, company_number=NUMBER, active=False)
    two = partner(2, company_number=NUMBER)
    assert outcome(find(who, one)) == ("link", 1, "company_number")
    assert outcome(find(who, one, two)) == ("link", 2, "company_number")
    archived = replace(two, active=False)
    assert outcome(find(who, one, archived)) == ("review", None, "several")


# -- contradictions ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"company_number": NUMBER}, {"company_number": OTHER_NUMBER}),
        ({"vat": VAT}, {"vat": OTHER_VAT}),
    ],
)
def test_other_numbers_never_link_by_weaker_evidence(ours, theirs):
    shared = {"email": "uctovnicka@x.sk", "phone": "0905 123 456"}
    who = party("Firma", **ours, **shared)
    found = find(who, partner(1, "Firma", **theirs, **shared, zip="04001"))
    assert outcome(found) == ("none", None, "")


def test_number_and_vat_of_different_partners_are_reviewed():
    who = party(company_number=NUMBER, vat=VAT)
    found = find(who, partner(1, company_number=NUMBER), partner(2, vat=VAT))
    assert outcome(found) == ("review", None, "contradiction")
    assert [other.id for other in found.alternatives] == [1, 2]


def test_the_same_vat_with_another_number_is_reviewed():
    who = party(company_number=NUMBER, vat=VAT)
    found = find(who, partner(1, company_number=OTHER_NUMBER, vat=VAT))
    assert outcome(found) == ("review", None, "contradiction")


def test_of_several_with_the_number_one_with_another_vat_is_not_meant():
    who = party(company_number=NUMBER, vat=VAT)
    one = partner(1, company_number=NUMBER, vat=OTHER_VAT)
    two = partner(2, company_number=NUMBER, active=False)
    assert outcome(find(who, one, two)) == ("link", 2, "company_number")
    assert outcome(find(who, one)) == ("link", 1, "company_number")


def test_invalid_numbers_do_not_contradict():
    who = party("Firma", company_number=NUMBER, email="a@b.sk")
    found = find(who, partner(1, "Firma", company_number="11111111", email="a@b.sk"))
    assert outcome(found) == ("link", 1, "email")


# -- people and companies --------------------------------------------------------------------


def test_person_and_company_with_unlike_names_are_reviewed():
    who = party("Ján Novák", is_company=False, email="a@b.sk")
    unlike = partner(1, "Stavby Košice", email="a@b.sk")
    found = find(who, unlike)
    assert outcome(found) == ("review", None, "email")
    assert [other.id for other in found.alternatives] == [1]
    assert find(replace(who, is_company=None), unlike).verdict == "review"
    alike = replace(unlike, name="Ján Novák - NOVSTAV", keys=replace(unlike.keys, name="jan novak"))
    assert outcome(find(who, alike)) == ("link", 1, "email")
    person = partner(2, "Peter Iný", company=False, email="a@b.sk")
    assert outcome(find(who, person)) == ("link", 2, "email")


def test_a_party_with_a_company_number_is_a_company():
    who = party("Stavby", company_number=NUMBER, email="a@b.sk")
    assert find(who, partner(1, "Iné", email="a@b.sk")).verdict == "link"
    assert find(who, partner(1, "Eva Malá", company=False, email="a@b.sk")).verdict == "review"


# -- bound ---------------------------------------------------------------------------------


def test_a_bound_company_has_branches():
    who = party(company_number=NUMBER, vat=VAT)
    by_number = partner(1, company_number=NUMBER, bound=True)
    assert outcome(find(who, by_number)) == ("branch", 1, "company_number")
    assert outcome(find(who, partner(1, vat=VAT, bound=True))) == ("branch", 1, "vat")


def test_a_bound_partner_is_not_taken_by_weaker_evidence():
    who = party("Iná firma", email="a@b.sk", phone="0905 123 456")
    taken = partner(1, email="a@b.sk", phone="0905 123 456", zip="04001", bound=True)
    assert outcome(find(who, taken)) == ("none", None, "")
    free = partner(2, phone="0905 123 456")
    assert outcome(find(who, taken, free)) == ("link", 2, "phone")


def test_bound_and_free_with_the_same_number():
    who = party(company_number=NUMBER)
    bound = partner(1, company_number=NUMBER, bound=True)
    free = partner(2, company_number=NUMBER)
    twin = partner(3, "Stavby Košice, s. r. o.", company_number=NUMBER, zip="04001")
    assert outcome(find(who, bound, free)) == ("review", None, "several")
    assert outcome(find(who, bound, twin)) == ("link", 3, "company_number")


# -- names ---------------------------------------------------------------------------------


def test_a_similar_name_at_the_same_post_code_is_reviewed():
    who = party("Stavby Košice, spol. s r.o.")
    found = find(
        who,
        partner(1, "Stavby Kosice", zip="040 01"),
        partner(2, "Stavby Košice", zip="811 01"),
        partner(3, "Strojárne Košice", zip="04001"),
    )
    assert outcome(found) == ("review", None, "name_zip")
    assert [other.id for other in found.alternatives] == [1]
    assert 0.6 < found.confidence <= 0.7


def test_the_same_name_without_a_post_code_is_no_evidence():
    found = find(party("Stavby Košice", zip_code=""), partner(1, "Stavby Košice"))
    assert outcome(found) == ("none", None, "")


def test_similarity():
    assert similarity("", "") == 0
    assert similarity("jan novak", "novak jan") == 100
    assert similarity("stavby kosice", "eva mala") < 60
    assert similarity("a b", "b c a") == similarity("b c a", "a b")


def test_similar_among():
    names = {
        1: "stavby kosice",
        2: "kosice stavby",
        3: "stavby kosicee",
        4: "stavebniny presov",
        5: "",
        6: "stavby",
    }
    for own in ("stavby kosice", "stavby", "presov", ""):
        expected = {id_ for id_, name in names.items() if are_similar(own, name)}
        assert similar_among(own, names) == expected
    assert similar_among("stavby kosice", names) == {1, 2, 3}
