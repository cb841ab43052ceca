"""SIGKILL, and two servers at once, while products move between Fortnox and Odoo: each of them is
on either side exactly once in the end."""

import threading

import pytest

from .killing import Killer
from .producing import ARTICLES, BATCH, Producing
from .test_two_at_once import OtherScheduler

# The points of taking in before which the server is killed: before the plan is stored, between
# products and their links, and before the commit of the second batch.
POINTS = (
    ("reading", 0, "deratix_run_line"),
    ("applying", 0, "deratix_binding"),
    ("applying", BATCH, "deratix_run"),
)
NEW = 3


@pytest.fixture
def producing(odoo_server, fortnox_sandbox):
    yield Producing(odoo_server(cron_threads=2), fortnox_sandbox)
    fortnox_sandbox.control("faults", [])


def test_taken_in(producing, other_server):
    producing.connect().switch_to("products", towards_odoo=True)
    kills = Killer(producing)
    for point in POINTS:
        kills.before_writing(*point)
    producing.hurry()
    assert kills.count == len(POINTS)
    with producing.held_in("applying", "product_template", 2 * BATCH):
        leave_it_to_the_first(other_server(producing.server))
    producing.finish("done")
    producing.assert_each_once(ARTICLES)
    producing.assert_idle()


def test_written_there(producing, other_server):
    """Killed before the key is stored, before the answer, and between the article and its link;
    then two servers at once."""
    producing.connect(articles=0).switch_to("products", towards_odoo=False)
    producing.server.call(
        "product.product",
        "create",
        [
            {"name": f"Ny {number}", "default_code": f"B-{number}", "taxes_id": []}
            for number in range(NEW)
        ],
    )
    with producing.held_before("deratix_intent") as connection:
        producing.kill(connection)
    producing.hurry()
    with producing.answer_delayed(match="/3/articles"):
        assert len(producing.articles()) == 1
        producing.kill()
    producing.hurry()
    with producing.held_at("deratix_binding") as connection:
        producing.kill(connection)
    producing.hurry()
    with producing.held_at("deratix_binding"):
        leave_it_to_the_first(other_server(producing.server))
    producing.go_on()
    producing.assert_each_once(NEW)
    producing.assert_idle()


def leave_it_to_the_first(server):
    """A second server finds a worker of the first one at it, and does nothing."""
    other = threading.Thread(target=OtherScheduler(server).run)
    other.start()
    other.join(timeout=60)
    assert not other.is_alive(), "the second worker leaves it to the first"
