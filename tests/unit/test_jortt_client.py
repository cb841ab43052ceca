"""Customers of jortt: what is asked for, written, and never read."""

import json
from datetime import datetime

import pytest

from deratix_integrations.engine.records import Address, Party
from deratix_integrations.providers import base
from deratix_integrations.providers.oauth import (
    MemoryStore,
    Token,
)
from tests.sandbox.client import JorttClient
from tests.unit.jortt_case import address_fixture, client_fixture
from tests.unit.jortt_talk import (
    ALL,
    CUSTOMER,
    ID,
    OTHER,
    SETTINGS,
    TOKEN,
    ago,
    asked,
    data,
    failed,
    listed,
    provider_of,
    rows_of,
    talking,
    token_answer,
)
from tests.unit.raw_server import answer

__all__ = ["address_fixture", "client_fixture"]
BACK = "https://odoo.example/deratix/oauth"
EXPIRED = failed("401 Unauthorized", "access_token.expired")


# -- lists -----------------------------------------------------------------------------------------


def test_the_next_link_is_not_followed():
    """It has lost the filters."""
    first = listed(CUSTOMER, following="https://api.jortt.nl/customers?page=2")
    with talking(first, listed({**CUSTOMER, "id": OTHER})) as (provider, server):
        rows = rows_of(provider.read_page, base.Query(text="bakkerij & zn"))
        assert [row.external_id for row in rows] == [ID, OTHER]
        assert [asked(server, at)[1:3] for at in (0, 1)] == [
            ("/v1/customers", {"query": "bakkerij & zn", "page": "1"}),
            ("/v1/customers", {"query": "bakkerij & zn", "page": "2"}),
        ]  # fmt: skip


def test_a_list_without_links_ends_with_a_short_page():
    with talking(answer({"data": [CUSTOMER]})) as (provider, server):
        assert len(rows_of(provider.read_page)) == 1
        assert len(server.requests) == 1


def test_two_letters_are_looked_for_here():
    """The API wants three at least."""
    page = listed(CUSTOMER, {**CUSTOMER, "id": OTHER, "customer_name": "Anders"})
    with talking(page) as (provider, server):
        rows = rows_of(provider.read_page, base.Query(text="UI"))
        assert [row.external_id for row in rows] == [ID]
        assert asked(server)[2] == {"page": "1"}


def test_counting_costs_few_requests(address, client):
    client.control("reset", {"clients": 730})
    provider = provider_of(address, tokens=MemoryStore())
    assert provider.count_parties(None) == 730
    assert len(client.control("log")["requests"]) <= 9


def test_ten_requests_a_second_and_one_more(address, client):
    """What is refused is told as such, and the same page can be read again."""
    client.control("reset", {"rate": 3})
    client.control("clock", {"freeze": True})
    provider = provider_of(address, tokens=MemoryStore())
    first = provider.read_page(ALL)
    provider.read_party(first.rows[0].external_id)
    provider.read_party(first.rows[1].external_id)
    with pytest.raises(base.Throttled):
        provider.read_page(ALL, first.next_cursor)
    client.control("clock", {"advance": 1})
    assert len(provider.read_page(ALL, first.next_cursor).rows) == 30


# -- one customer ----------------------------------------------------------------------------------


def test_found_by_a_search_or_in_the_whole_list():
    wanted = {**CUSTOMER, "reference": "key-7"}
    with talking(listed(wanted)) as (provider, server):
        assert provider.find_party("key-7").external_id == ID
        assert asked(server)[2]["query"] == "key-7"
    with talking(listed(CUSTOMER), listed(wanted)) as (provider, server):
        assert provider.find_party("key-7").external_id == ID
        assert [asked(server, at)[2] for at in (0, 1)] == [
            {"query": "key-7", "page": "1"}, {"page": "1"},
        ]  # fmt: skip
    with talking(listed(CUSTOMER)) as (provider, server):
        assert provider.find_party("key") is None


def test_a_change_hands_back_all_that_was_there():
    present = {
        **CUSTOMER, "email": "a@b.example", "cc_emails": ["c@b.example"], "shift_vat": False,
        "peppol_identifier": "12345677", "default_label_id": OTHER, "archived": False,
        "date_of_birth": None, "mollie_customer_id": "cst_1", "address_country_name": "Nederland",
    }  # fmt: skip
    with talking(data(present), answer(b"", "204 No Content")) as (provider, server):
        provider.update_party(ID, {"city": "Haarlem", "note": "", "vat": "DE1", "tags": ["x"]})
        method, path, _parameters, body = asked(server)
    assert (method, path) == ("PUT", f"/v1/customers/{ID}")
    there = {key: value for key, value in CUSTOMER.items() if key != "id"}
    assert body == there | {
        "address_city": "Haarlem", "additional_information": None, "email": "a@b.example",
        "cc_emails": ["c@b.example"], "shift_vat": False, "peppol_identifier": "12345677",
        "default_label_id": OTHER,
    }  # fmt: skip


def test_a_change_that_changes_nothing_is_not_written():
    with talking(data({**CUSTOMER, "email": None})) as (provider, server):
        provider.update_party(ID, {"city": "IJmuiden", "email": "", "payment_days": 14})
        assert len(server.requests) == 1


