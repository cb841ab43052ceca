"""Fakturownia kept the same on both sides, as a person does it in a browser."""

import re

import pytest
from playwright.sync_api import expect

from .sync_journey import TOKEN

SIZES = ("desktop", "phone")


@pytest.mark.parametrize("size", SIZES)
def test_switching_on_in_the_settings(start_sync, size):
    journey = start_sync(size)
    sandbox, server = journey.sandbox, journey.server
    sandbox.control("clients", name="Zielony Most", email="biuro@most.example")
    sandbox.control("clients", name="Alfa", email="alfa@alfa.example")
    server.call("res.partner", "create", {"name": "Alfa", "email": "alfa@alfa.example"})
    connection = journey.test_account()

    journey.settings()
    journey.tick()
    journey.type_token("no slash in it")
    journey.save()
    expect(journey.complaint).to_contain_text("wrong form")
    journey.dismiss()
    journey.type_token("not-the-right-one/firma-demo")
    journey.save()
    expect(journey.complaint).to_contain_text("does not accept this API token")
    journey.dismiss()
    assert server.call("deratix.run", "search_count", []) == 0
    journey.type_token(TOKEN)
    journey.save()

    expect(journey.tile("new")).to_be_visible(timeout=60_000)
    expect(journey.page.locator("[name=first_sync_text]")).to_contain_text(
        "Clients in Fakturownia: 2."
    )
    journey.press("From Now On")
    journey.confirm("From Now On")
    expect(journey.tile("linked")).to_be_visible(timeout=60_000)
    assert journey.count("linked") == 1
    (row,) = server.call("deratix.connection", "read", [connection], ["sync_state"])
    assert row["sync_state"] == "on"
    assert journey.names() == {"Alfa", "Zielony Most"}
    assert not server.call("res.partner", "search", [["name", "=", "Zielony Most"]])

    journey.dashboard()
    expect(journey.sync_line).to_have_attribute("data-sync", "on")
    journey.settings()
    expect(journey.page.locator("[name=deratix_fakturownia] input")).to_be_checked()
    expect(journey.page.locator("[name=deratix_fakturownia_token] input")).to_have_value("")


def test_changes_appear_on_the_other_side(start_sync):
    journey = start_sync("desktop")
    client = journey.sandbox.control("clients", name="Alfa", email="alfa@alfa.example")["id"]
    journey.switched_on()

    journey.change_there(client, City="Sopot")
    journey.look()
    partner = journey.partner_of(client)
    journey.visit(f"contacts/{partner}")
    expect(journey.page.locator("[name=city] input")).to_have_value("Sopot")

    journey.page.locator("[name=street] input").fill("Lipowa 3")
    journey.page.locator(".o_form_button_save").click()
    expect(journey.page.locator(".o_form_button_save")).to_be_hidden()
    journey.look()
    there = journey.open_there(client)
    expect(there.get_by_label("Street", exact=True)).to_have_value("Lipowa 3")


@pytest.mark.parametrize("size", SIZES)
def test_a_conflict_is_shown_and_decided(start_sync, size):
    journey = start_sync(size)
    client = journey.conflict()
    journey.dashboard()
    expect(journey.figure("To review")).to_have_text("1")
    journey.figure("To review").click()
    record = journey.records.first
    for text in ("Lublin", "Radom", "Sopot", "In conflict"):
        expect(record).to_contain_text(text)
    record.get_by_role("button", name="Keep Theirs").click()
    expect(journey.page.get_by_text("Nothing waits for you")).to_be_visible(timeout=60_000)
    journey.server.wait_for_runs()
    partner = journey.partner_of(client)
    (values,) = journey.server.call("res.partner", "read", [partner], ["city"])
    assert values["city"] == "Sopot"


def test_many_conflicts_are_decided_at_once(start_sync):
    journey = start_sync("desktop")
    clients = [journey.conflict(name) for name in ("Alfa", "Beta")]
    journey.visit("integration-review")
    expect(journey.records).to_have_count(2)
    journey.page.locator("thead .o_list_record_selector input").check()
    header = journey.page.locator(".o_control_panel")
    header.get_by_role("button", name="Keep Ours").click()
    expect(journey.page.get_by_text("Nothing waits for you")).to_be_visible(timeout=60_000)
    journey.server.wait_for_runs()
    for client in clients:
        assert journey.sandbox.read(f"clients/{client}")["city"] == "Radom"


@pytest.mark.parametrize("size", SIZES)
def test_too_many_changes_wait(start_sync, size):
    journey = start_sync(size)
    connection = journey.switched_on()
    journey.server.call("deratix.connection", "write", [connection], {"sync_hold_count": 12})
    for index in range(12):
        journey.sandbox.control("clients", name=f"Klient {index}", email=f"k{index}@k.example")
    journey.look()
    journey.dashboard()
    expect(journey.sync_line).to_have_attribute("data-sync", "waiting")
    journey.sync_line.get_by_role("link").click()
    alert = journey.page.locator(".alert-warning", has_text="12 records changed at once")
    expect(alert).to_be_visible()
    expect(alert).to_contain_text("the synchronisation is paused")
    journey.page.locator(".o_deratix_apply").click()
    assert "add in Odoo: 12," in journey.confirm("Apply")
    expect(journey.tile("created")).to_be_visible(timeout=60_000)
    assert journey.count("created") == 12


def test_the_form_of_a_partner_and_of_the_connection(start_sync):
    """They open without an error of the browser and show what they are to show."""
    journey = start_sync("desktop")
    client = journey.sandbox.control("clients", name="Alfa", email="alfa@alfa.example")["id"]
    connection = journey.switched_on()
    journey.sandbox.control(f"clients/{client}", method="PATCH", discount="12.5")
    journey.look()
    journey.visit(f"contacts/{journey.partner_of(client)}")
    journey.page.get_by_role("tab", name="External Systems").click()
    expect(journey.page.locator("[name=deratix_discount] input")).to_have_value(re.compile("12.5"))
    journey.visit(f"integration-connections/{connection}")
    expect(journey.page.locator("[name=next_poll_at]").first).to_be_visible()
    journey.press("Look for Changes Now")
    expect(journey.page.locator(".o_notification").last).to_contain_text("looks for changes now")
