import json
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deratix_integrations.engine.records import Address, Contact, Party
from deratix_integrations.providers import base
from deratix_integrations.providers.superfaktura import mapping

COUNTRIES = mapping.Countries(
    [
        {"Country": {"id": 191, "name": "Slovensko", "iso": "sk", "eu": True}},
        {"Country": {"id": "57", "name": "Česká republika", "iso": "cz", "eu": True}},
        {"Country": {"id": 14, "name": "Rakúsko", "iso": "AT"}},
        {"Country": {"id": None, "name": "?", "iso": "xx"}},
        {"Country": {"id": 5, "name": "Krajina", "iso": None}},
        {"Country": None},
        None,
    ]
)
CLIENT = {
    "id": "431",
    "name": "Čalúnnictvo Kováč, s.r.o.",
    "ico": "36 123 457",
    "dic": "2020123456",
    "ic_dph": None,
    "address": "Hlavná 1",
    "city": "Košice",
    "zip": "040 01",
    "state": "",
    "country": None,
    "country_id": "191",
    "email": "Info@Example.SK",
    "phone": "0905/123 456",
    "fax": None,
    "delivery_name": None,
    "delivery_address": "",
    "delivery_city": None,
    "delivery_zip": "",
    "delivery_phone": None,
    "delivery_state": None,
    "delivery_country": None,
    "delivery_country_id": "191",
    "bank_account": "",
    "bank_code": None,
    "bank_account_prefix": None,
    "iban": "SK31 1200 0000 1987 4263 7541",
    "swift": "tatrskbx",
    "currency": "eur",
    "due_date": "14",
    "comment": "Prvý riadok\r\ndruhý",
    "tags": None,
    "uuid": None,
    "discount": "10.00",
    "created": "2026-01-05 08:00:00",
    "modified": "2026-07-01 12:30:00",
    "user_profile_id": "4711",
}


def read(tags=None, countries=COUNTRIES, **changes):
    return mapping.party(mapping.row({"Client": {**CLIENT, **changes}}), countries, tags or {})


def test_every_field():
    party = read(uuid="our-key")
    assert (party.external_id, party.name) == ("431", "Čalúnnictvo Kováč, s.r.o.")
    assert (party.company_number, party.tax_id, party.vat) == ("36123457", "2020123456", "")
    assert party.is_company is True
    assert party.address == Address(street="Hlavná 1", city="Košice", zip="040 01", country="SK")
    assert party.delivery == Address()
    assert (party.email, party.phone) == ("info@example.sk", "+421905123456")
    assert (party.iban, party.currency) == ("SK3112000000198742637541", "EUR")
    assert party.payment_days == 14
    assert party.note == "Prvý riadok\ndruhý"
    assert party.reference == "our-key"
    assert party.modified_at == datetime(2026, 7, 1, 10, 30)


@pytest.mark.parametrize("value", [None, "", " ", "NULL"])
def test_no_reference(value):
    assert read(uuid=value).reference == ""


def test_a_czech_vat_number_comes_in_the_field_for_vat():
    party = read(country_id="57", ico="27082440", dic=None, ic_dph="CZ27082440", iban="")
    assert (party.vat, party.tax_id, party.address.country) == ("CZ27082440", "", "CZ")


@pytest.mark.parametrize(
    ("country_id", "country", "iso"),
    [
        (191, None, "SK"), ("14", "", "AT"), ("0", "rakúsko", "AT"), ("", "Slovensko", "SK"),
        ("999", "Atlantis", ""), (None, None, ""), ("5", "", ""), ("abc", "", ""),
    ],
)  # fmt: skip
def test_countries(country_id, country, iso):
    party = read(country_id=country_id, country=country)
    assert party.address.country == iso


def test_country_numbers_of_codes():
    assert COUNTRIES.number("SK") == 191
    assert COUNTRIES.number("CZ") == 57
    assert COUNTRIES.number("XX") is None
    assert mapping.Countries({"191": "Slovensko"}).iso(191, "") == ""


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"delivery_phone": "0900 111 222"}, Address()),
        ({"delivery_name": "Sklad"}, Address()),
        ({"delivery_address": "HLAVNÁ  1", "delivery_zip": "04001"}, Address()),
        (
            {"delivery_city": "Žilina", "delivery_country_id": "57"},
            Address(city="Žilina", country="CZ"),
        ),
        (
            {"delivery_name": "Sklad", "delivery_address": "Hlavná 1", "delivery_city": "Košice"},
            Address(name="Sklad", street="Hlavná 1", city="Košice", country="SK"),
        ),
    ],
)
def test_the_delivery_address_counts_when_it_is_a_place_of_its_own(changes, expected):
    assert read(**changes).delivery == expected


@pytest.mark.parametrize(
    ("value", "days"),
    [
        ("14", 14), (0, 0), ("0", 0), ("30.00", 30), (None, None), ("", None), ("-5", None),
        ("o týždeň", None), ("99999", None), (True, None), ("9" * 5000, None), ("²", None),
    ],
)  # fmt: skip
def test_payment_days(value, days):
    assert read(due_date=value).payment_days == days


@pytest.mark.parametrize(
    ("name", "changes", "expected"),
    [
        ("Jozef Novák", {"ico": "", "dic": ""}, None),
        ("Jozef Novák", {"ico": "36123457"}, True),
        ("Jozef Novák", {"ico": "-", "ic_dph": "SK2020123456"}, True),
        ("ABC s. r. o.", {"ico": None}, True),
        ("ABC spol. s r.o.", {"ico": None}, True),
        ("ABC, a.s.", {"ico": None}, True),
        ("ABC a. s. - prevádzka Košice", {"ico": None}, True),
        ("ABC s.r.o. v likvidácii", {"ico": None}, True),
        ("Muster GmbH", {"ico": None}, True),
        ("Przykład Sp. z o.o.", {"ico": None}, True),
        ("Klára Tóthová", {"ico": None}, None),
        ("Sekas", {"ico": None}, None),
        ("", {"ico": None}, None),
    ],
)
def test_company_or_unknown(name, changes, expected):
    assert read(name=name, **changes).is_company is expected


