import random
import re
from dataclasses import replace

import phonenumbers
import pytest

from deratix_integrations.engine import normalize, reach
from deratix_integrations.engine.records import Address, Contact, Party

SLOVAK = Address(city="Košice", country="SK")
CZECH = Address(city="Brno", country="CZ")
# Public numbers: Slovenské elektrárne (35829052), Orange Slovensko (35697270); CEZ (45274649).
NUMBER, TAX_ID, VAT = "35697270", "2020310578", "SK2020310578"


def slovak(**values):
    return Party(external_id="1", name="Firma", address=SLOVAK, **values)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        (False, ""),
        (0, "0"),
        ("  Ján\u00a0 Novák\t", "Ján Novák"),
        ("C\u030cadca", "Čadca"),
        ("a\x00b\r\nc", "a b c"),
        ("Koši\u200bce\ufeff", "Košice"),
        ("a\ud800b", "ab"),
    ],
)
def test_text(value, expected):
    assert normalize.text(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        ("\n  prvý \r\n\r\ndruhý\x07  riadok\n\n", "prvý\n\ndruhý riadok"),
        ("a\u2028b\x0bc", "a\nb\nc"),
        ("jeden  riadok ", "jeden riadok"),
    ],
)
def test_multiline(value, expected):
    assert normalize.multiline(value) == expected


@pytest.mark.parametrize(
    ("value", "country", "expected"),
    [
        ("35 697 270", "SK", "35697270"),
        ("151742", "SK", "00151742"),
        ("IČO: 00 151 742", "SK", "00151742"),
        ("SK35697270", "SK", "35697270"),
        ("CZ45274649", "CZ", "45274649"),
        ("123", "SK", "123"),
        ("HRB 12345 b", "SK", "HRB12345B"),
        ("hrb 12345 b", "DE", "HRB12345B"),
        ("0000 1234", "PL", "00001234"),
        ("-", "SK", ""),
        ("nemá", "SK", ""),
        ("0", "SK", ""),
        ("00000000", "CZ", ""),
        ("nemá", "DE", ""),
        (None, "", ""),
        (False, "SK", ""),
    ],
)
def test_company_number(value, country, expected):
    assert normalize.company_number(value, country) == expected


@pytest.mark.parametrize(
    ("number", "country", "problem"),
    [
        ("35697270", "SK", False),
        ("00151742", "SK", False),
        ("45274649", "CZ", False),
        ("35697271", "SK", True),
        ("123", "SK", True),
        ("HRB12345", "CZ", True),
        ("HRB12345", "DE", False),
        ("", "SK", False),
    ],
)
def test_company_number_problem(number, country, problem):
    assert normalize.company_number_problem(number, country) is problem


@pytest.mark.parametrize(
    ("value", "number", "vat", "zip_code"),
    [
        ("00 151-742", "151742", "00151742", "00151742"),
        ("sk 2020/310", "SK2020310", "SK2020310", "SK2020310"),
        ("ß1ıſ2ČK\u212a", "12K", "12K", "12K"),
        ("٣", "", "", ""),
        ("000", "", "000", "000"),
        (None, "", "", ""),
    ],
)
def test_keys_have_the_form_of_the_database(value, number, vat, zip_code):
    assert normalize.company_number_key(value) == number
    assert normalize.vat_key(value) == vat
    assert normalize.zip_key(value) == zip_code


@pytest.mark.parametrize(
    ("value", "country", "expected"),
    [
        ("SK 2020 310 578", "SK", "SK2020310578"),
        ("2020310578", "SK", "SK2020310578"),
        ("IČ DPH: sk2020310578", "", "SK2020310578"),
        ("DIČ CZ45274649", "CZ", "CZ45274649"),
        ("45274649", "CZ", "CZ45274649"),
        ("525-000-07-98", "PL", "PL5250000798"),
        ("U12345678", "AT", "ATU12345678"),
        ("GR123456783", "GR", "EL123456783"),
        ("123456783", "GR", "EL123456783"),
        ("NL 1234.56.782.B90", "NL", "NL123456782B90"),
        ("FR123456789", "FR", "FR123456789"),  # one of its own prefix is not prefixed twice
        ("35697270", "SK", "35697270"),  # no Slovak VAT number
        ("12345678", "", "12345678"),
        ("CHE-123.456.788 MWST", "CH", "CHE123456788MWST"),
        ("SK0000000000", "SK", ""),
        ("neplatca DPH", "SK", ""),
        (False, "SK", ""),
    ],
)
def test_vat(value, country, expected):
    assert normalize.vat(value, country) == expected


