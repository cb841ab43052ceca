"""Articles and how many there are of them, of systems that know them."""

from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

import pytest

from deratix_integrations.engine.product_values import product_values
from deratix_integrations.engine.records import Product
from deratix_integrations.providers import base, registry
from deratix_integrations.providers.base import Query
from tests.contract.reading import ids, rows_and_watermark
from tests.contract.systems import CASES

CODES = sorted(code for code in CASES if registry.providers()[code].capabilities.products)
SAW = Product(
    external_id="",
    name="Såg „A & B” 1 mm",
    sku="SAW-1",
    barcode="7300000000012",
    unit="st",
    tax="12",
    price=Decimal("19.99"),
    cost=Decimal("9.5"),
    is_service=False,
    note="Rad ett\nrad två",
)


@pytest.fixture(params=CODES)
def case(request, start_case):
    return start_case(request.param)


@pytest.fixture
def provider(case):
    return case.provider()


def new(provider, **fields):
    return provider.create_product(replace(SAW, **fields))


def held(provider, product):
    """What of it the system takes."""
    values = product_values(product)
    return {key: values[key] for key in provider.product_fields - {"quantity"}}


def test_an_article_comes_back_and_is_found(provider):
    row = new(provider)
    product = provider.product(row)
    assert product.sku == SAW.sku
    assert held(provider, product) == held(provider, SAW)
    assert provider.read_product(row.external_id).fingerprint == row.fingerprint
    assert provider.find_product("SAW-1").external_id == row.external_id
    assert provider.find_product("saw") is None
    assert provider.find_product("") is None


def test_what_is_changed_and_nothing_else(provider):
    row = new(provider)
    before = provider.product(row)
    wanted = replace(before, name="Ny", barcode="", active=False, cost=None, price=None)
    after = provider.product(
        provider.update_product(row.external_id, replace(wanted, quantity=None))
    )
    changed = {"name": "Ny", "barcode": "", "active": False}
    expected = held(provider, before) | {
        key: value for key, value in changed.items() if key in provider.product_fields
    }
    assert held(provider, after) == expected
    # What it does not take it does not tell either.
    told = product_values(after)
    assert all(told[key] is None for key in changed if key not in provider.product_fields)


def test_all_are_read_once_and_then_what_changed(provider):
    known = ids(rows_and_watermark(provider.read_products)[0])
    made = [new(provider, sku=f"S-{number}", barcode="").external_id for number in range(130)]
    rows, watermark = rows_and_watermark(provider.read_products)
    assert sorted(ids(rows)) == sorted([*known, *made])
    assert watermark
    provider.update_product(made[70], replace(SAW, sku="S-70", name="Ny"))
    changed, following = rows_and_watermark(provider.read_products, Query(watermark=watermark))
    assert made[70] in ids(changed)
    assert following
    names = {row.external_id: provider.product(row).name for row in changed}
    assert names[made[70]] == "Ny"


def test_the_quantities_of_all(provider):
    made = [new(provider, sku=f"S-{number}", barcode="").external_id for number in range(3)]
    rows, _watermark = rows_and_watermark(provider.read_stock)
    assert set(made) <= set(ids(rows))
    for row in rows:
        stock = provider.product(provider.read_product(row.external_id))
        assert provider.product(row).quantity == stock.quantity


def test_a_quantity_is_written_and_nothing_else(provider):
    if not provider.capabilities.stock_write:
        assert not hasattr(provider, "write_stock"), "nobody writes quantities there"
        return
    row = new(provider)
    product = provider.product(provider.write_stock(row.external_id, Decimal("2.5")))
    assert product.quantity == Decimal("2.5")
    assert held(provider, product) == held(provider, SAW)


def test_a_quantity_of_which_nobody_heard_is_written_once(case, provider):
    """The same again after an unclear outcome leaves as many as it says."""
    if not provider.capabilities.stock_write:
        return
    row = new(provider)
    provider.write_stock(row.external_id, Decimal(5))
    # Whether a lost answer is asked for again at once is another matter.
    case.fault("reset", match="articles|stock_items", times=2, processed=True)
    failures = 0
    for _attempt in range(2):
        with suppress(base.ProviderError):
            provider.write_stock(row.external_id, Decimal("7.5"))
            continue
        failures += 1
    assert failures
    product = provider.product(provider.write_stock(row.external_id, Decimal("7.5")))
    assert product.quantity == Decimal("7.5")
    assert provider.product(provider.read_product(row.external_id)).quantity == Decimal("7.5")


def test_what_is_not_there(provider):
    for missing in ("999999", "..", "a/b"):
        with pytest.raises(base.NotFound):
            provider.read_product(missing)


def test_a_watermark_or_cursor_of_no_sense(provider):
    for query, cursor in ((Query(watermark="nonsense"), None), (Query(), "nonsense")):
        with pytest.raises(base.UnexpectedAnswer):
            provider.read_products(query, cursor)


def test_a_lost_answer_hides_no_article(case, provider):
    """Whoever asks after an unclear outcome is told what is there."""
    provider.find_product("SAW-1")
    case.fault("reset", match="products|articles|stock_items", processed=True)
    with pytest.raises(base.ProviderError):
        new(provider)
    assert provider.find_product("SAW-1") is not None
