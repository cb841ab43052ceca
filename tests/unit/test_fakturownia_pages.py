"""Pages that make no sense, and cursors that are none."""

import pytest

from deratix_integrations.providers.base import UnexpectedAnswer
from deratix_integrations.providers.fakturownia.paging import OVERLAP, SECOND, Cursor, Key
from tests.unit.changing_list import HOST, NOW, Listing, spread


@pytest.mark.parametrize("count", [60, 250])
def test_records_without_a_time_are_given_too(count):
    listing = Listing(spread(count))
    timed = listing.page

    def page(number, size):
        keys = timed(number, size)
        bare = (range(count), ["0", "1", "50", "99", "198"])[count == 250]
        return [Key(key.id, None) if key.id in map(str, bare) else key for key in keys]

    listing.page = page
    got = []
    cursor = Cursor()
    while cursor:
        number, size = cursor.window(None)
        keys = listing.page(number, size)
        step = cursor.after(keys, number, size, None, HOST)
        got += [keys[index].id for index in step.fresh]
        cursor = step.cursor
    assert set(got) == set(listing.records)


def failing(pages):
    cursor = Cursor()
    with pytest.raises(UnexpectedAnswer) as caught:
        for _request in range(1000):
            page, size = cursor.window(None)
            cursor = cursor.after(pages(page, size), page, size, None, HOST).cursor
    return caught.value.params["reason"]


def keys(count, first=0):
    return [Key(str(number), NOW - number) for number in range(first, first + count)]


def test_a_server_that_always_answers_the_same_page_comes_to_an_error():
    assert failing(lambda page, size: keys(size)) == "paging"


def test_a_page_longer_than_asked_for_is_refused():
    """Nobody can tell then which records it leaves out."""
    for cursor in (Cursor(), Cursor().after(keys(100), 1, 100, None, HOST).cursor):
        page, size = cursor.window(None)
        with pytest.raises(UnexpectedAnswer) as caught:
            cursor.after(keys(size + 1, 50), page, size, None, HOST)
        assert caught.value.params["reason"] == "paging"


def test_another_order_is_refused():
    assert failing(lambda page, size: keys(50)[::-1] + keys(50, 50)) == "order"


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '{"x": 1}', "null"])
def test_what_is_no_cursor_is_refused(text):
    with pytest.raises(UnexpectedAnswer):
        Cursor.parse(text, HOST)


@pytest.mark.parametrize("text", ["{", "[]", "7", "{}", '{"mark": "x", "top": ""}', '{"mark": 1}'])
def test_what_is_no_watermark_is_refused(text):
    with pytest.raises(UnexpectedAnswer):
        Cursor.begin(text, None, HOST)


def test_cursors_stay_small():
    listing = Listing(spread(100, 0))
    cursor = Cursor().after(listing.page(1, 100), 1, 100, None, HOST).cursor
    assert len(cursor.dump()) < 1500
    assert OVERLAP >= 60 * SECOND
