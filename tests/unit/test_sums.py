"""An order and what became of it are compared to the cent."""

from dataclasses import replace
from decimal import Decimal

import pytest

from deratix_integrations.engine.records import Order, OrderLine
from deratix_integrations.engine.sums import differences

LINES = (
    OrderLine("Saw", Decimal("2"), Decimal("50.00"), tax="25"),
    OrderLine("Book", Decimal("3"), Decimal("9.99"), tax="6", discount=Decimal("10")),
)
ORDER = Order(
    external_id="7",
    client_id="12",
    currency="EUR",
    net=Decimal("126.97"),
    gross=Decimal("153.59"),
    lines=LINES,
)


def whats(**changes):
    return [each.what for each in differences(ORDER, replace(ORDER, **changes))]


def test_the_same_is_no_difference():
    assert whats(external_id="other", number="9", note="x") == []


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"client_id": "13"}, "client"),
        ({"currency": "SEK"}, "currency"),
        ({"lines": LINES[:1]}, "count"),
        ({"lines": (LINES[0], replace(LINES[1], price=Decimal("10.01")))}, "line"),
        ({"net": Decimal("127.00")}, "net"),
        ({"gross": Decimal("153.62")}, "gross"),
        ({"gross": Decimal("155")}, "gross"),
    ],
)
def test_what_differs_is_named(changes, what):
    assert whats(**changes) == [what]


def test_rounding_is_no_difference():
    assert whats(net=Decimal("126.95"), gross=Decimal("153.61")) == []
    assert whats(gross=Decimal("154")) == []
    assert whats(gross=Decimal("153.10")) == ["gross"]


def test_lines_are_told_with_both_sums():
    other = replace(ORDER, lines=(LINES[0], replace(LINES[1], quantity=Decimal("30"))))
    (found,) = differences(ORDER, other)
    assert (found.name, found.ours, found.theirs) == ("Book", "26.97", "269.73")


def test_lines_with_and_without_tax_are_not_compared():
    assert whats(with_tax=True, lines=(LINES[0], replace(LINES[1], price=Decimal("99")))) == []
