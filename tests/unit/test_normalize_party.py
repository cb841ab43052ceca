from dataclasses import replace

import pytest

from deratix_integrations.engine import normalize
from deratix_integrations.engine.records import Address, Contact, Party

SLOVAK = Address(city="Košice", country="SK")
CZECH = Address(city="Brno", country="CZ")
# Public numbers: Slovenské elektrárne (35829052), Orange Slovensko (35697270); CEZ (45274649).
NUMBER, TAX_ID, VAT = "35697270", "2020310578", "SK2020310578"


def slovak(**values):
    return Party(external_id="1", name="Firma", address=SLOVAK, **values)


def test_party_in_order_stays_as_it_is():
    party = slovak(
        company_number=NUMBER,
        tax_id=TAX_ID,
        vat=VAT,
        email="info@firma.sk",
        phone="+421905123456",
        note="prvý\n\ndruhý",
        iban="SK3112000000198742637541",
        tags=("b", "a"),
    )
    assert normalize.normalize_party(party) == party


def test_party_is_cleaned():
    done = normalize.normalize_party(
        Party(
            external_id="1",
            name=" Firma\u00a0s.r.o. ",
            company_number="35 697 270",
            vat="2020 310 578",
            email=" Info@Firma.SK ",
            phone="0905/123 456",
            address=Address(street=" Hlavná\t1", country="sk"),
            delivery=Address(city="Martin ", phone="0903 111 222"),
            tags=(" a", "a", ""),
            contacts=(Contact("7", " Ján ", "JAN@x.sk", "0905 123 456"),),
            swift="tatr sk bx",
            currency="eur",
        )
    )
    assert done == Party(
        external_id="1",
        name="Firma s.r.o.",
        company_number=NUMBER,
        vat=VAT,
        email="info@firma.sk",
        phone="+421905123456",
        address=Address(street="Hlavná 1", country="SK"),
        delivery=Address(city="Martin", phone="+421903111222"),
        tags=("a",),
        contacts=(Contact("7", "Ján", "jan@x.sk", "+421905123456"),),
        swift="TATRSKBX",
        currency="EUR",
    )


PUT_RIGHT = [
    # (company number, tax id, VAT) given, expected, hint
    (("", "SK 2020310578", ""), ("", "", VAT), "vat_in_tax_id"),
    ((NUMBER, VAT, TAX_ID), (NUMBER, TAX_ID, VAT), "vat_in_tax_id"),
    ((NUMBER, VAT, VAT), (NUMBER, TAX_ID, VAT), None),
    (("", TAX_ID, NUMBER), (NUMBER, TAX_ID, ""), "company_number_in_vat"),
    ((VAT, TAX_ID, NUMBER), (NUMBER, TAX_ID, VAT), "company_number_in_vat"),
    ((NUMBER, TAX_ID, NUMBER), (NUMBER, TAX_ID, ""), "company_number_in_vat"),
    ((TAX_ID, NUMBER, ""), (NUMBER, TAX_ID, ""), "company_number_in_tax_id"),
    (("nemá", NUMBER, ""), (NUMBER, "", ""), "company_number_in_tax_id"),
]


@pytest.mark.parametrize(("given", "expected", "hint"), PUT_RIGHT)
def test_certain_mistakes_are_put_right(given, expected, hint):
    number, tax, vat = given
    done = normalize.normalize_party(slovak(company_number=number, tax_id=tax, vat=vat))
    assert (done.company_number, done.tax_id, done.vat) == expected
    assert done.hints == ((hint,) if hint else ())
    assert normalize.normalize_party(done) == done


UNCERTAIN = [
    # the number in the VAT field fails its check digit, so it may be anything
    ("", TAX_ID, "35697271"),
    # another VAT number is there already
    (NUMBER, "SK2020310578", "SK2022749619"),
    # the tax number has a prefix but is no VAT number
    (NUMBER, "SK2020310579", ""),
    # two different company numbers
    (NUMBER, TAX_ID, "35829052"),
]


