"""The sandbox of Fakturownia: webhooks, which are really sent."""

import pytest
import requests

from tests.unit.fakturownia_case import (  # noqa: F401
    address_fixture,
    client_fixture,
    receiver_fixture,
    settled,
)


def _hook(client, receiver, kind, **fields):
    fields = {"url": receiver.url, "api_token": "secret", **fields}
    return client.made("webhooks", "webhook", kind=kind, **fields)["id"]


def _new(client, name="Nowy"):
    return client.made("clients", "client", name=name)


def test_crud(client, receiver):
    number = _hook(client, receiver, "client:create")
    shown = client.get(f"/webhooks/{number}.json").json()
    expected = {"kind": "client:create", "url": receiver.url, "api_token": "secret", "active": True}
    assert {name: shown[name] for name in expected} == expected
    assert client.list("webhooks") == [shown]
    path = f"/webhooks/{number}.json"
    changed = client.call("PUT", path, json={"webhook": {"active": False}}).json()
    assert changed["active"] is False
    assert client.call("DELETE", path).json() == "ok" and client.get(path).status_code == 404
    unwrapped = client.post("/webhooks.json", {"kind": "invoice:create", "url": receiver.url})
    assert unwrapped.status_code == 201 and unwrapped.json()["api_token"] == ""


@pytest.mark.parametrize("fields", [{"kind": "nothing"}, {"url": "ftp://x"}, {}])
def test_what_is_no_webhook(client, fields):
    body = {"webhook": {"kind": "client:create", **fields}}
    assert client.post("/webhooks.json", body).status_code == 422


def test_changes_of_clients_are_sent(client, receiver):
    for event in ("create", "update", "destroy"):
        _hook(client, receiver, f"client:{event}")
    made = _new(client)
    body = receiver.next()
    assert body["client_id"] == body["client"]["id"] == made["id"]
    assert body["client"]["external_ids"] == {"fakturownia": made["id"]}
    assert (body["app_name"], body["api_token"], body["locale"]) == ("fakturownia", "secret", "pl")
    assert "updated_at" not in body["client"]
    # Whoever makes the change: the API, or a person.
    client.control(f"clients/{made['id']}", {"name": "Żółw"}, method="PATCH")
    assert receiver.next()["client"]["name"] == "Żółw"
    client.call("DELETE", f"/clients/{made['id']}.json")
    assert receiver.next()["client"]["id"] == made["id"]
    assert [each["kind"] for each in settled(client)["deliveries"]] == [
        "client:create", "client:update", "client:destroy",
    ]  # fmt: skip


def test_invoices_come_as_deals(client, receiver):
    for event in ("create", "update"):
        _hook(client, receiver, f"invoice:{event}")
    line = {"name": "Usługa", "tax": "23", "total_price_gross": 123}
    made = client.made("invoices", "invoice", buyer_name="A", positions=[line])
    body = receiver.next()
    deal = body["deal"]
    assert body["id"] == made["id"] and "invoice" not in body
    assert (deal["name"], deal["price"], deal["paid"]) == ("Usługa", "123.0", False)
    assert deal["url"] == made["view_url"] and deal["invoice_no"] == made["number"]
    assert deal["external_ids"] == {"fakturownia": made["id"]}
    assert deal["client"]["external_ids"] == {"fakturownia": made["client_id"]}
    assert "positions" not in deal
    payment = {"invoice_id": made["id"], "price": 123, "paid": True}
    client.made("banking/payments", "banking_payment", **payment)
    paid = receiver.next()["deal"]
    assert (paid["paid"], paid["status"]) == (True, "paid")


def test_payloads_of_2018(client, receiver):
    client.control("reset", {"old_webhooks": True})
    _hook(client, receiver, "client:create", api_token=None)
    _hook(client, receiver, "invoice:create")
    line = {"name": "A", "tax": "23", "total_price_gross": 1}
    client.made("invoices", "invoice", buyer_name="Zupełnie nowy", positions=[line])
    first, second = receiver.next(), receiver.next()
    assert "client_id" not in first and first["api_token"] == ""
    assert "id" not in second and "status" not in second["deal"]


def test_nothing_is_sent_for_what_fails(client, receiver):
    _hook(client, receiver, "client:create")
    client.post("/clients.json", {"client": {"name": ""}})
    assert settled(client)["deliveries"] == [] and receiver.empty()


def test_a_lost_answer_is_still_announced(client, receiver):
    _hook(client, receiver, "client:create")
    client.fault("reset", "clients", method="POST", processed=True)
    with pytest.raises(requests.ConnectionError):
        client.post("/clients.json", {"client": {"name": "Zapisany"}})
    assert receiver.next()["client"]["name"] == "Zapisany"
    assert len(client.ids(name="Zapisany")) == 1


