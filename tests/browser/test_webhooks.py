"""Webhooks as a person meets them: a button, and changes that are there at once."""

import pytest
from playwright.sync_api import expect

from .sync_journey import TOKEN

# The regular look never comes.
NEVER = 1_000_000


def switched_on(journey):
    """The synchronisation is on, and Odoo knows its own address; returns the connection."""
    connection = journey.switched_on()
    call = journey.server.call
    call("deratix.connection", "write", [connection], {"sync_interval": NEVER})
    call("ir.config_parameter", "set_param", "web.base.url", journey.server.url)
    return connection


def webhook_group(journey, connection):
    journey.visit(f"integration-connections/{connection}")
    state = journey.page.locator("[name=webhook_state]").first
    expect(state).to_be_visible()
    # At once: what waits for it to stand still may wait for one that is drawn anew.
    state.evaluate("element => element.scrollIntoView({block: 'center'})")
    return state


def given_up(journey, hook):
    """A webhook is switched off there, and the day of the next check has come."""
    answer = journey.sandbox.http.put(
        f"{journey.sandbox.url}/webhooks/{hook['id']}.json",
        json={"webhook": {"active": False}},
        headers={"Authorization": f"Bearer {TOKEN.partition('/')[0]}"},
        timeout=30,
    )
    answer.raise_for_status()
    journey.server.sql("UPDATE deratix_connection SET webhook_checked_at = NULL")


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_change_there_is_here_at_once(start_sync, picture_folder, size):
    journey = start_sync(size)
    page = journey.page

    def shot(name):
        page.locator(".o_notification").evaluate_all("all => all.map(e => e.remove())")
        expect(page.locator(".o_loading_indicator")).to_have_count(0)
        path = picture_folder / f"webhooks-{name}-{size}.png"
        page.screenshot(path=path, animations="disabled", caret="hide")

    client = journey.sandbox.control("clients", name="Alfa", email="alfa@alfa.example")["id"]
    connection = switched_on(journey)
    state = webhook_group(journey, connection)
    expect(state).to_have_text("Off")
    shot("off")
    page.get_by_role("button", name="Switch On", exact=True).click()
    expect(state).to_have_text("On")
    assert len(journey.sandbox.read("webhooks")["webhooks"]) == 9

    journey.change_there(client, City="Sopot")
    journey.until_found("SELECT 1 FROM res_partner WHERE city = 'Sopot'")
    journey.visit(f"contacts/{journey.partner_of(client)}")
    expect(page.locator("[name=city] input")).to_have_value("Sopot")

    state = webhook_group(journey, connection)
    expect(page.locator("[name=webhook_event_at]").first).to_be_visible()
    page.get_by_role("button", name="Events", exact=True).scroll_into_view_if_needed()
    shot("on")
    page.get_by_role("button", name="Events", exact=True).click()
    expect(page.get_by_text(str(client)).first).to_be_visible()
    shot("events")
    journey.dashboard()
    line = journey.card.locator(".o_deratix_webhook")
    expect(line).to_have_attribute("data-webhook", "on")
    expect(line).to_contain_text("Last event")
    shot("card")

    # Fakturownia gives one up, as it does after a series of failures.
    hook = journey.sandbox.read("webhooks")["webhooks"][0]
    given_up(journey, hook)
    journey.look()
    journey.dashboard()
    expect(line).to_have_attribute("data-webhook", "stopped")
    shot("card-stopped")
    webhook_group(journey, connection)
    shot("stopped")
    journey.dashboard()
    line.get_by_role("link", name="Switch On Again").click()
    expect(line).to_have_attribute("data-webhook", "on")
    assert len(journey.sandbox.read("webhooks")["webhooks"]) == 9

    webhook_group(journey, connection)
    page.get_by_role("button", name="Switch Off", exact=True).click()
    journey.confirm("Switch Off")
    expect(page.locator("[name=webhook_state]").first).to_have_text("Off")
    assert journey.sandbox.read("webhooks")["webhooks"] == []
