"""Documents of Fakturownia as orders, and orders as documents."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings

from deratix_integrations.engine.records import Address, Order, OrderLine
from deratix_integrations.providers import base
from deratix_integrations.providers.base import Query
from deratix_integrations.providers.fakturownia import invoice, order
from tests.unit.fakturownia_talk import INVOICE, asked, talking
from tests.unit.raw_server import answer
from tests.unit.test_fakturownia_invoice import DOCUMENT
from tests.unit.test_fakturownia_party import json_values, st

POSITION = {
    "id": 1, "name": "Deska", "code": "DES-1", "product_id": 4711, "quantity": "2.0",
    "quantity_unit": "szt", "price_net": "50.00", "total_price_net": "100.0", "tax": "23",
    "discount": None, "discount_percent": None,
}  # fmt: skip
ORDERED = {
    **DOCUMENT, "kind": "estimate", "buyer_street": "Lipowa 3", "buyer_post_code": "31-001",
    "buyer_city": "Kraków", "buyer_country": "PL", "payment_type": "transfer",
    "positions": [POSITION],
}  # fmt: skip


def read(**changes):
    return order.order(order.row({**ORDERED, **changes}))


def line(**changes):
    (made,) = read(positions=[{**POSITION, **changes}]).lines
    return made


def test_every_field():
    assert read() == Order(
        external_id="90011",
        number="7/05/2025",
        client_id="4410021",
        client_name="Zielony Most Sp. z o.o.",
        client_order="CRM-L-42",
        ordered_on=date(2025, 5, 6),
        currency="PLN",
        net=Decimal(100),
        gross=Decimal(123),
        payment_term="14",
        payment_mode="transfer",
        address=Address(
            name="Zielony Most Sp. z o.o.", street="Lipowa 3", city="Kraków", zip="31-001",
            country="PL",
        ),
        note="Uwagi\nna fakturze",
        reference="CRM-L-42",
        modified_at=datetime(2025, 5, 6, 8, 0, 1),
        lines=(
            OrderLine(
                "Deska", Decimal(2), Decimal(50), sku="DES-1", tax="23", unit="szt",
                product_ref="4711",
            ),
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"status": "issued"}, "open"),
        ({"status": "sent"}, "open"),
        ({"status": "partial", "paid": "23"}, "open"),
        ({"status": "accepted"}, "open"),
        ({"status": "paid"}, "paid"),
        ({"status": "issued", "paid": "123.0"}, "paid"),
        ({"status": "rejected"}, "cancelled"),
        ({"status": "rejected", "paid": "123.0"}, "cancelled"),
        ({"status": "paid", "cancelled": True}, "cancelled"),
        ({"status": "what comes some day"}, "open"),
    ],
)
def test_status(changes, status):
    assert read(**changes).status == status


def test_an_invoice_is_its_own_invoice_and_says_of_what_it_was_made():
    assert read().invoice_id == ""
    made = read(kind="vat", from_invoice_id=90001)
    assert (made.invoice_id, made.made_from) == ("90011", "90001")
    assert read(invoice_id="90002", from_invoice_id=90001).made_from == "90002"


def test_the_day_of_sale_is_told_where_it_is_another():
    assert read(sell_date="2025-05-09").deliver_on == date(2025, 5, 9)
    assert read(sell_date="2025-05").deliver_on is None


@pytest.mark.parametrize(
    ("changes", "price", "discount", "off"),
    [
        ({}, "50", "0", "0"),
        # The unit price before the discount, or after it.
        ({"discount_percent": "10.0", "total_price_net": "90.0"}, "50", "10", "0"),
        ({"discount_percent": "10.0", "total_price_net": "100.0"}, "50", "0", "0"),
        ({"discount": "10,00", "total_price_net": "90.0"}, "50", "0", "10"),
        # Reckoned in a way that nobody tells.
        ({"discount_percent": "10.0", "total_price_net": "91.0"}, "45.5", "0", "0"),
        # From a gross sum.
        ({"quantity": "3", "price_net": "13.55", "total_price_net": "40.65"}, "13.55", "0", "0"),
        ({"quantity": "3", "price_net": "6.67", "total_price_net": "20"}, "6.666666667", "0", "0"),
        ({"total_price_net": None}, "50", "0", "0"),
        ({"quantity": "0", "total_price_net": "9"}, "50", "0", "0"),
    ],
)  # fmt: skip
def test_a_line_comes_to_its_sum(changes, price, discount, off):
    made = line(**changes)
    assert (made.price, made.discount, made.discount_amount) == tuple(
        map(Decimal, (price, discount, off))
    )
    told = changes.get("total_price_net", "100.0")
    if told and made.quantity:
        assert made.net == Decimal(told)


def test_headings_and_deleted_positions_are_no_lines():
    others = [{"name": "Tytuł", "kind": "text_separator"}, {**POSITION, "deleted": True}, None]
    assert len(read(positions=[*others, POSITION]).lines) == 1
    for none in (None, "x", {}):
        assert read(positions=none).lines == ()


def test_the_fingerprint_tells_of_positions_but_not_of_times():
    before = order.row(ORDERED).fingerprint
    for key, value in (("name", "Listwa"), ("quantity", "3"), ("code", "X"), ("product_id", 7)):
        changed = {**ORDERED, "positions": [{**POSITION, key: value}]}
        assert order.row(changed).fingerprint != before
    again = [{**POSITION, "updated_at": "x", "id": 5}]
    assert order.row({**ORDERED, "updated_at": "x", "positions": again}).fingerprint == before
    assert order.row({**ORDERED, "status": "paid"}).fingerprint != before


def test_what_is_wanted():
    assert order.is_wanted("order", {"kind": "estimate"})
    assert order.is_wanted("invoice", {"kind": "vat", "income": "1"})
    for payload in ({"kind": "vat"}, {"kind": "estimate", "income": False}, {}):
        assert not order.is_wanted("order", payload)
    assert not order.is_wanted("order", {"kind": "estimate", "deleted": True})


def test_kinds_are_documented_ones_and_each_is_of_one_document():
    kinds = [kind for some in order.KINDS_OF.values() for kind in some]
    assert len(kinds) == len(set(kinds))
    assert set(kinds) <= set(invoice.KINDS)
    assert not {"advance", "final", "correction", "correction_note"} & set(kinds)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(ORDERED)), json_values, max_size=12),
       st.dictionaries(st.sampled_from(sorted(POSITION)), json_values, max_size=6))  # fmt: skip
def test_no_value_of_any_type_breaks_it(changes, position):
    changes = {"positions": [{**POSITION, **position}], **changes}
    assert read(**{**changes, "id": 7, "kind": "vat"}).external_id == "7"


# -- writing ---------------------------------------------------------------------------------------

NEW = Order(
    external_id="", client_id="7", ordered_on=date(2026, 1, 2), deliver_on=date(2026, 1, 5),
    currency="EUR", payment_term="14", payment_mode="card", note="Uwaga",
    lines=(OrderLine("Deska", Decimal(2), Decimal("50.00"), sku="4711", tax="23", unit="szt"),),
)  # fmt: skip


def test_what_is_sent():
    assert order.fields("order", NEW, "key-1") == {
        "kind": "estimate", "client_id": 7, "oid": "key-1", "oid_unique": "yes",
        "issue_date": "2026-01-02", "sell_date": "2026-01-05", "payment_to_kind": "14",
        "payment_type": "card", "currency": "EUR", "description": "Uwaga",
        "positions": [{
            "name": "Deska", "quantity": "2", "price_net": "50.00", "tax": "23",
            "quantity_unit": "szt", "product_id": 4711,
        }],
    }  # fmt: skip
    sent = {each: order.fields(each, NEW, "k")["kind"] for each in order.KINDS_OF}
    assert sent == {
        "order": "estimate", "client_order": "client_order", "proforma": "proforma",
        "invoice": "vat", "receipt": "receipt", "bill": "bill",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "with_tax", "price"),
    [
        ({}, False, {"price_net": "50.00"}),
        ({"discount": Decimal(10)}, False, {"total_price_net": "90.00"}),
        ({"discount_amount": Decimal(5)}, False, {"total_price_net": "95.00"}),
        ({"price": Decimal("0.125")}, False, {"total_price_net": "0.25"}),
        ({}, True, {"total_price_gross": "100.00"}),
    ],
)
def test_prices_that_are_sent(changes, with_tax, price):
    lines = (replace(NEW.lines[0], **changes),)
    (sent,) = order.fields("order", replace(NEW, lines=lines, with_tax=with_tax), "k")["positions"]
    assert {key: sent[key] for key in sent if "price" in key or "discount" in key} == price


def test_a_line_without_a_product_of_theirs():
    (sent,) = order.fields("order", replace(NEW, lines=(replace(NEW.lines[0], sku="DES-1"),)), "k")[
        "positions"
    ]
    assert "product_id" not in sent


def test_freight_is_refused_before_anything_is_sent():
    with talking() as (provider, server):
        with pytest.raises(base.Rejected):
            provider.write_order("order", replace(NEW, freight=Decimal(5)), "key-1")
        assert server.requests == []


def test_a_list_is_asked_for_by_kind_with_its_positions():
    with talking(answer([INVOICE])) as (provider, server):
        page = provider.read_order_page("invoice", Query(issued_since=date(2026, 1, 2)))
        assert [row.external_id for row in page.rows] == ["9"]
        head = server.requests[0].decode()
    for text in ("kinds%5B%5D=vat&", "kinds%5B%5D=wdt&", "include_positions=true",
                 "date_from=2026-01-02", "order=updated_at.desc"):  # fmt: skip
        assert text in head
    with talking(answer([INVOICE])) as (provider, server):
        assert provider.read_order_page("proforma", Query()).rows == (), "a filter not looked at"


def test_a_refusal_of_a_second_one_finds_the_first():
    """What the other system answers then is not documented."""
    refusal = answer({"code": "error", "message": {"oid": ["jest już zajęty"]}}, 422)
    with talking(refusal, answer([INVOICE]), answer(INVOICE)) as (provider, server):
        made = provider.write_order("invoice", NEW, "key-1")
        assert (made.external_id, made.row.external_id) == ("9", "9")
        assert asked(server, 0)[:2] == ("POST", "/invoices.json")
        assert asked(server, 1)[2]["client_id"] == "7"
    with talking(refusal, answer([])) as (provider, server), pytest.raises(base.Rejected):
        provider.write_order("invoice", NEW, "key-1")
    with talking(refusal, answer([INVOICE])) as (provider, server), pytest.raises(base.Rejected):
        provider.write_order("proforma", NEW, "key-1")


@pytest.mark.parametrize("told", [{"status": "sent"}, {"sent_time": "2026-01-01 10:00"}])
def test_what_was_sent_is_not_sent_again(told):
    with talking(answer({**INVOICE, **told})) as (provider, server):
        provider.send_order("invoice", "9")
        assert len(server.requests) == 1


def test_sending():
    with talking(answer(INVOICE), answer({"status": "ok"})) as (provider, server):
        provider.send_order("invoice", "9")
        assert asked(server)[:2] == ("POST", "/invoices/9/send_by_email.json")
    soft = answer({"status": "error", "message": "Brak adresu"})
    with talking(answer(INVOICE), soft) as (provider, server):
        with pytest.raises(base.Rejected) as caught:
            provider.send_order("invoice", "9")
        assert caught.value.params["reasons"] == ("Brak adresu",)