@pytest.mark.parametrize(
    ("number", "country", "problem"),
    [
        ("SK2020310578", "SK", False),
        ("SK2020310579", "SK", True),
        ("EL123456783", "GR", False),
        ("12345678", "SK", True),
        ("CHE123456788MWST", "CH", False),
        ("SK2020310579", "CH", True),
        ("", "SK", False),
    ],
)
def test_vat_problem(number, country, problem):
    assert normalize.vat_problem(number, country) is problem


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a@b.sk; C@d.SK", ("a@b.sk", "c@d.sk")),
        ("Ján <jan@firma.sk>", ("jan@firma.sk",)),
        ("a@b.sk, fakturacia A@b.sk", ("a@b.sk",)),
        ("a@b.sk/c@d.sk", ("a@b.sk", "c@d.sk")),
        ("mailto:jan@x.sk.", ("jan@x.sk",)),
        ("info@žilina.sk", ("info@žilina.sk",)),
        ("o'neil+x@a-b.co.uk", ("o'neil+x@a-b.co.uk",)),
        ("jan@firma", ()),
        ("@b.sk", ()),
        ("a@b@c.sk", ()),
        ("a..b@c.sk", ()),
        ("a" * 65 + "@b.sk", ()),
        (None, ()),
    ],
)
def test_emails(value, expected):
    assert normalize.emails(value) == expected
    assert normalize.email_key(value) == (expected[0] if expected else "")


@pytest.mark.parametrize(
    ("value", "country", "expected"),
    [
        ("0905/123456", "SK", "+421905123456"),
        ("00421 905 123 456", "", "+421905123456"),
        ("+421 (0)905 123-456", "CZ", "+421905123456"),
        ("02/5263 1111", "SK", "+421252631111"),
        ("777 123 456", "CZ", "+420777123456"),
        ("+49 30 123456", "SK", "+4930123456"),
        ("0905123456, 0903111222", "SK", "+421905123456"),
        ("123 / 0903 111 222", "SK", "+421903111222"),
        ("0905123456/0903111222", "SK", "+421905123456"),
        ("mobil: 0905 123 456 (Ján)", "SK", "+421905123456"),
        ("0905 123 456", "", ""),
        ("12", "SK", ""),
        ("nemá", "SK", ""),
        ("0905 123 456", "XX", ""),
        ("1" * 300, "SK", ""),
        (None, "SK", ""),
    ],
)
def test_phone_key(value, country, expected):
    assert normalize.phone_key(value, country) == expected
    assert normalize.phone(value, country) == (expected or normalize.text(value))


def test_quick_way_of_phones_says_what_the_library_says():
    chance = random.Random(20)
    quick = 0
    for _ in range(4000):
        region = chance.choice(["SK", "CZ", "", "DE"])
        digits = "".join(chance.choices("0123456789", k=chance.choice([8, 9, 9, 9, 10])))
        line = chance.choice(["0", "", "+421", "+420", "+421 (0)", "421", "+4210"]) + digits
        at = chance.randrange(1, len(line))
        line = line[:at] + chance.choice(["", " ", "/", "-"]) + line[at:]
        found = reach._quick(line, region)
        if found:
            quick += 1
            number = phonenumbers.parse(line.replace("(0)", ""), region or None)
            assert phonenumbers.is_valid_number(number)
            assert found == phonenumbers.format_number(
                number, phonenumbers.PhoneNumberFormat.E164
            ), line
    assert quick > 400


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ing. Ján Novák, PhD.", "jan novak"),
        ("STAVBY, spol. s r.o.", "stavby"),
        ("Stavby s. r. o. v likvidácii", "stavby"),
        ("Müller GmbH & Co. KG", "muller"),
        ("Firma Sp. z o.o. sp. k.", "firma"),
        ("Kovács Kft.", "kovacs"),
        ("Jansen B.V.", "jansen"),
        ("Åkerlund AB", "akerlund"),
        ("Smith & Sons Ltd.", "smith sons"),
        ("AB Servis s.r.o.", "ab servis"),
        ("s.r.o.", "s r o"),
        ("Ing.", "ing"),
        ("O2 Slovakia, s.r.o.", "o2 slovakia"),
        (None, ""),
        ("...", ""),
    ],
)
def test_name_key(name, expected):
    assert normalize.name_key(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Žilina", "z"),
        ("  ľudia", "l"),
        ("Ørsted", "o"),
        ("3M", "3"),
        ("„Citát“", ""),
        ("Č", "c"),
        ("株式会社", ""),
        ("", ""),
        (False, ""),
    ],
)
def test_name_initial(name, expected):
    assert normalize.name_initial(name) == expected


def test_fold_table_is_fit_for_translate():
    assert len(normalize.FOLD_FROM) == len(normalize.FOLD_TO)
    assert len(set(normalize.FOLD_FROM)) == len(normalize.FOLD_FROM)
    assert re.fullmatch("[a-z]+", normalize.FOLD_TO)
    assert not re.search(r"[\x00-\x7f]", normalize.FOLD_FROM)
    required = "áäàâãåąčćçďđéěëèęíîïľĺłňńñóôöőòõřŕšśșťțúůüűùýÿžźż"
    assert set(required) <= set(normalize.FOLD_FROM)


def test_iban():
    assert normalize.iban("sk31 1200 0000 1987 4263 7541") == "SK3112000000198742637541"
    assert normalize.iban("SK3112000000198742637542") == ""
    assert normalize.iban("2600000001/1100") == ""
    assert normalize.iban(None) == ""


def test_country():
    codes = [" sk ", "EL", "UK", "SVK", "", None, "1A", "ŠK"]
    assert list(map(normalize.country, codes)) == ["SK", "GR", "GB", "", "", "", "", ""]


# -- parties ---------------------------------------------------------------------------------


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
