"""The sandbox of Fakturownia answers whatever it is sent, and stays whole."""

import pytest

from tests.sandbox.fakturownia import account, issuing, money
from tests.unit.fakturownia_case import address_fixture, client_fixture  # noqa: F401

JUNK = (
    None, "", 0, -1, 10**30, 1.5, True, [], {}, [1], [None], "x", "1e999", "NaN", "--5", "٣",
    "0001-01-01", "9999-12-31", 99_999_999,
)  # fmt: skip
INVOICE = issuing._WRITABLE | {
    "client_id", "positions", "department_id", "seller_name", "oid_unique", "paid",
    "payment_to_kind", "payment_to", "copy_invoice_from", "advance_value", "income",
    "buyer_override",
}  # fmt: skip
PAYMENT = ("price", "invoice_id", "invoice_ids", "paid", "paid_date", "name")
PRODUCT = ("name", "price_net", "price_gross", "tax")


@pytest.fixture(autouse=True)
def still_whole(client):
    yield
    for resource in ("clients", "invoices", "products", "departments", "banking/payments"):
        assert isinstance(client.list(resource, per_page=100, period="all"), list)


@pytest.mark.parametrize("junk", JUNK, ids=repr)
def test_junk_in_a_field(client, junk):
    line = {"name": "A", "total_price_gross": 1}
    answers = []
    for field in sorted(account.WRITABLE):
        answers.append(client.post("/clients.json", {"client": {"name": "A", field: junk}}))
    for field in sorted(INVOICE):
        given = {"buyer_name": "A", "kind": "vat", "positions": [line], field: junk}
        answers.append(client.post("/invoices.json", {"invoice": given}))
    for field in sorted(money.POSITION):
        given = {"buyer_name": "A", "positions": [{**line, field: junk}]}
        answers.append(client.post("/invoices.json", {"invoice": given}))
    for field in PAYMENT:
        given = {"banking_payment": {"price": 1, field: junk}}
        answers.append(client.post("/banking/payments.json", given))
    for field in PRODUCT:
        answers.append(client.post("/products.json", {"product": {"name": "A", field: junk}}))
    assert {answer.status_code for answer in answers} <= {201, 422}


@pytest.mark.parametrize("junk", JUNK, ids=repr)
def test_junk_in_a_change(client, junk):
    number, document = client.ids()[0], client.ids("invoices", period="all")[0]
    answers = []
    for field in sorted(account.WRITABLE):
        path = f"/clients/{number}.json"
        answers.append(client.call("PUT", path, json={"client": {field: junk}}))
    for field in sorted(INVOICE):
        path = f"/invoices/{document}.json"
        answers.append(client.call("PUT", path, json={"invoice": {field: junk}}))
    assert {answer.status_code for answer in answers} <= {200, 422}


@pytest.mark.parametrize("resource", ["clients", "invoices", "products", "webhooks"])
def test_junk_in_parameters(client, resource):
    names = ("page", "per_page", "order", "period", "date_from", "client_id", "kind", "tax_no",
             "email", "fields[client]", "fields[invoice]", "invoice_ids", "income")  # fmt: skip
    for name in names:
        for junk in JUNK:
            answer = client.get(f"/{resource}.json", params={name: str(junk)})
            assert answer.status_code == 200 and isinstance(answer.json(), list), (name, junk)


def test_half_a_letter_is_no_text(client):
    body = b'{"client": {"name": "\\ud83d"}}'
    assert client.call("POST", "/clients.json", data=body).status_code == 400
