"""What is asked for, and answers that no sandbox gives."""

import json
from datetime import datetime
from decimal import Decimal

import pytest

from deratix_integrations.engine.records import Party
from deratix_integrations.providers import base
from deratix_integrations.providers.fakturownia import Fakturownia, wire
from tests.unit.fakturownia_talk import CLIENT, INVOICE, SETTINGS, asked, talking
from tests.unit.raw_server import answer
from tests.unit.transport_case import Budget

OK = answer({"id": 7})


# -- settings --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("token", "part"),
    [("", "form"), ("s3cret", "form"), ("a/b/c", "form"), ("/firma", "token"),
     ("s 3/firma", "token"), ("s3cret/", "account"), ("s3cret/fir_ma", "account"),
     ("s3cret/-firma", "account"),
     ("s3cret/firma.evil.example", "account"), ("s3cret/firma?x", "account"), ("ž/firma", "token"),
     ("s3cret/" + "a" * 64, "account")],
)  # fmt: skip
def test_a_token_of_the_wrong_form_says_which_part(token, part):
    for call in (
        lambda: Fakturownia.home({"token": token}),
        lambda: Fakturownia({"token": token}, "", budget=Budget(), recorder=base.EntryList()),
    ):
        with pytest.raises(base.SettingMissing) as caught:
            call()
        assert caught.value.params == {"setting": "token", "part": part}


def test_the_address_follows_from_the_account():
    assert Fakturownia.home({"token": " s3cret/Firma-2 "}) == "https://firma-2.fakturownia.pl"
    provider = Fakturownia(SETTINGS, "", budget=Budget(), recorder=base.EntryList())
    assert provider._transport.base_url == "https://firma-demo.fakturownia.pl"


def test_the_token_is_sent_whole_and_only_in_the_header():
    log = base.EntryList()
    with talking(answer([CLIENT]), recorder=log) as (provider, server):
        provider.read_page(base.Query())
        (request,) = server.requests
        assert b"\r\nAuthorization: Bearer s3cret/firma-demo\r\n" in request
        assert b"s3cret" not in request.split(b"\r\n")[0]
    assert "s3cret" not in repr(log.entries)


# -- lists -----------------------------------------------------------------------------------------


def test_clients_are_asked_for_by_change():
    with talking(answer([CLIENT])) as (provider, server):
        provider.read_page(base.Query(since=datetime(2026, 1, 1)))
        assert asked(server)[:3] == (
            "GET",
            "/clients.json",
            {
                "additional_fields[client]": "bank_account,swift",
                "order": "updated_at.desc",
                "page": "1",
                "per_page": "100",
            },
        )


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("  Zielony   Most ", {"name": "Zielony Most"}),
        ("Biuro@Example.pl", {"email": "Biuro@Example.pl"}),
        ("701-000-00-11", {"tax_no": "7010000011"}),
        ("PL 7010000011", {"tax_no": "7010000011"}),
        ("DE136695976", {"tax_no": "DE136695976"}),
        ("Sklep @ Most", {"name": "Sklep @ Most"}),
        ("1410", {"name": "1410"}),
    ],
)
def test_a_search_is_one_filter(text, filters):
    with talking(answer([])) as (provider, server):
        page = provider.read_page(base.Query(text=text))
        given = asked(server)[2]
        assert {key: given[key] for key in ("name", "email", "tax_no") if key in given} == filters
        assert page.watermark == ""


def test_documents_are_asked_for_of_all_time():
    with talking(answer([INVOICE])) as (provider, server):
        provider.read_invoices(base.Query(limit=10, text=" 7/05/2025 "))
        assert asked(server)[:3] == (
            "GET",
            "/invoices.json",
            {
                "period": "all",
                "number": "7/05/2025",
                "order": "updated_at.desc",
                "page": "1",
                "per_page": "10",
            },
        )


def test_expenses_are_left_out():
    with talking(answer([INVOICE, {**INVOICE, "id": 8, "income": False}])) as (provider, _server):
        assert [row.external_id for row in provider.read_invoices(base.Query()).rows] == ["9"]


