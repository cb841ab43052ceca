"""Two imports of the same clients at once, by two server processes on one database."""

import threading

from tests.support.odoo import OWN_LOCKS

from .importing import Import
from .state import State, assert_same


class OtherScheduler:
    """A copy of the scheduled job, for the second server to run whenever it is told to.

    One job never runs twice at a time; two jobs with the same code do.
    """

    def __init__(self, server):
        self._server = server
        cron = server.ref("deratix_integrations", "ir_cron_runs")
        (self._cron,) = server.call("ir.cron", "copy", [cron], {"active": False})

    def run(self):
        """As *Run Manually* does: it returns when the job is done."""
        self._server.call("ir.cron", "method_direct_trigger", [self._cron])


def test_two_imports_at_once(start_import, other_server, undisturbed):
    first = start_import()
    other = other_server(first.server)
    second = Import(other, first.sandbox)
    second.connection = first.connection
    scheduler = OtherScheduler(other)

    first.preview()
    second.preview()
    _work_by_both(scheduler, (first, second), "ready")
    for one in (first, second):
        one.press("action_apply")
    with first.held_at("deratix_binding") as holding:
        # The first server stands in the middle of a batch; the second finds that out and leaves.
        second_worker = threading.Thread(target=scheduler.run)
        second_worker.start()
        while second_worker.is_alive():
            assert _working_on_clients(first.server) == [holding]
            second_worker.join(timeout=0.1)
    _work_by_both(scheduler, (first, second), "done")

    state = State(first.server.sql).business()
    for part in ("partners", "banks", "tags", "bindings"):
        assert_same({part: state[part]}, {part: undisturbed.after[part]})
    # What one of them did, the other only linked or set aside; no record failed.
    outcomes = first.server.sql(
        "SELECT external_id, count(*) FILTER (WHERE decision = 'create' AND state = 'done'), "
        "count(*) FILTER (WHERE state = 'failed') FROM deratix_run_line GROUP BY external_id"
    )
    assert max(created for _id, created, _failed in outcomes) == 1
    assert not any(failed for _id, _created, failed in outcomes)


def _work_by_both(scheduler, imports, state):
    thread = threading.Thread(target=scheduler.run)
    thread.start()
    try:
        for one in imports:
            one.finish(state)
    finally:
        thread.join()


def _working_on_clients(server):
    """The connections that have written to partners and not committed yet."""
    rows = server.sql(
        "SELECT DISTINCT pid FROM pg_locks WHERE granted AND mode = 'RowExclusiveLock' "
        f"AND relation = 'res_partner'::regclass AND {OWN_LOCKS}"
    )
    return [pid for (pid,) in rows]
