"""What the benchmarks share on the outside: databases, the sandbox, processes that measure.

Whatever is measured runs in a process of its own (`_worker.py`), so that no part inherits the
memory or the warm caches of another; this side only prepares, starts and reads the clock's result.
"""

import argparse
import contextlib
import json
import subprocess
import time

import psycopg2

from tools import database, process, setup
from tools.errors import ToolError
from tools.output import say
from tools.paths import PYTHON, ROOT
from tools.sandbox import Sandbox

from . import _partners

SEED = 1
CLIENTS = 10_000
PARTNERS = 10_000
# What a run tells of itself (its plan lines, log, findings and the last test), and Odoo's notes
# about its scheduler. Everything else in the database counts as a write.
OWN_TABLES = frozenset(
    (
        "deratix_connection",
        "deratix_exchange",
        "deratix_finding",
        "deratix_finding_res_partner_rel",
        "deratix_import",
        "deratix_rate_budget",
        "deratix_run",
        "deratix_run_line",
        "ir_cron",
        "ir_cron_progress",
        "ir_cron_trigger",
    )
)

# What the sandbox of a system is started with.
_ARGUMENTS = {
    # A benchmark asks more often than an account may in a day.
    "superfaktura": ("--option", "daily_limit=1000000", "--option", "monthly_limit=10000000"),
    "fakturownia": ("--invoices", "0"),
}


def options(description, **defaults):
    """The arguments of one benchmark: its sizes, to be made smaller while one works on it."""
    parser = argparse.ArgumentParser(description=description)
    for name, value in defaults.items():
        parser.add_argument(f"--{name}", type=int, default=value)
    return parser.parse_args()


class Bench:
    """One run of a benchmark: databases that are dropped at the end, and the sandbox of a system,
    if one is needed."""

    def __init__(self, clients=0, system="superfaktura"):
        self.clients = clients
        self._system = system
        self._stack = contextlib.ExitStack()
        self.url = None

    def __enter__(self):
        self._template = database.ensure_template(setup.ensure())
        if not self._system:
            return self
        sandbox = Sandbox(
            self._system, seed=SEED, clients=self.clients, arguments=_ARGUMENTS[self._system]
        ).start()
        self._stack.callback(sandbox.stop)
        self.url = sandbox.url
        return self

    def __exit__(self, *error):
        self._stack.close()

    def database(self, partners, matching):
        """A database with so many partners, of which so many are clients of the sandbox."""
        name = self.empty_database()
        pattern = self.measure(name, "prepare")
        _partners.store(name, pattern, partners, matching, seed=SEED, clients=self.clients)
        return name

    def empty_database(self):
        """A database without any client."""
        name = database.clone(self._template)
        self._stack.callback(database.drop, name)
        return name

    def copy(self, name):
        """A copy of a database that nobody uses."""
        twin = database.clone(name)
        self._stack.callback(database.drop, twin)
        return twin

    def measure(self, name, part, **arguments):
        """Run one part of `_worker.py` on a database; returns what it measured, a dict."""
        arguments |= {"url": self.url, "clients": self.clients, "seed": SEED}
        child = process.start(
            [PYTHON, "-m", "tests.bench._worker", name, part, json.dumps(arguments)],
            env={**database.odoo_environment(), "PYTHONHASHSEED": "0"},
            cwd=ROOT,
            stdout=subprocess.PIPE,
        )
        try:
            output = child.stdout.read()
            code = child.wait()
        finally:
            process.stop(child)
        if code:
            raise ToolError(f"The part {part} of the benchmark failed (exit code {code}).")
        result = json.loads(output.strip().splitlines()[-1])
        if part not in ("prepare", "connect", "create_clients"):
            say(f"  {part}: {json.dumps(result)}")
        return result


def rows_written(name):
    """``{table: rows inserted, updated and deleted so far}``; nobody else may be connected.

    A connection reports its figures at the latest when it ends, so the count waits for all ends.
    """
    with contextlib.closing(psycopg2.connect(dbname=name)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        others = 1
        while others:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            ((others,),) = cursor.fetchall()
            time.sleep(0.05)
        cursor.execute("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_user_tables")
        return dict(cursor.fetchall())


def writes_since(name, before, own=()):
    """How many rows were written since `rows_written` gave ``before``, but for what a run tells of
    itself (and what a flow does, in ``own`` tables); says where."""
    written = {
        table: count - before.get(table, 0)
        for table, count in rows_written(name).items()
        if count != before.get(table, 0) and table not in OWN_TABLES and table not in own
    }
    if written:
        say(f"  written: {written}")
    return sum(written.values())


def finish(**result):
    """Print the result: the one JSON object of the last line, numbers rounded for reading."""
    rounded = {
        key: round(value, 2) if isinstance(value, float) else value for key, value in result.items()
    }
    say(json.dumps(rounded))
