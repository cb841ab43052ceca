"""Documents of SuperFaktura as orders: what is read and what is asked for."""

from datetime import date
from decimal import Decimal

import pytest

from deratix_integrations.engine.records import Address
from deratix_integrations.providers import base
from deratix_integrations.providers.superfaktura import document as mapping
from tests.unit.raw_server import answer
from tests.unit.test_superfaktura_client import listed, paths, talking

PLACE = {
    "id": "3",
    "name": "SuperFaktura, s.r.o.",
    "address": "Pri Suchom mlyne 6",
    "city": "Bratislava",
    "zip": "811 04",
    "phone": "",
    "delivery_name": "",
    "delivery_address": "",
    "delivery_country": "Slovensko",
    "Country": {"eu": True, "id": "191", "iso": "sk", "name": "Slovensko"},
    "DeliveryCountry": {"eu": True, "id": "191", "iso": "sk", "name": "Slovensko"},
}
ITEM = {
    "name": "item 1",
    "description": "description of item 1",
    "discount": 0,
    "quantity": None,
    "sku": None,
    "tax": 20,
    "unit": "",
    "unit_price": 10,
}


def document(*items, head=None, **parts):
    """The document that invoice.md shows under "Add invoice", with a discount of 10 %."""
    return {
        "0": {"to_pay": "10.800000", "total": "10.80"},
        "Client": {"id": "3", "name": "As it is called now"},
        "ClientData": PLACE,
        "Invoice": {
            "id": "2",
            "type": "order",
            "status": "1",
            "amount": "9.00",
            "client_id": "3",
            "comment": "Ďakujeme",
            "created": "2026-03-02 00:00:00",
            "delivery": "2026-03-05 00:00:00",
            "delivery_type": "courier",
            "discount": "10",
            "due": "2026-03-16",
            "header_comment": "Header comment",
            "internal_comment": "Internal comment",
            "invoice_currency": "EUR",
            "invoice_no_formatted": "OBJ2026001",
            "order_no": "PO-9",
            "payment_type": "cod",
            **(head or {}),
        },
        "InvoiceItem": list(items) or [ITEM],
        "Summary": {"vat_base_total": 9, "invoice_total": 10.8, "vat_total": 1.8},
        **parts,
    }


def read(item):
    return mapping.order(mapping.row(item))


def test_the_document_of_the_documentation():
    order = read(document())
    assert (order.external_id, order.number, order.client_id) == ("2", "OBJ2026001", "3")
    assert (order.ordered_on, order.deliver_on) == (date(2026, 3, 2), date(2026, 3, 5))
    assert (order.net, order.gross, order.with_tax) == (9, Decimal("10.8"), False)
    assert (order.currency, order.status, order.client_order) == ("EUR", "open", "PO-9")
    assert (order.payment_term, order.payment_mode, order.delivery_way) == ("14", "cod", "courier")
    # What is printed, and not what is for the people there.
    assert order.note == "Header comment\nĎakujeme"
    # As the client stands in the document.
    assert order.client_name == "SuperFaktura, s.r.o."
    assert (order.address.country, order.address.zip) == ("SK", "811 04")
    assert order.delivery == Address()
    (line,) = order.lines
    assert line.name == "item 1\ndescription of item 1"
    assert (line.quantity, line.price, line.tax, line.discount) == (1, 10, "20", 10)
    assert line.net == order.net


def test_discounts_of_line_and_document_multiply():
    item = {**ITEM, "quantity": "2.00000", "discount": "50.00", "unit_price": "10.0000"}
    (line,) = read(document(item)).lines
    assert (line.quantity, line.discount, line.net) == (2, 55, 9)


@pytest.mark.parametrize(
    ("kind", "status", "expected"),
    [
        ("regular", "1", ("open", "2")),
        ("regular", "2", ("open", "2")),
        ("regular", 3, ("paid", "2")),
        ("regular", "99", ("open", "2")),
        ("estimate", "1", ("open", "")),
        ("order", "1", ("open", "")),
    ],
)
def test_states(kind, status, expected):
    order = read(document(head={"type": kind, "status": status}))
    assert (order.status, order.invoice_id) == expected


