"""Orders as JSON values, there and back."""

import json
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deratix_integrations.engine.order_values import order_from, order_values
from deratix_integrations.engine.records import Address, Order, OrderLine

TEXT = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=20)
AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False, places=6) | st.sampled_from(
    (Decimal("1E+3"), Decimal("-0.00"), Decimal("1E-9"))
)
KINDS = {
    "str": TEXT,
    "bool": st.booleans(),
    "Decimal": AMOUNTS,
    "date | None": st.none() | st.dates(),
    "datetime | None": st.none() | st.datetimes(),
    "Address": st.builds(Address, **{each.name: TEXT for each in fields(Address)}),
    "tuple[OrderLine, ...]": st.lists(
        st.builds(
            OrderLine,
            **{
                each.name: AMOUNTS if each.type == "Decimal" else TEXT for each in fields(OrderLine)
            },
        ),
        max_size=3,
    ).map(tuple),
}
ORDERS = st.builds(Order, **{each.name: KINDS[each.type] for each in fields(Order)})


@given(ORDERS)
def test_there_and_back(order):
    values = json.loads(json.dumps(order_values(order)))
    assert order_from(values) == order
    assert set(values) == {each.name for each in fields(Order)}


def test_the_form():
    values = order_values(
        Order(
            external_id="7",
            ordered_on=date(2026, 3, 9),
            modified_at=datetime(2026, 3, 9, 8, 30),
            gross=Decimal("1E+2"),
            delivery=Address(city="Växjö"),
            lines=(OrderLine("Hyvel", Decimal(2), Decimal("189.00"), sku="HYV-12", tax="25"),),
        )
    )
    assert values["ordered_on"] == "2026-03-09"
    assert values["modified_at"] == "2026-03-09T08:30:00"
    assert values["deliver_on"] is None
    assert values["gross"] == "100"
    assert values["delivery"]["city"] == "Växjö"
    assert values["lines"][0]["price"] == "189.00"
    assert values["with_tax"] is False


def test_what_is_left_out_is_as_by_default():
    order = order_from({"external_id": "7", "note": None, "unknown": [], "lines": [{"price": 2.5}]})
    assert order == Order("7", lines=(OrderLine("", Decimal(0), Decimal("2.5")),))


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"gross": "a lot"}, "gross"),
        ({"gross": "NaN"}, "gross"),
        ({"freight": True}, "freight"),
        ({"ordered_on": "9 March"}, "ordered_on"),
        ({"with_tax": "yes"}, "with_tax"),
        ({"number": 7}, "number"),
        ({"delivery": "Växjö"}, "delivery"),
        ({"delivery": {"city": 7}}, "delivery.city"),
        ({"lines": {}}, "lines"),
        ({"lines": [{}, {"quantity": "two"}]}, "lines[1].quantity"),
        ({"lines": ["two"]}, "lines[0]"),
    ],
)
def test_what_is_no_order_says_where(values, path):
    with pytest.raises(ValueError, match="^" + path.replace("[", r"\[").replace("]", r"\]") + "$"):
        order_from(values)
