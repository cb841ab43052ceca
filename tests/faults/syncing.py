"""A synchronisation on a real server, and what it has to end with on either side."""

import contextlib
import json

import psycopg2

from tests.sandbox.client import TOKEN
from tests.support.odoo import OWN_LOCKS

from .importing import Import
from .state import State, assert_same

CLIENTS = 60
SEED = 5
# How many clients are changed or added on a side.
CHANGED = 8
ADDED = 4
# No look begins by itself.
_NEVER = 1_000_000
_ACTIVE = ("reading", "collecting", "applying", "undoing")
# What is another in each database: the key of a client that was created from Odoo holds its id.
_THERE_OWN = ("created_at", "updated_at", "external_id")
_BINDING_OWN = ("fingerprint", "seen_at")
# The first of the advisory locks that hold a worker, one for each hold, and what has it ask for the
# lock: a trigger on each table of importance, as long as the run is where `fault_hold` says.
_LOCK = 5_180_500
_HELD_TABLES = (
    "deratix_binding",
    "deratix_intent",
    "deratix_rate_budget",
    "deratix_run",
    "deratix_run_line",
    "res_partner",
)
_HOLD = """
    CREATE TABLE fault_hold (lock int, name varchar, state varchar, sent int);
    CREATE FUNCTION fault_hold() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        run int := (SELECT max(id) FROM deratix_run WHERE kind = '{kind}');
        lock int := (
            SELECT min(h.lock) FROM fault_hold h JOIN deratix_run r ON r.id = run
            WHERE h.name = TG_TABLE_NAME
              AND CASE h.state WHEN 'sending' THEN
                    r.state = 'applying' AND NOT EXISTS (
                        SELECT 1 FROM deratix_run_line l WHERE l.run_id = run
                        AND l.state = 'planned' AND l.decision <> 'skip')
                  ELSE r.state = h.state END
              AND h.sent <= (SELECT count(*) FROM deratix_run_line l WHERE l.run_id = run
                             AND l.state = 'done' AND {counted})
        );
    BEGIN
        IF lock IS NOT NULL THEN
            PERFORM pg_advisory_xact_lock(lock);
        END IF;
        RETURN NULL;
    END $$;
"""
_TRIGGER = """
    CREATE TRIGGER fault_hold BEFORE INSERT OR UPDATE OR DELETE ON {table}
    EXECUTE FUNCTION fault_hold()
"""


