"""Deciding, in the list of what waits, on records of synchronisations that are through."""

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_doubtful_client_is_decided_in_the_list(start_sync, picture_folder, size):
    journey = start_sync(size)
    page, server = journey.page, journey.server
    for name in ("Omega", "Omega bis"):
        server.call("res.partner", "create", {"name": name, "email": "e@omega.example"})
    journey.switched_on()
    for name in ("Omega III", "Omega IV"):
        fields = {"email": "e@omega.example", "city": "Gdynia"}
        journey.sandbox.control("clients", name=name, **fields)
    journey.look()

    journey.dashboard()
    expect(journey.figure("To review")).to_have_text("2")
    journey.figure("To review").click()
    expect(journey.records).to_have_count(2)
    expect(page.get_by_role("button", name="Leave Out")).to_have_count(2)
    page.screenshot(path=picture_folder / f"review-{size}.png", animations="disabled")
    record = journey.records.filter(has_text="Omega III")
    record.get_by_role("button", name="None of these: add").click()
    expect(journey.records).to_have_count(1, timeout=60_000)
    journey.server.wait_for_runs()
    page.reload()
    (new,) = server.call("res.partner", "search_read", [["name", "=", "Omega III"]], ["city"])
    assert new["city"] == "Gdynia"
    journey.records.first.get_by_role("button", name="Leave Out").click()
    expect(page.get_by_text("Nothing waits for you")).to_be_visible(timeout=60_000)
    assert not server.call("res.partner", "search_count", [["name", "=", "Omega IV"]])
