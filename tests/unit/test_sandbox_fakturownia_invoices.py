"""The sandbox of Fakturownia: documents, payments, departments and products."""

from datetime import datetime, timedelta

import pytest
import requests

from tests.unit.fakturownia_case import address_fixture, client_fixture  # noqa: F401

LINE = {"name": "Usługa", "tax": 23, "quantity": 2, "total_price_gross": "59,00"}


def _issued(client, **fields):
    given = {"buyer_name": "Nabywca", "positions": [LINE], **fields}
    return client.made("invoices", "invoice", **given)


def _today(client):
    """The day in the zone of the account, which stays this one for the rest of the test."""
    return datetime.fromisoformat(client.control("clock", {"freeze": True})["now"]).date()


def _detail(client, number):
    return client.get(f"/invoices/{number}.json").json()


# -- lists ---------------------------------------------------------------------------------------


def test_the_default_period_is_the_last_twelve_months(client):
    everything = client.list("invoices", period="all", per_page=100)
    today = _today(client)
    young = [row["id"] for row in everything
             if row["issue_date"] >= (today - timedelta(days=365)).isoformat()]  # fmt: skip
    assert 0 < len(young) < len(everything)
    assert client.ids("invoices", per_page=100) == young
    # Without period=more the dates count for nothing.
    dates = {"date_from": "2000-01-01", "date_to": "2001-01-01"}
    assert client.ids("invoices", per_page=100, **dates) == young
    assert client.ids("invoices", period="more", **dates) == []
    day = everything[0]["issue_date"]
    one = client.list("invoices", period="more", date_from=day, date_to=day)
    assert {row["issue_date"] for row in one} == {day}


@pytest.mark.parametrize("period", ["this_month", "last_30_days", "last_month", "this_year",
                                    "last_year"])  # fmt: skip
def test_other_periods(client, period):
    client.control("clock", {"set": "2026-01-15T12:00:00"})
    for day in ("2026-01-31", "2026-01-02", "2025-12-20", "2025-12-01", "2025-03-01"):
        _issued(client, oid="P", issue_date=day)
    expected = {
        "this_month": ["2026-01-02", "2026-01-31"],
        "last_30_days": ["2025-12-20", "2026-01-02"],
        "last_month": ["2025-12-01", "2025-12-20"],
        "this_year": ["2026-01-02", "2026-01-31"],
        "last_year": ["2025-03-01", "2025-12-01", "2025-12-20"],
    }
    found = client.list("invoices", period=period, oid="P")
    assert sorted(row["issue_date"] for row in found) == expected[period]


def test_filters(client):
    made = _issued(client, kind="proforma", oid="A-7")
    _issued(client, income="0", oid="A-8")
    number = made["id"]
    assert client.ids("invoices", oid="A-7") == [number]
    assert client.ids("invoices", number=made["number"]) == [number]
    assert client.ids("invoices", client_id=made["client_id"], kind="proforma") == [number]
    assert client.ids("invoices", kind="receipt", oid="A-7") == []
    both = client.list("invoices", period="all", per_page=100, **{"kinds[]": ["proforma", "vat"]})
    assert {row["kind"] for row in both} == {"proforma", "vat"}
    assert client.ids("invoices", invoice_ids=f"{number},1") == [number]
    assert client.ids("invoices", oid="A-8") == []
    assert len(client.ids("invoices", oid="A-8", income="no")) == 1


def test_lists_have_no_positions_unless_asked_and_no_view_url(client):
    row = client.list("invoices", per_page=1)[0]
    assert "positions" not in row and "view_url" not in row and row["token"]
    assert client.list("invoices", per_page=1, include_positions="true")[0]["positions"]
    detail = _detail(client, row["id"])
    assert detail["positions"] and detail["view_url"].endswith(row["token"])
    few = client.list("invoices", per_page=1, **{"fields[invoice]": "id,number"})[0]
    assert set(few) == {"id", "number"}
    added = client.list("invoices", per_page=1, **{"additional_fields[invoice]": "cancel_reason"})
    assert "cancel_reason" in added[0] and "cancel_reason" not in row


