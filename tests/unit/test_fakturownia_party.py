"""Clients of Fakturownia to records and back."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deratix_integrations.engine.normalize import normalize_party
from deratix_integrations.engine.records import DELIVERY_FIELDS, Address, Party
from deratix_integrations.providers import base
from deratix_integrations.providers.fakturownia import delivery, numbers
from deratix_integrations.providers.fakturownia import party as mapping

CLIENT = {
    "id": 4410021,
    "name": "Zielony Most Sp. z o.o.",
    "tax_no": "701-000-00-11",
    "tax_no_kind": None,
    "post_code": "31-001",
    "city": "Kraków",
    "street": "Lipowa 3",
    "first_name": None,
    "last_name": None,
    "country": "PL",
    "email": "Biuro@ZielonyMost.example; fv@zielonymost.example, biuro@zielonymost.example",
    "phone": "12 345 67 89",
    "mobile_phone": None,
    "www": "https://www.zielonymost.example/",
    "created_at": "2025-03-02T09:15:11.000+01:00",
    "updated_at": "2025-03-04T18:02:40.123+01:00",
    "bank": None,
    "bank_account": "61 1090 1014 0000 0712 1981 2874",
    "note": "Pierwszy\r\ndrugi",
    "token": "AbCd1234EfGh5678IjKl",
    "discount": "12.5",
    "payment_to_kind": "14",
    "use_delivery_address": False,
    "delivery_address": None,
    "external_id": "odoo-res.partner-77",
    "company": True,
    "register_number": "123456785",
    "balance": "0.0",
    "tag_list": ["crm", "VIP"],
}


def read(**changes):
    return mapping.party(mapping.row({**CLIENT, **changes}))


def test_every_field():
    party = read()
    assert (party.external_id, party.name) == ("4410021", "Zielony Most Sp. z o.o.")
    assert party.is_company is True
    assert (party.company_number, party.tax_id, party.vat) == ("123456785", "", "PL7010000011")
    assert party.address == Address(street="Lipowa 3", city="Kraków", zip="31-001", country="PL")
    assert party.delivery == Address()
    assert party.email == "biuro@zielonymost.example, fv@zielonymost.example"
    assert party.phone == "+48123456789"
    assert party.website == "www.zielonymost.example"
    assert party.iban == "PL61109010140000071219812874"
    assert (party.payment_days, party.discount) == (14, 12.5)
    assert party.note == "Pierwszy\ndrugi", "several addresses have their place in the field"
    assert party.tags == ("crm", "VIP")
    assert party.reference == "odoo-res.partner-77"
    assert party.modified_at == datetime(2025, 3, 4, 17, 2, 40, 123000)
    assert (party.language, party.currency, party.hints) == ("", "", ())


@pytest.mark.parametrize(
    ("told", "expected"),
    [(True, True), ("1", True), (1, True), ("true", True), (False, False), ("0", False),
     ("false", False), (None, None), ("", None), ("x", None)],
)  # fmt: skip
def test_company_or_person(told, expected):
    assert read(company=told).is_company is expected


def test_a_person_without_a_name():
    person = read(name=None, company=False, first_name="Jan ", last_name="Kowalski", tax_no="")
    assert (person.name, person.is_company) == ("Jan Kowalski", False)
    assert read(name="", first_name=None, last_name="Kowalski").name == "Kowalski"
    assert "name_missing" in read(name=None).hints


@pytest.mark.parametrize(
    ("tax_no", "kind", "country", "vat", "tax_id"),
    [
        ("7010000011", "", "PL", "PL7010000011", ""),
        ("7010000011", None, "", "PL7010000011", ""),
        ("PL 701-000-00-11", "NIP", "PL", "PL7010000011", ""),
        ("NIP: 7010000011", "", "PL", "PL7010000011", ""),
        ("7010000018", "", "PL", "", "7010000018"),  # the check digit is wrong
        ("90010112345", "", "PL", "", "90010112345"),  # a PESEL
        ("90010112345", "PESEL", "PL", "", "90010112345"),
        ("7010000011", "", "DE", "PL7010000011", ""),
        ("DE 136695976", "", "DE", "DE136695976", ""),
        ("136695976", "", "DE", "DE136695976", ""),
        ("DE136695976", "", "", "DE136695976", ""),
        ("CHE-123.456.788", "", "CH", "CHE123456788", ""),
        ("136695976", "nip_ue", "DE", "DE136695976", ""),
        ("pl7010000011", "nip_ue", "PL", "PL7010000011", ""),
        ("AB 12", "other", "DE", "", "AB 12"),
        ("7010000011", "other", "PL", "", "7010000011"),
        ("7010000011", "empty", "PL", "", ""),
        ("brak", "", "PL", "", ""),
        (None, "", "PL", "", ""),
    ],
)
def test_kinds_of_tax_numbers(tax_no, kind, country, vat, tax_id):
    party = read(tax_no=tax_no, tax_no_kind=kind, country=country)
    assert (party.vat, party.tax_id) == (vat, tax_id)


def test_a_wrong_nip_is_told():
    assert read(tax_no="7010000018").hints == ("vat_invalid",)
    assert read(tax_no="90010112345").hints == ()


@pytest.mark.parametrize(
    ("vat", "tax_id", "country"),
    [
        ("PL7010000011", "", "PL"),
        ("PL7010000011", "", "DE"),
        ("PL7010000011", "", "SK"),
        ("PL7010000018", "", "PL"),
        ("DE136695976", "", "DE"),
        ("DE136695976", "", "PL"),
        ("CHE123456788", "", "CH"),
        ("", "7010000011", "PL"),
        ("", "AB 12", ""),
        ("", "", "PL"),
    ],
)
def test_tax_numbers_come_back(vat, tax_id, country):
    fields = numbers.fields(vat, tax_id, country)
    party = read(**fields, country=country)
    assert (party.vat, party.tax_id) == (vat, tax_id)


def test_there_is_room_for_one_tax_number():
    assert numbers.fields("PL7010000011", "AB 12", "PL") == {
        "tax_no": "7010000011",
        "tax_no_kind": "",
    }


@pytest.mark.parametrize(
    ("account", "iban"),
    [
        ("PL61109010140000071219812874", "PL61109010140000071219812874"),
        ("61-1090-1014-0000-0712-1981-2874", "PL61109010140000071219812874"),
        ("61109010140000071219812875", "61109010140000071219812875"),
        ("DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        (None, ""),
        ("brak", ""),
    ],
)
def test_bank_accounts(account, iban):
    assert read(bank_account=account).iban == iban


@pytest.mark.parametrize(
    ("told", "days"),
    [("14", 14), (0, 0), ("0", 0), ("off", None), ("2022-12-31", None), ("", None), (None, None),
     ("-5", None), ("999999", None), (True, None)],
)  # fmt: skip
def test_payment_terms(told, days):
    assert read(payment_to_kind=told).payment_days == days


@pytest.mark.parametrize(
    ("told", "discount"),
    [("10", 10.0), ("7,5", 7.5), (3, 3.0), ("0.0", 0.0), ("", None), (None, None), ("x", None),
     ("-5", None), ("101", None), (True, None), ("1e400", None)],
)  # fmt: skip
def test_discounts(told, discount):
    assert read(discount=told).discount == discount


@pytest.mark.parametrize(
    ("told", "tags"),
    [
        (["b", " a ", "b", "", None], ("b", "a")),
        ("a, b", ("a", "b")),
        (None, ()),
        (7, ()),
        ({}, ()),
    ],
)
def test_tags(told, tags):
    assert read(tag_list=told).tags == tags


def test_the_mobile_number_stands_in():
    assert read(phone="", mobile_phone="601 123 456").phone == "+48601123456"
    assert read(mobile_phone="601 123 456").phone == "+48123456789"


@pytest.mark.parametrize("payload", [None, [], "x", {}, {"id": None}, {"name": "x"}])
def test_what_is_no_client(payload):
    with pytest.raises(base.UnexpectedAnswer) as caught:
        mapping.party(base.Row("1", payload, ""))
    assert caught.value.params["reason"] == "record"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(CLIENT)), json_values, max_size=12))
def test_no_value_of_any_type_breaks_it(changes):
    party = read(**{**changes, "id": 7})
    assert party.external_id == "7"
    assert normalize_party(party, every_email=True) == party


def test_fingerprints_leave_out_what_changes_no_record():
    plain = mapping.row(CLIENT).fingerprint
    for key in ("balance", "updated_at", "token", "created_at"):
        assert mapping.row({**CLIENT, key: "other"}).fingerprint == plain
    for key in ("name", "company", "tag_list", "delivery_address", "external_id", "mobile_phone"):
        assert mapping.row({**CLIENT, key: "other"}).fingerprint != plain
    assert mapping.row({**CLIENT, "company": "1"}).fingerprint == plain


# -- delivery address ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Magazynowa 5\r\n30-002 Kraków", Address("", "Magazynowa 5", "Kraków", "30-002")),
        ("Hala B\nMagazynowa 5\n30-002 Kraków\ntel. 12 345 67 89",
         Address("", "Hala B, Magazynowa 5", "Kraków", "30-002", phone="12 345 67 89")),
        ("Průmyslová 5\n602 00 Brno\nCZ", Address("", "Průmyslová 5", "Brno", "602 00", "", "CZ")),
        ("Hauptstr. 1\n10115 Berlin\nDE", Address("", "Hauptstr. 1", "Berlin", "10115", "", "DE")),
        ("1 High St\nW1 1AA London\nGB", Address("", "1 High St", "London", "W1 1AA", "", "GB")),
        ("1234 Main Street", Address(street="1234 Main Street")),
        ("Magazyn 5, 30-002 Kraków", Address(street="Magazyn 5, 30-002 Kraków")),
        ("Kraków", Address(street="Kraków")),
        ("Name: Sklep\nCity: Kraków", Address(name="Sklep", city="Kraków")),
        ("City: A\nCity: B", Address(street="City: A, City: B")),
        ("", Address()),
        (None, Address()),
    ],
)  # fmt: skip
def test_what_is_certain_in_a_delivery_address(text, address):
    assert delivery.parse(text) == address


def test_a_delivery_address_reads_as_on_an_envelope():
    address = Address("", "Magazynowa 5", "Kraków", "30-002", "", "PL", "+48123456789")
    assert delivery.compose(address) == "Magazynowa 5\n30-002 Kraków\nPL\ntel. +48123456789"


texts = st.text(max_size=15) | st.sampled_from(
    ["Kraków", "30-002", "PL", "Name: x", "City: ", "tel. 123456789", "602 00 Brno", ": ", "a: b"]
)


@settings(max_examples=500, deadline=None)
@given(
    name=texts,
    street=texts,
    city=texts,
    zip_=texts,
    state=texts,
    country=st.sampled_from(["", "PL", "CZ", "DE"]),
    phone=st.sampled_from(["", "+48123456789", "123", "klapka 5"]),
)
def test_a_delivery_address_comes_back(name, street, city, zip_, state, country, phone):
    address = Address(name, street, city, zip_, state, country, phone)
    party = normalize_party(Party(external_id="", name="x", delivery=address))
    text = delivery.compose(party.delivery)
    client = {**CLIENT, "country": "", "use_delivery_address": bool(text), "delivery_address": text}
    assert mapping.party(mapping.row(client)).delivery == party.delivery


def test_a_delivery_address_that_is_not_used_is_none():
    assert read(delivery_address="X").delivery == Address()
    assert read(delivery_address="X", use_delivery_address="1").delivery == Address(street="X")


# -- writing ---------------------------------------------------------------------------------------


def test_only_what_is_given_is_written():
    assert mapping.client_fields({"city": "Łódź", "note": ""}) == {"city": "Łódź", "note": ""}
    assert mapping.client_fields({"language": "pl", "swift": "X", "state": "Y"}) == {}
    assert mapping.client_fields({"payment_days": None, "discount": 12.5, "tags": ["a"]}) == {
        "payment_to_kind": "", "discount": "12.5", "tag_list": ["a"],
    }  # fmt: skip
    assert mapping.client_fields({"payment_days": 0}) == {"payment_to_kind": "0"}
    assert mapping.client_fields({"is_company": None}) == {}


def test_a_person_gets_a_last_name():
    assert mapping.client_fields({"name": "Jan Maria Kowalski", "is_company": False}) == {
        "name": "Jan Maria Kowalski",
        "company": False,
        "first_name": "Jan Maria",
        "last_name": "Kowalski",
    }
    assert mapping.client_fields({"is_company": False}, CLIENT)["last_name"] == "o.o."


def test_a_part_of_the_delivery_address_keeps_the_rest():
    present = {**CLIENT, "use_delivery_address": True, "delivery_address": "Polna 1\n30-002 Kraków"}
    changes = {"delivery_street": "Leśna 2"}
    assert mapping.needs_present(changes)
    assert mapping.client_fields(changes, present) == {
        "use_delivery_address": True,
        "delivery_address": "Leśna 2\n30-002 Kraków",
    }
    nothing = dict.fromkeys(DELIVERY_FIELDS, "")
    assert not mapping.needs_present(nothing)
    assert mapping.client_fields(nothing) == {
        "use_delivery_address": False, "delivery_address": "",
    }  # fmt: skip


def test_a_tax_number_does_not_push_out_a_vat_number():
    assert mapping.needs_present({"tax_id": "AB 12"})
    assert mapping.client_fields({"tax_id": "AB 12"}, CLIENT)["tax_no"] == "7010000011"
    other = {**CLIENT, "tax_no": "AB 12", "tax_no_kind": "other"}
    assert mapping.client_fields({"vat": ""}, other) == {"tax_no": "AB 12", "tax_no_kind": "other"}
    assert mapping.client_fields({"tax_id": ""}, other) == {"tax_no": "", "tax_no_kind": ""}
    assert not mapping.needs_present({"vat": "PL7010000011"})


def test_clearing_the_number_that_was_read():
    mobile = {**CLIENT, "phone": None, "mobile_phone": "601123456"}
    assert mapping.client_fields({"phone": ""}, mobile) == {"phone": "", "mobile_phone": ""}
    both = {**CLIENT, "mobile_phone": "601123456"}
    assert mapping.client_fields({"phone": ""}, both) == {"phone": ""}


def test_names_of_persons_that_are_stale():
    person = {**CLIENT, "company": False, "name": "Jan Nowak", "first_name": "Jan"}
    assert mapping.stale_person_fields({**person, "last_name": "Kowalski"}) == {
        "first_name": "Jan", "last_name": "Nowak",
    }  # fmt: skip
    assert mapping.stale_person_fields({**person, "last_name": "Nowak"}) == {}
    assert mapping.stale_person_fields({**CLIENT, "last_name": "x"}) == {}
    assert mapping.stale_person_fields({}) == {}
