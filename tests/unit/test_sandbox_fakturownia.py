"""The sandbox of Fakturownia: signing in, lists and clients."""

import threading
from datetime import datetime
from itertools import pairwise

import pytest
import requests

from tests.sandbox.client import TOKEN, FakturowniaClient
from tests.unit.fakturownia_case import address_fixture, client_fixture  # noqa: F401


def _new(client, **fields):
    return client.made("clients", "client", **{"name": "Nowy", **fields})


# -- signing in ----------------------------------------------------------------------------------


@pytest.mark.parametrize("token", [TOKEN, TOKEN.partition("/")[0]])
def test_three_ways_to_pass_the_token(address, token):
    url = f"{address}/account.json"
    ways = (
        requests.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=5),
        requests.get(url, params={"api_token": token}, timeout=5),
        requests.get(url, json={"api_token": token}, timeout=5),
    )
    assert [way.json()["prefix"] for way in ways] == ["firma-demo"] * 3


@pytest.mark.parametrize("token", ["", "wrong", f"{TOKEN}x", TOKEN.replace("firma", "inna")])
def test_wrong_tokens_are_refused(client, token):
    client.sign_in(token)
    answer = client.get("/clients.json")
    assert answer.status_code == 401
    assert answer.json()["code"] == "error" and "zalogowany" in answer.json()["message"]


def test_the_message_is_localised_and_bearer_can_be_off(client):
    client.control("reset", {"language": "en", "bearer": False})
    answer = client.get("/account.json")
    expected = "You must be logged in to gain access to the site"
    assert (answer.status_code, answer.json()["message"]) == (401, expected)
    assert client.get("/account.json", params={"api_token": TOKEN}).status_code == 200


def test_login_gives_the_token(address):
    body = {"login": "anna@firma-demo.pl", "password": "demo"}
    given = requests.post(f"{address}/login.json", json=body, timeout=5).json()
    assert (given["prefix"], given["api_token"]) == ("firma-demo", TOKEN)
    refused = requests.post(f"{address}/login.json", json={**body, "password": "x"}, timeout=5)
    assert refused.status_code == 401


@pytest.mark.parametrize("path", ["users.json", "account/users.json", "nothing.json"])
def test_there_is_no_list_of_users(client, path):
    assert client.get(f"/{path}").status_code == 404


# -- lists ---------------------------------------------------------------------------------------


def test_page_sizes(client):
    assert len(client.ids()) == 25
    assert len(client.ids(per_page=100)) == 100 == len(client.ids(per_page=500))
    assert len(client.ids(per_page=100, page=2)) == 30
    assert client.list(per_page=100, page=3) == []
    pages = [client.ids(page=page, per_page=50) for page in (1, 2, 3)]
    assert len({number for page in pages for number in page}) == 130


@pytest.mark.parametrize("way", ["updated_at", "updated_at.desc"])
def test_the_order_by_change(client, way):
    rows = [row for page in (1, 2) for row in client.list(order=way, per_page=100, page=page)]
    assert len({row["id"] for row in rows}) == 130
    times = [_moment(row) for row in rows]
    assert times == sorted(times, reverse=way.endswith("desc"))
    # Some have the very same time.
    assert len(set(times)) < len(times)


def _moment(row):
    return datetime.fromisoformat(row["updated_at"])


def test_times_have_the_offset_of_the_season(client):
    offsets = {row["updated_at"][23:] for row in client.list(per_page=100)}
    assert offsets == {"+01:00", "+02:00"}
    assert all(row["updated_at"][19] == "." for row in client.list())


def test_rows_of_one_time_may_come_in_another_order_each_time(client):
    client.control("reset", {"unstable_ties": True, "update_step": 1000})
    client.control("clock", {"freeze": True})
    ids = client.ids(order="updated_at.desc", per_page=100)
    client.control("bulk_edit", {"ids": ids[:10]})
    seen = {tuple(client.ids(order="updated_at.desc", per_page=10)) for _ in range(10)}
    assert len(seen) == 10 and {frozenset(each) for each in seen} == {frozenset(ids[:10])}
    # The others keep their order.
    assert client.ids(order="updated_at.desc", per_page=10, page=2) == ids[10:20]
    halves = client.ids(order="updated_at.desc", per_page=4, page=1)
    assert set(halves) < set(ids[:10])


