"""SIGKILL, and two servers at once, while orders are written to another system: each order is
there exactly once in the end."""

import threading

import pytest

from .order_writing import OrderWriting
from .test_two_at_once import OtherScheduler


@pytest.fixture
def ordering(odoo_server, fortnox_sandbox):
    """An `OrderWriting` on a fresh database, with two orders to be written."""
    made = OrderWriting(odoo_server(cron_threads=2), fortnox_sandbox).connect()
    made.order(2)
    made.order(3)
    yield made
    fortnox_sandbox.control("faults", [])


@pytest.mark.parametrize(
    ("table", "there"), [("deratix_intent", 1), ("deratix_rate_budget", 1), ("deratix_binding", 2)]
)
def test_killed_before_a_writing(ordering, table, there):
    """Before the key is stored, before the request, and between the order and its link."""
    with ordering.held_before(table) as connection:
        assert len(ordering.there()) == there
        ordering.kill(connection)
    ordering.go_on()
    ordering.assert_each_once([1, 2, 3])


def test_killed_before_the_answer(ordering):
    with ordering.answer_delayed():
        assert len(ordering.there()) == 2
        ordering.kill()
    ordering.go_on()
    ordering.assert_each_once([1, 2, 3])


def test_two_servers_at_once(ordering, other_server):
    scheduler = OtherScheduler(other_server(ordering.server))
    with ordering.held_before("deratix_binding"):
        other = threading.Thread(target=scheduler.run)
        other.start()
        other.join(timeout=60)
        assert not other.is_alive(), "the second worker leaves the orders to the first"
        assert len(ordering.there()) == 2
    ordering.go_on()
    ordering.assert_each_once([1, 2, 3])
