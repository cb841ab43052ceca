"""Reading only what changed since the last reading."""

import pytest

from deratix_integrations.providers.base import Query, UnexpectedAnswer
from tests.contract.reading import ids, rows_and_watermark


def names_of(case, rows):
    provider = case.provider()
    return {row.external_id: provider.party(row).name for row in rows}


def settled(case, watermark):
    """Time passes, and what had changed before was read; the watermark is that of then."""
    if case.settling:
        case.pass_time(case.settling)
        _rows, watermark, _requests = read(case, watermark)
        case.pass_time(case.settling)
    return watermark


def read(case, watermark="", between=lambda number: None, **query):
    """As a new process each time: ``(rows, watermark, number of requests)``."""
    before = len(case.requests())
    rows, watermark = rows_and_watermark(
        case.provider().read_page, Query(watermark=watermark, **query), between
    )
    return rows, watermark, len(case.requests()) - before


@pytest.mark.parametrize("clients", [0, 1, 99, 100, 230])
def test_an_idle_reading_is_one_request_and_gives_nothing(watermark_case, clients):
    watermark_case.reset(clients=clients)
    rows, watermark, _requests = read(watermark_case)
    assert len(rows) == clients
    for _cycle in range(3):
        rows, watermark, requests = read(watermark_case, watermark)
        assert (rows, requests) == ([], 1)
        watermark_case.pass_time(300)


def test_changes_are_read_by_as_few_requests_as_can_be(watermark_case):
    _rows, watermark, _requests = read(watermark_case)
    watermark_case.pass_time(3600)
    old, gone = watermark_case.ids()[-1], watermark_case.ids()[50]
    watermark_case.rename(old, "Po zmianie")
    added = watermark_case.add("Nowa")
    watermark_case.delete(gone)
    newest = watermark_case.ids()[2]
    rows, watermark, requests = read(watermark_case, watermark)
    # What was the newest at the last reading may be given again.
    assert {old, added} <= set(ids(rows)) <= {old, added, newest}
    assert requests == 1 + (len(rows) if watermark_case.details else 0)
    assert read(watermark_case, settled(watermark_case, watermark))[0] == []


def test_a_second_change_within_the_same_second(watermark_case):
    """Where times are whole seconds, it does not move the time."""
    watermark_case.reset(clients=150, **watermark_case.coarse_times)
    watermark_case.sandbox.control("clock", freeze=True)
    edited = watermark_case.ids()[-1]
    watermark_case.rename(edited, "Raz")
    _rows, watermark, _requests = read(watermark_case)
    watermark_case.rename(edited, "Dwa")
    rows, _watermark, _requests = read(watermark_case, watermark)
    assert names_of(watermark_case, rows)[edited] == "Dwa"


def test_changes_while_reading_are_read_as_well(watermark_case):
    """The last change of each client is known in the end, wherever it stood."""
    wanted = {}

    def between(number):
        there = watermark_case.ids()
        for place in (0, len(there) // 2, -1):
            wanted[there[place]] = f"Zmiana {number} {place}"
            watermark_case.rename(there[place], wanted[there[place]])
        wanted[watermark_case.add(f"Nowa {number}")] = f"Nowa {number}"
        gone = watermark_case.ids()[60]
        watermark_case.delete(gone)
        wanted.pop(gone, None)

    stop = iter([between] * 6)
    rows, watermark, _requests = read(
        watermark_case, between=lambda number: next(stop, lambda _number: None)(number)
    )
    there = set(watermark_case.ids())
    names = names_of(watermark_case, rows)
    assert there <= set(names)
    if watermark_case.settling:
        # What changed while the list was read is given by the reading that follows.
        names |= names_of(watermark_case, read(watermark_case, watermark)[0])
    assert {key: names[key] for key in wanted} == wanted
    assert read(watermark_case, settled(watermark_case, watermark))[0] == []


@pytest.mark.parametrize("tied", [False, True])
def test_a_mass_change_is_read_whole(watermark_case, tied):
    watermark_case.reset(clients=600, **(watermark_case.tied_times if tied else {}))
    watermark_case.sandbox.control("clock", freeze=True)
    _rows, watermark, _requests = read(watermark_case)
    watermark_case.pass_time(3600)
    edited = watermark_case.sandbox.control("bulk_edit", share=0.4)["ids"]
    edited = {str(number) for number in edited}
    rows, watermark, _requests = read(watermark_case, watermark)
    given = set(ids(rows))
    assert edited <= given
    assert len(given) <= len(edited) + 2
    watermark = settled(watermark_case, watermark)
    rows, watermark, requests = read(watermark_case, watermark)
    assert (rows, requests) == ([], 1)


def test_searches_and_samples_give_no_watermark(watermark_case):
    for query in ({"text": "a"}, {"limit": 10}, {"limit": 1000}):
        assert read(watermark_case, **query)[1] == ""


def test_what_is_no_watermark_is_refused(watermark_case):
    with pytest.raises(UnexpectedAnswer):
        watermark_case.provider().read_page(Query(watermark="yesterday"))
    assert watermark_case.requests() == []
