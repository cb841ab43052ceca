"""Webhooks that the sandbox really sends, to a real server: nothing of what may happen to them on
their way does harm, and the regular look finds what they did not tell."""

import json
import threading

import pytest
import requests

from .hooking import Hooked
from .state import assert_same


@pytest.fixture
def hooked(odoo_server, fakturownia_sandbox):
    """A `Hooked` on a fresh database."""
    yield Hooked(odoo_server(cron_threads=2), fakturownia_sandbox).connect()
    fakturownia_sandbox.control("faults", [])


def test_a_change_there_is_here_without_the_regular_look(hooked):
    client = hooked.add("Nowy Klient", city="Lublin")
    hooked.wait_for(lambda: hooked.city(client) == "Lublin")
    hooked.edit(client, city="Sopot")
    hooked.wait_for(lambda: hooked.city(client) == "Sopot")
    assert {each["status"] for each in hooked.delivered()} == {200}
    hooked.settled()
    assert [(kind, number) for kind, number, _c, _s in hooked.events()] == [("party", str(client))]


def test_disorder_duplicates_and_replays(hooked):
    """Created, changed and changed again, told in disorder, twice, and all once more later."""
    control = hooked.sandbox.control
    control("webhooks/hold", {})
    clients = [hooked.add(f"Klient {number}", city="Lublin") for number in range(5)]
    for city in ("Radom", "Sopot"):
        for client in clients:
            hooked.edit(client, city=city)
    control("webhooks/release", {"order": "shuffle", "seed": 3})
    hooked.wait_for(lambda: all(hooked.city(client) == "Sopot" for client in clients))
    hooked.delivered()
    hooked.settled()
    before = hooked.both_sides()
    runs = hooked.server.sql("SELECT count(*) FROM deratix_run")
    control("webhooks/replay", {"last": 15, "times": 3})
    hooked.delivered()
    hooked.settled()
    assert hooked.server.sql("SELECT count(*) FROM deratix_run") == runs
    assert_same(hooked.both_sides(), before)
    events = hooked.events()
    assert len(events) == 5
    assert sum(count for _kind, _number, count, _state in events) == 60


