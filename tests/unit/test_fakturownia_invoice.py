"""Documents of Fakturownia to records and back."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings

from deratix_integrations.engine.records import Invoice, InvoiceLine
from deratix_integrations.providers import base
from deratix_integrations.providers.fakturownia import invoice as mapping
from tests.unit.test_fakturownia_party import json_values, st

HOME = "https://demo.fakturownia.pl"
DOCUMENT = {
    "id": 90011,
    "number": "7/05/2025",
    "kind": "vat",
    "status": "issued",
    "issue_date": "2025-05-06",
    "sell_date": "2025-05-06",
    "payment_to": "2025-05-20",
    "payment_to_kind": "14",
    "price_net": "100.0",
    "price_tax": "23.0",
    "price_gross": "123.0",
    "paid": "0.0",
    "paid_date": None,
    "currency": "PLN",
    "income": True,
    "client_id": 4410021,
    "department_id": 311,
    "user_id": 55,
    "oid": "CRM-L-42",
    "from_invoice_id": None,
    "invoice_id": None,
    "buyer_name": "Zielony Most Sp. z o.o.",
    "cancelled": False,
    "token": "Qw12Er34Ty56",
    "description": "Uwagi\r\nna fakturze",
    "created_at": "2025-05-06T10:00:00.000+02:00",
    "updated_at": "2025-05-06T10:00:01.000+02:00",
    "view_url": "https://demo.fakturownia.net/f/7-05-2025/Qw12Er34Ty56",
    "positions": [
        {"id": 1, "name": "Usługa", "quantity": "2.0", "price_net": "50,00", "tax": "23",
         "quantity_unit": "szt", "deleted": False},
        {"id": 2, "name": "Tytuł", "kind": "text_separator"},
        {"id": 3, "name": "Usunięta", "deleted": True},
        None,
        {"id": 4, "name": "Bez ceny", "price_net": None, "tax": "zw"},
    ],
}  # fmt: skip


def read(**changes):
    return mapping.invoice(mapping.row({**DOCUMENT, **changes}), HOME)


def test_every_field():
    assert read() == Invoice(
        external_id="90011",
        kind="vat",
        number="7/05/2025",
        client_id="4410021",
        client_name="Zielony Most Sp. z o.o.",
        issued_on=date(2025, 5, 6),
        sold_on=date(2025, 5, 6),
        due_on=date(2025, 5, 20),
        paid_on=None,
        net=Decimal("100.0"),
        gross=Decimal("123.0"),
        paid=Decimal("0.0"),
        currency="PLN",
        payment="unpaid",
        payment_days=14,
        department_id="311",
        user_id="55",
        order_number="CRM-L-42",
        corrects="",
        note="Uwagi\nna fakturze",
        public_page="https://demo.fakturownia.net/f/7-05-2025/Qw12Er34Ty56",
        modified_at=datetime(2025, 5, 6, 8, 0, 1),
        lines=(
            InvoiceLine("Usługa", Decimal("2.0"), Decimal("50.00"), "23", "szt"),
            InvoiceLine("Bez ceny", Decimal(0), Decimal(0), "zw"),
        ),
    )


@pytest.mark.parametrize(
    ("changes", "payment", "paid"),
    [
        ({"status": "issued", "paid": "0.0"}, "unpaid", "0"),
        ({"status": "sent", "paid": ""}, "unpaid", "0"),
        ({"status": "paid", "paid": "123.0"}, "paid", "123"),
        ({"status": "paid", "paid": "0.0"}, "paid", "123"),
        ({"status": "paid", "paid": None}, "paid", "123"),
        ({"status": "partial", "paid": "23,50"}, "partial", "23.5"),
        ({"status": "issued", "paid": "10"}, "partial", "10"),
        ({"status": "issued", "paid": "123.00"}, "paid", "123"),
        ({"status": "partial", "paid": "130"}, "paid", "130"),
        ({"status": "paid", "cancelled": True, "paid": "0"}, "cancelled", "0"),
        ({"status": "issued", "cancelled": "1"}, "cancelled", "0"),
        ({"status": "rejected"}, "unpaid", "0"),
        ({"status": "issued", "price_gross": "-50", "paid": "-50"}, "paid", "-50"),
        ({"status": "issued", "price_gross": "-50", "paid": "-10"}, "partial", "-10"),
        ({"status": "issued", "price_gross": "0", "paid": "0"}, "unpaid", "0"),
        ({"status": None, "paid": "x"}, "unpaid", "0"),
    ],
)
def test_payment(changes, payment, paid):
    invoice = read(**changes)
    assert (invoice.payment, invoice.paid) == (payment, Decimal(paid))


@pytest.mark.parametrize(
    ("changes", "due", "days"),
    [
        ({"payment_to_kind": "off"}, None, None),
        ({"payment_to_kind": "other_date"}, date(2025, 5, 20), None),
        ({"payment_to_kind": 5}, date(2025, 5, 20), 5),
        ({"payment_to": ""}, None, 14),
    ],
)
def test_terms(changes, due, days):
    invoice = read(**changes)
    assert (invoice.due_on, invoice.payment_days) == (due, days)


@pytest.mark.parametrize("told", ["", None, "2012-12", "x", 7, "2025-13-01"])
def test_dates_that_are_none(told):
    assert read(sell_date=told).sold_on is None


def test_what_it_corrects():
    assert read(from_invoice_id=7).corrects == "7"
    assert read(invoice_id="8", from_invoice_id=7).corrects == "8"


@pytest.mark.parametrize(
    ("changes", "page"),
    [
        ({"view_url": None}, f"{HOME}/invoice/Qw12Er34Ty56"),
        ({"view_url": None, "token": "a/b?c"}, f"{HOME}/invoice/a%2Fb%3Fc"),
        ({"view_url": None, "token": None}, ""),
        ({"view_url": "javascript:alert(1)"}, f"{HOME}/invoice/Qw12Er34Ty56"),
        ({"view_url": "http://demo.fakturownia.pl/f/x"}, f"{HOME}/invoice/Qw12Er34Ty56"),
        ({"view_url": "https://a@evil.example/x"}, f"{HOME}/invoice/Qw12Er34Ty56"),
        ({"view_url": "https://[x"}, f"{HOME}/invoice/Qw12Er34Ty56"),
    ],
)
def test_the_public_page(changes, page):
    assert read(**changes).public_page == page


@pytest.mark.parametrize(
    ("told", "income"),
    [(True, True), ("1", True), (None, True), (False, False), ("0", False), (0, False)],
)
def test_expenses_are_none_of_ours(told, income):
    assert mapping.is_income({"income": told}) is income
    assert not mapping.is_income({"income": told, "deleted": True})


def test_the_fingerprint_is_the_same_with_and_without_details():
    plain = mapping.row(DOCUMENT).fingerprint
    bare = {key: DOCUMENT[key] for key in DOCUMENT if key not in ("positions", "view_url")}
    assert mapping.row(bare).fingerprint == plain
    assert mapping.row({**DOCUMENT, "updated_at": "x", "price_tax": "x"}).fingerprint == plain
    for key in ("paid", "status", "cancelled", "number", "department_id"):
        assert mapping.row({**DOCUMENT, key: "other"}).fingerprint != plain


@pytest.mark.parametrize("payload", [None, [], "x", {}, {"id": 1}, {"kind": ""}])
def test_what_is_no_document(payload):
    with pytest.raises(base.UnexpectedAnswer):
        mapping.invoice(base.Row("1", payload, ""), HOME)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(DOCUMENT)), json_values, max_size=12))
def test_no_value_of_any_type_breaks_it(changes):
    assert read(**{**changes, "id": 7, "kind": "vat"}).external_id == "7"


def test_what_is_sent_for_a_new_document():
    invoice = Invoice(
        external_id="",
        kind="vat",
        client_id="7",
        department_id="3",
        issued_on=date(2026, 1, 2),
        currency="EUR",
        payment_days=0,
        note="Uwaga",
        lines=(InvoiceLine("A", Decimal("1E+1"), Decimal("0.10"), "23", "szt"),),
    )
    assert mapping.fields(invoice, "key-1") == {
        "kind": "vat",
        "client_id": 7,
        "department_id": 3,
        "oid": "key-1",
        "oid_unique": "yes",
        "issue_date": "2026-01-02",
        "payment_to_kind": "0",
        "currency": "EUR",
        "description": "Uwaga",
        "positions": [
            {
                "name": "A",
                "quantity": "10",
                "price_net": "0.10",
                "tax": "23",
                "quantity_unit": "szt",
            }
        ],
    }
    due = Invoice(external_id="", kind="vat", client_id="7", due_on=date(2026, 2, 3))
    fields = mapping.fields(due, "k")
    assert (fields["payment_to_kind"], fields["payment_to"]) == ("other_date", "2026-02-03")
    assert "department_id" not in fields
