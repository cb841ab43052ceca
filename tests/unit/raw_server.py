"""A server that answers exactly the bytes a test wants: what no well-behaved server can send."""

import json
import socket
import struct
import threading
from contextlib import suppress

RESET = object()
CLOSE = object()
HANG = object()


def answer(body=b"{}", status="200 OK", headers=(), length=None, content_type="application/json"):
    """The bytes of an answer; ``length`` lies about the size of the body."""
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}"]
    lines += [f"Content-Type: {content_type}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


class RawServer:
    """Answers each request by the next item of ``script`` (the last one is repeated).

    An item is bytes, or RESET (RST), CLOSE (end without an answer), HANG (nothing until the
    server stops), or a tuple of bytes and one of those. ``requests`` holds the raw bytes of every
    request, ``connections`` how many connections were made. ``context`` is of ``ssl``.
    """

    def __init__(self, *script, context=None):
        self.script = list(script) or [answer()]
        self.requests = []
        self.connections = 0
        self._stopped = threading.Event()
        self._clients = []
        self._context = context
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self.port = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        self._threads[0].start()
        return self

    def __exit__(self, *exc):
        self._stopped.set()
        for opened in (self._socket, *self._clients):
            with suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self):
        while not self._stopped.is_set():
            try:
                client, _address = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            self._clients.append(client)
            thread = threading.Thread(target=self._serve, args=(client,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, client):
        client.settimeout(10)
        with suppress(OSError), client:
            if self._context:
                client = self._context.wrap_socket(client, server_side=True)
            while request := self._read(client):
                self.requests.append(request)
                item = self.script.pop(0) if len(self.script) > 1 else self.script[0]
                for part in item if isinstance(item, tuple) else (item,):
                    if not self._play(client, part):
                        return

    def _play(self, client, part):
        if isinstance(part, bytes):
            client.sendall(part)
            return True
        if part is RESET:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif part is HANG:
            self._stopped.wait(10)
        return False

    @staticmethod
    def _read(client):
        data = b""
        while b"\r\n\r\n" not in data:
            chunk = client.recv(65536)
            if not chunk:
                return data
            data += chunk
        head, _blank, body = data.partition(b"\r\n\r\n")
        for line in head.split(b"\r\n"):
            name, _colon, value = line.partition(b":")
            if name.lower() == b"content-length":
                while len(body) < int(value):
                    body += client.recv(65536)
        return head + b"\r\n\r\n" + body
