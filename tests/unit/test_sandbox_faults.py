"""Every way in which a sandbox can be told to misbehave."""

import json
import socket

import pytest
import requests

from tests.sandbox.faults import KINDS
from tests.sandbox.thread import running

LIST = "/clients/index.json/listinfo:1/sort:id/direction:ASC/per_page:5"


@pytest.fixture(scope="module")
def address():
    with running(clients=20) as url:
        yield url


def _create(client, name="Nová"):
    return client.post("/clients/create", {"Client": {"name": name}})


def _count(client):
    return client.control("state")["clients"]


def test_a_rule_strikes_its_path_so_many_times_after_so_many(client):
    client.fault("http_500", r"^/clients/index.*page:2", after_n=1, times=2)
    statuses = [client.get(f"{LIST}/page%3A2").status_code for _ in range(4)]
    assert statuses == [200, 500, 500, 200]
    assert client.get(f"{LIST}/page:1").status_code == 200
    rule = client.control("faults")["rules"][0]
    assert (rule["seen"], rule["used"]) == (4, 2)
    assert [e["fault"] for e in client.control("log")["requests"]].count("http_500") == 2


def test_zero_times_is_for_ever_and_an_empty_list_ends_it(client):
    client.fault("http_500", times=0)
    assert {client.get(LIST).status_code for _ in range(5)} == {500}
    client.control("faults", [])
    assert client.get(LIST).status_code == 200


def test_a_rule_can_be_for_one_method(client):
    client.fault("http_500", method="POST")
    assert client.get(LIST).status_code == 200
    assert _create(client).status_code == 500


def test_the_first_rule_with_times_left_strikes(client):
    client.control("faults", [{"kind": "http_500"}, {"kind": "http_503"}])
    assert [client.get(LIST).status_code for _ in range(3)] == [500, 503, 200]


@pytest.mark.parametrize(("wanted", "status"), [("401", 401), ("403", 403), ("200", 200)])
def test_wrong_credentials(client, wanted, status):
    client.fault("wrong_credentials", **{"as": wanted})
    answer = client.get(LIST)
    assert answer.status_code == status and answer.json()["error"] == 1


def test_wrong_credentials_as_a_page(client):
    client.fault("wrong_credentials", **{"as": "html"})
    answer = client.get(LIST)
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    ("arguments", "status", "header"),
    [
        ({}, 429, "X-RateLimit-DailyRemaining"),
        ({"as": "200"}, 200, "X-RateLimit-DailyRemaining"),
        ({"period": "month"}, 429, "X-RateLimit-MonthlyRemaining"),
    ],
)
def test_quota(client, arguments, status, header):
    client.fault("quota", **arguments)
    answer = client.get(LIST)
    assert answer.status_code == status and answer.json()["error"] == 1
    assert answer.headers["X-RateLimit-Message"] and answer.headers[header] == "0"


@pytest.mark.parametrize(("kind", "status"), [("http_429", 429), ("http_503", 503)])
def test_throttled_with_and_without_a_time_to_wait(client, kind, status):
    client.fault(kind, retry_after=7)
    answer = client.get(LIST)
    assert answer.status_code == status and answer.headers["Retry-After"] == "7"
    client.fault(kind)
    assert "Retry-After" not in client.get(LIST).headers


def test_http_500_and_html_with_200_are_pages(client):
    client.fault("http_500")
    answer = client.get(LIST)
    assert answer.status_code == 500 and "<html>" in answer.text
    client.fault("html_200")
    answer = client.get(LIST)
    assert answer.status_code == 200 and "<html>" in answer.text
    with pytest.raises(requests.exceptions.JSONDecodeError):
        answer.json()


def test_redirect(client):
    client.fault("redirect", location="http://169.254.1.1/x", status=301)
    answer = client.get(LIST)
    assert answer.status_code == 301 and answer.headers["Location"] == "http://169.254.1.1/x"


def test_reset_is_a_reset_and_no_mere_end(address, client):
    client.fault("reset")
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            connection.recv(10)
    assert client.control("log")["requests"][0]["status"] is None
    assert client.get(LIST).status_code == 200


def test_cut_body_ends_before_its_length(client):
    whole = len(client.get(LIST).content)
    client.fault("cut_body", bytes=10)
    answer = client.get(LIST, stream=True)
    assert int(answer.headers["Content-Length"]) == whole + 1
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
        answer.content  # noqa: B018


