"""The sandbox of SuperFaktura: orders, estimates and invoices."""

import pytest

from tests.sandbox.thread import running

ALL = "/created:0/sort:id/direction:ASC"


@pytest.fixture(scope="module")
def address():
    with running(clients=5) as url:
        yield url


def listed(client, parameters=""):
    return client.get(f"/invoices/index.json/listinfo:1{parameters}").json()


def numbers(client, parameters=""):
    return [int(item["Invoice"]["id"]) for item in listed(client, parameters)["items"]]


def made(client, kind="orders", **fields):
    items = [{"name": "Píla", "quantity": 2, "unit_price": 9.99, "discount": 10}]
    body = {"client_id": min(client.control("clients")["ids"]), "items": items, **fields}
    return client.control(kind, body)["id"]


def test_the_list_is_of_regular_invoices_of_this_year(client):
    client.control("clock", {"set": "2026-05-10T12:00:00", "freeze": True})
    client.control("reset", {"orders": 0, "estimates": 0, "invoices": 0})
    client.control("clock", {"set": "2026-05-10T12:00:00", "freeze": True})
    now = made(client, "invoices", created="2026-01-02")
    before = made(client, "invoices", created="2025-12-30")
    order = made(client, created="2026-01-02")
    assert numbers(client) == [now]
    assert numbers(client, ALL) == [now, before]
    assert numbers(client, f"{ALL}/type:order|regular") == [now, before, order]
    assert numbers(client, "/created:3/created_since:2025-12-01/created_to:2025-12-31") == [before]
    assert numbers(client, f"{ALL}/modified:2") == []
    assert listed(client, f"{ALL}/per_page:1/page:2")["pageCount"] == 2


def test_a_row_tells_all_that_the_document_alone_does(client):
    number = made(client, discount=5)
    (row,) = [item for item in listed(client, f"{ALL}/type:order/per_page:200")["items"]
              if item["Invoice"]["id"] == str(number)]  # fmt: skip
    alone = client.get(f"/invoices/view/{number}.json").json()
    assert {**row, "Client": row["ClientData"]} == alone
    # 2 x 9.99, less 10 % of the line, less 5 % of all
    assert alone["Summary"]["vat_base_total"] == 17.08
    assert alone["Invoice"]["amount"] == "17.08" and alone["0"]["total"] == "21.01"
    assert alone["ClientData"]["Country"]["iso"] == "sk"
    assert client.get("/invoices/view/1.json").status_code == 404


def test_a_payment_leaves_the_time_of_the_last_modification(client):
    number = made(client, "invoices", modified="2026-01-05 10:00:00")
    head = client.control(f"invoices/{number}/pay", {})["Invoice"]
    assert (head["status"], head["modified"]) == ("3", "2026-01-05 10:00:00")
    changed = client.control(f"invoices/{number}", {"comment": "Iné"}, method="PATCH")["Invoice"]
    assert changed["modified"] > "2026-01-05 10:00:00"


def test_what_the_seed_makes(client):
    for kind, count in (("orders", 30), ("estimates", 20), ("invoices", 40)):
        assert len(client.control(kind)["ids"]) == count
    states = {item["Invoice"]["status"] for item in listed(client, f"{ALL}/per_page:200")["items"]}
    assert states == {"1", "3"}
    client.control("reset", {"clients": 0})
    assert client.control("orders")["ids"] == []
