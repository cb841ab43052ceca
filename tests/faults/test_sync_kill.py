"""SIGKILL of the server at many points of a synchronisation that adds and changes clients on both
sides; it ends as one that nobody disturbs."""

from .killing import Killer
from .state import assert_same
from .syncing import CHANGED

# The points before which the server is killed: state of the run, requests for clients sent so far,
# and the tables in the order in which a step writes to them. In front of each request its count
# is stored, so that a creation is intended by then; behind it comes the link.
POINTS = (
    ("reading", 0, ("deratix_run_line", "deratix_run")),
    ("collecting", 0, ("deratix_run_line", "deratix_run")),
    ("applying", 0, ("res_partner", "deratix_binding", "deratix_run_line", "deratix_run")),
    ("sending", 0, ("deratix_rate_budget", "deratix_run_line")),
    ("sending", 3, ("deratix_binding",)),
    ("sending", CHANGED, ("deratix_intent", "deratix_rate_budget", "deratix_binding")),
    ("sending", CHANGED + 1, ("deratix_run_line",)),
)


def test_kills_end_in_the_same_state(start_sync, synchronised):
    syncing = start_sync().change()
    kills = Killer(syncing)
    for state, sent, tables in POINTS:
        for table in tables:
            kills.before_writing(state, sent, table)
        if state == "sending":
            kills.before_answer("POST" if sent >= CHANGED else "PUT")
    syncing.hurry()
    syncing.server.start()
    syncing.finish("done")
    assert kills.count >= 15
    assert_same(syncing.both_sides(), synchronised)
    syncing.assert_at_rest()
