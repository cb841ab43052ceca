"""The sandbox of SuperFaktura: what changes it, through the API and through the control API."""

import json

import pytest

from tests.sandbox.client import search
from tests.sandbox.thread import running


@pytest.fixture(scope="module")
def address():
    with running(clients=60) as url:
        yield url


def _created(client, **fields):
    answer = client.post("/clients/create", {"Client": {"name": "Nová s.r.o.", **fields}})
    assert answer.status_code == 200 and answer.json()["error"] == 0
    return answer.json()["data"]["Client"]


def _without_invoices(client):
    items = client.list("/per_page:100")["items"]
    return next(
        int(item["Client"]["id"])
        for item in items
        if not int(item["ClientStat"]["regular_count"] or 0)
    )


def test_create_gives_the_record_with_texts(client):
    client.control("clock", {"set": "2026-05-10T12:00:00", "freeze": True})
    made = _created(client, ico=36123456, due_date=14, discount=12.5, country_id=57, uuid="odoo-1")
    assert made["ico"] == "36123456" and made["due_date"] == "14" and made["discount"] == "12.50"
    assert made["country_id"] == "57" and made["country"] == "Česko"
    assert made["created"] == made["modified"] == "2026-05-10 12:00:00"
    assert client.ids("/search_uuid:odoo-1") == [int(made["id"])]


def test_a_country_of_none_is_home_and_a_name_of_ones_own_stands(client):
    assert _created(client)["country_id"] == "191"
    assert _created(client, country_id=99999)["country_id"] == "191"
    assert _created(client, country="Moja krajina")["country"] == "Moja krajina"
    client.control("reset", {"country": "cz"})
    assert _created(client)["country_id"] == "57"


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "application/x-www-form-urlencoded;charset=UTF-8"},
        {"Content-Type": "application/x-www-form-urlencoded"},
    ],
)
def test_the_form_field_data_works_as_well(client, headers):
    body = {"data": json.dumps({"Client": {"name": "Z & formulára + ž"}})}
    answer = client.call("POST", "/clients/create", data=body, headers=headers)
    assert answer.json()["data"]["Client"]["name"] == "Z & formulára + ž"


@pytest.mark.parametrize("body", [{}, [], {"Client": {}}, {"Client": None}, {"Invoice": {}}])
def test_missing_data_is_an_error_with_200(client, body):
    answer = client.post("/clients/create", body)
    assert answer.status_code == 200 and answer.json()["error"] == 1
    assert client.control("state")["clients"] == 60


@pytest.mark.parametrize("body", [b"{", b'"text"', b'{"Client": "x"}', b"[1]"])
def test_a_bad_format_is_400(client, body):
    headers = {"Content-Type": "application/json"}
    answer = client.call("POST", "/clients/create", data=body, headers=headers)
    assert answer.status_code == 400 and answer.json()["error"] == 1


def test_a_name_is_required_and_the_message_is_a_map(client):
    answer = client.post("/clients/create", {"Client": {"ico": "1", "name": " "}})
    assert answer.json()["error"] == 5 and list(answer.json()["error_message"]) == ["name"]
    number = client.ids()[0]
    answer = client.call("PATCH", f"/clients/edit/{number}", json={"Client": {"name": ""}})
    assert answer.json()["error"] == 5


def test_create_is_not_idempotent_unless_told(client):
    first = _created(client, ico="36123456", uuid="a")
    assert _created(client, ico="36123456", uuid="a")["id"] != first["id"]
    client.control("reset", {"match_on_create": True})
    first = _created(client, ico="36123456")
    assert _created(client, ico="36123456")["id"] == first["id"]
    assert _created(client, ico="36123456", phone="1", update=1)["phone"] == "1"
    assert _created(client, ico="36123457")["id"] != first["id"]


@pytest.mark.parametrize("method", ["PATCH", "POST"])
def test_edit_with_both_methods_changes_only_what_is_sent(client, method):
    client.control("clock", {"set": "2030-01-01T08:00:00", "freeze": True})
    made = _created(client, phone="1", email="a@b.example")
    client.control("clock", {"advance": 60})
    answer = client.call(
        method, f"/clients/edit/{made['id']}", json={"Client": {"phone": "2", "id": 5}}
    )
    assert answer.json() == {"error": 0, "message": "Klient bol uložený"}
    changed = {"phone": "2", "modified": "2030-01-01 08:01:00"}
    assert client.control(f"clients/{made['id']}")["Client"] == {**made, **changed}
    listed = client.list(f"/search:{search('a@b.example')}")["items"][0]["Client"]
    assert listed["phone"] == "2"


def test_filtered_lists_follow_every_change(client):
    number = client.ids()[4]
    old = f"/sort:id/search:{search('zelená vrana')}"
    new = f"/sort:id/search:{search('modrá vrana')}"
    client.call("PATCH", f"/clients/edit/{number}", json={"Client": {"name": "Zelená vrana"}})
    assert client.ids(old) == [number] and client.ids(new) == []
    client.call("PATCH", f"/clients/edit/{number}", json={"Client": {"name": "Modrá vrana"}})
    assert client.ids(old) == [] and client.ids(new) == [number]
    client.control(f"clients/{number}", {}, method="DELETE")
    assert client.ids(new) == []