@pytest.mark.parametrize("name", ["issue_date", "price_gross", "number", "updated_at"])
def test_orders(client, name):
    rows = client.list("invoices", order=f"{name}.desc", period="all", per_page=100)
    numeric = name == "price_gross"
    values = [float(row[name]) if numeric else row[name] for row in rows]
    if name == "updated_at":
        values = [requests.utils.quote(value[:10]) for value in values]
    assert values == sorted(values, reverse=True) and len(set(values)) > 5


# -- making one ----------------------------------------------------------------------------------


def test_numbers_come_back_as_texts(client):
    made = _issued(client)
    expected = {"price_net": "47.97", "price_tax": "11.03", "price_gross": "59.0", "paid": "0.0"}
    assert {name: made[name] for name in expected} == expected
    position = made["positions"][0]
    assert (position["quantity"], position["total_price_gross"]) == ("2.0", "59.0")
    assert position["invoice_id"] == made["id"] and position["tax"] == "23"
    by_net = _issued(client, positions=[{"name": "A", "quantity": 3, "price_net": 10, "tax": "8"}])
    assert (by_net["price_net"], by_net["price_gross"]) == ("30.0", "32.4")
    exempt = _issued(client, positions=[{"name": "A", "price_net": "1.5", "tax": "zw"}])
    assert exempt["price_net"] == exempt["price_gross"] == "1.5"
    less = {"name": "A", "quantity": 2, "price_net": 10, "tax": "0", "discount_percent": 10}
    assert _issued(client, positions=[less])["price_net"] == "18.0"


def test_creating_is_not_idempotent(client):
    assert _issued(client)["id"] != _issued(client)["id"]


def test_numbers_count_by_month_and_kind(client):
    client.control("reset", {"invoices": 0})
    day = {"issue_date": "2026-05-06"}
    numbers = [_issued(client, **day)["number"] for _ in range(2)]
    numbers.append(_issued(client, kind="proforma", **day)["number"])
    numbers.append(_issued(client, issue_date="2026-06-01")["number"])
    numbers.append(_issued(client, number="X/1")["number"])
    assert numbers == ["1/05/2026", "2/05/2026", "PRO 1/05/2026", "1/06/2026", "X/1"]


def test_a_second_oid_is_refused_when_it_has_to_be_unique(client):
    _issued(client, oid="CRM-1", oid_unique="yes")
    before = client.control("state")
    body = {"invoice": {"buyer_name": "Inny", "oid": "CRM-1", "oid_unique": "yes"}}
    refused = client.post("/invoices.json", body)
    assert refused.status_code == 422 and list(refused.json()["message"]) == ["oid"]
    after = client.control("state")
    assert (after["invoices"], after["clients"]) == (before["invoices"], before["clients"])
    _issued(client, oid="CRM-1")
    assert len(client.ids("invoices", oid="CRM-1")) == 2
    client.control("reset", {"oid_refusal": "string"})
    _issued(client, oid="CRM-1")
    assert isinstance(client.post("/invoices.json", body).json()["message"], str)


