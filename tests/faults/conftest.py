"""An import on a server of its own, and what an undisturbed one ends with."""

from types import SimpleNamespace

import pytest

from tests.support.odoo import ServerUnderTest
from tools import database

from .importing import Import
from .state import State


@pytest.fixture
def start_import(odoo_server, sandbox):
    """`start_import()` is an `Import` on a fresh database, connected to the sandbox."""

    def make():
        return Import(odoo_server(cron_threads=2), sandbox).connect()

    yield make
    sandbox.control("faults", [])


@pytest.fixture(scope="session")
def undisturbed(template_database, sandbox):
    """The state before and after an import that nothing disturbs: `.before`, `.preview` (the plan
    lines), `.after`, dicts of `State`."""
    server = ServerUnderTest(database.clone(template_database), cron_threads=2)
    try:
        whole = Import(server.start(), sandbox).connect()
        before = State(server.sql).business()
        whole.preview().finish("ready")
        planned = State(server.sql).runs()
        whole.press("action_apply")
        whole.finish("done")
        return SimpleNamespace(before=before, planned=planned, after=State(server.sql).all())
    finally:
        server.close()
