"""A synchronisation that is cancelled, that two servers work on, or that the other system disturbs
ends as one that nobody disturbs."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg2

from .state import assert_same
from .syncing import ADDED, CHANGED, Hold
from .test_two_at_once import OtherScheduler

# The first request is the look, the second begins the run. Refusals, no answer at all, and answers
# that are lost after the work was done.
FAULTS = (
    {"kind": "http_500", "method": "GET", "after_n": 1},
    {"kind": "reset", "method": "PUT", "arguments": {"processed": True}},
    {"kind": "html_200", "method": "PUT", "after_n": 1},
    {"kind": "http_429", "method": "PUT", "after_n": 2, "arguments": {"retry_after": 600}},
    {"kind": "cut_body", "method": "PUT", "after_n": 3},
    {"kind": "reset", "method": "POST", "arguments": {"processed": True}},
    {"kind": "html_200", "method": "POST", "arguments": {"processed": True}},
    {"kind": "http_503", "method": "POST", "arguments": {"retry_after": 600}},
    {"kind": "cut_body", "method": "POST"},
)


def test_faults_of_the_other_system(start_sync, synchronised):
    syncing = start_sync().change()
    syncing.sandbox.control("faults", list(FAULTS))
    syncing.look()
    waits = 0
    while True:
        row = syncing.until(lambda row: row["waiting_until"] or row["state"] == "done")
        if row["state"] == "done":
            break
        waits += 1
        assert row["message"].endswith("."), row["message"]
        syncing.hurry()
    rules = syncing.sandbox.read("faults")["rules"]
    assert all(rule["used"] for rule in rules), rules
    assert waits >= len(FAULTS) - 2, waits
    assert_same(syncing.both_sides(), synchronised)
    # The look that was refused has left the names of departments to the next one.
    assert not syncing.look()
    syncing.assert_at_rest()


def test_cancel_and_continue(start_sync, synchronised):
    syncing = start_sync().change()
    syncing.sandbox.control("log/clear", {})
    with syncing.held_in("sending", "deratix_rate_budget", 3):
        syncing.press("action_cancel")
    # The request under way is finished, and none follows.
    syncing.until(lambda _row: syncing.sent() == 4)
    assert syncing.row()["state"] == "cancelled"
    press_while_held(syncing, "action_continue")
    syncing.finish("done")
    counts = syncing.sandbox.read("log/counts")
    assert (counts["PUT /clients/ID.json"], counts["POST /clients.json"]) == (CHANGED, ADDED)
    assert_same(syncing.both_sides(), synchronised)
    syncing.assert_at_rest()


def press_while_held(syncing, button):
    """Press a button while somebody has the run and is about to change it."""
    with (
        ThreadPoolExecutor(1) as pool,
        contextlib.closing(psycopg2.connect(dbname=syncing.server.db)) as holder,
    ):
        values = "UPDATE deratix_run SET worked_at = worked_at WHERE id = %s"
        holder.cursor().execute(values, [syncing.run])
        pressed = pool.submit(syncing.press, button)
        syncing.until(lambda _row: pressed.done() or somebody_waits(syncing.server))
        assert not pressed.done()
        holder.commit()
        pressed.result()


def somebody_waits(server):
    return server.sql(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() "
        "AND wait_event_type = 'Lock' AND query LIKE '%%FOR NO KEY UPDATE'"
    )


def test_two_servers_at_once(start_sync, other_server, synchronised):
    syncing = start_sync().change()
    syncing.sandbox.control("log/clear", {})
    scheduler = OtherScheduler(other_server(syncing.server))
    points = (
        ("reading", "deratix_run_line", 0),
        ("applying", "deratix_binding", 0),
        ("sending", "deratix_rate_budget", 2),
        ("sending", "deratix_binding", CHANGED),
    )
    holds = [Hold(syncing, *point) for point in points]
    syncing.look()
    for (state, _table, _sent), hold in zip(points, holds, strict=True):
        hold.wait()
        asked = _asked(syncing)
        other = threading.Thread(target=scheduler.run)
        other.start()
        # The other one finds that somebody is at it, and leaves; a page is read by both.
        syncing.until(lambda _row, other=other: not other.is_alive())
        assert state == "reading" or _asked(syncing) == asked
        hold.release()
    syncing.finish("done")
    counts = syncing.sandbox.read("log/counts")
    assert (counts["PUT /clients/ID.json"], counts["POST /clients.json"]) == (CHANGED, ADDED)
    assert_same(syncing.both_sides(), synchronised)
    syncing.assert_at_rest()


def _asked(syncing):
    return syncing.sandbox.read("log")["count"]