def test_the_buyer_is_a_client_or_becomes_one(client):
    card = {"name": "Stały", "tax_no": "7010000011", "city": "Łódź", "email": "s@x.example"}
    known = client.made("clients", "client", payment_to_kind=30, **card)
    by_id = _issued(client, client_id=known["id"], buyer_name=None, issue_date="2026-01-01")
    assert (by_id["buyer_city"], by_id["payment_to"]) == ("Łódź", "2026-01-31")
    for fields in ({"buyer_name": "Stały"}, {"buyer_name": "S", "buyer_tax_no": "7010000011"},
                   {"buyer_name": "S", "buyer_email": "s@x.example"}):  # fmt: skip
        assert _issued(client, **fields)["client_id"] == known["id"]
    new = _issued(client, buyer_name="Ktoś nowy", buyer_city="Gdynia")
    assert client.get(f"/clients/{new['client_id']}.json").json()["city"] == "Gdynia"
    forced = _issued(client, client_id=-1, buyer_name="Stały")
    assert forced["client_id"] not in (known["id"], new["client_id"])
    person = _issued(client, buyer_name=None, buyer_first_name="Ewa", buyer_last_name="Lis")
    made = client.get(f"/clients/{person['client_id']}.json").json()
    assert (made["name"], made["company"]) == ("Ewa Lis", False)
    _issued(client, client_id=known["id"], buyer_city="Sopot", buyer_override=True)
    assert client.get(f"/clients/{known['id']}.json").json()["city"] == "Sopot"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"buyer_name": ""}, "buyer_name"),
        ({"client_id": 1}, "client_id"),
        ({"buyer_tax_no": "7010000018"}, "buyer_tax_no"),
        ({"department_id": 1}, "department_id"),
        ({"kind": "nothing"}, "kind"),
        ({"status": "nothing"}, "status"),
        ({"issue_date": "soon"}, "issue_date"),
        ({"payment_to_kind": "other_date"}, "payment_to"),
        ({"positions": "x"}, "positions"),
        ({"positions": [{"tax": 23}]}, "positions.name"),
        ({"positions": [{**LINE, "quantity": "x"}]}, "positions.quantity"),
        ({"copy_invoice_from": 1}, "copy_invoice_from"),
    ],
)
def test_refusals_leave_nothing_behind(client, fields, field):
    before = client.control("state")
    answer = client.post("/invoices.json", {"invoice": {"buyer_name": "Zupełnie nowy", **fields}})
    assert answer.status_code == 422 and list(answer.json()["message"]) == [field]
    after = client.control("state")
    assert [after[name] for name in ("clients", "invoices", "departments")] == [
        before[name] for name in ("clients", "invoices", "departments")
    ]


def test_a_nip_is_checked_only_where_it_is_one(client):
    for fields in ({"buyer_tax_no_kind": "other"}, {"disable_tax_no_validation": True},
                   {"buyer_country": "DE"}):  # fmt: skip
        made = _issued(client, buyer_name=str(fields), buyer_tax_no="7010000018", **fields)
        assert made["buyer_tax_no"] == "7010000018"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"payment_to_kind": 14}, ("14", "2026-05-15")),
        ({"payment_to_kind": "off"}, ("off", "")),
        ({"payment_to_kind": "other_date", "payment_to": "2026-07-01"},
         ("other_date", "2026-07-01")),
        ({}, ("7", "2026-05-08")),
    ],
)  # fmt: skip
def test_terms_of_payment(client, given, expected):
    made = _issued(client, issue_date="2026-05-01", **given)
    assert (made["payment_to_kind"], made["payment_to"]) == expected


def test_an_unknown_seller_becomes_a_department(client):
    made = _issued(client, seller_name="Oddział Nowy", seller_tax_no="7010000011")
    names = {row["id"]: row["name"] for row in client.list("departments")}
    assert names[made["department_id"]] == "Oddział Nowy" and len(names) == 4
    assert _issued(client)["department_id"] == 311
    assert _issued(client, department_id=312)["seller_name"] == "Firma Demo Gdańsk"


def test_documents_made_of_others(client):
    order = _issued(client, kind="estimate")
    final = client.made("invoices", "invoice", copy_invoice_from=order["id"], kind="vat")
    assert final["price_gross"] == "59.0" and final["from_invoice_id"] == order["id"]
    assert final["client_id"] == order["client_id"]
    part = client.made("invoices", "invoice", copy_invoice_from=order["id"], kind="advance",
                       advance_creation_mode="percent", advance_value="30")  # fmt: skip
    assert (part["price_gross"], part["invoice_id"]) == ("17.7", order["id"])
    assert client.ids("invoices", from_invoice_id=order["id"]) == [part["id"], final["id"]]
    assert client.ids("invoices", invoice_id=order["id"]) == [part["id"]]


