"""Products as plain values and back, and units that mean the same."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deratix_integrations.engine.product_values import (
    PRODUCT_FIELDS,
    STOCK_FIELDS,
    digest,
    plain,
    product_from,
    product_values,
)
from deratix_integrations.engine.records import Product
from deratix_integrations.engine.units import same_unit, unit_key

amounts = st.none() | st.decimals(-(10**9), 10**9, places=4)
texts = st.text(max_size=20)
products = st.builds(
    Product,
    external_id=texts,
    name=texts,
    sku=texts,
    barcode=texts,
    unit=texts,
    tax=st.sampled_from(["", "0", "25", "12.5"]),
    price=amounts,
    cost=amounts,
    is_service=st.none() | st.booleans(),
    quantity=amounts,
    reserved=amounts,
    active=st.booleans(),
    note=texts,
)


@given(products)
def test_there_and_back(product):
    values = product_values(product)
    assert product_from(values, product.external_id) == product
    assert digest(values) == digest(product_values(product_from(values)))


@pytest.mark.parametrize(
    ("value", "text"),
    [("0", "0"), ("-0.00", "0"), ("100", "100"), ("1E+3", "1000"), ("12.50", "12.5")],
)
def test_a_decimal_has_one_spelling(value, text):
    assert plain(Decimal(value)) == text


def test_what_moves_there_alone_does_not_change_the_fingerprint():
    told = product_values(Product("1", "A", quantity=Decimal(1)))
    moved = {**told, "quantity": "2"}
    assert digest(told) == digest(moved)
    assert digest(told, STOCK_FIELDS) != digest(moved, STOCK_FIELDS)
    for key in PRODUCT_FIELDS:
        assert digest(told) != digest({**told, key: "another"}), key


def test_what_is_missing_is_not_told():
    product = product_from({"name": "A", "nonsense": 1})
    assert product == Product("", "A")


@pytest.mark.parametrize(
    ("name", "among", "found"),
    [
        ("st", ["Units", "kg"], "Units"),
        ("szt.", ["Units"], "Units"),
        ("Units", ["st", "förp"], "st"),
        ("KG", ["kg"], "kg"),
        ("förp", ["Units"], None),
        ("", ["Units", ""], ""),
        ("", ["Units"], None),
        ("m2", ["m", "m²"], "m²"),
    ],
)
def test_units(name, among, found):
    assert same_unit(name, among) == found


def test_no_name_means_two_units():
    assert unit_key("Tim.") == unit_key("hours")
    assert unit_key("t") != unit_key("tim")
    assert unit_key("") == ""