def test_clients_that_count_as_deleted_are_left_out():
    gone = {**CLIENT, "id": 8, "deleted": True}
    with talking(answer([CLIENT, gone]), answer(gone)) as (provider, _server):
        assert [row.external_id for row in provider.read_page(base.Query()).rows] == ["7"]
        with pytest.raises(base.NotFound):
            provider.read_party("8")


@pytest.mark.parametrize("body", [[], None])
def test_spellings_of_an_empty_list(body):
    with talking(answer(json.dumps(body).encode())) as (provider, _server):
        page = provider.read_page(base.Query())
        assert (page.rows, page.next_cursor, page.total) == ((), None, 0)
        assert provider.departments() == ()


@pytest.mark.parametrize("body", [{}, "x", 7, ["x"], [None], [{"name": "no id"}], [{"id": "x"}]])
def test_lists_that_make_no_sense(body):
    with talking(answer(body)) as (provider, _server):
        for call in (provider.departments, provider.webhooks,
                     lambda: provider.read_page(base.Query())):  # fmt: skip
            with pytest.raises(base.UnexpectedAnswer) as caught:
                call()
            assert caught.value.params["reason"] == "shape"


def test_a_list_that_is_not_found_is_no_empty_one():
    missing = answer({"error": "Not Found"}, "404 Not Found")
    with talking(missing) as (provider, _server), pytest.raises(base.UnexpectedAnswer):
        provider.read_page(base.Query())


def test_pages_longer_than_asked_for_are_refused():
    with talking(answer([{**CLIENT, "id": number} for number in range(1, 26)])) as (provider, _):
        with pytest.raises(base.UnexpectedAnswer) as caught:
            provider.read_page(base.Query(limit=10))
        assert caught.value.params["reason"] == "paging"


def test_departments_of_several_pages_and_of_lists_that_know_none():
    rows = [{"id": number, "name": f"Dział {number}"} for number in range(1, 101)]
    more = [{"id": 200, "name": "", "shortcut": "Sklep"}]
    with talking(answer(rows), answer(more)) as (provider, _server):
        found = provider.departments()
        assert (len(found), found[-1].name) == (101, "Sklep")
    with talking(answer(rows)) as (provider, server):
        assert len(provider.departments()) == 100
        assert len(server.requests) == 2


def test_a_filter_that_matches_too_much():
    rows = [{**CLIENT, "id": 6, "external_id": "key-12"}, {**CLIENT, "external_id": "key-1"},
            {**CLIENT, "id": 99, "external_id": "key-1"}]  # fmt: skip
    with talking(answer(rows)) as (provider, server):
        assert provider.find_party("key-1").external_id == "7", "the first one made"
        assert asked(server)[2]["external_id"] == "key-1"
        assert provider.find_party("key") is None


# -- failures --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "status", "reasons"),
    [
        ({"code": "error", "message": {"name": ["puste", "x"], "base": ["y"]}}, "422 U",
         ("name: puste", "name: x", "y")),
        ({"code": "error", "message": "Brak danych"}, "422 U", ("Brak danych",)),
        ({"error": "zły"}, "400 B", ("zły",)),
        ({"code": "error", "message": "Brak"}, "200 OK", ("Brak",)),
        ({"status": "error", "message": ["a", "a"]}, "200 OK", ("a",)),
        (b"", "422 U", ()),
        ([], "400 B", ()),
    ],
)  # fmt: skip
def test_refusals_say_why(body, status, reasons):
    with talking(answer(body, status)) as (provider, _server):
        for call in (
            lambda: provider.create_party(Party(external_id="", name="X"), "key"),
            lambda: provider.update_party("7", {"name": "X"}),
        ):
            with pytest.raises(base.Rejected) as caught:
                call()
            assert caught.value.params["reasons"] == reasons
            assert not caught.value.unclear


@pytest.mark.parametrize("depth", [1, 50])
def test_reasons_of_any_shape(depth):
    nested = "x"
    for _level in range(depth):
        nested = {"a": [nested, None, 7]}
    assert len(wire.reasons({"message": nested, "errors": ["b"] * 100})) <= 20