# -- changing one --------------------------------------------------------------------------------


def test_positions_are_edited_added_and_removed(client):
    made = _issued(client, positions=[LINE, {**LINE, "name": "B"}])
    first, second = (position["id"] for position in made["positions"])
    path = f"/invoices/{made['id']}.json"
    given = [{"id": first, "name": "Nowa nazwa"}, {"id": second, "_destroy": 1}, {**LINE}]
    changed = client.call("PUT", path, json={"invoice": {"positions": given}}).json()
    assert [each["name"] for each in changed["positions"]] == ["Nowa nazwa", "Usługa"]
    assert changed["price_gross"] == "118.0"
    wrong = {"invoice": {"positions": [{"id": 1, "name": "x"}]}}
    assert client.call("PUT", path, json=wrong).status_code == 422
    assert _detail(client, made["id"]) == changed


def test_put_changes_what_is_sent(client):
    made = _issued(client)
    path = f"/invoices/{made['id']}.json"
    changed = client.call("PUT", path, json={"invoice": {"internal_note": "x"}}).json()
    assert changed == {**made, "internal_note": "x", "updated_at": changed["updated_at"]}
    assert changed["updated_at"] > made["updated_at"]


def test_status_changes_and_their_soft_failures(client):
    today = _today(client)
    made = _issued(client)
    path = f"/invoices/{made['id']}/change_status.json"
    assert client.post(f"{path}?status=paid", {}).json()["status"] == "paid"
    detail = _detail(client, made["id"])
    assert (detail["paid"], detail["payment_status"]) == ("59.0", "paid")
    assert detail["paid_date"] == today.isoformat()
    soft = client.post(f"{path}?status=nothing", {})
    assert soft.status_code == 200 and soft.json()["code"] == "error"
    path = f"/invoices/{made['id']}/send_by_email.json"
    failed = client.post(path, {})
    assert failed.status_code == 200 and failed.json()["status"] == "error"
    assert client.post(f"{path}?email_to=a@x.example", {}).json() == {"status": "ok"}


def test_cancel_and_delete(client):
    made = _issued(client)
    body = {"cancel_invoice_id": made["id"], "cancel_reason": "pomyłka"}
    assert client.post("/invoices/cancel.json", body).json()["code"] == "success"
    detail = _detail(client, made["id"])
    assert detail["cancelled"] is True and detail["cancel_reason"] == "pomyłka"
    assert client.post("/invoices/cancel.json", body).status_code == 422
    soft = client.post(f"/invoices/{made['id']}/change_status.json?status=paid", {})
    assert soft.json()["code"] == "error"
    path = f"/invoices/{made['id']}.json"
    assert client.call("DELETE", path).json() == "ok"
    assert client.get(path).status_code == client.call("DELETE", path).status_code == 404


def test_what_is_overdue_follows_the_clock(client):
    made = _issued(client, payment_to_kind=7)
    assert made["overdue?"] is False
    client.control("clock", {"advance": 9 * 86_400})
    assert _detail(client, made["id"])["overdue?"] is True


def test_blank_dates_are_null_or_an_empty_text(client):
    rows = client.list("invoices", period="all", per_page=100)
    assert {row["paid_date"] for row in rows if row["paid"] == "0.0"} == {None, ""}


