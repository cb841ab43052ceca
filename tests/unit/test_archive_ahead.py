"""One item ahead, in order, and no further."""

from threading import Event, get_ident

import pytest

from deratix_zip_import.archive.ahead import ahead


def test_the_next_is_worked_on_while_this_one_is_used():
    begun = [Event() for _number in range(3)]

    def work(number):
        begun[number].set()
        return number, get_ident()

    found = ahead(work, range(3))
    item, (result, thread) = next(found)
    assert (item, result) == (0, 0)
    assert thread != get_ident()
    assert begun[1].wait(10)
    assert not begun[2].is_set()
    assert [item for item, _result in found] == [1, 2]


def test_a_failure_comes_when_its_item_is_due():
    def work(number):
        return 1 / number

    found = ahead(work, (1, 0, 2))
    assert next(found) == (1, 1)
    with pytest.raises(ZeroDivisionError):
        next(found)


def test_of_nothing_there_is_nothing():
    assert list(ahead(str, ())) == []
