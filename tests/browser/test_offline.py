"""Without a connection nothing can be started, and that goes away by itself."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def connected(odoo_server, sandbox, start_journey):
    """`connected(size)`: a journey whose connection is ready, on its dashboard."""

    def make(size="desktop"):
        sandbox.reset(clients=30)
        server = odoo_server()
        journey = start_journey(server, size)
        journey.server = server
        journey.connect(sandbox.url)
        journey.dashboard()
        journey.watch.cut_off = True
        return journey

    return make


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_browser_offline(connected, size):
    journey = connected(size)
    page, context = journey.page, journey.page.context
    banner = page.locator(".o_deratix_offline")
    card_buttons = [journey.card.get_by_role("button", name=name) for name in ("Test", "Import")]
    for button in card_buttons:
        expect(button).to_be_enabled()
    expect(banner).to_have_count(0)

    context.set_offline(True)
    expect(banner).to_contain_text("You are offline")
    for button in card_buttons:
        expect(button).to_be_disabled()
    context.set_offline(False)
    expect(banner).to_have_count(0)
    for button in card_buttons:
        expect(button).to_be_enabled()

    card_buttons[1].click()
    preview = page.locator(".modal").get_by_role("button", name="Preview")
    expect(preview).to_be_enabled()
    context.set_offline(True)
    expect(page.locator(".modal .o_deratix_offline")).to_be_visible()
    expect(preview).to_be_disabled()
    context.set_offline(False)
    expect(preview).to_be_enabled()

    journey.preview()
    apply = page.locator(".o_deratix_apply")
    expect(apply).to_be_enabled()
    context.set_offline(True)
    expect(banner).to_be_visible()
    expect(apply).to_be_disabled()
    context.set_offline(False)
    expect(apply).to_be_enabled()


def test_odoo_unreachable(connected):
    """The browser has a network, but Odoo is gone: the page finds out, and finds it again."""
    journey = connected()
    banner = journey.page.locator(".o_deratix_offline")
    test_button = journey.card.get_by_role("button", name="Test")
    # A page that is still loading would stay empty.
    expect(journey.figure("Clients there")).to_have_text("30")
    expect(journey.page.locator(".o_loading_indicator")).to_have_count(0)
    journey.server.kill()
    expect(banner).to_contain_text("Odoo cannot be reached", timeout=40_000)
    expect(test_button).to_be_disabled()
    journey.server.start()
    expect(banner).to_have_count(0, timeout=40_000)
    expect(test_button).to_be_enabled()
