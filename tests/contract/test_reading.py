"""Reading clients: to the end, whatever happens meanwhile."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from deratix_integrations.engine.records import PARTY_FIELDS
from deratix_integrations.providers.base import NotFound, ProviderError, Query
from tests.contract.reading import ids, pages

ALL = Query()


def read_all(provider, query=ALL, between=lambda number: None):
    return [row for page in pages(provider.read_page, query, between) for row in page.rows]


def test_every_client_once(provider_case):
    rows = read_all(provider_case.provider())
    assert ids(rows) == provider_case.ids()
    assert len(rows) == 230


def test_every_client_in_odd_ways(odd_case):
    provider = odd_case.provider()
    rows = read_all(provider)
    assert sorted(ids(rows)) == sorted(odd_case.ids()), "each once, in whatever order"
    assert all(provider.party(row).values()["name"] is not None for row in rows)


def test_the_total_is_told_from_the_start(totals_case):
    totals = [page.total for page in pages(totals_case.provider().read_page)]
    assert set(totals) == {230}
    assert len(totals) >= 3


def test_one_request_a_page(provider_case):
    for page in pages(provider_case.provider().read_page):
        assert page.total in (230, None)
    count = len(provider_case.requests())
    assert count == provider_case.budget.acquired <= provider_case.most_requests(230)


def test_an_empty_list(provider_case):
    provider_case.reset(clients=0)
    (page,) = pages(provider_case.provider().read_page)
    assert (page.rows, page.total) == ((), 0)


def test_a_cursor_is_text_and_serves_another_process(provider_case):
    """Each page by a provider of its own, as when a server was restarted."""
    cursor, got = None, []
    for _ in range(40):
        page = provider_case.provider().read_page(ALL, cursor)
        again = provider_case.provider().read_page(ALL, cursor)
        # Cursors and marks may hold the time at which they were made.
        assert (again.rows, again.total) == (page.rows, page.total)
        got += ids(page.rows)
        cursor = page.next_cursor
        if cursor is None:
            break
        assert isinstance(cursor, str)
        cursor = json.loads(json.dumps(cursor))
    assert got == provider_case.ids()


def test_deleted_between_pages(provider_case):
    """What is deleted moves the rest forward; none may be skipped."""
    before = provider_case.ids()
    gone = before[:7]

    def between(number):
        if number == 0:
            for external_id in gone:
                provider_case.delete(external_id)

    rows = read_all(provider_case.provider(), between=between)
    assert set(provider_case.ids()) <= set(ids(rows))


def test_deleted_and_added_between_pages(provider_case):
    """The total stays the same, and yet everything has moved."""
    there = provider_case.ids()

    def between(number):
        for external_id in there[number * 3 : number * 3 + 3]:
            provider_case.delete(external_id)
        for count in range(3):
            provider_case.add(f"Nová {number} {count}")

    rows = read_all(provider_case.provider(), between=between)
    assert set(there) & set(provider_case.ids()) <= set(ids(rows))


def test_most_deleted_while_reading(provider_case):
    def between(number):
        if number == 1:
            for external_id in provider_case.ids()[:-5]:
                provider_case.delete(external_id)

    rows = read_all(provider_case.provider(), between=between)
    assert set(provider_case.ids()) <= set(ids(rows))


def test_added_and_edited_between_pages(provider_case):
    before = provider_case.ids()

    def between(number):
        provider_case.rename(before[0], f"Premenovaná {number}")
        provider_case.rename(before[-1], f"Premenovaná {number}")
        provider_case.add(f"Nová {number}")

    rows = read_all(provider_case.provider(), between=between)
    assert set(before) <= set(ids(rows))
    by_id = {row.external_id: row for row in rows}
    provider = provider_case.provider()
    assert provider.party(by_id[before[-1]]).name.startswith("Premenovaná")


@pytest.mark.parametrize(
    "kind",
    ["http_429", "http_500", "http_503", "html_200", "cut_body", "broken_json", "empty_body",
     "quota", "wrong_credentials"],
)  # fmt: skip
def test_a_page_that_failed_is_read_again_from_the_same_cursor(provider_case, kind):
    provider = provider_case.provider()
    first = provider.read_page(ALL)
    provider_case.fault(kind, times=0)
    with pytest.raises(ProviderError):
        provider.read_page(ALL, first.next_cursor)
    provider_case.no_faults()
    rest, cursor = [], first.next_cursor
    while cursor:
        page = provider.read_page(ALL, cursor)
        rest += ids(page.rows)
        cursor = page.next_cursor
    assert ids(first.rows) + rest == provider_case.ids()


def test_a_cut_connection_is_not_even_noticed(provider_case):
    provider_case.fault("reset", times=1)
    assert ids(read_all(provider_case.provider())) == provider_case.ids()


@pytest.mark.parametrize("limit", [1, 10, 100, 150, 1000])
def test_a_sample(provider_case, limit):
    rows = read_all(provider_case.provider(), Query(limit=limit))
    assert ids(rows) == provider_case.ids()[:limit]


def test_search(provider_case):
    wanted = provider_case.add(provider_case.searched)
    provider_case.add("Something else")
    provider = provider_case.provider()
    assert provider.capabilities.search
    for text in provider_case.search_words:
        assert ids(read_all(provider, Query(text=text))) == [wanted]
    assert read_all(provider, Query(text="no such client 123")) == []


def test_changed_since(changed_since_case):
    provider = changed_since_case.provider()
    assert provider.capabilities.changed_since
    changed_since_case.pass_time(3 * 86_400)
    since = changed_since_case.now()
    assert read_all(provider, Query(since=since)) == []
    changed_since_case.pass_time(60)
    edited = changed_since_case.ids()[5]
    changed_since_case.rename(edited, "Po zmene")
    added = changed_since_case.add("Nová")
    assert set(ids(read_all(provider, Query(since=since)))) == {edited, added}
    assert ids(read_all(provider, Query(since=since + timedelta(hours=1)))) == []
    assert ids(read_all(provider, Query(since=since, text="Po zmene"))) == [edited]


def test_changed_since_at_midnight(changed_since_case):
    """The days of the other system are not those of UTC."""
    provider = changed_since_case.provider()
    changed_since_case.stop_clock("2026-07-15T00:20:00+02:00")
    edited = changed_since_case.ids()[0]
    since = changed_since_case.now()
    changed_since_case.pass_time(30)
    changed_since_case.rename(edited, "Po polnoci")
    assert ids(read_all(provider, Query(since=since, limit=50))) == [edited]


# -- one client ------------------------------------------------------------------------------------


def test_one_client_is_the_same_as_in_the_list(provider_case):
    """Also in the fingerprint: a client read by itself must not look changed."""
    provider = provider_case.provider()
    for row in read_all(provider)[:40]:
        alone = provider.read_party(row.external_id)
        assert alone.fingerprint == row.fingerprint
        assert provider.party(alone) == provider.party(row)


def test_one_client_in_odd_ways(odd_case):
    provider = odd_case.provider()
    for row in read_all(provider)[:40]:
        alone = provider.read_party(row.external_id)
        assert alone.fingerprint == row.fingerprint
        assert provider.party(alone) == provider.party(row)


@pytest.mark.parametrize("external_id", ["99999999", "abc", "-1", "", "../countries", "1/2"])
def test_one_client_that_is_not_there(provider_case, external_id):
    with pytest.raises(NotFound) as caught:
        provider_case.provider().read_party(external_id)
    assert caught.value.params["external_id"] == external_id


def test_a_deleted_client_is_not_found(provider_case):
    gone = provider_case.ids()[3]
    provider_case.delete(gone)
    with pytest.raises(NotFound):
        provider_case.provider().read_party(gone)


def test_fingerprints_move_with_the_data_only(provider_case):
    provider = provider_case.provider()
    before = {row.external_id: row.fingerprint for row in read_all(provider)}
    assert {row.external_id: row.fingerprint for row in read_all(provider)} == before
    edited = provider_case.ids()[8]
    name = provider.party(provider.read_party(edited)).name
    provider_case.rename(edited, name + " 2")
    changed = [row.external_id for row in read_all(provider)
               if row.fingerprint != before[row.external_id]]  # fmt: skip
    assert changed == [edited]


def test_a_page_and_its_parties_cost_few_requests(provider_case):
    provider = provider_case.provider()
    rows = read_all(provider)
    read = len(provider_case.requests())
    parties = [provider.party(row) for row in rows]
    assert len(provider_case.requests()) - read <= 2, "value lists are asked for once"
    assert all(isinstance(party.values()["name"], str) for party in parties)
    assert {party.address.country for party in parties} >= provider_case.countries
    assert sum(bool(party.company_number or party.vat) for party in parties) > 100
    assert {party.is_company for party in parties} == provider_case.company_or_person
    assert any(party.tags for party in parties) or "tags" not in provider_case.writable
    assert all(set(party.values()) == set(PARTY_FIELDS) for party in parties)


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [("unknown_fields", {}), ("null_fields", {}), ("null_fields", {"drop": True})],
)
def test_other_fields_than_expected(provider_case, kind, arguments):
    provider = provider_case.provider()
    good = read_all(provider)
    provider_case.fault(kind, times=0, **arguments)
    rows = read_all(provider)
    assert ids(rows) == ids(good)
    for row, expected in zip(rows, good, strict=True):
        party = provider.party(row)
        if kind == "unknown_fields":
            assert row.fingerprint == expected.fingerprint
        else:
            bare = replace(party, hints=())
            assert not any(
                value for key, value in bare.values().items() if key not in ("name", "country")
            )
            assert "name_missing" in party.hints


# -- contacts --------------------------------------------------------------------------------------


def test_contacts(contacts_case):
    provider = contacts_case.provider()
    assert provider.capabilities.contacts
    client = contacts_case.add("S kontaktmi")
    assert provider.contacts(client) == ()
    first = contacts_case.add_contact(client, "Ján Ťažký", "jan@example.sk")
    second = contacts_case.add_contact(client, "Eva", "Eva@Example.sk")
    found = {contact.external_id: contact for contact in provider.contacts(client)}
    assert set(found) == {first, second}
    assert (found[first].name, found[first].email) == ("Ján Ťažký", "jan@example.sk")
    assert found[second].email == "eva@example.sk"
