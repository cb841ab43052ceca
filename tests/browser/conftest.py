"""Pages that fail their test when the browser reports an error, and journeys on them."""

import pytest
from playwright.sync_api import expect

from .journey import Journey
from .sync_journey import SyncJourney

# A machine that also does other work is slow, not broken.
expect.set_options(timeout=30_000)

# What the browser itself notes when a request is cut off on purpose.
CUT_OFF = ("net::ERR_INTERNET_DISCONNECTED", "net::ERR_CONNECTION_REFUSED", "net::ERR_FAILED")


class Watch:
    """The errors that one page reported; `cut_off` lets those of a lost connection pass."""

    def __init__(self, page):
        self.errors = []
        self.cut_off = False
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _on_console(self, message):
        expected = self.cut_off and any(part in message.text for part in CUT_OFF)
        if message.type == "error" and not expected:
            self.errors.append(message.text)


@pytest.fixture
def watch():
    """`watch(page)` returns a `Watch`; at the end no watched page may have reported an error."""
    watches = []

    def make(page):
        watches.append(Watch(page))
        return watches[-1]

    yield make
    assert [error for one in watches for error in one.errors] == []


@pytest.fixture
def start_journey(browser_page, watch):
    """`start_journey(server, size)` opens a watched page; returns a `Journey` with `.watch`."""

    def make(server, size, **account):
        page = browser_page(server, size, **account)
        journey = Journey(page, server.url, small=size == "phone")
        journey.watch = watch(page)
        return journey

    return make


@pytest.fixture
def start_sync(odoo_server, fakturownia_sandbox, browser_page, watch):
    """`start_sync(size)`: a `SyncJourney` on a fresh server; the account there has no clients."""

    def make(size):
        fakturownia_sandbox.reset(clients=0)
        server = odoo_server()
        page = browser_page(server, size)
        journey = SyncJourney(page, server, fakturownia_sandbox, small=size == "phone")
        journey.watch = watch(page)
        return journey

    return make
