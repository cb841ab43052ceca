"""The sandbox of SuperFaktura: stock items and their movements."""

import pytest

from tests.sandbox.client import search
from tests.sandbox.thread import running


@pytest.fixture(scope="module")
def address():
    with running(clients=5) as url:
        yield url


def items(client, parameters="/sort:id/direction:ASC"):
    return client.get(f"/stock_items/index.json/listinfo:1{parameters}").json()


def added(client, **fields):
    answer = client.post("/stock_items/add", {"StockItem": fields})
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]["StockItem"]["id"]


def edited(client, number, **fields):
    answer = client.call("PATCH", f"/stock_items/edit/{number}", json={"StockItem": fields})
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


def seen(client, number):
    return client.get(f"/stock_items/view/{number}").json()["StockItem"]


def test_an_item_that_was_added_is_shown(client):
    given = {"name": " Píla ", "sku": "P-1", "unit_price": "19.95", "vat": 20, "stock": 123}
    answer = client.post("/stock_items/add", {"StockItem": given}).json()
    # What was sent, and not what became of it.
    assert answer["data"]["StockItem"] == {**given, "id": answer["data"]["StockItem"]["id"]}
    assert answer["data"]["StockLog"][0]["quantity"] == 123
    item = seen(client, answer["data"]["StockItem"]["id"])
    assert (item["name"], item["unit_price"], item["vat"]) == ("Píla", 19.95, 20)
    assert (item["stock"], item["watch_stock"], item["purchase_unit_price"]) == (123, True, None)


def test_an_item_without_a_quantity_is_not_watched(client):
    item = seen(client, added(client, name="Služba"))
    assert item["stock"] is None and item["watch_stock"] is False


def test_a_quantity_that_is_set_books_the_difference(client):
    number = added(client, sku="P-1", stock=10)
    quantities = []
    for _turn in range(2):
        data = edited(client, number, stock=7.5)
        assert data["StockItem"]["stock"] == 7.5
        quantities.append(data["StockLog"][0]["quantity"])
    assert quantities == [-2.5, 0]
    told = client.get(f"/stock_items/movements/{number}").json()
    assert [row["StockLog"]["quantity"] for row in told["items"]] == [10, -2.5, 0]


def test_an_edit_leaves_the_rest_as_it_is(client):
    number = added(client, name="Píla", sku="P-1", stock=10, unit_price=5)
    before = seen(client, number)
    data = edited(client, number, name="Píla 2", unit="kg")
    assert data["StockItem"]["stock_previous"] == data["StockItem"]["stock"] == 10
    changed = {"name": "Píla 2", "unit": "kg", "modified": seen(client, number)["modified"]}
    assert seen(client, number) == before | changed


def test_movements_add_up(client):
    number = added(client, sku="P-1", stock=10)
    body = {"StockLog": [{"sku": "P-1", "quantity": 5}, {"stock_item_id": number, "quantity": -2}]}
    assert client.post("/stock_items/addStockMovement", body).json()["error"] == 0
    assert seen(client, number)["stock"] == 13
    assert client.post("/stock_items/addStockMovement", {"StockLog": {}}).json()["error"] == 3
    one = {"StockLog": {"sku": "P-1"}}
    assert client.post("/stock_items/addStockMovement", one).status_code == 500


def test_the_list_is_filtered(client):
    client.control("clock", {"set": "2026-05-10T12:00:00", "freeze": True})
    client.control("reset", {"items": False})
    client.control("clock", {"set": "2026-05-10T12:00:00", "freeze": True})
    first = added(client, name="Píla", sku="P-1", unit_price=5)
    client.control("clock", {"set": "2026-05-12T12:00:00"})
    second = added(client, name="Vŕtačka", sku="P-10", unit_price=50, stock=1)

    def found(parameters):
        told = items(client, f"/sort:id/direction:ASC{parameters}")
        return [row["StockItem"]["id"] for row in told["items"]]

    assert found("") == [first, second]
    assert found(f"/sku:{search('P-10')}") == [second]
    assert found(f"/sku:{search('P-1')}") == [first, second]
    assert found(f"/search:{search('vŕta')}") == [second]
    assert found("/status:1") == [second]
    assert found("/price_to:10") == [first]
    assert found("/modified:3/modified_since:2026-05-11/modified_to:2037-12-31") == [second]
    assert found("/per_page:1/page:2") == [second]
    client.control("reset", {"items": False, "items_since": False})
    first = added(client, name="Píla")
    assert found("/modified:3/modified_since:2037-05-11/modified_to:2037-12-31") == [first]


def test_what_is_refused(client):
    assert client.get("/stock_items/view/1").status_code == 404
    edit = {"json": {"StockItem": {"name": "X"}}}
    assert client.call("PATCH", "/stock_items/edit/1", **edit).status_code == 404
    assert client.call("PATCH", "/stock_items/edit/x", **edit).status_code == 400
    assert client.call("DELETE", "/stock_items/delete/x").status_code == 400
    assert client.post("/stock_items/add", {}).status_code == 400
    number = added(client, name="X")
    assert client.call("DELETE", f"/stock_items/delete/{number}").json()["error"] == 0
    assert client.get(f"/stock_items/view/{number}").status_code == 404
    client.control("reset", {"read_only": True})
    assert client.post("/stock_items/add", {"StockItem": {"name": "X"}}).status_code == 403
    assert client.get("/stock_items/unknown").headers["Content-Type"].startswith("text/html")


def test_each_company_has_items_of_its_own(client):
    client.control("reset", {"companies": 2})
    number = added(client, name="Len tu")
    client.sign_in(company_id="4712")
    assert client.get(f"/stock_items/view/{number}").status_code == 404


def test_a_person_changes_items_by_the_control_api(client):
    number = client.control("items", {"name": "Píla", "stock": 4})["id"]
    client.control(f"items/{number}", {"stock": 3}, method="PATCH")
    told = client.control(f"items/{number}")
    assert told["StockItem"]["stock"] == 3
    assert [log["quantity"] for log in told["StockLog"]] == [4, -1]
    client.control(f"items/{number}", method="DELETE")
    assert number not in client.control("items")["ids"]
