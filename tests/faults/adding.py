"""Making a document from an opportunity on a real server, and the means to disturb it.

Nothing here waits for luck: a press is held by a table lock that this side took before, or by an
answer that the sandbox delays, and is known to be there when PostgreSQL or the sandbox says so.
"""

import contextlib
import threading
import time

import psycopg2

from tests.support.odoo import OWN_LOCKS, OdooCallError

from .importing import DEADLINE_SECONDS
from .syncing import Sync

SLOW_SECONDS = 10


class Press:
    """*Create*, pressed by somebody who waits for the answer; ``outcome`` is the action, or what
    went wrong."""

    def __init__(self, server, form):
        self.outcome = None
        self._arguments = (server, form)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        server, form = self._arguments
        try:
            self.outcome = server.call("deratix.invoice.add", "action_create", [form])
        except (OdooCallError, OSError) as error:
            self.outcome = error

    def wait(self):
        self._thread.join(timeout=DEADLINE_SECONDS)
        assert not self._thread.is_alive()
        return self.outcome


class Adding(Sync):
    """An opportunity of a client that is linked."""

    def connect(self):
        super().connect()
        ((self.partner,),) = self.server.sql(
            "SELECT b.res_id FROM deratix_binding b JOIN res_partner p ON p.id = b.res_id "
            "WHERE p.parent_id IS NULL ORDER BY b.id LIMIT 1"
        )
        ((pln, company),) = self.server.sql(
            "SELECT c.id, o.id FROM res_currency c, res_company o WHERE c.name = 'PLN' LIMIT 1"
        )
        self.server.call("res.currency", "write", [pln], {"active": True})
        self.server.call("res.company", "write", [company], {"currency_id": pln})
        values = {
            "name": "Nowa strona",
            "type": "opportunity",
            "partner_id": self.partner,
            "expected_revenue": 1000,
        }
        self.lead = self.server.call("crm.lead", "create", values)
        self.form = self.open_form()
        return self

    def open_form(self):
        """Press *Add Invoice* and choose the tax; returns the form."""
        call = self.server.call
        form = call("crm.lead", "action_deratix_add_invoice", [self.lead])["res_id"]
        ((line,),) = self.server.sql(
            "SELECT id FROM deratix_invoice_add_line WHERE wizard_id = %s", [form]
        )
        call("deratix.invoice.add.line", "write", [line], {"tax": "23"})
        return form

    def press_create(self, form=None, server=None):
        return Press(server or self.server, form or self.form)

    def create(self, form=None):
        return self.press_create(form).wait()

    # -- looking ----------------------------------------------------------------------------

    def there(self):
        """The documents of the account."""
        return self.sandbox.read("invoices?full=1")["invoices"]

    def assert_one(self):
        """One document there, one here, both the same, at the one opportunity; nothing open."""
        (document,) = self.there()
        assert self.server.sql(
            "SELECT external_id, lead_id, from_lead, order_number FROM deratix_invoice"
        ) == [(str(document["id"]), self.lead, True, document["oid"])]
        assert self.server.sql("SELECT id, name FROM crm_lead") == [(self.lead, "Nowa strona")]
        assert self.server.sql("SELECT * FROM deratix_intent") == []
        assert self.server.sql(
            f"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND {OWN_LOCKS}"
        ) == [(0,)]

    # -- disturbing ---------------------------------------------------------------------------

    @contextlib.contextmanager
    def held_before(self, table):
        """Somebody presses *Create* and stands before a writing to ``table``; yields the press and
        the process id of its PostgreSQL connection."""
        with contextlib.closing(psycopg2.connect(dbname=self.server.db)) as holder:
            # In no order with others: readers pass, writers wait.
            holder.cursor().execute(f'LOCK TABLE "{table}" IN SHARE MODE')
            press = self.press_create()
            query = (
                "SELECT pid FROM pg_locks "
                f"WHERE NOT granted AND relation = %s::regclass AND {OWN_LOCKS}"
            )
            self._until(lambda: self.server.sql(query, [table]))
            yield press, self.server.sql(query, [table])[0][0]

    @contextlib.contextmanager
    def answer_delayed(self):
        """Somebody presses *Create*, the document is there, and the answer is not here yet."""
        slow = {
            "kind": "slow",
            "method": "POST",
            "match": r"/invoices\.json",
            "arguments": {"seconds": SLOW_SECONDS},
        }
        self.sandbox.control("faults", [slow])
        press = self.press_create()
        self._until(self.there)
        yield press
        self.sandbox.control("faults", [])

    def kill(self, connection=None):
        """SIGKILL; what the process did in PostgreSQL ends with it."""
        self.server.kill()
        if connection:
            self.server.sql("SELECT pg_terminate_backend(%s)", [connection])

    @staticmethod
    def _until(reached):
        deadline = time.monotonic() + DEADLINE_SECONDS
        while not reached():
            assert time.monotonic() < deadline
            time.sleep(0.01)
