import random
import re

import phonenumbers
import pytest
from stdnum.eu import vat as stdnum_vat

from deratix_integrations.engine import normalize, reach
from deratix_integrations.engine.records import Address, Party

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


@pytest.mark.parametrize("middle", ["12", "29", "30", "42", "56", "65", "71", "80", "99"])
def test_slovak_vat_problem_is_that_of_stdnum(middle):
    """Companies, tax numbers of persons, birth numbers: whichever way it is found out."""
    for tail in range(1, 100_000, 997):
        number = f"SK20{middle}0{tail:05}"
        assert normalize.vat_problem(number, "SK") is not stdnum_vat.is_valid(number)


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
        ("Žilina", "zil"),
        ("  ľudia", "lud"),
        ("Ørsted", "ors"),
        ("3M", "3m"),
        ("„Citát“", "cit"),
        ("A. B. C. spol. s r.o.", "abc"),
        ("Ing. Ján Novák", "jan"),
        ("ing.arch.Ján Novák", "jan"),
        ("MUDr. Ing. ŠŤASTNÝ", "sta"),
        ("Ingrid Nová", "ing"),
        ("Ing.", ""),
        ("Č", "c"),
        ("株式会社", ""),
        ("", ""),
        (False, ""),
    ],
)
def test_name_start(name, expected):
    assert normalize.name_start(name) == expected


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