def test_slow_processes_first(client):
    client.fault("slow", seconds=60)
    with pytest.raises(requests.Timeout):
        client.post("/clients/create", {"Client": {"name": "Pomaly"}}, timeout=2)
    assert _count(client) == 21


@pytest.mark.parametrize("kind", ["broken_json", "empty_body", "cut_body"])
def test_spoilt_answers_belong_to_done_deeds(client, kind):
    client.fault(kind)
    try:
        answer = _create(client)
    except requests.RequestException:
        assert kind == "cut_body"
    else:
        assert answer.status_code == 200
        with pytest.raises(ValueError):
            json.loads(answer.text)
    assert _count(client) == 21


@pytest.mark.parametrize("kind", ["http_500", "html_200", "reset", "http_503"])
@pytest.mark.parametrize("processed", [True, False])
def test_replaced_answers_may_belong_to_done_deeds(client, kind, processed):
    client.fault(kind, processed=processed)
    try:
        answer = _create(client)
    except requests.ConnectionError:
        assert kind == "reset"
    else:
        assert "data" not in answer.text
    assert _count(client) == (21 if processed else 20)


def test_unknown_fields_are_added_to_records_only(client):
    before = client.get(LIST).json()
    client.fault("unknown_fields")
    after = client.get(LIST).json()
    assert set(after) == set(before)
    for old, new in zip(before["items"], after["items"], strict=True):
        assert set(new["Client"]) - set(old["Client"]) == {"sandbox_new_text", "sandbox_new_object"}
        assert old["Client"].items() <= new["Client"].items()


def test_null_fields_keep_the_id(client):
    client.fault("null_fields")
    item = client.get(LIST).json()["items"][0]["Client"]
    assert item.pop("id") and set(item.values()) == {None} and len(item) > 30


def test_missing_fields(client):
    client.fault("null_fields", fields=["name", "dic"], drop=True)
    answer = client.get(LIST).json()
    assert answer["itemCount"] == 20
    assert all("name" not in item["Client"] for item in answer["items"])
    assert all("city" in item["Client"] for item in answer["items"])


def test_a_record_that_vanishes_between_pages_shifts_them(client):
    everyone = client.ids()
    client.fault("change_between_pages", page=2)
    first = client.ids("/sort:id/direction:ASC/per_page:5/page:1")
    second = client.ids("/sort:id/direction:ASC/per_page:5/page:2")
    assert first == everyone[:5]
    # The sixth is on neither page.
    assert second == everyone[6:11]


def test_a_record_that_appears_between_pages(client):
    everyone = client.ids()
    client.fault("change_between_pages", change="insert", fields={"name": "Vložená"})
    first = client.ids("/sort:id/direction:DESC/per_page:5/page:1")
    second = client.ids("/sort:id/direction:DESC/per_page:5/page:2")
    assert first[-1] == second[0] == everyone[-5]


def test_a_record_that_changes_between_pages(client):
    everyone = client.ids()
    client.fault(
        "change_between_pages", change="edit", id=everyone[9], fields={"name": "Iná"}, page=3
    )
    order = "/sort:modified/direction:DESC/per_page:5"
    for page in (1, 2):
        assert client.list(f"{order}/page:{page}")["items"][0]["Client"]["name"] != "Iná"
    client.list(f"{order}/page:3")
    assert client.list(f"{order}/page:1")["items"][0]["Client"]["name"] == "Iná"


def test_a_change_and_another_fault_may_meet(client):
    change = {"kind": "change_between_pages", "arguments": {"page": 1}}
    client.control("faults", [change, {"kind": "http_500"}])
    assert client.get(f"{LIST}/page:1").status_code == 500
    assert _count(client) == 19


def test_any_answer(client):
    soft = {"code": "error", "message": "Nedá sa"}
    client.fault("answer", json=soft)
    answer = client.get(LIST)
    assert answer.status_code == 200 and answer.json() == soft
    client.fault("answer", status=422, json={"message": {"x": ["a"]}}, headers={"X-A": 1})
    answer = client.get(LIST)
    assert (answer.status_code, answer.headers["X-A"]) == (422, "1")
    client.fault("answer", text="<html>", processed=True)
    before = _count(client)
    assert _create(client).text == "<html>" and _count(client) == before + 1


def test_null_body(client):
    client.fault("null_body")
    assert client.get(LIST).json() is None


def test_every_kind_is_tested_here(request):
    source = request.path.read_text()
    assert {kind for kind in KINDS if f'"{kind}"' not in source} == set()