@pytest.mark.parametrize(
    ("changes", "iban", "note"),
    [
        # Czech National Bank's own example of an IBAN.
        ({"bank_account": "19-2000145399", "bank_code": "0800", "country_id": "57"},
         "CZ6508000000192000145399", ""),
        ({"bank_account_prefix": "19", "bank_account": "2000145399", "bank_code": "0800",
          "country_id": "57"}, "CZ6508000000192000145399", ""),
        ({"bank_account": "19-2000145399/0800", "country_id": "57"},
         "CZ6508000000192000145399", ""),
        ({"bank_account": "19-2000145398", "bank_code": "0800", "country_id": "57"},
         "", "Bank account: 19-2000145398/0800"),
        ({"bank_account": "19-2000145399", "bank_code": "0800"},
         "", "Bank account: 19-2000145399/0800"),
        ({"bank_account": "SK31 1200 0000 1987 4263 7541"}, "SK3112000000198742637541", ""),
        ({"bank_account": "0", "bank_code": "0"}, "", ""),
    ],
)  # fmt: skip
def test_bank_accounts(changes, iban, note):
    party = read(iban=None, comment=None, **changes)
    assert (party.iban, party.note) == (iban, note)


def test_the_fax_is_kept_in_the_note():
    assert read(fax="02/123").note == "Prvý riadok\ndruhý\nFax: 02/123"


def test_tags_by_name_and_by_number():
    assert read(tags={"1": "VIP"}).tags == ()
    client = {**CLIENT, "tags": "1, dlžník ,,VIP"}
    party = mapping.party(mapping.row({"Client": client}), COUNTRIES, {"1": "VIP"})
    assert set(party.tags) == {"VIP", "dlžník"}
    assert mapping.tag_names([]) == {}
    assert mapping.tag_names({"1": "VIP", "2": None}) == {"1": "VIP"}


def test_a_client_with_nothing_but_a_number_is_read():
    party = mapping.party(mapping.row({"Client": {"id": 7}}), None, {})
    assert party.external_id == "7"
    assert party.name == ""
    assert "name_missing" in party.hints
    assert replace(party, hints=(), external_id="") == Party(external_id="", name="")


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(sorted(CLIENT)),
        st.one_of(
            st.none(),
            st.booleans(),
            st.integers(),
            st.text(max_size=40),
            st.floats(),
            st.lists(st.text(max_size=3), max_size=2),
            st.just({"a": 1}),
        ),
    )  # fmt: skip
)
def test_any_values_make_a_party_of_json(changes):
    party = read(**{**changes, "id": "1"})
    json.dumps(party.values())
    assert all(isinstance(name, str) for name in party.tags)


def test_a_payload_without_a_client_is_no_party():
    with pytest.raises(base.UnexpectedAnswer):
        mapping.party(base.Row("1", {"Client": None}, ""), COUNTRIES, {})


# -- fingerprints ----------------------------------------------------------------------------------


def digest(**changes):
    return mapping.row({"Client": {**CLIENT, **changes}, "ClientStat": {}}).fingerprint


def test_the_fingerprint_is_of_what_a_party_is_made_of():
    same = digest()
    assert len(same) == 32
    assert same == digest(ic_dph="", country=None, country_id=191, modified="2026-08-01 00:00:00")
    assert same == digest(discount="20.00", user_id="9", new_field={"a": 1})
    stats = {"Client": CLIENT, "ClientStat": {"regular_count": "5"}}
    assert same == mapping.row(stats).fingerprint


@pytest.mark.parametrize("key", mapping._READ)
def test_each_field_of_a_party_is_in_the_fingerprint(key):
    assert digest() != digest(**{key: "something else"})


def test_what_moves_between_fields_changes_the_fingerprint():
    assert digest(city="a", zip="") != digest(city="", zip="a")
    assert digest(due_date=0) != digest(due_date=None)


# -- contacts --------------------------------------------------------------------------------------


def test_contacts_leave_out_the_client_itself():
    people = [
        {"ContactPerson": {"id": "13", "client_id": "431", "name": "Ján", "email": "J@X.SK",
                           "phone": None}},
        {"ContactPerson": {"id": "14", "client_id": "431", "name": "", "email": "b@x.sk"}},
        {"ContactPerson": {"id": "15", "client_id": "431", "name": None, "email": ""}},
        {"ContactPerson": {"id": "13", "client": True, "name": "Firma", "email": "c@x.sk"}},
        {"ContactPerson": None},
        "?",
    ]  # fmt: skip
    assert mapping.contacts(people) == (
        Contact("13", "Ján", "j@x.sk", ""),
        Contact("14", "b@x.sk", "b@x.sk", ""),
    )
    assert mapping.contacts([]) == mapping.contacts({}) == mapping.contacts(None) == ()


# -- writing ---------------------------------------------------------------------------------------


def test_fields_of_a_write():
    party = replace(read(), delivery=Address(city="Žilina", country="CZ"))
    fields = mapping.client_fields(party.values())
    assert fields["name"] == "Čalúnnictvo Kováč, s.r.o."
    assert fields["ico"] == "36123457"
    assert fields["delivery_city"] == "Žilina"
    assert fields["due_date"] == 14
    assert mapping.client_fields({"payment_days": None}) == {"due_date": ""}
    assert mapping.client_fields({"note": "", "is_company": True}) == {"comment": ""}
