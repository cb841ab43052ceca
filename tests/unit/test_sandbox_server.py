"""The common core of the sandboxes: HTTP, the process, the log, the clock, the control API."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from tests.sandbox.client import APIKEY, EMAIL, Client
from tests.sandbox.superfaktura import SuperFaktura
from tests.sandbox.thread import running

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "tests.sandbox", "superfaktura", "--clients", "5"]


@pytest.fixture(scope="module")
def address():
    with running(clients=20) as url:
        yield url


def test_one_connection_serves_many_requests(address, client):
    host, port = address.removeprefix("http://").split(":")
    request = (
        "GET /clients/index.json/per_page:1 HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: SFAPI email={EMAIL}&apikey={APIKEY}\r\n\r\n"
    ).encode()
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        stream = connection.makefile("rb")
        for _ in range(3):
            connection.sendall(request)
            assert stream.readline() == b"HTTP/1.1 200 OK\r\n"
            headers = {}
            while (line := stream.readline()) != b"\r\n":
                name, _, value = line.decode().partition(": ")
                headers[name] = value.strip()
            assert "Connection" not in headers
            assert stream.read(int(headers["Content-Length"])).startswith(b"[{")
    assert client.control("log")["count"] == 3


def test_a_refused_write_leaves_the_connection_usable(client):
    client.sign_in(apikey="wrong")
    assert client.post("/clients/create", {"Client": {"name": "x" * 100_000}}).status_code == 401
    client.sign_in()
    assert client.get("/tags/index.json").status_code == 200


def test_chunked_bodies_are_read(client):
    body = iter([b'{"Client":', b'{"name":"Po kusoch"}}'])
    answer = client.call("POST", "/clients/create", data=body)
    assert answer.json()["data"]["Client"]["name"] == "Po kusoch"


def test_head_has_no_body(client):
    answer = client.call("HEAD", "/")
    assert answer.status_code == 200 and answer.content == b""


def test_the_log_shows_requests_but_no_credentials(address, client):
    client.get("/clients/index.json/page%3A1")
    first = client.control("log")["requests"][0]
    assert first["method"] == "GET" and first["status"] == 200 and first["fault"] is None
    assert first["path"] == "/clients/index.json/page:1"
    assert first["account"] == "4711" and len(first["credentials"]) == 12
    client.sign_in(apikey="another-key")
    client.get("/tags/index.json")
    raw = client.http.get(f"{address}/__control__/log?since=1").text
    entries = client.control("log?since=1")["requests"]
    assert [entry["status"] for entry in entries] == [401]
    assert entries[0]["credentials"] != first["credentials"]
    assert APIKEY not in raw and "another-key" not in raw and EMAIL not in raw
    assert client.control("log/clear", {}) == {"count": 0}
    assert client.control("log") == {"count": 0, "requests": []}


def test_the_control_api_is_not_in_the_log_nor_in_the_quota(client):
    client.control("state")
    assert client.control("log")["count"] == 0
    assert client.control("quota")["used"] == {}


def test_reset_brings_back_the_same_bytes(client):
    path = "/clients/index.json/sort:id/direction:ASC/per_page:100"
    before = client.get(path).content
    number = client.ids()[0]
    client.control(f"clients/{number}", {"name": "Iné"}, method="PATCH")
    client.fault("http_500", times=0)
    assert client.get(path).status_code == 500
    client.control("reset", {})
    assert client.get(path).content == before
    client.control("reset", {"seed": 2})
    assert client.get(path).content != before


def test_the_clock_moves_stops_and_is_reset(client):
    client.control("clock", {"set": "2026-03-29 01:30:00", "freeze": True})
    assert client.control("state")["now"] == "2026-03-29 01:30:00"
    client.control("clock", {"advance": 90})
    assert client.control("state")["now"] == "2026-03-29 01:31:30"
    client.control("reset", {})
    assert not client.control("state")["now"].startswith("2026-03-29 01:31")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("reset", {"colour": "red"}),
        ("reset", {"beyond_last_page": "no"}),
        ("reset", {"clients": "many"}),
        ("reset", {"shares": {"ico_missing": 2}}),
        ("reset", ["seed"]),
        ("clock", {"advance": "long"}),
        ("clock", {"set": "tomorrow"}),
        ("faults", {"kind": "http_500"}),
        ("faults", [{"kind": "fire"}]),
        ("faults", [{"match": "x"}]),
        ("faults", [{"kind": "slow", "arguments": {"minutes": 1}}]),
        ("faults", [{"kind": "slow", "match": "("}]),
        ("faults", [{"kind": "slow", "times": -1}]),
        ("clients", {"name": ""}),
        ("clients", {"name": "x", "colour": "red"}),
        ("bulk_edit", {"share": 3}),
        ("quota", {"used": "all"}),
    ],
)
def test_the_control_api_refuses_nonsense_and_says_why(address, client, path, body):
    answer = client.http.post(f"{address}/__control__/{path}", json=body, timeout=10)
    assert answer.status_code == 400 and answer.json()["error"]


def test_a_refused_reset_changes_nothing(address, client):
    number = client.control("clients", {"name": "Zostáva"})["id"]
    refused = client.http.post(f"{address}/__control__/reset", json={"seed": "x"}, timeout=10)
    assert refused.status_code == 400
    assert client.control(f"clients/{number}")["Client"]["name"] == "Zostáva"


def test_a_fault_of_the_sandbox_is_told_apart(capfd):
    class Broken(SuperFaktura):
        def answer(self, request):
            raise LookupError("lost")

    with running(Broken, clients=1) as url:
        answer = requests.get(f"{url}/tags/index.json", timeout=10)
    assert answer.status_code == 500 and "sandbox is broken" in answer.text
    assert "LookupError: lost" in capfd.readouterr().err


def test_unknown_control_paths_are_404(address, client):
    assert client.http.get(f"{address}/__control__/weather", timeout=10).status_code == 404


def _start(**options):
    process = subprocess.Popen(
        [*COMMAND, *options.pop("arguments", ())],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        **options,
    )
    line = process.stdout.readline()
    assert line.startswith("READY http://127.0.0.1:")
    return process, line.split()[1]


def test_the_process_says_ready_when_it_listens_and_ends_on_sigterm():
    process, url = _start(arguments=["--option", "email=other@example.com"])
    with process:
        client = Client(url)
        assert client.get("/tags/index.json").status_code == 401
        client.sign_in(email="other@example.com")
        assert client.list()["itemCount"] == 5
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    with pytest.raises(requests.ConnectionError):
        client.get("/tags/index.json")


def test_sigterm_does_not_wait_for_slow_answers():
    process, url = _start()
    with process:
        client = Client(url)
        client.fault("slow", seconds=300)
        with pytest.raises(requests.Timeout):
            client.get("/tags/index.json", timeout=0.2)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def test_the_nursery_starts_processes_of_their_own_and_all_end_with_its_standard_input():
    nursery = subprocess.Popen(
        [sys.executable, "-m", "tests.sandbox.nursery"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert nursery.wait(60) == 0, "it goes on in a process that is no child"
    started = []
    for arguments in (["superfaktura", "--clients", "5"], ["nonsense"], ["jortt"], ["jortt"]):
        nursery.stdin.write(f"{json.dumps(arguments)}\n")
        nursery.stdin.flush()
        started.append(nursery.stdout.readline().split())
    assert [len(answer) for answer in started] == [3, 1, 3, 3], "all but one are ready"
    ends = [os.pidfd_open(int(answer[0])) for answer in started if len(answer) == 3]
    client = Client(started[0][2])
    client.sign_in()
    assert client.list()["itemCount"] == 5
    signal.pidfd_send_signal(ends[2], signal.SIGTERM)
    assert select.select([ends[2]], [], [], 10)[0]
    assert not select.select(ends[:2], [], [], 0)[0], "the others go on"
    nursery.stdin.close()
    for end in ends:
        assert select.select([end], [], [], 10)[0]
        os.close(end)
    nursery.stdout.close()


def test_the_process_ends_with_its_parent():
    # The parent tells the number of its child and is then killed; the pipe of the child closes
    # when the child is gone too.
    script = (
        "import subprocess, sys, time\n"
        f"child = subprocess.Popen({COMMAND!r}, stdout=subprocess.PIPE, stderr=sys.stdout)\n"
        "child.stdout.readline()\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(300)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    child = int(parent.stdout.readline())
    try:
        parent.kill()
        # Ends when the last holder of the pipe, the child, is gone.
        assert parent.communicate(timeout=20) == ("", None)
    except subprocess.TimeoutExpired:
        os.kill(child, signal.SIGTERM)
        raise
