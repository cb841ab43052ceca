"""Authorising a connection as a person does, on Fortnox' page and back."""

import pytest
from playwright.sync_api import expect

from .journey import Journey


class AuthoriseJourney(Journey):
    @property
    def card(self):
        cards = ".o_deratix_dashboard .o_kanban_record:not(.o_kanban_ghost)"
        return self.page.locator(cards, has_text="Fortnox").first


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_authorise_and_come_back(
    odoo_server, fortnox_sandbox, browser_page, watch, picture_folder, size
):
    fortnox_sandbox.reset(clients=5)
    server = odoo_server()
    server.call("ir.config_parameter", "set_param", "web.base.url", server.url)
    page = browser_page(server, size)
    journey = AuthoriseJourney(page, server.url, small=size == "phone")
    watch(page)

    def shot(name):
        page.locator(".o_notification").evaluate_all("all => all.map(e => e.remove())")
        expect(page.locator(".o_loading_indicator")).to_have_count(0)
        path = picture_folder / f"authorise-{name}-{size}.png"
        page.screenshot(path=path, animations="disabled", caret="hide")

    journey.dashboard()
    journey.set_up(fortnox_sandbox.url)
    journey.type_setting("Client ID", "demo-fortnox-client")
    journey.type_setting("Client secret", "demo-fortnox-secret-0001")
    page.locator("[name=redirect_uri]").first.scroll_into_view_if_needed()
    expect(page.locator("[name=redirect_uri]").first).to_contain_text("/deratix/oauth/callback")
    shot("settings")
    page.locator(".o_form_button_save").first.click()
    expect(journey.reason).to_have_text("Not authorised yet.")
    page.locator("[name=name]").first.scroll_into_view_if_needed()
    shot("form")
    journey.dashboard()
    expect(journey.card).to_contain_text("Not authorised yet.")
    journey.card.scroll_into_view_if_needed()
    shot("card")

    # Declined first, and told in words.
    journey.card.get_by_role("button", name="Authorise", exact=True).click()
    page.get_by_role("button", name="Avböj").click()
    expect(page.get_by_text("The consent was declined at Fortnox")).to_be_visible()
    shot("declined")
    page.get_by_role("link", name="Back to the connection").click()

    journey.press("Authorise")
    expect(page.get_by_role("button", name="Godkänn")).to_be_visible()
    shot("consent")
    page.get_by_role("button", name="Godkänn").click()
    expect(journey.status).to_have_text("Ready")
    expect(journey.reason).to_have_text("Signed in as Demo Handel AB.")
    assert "code=" not in page.url
    shot("ready")

    fortnox_sandbox.control("revoke")
    journey.press("Test")
    expect(journey.reason).to_have_text("The authorisation has ended. Authorise again.")
    shot("ended")
    journey.dashboard()
    again = journey.card.get_by_role("button", name="Authorise Again", exact=True)
    expect(again).to_be_visible()
    journey.card.scroll_into_view_if_needed()
    shot("card-ended")
    again.click()
    page.get_by_role("button", name="Godkänn").click()
    expect(journey.status).to_have_text("Ready")
