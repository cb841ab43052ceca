"""Reading a list ordered by change to its end although it changes between the requests."""

from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deratix_integrations.providers.fakturownia import paging
from deratix_integrations.providers.fakturownia.paging import SECOND, Cursor
from tests.unit.changing_list import HOST, NOW, Listing, read, spread

# -- a quiet list ----------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 199, 200, 1000, 3000])
def test_a_quiet_list_is_read_once_with_few_requests(count):
    listing = Listing(spread(count))
    got, _watermark = read(listing)
    assert got == [(str(number), 0) for number in range(count)]
    assert listing.requests <= count / 100 * 1.15 + 3


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 1000])
@pytest.mark.parametrize("apart", [60 * SECOND, SECOND // 10, 0])
def test_an_idle_reading_is_one_request_and_gives_nothing(count, apart):
    """Also when all was changed in the same minute, or in the same moment."""
    listing = Listing(spread(count, apart))
    got, watermark = read(listing)
    assert {id_ for id_, _version in got} == set(listing.records)
    for _cycle in range(3):
        listing.requests = 0
        got, watermark = read(listing, watermark=watermark)
        assert (got, listing.requests) == ([], 1)


def test_a_change_costs_one_request():
    listing = Listing(spread(1000))
    _got, watermark = read(listing)
    listing.edit("700")
    listing.requests = 0
    got, watermark = read(listing, watermark=watermark)
    assert ("700", 1) in got
    assert listing.requests == 1
    assert read(listing, watermark=watermark)[0] == []


def test_a_change_that_does_not_move_the_time():
    """The second one within a second, where times are whole seconds."""
    listing = Listing(spread(1000))
    listing.edit("700")
    _got, watermark = read(listing)
    listing.edit("700")
    got, _watermark = read(listing, watermark=watermark)
    assert ("700", 2) in got


def test_the_total_is_told_where_the_end_is_seen():
    listing = Listing(spread(130))
    cursor = Cursor()
    step = cursor.after(listing.page(1, 100), 1, 100, None, HOST)
    assert step.total is None
    page, size = step.cursor.window(None)
    assert step.cursor.after(listing.page(page, size), page, size, None, HOST).total == 130


@pytest.mark.parametrize("limit", [1, 10, 100, 150, 5000])
def test_a_sample_is_the_newest_and_no_more(limit):
    listing = Listing(spread(300))
    got, watermark = read(listing, limit=limit)
    assert got == [(str(number), 0) for number in range(min(limit, 300))]
    assert watermark == ""
    assert listing.requests <= limit / 100 * 1.15 + 2 or limit > 300


def test_since_a_persons_date():
    listing = Listing(spread(500))
    since = listing.records["250"][0]
    got, _watermark = read(listing, since=since)
    assert got == [(str(number), 0) for number in range(251)]


def test_a_persons_date_does_not_move_the_watermark():
    """A change that was on its way when the date was given is still read."""
    listing = Listing([NOW - 5 * SECOND, *spread(20)])
    listing.edit("7", late=True)
    listing.clock += 2 * SECOND
    listing.edit("3")
    _got, watermark = read(listing, since=listing.clock)
    _got, watermark = read(listing, since=listing.clock, watermark=watermark)
    listing.commit()
    assert ("7", 1) in read(listing, watermark=watermark)[0]


# -- a list that changes ---------------------------------------------------------------------------

# With pages of twenty the next page reaches at least nine records behind the last newer one, so
# up to nine of one time need no order.
SIZE, LARGEST_TIE = 20, 9
actions = st.lists(
    st.tuples(
        st.sampled_from(["edit", "late", "delete", "add"]),
        st.floats(0, 1, exclude_max=True),  # where in the list
        st.integers(1, 30),  # how many
        st.sampled_from([0, 1, 30 * SECOND]),  # how much later than the action before
    ),
    max_size=4,
)
turns = st.dictionaries(st.integers(0, 25), actions, max_size=6)


def act(listing, action, where, count, later):
    listing.clock += later
    ids = sorted(listing.records, key=lambda id_: -listing.records[id_][0])
    start = int(where * len(ids))
    chosen = [None] * count if action == "add" else ids[start : start + count]
    for number, id_ in enumerate(chosen):
        if action == "delete":
            del listing.records[id_]
        elif action == "add":
            listing.add()
        else:
            listing.edit(id_, late=action == "late")
        listing.clock += number % 3 == 2  # three of one time


def changing(listing, planned):
    """What happens between the requests; a transaction stays open for one of them."""
    turn = iter(range(10**6))

    def between():
        listing.commit()
        listing.clock += 1
        for planned_action in planned.get(next(turn), ()):
            act(listing, *planned_action)

    return between


@settings(max_examples=300, deadline=None)
@given(
    groups=st.lists(st.integers(1, LARGEST_TIE), max_size=60),
    planned=turns,
    seed=st.integers(0, 1000),
)
def test_none_that_was_there_all_the_while_is_missed(groups, planned, seed):
    times = [
        NOW - (3600 + number) * SECOND for number, group in enumerate(groups) for _ in range(group)
    ]
    listing = Listing(times, seed)
    there = set(listing.records)
    with mock.patch.object(paging, "MAX_SIZE", SIZE):
        got, _watermark = read(listing, between=changing(listing, planned), most=600)
    assert there & set(listing.records) <= {id_ for id_, _version in got}


@settings(max_examples=300, deadline=None)
@given(
    count=st.integers(0, 150),
    apart=st.sampled_from([1, SECOND, 600 * SECOND]),
    readings=st.lists(turns, min_size=1, max_size=4),
    seed=st.integers(0, 1000),
)
def test_readings_by_watermark_miss_no_change(count, apart, readings, seed):
    """Whatever happens during and between readings, in the end all is known as it is now."""
    listing = Listing(spread(count, apart), seed)
    known, watermark = {}, ""
    with mock.patch.object(paging, "MAX_SIZE", SIZE):
        for planned in [*readings, {}, "the last change of all"]:
            if planned == "the last change of all":
                listing.commit()
                listing.clock += SECOND
                listing.add()
                planned = {}
            between = changing(listing, planned)
            between()
            got, watermark = read(listing, watermark=watermark, between=between, most=900)
            known.update(got)
    now = listing.versions()
    assert {id_: known.get(id_) for id_ in now} == now


@pytest.mark.parametrize("seconds", [1, 60, 590])
def test_what_is_committed_late_is_read(seconds):
    listing = Listing(spread(500))
    _got, watermark = read(listing)
    listing.edit("400", late=True)
    listing.clock += seconds * SECOND
    listing.edit("3")
    got, watermark = read(listing, watermark=watermark)
    assert {id_ for id_, version in got if version} == {"3"}
    listing.commit()
    got, watermark = read(listing, watermark=watermark)
    assert ("400", 1) in got


def test_deleted_in_front_while_reading():
    listing = Listing(spread(1000))

    def between():
        if listing.requests == 4:
            for number in range(350):
                listing.records.pop(str(number))

    got, _watermark = read(listing, between=between)
    assert {str(number) for number in range(350, 1000)} <= {id_ for id_, _version in got}
    assert listing.requests <= 20


def test_very_many_put_on_top_while_reading():
    """What is pushed down is found again by doubling, not page by page."""
    listing = Listing(spread(1000))
    listing.ties = "stable"

    def between():
        if listing.requests == 3:
            for _number in range(5000):
                listing.clock += 1
                listing.add()

    got, _watermark = read(listing, between=between)
    assert dict(got) == listing.versions()
    # Once all, and a few to find the place.
    assert listing.requests <= 6000 / 100 * 1.15 + 20


@pytest.mark.parametrize("ties", ["random", "turned", "stable"])
@pytest.mark.parametrize("count", [60, 99, 250, 1000])
def test_a_mass_change_of_one_time_is_read_whole(count, ties):
    """Whatever order its records come in, and whether it is in the middle or at the end."""
    for behind in (30, 0):
        mass = [NOW - 10_000 * SECOND] * count
        listing = Listing([*spread(50), *mass, *[NOW - 10_001 * SECOND] * behind])
        listing.ties = ties
        got, _watermark = read(listing)
        assert sorted(got) == sorted((id_, 0) for id_ in listing.records)
        if ties == "stable":
            assert listing.requests <= 3 + count / 50


def test_more_of_one_time_than_can_be_counted_is_trusted():
    listing = Listing([NOW] * 5000)
    listing.ties = "stable"
    got, _watermark = read(listing)
    assert {id_ for id_, _version in got} == set(listing.records)
    assert listing.requests <= 120


@settings(max_examples=100, deadline=None)
@given(
    groups=st.lists(st.integers(1, 150), min_size=1, max_size=5),
    ties=st.sampled_from(["random", "turned"]),
    turns=st.dictionaries(st.integers(0, 20), st.integers(1, 15), max_size=5),
    seed=st.integers(0, 1000),
)
def test_large_groups_of_one_time_while_others_are_put_on_top(groups, ties, turns, seed):
    times = [
        NOW - (3600 + number) * SECOND for number, group in enumerate(groups) for _ in range(group)
    ]
    listing = Listing(times, seed)
    listing.ties = ties
    turn = iter(range(10**6))

    def between():
        for _number in range(turns.get(next(turn), 0)):
            listing.clock += 1
            listing.add()

    with mock.patch.object(paging, "MAX_SIZE", SIZE):
        got, _watermark = read(listing, between=between)
    assert {str(number) for number in range(len(times))} <= {id_ for id_, _version in got}


def test_a_deletion_within_a_mass_change_of_one_time():
    listing = Listing([NOW - 10_000 * SECOND] * 1000)
    listing.ties = "stable"

    def between():
        if listing.requests in (3, 7):
            for id_ in sorted(listing.records)[:70]:
                del listing.records[id_]

    got, _watermark = read(listing, between=between)
    assert set(listing.records) <= {id_ for id_, _version in got}


def test_a_flood_of_changes_ends():
    """More change between two requests than a page holds, without end."""
    listing = Listing(spread(300))

    def between():
        for number in range(150):
            listing.clock += 1
            listing.edit(str(number))

    _got, watermark = read(listing, between=between)
    got, _watermark = read(listing, watermark=watermark)
    assert dict(got).items() >= {(str(number), listing.records[str(number)][1])
                                 for number in range(150)}  # fmt: skip