def test_an_edited_client_moves_in_the_order(client):
    order = "/sort:modified/per_page:1"
    number = client.ids(order.replace("sort", "direction:ASC/sort"))[0]
    assert client.ids(order) != [number]
    client.call("PATCH", f"/clients/edit/{number}", json={"Client": {"phone": "2"}})
    assert client.ids(order) == [number]


@pytest.mark.parametrize("method", ["DELETE", "GET"])
def test_delete_with_both_methods(client, method):
    number = _without_invoices(client)
    answer = client.call(method, f"/clients/delete/{number}")
    expected = {"redirect_url": "/clients", "error": 0, "message": "Kontakt bol vymazaný"}
    assert answer.json() == expected
    assert number not in client.ids()
    assert client.call(method, f"/clients/delete/{number}").status_code == 404


def test_a_client_with_invoices_stays(client):
    item = client.list("/per_page:1")["items"][0]
    assert int(item["ClientStat"]["regular_count"]) > 0
    number = item["Client"]["id"]
    assert client.call("DELETE", f"/clients/delete/{number}").status_code == 403
    assert client.get(f"/clients/view/{number}").status_code == 200


@pytest.mark.parametrize("suffix", ["", ".json"])
def test_view_with_and_without_suffix(client, suffix):
    number = client.ids()[0]
    seen = client.get(f"/clients/view/{number}{suffix}").json()
    assert seen["Client"]["id"] == str(number)


@pytest.mark.parametrize(("raw", "status"), [("1", 404), ("abc", 400), ("-1", 400), ("", 400)])
@pytest.mark.parametrize("action", ["view", "edit", "delete"])
def test_ids_that_are_none(client, raw, status, action):
    method = "PATCH" if action == "edit" else "GET"
    answer = client.call(method, f"/clients/{action}/{raw}", json={"Client": {"phone": "1"}})
    assert answer.status_code == status and answer.json()["error"] == 1


def test_a_wrong_method_is_error_2(client):
    assert client.get("/clients/create").json()["error"] == 2
    assert client.post("/clients/view/1", {}).json()["error"] == 2


def test_views_may_hold_html_entities(client):
    client.control("reset", {"html_entities": True})
    number = client.control("clients", {"name": "Stará & časť <b>"})["id"]
    name = client.get(f"/clients/view/{number}").json()["Client"]["name"]
    assert name == "Star&aacute; &amp; časť &lt;b&gt;"
    listed = client.list(f"/search:{search('Stará &')}")["items"][0]
    assert listed["Client"]["name"] == "Stará & časť <b>"


def test_a_user_who_may_only_read(client):
    client.control("reset", {"read_only": True})
    number = client.ids()[0]
    assert client.post("/clients/create", {}).status_code == 403
    answers = [
        client.post("/clients/create", {"Client": {"name": "x"}}),
        client.call("PATCH", f"/clients/edit/{number}", json={"Client": {"name": "x"}}),
        client.get(f"/clients/delete/{number}"),
        client.post("/contact_people/add/api:1", {}),
        client.get("/contact_people/delete/1"),
        client.post("/tags/add", {"name": "x"}),
    ]
    assert {answer.status_code for answer in answers} == {403}


# -- contact people ------------------------------------------------------------------------------


def test_contact_people_end_with_the_client_itself(client):
    made = _created(client, email="firma@x.example")
    number = int(made["id"])
    body = {"ContactPerson": {"client_id": number, "name": "Ján", "email": "jan@x.example"}}
    added = client.post("/contact_people/add/api:1", body).json()
    assert added["state"] == "SUCCESS"
    assert added["data"]["ContactPerson"]["client_id"] == number
    people = client.get(f"/contact_people/getContactPeople/{number}").json()
    real, pseudo = (row["ContactPerson"] for row in people)
    assert real["client_id"] == str(number) and real["phone"] is None and "client" not in real
    assert pseudo["client"] is True and pseudo["id"] == str(number) and "client_id" not in pseudo
    assert pseudo["created"][10] == "T" and pseudo["created"][-6] in "+-"
    assert client.get(f"/clients/view/{number}").json()["ContactPerson"] == [real]
    assert client.get(f"/contact_people/delete/{real['id']}").json() == {"error": 0}
    assert client.get(f"/contact_people/delete/{real['id']}").status_code == 404
    assert len(client.get(f"/contact_people/getContactPeople/{number}").json()) == 1


def test_numbers_of_contact_people_can_be_those_of_clients(client):
    seeded = {
        int(person["ContactPerson"]["id"])
        for number in client.ids()
        for person in client.get(f"/contact_people/getContactPeople/{number}").json()
        if not person["ContactPerson"].get("client")
    }
    assert seeded & set(client.ids())


