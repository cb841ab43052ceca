"""An import or a synchronisation on a server of its own, and what an undisturbed one ends with."""

from types import SimpleNamespace

import pytest

from tests.support.odoo import ServerUnderTest
from tools import database

from .importing import Import
from .state import State
from .syncing import Sync


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


@pytest.fixture
def start_sync(odoo_server, fakturownia_sandbox):
    """`start_sync()` is a `Sync` on a fresh database, linked with the sandbox of Fakturownia."""

    def make():
        return Sync(odoo_server(cron_threads=2), fakturownia_sandbox).connect()

    yield make
    fakturownia_sandbox.control("faults", [])


@pytest.fixture(scope="session")
def synchronised(template_database, fakturownia_sandbox):
    """Both sides after a synchronisation of `Sync.change` that nothing disturbs."""
    server = ServerUnderTest(database.clone(template_database), cron_threads=2)
    try:
        whole = Sync(server.start(), fakturownia_sandbox).connect().change()
        whole.look()
        whole.finish("done")
        whole.assert_at_rest()
        return whole.both_sides()
    finally:
        server.close()


@pytest.fixture
def other_server():
    """`other_server(server)` starts another process on the same database, without a scheduler."""
    servers = []

    def make(server):
        servers.append(ServerUnderTest(server.db, cron_threads=0))
        return servers[-1].start()

    yield make
    for server in servers:
        server.stop()
