"""HTTP/1.1 with keep-alive on Werkzeug's threaded server.

Werkzeug's own handler closes every connection after one answer. This one reads the whole body
before it answers, so connections can stay open, and it can spoil an answer on the wire.
"""

import socket
import struct
import threading
import traceback
from dataclasses import dataclass, field
from email.utils import formatdate
from http import HTTPStatus
from urllib.parse import unquote

from werkzeug.serving import DechunkedInput, ThreadedWSGIServer, WSGIRequestHandler

JSON = "application/json; charset=UTF-8"
HTML = "text/html; charset=UTF-8"
_PHRASES = {status.value: status.phrase for status in HTTPStatus}
# Close without the usual farewell: the other side gets a reset (RST).
_NO_LINGER = struct.pack("ii", 1, 0)


@dataclass(slots=True)
class Request:
    """`segments` are the parts of the path, split first and percent-decoded then."""

    method: str
    path: str
    segments: list
    query: str
    headers: object
    body: bytes


@dataclass(slots=True)
class Answer:
    """An answer, and what goes wrong with it on the wire.

    `delay` seconds pass before it is sent; `promised` is a Content-Length larger than the body,
    after which the connection is closed; `reset` sends nothing but a TCP reset. `date` is the
    header of that name, "" for the real time.
    """

    status: int = 200
    body: bytes = b""
    content_type: str = JSON
    headers: dict = field(default_factory=dict)
    delay: float = 0
    promised: int | None = None
    reset: bool = False
    date: str = ""


class Handler(WSGIRequestHandler):
    """Turns HTTP into `Request` and `Answer` back into HTTP; `server.app` answers."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def run_wsgi(self):
        try:
            answer = self.server.app(self._request())
        except Exception:
            # A fault of the sandbox itself must not look like one of the network.
            traceback.print_exc()
            answer = Answer(500, b'{"error": "The sandbox is broken; see its log."}')
            self.close_connection = True
        if answer.delay:
            self.server.stopping.wait(answer.delay)
        if answer.reset:
            self._reset()
        else:
            self._send(answer)

    def _request(self):
        target, _, query = self.path.partition("?")
        segments = [unquote(part) for part in target.split("/")]
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            body = DechunkedInput(self.rfile).read()
        else:
            length = self.headers.get("Content-Length", "0")
            body = self.rfile.read(int(length) if length.isdigit() else 0)
        return Request(self.command, "/".join(segments), segments, query, self.headers, body)

    def _send(self, answer):
        length = len(answer.body) if answer.promised is None else answer.promised
        lines = [
            f"HTTP/1.1 {answer.status} {_PHRASES.get(answer.status, 'Unknown')}",
            "Server: sandbox",
            f"Date: {answer.date or formatdate(usegmt=True)}",
            f"Content-Type: {answer.content_type}",
            f"Content-Length: {length}",
        ]
        lines += [f"{name}: {value}" for name, value in answer.headers.items()]
        if answer.promised is not None:
            self.close_connection = True
        if self.close_connection:
            lines.append("Connection: close")
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
        # One write, so that head and body share their packets.
        self.wfile.write(head if self.command == "HEAD" else head + answer.body)

    def _reset(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        self.close_connection = True
        # Closed in earnest once the handler has let go of its files, before any shutdown.
        self.connection.close()

    def log_request(self, code="-", size="-"):
        """Nothing: the app keeps the log."""


class SandboxServer(ThreadedWSGIServer):
    """Listens from the moment it is made; `serve_forever` answers until `stop`."""

    daemon_threads = True

    def __init__(self, host, port, app):
        self.stopping = threading.Event()
        super().__init__(host, port, app, handler=Handler)

    def log(self, type, message, *args):
        """Only errors are worth a line."""
        if type == "error":
            super().log(type, message, *args)

    def stop(self):
        """End `serve_forever`, and all delays; call it from another thread."""
        self.stopping.set()
        self.shutdown()