def test_contact_people_of_no_client(client):
    answer = client.get("/contact_people/getContactPeople/1")
    assert answer.json() == [{"ContactPerson": {"client": True}}]
    body = {"ContactPerson": {"client_id": 1, "name": "Ján", "email": "jan@x.example"}}
    refused = client.post("/contact_people/add/api:1", body)
    assert refused.status_code == 404 and refused.json()["state"] == "ERROR"
    missing = client.post("/contact_people/add/api:1", {"ContactPerson": {"name": "Ján"}})
    assert missing.status_code == 200 and missing.json()["error"] == 1


def test_contact_people_go_with_their_client(client):
    number = int(_created(client)["id"])
    before = client.control("state")["contacts"]
    client.control("contacts", {"client_id": number, "name": "Ján"})
    assert client.control("state")["contacts"] == before + 1
    client.get(f"/clients/delete/{number}")
    assert client.control("state")["contacts"] == before


# -- tags ----------------------------------------------------------------------------------------


def test_tags_are_an_object_and_none_of_them_a_list(client):
    names = client.get("/tags/index.json").json()
    assert isinstance(names, dict) and "VIP" in names.values()
    client.control("reset", {"clients": 0})
    assert client.get("/tags/index.json").json() == []
    added = client.post("/tags/add", {"name": "nový"})
    assert added.status_code == 201
    assert added.json() == {"error": 0, "tag_id": 1, "tag_name": "nový"}
    assert client.post("/tags/add", {"name": "NOVÝ"}).status_code == 409
    assert client.post("/tags/add", {}).status_code == 400
    client.post("/tags/edit/1", {"name": "starý"})
    assert client.get("/tags/index.json").json() == {"1": "starý"}


def test_tags_of_a_client_are_set_by_number_and_replaced(client):
    one = client.post("/tags/add", {"name": "jeden"}).json()["tag_id"]
    two = client.post("/tags/add", {"name": "dva"}).json()["tag_id"]
    body = {"Client": {"name": "Nová", "tags": "ignored"}, "Tag": {"Tag": [one, two]}}
    made = client.post("/clients/create", body).json()["data"]["Client"]
    assert made["tags"] == "jeden, dva"
    number = int(made["id"])
    assert client.ids(f"/tag:{two}") == [number]
    client.call("PATCH", f"/clients/edit/{number}", json={"Client": {"phone": "1"}})
    assert client.ids(f"/tag:{two}") == [number]
    edit = {"Client": {"phone": "2"}, "Tag": {"Tag": [one, 999]}}
    client.call("PATCH", f"/clients/edit/{number}", json=edit)
    assert client.ids(f"/tag:{two}") == []
    assert [tag["name"] for tag in client.get(f"/clients/view/{number}").json()["Tag"]] == ["jeden"]
    client.get(f"/tags/delete/{one}")
    assert client.control(f"clients/{number}")["Client"]["tags"] is None


# -- the person in the other system --------------------------------------------------------------


def test_a_client_through_the_control_api(client):
    number = client.control("clients", {"name": "Ručná", "ico": "36123456"})["id"]
    shown = client.control(f"clients/{number}")
    assert shown["Client"]["ico"] == "36123456" and shown["kinds"] == []
    fields = {"phone": "1", "modified": "2020-01-01 00:00:00"}
    changed = client.control(f"clients/{number}", fields, method="PATCH")
    assert changed["Client"]["phone"] == "1"
    assert changed["Client"]["modified"] == "2020-01-01 00:00:00"
    assert client.control(f"clients/{number}", {}, method="DELETE") == {"deleted": number}
    assert client.get(f"/clients/view/{number}").status_code == 404


def test_kinds_can_be_asked_for(client):
    kinds = client.control("state")["kinds"]
    found = client.control("clients?kind=sk_company")["ids"]
    assert len(found) == kinds["sk_company"] > 0
    assert "sk_company" in client.control(f"clients/{found[0]}")["kinds"]
    assert client.control("clients")["ids"] == client.ids()


def test_many_are_edited_the_same_way_for_the_same_seed(client):
    def edited(seed):
        client.control("reset", {})
        client.control("clock", {"set": "2026-05-10T12:00:00", "freeze": True})
        ids = client.control("bulk_edit", {"share": 0.5, "seed": seed})["ids"]
        rows = [client.control(f"clients/{number}")["Client"] for number in ids]
        return ids, rows

    first = edited(1)
    assert len(first[0]) == 30 and edited(1) == first
    assert edited(2) != first
    assert {row["modified"] for row in first[1]} == {"2026-05-10 12:00:00"}
    assert client.control("bulk_edit", {"ids": first[0][:2]})["ids"] == first[0][:2]


def test_clients_made_later_have_new_numbers(client):
    number = int(_created(client)["id"])
    client.get(f"/clients/delete/{number}")
    assert int(_created(client)["id"]) > number
