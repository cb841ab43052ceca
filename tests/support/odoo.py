"""A real Odoo server as the tests use it: kill it, start it again, call its models."""

import threading
import time

import psycopg2
import requests

from tools import database
from tools.odoo_server import OdooServer

from . import warm_odoo
from .waiting import until

_CALL_SECONDS = 300
_JOB_SECONDS = 120
_AT_WORK = ("reading", "collecting", "applying", "undoing")
# Condition on pg_locks, which shows those of all databases: clones of one template have tables of
# the same numbers.
OWN_LOCKS = "database = (SELECT oid FROM pg_database WHERE datname = current_database())"


class OdooCallError(AssertionError):
    """Odoo answered a call with an error; `name` is the class of its exception."""

    def __init__(self, error):
        data = error.get("data") or {}
        self.name = data.get("name")
        super().__init__(f"{self.name}: {data.get('message')}\n{data.get('debug', '')}")


class ServerUnderTest(OdooServer):
    """Odoo on a database made for one test. `allow_private` lets connections reach the sandbox.

    `forked` saves the imports; what is measured starts as it does everywhere.
    """

    # Drawn by nobody: the calls that follow tell whether it works.
    first_page = "/web/health"

    def __init__(self, name, *, allow_private=True, forked=True, **options):
        super().__init__(name, **options)
        self._allow_private = allow_private
        self._forked = forked
        self._sessions = {}
        self._local = threading.local()

    def start(self):
        """Start or start again; who has signed in before stays so."""
        super().start()
        if self._allow_private:
            self.call("ir.config_parameter", "set_param", "deratix.allow_private_addresses", "True")
        return self

    def spawn(self, arguments, environment):
        """Forked where that is the same: with the modules whose code is imported already."""
        child = None
        if self._forked:
            rows = self.sql("SELECT name FROM ir_module_module WHERE state = 'installed'")
            modules = {name for (name,) in rows}
            child = warm_odoo.spawn(modules, arguments, env=environment, log=self.log)
        return child or super().spawn(arguments, environment)

    def call(self, model, method, *args, **kwargs):
        """Call a model's method as the administrator; raises `OdooCallError`."""
        return self.call_as("admin", "admin", model, method, *args, **kwargs)

    def call_as(self, login, password, model, method, *args, **kwargs):
        """Call a model's method as any user; raises `OdooCallError`."""
        parameters = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        session = self._session(login, password)
        return self._rpc(session, f"/web/dataset/call_kw/{model}/{method}", parameters)

    def ref(self, module, name):
        """The id of a record that an addon brought."""
        ((id_,),) = self.sql(
            "SELECT res_id FROM ir_model_data WHERE module = %s AND name = %s", (module, name)
        )
        return id_

    def run_job(self, job):
        """Run a scheduled job once from its beginning; where the scheduler is at it, afterwards."""
        self._call_unless("already executing", "ir.cron", "method_direct_trigger", [job])

    def install(self, module):
        """Install an addon, when the scheduler is through with what it is at."""
        self._press(module, "button_immediate_install")

    def uninstall(self, module):
        """Uninstall an addon, when the scheduler is through with what it is at."""
        self._press(module, "button_immediate_uninstall")

    def _press(self, module, button):
        ((id_,),) = self.sql("SELECT id FROM ir_module_module WHERE name = %s", [module])
        self._call_unless("processing a scheduled action", "ir.module.module", button, [id_])

    def _call_unless(self, refusal, *call):
        """Call until Odoo does not refuse it because its scheduler is at work, which it says by
        this text alone."""
        deadline = time.monotonic() + _JOB_SECONDS
        while True:
            try:
                return self.call(*call)
            except OdooCallError as error:
                if refusal not in str(error) or time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def wait_for_runs(self):
        """Wait until no run is at work."""
        until(
            lambda: not self.sql("SELECT id FROM deratix_run WHERE state IN %s", [_AT_WORK]),
            "The runs do not come to an end.",
        )

    def session_cookie(self, login="admin", password="admin"):
        """The value of the cookie session_id of a signed-in user."""
        return self._session(login, password).cookies["session_id"]

    def sql(self, statement, parameters=()):
        """Rows of a statement in the database, committed; works while Odoo is down."""
        with self._connection().cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []

    def close(self):
        """End it and give up its database, so that nothing is worth an orderly end."""
        for session in self._sessions.values():
            session.close()
        if connection := getattr(self._local, "connection", None):
            connection.close()
        self.kill()
        database.drop_later(self.db)

    def _connection(self):
        """That of this thread: while tests wait they ask ten times a second, and connecting costs
        PostgreSQL more than answering."""
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = psycopg2.connect(dbname=self.db)
            connection.autocommit = True
        return connection

    def _session(self, login, password):
        if login not in self._sessions:
            session = requests.Session()
            account = {"db": self.db, "login": login, "password": password}
            self._rpc(session, "/web/session/authenticate", account)
            self._sessions[login] = session
        return self._sessions[login]

    def _rpc(self, session, path, parameters):
        body = {"jsonrpc": "2.0", "method": "call", "params": parameters}
        answer = session.post(f"{self.url}{path}", json=body, timeout=_CALL_SECONDS)
        answer.raise_for_status()
        content = answer.json()
        if "error" in content:
            raise OdooCallError(content["error"])
        return content.get("result")