def test_every_change_moves_to_the_top(client):
    client.control("clock", {"freeze": True})
    number = client.ids(order="updated_at")[0]
    stamps = []
    for name in ("A", "B", "C"):
        client.call("PUT", f"/clients/{number}.json", json={"client": {"name": name}})
        top = client.list(order="updated_at.desc", per_page=1)[0]
        assert (top["id"], top["name"]) == (number, name)
        stamps.append(top["updated_at"])
    assert all(earlier < later for earlier, later in pairwise(stamps))


def test_coarse_times_do_not_move_within_their_step(client):
    client.control("reset", {"update_step": 1000})
    client.control("clock", {"set": "2026-05-10T12:00:00.100", "freeze": True})
    made = _new(client)
    client.control("clock", {"advance": 0.5})
    client.call("PUT", f"/clients/{made['id']}.json", json={"client": {"name": "Inny"}})
    assert client.get(f"/clients/{made['id']}.json").json()["updated_at"] == made["updated_at"]
    assert made["updated_at"] == "2026-05-10T12:00:00.000+02:00"


def test_filters(client):
    made = _new(client, name="Żółta Łódź Sp. z o.o.", email="a@x.example, B@x.example",
                tax_no="701-000-00-11", external_id="odoo-7", shortcut="Łódź")  # fmt: skip
    found = [
        client.ids(name="żółta łódź"),
        client.ids(email="b@X.example"),
        client.ids(tax_no="701-000-00-11"),
        client.ids(external_id="odoo-7"),
        client.ids(shortcut="Łódź"),
        client.ids(external_id="odoo-7", name="łódź"),
    ]
    assert found == [[made["id"]]] * 6
    nothing = [client.ids(external_id="odoo-70"), client.ids(tax_no="7010000011")]
    assert nothing == [[], []] and client.ids(external_id="odoo-7", name="x") == []
    _new(client, external_id="odoo-7")
    assert len(client.ids(external_id="odoo-7")) == 2
    client.control("reset", {"tax_no_filter": "digits"})
    made = _new(client, tax_no="701 000 00 11")
    assert client.ids(tax_no="7010000011") == [made["id"]]


def test_which_fields_a_list_has(client):
    row = client.list(per_page=1)[0]
    assert "balance" not in row and "bank_account" in row and "tag_list" in row
    assert "tag_list" not in client.list(per_page=1, with_tags="false")[0]
    only = client.list(per_page=1, **{"fields[client]": "id,name"})[0]
    assert set(only) == {"id", "name"}
    client.control("reset", {"bank_in_lists": False})
    assert not {"bank_account", "swift"} & set(client.list(per_page=1)[0])
    added = client.list(per_page=1, **{"additional_fields[client]": "bank_account"})[0]
    assert "bank_account" in added and "swift" not in added


# -- clients -------------------------------------------------------------------------------------


def test_create_gives_the_whole_record(client):
    client.control("clock", {"set": "2026-05-10T12:00:00", "freeze": True})
    made = _new(client, name="Firma", tax_no="7010000011", discount=12.5, payment_to_kind=14,
                tag_list=["vip"], id=None)  # fmt: skip
    assert made["discount"] == "12.5" and made["payment_to_kind"] == "14"
    assert made["company"] is True and made["tax_no_check"] == "PL7010000011"
    assert made["created_at"] == made["updated_at"] == "2026-05-10T12:00:00.000+02:00"
    assert made["tag_list"] == ["vip"] and made["balance"] == "0.0" and len(made["token"]) == 20
    assert client.get(f"/clients/{made['id']}.json").json() == made


def test_a_private_person(client):
    made = _new(client, name=None, company="0", first_name="Ewa", last_name="Żak")
    assert made["company"] is False and made["name"] == "Ewa Żak"
    answer = client.post("/clients.json", {"client": {"name": "Ewa Żak", "company": False}})
    assert answer.status_code == 422 and list(answer.json()["message"]) == ["last_name"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"name": " "}, "name"), ({"name": "A", "department_id": 1}, "department_id"),
     ({"name": "A", "discount": "much"}, "discount")],
)  # fmt: skip
def test_refusals_are_by_field(client, fields, field):
    answer = client.post("/clients.json", {"client": fields})
    assert answer.status_code == 422 and answer.json()["code"] == "error"
    assert isinstance(answer.json()["message"][field], list)
    assert client.control("state")["clients"] == 130


def test_an_empty_write_is_refused_with_a_text(client):
    for body in ({}, {"client": {}}, {"client": None}, {"name": "A"}):
        answer = client.post("/clients.json", body)
        assert answer.status_code == 422 and isinstance(answer.json()["message"], str)
    client.control("reset", {"empty_payload": "400"})
    assert client.post("/clients.json", {}).status_code == 400