@pytest.mark.parametrize("body", [[], {}, {"id": None}, {"client": {"id": 7}}, "ok", None])
def test_a_create_that_tells_no_id_may_have_happened(body):
    with talking(answer(json.dumps(body).encode(), "201 Created")) as (provider, _server):
        with pytest.raises(base.UnexpectedAnswer) as caught:
            provider.create_party(Party(external_id="", name="X"), "key")
        assert caught.value.unclear


def test_the_test_creates_nothing_and_trusts_no_success():
    account = answer({"prefix": "Firma-Demo"})
    refused = answer({"code": "error", "message": "x"}, "400 Bad Request")
    with talking(account, answer([CLIENT]), refused) as (provider, server):
        diagnosis = provider.test()
        assert diagnosis.ok
        assert diagnosis.client_count == 1
        assert asked(server) == ("POST", "/clients.json", {}, {"client": {}})
    with talking(account, answer([CLIENT] * 100), answer(CLIENT, "201 Created")) as (provider, _):
        diagnosis = provider.test()
        assert [step.ok for step in diagnosis.steps] == [True, True, False]
        assert diagnosis.client_count is None


def test_another_account_answers():
    with talking(answer({"prefix": "inna"})) as (provider, _server):
        error = provider.test().steps[-1].error
        assert isinstance(error, base.WrongAccount)
        assert error.params["expected"] == "firma-demo"
        assert error.params["answered"] == "inna"


@pytest.mark.parametrize("body", [[], {}, {"prefix": None}, "x", 7, None])
def test_accounts_that_make_no_sense_are_no_sign_in(body):
    with talking(answer(json.dumps(body).encode())) as (provider, _server):
        diagnosis = provider.test()
        assert not diagnosis.ok
        assert isinstance(diagnosis.steps[-1].error, base.UnexpectedAnswer)


# -- writing ---------------------------------------------------------------------------------------


def test_what_is_sent_for_a_new_client():
    party = Party(external_id="", name="Jan Nowak", is_company=False, payment_days=0)
    with talking(OK) as (provider, server):
        assert provider.create_party(party, "key-1")[0] == "7"
        fields = {"name": "Jan Nowak", "company": False, "first_name": "Jan",
                  "last_name": "Nowak", "payment_to_kind": "0", "external_id": "key-1"}  # fmt: skip
        assert asked(server) == ("POST", "/clients.json", {}, {"client": fields})


def test_only_changes_are_sent():
    with talking(OK) as (provider, server):
        provider.update_party("7", {"city": "Łódź", "language": "pl"})
        assert asked(server) == ("PUT", "/clients/7.json", {}, {"client": {"city": "Łódź"}})
        provider.update_party("7", {"language": "pl", "is_company": None})
        assert len(server.requests) == 1


def test_a_person_who_is_renamed_gets_the_last_name_too():
    person = {**CLIENT, "name": "Jan Nowak", "company": False, "last_name": "Kowalski"}
    with talking(answer(person), OK) as (provider, server):
        provider.update_party("7", {"name": "Jan Nowak"})
        assert asked(server)[3] == {"client": {"first_name": "Jan", "last_name": "Nowak"}}
        assert len(server.requests) == 2


# -- values ----------------------------------------------------------------------------------------


def test_times_and_amounts():
    assert wire.utc("2025-03-02T09:15:11.000+01:00") == datetime(2025, 3, 2, 8, 15, 11)
    assert wire.utc("2025-07-02T09:15:11Z") == datetime(2025, 7, 2, 9, 15, 11)
    assert wire.microseconds(datetime(1970, 1, 1, 0, 0, 1, 5)) == 1_000_005
    for value in (None, "", "x", 7, "0001-01-01T00:00:00+14:00"):
        assert wire.utc(value) is None
    assert wire.amount("1 234,50") == Decimal("1234.50")
    for value in (None, "", "x", "1e5", "NaN", True, [], "1,2,3", "9" * 30):
        assert wire.amount(value) is None