@pytest.mark.parametrize(("number", "tax", "vat"), UNCERTAIN)
def test_uncertain_mistakes_are_left_alone(number, tax, vat):
    done = normalize.normalize_party(slovak(company_number=number, tax_id=tax, vat=vat))
    assert (done.company_number, done.tax_id, done.vat) == (number, tax, vat)


def test_czech_tax_number_is_the_vat_number():
    party = Party(external_id="1", name="Firma", address=CZECH, company_number="45274649")
    for tax in ("CZ45274649", "45274649"):
        done = normalize.normalize_party(replace(party, tax_id=tax))
        assert (done.company_number, done.tax_id, done.vat) == ("45274649", "", "CZ45274649")
        assert done.hints == ("vat_in_tax_id",)
    kept = normalize.normalize_party(replace(party, tax_id="CZ45274648"))
    assert (kept.tax_id, kept.vat) == ("CZ45274648", "")


def test_nothing_is_moved_in_other_countries():
    party = Party(
        external_id="1", name="Firma", address=Address(country="DE"), tax_id="SK2020310578"
    )
    done = normalize.normalize_party(party)
    assert (done.tax_id, done.vat) == ("SK2020310578", "")


@pytest.mark.parametrize(
    ("values", "hint"),
    [
        ({"name": " "}, "name_missing"),
        ({"company_number": "35697271"}, "company_number_invalid"),
        ({"vat": "SK2020310579"}, "vat_invalid"),
        ({"email": "jan@firma"}, "email_invalid"),
        ({"email": "a@b.sk, c@d.sk"}, "several_emails"),
        ({"phone": "12345"}, "phone_invalid"),
        ({"iban": "SK3112000000198742637542"}, "iban_invalid"),
    ],
)
def test_hints(values, hint):
    done = normalize.normalize_party(replace(slovak(), **values))
    assert done.hints == (hint,)
    assert hint in normalize.HINTS


def test_every_hint_has_a_sentence():
    given = {hint for _given, _expected, hint in PUT_RIGHT if hint}
    assert given <= set(normalize.HINTS)
    assert all(sentence.endswith(".") for sentence in normalize.HINTS.values())


def test_nothing_is_lost():
    done = normalize.normalize_party(
        slovak(
            company_number="pridelia neskôr",
            vat="v konaní",
            email="a@b.sk; c@d.sk",
            phone="0905 123 456, 0903 111 222",
            note="Stála poznámka",
        )
    )
    assert done.note.split("\n") == [
        "Stála poznámka",
        "Company number: pridelia neskôr",
        "VAT number: v konaní",
        "E-mail: a@b.sk; c@d.sk",
        "Phone: 0905 123 456, 0903 111 222",
    ]
    assert (done.company_number, done.vat, done.email) == ("", "", "a@b.sk")
    assert normalize.normalize_party(done) == done
    # the field as it was, with the note as it became: no line is added twice
    assert normalize.normalize_party(replace(done, email="a@b.sk; c@d.sk")).note == done.note


@pytest.mark.parametrize("word", ["-", "nemá", "0", "n/a", "---", "00 000 000", "x"])
def test_words_for_nothing_leave_no_trace(word):
    party = slovak(company_number=word, tax_id=word, vat=word, email=word, phone=word, iban=word)
    assert normalize.normalize_party(party) == slovak()


def test_a_name_beside_an_address_and_a_number_is_kept():
    done = normalize.normalize_party(slovak(email="Eva <eva@x.sk>", phone="0905 123 456 (Eva)"))
    assert done.email == "eva@x.sk"
    assert done.note == "E-mail: Eva <eva@x.sk>\nPhone: 0905 123 456 (Eva)"
    assert normalize.normalize_party(slovak(phone="Tel.: 0905/123456")).note == ""
