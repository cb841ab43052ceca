"""Fixtures for every test here. Each starts the real thing; none of them skips.

sandbox            the sandbox of SuperFaktura, one process for the whole session
fakturownia_sandbox  that of Fakturownia
fortnox_sandbox    that of Fortnox
jortt_sandbox      that of jortt
odoo_server        a factory of real Odoo servers, each on a database of its own
joined_server      the same with the addons that join further apps, and those apps
browser_page       a factory of Chromium pages on such a server
scratch_database   a factory of fresh databases with the addons, for tests that bring their own Odoo
"""

import os

import pytest

from tests.support import browser as browser_support
from tests.support.odoo import ServerUnderTest
from tests.support.sandbox import SandboxUnderTest
from tools import browser as browser_tool
from tools import database, postgres, setup


@pytest.fixture(scope="session")
def sandbox():
    """The running sandbox: .url, .read(path), .control(path, **fields), .reset(**options)."""
    server = SandboxUnderTest().start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def fakturownia_sandbox():
    """The running sandbox of Fakturownia, as `sandbox`."""
    server = SandboxUnderTest("fakturownia").start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def fortnox_sandbox():
    """The running sandbox of Fortnox, as `sandbox`."""
    server = SandboxUnderTest("fortnox").start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def jortt_sandbox():
    """The running sandbox of jortt, as `sandbox`."""
    server = SandboxUnderTest("jortt").start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def template_database():
    """The name of the template with Odoo and the addons, on a running PostgreSQL."""
    with postgres.running():
        yield os.environ.get("DERATIX_TEMPLATE") or database.ensure_template(setup.ensure())
        # ./dev test does it once no other part makes databases; see `drop_later`.
        if "DERATIX_TEMPLATE" not in os.environ:
            database.drop_own()


@pytest.fixture
def scratch_database(template_database):
    """`scratch_database()` makes a fresh database and returns its name; dropped afterwards."""
    made = []

    def make():
        made.append(database.clone(template_database))
        return made[-1]

    yield make
    for name in made:
        database.drop_later(name)


@pytest.fixture
def odoo_server(scratch_database):
    """`odoo_server(**options)` starts Odoo on a fresh database; see `ServerUnderTest`."""
    servers = []

    def make(**options):
        server = ServerUnderTest(scratch_database(), **options)
        servers.append(server)
        return server.start()

    yield make
    for server in servers:
        server.close()


@pytest.fixture(scope="session")
def joined_template():
    """The name of the template with the addons that join further apps, on a running PostgreSQL."""
    with postgres.running():
        made = os.environ.get("DERATIX_JOINED_TEMPLATE")
        yield made or database.ensure_joined_template(setup.ensure())


@pytest.fixture
def joined_server(joined_template):
    """`joined_server(**options)` starts Odoo on a fresh database; see `ServerUnderTest`."""
    servers = []

    def make(**options):
        server = ServerUnderTest(database.clone(joined_template), **options)
        servers.append(server)
        return server.start()

    yield make
    for server in servers:
        server.close()


@pytest.fixture(scope="session")
def chromium():
    """One Chromium for the session, driven by Playwright."""
    with browser_support.chromium(browser_tool.ensure()) as running:
        yield running


@pytest.fixture
def browser_page(chromium):
    """`browser_page(server, size="desktop")` opens a page, signed in; `size` may be "phone"."""
    contexts = []

    def make(server, size="desktop", login="admin", password="admin"):
        context = browser_support.context(chromium, server, size, login, password)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def picture_folder():
    """Where pictures go: docs/images under ./dev screenshots, else .dev/screenshots."""
    return browser_support.picture_folder()
