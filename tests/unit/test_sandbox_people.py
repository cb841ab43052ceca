"""The invented companies: the same for the same seed, and odd exactly where they say so."""

import re
import unicodedata

import pytest
from stdnum import iban
from stdnum.cz import dic as czech_dic
from stdnum.sk import dph

from tests.sandbox import names, numbers, people
from tests.sandbox.oddities import ODDITIES

COUNT = 4000


@pytest.fixture(scope="module")
def crowd():
    return people.people(7, COUNT)


def _of(crowd, kind):
    found = [company for company in crowd if kind in company.kinds]
    assert found, kind
    return found


def _digits(text):
    return re.sub(r"\D", "", text)


def test_the_same_seed_gives_the_same_people(crowd):
    assert people.people(7, 50) == crowd[:50]
    assert people.people(8, 50) != crowd[:50]


def test_every_kind_is_there_and_has_one_base(crowd):
    assert {kind for company in crowd for kind in company.kinds} == set(people.KINDS)
    origins = {*people.BASE, *people.DERIVED}
    assert all(len(company.kinds & origins) == 1 for company in crowd)
    assert sum(people.BASE.values()) + sum(people.DERIVED.values()) == pytest.approx(1)


def test_bases_have_their_shares(crowd):
    for kind, share in {**people.BASE, **people.DERIVED}.items():
        found = len(_of(crowd, kind)) / COUNT
        assert share * 0.7 < found < share * 1.3, kind


def test_shares_can_be_set():
    made = people.people(7, 300, {"ico_missing": 1.0, "emails_several": 0.0})
    assert all(not company.number for company in made)
    assert not any("emails_several" in company.kinds for company in made)


def test_company_numbers_pass_the_check_unless_said_otherwise(crowd):
    for company in crowd:
        plain = _digits(company.number)
        if not plain or company.kinds & {"ico_bad_check", "ico_zero_stripped"}:
            continue
        assert len(plain) == 8 and plain[7] == numbers.company_check_digit(plain[:7])
    # The example in the documentation of python-stdnum.
    assert numbers.company_check_digit("2512389") == "1"


def test_tax_numbers_are_valid_unless_said_otherwise(crowd):
    odd = {"vat_invalid", "vat_in_dic", "dic_in_vat", "ico_zero_stripped", "ico_bad_check"}
    slovak = czech = 0
    for company in crowd:
        if company.kinds & odd:
            continue
        if company.vat[:2].upper() == "SK":
            assert dph.is_valid(company.vat)
            assert _digits(company.vat) == company.tax
            slovak += 1
        elif company.vat[:2].upper() == "CZ":
            assert czech_dic.is_valid(company.vat) and not company.tax
            czech += 1
    assert slovak > 500 and czech > 100


def test_czech_companies_have_the_ico_in_their_vat(crowd):
    plain = [company for company in crowd if company.kinds == {"cz_company"} and company.vat]
    assert plain and all(company.vat == f"CZ{company.number}" for company in plain)


def test_bank_accounts_are_valid_unless_said_otherwise(crowd):
    ibans = [company for company in crowd if company.iban]
    assert len(ibans) > 500
    for company in ibans:
        assert iban.is_valid(company.iban) is ("iban_invalid" not in company.kinds)
    assert any(company.account and company.bank and not company.iban for company in crowd)


def test_invalid_vat_is_invalid(crowd):
    checks = {"SK": dph, "CZ": czech_dic}
    for company in _of(crowd, "vat_invalid"):
        assert not checks[company.vat[:2].upper()].is_valid(company.vat)


def test_foreign_companies(crowd):
    found = _of(crowd, "foreign")
    assert {company.vat[:2] for company in found} == {"AT", "DE", "PL", "HU", "NL"}


def test_copies_share_what_they_should(crowd):
    for company in _of(crowd, "duplicate_same_address"):
        origin = crowd[company.origin]
        assert company.number == origin.number and company.address == origin.address
        assert company.name == origin.name
    for company in _of(crowd, "branch"):
        origin = crowd[company.origin]
        assert company.number == origin.number and company.address.city != origin.address.city
    for company in _of(crowd, "duplicate_typed_differently"):
        origin = crowd[company.origin]
        assert company.name != origin.name and company.address == origin.address
        assert bool(company.number) is ("duplicate_without_ico" not in company.kinds)
    assert all(crowd[c.origin].origin is None for c in crowd if c.origin is not None)


def test_swapped_fields(crowd):
    for company in _of(crowd, "vat_in_dic"):
        assert company.tax.startswith("SK") and not company.vat
    for company in _of(crowd, "dic_in_vat"):
        assert _digits(company.vat) and not company.tax
    for company in _of(crowd, "ico_in_name"):
        assert not company.number and re.search(r"IČO: \d{8}", unicodedata.normalize("NFC",
            company.name.replace("\u00a0", " ")))  # fmt: skip


def test_written_oddly(crowd):
    spaced = r"\d\d \d{3} \d{3}"
    assert all(re.fullmatch(spaced, c.number) for c in _of(crowd, "ico_spaced"))
    stripped = _of(crowd, "ico_zero_stripped")
    assert all(0 < len(company.number) < 8 for company in stripped)
    assert all(company.number.startswith("0") for company in _of(crowd, "ico_leading_zero")
               if "ico_spaced" not in company.kinds)  # fmt: skip
    assert all(c.vat[:2].islower() for c in _of(crowd, "vat_odd_writing"))
    assert {" " in c.address.zip for c in crowd if c.address.zip} == {True, False}
    assert all(not c.address.zip for c in _of(crowd, "no_zip"))
    assert all(not c.address.city for c in _of(crowd, "no_address"))
    assert all(c.email.count("@") == 2 for c in _of(crowd, "emails_several"))


def test_unicode_traps(crowd):
    for company in _of(crowd, "name_decomposed"):
        assert any(unicodedata.combining(letter) for letter in company.name)
    assert all("\u00a0" in company.name for company in _of(crowd, "name_no_break_space"))
    assert all(set(company.name) & set("\u200b\u00ad\u2060\ufeff")
               for company in _of(crowd, "name_invisible"))  # fmt: skip
    assert all("🚚" in company.note for company in _of(crowd, "note_emoji"))
    assert any("<b>" in company.name for company in _of(crowd, "html_in_name"))
    assert all(each.name.strip() != each.name for each in _of(crowd, "name_spaces_around"))
    assert all(len(company.name) > 150 for company in _of(crowd, "name_long"))


def test_mail_goes_nowhere(crowd):
    for company in crowd:
        for domain in re.findall(r"@([\w.-]+\w)", company.email.lower()):
            assert domain.endswith(".example"), company.email


def test_phones_have_many_forms(crowd):
    forms = {re.sub(r"\d+", "9", company.phone) for company in crowd}
    assert len(forms) > 15


def test_towns_have_post_codes_of_their_country():
    for country, pattern in {"SK": r"[089]\d\d \d\d", "CZ": r"[1-7]\d\d \d\d"}.items():
        assert all(re.fullmatch(pattern, code) for _town, code in names.TOWNS[country])


def test_times_are_in_order_and_past(crowd):
    assert all(company.created <= company.modified for company in crowd)


def test_every_oddity_has_a_share():
    assert all(0 < share <= 1 for share, _strike in ODDITIES.values())
