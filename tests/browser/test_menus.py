"""Every page opens without an error of the browser, at both sizes, for those who may see it."""

import pytest
from playwright.sync_api import expect

from .seed import import_all, user_of

PAGES = {
    "integrations": ".o_deratix_dashboard",
    "integration-runs": ".o_list_view, .o_kanban_view",
    "integration-links": ".o_list_view, .o_kanban_view",
    "integration-review": ".o_list_view, .o_kanban_view",
}
ADMIN_PAGES = {
    "integration-log": ".o_list_view, .o_kanban_view",
    "integration-connections": ".o_list_view, .o_kanban_view",
}


@pytest.fixture
def seeded(odoo_server, sandbox, start_journey):
    sandbox.reset(clients=60)
    server = odoo_server()
    return server, import_all(start_journey(server, "desktop"), server, sandbox.url)


def open_all(journey, pages):
    for path, selector in pages.items():
        journey.visit(path)
        expect(journey.page.locator(selector).first).to_be_visible()
        expect(journey.page.locator(".o_error_dialog")).to_have_count(0)


def open_records(journey, ids):
    for path, selector in (
        (f"integration-runs/{ids.run}", ".o_deratix_run_lines .o_content"),
        (f"integration-connections/{ids.connection}", ".o_form_view"),
        (f"contacts/{ids.partner}", ".o_form_view"),
    ):
        journey.visit(path)
        expect(journey.page.locator(selector).first).to_be_visible()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_administrator(seeded, start_journey, size):
    server, ids = seeded
    journey = start_journey(server, size)
    open_all(journey, PAGES | ADMIN_PAGES)
    open_records(journey, ids)
    journey.page.get_by_role("tab", name="External Systems").click()
    expect(journey.page.get_by_role("link", name="Open There", exact=True).first).to_be_visible()
    journey.visit("settings#deratix_integrations")
    expect(journey.page.get_by_text("Allow Private Addresses")).to_be_visible()


def test_user_sees_no_sign_in_data(seeded, start_journey):
    server, ids = seeded
    account = user_of(server, "group_user")
    journey = start_journey(server, "desktop", **account)
    open_all(journey, PAGES)
    open_records(journey, ids)
    journey.visit(f"integration-connections/{ids.connection}")
    expect(journey.reason).to_be_visible()
    expect(journey.page.locator(".o_deratix_credentials")).to_have_count(0)
    expect(journey.page.locator("[name=name] input")).to_have_count(0)


def test_keyboard_reaches_the_buttons_of_a_card(seeded, start_journey):
    server, _ids = seeded
    journey = start_journey(server, "desktop")
    journey.dashboard()
    journey.card.focus()
    reached = []
    for _step in range(12):
        journey.page.keyboard.press("Tab")
        reached.append(journey.page.evaluate("document.activeElement.getAttribute('name')"))
    assert {"action_linked", "action_failing", "action_review"} <= set(reached)
    assert {"action_test", "action_import", "action_log"} <= set(reached)
