"""The seeded data of Fakturownia's sandbox, its size, its times, and what may go wrong with it."""

import re
import unicodedata
from collections import Counter

import pytest
import requests
from stdnum import iban
from stdnum.pl import nip

from tests.sandbox.clock import Clock
from tests.sandbox.fakturownia import Fakturownia, people
from tests.unit.fakturownia_case import address_fixture, client_fixture  # noqa: F401

COUNT = 3000


@pytest.fixture(scope="module")
def crowd():
    return [people.client(1, place) for place in range(COUNT)]


def _of(crowd, kind):
    found = [each for each in crowd if kind in each["kinds"]]
    assert found, kind
    return found


def test_each_client_is_the_same_whatever_else_was_made(crowd):
    assert [people.client(1, place) for place in (2999, 5, 700)] == [
        crowd[place] for place in (2999, 5, 700)
    ]
    assert people.client(2, 5) != crowd[5]


def test_kinds_of_clients(crowd):
    shares = {"trader": 0.18, "person": 0.12, "body": 0.05, "cz": 0.05, "de": 0.04, "company": 0.5}
    for kind, share in shares.items():
        assert share * 0.7 < len(_of(crowd, kind)) / COUNT < share * 1.3, kind


def test_tax_numbers_are_valid_unless_said_otherwise(crowd):
    for each in crowd:
        if each["kinds"][0] not in ("company", "trader", "body") or not each["tax_no"]:
            continue
        assert nip.is_valid(each["tax_no"]) is ("nip_invalid" not in each["kinds"])
    assert all(re.fullmatch(r"\d{3}-\d{3}-\d\d-\d\d", each["tax_no"])
               for each in _of(crowd, "nip_hyphens") if each["tax_no"])  # fmt: skip
    assert all(each["tax_no_kind"] == "nip_ue" for each in _of(crowd, "nip_eu"))
    assert all(each["tax_no_kind"] == "other" for each in _of(crowd, "nip_other"))
    assert {each["tax_no"] for each in _of(crowd, "nip_missing")} == {None, ""}


def test_people_have_both_names(crowd):
    found = _of(crowd, "person")
    assert all(each["company"] is False and each["last_name"] for each in found)


def test_bank_accounts_are_valid_in_each_writing(crowd):
    accounts = [each["bank_account"] for each in crowd if each.get("bank_account")]
    assert len(accounts) > 500
    for account in accounts:
        plain = account.replace(" ", "")
        assert iban.is_valid(plain if plain.startswith("PL") else f"PL{plain}")
    assert {(" " in account, account.startswith("PL")) for account in accounts} == {
        (a, b) for a in (True, False) for b in (True, False)
    }


def test_terms_addresses_and_oddities(crowd):
    terms = {each["payment_to_kind"] for each in crowd}
    assert {None, "off", "14", 14} <= terms
    assert all(each["email"].count("@") == 2 for each in _of(crowd, "emails_several"))
    assert all(each["use_delivery_address"] and "\n" in each["delivery_address"]
               for each in _of(crowd, "delivery"))  # fmt: skip
    assert {each["country"] for each in crowd} >= {"PL", "CZ", "SK", "DE", "Polska", None, ""}
    assert any("<b>" in each["name"] for each in _of(crowd, "html_in_name"))
    assert any(map(unicodedata.combining, _of(crowd, "name_decomposed")[0]["name"]))
    for domain in re.findall(r"@([\w.-]+)", " ".join(each["email"] or "" for each in crowd)):
        assert domain.endswith(".example")


def test_duplicates_share_an_address(crowd):
    places = Counter((each["street"], each["city"]) for each in crowd)
    for kind in ("duplicate", "duplicate_retyped"):
        for each in _of(crowd, kind):
            assert places[each["street"], each["city"]] > 1


def test_the_same_seed_gives_the_same_account(client):
    def told():
        client.control("reset", {"today": "2026-05-10", "clients": 40, "invoices": 30})
        return client.control("clients?full=1"), client.control("invoices?full=1")

    first = told()
    assert told() == first
    client.control("reset", {"today": "2026-05-10", "clients": 40, "invoices": 30, "seed": 2})
    assert client.control("clients?full=1") != first[0]


def test_kinds_can_be_asked_for(client):
    kinds = client.control("kinds")
    ids = client.control("clients?kind=person")["ids"]
    assert len(ids) == kinds["person"] > 0
    assert all(client.get(f"/clients/{n}.json").json()["company"] is False for n in ids)


def test_a_hundred_thousand_clients_are_made_when_they_are_asked_for():
    system = Fakturownia(Clock("Europe/Warsaw"))
    system.reset({"clients": 100_000, "invoices": 0})
    table = system.account.clients
    made = []
    make = table._make
    table._make = lambda number: made.append(number) or make(number)
    newest = table.changed(descending=True)(0, 100)
    rows = [table.get(number) for number in newest]
    assert len(table) == 100_000 and made == newest
    assert [row["id"] for row in rows] == newest
    # A new client neither needs the others.
    system.account.create_client({"name": "Nowy"})
    assert len(made) == 100
    assert table.changed(descending=True)(0, 1) == [system.account.seed.next_client]


# -- misbehaving ---------------------------------------------------------------------------------


def test_the_answer_after_a_write_is_lost(client):
    client.fault("reset", r"^/invoices\.json$", method="POST", processed=True)
    body = {"invoice": {"buyer_name": "A", "oid": "L-1", "oid_unique": "yes"}}
    with pytest.raises(requests.ConnectionError):
        client.post("/invoices.json", body)
    assert len(client.ids("invoices", oid="L-1")) == 1
    assert client.post("/invoices.json", body).status_code == 422


@pytest.mark.parametrize("arguments", [{}, {"retry_after": 7}])
def test_too_many_requests(client, arguments):
    client.fault("http_429", "clients", **arguments)
    answer = client.get("/clients.json")
    assert answer.status_code == 429
    assert answer.headers.get("Retry-After") == (str(7) if arguments else None)
    client.fault("quota", "clients")
    assert client.get("/clients.json").json()["code"] == "error"


def test_wrong_credentials_as_a_fault(client):
    client.fault("wrong_credentials", "clients")
    assert client.get("/clients.json").status_code == 401


@pytest.mark.parametrize("change", ["edit", "delete", "insert"])
@pytest.mark.parametrize(("record", "resource"), [(None, "clients"), ("invoice", "invoices")])
def test_a_record_changes_between_two_pages(client, change, record, resource):
    order = {"order": "updated_at.desc", "per_page": 10, "period": "all", "income": "1"}
    first = client.ids(resource, **order)
    rule = {"change": change, "id": first[0]} | ({"record": record} if record else {})
    if change == "edit":
        rule["id"] = client.ids(resource, **order, page=3)[0]
    client.fault("change_between_pages", f"^/{resource}", **rule)
    second = client.ids(resource, **order, page=2)
    now = client.ids(resource, **order)
    expected = {
        "edit": [rule["id"], *first[:9]],
        "delete": [*first[1:], now[-1]],
        "insert": [now[0], *first[:9]],
    }
    assert now == expected[change] and not set(now) & set(second)
    assert (first[-1] in second) is (change != "delete")