def test_a_series_of_failures_switches_a_webhook_off(client, receiver):
    number = _hook(client, receiver, "client:create")
    receiver.status = 500
    for count in range(1, 6):
        _new(client)
        assert settled(client)["webhooks"][0]["failures"] == count
    assert client.get(f"/webhooks/{number}.json").json()["active"] is False
    _new(client)
    assert len(settled(client)["deliveries"]) == 5
    receiver.status = 200
    client.call("PUT", f"/webhooks/{number}.json", json={"webhook": {"active": True}})
    _new(client)
    told = settled(client)
    assert told["webhooks"][0]["failures"] == 0 and told["deliveries"][-1]["status"] == 200


def test_a_success_between_failures_starts_the_count_anew(client, receiver):
    _hook(client, receiver, "client:create")
    for status in (500, 500, 200, 500):
        receiver.status = status
        _new(client)
        told = settled(client)
    assert told["webhooks"][0]["failures"] == 1 and told["webhooks"][0]["active"]


def test_nobody_listening_is_a_failure(client, receiver):
    number = _hook(client, receiver, "client:create", url="http://127.0.0.1:9/hook")
    _new(client)
    told = settled(client)
    assert told["deliveries"][0]["status"] == 0 and told["webhooks"][0]["failures"] == 1
    assert client.control("state")["webhooks"]["webhooks"][0]["id"] == number


def test_held_and_released_in_another_order(client, receiver):
    _hook(client, receiver, "client:create")
    client.control("webhooks/hold", {})
    made = [_new(client, str(at))["id"] for at in range(6)]
    assert settled(client)["states"] == {"held": 6} and receiver.empty()
    assert client.control("webhooks/release", {"order": "reverse"}) == {"released": 6}
    assert [receiver.next()["client_id"] for _ in made] == made[::-1]
    client.control("webhooks/hold", {})
    made = [_new(client, str(at))["id"] for at in range(6)]
    client.control("webhooks/release", {"order": "shuffle", "seed": 3})
    got = [receiver.next()["client_id"] for _ in made]
    assert sorted(got) == made != got
    client.control("webhooks/hold", {})
    _new(client)
    assert client.control("webhooks/drop_held", {}) == {"dropped": 1}
    _new(client, "Następny")
    assert receiver.next()["client"]["name"] == "Następny"


def test_lost_and_doubled(client, receiver):
    _hook(client, receiver, "client:create")
    client.control("webhooks/lose", {"next": 2})
    for name in ("A", "B", "C"):
        _new(client, name)
    assert receiver.next()["client"]["name"] == "C"
    client.control("webhooks/double", {"next": 1})
    for name in ("D", "E"):
        _new(client, name)
    assert [receiver.next()["client"]["name"] for _ in range(3)] == ["D", "D", "E"]


def test_replayed_flooded_and_rubbish(client, receiver):
    _hook(client, receiver, "client:create")
    made = _new(client)
    first = receiver.text()
    assert client.control("webhooks/replay", {"last": 1, "times": 3}) == {"sent": 3}
    assert {receiver.text() for _ in range(3)} == {first}
    assert client.control("webhooks/replay", {"numbers": [1]}) == {"sent": 1}
    assert receiver.text() == first
    flood = {"kind": "client:create", "id": made["id"], "count": 40}
    assert client.control("webhooks/flood", flood) == {"sent": 40}
    assert {receiver.next()["client_id"] for _ in range(40)} == {made["id"]}
    client.control("webhooks/raw", {"url": receiver.url, "body": "{no json"})
    assert receiver.text() == "{no json"
    for path, body in (("flood", {"kind": "x"}), ("raw", {"url": 1}), ("lose", {"next": -1}),
                       ("release", {"order": "x"})):  # fmt: skip
        with pytest.raises(requests.HTTPError):
            client.control(f"webhooks/{path}", body)


def test_the_receiver_may_ask_the_sandbox_meanwhile(client, receiver):
    """The lock of the answers is not held while something is sent."""
    _hook(client, receiver, "client:create")
    client.control("webhooks/hold", {})
    made = _new(client)
    client.control("webhooks/release", {})
    receiver.next()
    assert client.get(f"/clients/{made['id']}.json").json()["id"] == made["id"]


def test_a_reset_forgets_webhooks(client, receiver):
    _hook(client, receiver, "client:create")
    client.control("reset", {})
    _new(client)
    assert client.list("webhooks") == [] and settled(client)["deliveries"] == []
