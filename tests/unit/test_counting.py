"""Counting a list whose system tells no total, and what is reckoned by the number."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deratix_integrations.pipeline.estimate import estimate
from deratix_integrations.providers.base import UnexpectedAnswer
from deratix_integrations.providers.paging import count_records
from tests.unit.fakturownia_talk import CLIENT, asked, talking
from tests.unit.raw_server import answer

SIZE = 100


class Pages:
    """A list of so many records; `shrink` of them go before every page but the first."""

    def __init__(self, total, shrink=0):
        self.total, self.shrink, self.asked = total, shrink, []

    def __call__(self, page):
        if self.asked:
            self.total = max(0, self.total - self.shrink)
        self.asked.append(page)
        return max(0, min(SIZE, self.total - (page - 1) * SIZE))


@given(st.integers(0, 3_000_000))
def test_the_number_is_right_and_costs_few_pages(total):
    pages = Pages(total)
    assert count_records(pages, SIZE) == total
    assert len(pages.asked) <= 2 * max(total // SIZE, 1).bit_length() + 2


@pytest.mark.parametrize(("total", "most"), [(0, 1), (99, 1), (100, 2), (20_000, 16)])
def test_pages_asked_for(total, most):
    pages = Pages(total)
    count_records(pages, SIZE)
    assert len(pages.asked) <= most


@given(st.integers(0, 200_000), st.integers(1, 400))
def test_a_list_that_shrinks_meanwhile(total, shrink):
    """The number is one that the list had since, or just above it by the pages known full."""
    pages = Pages(total, shrink)
    found = count_records(pages, SIZE)
    assert pages.total - SIZE <= found <= total
    assert len(pages.asked) <= 40


@given(st.integers(0, 200_000), st.integers(1, 400))
def test_a_list_that_grows_meanwhile(total, growth):
    pages = Pages(total, -growth)
    assert total <= count_records(pages, SIZE) <= pages.total


def test_a_list_without_an_end():
    assert count_records(lambda _page: SIZE, SIZE) is None
    full = answer([{**CLIENT, "id": number} for number in range(100)])
    with talking(*[full] * 20) as (provider, _server), pytest.raises(UnexpectedAnswer) as caught:
        provider.count_parties(None)
    assert caught.value.params["reason"] == "paging"


def test_what_is_asked_of_the_system():
    with talking(answer([CLIENT]), answer([])) as (provider, server):
        assert provider.count_parties(None) == 1
        _method, path, parameters, _body = asked(server)
        assert (path, parameters["per_page"]) == ("/clients.json", "100")
        assert provider.count_invoices(date(2026, 1, 2)) == 0
        _method, path, parameters, _body = asked(server)
        assert (path, parameters["period"]) == ("/invoices.json", "more")
        assert (parameters["date_from"], parameters["date_to"]) == ("2026-01-02", "2099-12-31")


def test_what_changed_since():
    rows = [{**CLIENT, "id": 1}, {**CLIENT, "id": 2, "updated_at": "2020-01-01T00:00:00Z"}]
    with talking(answer(rows), answer(rows)) as (provider, _server):
        assert provider.count_parties(datetime(2026, 1, 1, 9)) == 1
        assert provider.count_parties(datetime(2026, 1, 1, 9, 0, 1)) == 0


def test_estimates():
    found = estimate("both", 1000, 20, 990, [100, 300])
    assert found.compare_requests == 10
    assert found.compare_seconds == pytest.approx(2 + 10)
    assert found.carry_requests == 80
    assert found.carry_seconds == pytest.approx(80 * 0.2 + 0.3)
    assert estimate("in", 1000, 20, 990, [100]).carry_requests == 0
    assert estimate("out", 1000, 0, 0, [100]).carry_seconds == 0
    assert estimate("invoices", 50, 0, 10, [100]).carry_requests == 40
