"""Reading to the end of a list of fixed pages that changes while it is read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deratix_integrations.providers.base import Row, UnexpectedAnswer
from deratix_integrations.providers.sweep import Cursor

SIZE = 5


def read_all(records, *, change=lambda turn: None, size=SIZE):
    """The rows in the order given, and the number of requests; ``records`` are pairs of id and
    fingerprint that ``change`` may change."""
    cursor, got = Cursor(), []
    for turn in range(2000):
        change(turn)
        start = (cursor.page - 1) * size
        rows = [Row(id_, {}, print_) for id_, print_ in records[start : start + size]]
        is_new, following = cursor.after(rows, start + size >= len(records), "host")
        got += [(row.external_id, row.fingerprint) for row in rows] if is_new else []
        if following is None:
            return got, turn + 1
        cursor = Cursor.parse(following.dump(), "host")
    raise AssertionError("it does not end")


def quiet(count):
    return [(f"id{number}", "a") for number in range(count)]


@pytest.mark.parametrize("count", [0, 1, 4, 5, 6, 9, 10, 11, 103])
def test_a_quiet_list_is_given_once_and_read_there_and_back(count):
    records = quiet(count)
    got, requests = read_all(records)
    assert got == records
    pages = max(1, -(-count // SIZE))
    assert requests == 2 * pages - 1


changes = st.lists(
    st.tuples(
        st.integers(1, 14),  # before which request
        st.sampled_from(["delete", "insert", "edit", "move"]),
        st.floats(0, 1),  # where
        st.integers(1, 12),  # how many
    ),
    max_size=6,
)


@settings(max_examples=500, deadline=None)
@given(count=st.integers(0, 45), script=changes)
def test_none_that_was_there_all_the_while_is_missed(count, script):
    """Whatever is deleted, added, changed or moved to another place."""
    records = quiet(count)
    there = {id_ for id_, _print in records}

    def change(turn):
        for number, (when, what, where, how_many) in enumerate(script):
            if when == turn:
                at = int(where * len(records))
                part = records[at : at + how_many]
                if what == "insert":
                    records[at:at] = [(f"new{number}-{each}", "a") for each in range(how_many)]
                    continue
                del records[at : at + how_many]
                if what == "delete":
                    there.difference_update(id_ for id_, _print in part)
                    continue
                to = at if what == "edit" else (at * 7 + 3) % (len(records) + 1)
                records[to:to] = [(id_, f"{number}") for id_, _print in part]

    got, _requests = read_all(records, change=change)
    assert there <= {id_ for id_, _print in got}


def test_a_deletion_between_two_pages():
    """What moved from the second page to the first is found on the way back."""
    records = quiet(10)

    def change(turn):
        if turn == 1:
            del records[0]

    got, requests = read_all(records, change=change)
    assert ("id5", "a") in got
    assert requests == 4, "there, back, and there again to see that all is quiet"


def test_a_list_that_never_rests_is_left_in_the_end():
    records = quiet(20)

    def change(turn):
        records[turn % 20] = (records[turn % 20][0], str(turn))

    got, requests = read_all(records, change=change)
    assert {id_ for id_, _print in got} == {id_ for id_, _print in records}
    assert requests < 50


def test_a_system_that_ignores_the_number_of_the_page():
    page = [Row(f"id{number}", {}, "a") for number in range(SIZE)]
    cursor = Cursor()
    with pytest.raises(UnexpectedAnswer) as caught:
        for _request in range(20):
            _new, cursor = cursor.after(page, False, "host")
    assert caught.value.params["reason"] == "paging"


@pytest.mark.parametrize(
    "text", ["", "x", "[]", "{}", '{"page":"1","seen":[]}', '{"seen":[],"a":1}']
)
def test_what_is_no_cursor(text):
    with pytest.raises(UnexpectedAnswer):
        Cursor.parse(text, "host")
