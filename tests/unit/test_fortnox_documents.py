"""Customers, orders, invoices and articles are written to Fortnox and come back."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from deratix_integrations.engine.records import (
    Address,
    Choice,
    Invoice,
    InvoiceLine,
    Order,
    OrderLine,
    Party,
    Product,
)
from deratix_integrations.providers import base
from tests.contract.reading import rows_and_watermark
from tests.sandbox.fortnox import Fortnox as System
from tests.sandbox.thread import running
from tests.unit.fortnox_case import Talk


@pytest.fixture(scope="module")
def address():
    with running(System, clients=30) as url:
        yield url


@pytest.fixture
def talk(address):
    return Talk(address).signed_in()


@pytest.fixture
def provider(talk):
    return talk.provider


# -- writing ---------------------------------------------------------------------------------------


def test_fields_are_emptied_by_the_word_for_it(talk, provider):
    number, _row = provider.create_party(
        Party("", "Firma", phone="+46701234567", address=Address(street="Storgatan 1")), "k"
    )
    talk.control(f"customers/{number}", {"Address2": "c/o Någon"}, method="PATCH")
    assert provider.party(provider.read_party(number)).address.street == "Storgatan 1, c/o Någon"
    row = provider.update_party(number, {"phone": "", "street": "Lillgatan 2", "currency": ""})
    party = provider.party(row)
    assert (party.phone, party.address.street) == ("", "Lillgatan 2")
    assert party.currency == "SEK"
    told = talk.control(f"customers/{number}")
    assert told["Phone1"] is None and told["Address2"] is None


def test_a_number_is_given_once_even_after_it_was_deleted(talk, provider):
    number, _row = provider.create_party(Party("", "Firma"), "key-1")
    with pytest.raises(base.Rejected) as caught:
        provider.create_party(Party("", "Firma"), "key-1")
    assert "används redan" in caught.value.params["reasons"][0]
    talk.control(f"customers/{number}", method="DELETE")
    assert provider.find_party("key-1") is None
    with pytest.raises(base.Rejected):
        provider.create_party(Party("", "Firma"), "key-1")
    assert number.isalnum() and len(number) == 9


def test_somebody_elses_customer_under_our_number_is_not_taken_for_ours(talk, provider):
    number, _row = provider.create_party(Party("", "Firma"), "key-1")
    talk.control(f"customers/{number}", {"ExternalReference": "another"}, method="PATCH")
    assert provider.find_party("key-1") is None


def test_an_order_comes_back(talk, provider):
    number = talk.control("customers")["ids"][0]
    sku = talk.control("articles")["ids"][0]
    wanted = Order(
        "",
        client_id=number,
        client_order="PO-9",
        ordered_on=date(2026, 3, 9),
        deliver_on=date(2026, 3, 12),
        currency="EUR",
        payment_term="10",
        delivery_way="P",
        freight=Decimal("10"),
        note="Ring först",
        delivery=Address(
            name="Lager", street="Lagervägen 3", city="Oslo", zip="0150", country="NO"
        ),
        lines=(
            OrderLine(
                "Hyvel", Decimal("2"), Decimal("94.5"), sku, "25", "st", Decimal("10"),
                product_ref=sku,
            ),
            OrderLine("Frakt", Decimal("1.5"), Decimal("10"), tax="12", discount_amount=Decimal(5)),
        ),
    )  # fmt: skip
    external_id = provider.create_order(wanted, "S00045")
    got = provider.order_of("order", provider.read_order(external_id))
    for name in ("client_id", "client_order", "ordered_on", "deliver_on", "currency", "freight",
                 "payment_term", "delivery_way", "note", "delivery", "lines"):  # fmt: skip
        assert getattr(got, name) == getattr(wanted, name), name
    assert (got.reference, got.status, got.number) == ("S00045", "open", external_id)
    # 170.10 and 10.00, and the freight.
    assert got.net == sum(line.net for line in wanted.lines) + 10 == Decimal("190.10")
    assert provider.find_order("S00045").fingerprint == provider.read_order(external_id).fingerprint


def test_the_invoice_of_an_order_is_made_once(talk, provider):
    number = next(each for each in talk.control("orders")["ids"]
                  if not talk.control(f"orders/{each}")["Cancelled"])  # fmt: skip
    before = len(talk.control("invoices")["ids"])
    made = provider.invoice_order(number)
    assert provider.invoice_order(number) == made
    assert len(talk.control("invoices")["ids"]) == before + 1
    order = provider.order_of("order", provider.read_order(number))
    assert (order.status, order.invoice_id) == ("invoiced", made)
    invoice = provider.invoice(provider.read_invoice(made))
    assert invoice.client_id == order.client_id
    # In crowns the sum of a document is rounded to whole ones; that of an order is not.
    assert abs(invoice.gross - order.gross) <= Decimal("0.5")
    assert provider.order_of("invoice", provider.read_invoice(made)).gross == order.gross


def test_an_invoice_comes_back_and_is_paid(talk, provider):
    number = talk.control("customers")["ids"][0]
    wanted = Invoice(
        "",
        kind="INVOICE",
        client_id=number,
        issued_on=date(2026, 3, 9),
        payment_days=20,
        currency="EUR",
        note="Tack",
        lines=(InvoiceLine("Hyvel", Decimal("2"), Decimal("94.55"), "25", "st", Decimal(10)),),
    )
    external_id = provider.create_invoice(wanted, "key-1")
    seen = []
    for amount in (0, 100, None):
        if amount != 0:
            talk.control(f"invoices/{external_id}/pay", {"amount": amount})
        seen.append(provider.invoice(provider.read_invoice(external_id)))
    got = seen[0]
    assert [each.payment for each in seen] == ["unpaid", "partial", "paid"]
    assert [each.paid for each in seen] == [0, 100, got.gross]
    assert (got.lines, got.note, got.currency) == (wanted.lines, "Tack", "EUR")
    assert (got.net, got.gross) == (Decimal("170.19"), Decimal("212.74"))
    assert (got.due_on, got.order_number) == (date(2026, 3, 29), "key-1")
    assert provider.find_invoice("key-1", number).external_id == external_id
    assert provider.find_invoice("key-1", "1") is None


def test_a_document_that_could_not_be_found_again_is_not_sent(talk, provider):
    before = len(talk.requests())
    for client, reference in (("", "k"), ("1001", ""), ("1001", "x" * 81)):
        with pytest.raises(base.Rejected):
            provider.create_order(Order("", client_id=client), reference)
        with pytest.raises(base.Rejected):
            provider.create_invoice(Invoice("", "INVOICE", client_id=client), reference)
    assert len(talk.requests()) == before
    # What it names does not exist: that is no order that is missing.
    with pytest.raises(base.Rejected) as caught:
        provider.create_order(Order("", client_id="nobody"), "key-1")
    assert caught.value.params["reasons"] == ("Kan inte hitta kunden.",)


def test_an_article_comes_back(talk, provider):
    wanted = Product(
        "",
        "Hyvel 12 mm",
        sku="HYV.12/A",
        barcode="7300000000012",
        unit="förp",
        tax="12",
        cost=Decimal("95.5"),
        is_service=False,
        quantity=Decimal(42),
        note="Rad ett",
    )
    made = provider.create_product(wanted)
    got = provider.product(provider.read_product(made.external_id))
    assert got == provider.product(made)
    assert replace(got, external_id="", reserved=None) == wanted
    with pytest.raises(base.Rejected):
        provider.create_product(wanted)


def test_articles_are_read_found_and_changed(talk, provider):
    rows, _watermark = rows_and_watermark(provider.read_products)
    assert len(rows) == 60
    first = provider.product(rows[0])
    assert first.price > first.cost > 0 and first.tax and first.barcode
    row = provider.update_product(
        first.external_id, replace(first, name="Ny", barcode="", active=False)
    )
    got = provider.product(row)
    assert (got.name, got.barcode, got.active, got.price) == ("Ny", "", False, first.price)
    assert provider.find_product(first.sku).fingerprint == row.fingerprint
    for missing in ("nothing", "..", ""):
        assert provider.find_product(missing) is None


def test_value_lists(provider):
    assert Choice("30", "30 dagar", 30) in provider.payment_terms()
    assert Choice("AG", "Autogiro") in provider.payment_terms()
    assert Choice("BG", "Bankgiro") in provider.payment_modes()
    assert Choice("HÄMT", "Hämtas") in provider.delivery_ways()
    assert Choice("förp", "förpackning") in provider.units()
    assert provider.company() == ("555001", "Demo Handel AB")
