"""The pictures of the guide about keeping both sides the same."""

import pytest
from playwright.sync_api import expect

from .sync_journey import TOKEN

pytestmark = pytest.mark.screenshots


@pytest.fixture
def album(start_sync, picture_folder):
    """`album(size)`: a journey with `.shot(name)`."""

    def make(size):
        journey = start_sync(size)

        def shot(name):
            # Nothing moves and nothing is half drawn; notifications would hide the page.
            journey.page.locator(".o_notification").evaluate_all("all => all.map(e => e.remove())")
            expect(journey.page.locator(".o_loading_indicator")).to_have_count(0)
            journey.page.mouse.move(0, 0)
            path = picture_folder / f"sync-{name}-{size}.png"
            journey.page.screenshot(path=path, animations="disabled", caret="hide")

        journey.shot = shot
        return journey

    return make


def clients_on_both_sides(journey):
    """Some clients there, some here, some on both sides and not quite the same."""
    sandbox, server = journey.sandbox, journey.server
    for index, name in enumerate(("Zielony Most", "Alfa Sp. z o.o.", "Kwiaty u Piotra")):
        fields = {"city": "Lublin", "email": f"biuro{index}@firma.example"}
        sandbox.control("clients", name=name, **fields)
        if index:
            server.call("res.partner", "create", {"name": name, **fields, "city": "Radom"})
    server.call("res.partner", "create", {"name": "Tylko w Odoo", "email": "t@odoo.example"})


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_pictures_of_a_synchronisation(album, size):
    journey = album(size)
    page, shot, server = journey.page, journey.shot, journey.server
    clients_on_both_sides(journey)
    connection = journey.test_account()
    journey.settings()
    journey.tick()
    journey.type_token("not-the-right-one/firma-demo")
    shot("settings")
    journey.save()
    expect(journey.complaint).to_contain_text("does not accept")
    shot("settings-refused")
    journey.dismiss()
    journey.type_token(TOKEN)
    journey.save()
    expect(journey.tile("new")).to_be_visible(timeout=60_000)
    shot("first-comparison")
    journey.tile("conflict").click()
    expect(journey.lines.first).to_be_visible()
    journey.lines.first.scroll_into_view_if_needed()
    shot("first-comparison-differences")
    journey.dashboard()
    shot("card-waiting")
    journey.sync_line.get_by_role("link").click()
    journey.press("From Now On")
    shot("from-now-on")
    journey.confirm("From Now On")
    expect(journey.tile("linked")).to_be_visible(timeout=60_000)
    shot("first-result")

    client = journey.conflict("Beta")
    journey.conflict("Gamma")
    journey.visit("integration-review")
    expect(journey.records.first).to_be_visible()
    shot("conflicts")
    if journey.small:
        journey.records.first.click(position={"x": 20, "y": 10})
    else:
        journey.records.first.get_by_role("button", name="View").click()
    expect(page.locator(".o_deratix_conflicts")).to_be_visible()
    shot("conflict")

    server.call("deratix.connection", "write", [connection], {"sync_hold_count": 12})
    for index in range(12):
        journey.sandbox.control("clients", name=f"Klient {index}", email=f"k{index}@k.example")
    server.call("res.partner", "write", [journey.partner_of(client)], {"street": "Lipowa 3"})
    server.call("res.partner", "create", {"name": "Nowa Firma", "email": "nowa@k.example"})
    journey.look()
    journey.dashboard()
    shot("card-paused")
    journey.visit(f"integration-connections/{connection}")
    expect(page.locator(".o_form_view")).to_be_visible()
    shot("connection-paused")
    page.locator("[name=sync_policy]").first.scroll_into_view_if_needed()
    shot("connection-sync")
    page.locator(".alert").get_by_role("button", name="Look at Them").click()
    expect(journey.tile("new")).to_be_visible()
    shot("held")
    journey.tile("new").click()
    expect(journey.lines.first).to_be_visible()
    shot("held-new")
    page.locator(".o_deratix_apply").click()
    expect(page.locator(".modal")).to_be_visible()
    shot("held-apply")
    journey.confirm("Apply")
    expect(journey.tile("created")).to_be_visible(timeout=60_000)
    shot("held-result")

    journey.dashboard()
    shot("card-on")
    journey.sandbox.control("faults", [{"kind": "wrong_credentials", "times": 0}])
    journey.look()
    journey.dashboard()
    expect(journey.sync_line).to_have_attribute("data-sync", "failing")
    shot("card-failing")
    journey.sandbox.control("faults", [])
    journey.visit("integration-runs")
    expect(journey.records.first).to_be_visible()
    shot("runs")
    journey.settings()
    shot("settings-on")
    journey.visit(f"contacts/{journey.partner_of(client)}")
    page.get_by_role("tab", name="External Systems").click()
    page.get_by_role("link", name="Open There", exact=True).scroll_into_view_if_needed()
    shot("contact")