@pytest.mark.parametrize("put", ["keep", "blank"])
def test_no_field_is_lost_by_a_change(address, client, put):
    """Whatever a change does to fields that it leaves out."""
    client.control("reset", {"put": put})
    provider = provider_of(address, tokens=MemoryStore())
    for identifier in client.control("clients")["ids"][:40]:
        before = client.control(f"clients/{identifier}")
        if before["citizen_service_number"]:
            continue
        provider.update_party(identifier, {"phone": "+31612345678"})
        assert client.control(f"clients/{identifier}") == {
            **before, "phonenumber": "+31612345678",
        }  # fmt: skip


def test_percents_are_whole():
    script = (data(CUSTOMER), data(CUSTOMER), answer(b"", "204 No Content"))
    with talking(*script) as (provider, server):
        with pytest.raises(base.Rejected) as caught:
            provider.update_party(ID, {"discount": 12.5})
        assert caught.value.params["problem"] == "whole_percent"
        provider.update_party(ID, {"discount": 10.0})
        assert asked(server)[3]["default_discount_percentage"] == 10


def test_who_is_a_company_needs_an_address(address, client):
    provider = provider_of(address, tokens=MemoryStore())
    company = Party(external_id="", name="X BV", is_company=True, company_number="71234567")
    with pytest.raises(base.Rejected) as caught:
        provider.create_party(company, "k")
    assert any("address_city" in reason for reason in caught.value.params["reasons"])
    place = Address(street="Plein 1", zip="1011 AA", city="Amsterdam")
    made, _row = provider.create_party(
        Party(external_id="", name="X", vat="NL1", address=place), "k"
    )
    assert provider.party(provider.read_party(made)).is_company is True
    made, _row = provider.create_party(Party(external_id="", name="Jan"), "k2")
    assert provider.party(provider.read_party(made)).is_company is False


# -- the number of a citizen -----------------------------------------------------------------------


@pytest.mark.parametrize("put", ["keep", "blank"])
def test_the_number_of_a_citizen_is_never_read_and_never_lost(address, client, put):
    client.control("reset", {"put": put})
    owners = {row["id"]: row["citizen_service_number"]
              for row in client.control("clients?full=1")["clients"]
              if row["citizen_service_number"]}  # fmt: skip
    assert owners
    entries = base.EntryList()
    provider = provider_of(address, recorder=entries, tokens=MemoryStore())
    rows = rows_of(provider.read_page)
    told = [repr(rows), repr([provider.party(row) for row in rows])]
    for identifier in owners:
        row = provider.read_party(identifier)
        told.append(repr(row) + repr(provider.party(row)))
        with pytest.raises(base.Rejected) as caught:
            provider.update_party(identifier, {"phone": "+31612345678"})
        assert caught.value.params["problem"] == "citizen_number"
        told.append(repr(caught.value) + repr(caught.value.params))
    told.append(repr(list(entries.take())))
    text = "\n".join(told)
    for identifier, number in owners.items():
        assert number not in text
        assert client.control(f"clients/{identifier}")["citizen_service_number"] == number


def test_the_number_of_a_citizen_makes_no_fingerprint():
    def fingerprint(**fields):
        with talking(data({**CUSTOMER, **fields})) as (provider, _server):
            return provider.read_party(ID).fingerprint

    bare = fingerprint()
    assert fingerprint(citizen_service_number="123456782") == bare
    assert fingerprint(date_of_birth="1985-04-29", mollie_customer_id="x") == bare
    assert fingerprint(additional_information="x") != bare


# -- the test of a connection ----------------------------------------------------------------------


def test_a_plan_without_the_api(address, client):
    client.control("plan", {"plan": "free"})
    diagnosis = provider_of(address, tokens=MemoryStore()).test()
    assert isinstance(diagnosis.steps[-1].error, base.SubscriptionLapsed)
    assert [step.key for step in diagnosis.steps] == ["reach", "sign_in"]


def test_a_scope_that_is_missing_is_no_wrong_sign_in(address):
    scopes = "organizations:read customers:read"
    maker = JorttClient(address)
    maker.control("reset", {})
    access = maker.control("token", {"scope": scopes})["access_token"]
    store = MemoryStore(Token(access=access, expires_at=ago(days=-1)))
    diagnosis = provider_of(address, tokens=store).test()
    assert [(step.key, step.ok) for step in diagnosis.steps] == [
        ("reach", True), ("sign_in", True), ("permissions", False),
    ]  # fmt: skip
    assert isinstance(diagnosis.steps[-1].error, base.PermissionDenied)
    assert diagnosis.steps[1].detail == "Duin Handel BV (71234567)"
    maker.http.close()


def test_the_log_tells_no_secret():
    entries = base.EntryList()
    script = (token_answer("very-secret-token"), listed(CUSTOMER))
    with talking(*script, recorder=entries, tokens=MemoryStore()) as (provider, _server):
        provider.read_page(ALL)
        provider.find_party("klant-key-1")
    told = json.dumps([repr(entry) for entry in entries.take()])
    for secret in ("very-secret-token", SETTINGS["client_secret"], "Bakkerij", "klant-key-1"):
        assert secret not in told
    assert TOKEN.access not in repr(TOKEN) and datetime(2999, 1, 1) == TOKEN.expires_at