def test_a_flood_is_one_row_and_few_looks(hooked):
    """From many senders at once; the answers come at once and the server stays of use."""
    client = hooked.add("Alfa", city="Lublin")
    hooked.wait_for(lambda: hooked.city(client) == "Lublin")
    body = hooked.delivered()[-1]["body"].encode()
    url = hooked.hooks()[0]["url"]
    hooked.settled()
    hooked.sandbox.control("log/clear", {})
    statuses = []

    def send():
        with requests.Session() as session:
            statuses.extend(session.post(url, data=body, timeout=60).status_code for _ in range(40))

    senders = [threading.Thread(target=send) for _ in range(6)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert statuses == [200] * 240
    hooked.settled()
    (event,) = hooked.events()
    assert event[:2] == ("party", str(client))
    # Those that were in each other's way are counted once.
    assert 1 < event[2] <= 241
    asked = hooked.sandbox.read("log")["count"]
    assert asked < 60, asked
    ((errors,),) = hooked.server.sql("SELECT count(*) FROM deratix_run WHERE state = 'failed'")
    assert errors == 0


def test_rubbish_from_anywhere(hooked):
    """With the right address, with and without the secret: no row, no request, no trace of it in
    the log of the server."""
    url, secret = hooked.hooks()[0]["url"], hooked.hooks()[0]["api_token"]
    hooked.settled()
    hooked.sandbox.control("log/clear", {})
    before = hooked.both_sides()
    logged = hooked.server.log.stat().st_size
    bodies = ["[" * 50_000, "{}", "[]", '{"client": {"id": 1, "name": "SPYWARE"}}', "SPYWARE\x00"]
    bodies += [
        json.dumps({"api_token": secret, **rest})
        for rest in ({}, {"client": {"name": "SPYWARE"}}, {"deal": ["SPYWARE"]}, {"client_id": 7})
    ]
    for body in bodies:
        hooked.sandbox.control("webhooks/raw", {"url": url, "body": body, "times": 2})
    statuses = {each["status"] for each in hooked.delivered() if each["kind"] == "raw"}
    assert statuses == {200, 404}
    large = requests.post(url, data=b"SPYWARE" * 20_000, timeout=60)
    assert large.status_code == 413
    assert hooked.events() == []
    assert hooked.sandbox.read("log")["count"] == 0
    assert_same(hooked.both_sides(), before)
    with hooked.server.log.open() as log:
        log.seek(logged)
        text = log.read()
    for word in ("SPYWARE", "Traceback", secret):
        assert word not in text


def test_what_is_lost_on_the_way_is_found_by_the_regular_look(hooked):
    hooked.sandbox.control("webhooks/lose", {"next": 3})
    clients = [hooked.add(f"Klient {number}", city="Lublin") for number in range(3)]
    assert hooked.delivered() == []
    assert hooked.city(clients[0]) is None
    hooked.look()
    hooked.finish("done")
    assert [hooked.city(client) for client in clients] == ["Lublin"] * 3


def test_what_is_told_while_odoo_is_away(hooked):
    """The other system gives up after some failures; the card warns, and a button mends it."""
    hooked.server.stop()
    clients = [hooked.add(f"Klient {number}", city="Lublin") for number in range(6)]
    hooked.delivered()
    (dead,) = [hook for hook in hooked.hooks() if not hook["active"]]
    assert dead["kind"] == "client:create"
    hooked.server.start()
    hooked.server.call("ir.config_parameter", "set_param", "web.base.url", hooked.server.url)
    hooked.server.sql(
        "UPDATE deratix_connection SET webhook_checked_at = webhook_checked_at - interval '2 hours'"
    )
    hooked.look()
    hooked.finish("done")
    assert [hooked.city(client) for client in clients] == ["Lublin"] * 6
    (row,) = hooked.server.call(
        "deratix.connection", "read", [hooked.connection], ["webhook_state", "webhook_message"]
    )
    assert row["webhook_state"] == "stopped", row
    assert "new clients" in row["webhook_message"]
    hooked.server.call("deratix.connection", "action_webhooks_on", [hooked.connection])
    assert [hook["active"] for hook in hooked.hooks()] == [True] * 9
    client = hooked.add("Wieczorem", city="Radom")
    hooked.wait_for(lambda: hooked.city(client) == "Radom")


def test_switched_on_by_two_people_at_once(hooked):
    """One of them is told so; there is one set."""
    answers = []

    def press():
        try:
            hooked.server.call("deratix.connection", "action_webhooks_on", [hooked.connection])
            answers.append("")
        except AssertionError as error:
            answers.append(str(error))

    hooked.server.call("deratix.connection", "action_webhooks_off", [hooked.connection])
    assert hooked.hooks() == []
    slow = {"kind": "slow", "match": "webhooks", "arguments": {"seconds": 3}}
    hooked.sandbox.control("faults", [slow])
    first = threading.Thread(target=press)
    first.start()
    hooked.wait_for(lambda: hooked.sandbox.read("faults")["rules"][0]["used"])
    press()
    first.join()
    assert sorted(bool(answer) for answer in answers) == [False, True]
    assert any("Somebody else" in answer for answer in answers)
    assert len(hooked.hooks()) == 9


def test_our_own_writing_comes_back_and_causes_none(hooked):
    ((partner,),) = hooked.server.sql(
        "SELECT res_id FROM deratix_binding WHERE kind = 'party' ORDER BY id LIMIT 1"
    )
    hooked.server.call("res.partner", "write", [partner], {"city": "Gdynia"})
    hooked.look()
    hooked.finish("done")
    hooked.wait_for(lambda: [event for event in hooked.events() if event[0] == "party"])
    hooked.settled()
    counts = hooked.sandbox.read("log/counts")
    assert counts["PUT /clients/ID.json"] == 1
    runs = hooked.server.sql("SELECT count(*) FROM deratix_run")
    hooked.look()
    assert hooked.server.sql("SELECT count(*) FROM deratix_run") == runs
