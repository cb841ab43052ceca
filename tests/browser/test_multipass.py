"""Signing in on both sides, as an administrator sets it up and a person meets it."""

import pytest
from playwright.sync_api import expect

from tests.support.passes import Passes

SIZES = ("desktop", "phone")


@pytest.fixture
def passes(odoo_server, fakturownia_sandbox):
    """`Passes` on a fresh database, connected to the sandbox."""
    return Passes(odoo_server(cron_threads=0)).connect(fakturownia_sandbox.url)


@pytest.fixture
def shot(picture_folder):
    def take(page, name, size):
        page.locator(".o_notification").evaluate_all("all => all.map(e => e.remove())")
        path = picture_folder / f"multipass-{name}-{size}.png"
        page.screenshot(path=path, animations="disabled", caret="hide")

    return take


@pytest.mark.parametrize("size", SIZES)
def test_an_administrator_sets_it_up(passes, browser_page, shot, size):
    server = passes.server
    page = browser_page(server, size)
    page.goto(f"{server.url}/odoo/integration-login")
    expect(page.get_by_text("Fakturownia").first).to_be_visible()
    shot(page, "list", size)
    page.goto(f"{server.url}/odoo/integration-login/{passes.multipass}")
    # The second one is for the way from Odoo.
    button = page.get_by_role("button", name="Set the Token").last
    button.scroll_into_view_if_needed()
    button.click()
    dialog = page.locator(".modal")
    field = dialog.locator("[name=secret] input")
    expect(field).to_be_visible()
    generated = field.input_value()
    assert len(generated) > 40
    shot(page, "token", size)
    dialog.get_by_role("button", name="Save the Token").click()
    expect(dialog).to_have_count(0)
    fingerprint = page.locator("[name=from_odoo_fingerprint]")
    expect(fingerprint).to_contain_text(" ")
    assert generated not in page.content()
    switch = page.locator("[name=from_odoo] input")
    switch.check()
    page.get_by_role("button", name="Check").first.click()
    steps = page.locator("[name=check_steps] li")
    expect(steps.first).to_be_visible()
    expect(page.locator("[name=check_steps]")).to_contain_text("Clocks")
    page.evaluate("document.querySelector('.o_content').scrollTop = 0")
    shot(page, "settings", size)
    steps.last.scroll_into_view_if_needed()
    shot(page, "check", size)
    page.goto(f"{server.url}/odoo/integration-login-audit")
    expect(page.get_by_text("Pairing confirmed").first).to_be_visible()
    shot(page, "audit", size)
    page.goto(f"{server.url}/odoo/action-deratix_integrations.action_settings")
    stop = page.get_by_text("Stop All Signing in by Multipass")
    stop.scroll_into_view_if_needed()
    shot(page, "general", size)


@pytest.mark.parametrize("size", SIZES)
def test_a_person_comes_and_goes(passes, browser_page, shot, size):
    server = passes.server
    page = browser_page(server, size, login="bob", password="bob")
    token = passes.path(passes.token())
    page.goto(f"{server.url}{token}")
    expect(page.get_by_role("heading", name="Continue as Anna?")).to_be_visible()
    shot(page, "ask", size)
    page.get_by_role("button", name="Continue as Anna").click()
    page.wait_for_url(f"{server.url}/odoo**")
    expect(page.locator(".o_main_navbar")).to_be_visible()
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    assert passes.user_of(cookies["session_id"]) == passes.user
    # Going there is switched off so far: no button.
    expect(page.locator(".o_deratix_invoices")).to_have_count(0)

    page.goto(f"{server.url}{token}")
    expect(page.get_by_role("heading", name="This sign-in link is not valid")).to_be_visible()
    shot(page, "refused", size)

    page.goto(f"{server.url}/deratix/multipass/go/{passes.connection}")
    expect(page.get_by_text("is switched off")).to_be_visible()
    shot(page, "told", size)

    passes.switch_on_from_odoo()
    page.goto(f"{server.url}/odoo")
    button = page.locator(".o_deratix_invoices")
    expect(button).to_be_visible()
    shot(page, "button", size)
    with page.context.expect_page() as opened:
        button.click()
    opened.value.wait_for_load_state()
    assert opened.value.url.startswith(passes.url), opened.value.url
