"""What the client asks for, and answers that no sandbox gives."""

from contextlib import contextmanager
from datetime import datetime

import pytest

from deratix_integrations.providers import base, registry
from tests.unit.raw_server import RawServer, answer

SETTINGS = {"email": "a@b.sk", "apikey": "k", "company_id": "4711"}
CLIENT = {"Client": {"id": "7", "name": "Firma", "uuid": "key-1", "country_id": "0"}}


class Budget:
    def acquire(self):
        pass

    def observe(self, limits):
        pass


@contextmanager
def talking(*script):
    with RawServer(*script) as server:
        yield (
            registry.create(
                "superfaktura",
                SETTINGS,
                server.url,
                budget=Budget(),
                recorder=base.EntryList(),
                allow_private=True,
            ),
            server,
        )


def paths(server):
    return [request.split(b" ")[1].decode() for request in server.requests]


def listed(*items, **envelope):
    return answer({"itemCount": len(items), "perPage": 100, "page": 1, "items": items, **envelope})


def test_the_list_is_sorted_by_id():
    with talking(listed(CLIENT)) as (provider, server):
        provider.read_page(base.Query())
        assert paths(server) == [
            "/clients/index.json/listinfo:1/page:1/per_page:100/sort:id/direction:ASC"
        ]


@pytest.mark.parametrize(
    ("since", "day"),
    [
        (datetime(2026, 7, 14, 21, 59), "2026-07-13"),
        (datetime(2026, 7, 14, 22, 0), "2026-07-14"),
        (datetime(2026, 1, 14, 22, 59), "2026-01-13"),
    ],
)
def test_changes_are_asked_for_from_the_local_day_before(since, day):
    with talking(listed()) as (provider, server):
        provider.read_page(base.Query(since=since, text="ÿÿ>ab"))
        assert paths(server)[0].endswith(
            f"/modified:3/modified_since:{day}/modified_to:2037-12-31/search:w7_Dvz5hYg,,"
        )


def test_an_account_that_ignores_the_search_for_a_key():
    other = {"Client": {"id": "6", "uuid": "key-12"}}
    with talking(listed(other, CLIENT)) as (provider, _server):
        assert provider.find_party("key-1").external_id == "7"
        assert provider.find_party("key") is None


@pytest.mark.parametrize("body", [[], {"items": []}, {"items": {}}, {"items": None}])
def test_spellings_of_an_empty_list(body):
    with talking(answer(body)) as (provider, _server):
        page = provider.read_page(base.Query())
        assert (page.rows, page.next_cursor) == ((), None)


def test_a_list_without_its_envelope():
    rows = [{"Client": {"id": number}} for number in range(1, 101)]
    with talking(answer(rows), answer(rows[-2:])) as (provider, _server):
        page = provider.read_page(base.Query())
        assert len(page.rows) == 100
        last = provider.read_page(base.Query(), page.next_cursor)
        assert (last.rows, last.next_cursor) == ((), None)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"items": ["x"]}, "shape"),
        ({"items": [{"Client": {"name": "no id"}}]}, "shape"),
        ({"items": [{"Client": None}]}, "shape"),
        ({"items": "x"}, "shape"),
        ({"other": 1}, "shape"),
        (7, "shape"),
        ("x", "shape"),
        ({"items": [{"Client": {"id": 2}}, {"Client": {"id": 1}}]}, "order"),
    ],
)
def test_lists_that_make_no_sense(body, reason):
    with talking(answer(body)) as (provider, _server):
        with pytest.raises(base.UnexpectedAnswer) as caught:
            provider.read_page(base.Query())
        assert caught.value.params["reason"] == reason


@pytest.mark.parametrize("body", [[], {}, {"Client": []}, {"Client": {"name": "X"}}, "x"])
def test_views_that_make_no_sense(body):
    with talking(answer(body)) as (provider, _server), pytest.raises(base.UnexpectedAnswer):
        provider.read_party("7")


@pytest.mark.parametrize("body", [[], {}, {"data": []}, {"data": {"Client": {}}}, {"data": None}])
def test_a_create_that_tells_no_id_may_have_happened(body):
    with talking(answer(body)) as (provider, _server):
        with pytest.raises(base.UnexpectedAnswer) as caught:
            provider.create_party(base.Party(external_id="", name="X"), "key")
        assert caught.value.unclear


@pytest.mark.parametrize("body", [{}, [], {"data": {}}, {"data": {"1": {}}}, {"data": None}, 5])
def test_accounts_that_make_no_sense_are_no_sign_in(body):
    with talking(answer(body)) as (provider, _server):
        diagnosis = provider.test()
        assert not diagnosis.ok
        assert isinstance(diagnosis.steps[-1].error, base.UnexpectedAnswer)


def test_a_json_404_for_the_first_page_is_no_empty_list():
    with talking(answer({"error": 1}, "404 Not Found")) as (provider, _server):
        with pytest.raises(base.UnexpectedAnswer):
            provider.read_page(base.Query())
        assert not provider.test().ok


def test_accounts_may_come_as_a_list():
    profile = {"UserProfile": {"id": "4711", "company_name": "Firma", "ico": ""}}
    with talking(answer({"data": [profile]}), listed(CLIENT), answer({"error": 1})) as (
        provider,
        _server,
    ):
        diagnosis = provider.test()
        assert diagnosis.ok
        assert [step.detail for step in diagnosis.steps] == ["127.0.0.1", "Firma", ""]


@pytest.mark.parametrize("body", [[], {}, {"191": "Slovensko"}, [{"Country": {"id": 1}}]])
def test_without_a_table_of_countries_no_client_is_read(body):
    """Else every client would seem to have lost its country; the next call asks again."""
    row = base.Row("7", {"Client": {**CLIENT["Client"], "country_id": "191"}}, "")
    slovakia = [{"Country": {"id": 191, "name": "Slovensko", "iso": "sk"}}]
    with talking(answer(body), answer(slovakia)) as (provider, _server):
        with pytest.raises(base.UnexpectedAnswer) as caught:
            provider.party(row)
        assert caught.value.params["reason"] == "countries"
        assert provider.party(row).address.country == "SK"
