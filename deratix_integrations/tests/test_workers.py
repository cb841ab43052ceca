import json
import os
import threading
from functools import partial
from unittest.mock import patch

from cryptography.fernet import Fernet
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import DummyRLock, Registry
from odoo.tests import tagged
from odoo.tests.common import BaseCase, get_db_name
from odoo.tools import mute_logger
from psycopg2.errors import DivisionByZero

from ..pipeline.apply import Applier
from ..pipeline.exchanges import store_entries
from ..pipeline.pace import PacedBudget
from ..providers.base import Entry, Throttled
from ..providers.rates import Rate
from .common import IntegrationCase, LocalRequests
from .sandbox import Sandbox, company_number

SECONDS = 60


@tagged("post_install", "-at_install")
class TestWorkers(LocalRequests, BaseCase):
    """Several workers and people at once: with transactions that really commit.

    What a test commits it deletes again.
    """

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        key = Fernet.generate_key().decode()
        self.startPatcher(patch.dict(os.environ, {"DERATIX_ENCRYPTION_KEY": key}))
        # Odoo holds this lock while it runs tests, and threads would wait for it for ever.
        self.startPatcher(patch.object(Registry, "_lock", DummyRLock()))
        self.sandbox = Sandbox()
        self.addCleanup(self.sandbox.stop)
        self.addCleanup(self.clean)
        with self.transaction() as env:
            env["ir.config_parameter"].set_param("deratix.allow_private_addresses", "True")
            connection = env["deratix.connection"].create(
                {
                    "name": "Workers",
                    "integration_id": env.ref("deratix_integrations.integration_superfaktura").id,
                    "base_url": self.sandbox.url,
                }
            )
            IntegrationCase.sign_in(connection)
            self.connection_id = connection.id
            env.cr.execute("SELECT max(id) FROM res_partner")
            (self.highest,) = env.cr.fetchone()

    def transaction(self):
        return _Transaction(self.registry)

    def clean(self):
        with self.transaction() as env:
            env["ir.config_parameter"].set_param("deratix.allow_private_addresses", False)
            for table in ("deratix_run", "deratix_binding", "deratix_connection"):
                column = "id" if table == "deratix_connection" else "connection_id"
                env.cr.execute(f"DELETE FROM {table} WHERE {column} = %s", [self.connection_id])
            env.cr.execute("DELETE FROM res_partner WHERE id > %s", [self.highest])
            env.cr.execute("DELETE FROM ir_cron_trigger")

    def fill(self, count):
        for n in range(count):
            self.sandbox.add(f"Client {n}", ico=company_number(n), city="Nitra")

    def start(self, state="reading"):
        with self.transaction() as env:
            connection = env["deratix.connection"].browse(self.connection_id)
            run = env["deratix.run"]._start(connection, scope="all")
        if state != "reading":
            self.work()
            with self.transaction() as env:
                env["deratix.run"].browse(run.id).action_apply()
        return run.id

    def work(self):
        """What the scheduler does, with a cursor of its own."""
        with self.registry.cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})["deratix.run"]._cron_work()

    def in_background(self, work):
        """Start a thread; its failure is the test's, and it is waited for."""
        failures = []

        def run():
            try:
                work()
            except Exception as error:  # told to the test's own thread
                failures.append(error)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        # Whatever happens, it has ended before the data are deleted.
        self.addCleanup(thread.join, SECONDS)

        def finish():
            thread.join(SECONDS)
            self.assertFalse(thread.is_alive())
            self.assertFalse(failures)

        return finish

    def state(self, run_id):
        with self.transaction() as env:
            run = env["deratix.run"].browse(run_id)
            return run.state, len(run.line_ids), run.created_count

    def partner_count(self):
        with self.transaction() as env:
            partners = env["res.partner"].with_context(active_test=False)
            return partners.search_count([("id", ">", self.highest)])

    def test_a_run_that_another_worker_holds_is_left_to_it(self):
        self.fill(5)
        run_id = self.start()
        self.sandbox.forget_requests()
        with self.registry.cursor() as holder:
            holder.execute("SELECT 1 FROM deratix_run WHERE id = %s FOR NO KEY UPDATE", [run_id])
            self.work()
        pages = [path for _method, path in self.sandbox.requests() if "clients/index" in path]
        self.assertEqual(len(pages), 1, "it is not read over and over")
        self.assertEqual(self.state(run_id), ("reading", 0, 0))
        self.work()
        self.assertEqual(self.state(run_id), ("ready", 5, 0))

    def test_no_lock_is_held_while_the_other_system_thinks(self):
        """Law 11."""
        self.fill(5)
        run_id = self.start()
        asked = threading.Event()
        answer = threading.Event()
        send = type(self)._request_handler

        def slow(session, request, /, **options):
            if "clients/index" in request.url:
                asked.set()
                answer.wait(SECONDS)
            return send(session, request, **options)

        with patch.object(type(self), "_request_handler", slow):
            finish = self.in_background(self.work)
            self.addCleanup(answer.set)
            self.assertTrue(asked.wait(SECONDS))
            with self.transaction() as env:
                for table, column in (
                    ("deratix_run", "id"),
                    ("deratix_connection", "id"),
                    ("deratix_rate_budget", "connection_id"),
                ):
                    id_ = run_id if table == "deratix_run" else self.connection_id
                    env.cr.execute(
                        f"SELECT 1 FROM {table} WHERE {column} = %s FOR UPDATE NOWAIT", [id_]
                    )
                # Nor does a transaction stay open that would keep the database from tidying up.
                env.cr.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                    "AND state = 'idle in transaction'"
                )
                self.assertEqual(env.cr.fetchone(), (0,))
            answer.set()
            finish()
        self.assertEqual(self.state(run_id), ("ready", 5, 0))

    @mute_logger("odoo.sql_db")
    def test_cancel_while_a_batch_is_being_written(self):
        """The button works at once; the batch under way is given up, and nothing is half done."""
        self.fill(5)
        run_id = self.start("applying")
        writing = threading.Event()
        cancelled = threading.Event()
        apply = Applier.apply

        def slow(applier, lines):
            count = apply(applier, lines)
            writing.set()
            cancelled.wait(SECONDS)
            return count

        with patch.object(Applier, "apply", slow):
            finish = self.in_background(self.work)
            self.assertTrue(writing.wait(SECONDS))
            try:
                with self.transaction() as env:
                    env["deratix.run"].browse(run_id).action_cancel()
            finally:
                cancelled.set()
            finish()
        self.assertEqual(self.state(run_id), ("cancelled", 5, 0))
        self.assertEqual(self.partner_count(), 0)

    def test_two_workers_at_once(self):
        """Law 4: while one finds and creates clients of a company, no other does."""
        self.fill(5)
        first = self.start("applying")
        with self.transaction() as env:
            # As if both had been previewed before either was applied.
            second = env["deratix.run"].browse(first).copy({"state": "applying"}).id
            lines = env["deratix.run.line"].search([("run_id", "=", first)])
            lines.copy({"run_id": second, "state": "planned"})
        entered = []
        inside = threading.Event()
        go_on = threading.Event()
        apply = Applier.apply

        def slow(applier, lines):
            entered.append(applier.run.id)
            if len(entered) == 1:
                inside.set()
                go_on.wait(SECONDS)
            return apply(applier, lines)

        with patch.object(Applier, "apply", slow):
            finish = self.in_background(self.work)
            self.assertTrue(inside.wait(SECONDS))
            try:
                self.work()
                self.assertEqual(len(entered), 1)
            finally:
                go_on.set()
            finish()
        self.work()
        self.assertEqual(self.state(first), ("done", 5, 5))
        self.assertEqual(self.state(second), ("done", 5, 0))
        self.assertEqual(self.partner_count(), 5)

    def test_requests_of_several_workers_are_counted_together(self):
        with self.transaction() as env:
            budgets = [
                PacedBudget(env, self.connection_id, self.sandbox.url, Rate(41, 3600))
                for _worker in range(4)
            ]

        def count(budget):
            for _request in range(10):
                budget.acquire()

        workers = [self.in_background(partial(count, budget)) for budget in budgets]
        for finish in workers:
            finish()
        with self.transaction() as env:
            row = env["deratix.connection"].browse(self.connection_id).budget_ids
            self.assertEqual((row.day_used, len(json.loads(row.recent))), (40, 40))
        budgets[0].acquire()
        with self.assertRaises(Throttled):
            budgets[1].acquire()

    @mute_logger("odoo.sql_db")
    def test_the_log_outlives_a_transaction_that_has_failed(self):
        entry = Entry(method="POST", url="https://x.example/orders", status=201, duration=5)
        with Registry(get_db_name()).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            with self.assertRaises(DivisionByZero):
                cr.execute("SELECT 1 / 0")
            store_entries(env, self.connection_id, [entry])
            cr.rollback()
        with self.transaction() as env:
            kept = env["deratix.exchange"].search([("url", "=", entry.url)])
            self.assertEqual(kept.connection_id.id, self.connection_id)
            self.assertEqual(kept.company_id, kept.connection_id.company_id)
            kept.unlink()

    def test_lock_of_the_company_is_given_back(self):
        self.fill(3)
        run_id = self.start("applying")
        self.work()
        self.assertEqual(self.state(run_id), ("done", 3, 3))
        with self.transaction() as env:
            env.cr.execute(
                "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database "
                "WHERE l.locktype = 'advisory' AND d.datname = current_database()"
            )
            self.assertEqual(env.cr.fetchone(), (0,))


class _Transaction:
    """An environment with a cursor of its own, committed at the end."""

    def __init__(self, registry):
        self._cr = registry.cursor()

    def __enter__(self):
        return api.Environment(self._cr, SUPERUSER_ID, {})

    def __exit__(self, kind, _error, _traceback):
        try:
            if kind is None:
                # What another worker does is seen by none before it is committed.
                self._cr.commit()  # pylint: disable=invalid-commit
        finally:
            self._cr.close()
