"""jortt's sandbox: invoices of three versions, estimates, sending, value lists."""

import pytest

from tests.unit.jortt_case import address_fixture, client_fixture

__all__ = ["address_fixture", "client_fixture"]
V1 = {
    "description": "Brood", "number_of_units": "3", "vat_percentage": "9.0",
    "amount_per_unit": {"value": "3.33", "currency": "EUR"},
}  # fmt: skip
V3 = {
    "description": "Brood", "quantity": "3", "amount": {"amount": "3.33", "currency": "EUR"},
    "vat": {"value": "0.09", "category": None},
}  # fmt: skip


@pytest.fixture(name="customer")
def customer_fixture(client):
    return client.made("customers", is_private=True, customer_name="Jan", email="jan@x.example")


def refused(answer):
    error = answer.json()["error"]
    return answer.status_code, [each.get("param", each["key"]) for each in error["details"]]


def test_each_version_takes_its_own_lines(client, customer):
    for path, line in (("v1/invoices", V1), ("v2/invoices", V3), ("v3/invoices", V3)):
        made = client.made(path, customer_id=customer, line_items=[line], reference="S1")
        one = client.get(f"/v1/invoices/{made}").json()["data"]
        two = client.get(f"/v2/invoices/{made}").json()["data"]
        assert one["line_items"][0]["vat_percentage"] == "9.0"
        assert one["invoice_total_incl_vat"] == {"value": "10.89", "currency": "EUR"}
        assert two["line_items"][0]["vat"] == {"value": "0.09", "category": None}
        assert two["invoice_total_incl_vat"] == {"amount": "10.89", "currency": "EUR"}
        assert (one["invoice_status"], one["invoice_number"]) == ("draft", None)
        assert one["reference"] == "S1"
    assert refused(client.post("/v3/invoices", {"customer_id": customer, "line_items": [V1]})) == (
        422, ["line_items[0]"],
    )  # fmt: skip


def test_vat_of_the_whole_invoice_or_of_each_line(client, customer):
    line = V3 | {"quantity": "1", "amount": {"amount": "0.05", "currency": "EUR"}}
    body = {"customer_id": customer, "line_items": [line] * 3}
    sums = [
        client.get(f"/v2/invoices/{client.made(path, **body)}").json()["data"][
            "invoice_total_incl_vat"
        ]["amount"]
        for path in ("v2/invoices", "v3/invoices")
    ]
    assert sums == ["0.15", "0.16"]


def test_what_an_invoice_may_not_be(client, customer):
    good = {"customer_id": customer, "line_items": [V3]}
    other_rate = V3 | {"vat": {"value": "0.19", "category": None}}
    folder = next(r for r in client.rows("ledger_accounts/invoices") if not r["selectable"])
    wrong_ledger = V3 | {"ledger_account_id": folder["ledger_account_id"]}
    for change, params in (
        ({"customer_id": None}, ["customer_id"]),
        ({"invoice_date": "9-3-2026"}, ["invoice_date"]),
        ({"line_items": [other_rate]}, ["line_items[0][vat]"]),
        ({"line_items": [wrong_ledger]}, ["line_items[0][ledger_account_id]"]),
        ({"delivery_period_end": "2026-03-01"}, ["delivery_period"]),
        ({"payment_method": "direct_debit"}, ["DirectDebit::NotEnabled"]),
        ({"discounts": [{"percentage": "5"}]}, ["discounts[0][percentage]"]),
    ):
        assert refused(client.post("/v3/invoices", good | change)) == (422, params)
    peppol = {**good, "send_method": "peppol"}
    assert refused(client.post("/v2/invoices", peppol)) == (422, ["send_method"])


