"""The list of Fortnox is read to its end while records come and go."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deratix_integrations.providers.base import UnexpectedAnswer
from deratix_integrations.providers.fortnox.paging import SIZE, Cursor

HOST = "host"


class Listing:
    """Numbers in order; `page` as the system answers it."""

    def __init__(self, count):
        self.numbers = list(range(1000, 1000 + count * 10, 10))
        self.requests = 0

    def page(self, offset, size):
        self.requests += 1
        return [str(each) for each in self.numbers[offset : offset + size]], len(self.numbers)


def read(listing, between=lambda: None, limit=None, tells_total=True):
    """The numbers given, by cursors that went through text."""
    at, given = Cursor(), []
    for _request in range(2000):
        size = at.size(limit)
        numbers, total = listing.page(at.offset, size)
        at, new = at.listed(numbers, size, total if tells_total else None, limit, HOST)
        given += new
        if at.ended:
            return given
        at = Cursor.parse(at.dump(), HOST)
        between()
    raise AssertionError("it does not end")


@pytest.mark.parametrize("count", [0, 1, 9, 10, 99, 100, 101, 190, 1234])
@pytest.mark.parametrize("tells_total", [True, False])
def test_all_of_it_once_by_few_requests(count, tells_total):
    listing = Listing(count)
    assert read(listing, tells_total=tells_total) == [str(each) for each in listing.numbers]
    assert listing.requests <= count / (SIZE - 10) + 2


@pytest.mark.parametrize("limit", [1, 5, 99, 100, 101, 150, 400])
def test_a_sample(limit):
    listing = Listing(300)
    assert read(listing, limit=limit) == [str(each) for each in listing.numbers[:limit]]


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 900), st.integers(0, 10**6), st.integers(0, 60), st.integers(0, 60))
def test_whatever_is_there_all_the_while_is_given(count, seed, deleted, added):
    listing, rng = Listing(count), random.Random(seed)
    there = set(listing.numbers)

    def between():
        if listing.requests > 8:
            return
        where = rng.choice(("front", "back", "anywhere"))
        for _ in range(rng.randint(0, deleted)):
            if listing.numbers:
                span = len(listing.numbers)
                place = {"front": 0, "back": span - 1}.get(where, rng.randrange(span))
                there.discard(listing.numbers.pop(place))
        for _ in range(rng.randint(0, added)):
            new = rng.randint(0, 20_000) if where == "anywhere" else 20_000 + rng.randint(1, 9999)
            if new not in listing.numbers:
                listing.numbers = sorted({*listing.numbers, new if where != "front" else new % 999})

    given_numbers = read(listing, between)
    assert {str(number) for number in there & set(listing.numbers)} <= set(given_numbers)
    assert listing.requests < count / 40 + 60


def test_all_that_was_read_is_deleted():
    listing = Listing(500)

    def between():
        if listing.requests == 2:
            del listing.numbers[:195]

    given_numbers = read(listing, between)
    assert {str(number) for number in listing.numbers} <= set(given_numbers)


def test_a_page_that_never_changes_ends():
    same = [str(number) for number in range(SIZE)]
    at = Cursor()
    with pytest.raises(UnexpectedAnswer):
        for _ in range(500):
            at, _new = at.listed(same, SIZE, None, None, HOST)


@pytest.mark.parametrize("text", ["", "x", "[]", '{"a": 1}', "null", '{"mark"'])
def test_what_is_no_cursor(text):
    with pytest.raises(UnexpectedAnswer):
        Cursor.parse(text, HOST)


@pytest.mark.parametrize("text", ["x", "[]", "{}", '{"mark": 5}', '{"mark": "soon"}'])
def test_what_is_no_watermark(text):
    with pytest.raises(UnexpectedAnswer):
        Cursor.begin(text, HOST)
