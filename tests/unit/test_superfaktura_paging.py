"""Reading to the end of a list that changes between the pages."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deratix_integrations.providers.base import UnexpectedAnswer
from deratix_integrations.providers.superfaktura.paging import MAX_SIZE, Cursor


def read_all(records, *, change=lambda turn: None, clamp=MAX_SIZE, told=True, pages=10_000):
    """Ids in the order given, and the number of requests; ``records`` may change by ``change``."""
    cursor, got = Cursor(), []
    for turn in range(pages):
        change(turn)
        page, size = cursor.window(None)
        if size > clamp:
            size = clamp
            cursor = replace(cursor, size=clamp)
        offset = (page - 1) * size
        ids = records[offset : offset + size]
        total = len(records) if told else (offset + len(ids) if len(ids) < size else None)
        if cursor.trusted(ids, offset):
            got += [number for number in ids if number > cursor.last]
        cursor = cursor.after(ids, offset, total, "host")
        if cursor is None:
            return got, turn + 1
        cursor = Cursor.parse(cursor.dump(), "host")
    raise AssertionError("it does not end")


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 199, 200, 2500, 10_000])
@pytest.mark.parametrize("told", [True, False])
def test_a_quiet_list_is_read_once_with_few_requests(count, told):
    got, requests = read_all(list(range(1, count + 1)), told=told)
    assert got == list(range(1, count + 1))
    assert requests <= count / MAX_SIZE * 1.15 + 2


@pytest.mark.parametrize("clamp", [11, 20, 50, 99])
def test_a_server_with_smaller_pages(clamp):
    got, _requests = read_all(list(range(1, 300)), clamp=clamp)
    assert got == list(range(1, 300))


changes = st.lists(
    st.tuples(
        st.integers(0, 12),  # before which request
        st.floats(0, 1),  # where the deleted ones start
        st.integers(0, 400),  # how many are deleted
        st.integers(0, 400),  # how many are added
    ),
    max_size=6,
)


@settings(max_examples=300, deadline=None)
@given(count=st.integers(0, 1500), changes=changes, told=st.booleans())
def test_none_that_was_there_all_the_while_is_missed(count, changes, told):
    records = list(range(1, count + 1))
    there = set(records)

    def change(turn):
        for when, where, deleted, added in changes:
            if when == turn:
                start = int(where * len(records))
                there.difference_update(records[start : start + deleted])
                del records[start : start + deleted]
                newest = max([count, *records])
                records.extend(range(newest + 1, newest + 1 + added))

    got, _requests = read_all(records, change=change, told=told, pages=400)
    assert there <= set(got)
    assert got == sorted(set(got)), "in order, none twice"


def test_a_deletion_hidden_by_an_addition():
    """The total stays the same, yet the second page has moved by one."""
    records = list(range(1, 301))

    def change(turn):
        if turn == 1:
            del records[:5]
            records.extend(range(301, 306))

    got, _requests = read_all(records, change=change)
    assert set(range(1, 301)) <= set(got)


def test_the_boundary_is_found_in_few_requests_after_a_huge_deletion():
    records = list(range(1, 50_001))

    def change(turn):
        if turn == 300:
            del records[:20_000]
            records.extend(range(50_001, 60_001))

    got, requests = read_all(records, change=change)
    assert set(range(20_001, 50_001)) <= set(got)
    assert requests <= len(got) / MAX_SIZE * 1.15 + 12


def test_a_server_that_always_answers_the_same_page_comes_to_an_error():
    cursor = Cursor()
    ids = list(range(1, 101))
    with pytest.raises(UnexpectedAnswer) as caught:
        for _turn in range(1000):
            page, size = cursor.window(None)
            cursor = cursor.after(ids, (page - 1) * size, 10**9, "host")
    assert caught.value.params["reason"] == "paging"


def test_a_sample_is_one_small_page():
    assert Cursor().window(10) == (1, 10)
    assert Cursor().window(1000) == (1, 100)


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '{"x": 1}', "null"])
def test_what_is_no_cursor_is_refused(text):
    with pytest.raises(UnexpectedAnswer):
        Cursor.parse(text, "host")
