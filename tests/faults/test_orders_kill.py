"""SIGKILL of the server at many points of taking orders in; it ends as one that nobody disturbs,
with each order once."""

import pytest

from tests.support.odoo import ServerUnderTest
from tools import database

from .killing import Killer
from .ordering import BATCH, ORDERS, Ordering
from .state import assert_same

# The points before which the server is killed: state of the run, orders done so far, and the
# tables in the order in which a step writes to them.
POINTS = (
    ("reading", 0, ("deratix_run_line", "deratix_run")),
    ("collecting", 0, ("deratix_run_line", "deratix_run")),
    ("applying", 0, ("res_partner", "product_template", "sale_order", "sale_order_line",
                     "deratix_binding", "deratix_run_line", "deratix_run")),
    ("applying", BATCH, ("sale_order", "deratix_binding")),
)  # fmt: skip


@pytest.fixture(scope="module")
def undisturbed(template_database, jortt_sandbox):
    """What orders end with when nothing disturbs."""
    server = ServerUnderTest(database.clone(template_database), cron_threads=2)
    try:
        whole = Ordering(server.start(), jortt_sandbox).connect()
        assert whole.look()
        whole.finish("done")
        return whole.outcome()
    finally:
        server.close()


def test_kills_end_with_the_same_orders(undisturbed, odoo_server, jortt_sandbox):
    assert len(undisturbed["orders"]) >= ORDERS - 2
    assert undisturbed["sales"] == len(undisturbed["orders"])
    ordering = Ordering(odoo_server(cron_threads=2), jortt_sandbox).connect()
    kills = Killer(ordering)
    for state, done, tables in POINTS:
        for table in tables:
            kills.before_writing(state, done, table)
    ordering.hurry()
    ordering.server.start()
    ordering.finish("done")
    assert kills.count == sum(len(tables) for _state, _done, tables in POINTS)
    assert_same(ordering.outcome(), undisturbed)
    ordering.assert_at_rest()
