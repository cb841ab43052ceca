"""The pictures of the guide: every screen at both sizes, taken while a person would see it."""

import pytest
from playwright.sync_api import expect

from .seed import example_partners

pytestmark = pytest.mark.screenshots


@pytest.fixture
def album(odoo_server, sandbox, start_journey, picture_folder):
    """`album(size)`: a journey with `.shot(name)`, on a server with some clients of its own."""

    def make(size):
        sandbox.reset(clients=60)
        server = odoo_server()
        journey = start_journey(server, size)
        journey.server = server

        def shot(name):
            # Nothing moves and nothing is half drawn; notifications would hide the page.
            journey.page.locator(".o_notification").evaluate_all("all => all.map(e => e.remove())")
            expect(journey.page.locator(".o_loading_indicator")).to_have_count(0)
            journey.page.mouse.move(0, 0)
            path = picture_folder / f"{name}-{size}.png"
            journey.page.screenshot(path=path, animations="disabled", caret="hide")

        journey.shot = shot
        return journey

    return make


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_pictures(album, sandbox, size):
    journey = album(size)
    page, server, shot = journey.page, journey.server, journey.shot
    example_partners(server, sandbox)

    journey.dashboard()
    shot("dashboard-empty")
    journey.set_up(sandbox.url)
    journey.type_credentials(apikey="not-the-right-key")
    journey.test()
    expect(journey.reason).to_contain_text("did not accept")
    shot("connection-refused")
    journey.type_credentials()
    journey.test()
    expect(journey.status).to_have_text("Ready")
    shot("connection")
    page.locator(".o_deratix_credentials").scroll_into_view_if_needed()
    shot("credentials")
    journey.dashboard()
    shot("dashboard")
    page.context.set_offline(True)
    expect(page.locator(".o_deratix_offline")).to_be_visible()
    journey.watch.cut_off = True
    shot("offline")
    page.context.set_offline(False)
    expect(page.locator(".o_deratix_offline")).to_have_count(0)

    journey.card.get_by_role("button", name="Import").click()
    expect(page.locator(".modal")).to_be_visible()
    shot("import")
    page.locator(".modal").get_by_role("button", name="Cancel").click()
    journey.dashboard()
    slow = {"match": "clients/index", "kind": "slow", "times": 0, "arguments": {"seconds": 4}}
    sandbox.control("faults", [slow])
    journey.card.get_by_role("button", name="Import").click()
    journey.start_reading("All clients")
    expect(page.locator(".o_deratix_progress .fw-bold")).not_to_be_empty()
    shot("reading")
    expect(journey.tile("new")).to_be_visible(timeout=60_000)
    sandbox.control("faults", [])
    shot("preview")
    journey.tile("changed").click()
    expect(journey.lines.first).to_be_visible()
    journey.lines.first.scroll_into_view_if_needed()
    shot("preview-changed")
    journey.tile("review").click()
    expect(journey.lines.first).to_be_visible()
    shot("preview-review")
    journey.open_first_line()
    expect(page.locator(".o_deratix_values")).to_be_visible()
    shot("record")
    page.go_back()
    expect(journey.tile("new")).to_be_visible()
    page.locator(".o_deratix_apply").click()
    expect(page.locator(".modal")).to_be_visible()
    shot("confirm")
    page.locator(".modal").get_by_role("button", name="Cancel").click()
    journey.apply()
    shot("result")
    journey.press("Findings")
    expect(journey.records.first).to_be_visible()
    shot("findings")
    for name, path in (
        ("dashboard-imported", "integrations"),
        ("runs", "integration-runs"),
        ("links", "integration-links"),
        ("review", "integration-review"),
        ("log", "integration-log"),
        ("settings", "settings#deratix_integrations"),
    ):
        journey.visit(path)
        content = ".o_data_row, .o_kanban_record:not(.o_kanban_ghost), .o_setting_container"
        expect(page.locator(content).first).to_be_visible()
        shot(name)
    (binding,) = server.call("deratix.binding", "search_read", [], ["res_id"], limit=1)
    journey.visit(f"contacts/{binding['res_id']}")
    page.get_by_role("tab", name="External Systems").click()
    page.get_by_role("link", name="Open There", exact=True).scroll_into_view_if_needed()
    shot("contact")
    (run,) = server.call("deratix.run", "search", [])
    journey.visit(f"integration-runs/{run}")
    expect(journey.tile("created")).to_be_visible()
    journey.undo()
    shot("undone")