def test_the_pdf(client, address):
    made = _issued(client, buyer_name="Żółć (\\) Sp. z o.o.")
    answer = client.get(f"/invoices/{made['id']}.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    body = answer.content
    assert body.startswith(b"%PDF-") and body.endswith(b"%%EOF") and b"zolc" in body.lower()
    # Every object is where the table of the file says.
    table = int(body.rsplit(b"startxref\n", 1)[1].split()[0])
    assert body[table:].startswith(b"xref")
    places = [int(line[:10]) for line in body[table:].split(b"\n")[3:8]]
    assert [body[at : at + 7] for at in places] == [b"%d 0 obj" % n for n in range(1, 6)]
    assert requests.get(f"{address}/invoices/{made['id']}.pdf", timeout=5).status_code == 401
    assert client.get("/invoices/1.pdf").status_code == 404


# -- payments and the rest -----------------------------------------------------------------------


def test_payments_settle_documents_in_their_order(client):
    first, second = _issued(client), _issued(client)
    ids = [first["id"], second["id"]]
    fields = {"name": "Wpłata", "price": 80, "invoice_ids": ids, "paid": True, "kind": "api"}
    payment = client.made("banking/payments", "banking_payment", **fields)
    states = [(row["status"], row["paid"]) for row in (_detail(client, n) for n in ids)]
    assert states == [("paid", "59.0"), ("partial", "21.0")]
    assert _detail(client, ids[1])["updated_at"] > second["updated_at"]
    path = f"/banking/payments/{payment['id']}.json"
    shown = client.get(path, params={"include": "invoices"}).json()
    assert [row["id"] for row in shown["invoices"]] == ids and len(shown["paid_date"]) > 10
    assert client.get(f"/banking/payment/{payment['id']}.json").status_code == 404
    client.call("PATCH", path, json={"banking_payment": {"price": "59"}})
    assert [_detail(client, n)["paid"] for n in ids] == ["59.0", "0.0"]
    assert client.call("DELETE", path).json() == "ok"
    assert [_detail(client, n)["status"] for n in ids] == ["issued", "issued"]
    wrong = client.post("/banking/payments.json", {"banking_payment": {"price": "x"}})
    assert wrong.status_code == 422 and client.list("banking/payments") == []


def test_departments(client):
    made = client.made("departments", "department", name="Nowy", shortcut="N")
    path = f"/departments/{made['id']}.json"
    assert client.get(path).json() == made
    client.call("PUT", path, json={"department": {"name": "Inny"}})
    assert client.get(path).json()["name"] == "Inny"
    assert client.call("DELETE", path).json() == "ok" and client.get(path).status_code == 404
    assert client.post("/departments.json", {"department": {"shortcut": "x"}}).status_code == 422


def test_products(client):
    made = client.made("products", "product", name="Nowy", price_net="100", tax="23")
    assert made["price_gross"] == "123.0"
    path = f"/products/{made['id']}.json"
    edited = client.call("PUT", path, json={"product": {"price_net": "1"}}).json()
    assert edited["price_net"] == "100.0"
    edited = client.call("PUT", path, json={"product": {"price_gross": "246"}}).json()
    assert edited["price_net"] == "200.0"
    since = {"date_from": (_today(client) + timedelta(days=2)).isoformat()}
    client.control("clock", {"advance": 3 * 86_400})
    assert client.list("products", **since) == []
    client.call("PUT", path, json={"product": {"name": "B"}})
    assert client.ids("products", **since) == [made["id"]]


def test_invoices_through_the_control_api(client):
    number = client.control("invoices", {"buyer_name": "A", "positions": [LINE]})["id"]
    assert client.control(f"invoices/{number}/pay", {"amount": 9})["status"] == "partial"
    assert client.control(f"invoices/{number}/pay", {})["paid"] == "59.0"
    correction = _detail(client, client.control(f"invoices/{number}/correct", {})["id"])
    expected = ("correction", "-59.0", number)
    shown = (correction["kind"], correction["price_gross"], correction["invoice_id"])
    assert shown == expected
    client.control(f"invoices/{number}", {"oid": "X"}, method="PATCH")
    assert client.control(f"invoices/{number}")["oid"] == "X"
    assert client.control(f"invoices/{number}/cancel", {})["cancelled"] is True
    assert client.control(f"invoices/{number}", {}, method="DELETE") == {"deleted": number}
    assert number not in client.control("invoices")["ids"]