def test_sending_takes_a_while(client, customer):
    made = client.made("v3/invoices", customer_id=customer, line_items=[V3], send_method="email")

    def status():
        row = client.get(f"/v2/invoices/{made}").json()["data"]
        return row["invoice_status"], bool(row["invoice_number"])

    assert status() == ("draft", False)
    client.control("clock", {"advance": 11})
    assert status() == ("sent", True)
    where = client.get(f"/v1/invoices/{made}/download").json()["data"]["download_location"]
    assert client.http.get(where).content.startswith(b"%PDF-")
    assert client.call("DELETE", f"/v1/invoices/{made}").status_code == 422
    held = client.made("v3/invoices", customer_id=customer, line_items=[V3])
    assert refused(client.get(f"/v1/invoices/{held}/download"))[0] == 422
    client.control("sending", {"held": True})
    assert client.post(f"/v1/invoices/{held}/send", {"send_method": "self"}).status_code == 204
    client.control("clock", {"advance": 3600})
    assert client.get(f"/v1/invoices/{held}").json()["data"]["invoice_status"] == "draft"
    client.control("sending", {"held": False})
    assert client.get(f"/v1/invoices/{held}").json()["data"]["invoice_status"] == "sent"


def test_paid_is_a_filter_and_no_status(client, customer):
    made = client.made("v3/invoices", customer_id=customer, line_items=[V3], send_method="self")
    client.control("clock", {"advance": 11})
    paid = {row["id"] for row in client.rows("v2/invoices", invoice_status="paid")}
    assert made not in paid
    client.control(f"invoices/{made}/pay", {})
    row = client.rows("v2/invoices", invoice_status="paid")[0]
    assert (row["id"], row["invoice_status"]) == (made, "sent")
    assert row["invoice_due_amount"]["amount"] == "0.00"
    credit = client.control(f"invoices/{made}/credit", {})["id"]
    told = client.get(f"/v2/invoices/{credit}").json()["data"]
    assert told["credited_invoice_id"] == made
    assert told["invoice_total"]["amount"].startswith("-")


def test_the_newest_invoice_is_first(client):
    rows = client.rows("v1/invoices")
    assert [row["created_at"] for row in rows] == sorted(
        (row["created_at"] for row in rows), reverse=True
    )


def test_prices_that_include_vat(client, customer):
    line = V3 | {"quantity": "1", "amount": {"amount": "10.90", "currency": "EUR"}}
    body = {"customer_id": customer, "line_items": [line], "net_amounts": True}
    row = client.get(f"/v2/invoices/{client.made('v3/invoices', **body)}").json()["data"]
    assert row["invoice_total"]["amount"] == "10.00"
    assert row["invoice_total_incl_vat"]["amount"] == "10.90"


def test_estimates(client, customer):
    made = client.made("v2/estimates", customer_id=customer, line_items=[V3], reference="O1")
    row = client.get(f"/v2/estimates/{made}").json()["data"]
    assert (row["estimate_status"], row["acceptance_status"]) == ("draft", None)
    assert row["total_incl_vat"]["amount"] == "10.89"
    assert client.post(f"/v2/estimates/{made}/send", {"send_method": "self"}).status_code == 204
    client.control("clock", {"advance": 11})
    client.control(f"estimates/{made}", {"acceptance": "signed"}, method="PATCH")
    row = client.get(f"/v2/estimates/{made}").json()["data"]
    assert (row["estimate_status"], row["acceptance_status"]) == ("sent", "signed")


def test_value_lists(client):
    ledgers = client.rows("ledger_accounts/invoices")
    assert {row["selectable"] for row in ledgers} == {True, False}
    assert len(client.rows("tradenames")) == 2
    label = client.made("labels", description="Nieuw")
    assert label in [row["id"] for row in client.rows("labels")]
    assert client.get("/organizations/me").json()["data"]["company_name"] == "Duin Handel BV"
    client.sign_in(scope="invoices:read")
    answer = client.get("/ledger_accounts/invoices")
    assert (answer.status_code, answer.json()["error"]["key"]) == (401, "scopes.insufficient")
