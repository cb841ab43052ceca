"""An import as a person sees it, on a real server, and the means to disturb it at a given point.

Nothing here waits for luck: a point is reached when the database says so. A worker is held at a
statement by a table lock that this side took before, and is known to be there when PostgreSQL
lists it as waiting for that lock.
"""

import contextlib
import time

import psycopg2

from tests.sandbox.client import APIKEY, EMAIL
from tests.support.odoo import OWN_LOCKS

from .open_page import OpenPage

CLIENTS = 1000
COMPANY = "4711"
SEED = 11
# How many of the clients are in Odoo before, with less data than there.
KNOWN = 40
# Far more than anything here takes on a busy machine; only a failure waits so long.
DEADLINE_SECONDS = 120
_POLL_SECONDS = 0.01
_ACTIVE = ("reading", "applying", "undoing")


class Import:
    """One database with a connection to the sandbox, and the run that imports from it."""

    def __init__(self, server, sandbox):
        self.server = server
        self.sandbox = sandbox
        self.run = None
        self.connection = None

    # -- what a person does -----------------------------------------------------------------

    def connect(self):
        """Reset the sandbox; make the connection and the clients that are here already."""
        self.sandbox.reset(clients=CLIENTS, seed=SEED, daily_limit=100_000)
        call = self.server.call
        ((integration,),) = self.server.sql(
            "SELECT id FROM deratix_integration WHERE code = 'superfaktura'"
        )
        (self.connection,) = call(
            "deratix.connection",
            "create",
            [{"name": "Account", "integration_id": integration, "base_url": self.sandbox.url}],
        )
        given = {"email": EMAIL, "apikey": APIKEY, "company_id": COMPANY}
        for id_, key in self.server.sql(
            "SELECT id, key FROM deratix_credential WHERE connection_id = %s", [self.connection]
        ):
            call("deratix.credential", "write", [id_], {"value": given[key]})
        call("res.partner", "create", self._known_clients())
        return self

    def _known_clients(self):
        ids = self.sandbox.read("clients?kind=sk_company")["ids"][:KNOWN]
        clients = [self.sandbox.read(f"clients/{id_}")["Client"] for id_ in ids]
        return [
            {
                "name": client["name"],
                "is_company": True,
                "company_registry": client["ico"],
                "city": client["city"],
                "zip": client["zip"],
            }
            for client in clients
        ]

    def preview(self):
        """Press *Preview* for all clients; the reading begins."""
        values = {"connection_id": self.connection, "scope": "all"}
        (wizard,) = self.server.call("deratix.import", "create", [values])
        action = self.server.call("deratix.import", "action_preview", [wizard])
        assert action["res_model"] == "deratix.run", action
        self.run = action["res_id"]
        return self

    def press(self, button):
        """Press a button of the run, such as ``action_apply``."""
        self.server.call("deratix.run", button, [self.run])

    def whole(self):
        """An undisturbed import."""
        self.preview()
        self.finish("ready")
        self.press("action_apply")
        self.finish("done")
        return self

    # -- looking ----------------------------------------------------------------------------

    def row(self):
        """The run as it is stored now, a dict."""
        ((row,),) = self.server.sql(
            "SELECT to_jsonb(r) FROM deratix_run r WHERE id = %s", [self.run]
        )
        return row

    def wake(self):
        """What an open page does every other second; it puts an abandoned run back to work."""
        return self.server.call("deratix.run", "get_progress", [self.run])

    def until(self, reached, *, failing=False):
        """Wait, with the run's page open, until ``reached(row)`` holds for it.

        :param failing: the run may have failed by then
        """
        deadline = time.monotonic() + DEADLINE_SECONDS
        with OpenPage(self.server, self.wake) as page:
            while True:
                row = self.row()
                if reached(row):
                    return row
                assert time.monotonic() < deadline, f"The run stays as it is: {row}"
                assert failing or row["state"] != "failed", row["message"]
                page.look()
                time.sleep(_POLL_SECONDS)

    def finish(self, state):
        """Have the run go on to the end of what it does; it must end in this state."""
        row = self.until(lambda row: row["state"] not in _ACTIVE)
        assert row["state"] == state, row
        return row

    def read(self, count):
        """Wait until so many clients were read or applied, or the run is beyond that."""
        state = self.row()["state"]
        return self.until(lambda row: (row["done_count"] or 0) >= count or row["state"] != state)

    def let_time_pass(self):
        """What the run waits for has come."""
        self.server.sql(
            "UPDATE deratix_run SET waiting_until = now() AT TIME ZONE 'UTC', "
            "worked_at = worked_at - interval '1 minute' WHERE id = %s",
            [self.run],
        )
        self.server.sql("UPDATE deratix_rate_budget SET day_reset = now() AT TIME ZONE 'UTC'")

    # -- disturbing ---------------------------------------------------------------------------

    @contextlib.contextmanager
    def held_at(self, table):
        """A worker that stands before its first writing to ``table``; yields the process id of
        its PostgreSQL connection. It goes on when the block is left."""
        with contextlib.closing(psycopg2.connect(dbname=self.server.db)) as holder:
            cursor = holder.cursor()
            # In no order with others: readers pass, writers wait.
            cursor.execute(f'LOCK TABLE "{table}" IN SHARE MODE')
            if not self.server.is_running():
                self.server.start()
            yield self._waiting_for(table)

    def _waiting_for(self, table):
        found = []

        def waits(_row):
            found[:] = self.server.sql(
                "SELECT pid FROM pg_locks WHERE NOT granted "
                f"AND relation = %s::regclass AND {OWN_LOCKS} ORDER BY pid",
                [table],
            )
            return bool(found)

        self.until(waits)
        return found[0][0]

    @contextlib.contextmanager
    def asking(self):
        """A worker that waits for the answer to a request."""
        self.sandbox.control(
            "faults",
            [{"kind": "slow", "match": "clients/index", "arguments": {"seconds": 5}}],
        )
        if not self.server.is_running():
            self.server.start()
        self.until(lambda _row: self._fault_struck())
        yield
        self.sandbox.control("faults", [])

    def _fault_struck(self):
        return all(rule["used"] for rule in self.sandbox.read("faults")["rules"])
