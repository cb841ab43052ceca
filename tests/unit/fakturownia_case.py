"""What the tests of the sandbox of Fakturownia share."""

import json
import queue
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.sandbox.client import FakturowniaClient
from tests.sandbox.fakturownia import Fakturownia
from tests.sandbox.thread import running

_PATIENCE = 20


@pytest.fixture(scope="module", name="address")
def address_fixture():
    with running(Fakturownia, clients=130, invoices=60) as url:
        yield url


@pytest.fixture(name="client")
def client_fixture(address):
    """A signed-in client of the module's sandbox, with the data of the seed."""
    made = FakturowniaClient(address)
    made.control("reset", {})
    yield made
    made.http.close()


@pytest.fixture(name="receiver")
def receiver_fixture():
    """A server that takes webhooks: `.next()` is the next body, `.status` what it answers."""
    made = Receiver()
    yield made
    made.close()


class Receiver:
    def __init__(self):
        self.status = 200
        self._bodies = queue.Queue()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                size = int(self.headers["Content-Length"])
                receiver._bodies.put(self.rfile.read(size).decode())
                self.send_response(receiver.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_arguments):
                """Nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def text(self):
        """The next body as it came; fails when none comes."""
        return self._bodies.get(timeout=_PATIENCE)

    def next(self):
        return json.loads(self.text())

    def empty(self):
        return self._bodies.empty()

    def close(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def settled(client):
    """The webhooks once nothing is left to be sent."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        told = client.control("webhooks")
        if not told["pending"]:
            return told
        time.sleep(0.01)
    raise AssertionError("The webhooks are never done.")
