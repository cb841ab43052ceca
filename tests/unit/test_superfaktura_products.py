"""Stock items of SuperFaktura: what is read, what is sent, and answers that no sandbox gives."""

import json
from decimal import Decimal

import pytest

from deratix_integrations.engine.records import Product
from deratix_integrations.providers import base
from deratix_integrations.providers.superfaktura import product as mapping
from tests.unit.raw_server import answer
from tests.unit.test_superfaktura_client import listed, paths, talking

ITEM = {
    "created": "2050-01-01 23:59:59",
    "description": "Public description of this item",
    "hide_in_autocomplete": True,
    "id": "19",
    "import_id": None,
    "import_type": None,
    "internal_comment": "Secret comment",
    "modified": "2050-01-01 23:59:59",
    "name": "Item B",
    "purchase_currency": None,
    "purchase_unit_price": None,
    "purchase_vat": None,
    "sku": "itemb1241",
    "stock": 123,
    "unit": "m",
    "unit_price": 19.95,
    "user_id": "1",
    "user_profile_id": "1",
    "vat": 20,
    "watch_stock": True,
}
NEW = Product(external_id="", name="Píla", sku="P-1", unit="ks", tax="23", price=Decimal("4.90"))


def row(**fields):
    return mapping.row({"StockItem": {**ITEM, **fields}})


def read(**fields):
    return mapping.product(row(**fields))


def sent(server, at=-1):
    head, _blank, body = server.requests[at].partition(b"\r\n\r\n")
    return head.split(b" ")[0].decode(), json.loads(body)


def test_the_item_of_the_documentation():
    product = read()
    assert (product.name, product.sku, product.unit) == ("Item B", "itemb1241", "m")
    assert (product.price, product.tax) == (Decimal("19.95"), "20")
    assert (product.cost, product.quantity) == (None, Decimal(123))
    # Not the description, which is printed on invoices.
    assert product.note == "Secret comment"
    assert (product.barcode, product.active, product.is_service) == (None, None, None)


@pytest.mark.parametrize(
    ("fields", "quantity"),
    [
        ({"stock": 0}, Decimal(0)),
        ({"stock": "2.5000", "watch_stock": "1"}, Decimal("2.5")),
        ({"stock": -3, "watch_stock": 1}, Decimal(-3)),
        ({"stock": 5, "watch_stock": "0"}, None),
        ({"stock": 5, "watch_stock": None}, None),
        ({"stock": None}, None),
    ],
)
def test_there_is_a_quantity_where_it_is_watched(fields, quantity):
    assert read(**fields).quantity == quantity


def test_an_item_with_a_number_alone_is_named_by_it():
    assert read(name="").name == "itemb1241"


def test_a_cost_in_another_currency_is_none():
    assert read(purchase_unit_price="0.1200").cost == Decimal("0.12")
    assert read(purchase_unit_price="0.1200", purchase_currency="SEK").cost is None


@pytest.mark.parametrize(
    "fields",
    [
        {"id": 19, "stock": "123.0000", "vat": "20", "unit_price": "19.950"},
        {"watch_stock": "1", "hide_in_autocomplete": "1"},
        {"modified": "2051-01-01 10:00:00", "description": "Another"},
    ],
)
def test_another_spelling_is_no_change(fields):
    assert row(**fields) == base.Row("19", {"StockItem": {**ITEM, **fields}}, row().fingerprint)


@pytest.mark.parametrize(
    "fields",
    [{"name": "B"}, {"sku": ""}, {"stock": 122}, {"vat": None}, {"watch_stock": False}],
)
def test_what_is_read_is_in_the_fingerprint(fields):
    assert row(**fields).fingerprint != row().fingerprint


def test_what_is_no_item():
    with pytest.raises(base.UnexpectedAnswer) as caught:
        mapping.product(base.Row("1", {}, ""))
    assert caught.value.is_of_record


def test_a_new_item_is_sent_without_what_is_empty_and_read_again():
    made = answer({"error": 0, "data": {"StockItem": {"id": "19", "name": "Píla"}}})
    with talking(made, answer({"StockItem": ITEM})) as (provider, server):
        assert provider.create_product(NEW) == row()
        assert paths(server) == ["/stock_items/add", "/stock_items/view/19"]
        assert sent(server, 0) == (
            "POST",
            {"StockItem": {"name": "Píla", "sku": "P-1", "unit": "ks", "vat": 23,
                           "unit_price": 4.9}},
        )  # fmt: skip


def test_an_item_is_changed_by_one_request():
    with talking(answer({"error": 0, "data": {"StockItem": {**ITEM, "id": 19}}})) as (
        provider,
        server,
    ):
        product = provider.product(provider.update_product("19", NEW))
        assert product.sku == "itemb1241"
        assert paths(server) == ["/stock_items/edit/19"]
        method, body = sent(server)
        assert method == "PATCH"
        # Neither the quantity nor the public description.
        assert body["StockItem"] == {
            "name": "Píla", "sku": "P-1", "unit": "ks", "internal_comment": "", "vat": 23,
            "unit_price": 4.9,
        }  # fmt: skip


def test_an_answer_that_tells_less_is_read_again():
    short = answer({"error": 0, "data": {"StockItem": {"id": 19, "stock": 7.5}}})
    with talking(short, answer({"StockItem": ITEM})) as (provider, server):
        assert provider.write_stock("19", Decimal("7.5")) == row()
        assert sent(server, 0) == ("PATCH", {"StockItem": {"stock": 7.5, "watch_stock": 1}})
        assert paths(server)[1] == "/stock_items/view/19"


def test_a_number_that_only_contains_it_is_not_it():
    longer = {"StockItem": {**ITEM, "id": "7", "sku": "itemb12410"}}
    with talking(listed(longer, {"StockItem": ITEM})) as (provider, server):
        assert provider.find_product("itemb1241") == row()
        assert paths(server)[0].endswith("/sort:id/direction:ASC/sku:aXRlbWIxMjQx")
        assert provider.find_product("itemb124") is None


def test_changes_are_asked_for_by_the_day():
    with talking(listed()) as (provider, server):
        page = provider.read_products(base.Query(watermark="2026-07-14"))
        assert paths(server)[0].endswith(
            "/modified:3/modified_since:2026-07-14/modified_to:2037-12-31"
        )
        assert page.watermark > "2026-07-14"
        provider.read_stock(base.Query(watermark="2026-07-14"))
        assert paths(server)[1].endswith("/sort:id/direction:ASC")


@pytest.mark.parametrize("body", [{}, {"StockItem": []}, {"StockItem": {"id": "x"}}, []])
def test_a_view_of_no_item(body):
    with talking(answer(body)) as (provider, _server), pytest.raises(base.UnexpectedAnswer):
        provider.read_product("19")


def test_a_write_without_an_item_in_its_answer_is_unclear():
    with talking(answer({"error": 0, "data": {}})) as (provider, _server):
        for call in (
            lambda: provider.create_product(NEW),
            lambda: provider.write_stock("19", Decimal(1)),
        ):
            with pytest.raises(base.UnexpectedAnswer) as caught:
                call()
            assert caught.value.unclear