@pytest.mark.parametrize("body", [b"{", b"[1]", b'"x"'])
def test_a_body_that_is_no_object(client, body):
    assert client.call("POST", "/clients.json", data=body).status_code == 400


def test_a_second_shortcut_gets_a_number(client):
    shortcuts = [_new(client, shortcut="Client1")["shortcut"] for _ in range(3)]
    assert shortcuts == ["Client1", "Client1 (2)", "Client1 (3)"]
    made = _new(client, shortcut="Other")
    changed = {"client": {"shortcut": "Client1"}}
    answer = client.call("PUT", f"/clients/{made['id']}.json", json=changed)
    assert answer.json()["shortcut"] == "Client1 (4)"
    assert _new(client, shortcut="Other")["shortcut"] == "Other"


def test_put_changes_what_is_sent_and_nothing_else(client):
    made = _new(client, phone="1", email="a@x.example")
    path = f"/clients/{made['id']}.json"
    answer = client.call("PUT", path, json={"client": {"phone": "2", "id": 5, "token": "x"}})
    assert answer.status_code == 200
    now = client.get(path).json()
    assert now == {**made, "phone": "2", "updated_at": now["updated_at"]}
    assert client.call("PUT", path, json={"client": {"phone": None}}).json()["phone"] is None


def test_delete(client):
    made = _new(client)
    path = f"/clients/{made['id']}.json"
    assert client.call("DELETE", path).json() == "ok"
    assert [client.call(method, path, json={"client": {"name": "x"}}).status_code
            for method in ("GET", "PUT", "DELETE")] == [404] * 3  # fmt: skip
    assert _new(client)["id"] > made["id"]


def test_merge_keeps_the_first_and_takes_the_documents(client):
    first, second = _new(client), _new(client)
    fields = {"client_id": second["id"], "positions": [{"name": "A", "total_price_gross": 10}]}
    invoice = client.made("invoices", "invoice", **fields)
    answer = client.post(f"/clients/{first['id']}/merge.json", {"merge_ids": [second["id"]]})
    assert answer.status_code == 200 and answer.json()["balance"] == "10.0"
    assert client.get(f"/clients/{second['id']}.json").status_code == 404
    moved = client.get(f"/invoices/{invoice['id']}.json").json()
    assert moved["client_id"] == first["id"]
    refused = client.post(f"/clients/{first['id']}/merge.json", {"merge_ids": [1]})
    assert refused.status_code == 422


# -- the person in the other system --------------------------------------------------------------


def test_a_client_through_the_control_api(client):
    number = client.control("clients", {"name": "Ręczna"})["id"]
    row = client.control(f"clients/{number}", {"phone": "5"}, method="PATCH")
    assert (row["name"], row["phone"], row["kinds"]) == ("Ręczna", "5", [])
    stamp = {"updated_at": "2020-01-01T10:00:00.000+01:00"}
    assert client.control(f"clients/{number}", stamp, method="PATCH") | stamp == {**row, **stamp}
    assert client.ids(order="updated_at", per_page=1) == [number]
    assert client.control(f"clients/{number}", {}, method="DELETE") == {"deleted": number}
    with pytest.raises(requests.HTTPError):
        client.control(f"clients/{number}")
    with pytest.raises(requests.HTTPError):
        client.control("clients", {"name": ""})


def test_many_are_edited_the_same_way_for_the_same_seed(client):
    def edited(seed):
        client.control("reset", {})
        ids = client.control("bulk_edit", {"share": 0.2, "seed": seed})["ids"]
        rows = client.control("clients?full=1")["clients"]
        return ids, [row["street"] for row in rows if row["id"] in ids]

    first = edited(1)
    assert len(first[0]) == 26 and edited(1) == first and edited(2) != first


def test_requests_are_counted_by_path(client):
    client.control("log/clear", {})
    ids = client.ids(per_page=2)
    for number in ids:
        client.get(f"/clients/{number}.json")
    counts = client.control("log/counts")
    assert counts == {"GET /clients.json": 1, "GET /clients/ID.json": 2}


def test_requests_at_the_same_time_are_all_answered(client, address):
    made = []

    def work():
        other = FakturowniaClient(address)
        made.extend(_new(other)["id"] for _ in range(5))
        other.http.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 20 and client.control("state")["clients"] == 150
