"""jortt's customers, invoices and estimates as records."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deratix_integrations.engine.records import Invoice, InvoiceLine, Order
from deratix_integrations.providers.base import Row, UnexpectedAnswer
from deratix_integrations.providers.jortt import document, party, wire
from deratix_integrations.providers.jortt.sending import progress
from deratix_integrations.providers.ordering import Progress
from tests.unit.jortt_talk import CUSTOMER, ID, OTHER

LINE_V2 = {
    "description": "[BR-1] Zuurdesem", "quantity": "12.0",
    "amount": {"amount": "3.10", "currency": "EUR"}, "vat": {"value": "0.09", "category": None},
}  # fmt: skip
LINE_V1 = {
    "description": "[BR-1] Zuurdesem", "number_of_units": "12.0", "vat_percentage": "9.0",
    "vat": 9, "units": 12.0, "amount_per_unit": {"value": "3.10", "currency": "EUR"},
}  # fmt: skip
LINE_2020 = {
    "description": "[BR-1] Zuurdesem", "units": 12.0, "vat": 9.0,
    "amount_per_unit": {"value": "3.10", "currency": "EUR"},
}  # fmt: skip
INVOICE = {
    "id": ID, "invoice_status": "sent", "customer_id": OTHER, "invoice_number": "202603-004",
    "invoice_date": "2026-03-09", "invoice_due_date": "2026-03-23",
    "invoice_delivery_period": "2026-03-01", "invoice_delivery_period_end": None,
    "invoice_total": {"amount": "37.20", "currency": "EUR"},
    "invoice_total_incl_vat": {"amount": "40.55", "currency": "EUR"},
    "invoice_due_amount": {"amount": "40.55", "currency": "EUR"}, "net_amounts": False,
    "customer_company_name": "Bakkerij Duin BV", "customer_address_street": "Havenkade 12",
    "customer_address_city": "IJmuiden", "customer_address_country_code": "NL",
    "reference": "S00045", "payment_method": "pay_later", "line_items": [LINE_V2],
    "discounts": [],
}  # fmt: skip
ESTIMATE = {
    "id": ID, "estimate_status": "sent", "acceptance_status": "pending", "customer_id": OTHER,
    "estimate_number": "OFF-7", "valid_until": "2026-04-09", "total": INVOICE["invoice_total"],
    "total_incl_vat": INVOICE["invoice_total_incl_vat"], "net_amounts": False,
    "reference": "A1", "line_items": [LINE_V2], "sent_or_modified_on": "2026-03-10",
}  # fmt: skip


def party_of(**fields):
    return party.party(party.row({**CUSTOMER, **fields}), {OTHER: "Webshop"})


def invoice_of(**fields):
    return document.invoice(document.row({**INVOICE, **fields}))


def order_of(base=INVOICE, **fields):
    return document.order(document.row({**base, **fields}))


# -- customers -------------------------------------------------------------------------------------


def test_a_company():
    found = party_of(
        attn="P. Duin", email=" Factuur@Duin.example ", phonenumber="0255 123456",
        website="https://duin.example/", default_label_id=OTHER, invoice_language="nl",
        additional_information="Regel 1\r\nRegel 2", default_discount_percentage=5,
    )  # fmt: skip
    assert found.is_company is True
    assert (found.name, found.company_number) == ("Bakkerij Duin BV", "71234567")
    assert (found.email, found.phone) == ("factuur@duin.example", "+31255123456")
    assert (found.website, found.language) == ("duin.example", "nl")
    assert (found.address.city, found.address.country) == ("IJmuiden", "NL")
    assert (found.payment_days, found.discount, found.tags) == (14, 5.0, ("Webshop",))
    assert found.note == "Regel 1\nRegel 2"
    assert [(contact.external_id, contact.name) for contact in found.contacts] == [
        (f"{ID}/attn", "P. Duin")
    ]


def test_a_person_has_nobody_else():
    found = party_of(is_private=True, customer_name="Jan de Vries", attn="Jan")
    assert (found.is_company, found.contacts) == (False, ())


def test_what_is_missing_is_empty():
    found = party.party(party.row({"id": ID.upper(), "customer_name": "X"}), {})
    assert (found.external_id, found.is_company, found.payment_days) == (ID, None, None)


@pytest.mark.parametrize("payload", [{}, {"id": "7"}, [], None])
def test_what_is_no_customer(payload):
    with pytest.raises(UnexpectedAnswer):
        party.party(Row(ID, payload, ""), {})


@pytest.mark.parametrize("value", [-1, 3.5, "x", True, None, 99999, {}])
def test_terms_that_are_none(value):
    assert party_of(payment_term=value).payment_days is None


# -- invoices --------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", [LINE_V2, LINE_V1, LINE_2020])
def test_lines_of_every_version(line):
    (item,) = invoice_of(line_items=[line]).lines
    assert item == InvoiceLine("[BR-1] Zuurdesem", Decimal("12"), Decimal("3.10"), "9")
    (item,) = order_of(line_items=[line]).lines
    assert (item.sku, item.name, item.tax) == ("BR-1", "Zuurdesem", "9")


def test_an_invoice():
    found = invoice_of()
    assert found == Invoice(
        external_id=ID, kind="invoice", number="202603-004", client_id=OTHER,
        client_name="Bakkerij Duin BV", issued_on=date(2026, 3, 9), due_on=date(2026, 3, 23),
        net=Decimal("37.20"), gross=Decimal("40.55"), currency="EUR", payment_days=14,
        order_number="S00045", status="sent", lines=found.lines,
    )  # fmt: skip


def test_an_invoice_of_v1_is_the_same():
    amounts = {
        key: {"value": value["amount"], "currency": "EUR"}
        for key, value in INVOICE.items() if key.startswith("invoice_") and isinstance(value, dict)
    }  # fmt: skip
    assert invoice_of(**amounts, line_items=[LINE_V1]) == invoice_of()


@pytest.mark.parametrize(
    ("status", "due", "payment", "paid"),
    [
        ("sent", "40.55", "unpaid", "0"),
        ("sent", "40.54", "partial", "0.01"),
        ("sent", "0.00", "paid", "40.55"),
        ("draft", "0.00", "unpaid", "0"),
        ("sent", None, "unpaid", "0"),
    ],
)
def test_paid_follows_from_what_is_due(status, due, payment, paid):
    due = due and {"amount": due, "currency": "EUR"}
    found = invoice_of(invoice_status=status, invoice_due_amount=due)
    assert (found.payment, found.paid) == (payment, Decimal(paid))


def test_a_credit_invoice():
    minus = {"amount": "-40.55", "currency": "EUR"}
    found = invoice_of(
        credited_invoice_id=OTHER, invoice_total_incl_vat=minus, invoice_due_amount=minus
    )
    assert (found.kind, found.corrects, found.payment) == ("credit", OTHER, "unpaid")
    settled = {"amount": "0.00", "currency": "EUR"}
    found = invoice_of(invoice_total_incl_vat=minus, invoice_due_amount=settled)
    assert found.payment == "paid"


def test_prices_with_vat():
    with_vat = LINE_V2 | {"amount": {"amount": "10.90", "currency": "EUR"}}
    assert invoice_of(net_amounts=True, line_items=[with_vat]).lines[0].price == Decimal("10")
    found = order_of(net_amounts=True, line_items=[with_vat])
    assert (found.with_tax, found.lines[0].price) == (True, Decimal("10.90"))


def test_discounts_of_the_whole_are_those_of_each_line():
    found = invoice_of(discounts=[{"percentage": 10}, {"percentage": "5"}, {}, None])
    assert found.lines[0].discount == Decimal("14.5")


def test_categories_of_vat():
    exempt = LINE_V2 | {"vat": {"value": "0.0", "category": "exempt"}}
    assert invoice_of(line_items=[exempt]).lines[0].tax == "exempt"


def test_a_day_of_delivery_or_a_period():
    assert invoice_of().sold_on is None
    assert invoice_of(invoice_delivery_period_end="2026-03-01").sold_on == date(2026, 3, 1)
    assert invoice_of(invoice_delivery_period_end="2026-03-31").sold_on is None


@pytest.mark.parametrize(
    "fields",
    [
        {"line_items": None}, {"line_items": {}}, {"line_items": [None, 7, "x"]},
        {"discounts": "none"}, {"invoice_total": "12"}, {"invoice_date": 7},
        {"invoice_due_date": "31-12-2026"}, {"invoice_total_incl_vat": {"amount": "NaN"}},
        {"line_items": [{"vat": {"value": "x"}, "quantity": {}, "amount": []}]},
    ],
)  # fmt: skip
def test_odd_values_harm_nothing(fields):
    assert invoice_of(**fields).external_id == order_of(**fields).external_id == ID


@pytest.mark.parametrize("payload", [{}, {"id": ID}, {"id": ID, "invoice_status": None}, []])
def test_what_is_no_document(payload):
    for read in (document.invoice, document.order):
        with pytest.raises(UnexpectedAnswer):
            read(Row(ID, payload, ""))


def test_a_fingerprint_moves_with_what_is_read():
    before = document.row(INVOICE).fingerprint
    assert document.row({**INVOICE, "number_of_reminders_sent": 3}).fingerprint == before
    for change in ({"invoice_due_amount": {"amount": "0.00", "currency": "EUR"}},
                   {"line_items": []}, {"remarks": "x"}, {"invoice_status": "draft"}):  # fmt: skip
        assert document.row({**INVOICE, **change}).fingerprint != before


# -- orders ----------------------------------------------------------------------------------------


def test_an_invoice_is_an_order():
    found = order_of()
    assert isinstance(found, Order)
    assert (found.status, found.invoice_id, found.payment_term) == ("open", ID, "14")
    assert (found.ordered_on, found.reference) == (date(2026, 3, 9), "S00045")
    assert (found.address.street, found.address.country) == ("Havenkade 12", "NL")
    assert (found.net, found.gross) == (Decimal("37.20"), Decimal("40.55"))
    draft = order_of(invoice_status="draft")
    assert (draft.status, draft.invoice_id) == ("draft", "")
    nothing_due = {"invoice_due_amount": {"amount": "0.00", "currency": "EUR"}}
    assert order_of(**nothing_due).status == "paid"
    assert order_of(**nothing_due, credit_invoice_ids=[ID]).status == "cancelled"
    assert order_of(credit_invoice_ids=[ID]).status == "open"


@pytest.mark.parametrize(
    ("status", "acceptance", "expected"),
    [
        ("draft", None, "draft"), ("sent", "pending", "open"), ("sent", "signed", "open"),
        ("sent", "rejected", "cancelled"), ("expired", "pending", "expired"),
        ("invoiced", "accepted", "invoiced"), ("new word", None, "open"),
    ],
)  # fmt: skip
def test_an_estimate_is_an_order(status, acceptance, expected):
    found = order_of(ESTIMATE, estimate_status=status, acceptance_status=acceptance)
    assert (found.status, found.invoice_id) == (expected, "")
    assert (found.number, found.ordered_on) == ("OFF-7", date(2026, 3, 10))


def test_an_estimate_is_a_document():
    found = document.invoice(document.row(ESTIMATE))
    assert (found.kind, found.status, found.due_on) == ("estimate", "sent", date(2026, 4, 9))


@given(st.text(max_size=20), st.text(min_size=1, max_size=20))
def test_codes_in_descriptions_come_back(sku, name):
    joined = document.join_code(sku, name)
    if joined != name:
        assert document.split_code(joined) == (sku, name)


# -- writing ---------------------------------------------------------------------------------------


def line_of(**fields):
    made = replace(InvoiceLine("Advies", Decimal("2"), Decimal("95.00"), "21"), **fields)
    return document._line_item(made)


def test_a_line():
    assert line_of() == {
        "description": "Advies", "quantity": "2", "amount": {"amount": "95.00", "currency": "EUR"},
        "vat": {"value": "0.21", "category": None},
    }  # fmt: skip
    assert line_of(tax="exempt")["vat"] == {"value": "0.0", "category": "exempt"}
    assert line_of(tax="0")["vat"]["value"] == "0"
    assert line_of(quantity=Decimal("1E+2"))["quantity"] == "100"


def test_a_line_that_whole_cents_cannot_tell_is_one_piece():
    line = line_of(price=Decimal("0.333"), quantity=Decimal("30"))
    assert (line["description"], line["quantity"]) == ("30 × Advies", "1")
    assert line["amount"]["amount"] == "9.99"
    line = line_of(discount=Decimal("12.5"), price=Decimal("10.01"))
    assert line["amount"]["amount"] == "17.52"
    line = line_of(discount=Decimal("10"), price=Decimal("10"))
    assert (line["quantity"], line["amount"]["amount"]) == ("2", "9.00")


@given(
    st.decimals(0, 10**6, places=4),
    st.decimals(-1000, 1000, places=3),
    st.decimals(0, 99, places=2),
)
def test_a_line_always_comes_to_its_sum(price, quantity, discount):
    item = InvoiceLine("x", quantity, price, "21", discount=discount)
    made = document._line_item(item)
    told = Decimal(made["quantity"]) * Decimal(made["amount"]["amount"])
    assert told.quantize(Decimal("0.01")) == item.net or abs(told - item.net) <= Decimal("0.005")


def test_the_rates_of_a_customer():
    told = {"vat_percentages": {"standard_rate": "21.0", "reduced_rate": ["9.0", "0.0"]}}
    assert document.percentages(told) == (Decimal(21), Decimal(9), Decimal(0))
    for odd in (None, {}, {"vat_percentages": None}, {"vat_percentages": {"reduced_rate": "9"}}):
        assert document.percentages(odd) is None


# -- small things ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value", [None, 7, True, "", "7", "../x", f"{ID}/x", f"{ID}\n{ID}", ID[:-1], ID + "0"]
)
def test_what_is_no_identifier(value):
    assert wire.identifier(value) == ""


@pytest.mark.parametrize(
    ("value", "expected"),
    [("3.10", "3.10"), (3.1, "3.1"), (-2, "-2"), ("1e5", None), ("NaN", None), (True, None),
     ("", None), (None, None), (float("inf"), None)],
)  # fmt: skip
def test_numbers(value, expected):
    assert wire.number(value) == (None if expected is None else Decimal(expected))


NOON = datetime(2026, 3, 9, 12)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, Progress("waiting", wait=5)),
        (60, Progress("waiting", wait=30)),
        (86_400, Progress("waiting", wait=600)),
        (86_401, Progress("late", wait=600)),
        (-3600, Progress("waiting", wait=5)),
    ],
)
def test_looking_again_later_and_later(seconds, expected):
    draft = invoice_of(invoice_status="draft", invoice_number=None)
    assert progress(draft, NOON, NOON + timedelta(seconds=seconds)) == expected
    assert progress(invoice_of(), NOON, NOON) == Progress("sent", number="202603-004")
