"""Carrying over the history, as a person does it in a browser."""

import pytest
from playwright.sync_api import expect

WORK_MS = 120_000


@pytest.fixture
def start_history(start_sync, tmp_path):
    """`start_history(size)`: a synchronisation from now on, with clients from before on either
    side; `.shot(name)` keeps a picture."""

    def make(size):
        journey = start_sync(size)
        for name in ("Zielony Most", "Kwiaty u Piotra", "Wspolny"):
            journey.sandbox.control("clients", name=name, email=f"{name[:4].lower()}@k.example")
        for name in ("Tylko w Odoo", "Wspolny"):
            values = {"name": name, "email": f"{name[:4].lower()}@k.example"}
            journey.server.call("res.partner", "create", values)
        journey.switched_on()

        def shot(name):
            expect(journey.page.locator(".o_loading_indicator")).to_have_count(0)
            path = tmp_path / f"history-{name}-{size}.png"
            journey.page.screenshot(path=path, animations="disabled", caret="hide")

        journey.shot = shot
        return journey

    return make


def open_page(journey):
    journey.visit("integration-history")
    expect(journey.page.locator("[name=history]").first).to_be_visible()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_clients_of_the_time_before(start_history, size):
    journey = start_history(size)
    page, shot = journey.page, journey.shot
    open_page(journey)
    page.get_by_label("Clients from the other system to Odoo", exact=True).check()
    shot("page")
    journey.press("Count")
    counts = page.locator(".o_deratix_counts")
    expect(counts).to_contain_text("In the other system: 3")
    expect(counts).to_contain_text("Comparing: less than a minute")
    shot("counted")
    journey.press("Start Synchronisation")
    expect(journey.tile("new")).to_be_visible(timeout=WORK_MS)
    assert journey.count("new") == 2
    summary = page.locator("[name=history_text]").first
    expect(summary).to_contain_text("Clients to add in Odoo: 2, to add in Fakturownia: 0")
    shot("preview")
    assert journey.server.call("res.partner", "search_count", [["name", "=", "Zielony Most"]]) == 0
    page.locator(".o_deratix_apply").click()
    journey.confirm("Apply")
    expect(journey.tile("created")).to_be_visible(timeout=WORK_MS)
    assert journey.count("created") == 2
    shot("done")
    assert journey.names() == {"Zielony Most", "Kwiaty u Piotra", "Wspolny"}
    open_page(journey)
    expect(page.locator("[name=run_ids]")).to_contain_text("Done")
    shot("list")


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_pausing_and_continuing(start_history, size):
    journey = start_history(size)
    page, shot, sandbox = journey.page, journey.shot, journey.sandbox
    # The other system thinks until it has been paused.
    slow = {"kind": "slow", "match": "clients.json", "times": 0, "arguments": {"seconds": 3}}
    open_page(journey)
    sandbox.control("faults", [slow])
    journey.press("Start Synchronisation")
    page.locator(".o_deratix_pause").click(timeout=WORK_MS)
    text = page.locator("[name=history_text]").first
    expect(text).to_contain_text("Continue goes on from there", timeout=WORK_MS)
    shot("paused")
    sandbox.control("faults", [])
    open_page(journey)
    expect(page.locator("[name=run_ids]")).to_contain_text("Paused")
    journey.press("Start Synchronisation")
    expect(journey.complaint).to_contain_text("not finished yet")
    journey.dismiss()
    page.go_back()
    (run,) = journey.server.call("deratix.run", "search", [["state", "=", "paused"]])
    journey.visit(f"integration-runs/{run}")
    journey.press("Continue")
    expect(journey.tile("new")).to_be_visible(timeout=WORK_MS)
    journey.press("Cancel")
    journey.confirm("Cancel the Run")
    expect(page.locator(".o_deratix_apply")).to_have_count(0)
    assert journey._states([["id", "=", run]]) == ["cancelled"]


def test_the_way_there(start_history):
    """From the settings and from the menu; the progress shows where it was started."""
    journey = start_history("desktop")
    page, sandbox = journey.page, journey.sandbox
    journey.settings()
    page.get_by_role("button", name="External Synchronisation").click()
    expect(page.locator(".o_deratix_choice, [name=history]").first).to_be_visible()
    journey.dashboard()
    page.get_by_role("button", name="Configuration").click()
    page.get_by_role("menuitem", name="External Synchronisation").click()
    expect(page.locator("[name=token] input")).to_have_value("")
    slow = {"kind": "slow", "match": "clients.json", "times": 0, "arguments": {"seconds": 3}}
    sandbox.control("faults", [slow])
    journey.press("Start Synchronisation")
    expect(page.locator(".o_deratix_pause")).to_be_visible(timeout=WORK_MS)
    open_page(journey)
    expect(page.locator(".o_deratix_pause")).to_be_visible()
    journey.shot("running")
    sandbox.control("faults", [])
    page.locator(".o_deratix_pause").click()
    expect(page.locator(".o_deratix_pause")).to_have_count(0)
    expect(page.locator("[name=run_ids]")).to_contain_text("Paused")
