"""Departments of Fakturownia and sales teams, as a person puts them together in a browser."""

import pytest
from playwright.sync_api import expect

from tests.support.waiting import until

SIZES = ("desktop", "phone")


@pytest.fixture
def shot(picture_folder):
    def take(journey, name):
        journey.page.locator(".o_notification").evaluate_all("all => all.map(e => e.remove())")
        size = "phone" if journey.small else "desktop"
        path = picture_folder / f"departments-{name}-{size}.png"
        journey.page.screenshot(path=path, animations="disabled", caret="hide")

    return take


def with_a_document(journey):
    """A synchronisation that is on, with a document of Gdańsk; returns the connection."""
    connection = journey.switched_on()
    client = journey.sandbox.control("clients", name="Zielony Most", email="b@most.example")["id"]
    journey.look()
    position = {"name": "Usługa", "quantity": 1, "tax": "23", "total_price_net": 100}
    (company,) = journey.server.call("res.company", "search_read", [], ["currency_id"])
    given = {"client_id": client, "positions": [position], "currency": company["currency_id"][1]}
    journey.sandbox.control("invoices", department_id=312, user_id=55, **given)
    journey.look()
    journey.server.wait_for_runs()
    journey.server.call("crm.team", "create", [{"name": "Gdańsk"}, {"name": "Kraków"}])
    return connection


@pytest.mark.parametrize("size", SIZES)
def test_teams_of_departments(start_sync, shot, size):
    journey = start_sync(size)
    page, server = journey.page, journey.server
    connection = with_a_document(journey)

    journey.dashboard()
    unmapped = journey.card.locator(".o_deratix_unmapped")
    expect(unmapped).to_contain_text("Departments without sales team: 1")
    expect(unmapped).to_contain_text("Users without salesperson: 1")
    unmapped.scroll_into_view_if_needed()
    shot(journey, "card")
    unmapped.get_by_role("link", name="Departments").click()
    expect(page.get_by_text("Department no. 312")).to_be_visible()
    shot(journey, "list")

    page.goto(f"{journey.url}/odoo/integration-connections/{connection}")
    box = page.locator("[name=department_ids]")
    read = page.get_by_role("button", name="Read Departments")
    read.scroll_into_view_if_needed()
    read.click()
    expect(box).to_contain_text("Firma Demo Kraków")
    expect(box).to_contain_text("Firma Demo – e-sklep")
    accept = page.get_by_role("button", name="Accept All Suggestions")
    accept.scroll_into_view_if_needed()
    shot(journey, "page")
    rows = server.call("deratix.department", "search_count", [["team_id", "!=", False]])
    assert rows == 0, "nothing is mapped silently"
    accept.click()
    expect(accept).to_be_hidden()
    box.scroll_into_view_if_needed()
    shot(journey, "accepted")
    (lead,) = server.call(
        "crm.lead", "search_read", [["deratix_invoice_ids", "!=", False]], ["team_id"]
    )
    assert lead["team_id"][1] == "Gdańsk"
    if not journey.small:
        row = box.locator("tr.o_data_row", has_text="e-sklep")
        row.locator("[name=team_id]").click()
        row.locator("[name=team_id] input").fill("Sales")
        page.locator(".o-autocomplete--dropdown-item", has_text="Sales").first.click()
        page.locator(".o_form_button_save").click()
        expect(page.locator(".o_form_button_save")).to_be_hidden()
    else:
        box.locator(".o_kanban_record", has_text="e-sklep").click()
        dialog = page.locator(".modal")
        dialog.locator("[name=team_id] input").click()
        shot(journey, "dialog")
        page.locator(".modal-body, .o-autocomplete, .o_kanban_view").get_by_text(
            "Sales", exact=True
        ).last.click()
        dialog.get_by_role("button", name="Save").first.click()
        page.locator(".o_form_button_save").first.click()
        expect(page.locator(".o_form_button_save")).to_be_hidden()
    rows = server.call("deratix.department", "search_count", [["team_id", "!=", False]])
    assert rows == 3


@pytest.mark.parametrize("size", SIZES)
def test_what_has_no_department(start_sync, shot, size):
    journey = start_sync(size)
    journey.settings()
    setting = journey.page.locator("#deratix_without_team")
    setting.scroll_into_view_if_needed()
    setting.get_by_text("Full access only").click()
    shot(journey, "setting")
    journey.save()
    closed = [["deratix_without_team", "=", "full_access"]]
    until(lambda: journey.server.call("res.company", "search_count", closed) == 1)