def test_a_delivery_address_is_read():
    place = {**PLACE, "delivery_address": "Sklad 1", "delivery_city": "Žilina"}
    delivery = read(document(ClientData=place)).delivery
    assert (delivery.street, delivery.city, delivery.country) == ("Sklad 1", "Žilina", "SK")


@pytest.mark.parametrize(
    "summary",
    [
        {"vat_base_total": 8, "invoice_total": 9.6},
        {"vat_base_total": 9, "invoice_total": 9},
        {"vat_base_total": 9, "invoice_total": 5.8},
    ],
)
def test_lines_that_do_not_come_to_the_sum_are_no_order(summary):
    row = mapping.row(document(Summary=summary))
    with pytest.raises(base.UnexpectedAnswer) as caught:
        mapping.order(row)
    assert caught.value.is_of_record
    assert caught.value.params["reason"] == "sums"


def test_rounding_is_no_difference():
    assert read(document(Summary={"vat_base_total": 9.01, "invoice_total": 10.81}))


def test_a_document_without_a_summary_has_sums():
    order = read(document(Summary=None))
    assert (order.net, order.gross) == (9, Decimal("10.8"))


def test_another_spelling_is_no_change():
    same = {**ITEM, "discount": -0.0, "quantity": "1.00000", "tax": "20", "unit_price": "10.00"}
    overdue = {"status": "99", "modified": "2050-01-01 23:59:59"}
    assert mapping.row(document(same, head=overdue)).fingerprint == (
        mapping.row(document()).fingerprint
    )
    for other in (
        document(head={"status": "3", "type": "regular"}),
        document(head={"comment": "Iné"}),
        document({**ITEM, "unit_price": 11}),
        document(Summary={"vat_base_total": 9, "invoice_total": 11}),
    ):
        assert mapping.row(other).fingerprint != mapping.row(document()).fingerprint


@pytest.mark.parametrize(
    "item", [{"Invoice": {"id": "2"}}, document("text"), document() | {"InvoiceItem": {}}]
)
def test_what_is_no_document(item):
    with pytest.raises(base.UnexpectedAnswer) as caught:
        read(item)
    assert caught.value.params["reason"] == "record"


@pytest.mark.parametrize(
    ("kind", "query", "filters"),
    [
        ("order", {}, "/type:order/created:0"),
        ("invoice", {"watermark": "2026-07-14"}, "/type:regular/created:0"),
        (
            "estimate",
            {"watermark": "2026-07-14"},
            "/type:estimate/created:0/modified:3/modified_since:2026-07-14/modified_to:2037-12-31",
        ),
        (
            "order",
            {"issued_since": date(2026, 1, 5)},
            "/type:order/created:3/created_since:2026-01-05/created_to:2037-12-31",
        ),
    ],
)
def test_what_is_asked_for(kind, query, filters):
    with talking(listed()) as (provider, server):
        page = provider.read_order_page(kind, base.Query(**query))
        assert paths(server) == [
            "/invoices/index.json/listinfo:1/page:1/per_page:200/sort:id/direction:ASC" + filters
        ]
        # A payment may leave the time of the last modification as it is.
        assert bool(page.watermark) == (kind != "invoice")


def test_only_documents_of_that_kind_are_given():
    kinds = enumerate(("proforma", "regular", "cancel", "draft"), 1)
    others = [document(head={"id": str(number), "type": kind}) for number, kind in kinds]
    with talking(listed(*others)) as (provider, _server):
        page = provider.read_order_page("invoice", base.Query())
        assert [row.external_id for row in page.rows] == ["2"]


def test_one_of_another_kind_is_not_there():
    with talking(answer(document(head={"type": "cancel"}))) as (provider, server):
        with pytest.raises(base.NotFound):
            provider.order_detail("invoice", "2")
        assert paths(server) == ["/invoices/view/2.json"]
