"""An upload as the page does it, on a real server, and the means to disturb it at a given point.

As in `importing`: a point is reached when the database says so, and nothing waits for luck.
"""

import contextlib
import hashlib
import re
import time

import psycopg2
import requests

from tests.support.odoo import OWN_LOCKS

from .open_page import OpenPage

DEADLINE_SECONDS = 120
_POLL_SECONDS = 0.01
_ACTIVE = ("uploading", "inspecting", "recognising")


def digest(data):
    return hashlib.sha256(data).hexdigest()


class Upload:
    """One database and one archive that is sent to it; `data` are its bytes."""

    def __init__(self, server, data):
        self.server = server
        self.data = data
        self.archive = None
        self._http = None
        self._token = None

    # -- what the page does -------------------------------------------------------------------

    def begin(self):
        """Choose the file; returns from which byte it is to be sent."""
        values = "archive.zip", len(self.data), digest(b"archive.zip")
        start = self.server.call("deratix.archive", "start_upload", *values)
        assert self.archive in (None, start["id"]), "It is not the same upload any more."
        self.archive = start["id"]
        return start["received"]

    def sign_in(self):
        """The session of a browser, anew after each start of the server."""
        cookie = {"session_id": self.server.session_cookie()}
        self._http = requests.Session()
        self._http.cookies.update(cookie)
        page = self._http.get(f"{self.server.url}/odoo", timeout=DEADLINE_SECONDS)
        self._token = re.search(r'csrf_token: "([^"]+)"', page.text)[1]
        return self

    def send(self, start, stop):
        """Send a piece; returns (HTTP status, answer). Raises `requests.RequestException`."""
        piece = self.data[start:stop]
        answer = self._http.post(
            f"{self.server.url}/deratix/archive/{self.archive}/chunk",
            params={"offset": start},
            data=piece,
            headers={
                "Content-Type": "application/octet-stream",
                "X-Deratix-Csrf": self._token,
                "X-Deratix-Digest": digest(piece),
            },
            timeout=DEADLINE_SECONDS,
        )
        return answer.status_code, answer.json()

    def send_rest(self, size):
        """Send what is missing in pieces of ``size``, and have it inspected."""
        received = self.begin()
        while received < len(self.data):
            status, answer = self.send(received, received + size)
            assert status in (200, 409, 423), answer
            received = answer["received"]
        self.server.call("deratix.archive", "finish_upload", [self.archive], digest(self.data))

    # -- looking --------------------------------------------------------------------------------

    def row(self):
        """The archive as it is stored now, a dict."""
        ((row,),) = self.server.sql(
            "SELECT to_jsonb(a) FROM deratix_archive a WHERE id = %s", [self.archive]
        )
        return row

    def listed(self):
        """(position, path, size, checksum) of the entries."""
        return self.server.sql(
            "SELECT position, path, size, checksum FROM deratix_archive_entry "
            "WHERE archive_id = %s ORDER BY position",
            [self.archive],
        )

    def until(self, reached):
        """Wait, with the archive's page open, until ``reached()``."""
        deadline = time.monotonic() + DEADLINE_SECONDS
        with OpenPage(self.server, self.wake) as page:
            while not reached():
                assert time.monotonic() < deadline, f"The archive stays as it is: {self.row()}"
                page.look()
                time.sleep(_POLL_SECONDS)

    def wake(self):
        """What an open page does every other second."""
        self.server.call("deratix.archive", "get_progress", [self.archive])

    def finish(self):
        """Have it inspected to the end."""
        self.until(lambda: self.row()["state"] not in _ACTIVE)
        row = self.row()
        assert row["state"] == "review", row["message"]

    # -- disturbing -----------------------------------------------------------------------------

    @contextlib.contextmanager
    def held_at(self, table):
        """A worker that stands before its first writing to ``table``, until the block is left."""
        with contextlib.closing(psycopg2.connect(dbname=self.server.db)) as holder:
            # Readers pass, writers wait.
            holder.cursor().execute(f'LOCK TABLE "{table}" IN SHARE MODE')
            yield lambda: self.until(lambda: self._waiting_for(table))

    def _waiting_for(self, table):
        return self.server.sql(
            f"SELECT 1 FROM pg_locks WHERE NOT granted AND relation = %s::regclass AND {OWN_LOCKS}",
            [table],
        )
