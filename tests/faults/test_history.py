"""A run of the history goes on where it stood: after SIGKILL in the middle of reading and of
sending, and after a pause that outlives the server."""

from .gate import gate_after
from .syncing import CLIENTS, Sync

THERE = 360
HERE = 4


class History(Sync):
    """Clients from before on either side of a linked database, and a run that carries them over."""

    def fill(self):
        for number in range(THERE):
            email = f"dawny{number}@tam.example"
            self.sandbox.control("clients", name=f"Dawny tam {number}", email=email)
        values = [
            {"name": f"Dawny tu {number}", "is_company": True, "email": f"dawny{number}@tu.example"}
            for number in range(HERE)
        ]
        self.server.call("res.partner", "create", values)
        return self

    def start_history(self):
        """Press *Start Synchronisation*."""
        values = {"connection_id": self.connection, "history": "both"}
        (page,) = self.server.call("deratix.history", "create", [values])
        self.run = self.server.call("deratix.history", "action_start", [page])["res_id"]

    def kill_after_the_first_batch(self):
        """SIGKILL once a batch of clients was read, and before the next one is committed."""
        with gate_after(self.server, "deratix_run", 1):
            self.start_history()
            self.until(lambda row: row["done_count"])
            self.server.kill()

    def restart(self):
        self.hurry()
        self.server.start()

    def linked(self):
        """How many clients there are linked, and with how many partners."""
        (counts,) = self.server.sql(
            "SELECT count(*), count(DISTINCT res_id) FROM deratix_binding WHERE kind = 'party'"
        )
        return counts

    def names(self):
        return sorted(row["name"] for row in self.sandbox.read("clients?full=1")["clients"])

    def settle(self):
        """One more look, which reads what the history has changed and finds nothing to do."""
        self.look()
        self.until(lambda _row: not self._at_work())
        ((self.run,),) = self.server.sql("SELECT max(id) FROM deratix_run")

    def row(self):
        """As before; a run that found nothing is gone."""
        rows = self.server.sql("SELECT to_jsonb(r) FROM deratix_run r WHERE id = %s", [self.run])
        return rows[0][0] if rows else {"state": "gone"}

    def wake(self):
        if self.row()["state"] != "gone":
            return super().wake()
        return None

    def _at_work(self):
        return self.server.sql(
            "SELECT id FROM deratix_run WHERE state IN ('reading', 'collecting', 'applying')"
        )


def test_kills_and_a_pause(odoo_server, fakturownia_sandbox):
    history = History(odoo_server(cron_threads=2), fakturownia_sandbox).connect()
    linked = history.linked()
    history.fill().kill_after_the_first_batch()
    row = history.row()
    assert (row["state"], bool(row["cursor"])) == ("reading", True)
    assert 0 < row["done_count"] < CLIENTS + THERE

    history.restart()
    history.finish("ready")
    # Read from the start, the first page would count twice.
    assert history.row()["done_count"] == CLIENTS + THERE

    history.press("action_apply")
    with history.held_in("sending", "deratix_binding", sent=1) as connection:
        history.server.kill()
        history.server.sql("SELECT pg_terminate_backend(%s)", [connection])
    history.server.start()
    history.press("action_pause")
    history.server.kill()
    history.server.start()
    sent = history.sent()
    assert history.wake()["active"] is False
    assert history.row()["state"] == "paused"
    assert 1 <= sent <= HERE

    history.press("action_continue")
    history.finish("done")
    names = history.names()
    assert len(names) == len(set(names)) == CLIENTS + THERE + HERE
    assert history.linked() == tuple(count + THERE + HERE for count in linked)
    history.settle()
    history.assert_at_rest()
