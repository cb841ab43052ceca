"""A gate in the way of the background: whoever has done so much goes no further."""

import contextlib

import psycopg2

from tests.support.odoo import OWN_LOCKS

_LOCK = 5_180_442
# `done_count` of a run or an archive moves with the commit of each batch, so a worker stands with
# the batch after that one finished and not committed.
_INSTALL = f"""
    CREATE TABLE IF NOT EXISTS fault_gate (done int);
    CREATE OR REPLACE FUNCTION fault_gate() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.done_count >= (SELECT done FROM fault_gate) THEN
            PERFORM pg_advisory_xact_lock({_LOCK});
        END IF;
        RETURN NEW;
    END $$;
    CREATE OR REPLACE TRIGGER fault_gate BEFORE UPDATE ON {{table}}
    FOR EACH ROW EXECUTE FUNCTION fault_gate();
"""


@contextlib.contextmanager
def gate_after(server, table, count):
    """As long as the block lasts, no worker commits a writing to a row of ``table`` of which
    ``count`` or more are done."""
    server.sql(_INSTALL.format(table=table))
    with contextlib.closing(psycopg2.connect(dbname=server.db)) as holder:
        holder.autocommit = True
        cursor = holder.cursor()
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        cursor.execute("INSERT INTO fault_gate VALUES (%s)", [count])
        yield
        # Of a server that was killed meanwhile, the database notices only later that it is gone.
        if not server.is_running():
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks "
                f"WHERE NOT granted AND locktype = 'advisory' AND objid = {_LOCK} AND {OWN_LOCKS}"
            )
        cursor.execute("DELETE FROM fault_gate")
