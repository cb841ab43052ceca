"""SIGKILL, and two people at once, while a document is made from an opportunity: there is exactly
one document in the end, and it belongs to that opportunity."""

import pytest

from tests.support.odoo import OWN_LOCKS, OdooCallError

from .adding import Adding


@pytest.fixture
def start_adding(odoo_server, fakturownia_sandbox):
    """`start_adding()` is an `Adding` on a fresh database."""

    def make():
        return Adding(odoo_server(cron_threads=2), fakturownia_sandbox).connect()

    yield make
    fakturownia_sandbox.control("faults", [])


def test_killed_before_the_request(start_adding):
    """Between the commit of the intent and the request: in front of it, its count is stored."""
    adding = start_adding()
    with adding.held_before("deratix_rate_budget") as (press, connection):
        assert len(adding.server.sql("SELECT * FROM deratix_intent")) == 1
        adding.kill(connection)
    press.wait()
    assert adding.there() == []
    adding.server.start()
    form = adding.open_form()
    (shown,) = adding.server.call("deratix.invoice.add", "read", [form], ["attempt_is_open"])
    assert shown["attempt_is_open"]
    assert adding.create(form)["type"] == "ir.actions.act_url"
    adding.assert_one()


def test_killed_before_the_answer(start_adding):
    adding = start_adding()
    with adding.answer_delayed() as press:
        adding.kill()
    press.wait()
    adding.server.start()
    action = adding.create()
    assert "had been created already" in action["params"]["message"]
    adding.assert_one()


@pytest.mark.parametrize("way", ["press", "look"])
def test_killed_before_the_document_is_stored(start_adding, way):
    """The next press finds it, and so does the next look for changes."""
    adding = start_adding()
    with adding.held_before("deratix_invoice") as (press, connection):
        assert len(adding.there()) == 1
        adding.kill(connection)
    press.wait()
    assert adding.server.sql("SELECT * FROM deratix_invoice") == []
    adding.server.start()
    if way == "look":
        assert adding.look()
        adding.finish("done")
        adding.assert_one()
    action = adding.create()
    assert "had been created already" in action["params"]["message"]
    adding.assert_one()


def test_two_servers_at_once(start_adding, other_server):
    adding = start_adding()
    other = other_server(adding.server)
    forms = [adding.form, adding.open_form()]
    with adding.answer_delayed() as press:
        refused = adding.press_create(forms[1], other).wait()
        assert isinstance(refused, OdooCallError)
        assert "in another window" in str(refused)
    assert press.wait()["type"] == "ir.actions.act_url"
    action = adding.press_create(forms[1], other).wait()
    assert "had been created already" in action["params"]["message"]
    adding.assert_one()


def test_no_row_is_locked_while_the_other_system_thinks(start_adding):
    """Whoever edits the opportunity meanwhile does not wait."""
    adding = start_adding()
    with adding.answer_delayed() as press:
        assert (
            adding.server.sql(
                f"SELECT relation::regclass, mode FROM pg_locks WHERE granted AND {OWN_LOCKS} AND ("
                "mode <> 'AccessShareLock' AND relation::regclass::text LIKE 'deratix_%%' OR "
                "mode = 'RowExclusiveLock' AND relation::regclass::text = 'crm_lead')"
            )
            == []
        )
        adding.server.call("crm.lead", "write", [adding.lead], {"priority": "2"})
        assert press.outcome is None
    assert press.wait()["type"] == "ir.actions.act_url"
    adding.assert_one()
