"""SIGKILL of the server at many points of making opportunities of documents; it ends as one that
nobody disturbs, with one opportunity for each document."""

import pytest

from tests.support.odoo import ServerUnderTest
from tools import database

from .invoicing import CORRECTED, DOCUMENTS, PAID, Invoicing
from .killing import Killer
from .state import assert_same

# The points before which the server is killed: state of the run, documents done so far, and the
# tables in the order in which a step writes to them.
NEW = (
    ("reading", 0, ("deratix_run_line", "deratix_run")),
    ("collecting", 0, ("deratix_run_line", "deratix_run")),
    ("applying", 0, ("res_partner", "deratix_binding", "deratix_invoice", "crm_lead")),
    ("applying", DOCUMENTS, ("deratix_run", "deratix_connection")),
)
CHANGED = (
    ("reading", 0, ("deratix_run_line",)),
    ("applying", 0, ("deratix_invoice", "crm_lead", "deratix_run_line")),
    ("applying", PAID, ("deratix_connection",)),
)


@pytest.fixture(scope="module")
def undisturbed(template_database, fakturownia_sandbox):
    """What documents end with when nothing disturbs: those that are new, and then some paid."""
    server = ServerUnderTest(database.clone(template_database), cron_threads=2)
    try:
        whole = Invoicing(server.start(), fakturownia_sandbox).connect().issue()
        assert whole.look()
        whole.finish("done")
        new = whole.outcome()
        whole.pay().look()
        whole.finish("done")
        return new, whole.outcome()
    finally:
        server.close()


def _kill_at(kills, points):
    for state, done, tables in points:
        for table in tables:
            kills.before_writing(state, done, table)
    kills.syncing.hurry()
    kills.syncing.server.start()
    kills.syncing.finish("done")


def test_kills_end_with_the_same_opportunities(undisturbed, odoo_server, fakturownia_sandbox):
    new, paid = undisturbed
    assert len(new["leads"]) == DOCUMENTS
    assert len(new["documents"]) == DOCUMENTS + CORRECTED
    assert len([row for row in paid["documents"] if row[5] == "paid"]) >= PAID
    invoicing = Invoicing(odoo_server(cron_threads=2), fakturownia_sandbox).connect().issue()
    kills = Killer(invoicing)
    _kill_at(kills, NEW)
    assert_same(invoicing.outcome(), new)
    invoicing.pay()
    _kill_at(kills, CHANGED)
    assert kills.count == sum(len(tables) for _s, _d, tables in NEW + CHANGED)
    assert_same(invoicing.outcome(), paid)
    invoicing.assert_at_rest()