class Sync(Import):
    """One database linked with the account of the sandbox; ``run`` is the latest one.

    ``held_kind`` is the kind of the runs that may be held, ``held_tables`` are those of importance
    to them beside the usual ones, and ``counted`` tells which of their lines that are done count as
    ``sent`` (see `held_in`).
    """

    held_kind = "sync"
    held_tables = ()
    counted = "l.outgoing IS NOT NULL"

    # -- what a person does -----------------------------------------------------------------

    def connect(self):
        """Reset the sandbox, connect to it, and switch on with all clients of the account."""
        self.sandbox.reset(clients=CLIENTS, invoices=0, seed=SEED)
        call = self.server.call
        ((integration,),) = self.server.sql(
            "SELECT id FROM deratix_integration WHERE code = 'fakturownia'"
        )
        values = {
            "name": "Account",
            "integration_id": integration,
            "base_url": self.sandbox.url,
            "sync_policy": "newest",
            "sync_hold_count": 0,
            "sync_hold_share": 0,
            "sync_interval": _NEVER,
        }
        (self.connection,) = call("deratix.connection", "create", [values])
        ((token,),) = self.server.sql(
            "SELECT id FROM deratix_credential WHERE connection_id = %s", [self.connection]
        )
        call("deratix.credential", "write", [token], {"value": TOKEN})
        self.run = call("deratix.connection", "action_sync_start", [self.connection])["res_id"]
        self.finish("ready")
        self.begin()
        self.finish("done")
        self.hold()
        return self

    def sign_in(self, code, settings):
        """Connect to an account of this system with these sign-in data; nothing is read yet."""
        call, sql = self.server.call, self.server.sql
        ((integration,),) = sql("SELECT id FROM deratix_integration WHERE code = %s", [code])
        values = {"name": code, "integration_id": integration, "base_url": self.sandbox.url}
        (self.connection,) = call(
            "deratix.connection", "create", [{**values, "sync_hold_count": 0}]
        )
        for id_, key in sql(
            "SELECT id, key FROM deratix_credential WHERE connection_id = %s", [self.connection]
        ):
            call("deratix.credential", "write", [id_], {"value": settings[key]})

    def begin(self):
        """Answer the first comparison."""
        self.press("action_apply")

    def hold(self):
        """Have the tables ask whether they are to be held."""
        self.server.sql(_HOLD.format(kind=self.held_kind, counted=self.counted))
        for table in (*_HELD_TABLES, *self.held_tables):
            self.server.sql(_TRIGGER.format(table=table))

    def change(self):
        """Change and add clients on either side; one is changed on both, here first."""
        links = self.server.sql(
            "SELECT b.external_id::int, b.res_id FROM deratix_binding b JOIN res_partner p "
            "ON p.id = b.res_id WHERE p.parent_id IS NULL ORDER BY 1 LIMIT %s",
            [2 * CHANGED],
        )
        here, there = links[:CHANGED], links[CHANGED - 1 :]
        for number, (_external_id, partner) in enumerate(here):
            values = {"city": f"Odoo {number}", "street": f"Lipowa {number}"}
            self.server.call("res.partner", "write", [partner], values)
        self.sandbox.control("bulk_edit", {"ids": [id_ for id_, _p in there], "seed": SEED})
        self.server.call(
            "res.partner",
            "create",
            [
                {
                    "name": f"Nowy tutaj {number}",
                    "is_company": True,
                    "email": f"nowy{number}@tutaj.example",
                    "phone": f"+48 600 100 20{number}",
                }
                for number in range(ADDED)
            ],
        )
        for number in range(ADDED):
            email = f"nowy{number}@tam.example"
            self.sandbox.control("clients", name=f"Nowy tam {number}", email=email, city="Opole")
        return self

    def look(self):
        """The time for a look has come; the run that it starts, if any."""
        self.server.sql("UPDATE deratix_connection SET polled_at = NULL")
        self.server.run_job(self.server.ref("deratix_integrations", "ir_cron_sync"))
        ((last,),) = self.server.sql("SELECT max(id) FROM deratix_run")
        found, self.run = last != self.run, last
        return found

    # -- looking ----------------------------------------------------------------------------

    def finish(self, state):
        row = self.until(lambda row: row["state"] not in _ACTIVE)
        assert row["state"] == state, row
        return row

    def hurry(self):
        """Whoever opens the page next puts an abandoned run back to work at once."""
        self.server.sql(
            "UPDATE deratix_run SET waiting_until = NULL, "
            "worked_at = COALESCE(worked_at, phase_started_at) - interval '1 minute', "
            "phase_started_at = phase_started_at - interval '1 minute' WHERE id = %s",
            [self.run],
        )

    def both_sides(self):
        """The state of Odoo and of the account, without what differs from one time to another."""
        state = State(self.server.sql).business()
        bindings = [
            {key: value for key, value in row.items() if key not in _BINDING_OWN}
            for row in state["bindings"]
        ]
        clients = self.sandbox.read("clients?full=1")["clients"]
        there = [
            {key: value for key, value in row.items() if key not in _THERE_OWN} for row in clients
        ]
        return {
            "partners": state["partners"],
            "banks": state["banks"],
            "tags": state["tags"],
            "bindings": sorted(bindings, key=json.dumps),
            "there": there,
        }

    def assert_at_rest(self):
        """Nothing is left over, and another look finds nothing and writes nothing."""
        sql = self.server.sql
        assert sql("SELECT * FROM deratix_intent") == []
        assert sql("SELECT id FROM deratix_run_line WHERE state = 'sending'") == []
        assert (
            sql(
                "SELECT b.external_id FROM deratix_binding b JOIN res_partner p "
                "ON p.id = b.res_id WHERE b.touched OR b.seen_at IS DISTINCT FROM p.write_date"
            )
            == []
        )
        before = self.both_sides()
        self.sandbox.control("log/clear", {})
        assert not self.look()
        # One look at the clients, one at the documents.
        asked = [(entry["method"], entry["path"]) for entry in self.sandbox.read("log")["requests"]]
        assert asked == [("GET", "/clients.json"), ("GET", "/invoices.json")], asked
        assert_same(self.both_sides(), before)

    def sent(self):
        """How many clients of this run were changed or added there."""
        ((count,),) = self.server.sql(
            "SELECT count(*) FROM deratix_run_line "
            "WHERE run_id = %s AND state = 'done' AND outgoing IS NOT NULL",
            [self.run],
        )
        return count

    # -- disturbing -------------------------------------------------------------------------

    @contextlib.contextmanager
    def held_in(self, state, table, sent=0):
        """A worker that stands before a writing to ``table``, in this state of the run and after
        so many requests for clients; yields the process id of its PostgreSQL connection. It goes
        on when the block is left.

        :param state: that of the run, or "sending" when nothing is left to be done in Odoo
        """
        hold = Hold(self, state, table, sent)
        if not self.server.is_running():
            self.server.start()
        if self.row()["state"] in ("done", "ready"):
            self.look()
        try:
            yield hold.wait()
        finally:
            hold.release()

    @contextlib.contextmanager
    def answering(self, method):
        """A worker that waits for the answer to a request that the other system has carried
        out."""
        slow = {"kind": "slow", "method": method, "arguments": {"seconds": 10}}
        self.sandbox.control("faults", [slow])
        if not self.server.is_running():
            self.server.start()
        self.until(lambda _row: self._fault_struck())
        yield
        self.sandbox.control("faults", [])


class Hold:
    """Whoever comes to the point that `Sync.held_in` describes stands there until `release`.

    Several are made before the first is released where the worker must not pass the next point in
    between.
    """

    def __init__(self, syncing, state, table, sent=0):
        self._syncing = syncing
        self._holder = psycopg2.connect(dbname=syncing.server.db)
        self._holder.autocommit = True
        self._cursor = self._holder.cursor()
        self._cursor.execute("SELECT %s + count(*) FROM fault_hold", [_LOCK])
        ((self._lock,),) = self._cursor.fetchall()
        self._cursor.execute("SELECT pg_advisory_lock(%s)", [self._lock])
        values = [self._lock, table, state, sent]
        self._cursor.execute("INSERT INTO fault_hold VALUES (%s, %s, %s, %s)", values)

    def wait(self):
        """Until somebody stands there; the process id of its PostgreSQL connection."""
        found = []

        def stands(_row):
            found[:] = self._syncing.server.sql(
                "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted "
                f"AND objid = %s AND {OWN_LOCKS}",
                [self._lock],
            )
            return bool(found)

        self._syncing.until(stands)
        return found[0][0]

    def release(self):
        self._cursor.execute("DELETE FROM fault_hold WHERE lock = %s", [self._lock])
        self._holder.close()
