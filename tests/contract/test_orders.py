"""Documents that are orders, read."""

from datetime import timedelta
from decimal import Decimal

import pytest

from deratix_integrations.providers import base
from deratix_integrations.providers.base import Query, Row
from tests.contract.reading import ids, rows_and_watermark

CENT = Decimal("0.01")


@pytest.fixture
def orders(orders_case):
    orders_case.reset_orders()
    return orders_case


def read_all(case, document, query=None):
    provider = case.provider()

    def read(asked, cursor):
        return provider.read_order_page(document, asked, cursor)

    return rows_and_watermark(read, query)


def test_every_document_once_with_its_lines(orders):
    provider = orders.provider()
    assert provider.capabilities.order_sources == tuple(orders.order_states)
    for document, states in orders.order_states.items():
        rows, _watermark = read_all(orders, document)
        assert sorted(set(ids(rows))) == sorted(orders.order_ids(document))
        found = [provider.order_of(document, row) for row in rows]
        assert {order.status for order in found} >= states
        for order in found:
            assert order.client_id and order.client_name and order.currency and order.lines
            assert all(line.name and line.quantity for line in order.lines)
            # Rounded by the line and by the rate.
            told = order.gross if order.with_tax else order.net
            summed = sum(line.net for line in order.lines) + order.freight
            assert abs(told - summed) <= CENT * len(order.lines)
            assert order.gross >= order.net


def test_one_document_is_as_in_the_list(orders):
    provider = orders.provider()
    for document in orders.order_states:
        for row in provider.read_order_page(document, Query(limit=3)).rows:
            alone = provider.order_detail(document, row.external_id)
            assert alone.fingerprint == row.fingerprint
            assert provider.order_of(document, alone) == provider.order_of(document, row)


@pytest.mark.parametrize("external_id", ["99999999", "", ".."])
def test_a_document_that_is_not_there(orders, external_id):
    for document in orders.order_states:
        with pytest.raises(base.NotFound):
            orders.provider().order_detail(document, external_id)


def test_since_a_day(orders):
    provider = orders.provider()
    for document in orders.order_states:
        rows, _watermark = read_all(orders, document)
        days = sorted(day for row in rows if (day := provider.order_of(document, row).ordered_on))
        since = days[len(days) // 2] + timedelta(days=1)
        later, _watermark = read_all(orders, document, Query(issued_since=since))
        assert 0 < len(later) < len(rows)
        for row in later:
            ordered_on = provider.order_of(document, row).ordered_on
            assert ordered_on is None or ordered_on >= since


def test_a_document_that_is_closed_is_given_again(orders):
    provider = orders.provider()
    for document in orders.order_states:
        orders.pass_time(orders.settling)
        rows, watermark = read_all(orders, document)
        row = next(row for row in rows if provider.order_of(document, row).status == "open")
        closed = orders.close_order(document, row.external_id) or "cancelled"
        query = Query(watermark=watermark)
        again, _watermark = read_all(orders, document, query)
        (after,) = {each.fingerprint: each for each in again
                    if each.external_id == row.external_id}.values()  # fmt: skip
        assert after.fingerprint != row.fingerprint
        assert provider.order_of(document, after).status == closed
        if watermark:
            # What was the newest at the last reading may be given again.
            assert set(ids(again)) <= {row.external_id, rows[0].external_id}
        # What takes it back is no order.
        assert set(ids(again)) <= set(ids(rows))


def test_what_is_no_document(orders):
    for document in orders.order_states:
        with pytest.raises(base.UnexpectedAnswer) as caught:
            orders.provider().order_of(document, Row("7", {}, ""))
        assert caught.value.params["reason"] == "record"


def test_value_lists(orders):
    provider = orders.provider()
    for kind in ("payment_term", "payment_mode", "delivery_way", "unit", "ledger_account"):
        found = provider.value_list(kind)
        assert bool(found) == (kind in orders.choices)
        assert all(choice.code for choice in found)


def test_nothing_personal_is_recorded(orders):
    provider = orders.provider()
    names = set()
    for document in orders.order_states:
        names |= {provider.order_of(document, row).client_name
                  for row in provider.read_order_page(document, Query(limit=5)).rows}  # fmt: skip
    told = repr(list(orders.entries.take()))
    assert names and not [name for name in names if name in told]
