"""The stock of another system is counted in Odoo's Inventory: chosen on the page of the flow, seen
before, and there afterwards."""

import pytest
from playwright.sync_api import expect

from tests.support.waiting import until

from .journey import WORK_MS, Journey
from .sync_journey import TOKEN


def connect(server, sandbox):
    """A connection to Fakturownia, with one article of which there are 7.5 and the product that it
    is; returns both."""
    sandbox.reset()
    for number in sandbox.read("products")["ids"]:
        sandbox.control(f"products/{number}", method="DELETE")
    article = {"name": "Piła 12 mm", "code": "P-1", "quantity_unit": "szt", "service": "0"}
    sandbox.control("products", **article, limited="1", stock_level="7.5", tax="0")
    call = server.call
    (integration,) = call("deratix.integration", "search", [["code", "=", "fakturownia"]])
    values = {"name": "Fakturownia", "integration_id": integration, "base_url": sandbox.url}
    connection = call("deratix.connection", "create", values)
    found = call("deratix.credential", "search", [["connection_id", "=", connection]])
    call("deratix.credential", "write", found, {"value": TOKEN})
    product = {"name": "Piła", "default_code": "P-1", "taxes_id": [], "is_storable": True}
    return connection, call("product.product", "create", product)


def on_hand(server, product):
    (row,) = server.call("product.product", "read", [product], ["qty_available"])
    return row["qty_available"]


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_place_is_chosen_and_counted_in(
    joined_server, fakturownia_sandbox, browser_page, watch, picture_folder, size
):
    server = joined_server(cron_threads=1)
    connection, product = connect(server, fakturownia_sandbox)
    flow = server.call("deratix.flow", "create", {"kind": "stock", "source_id": connection})
    page = browser_page(server, size)
    watch(page)
    journey = Journey(page, server.url, small=size == "phone")

    journey.visit(f"integration-flows/{flow}")
    place = page.get_by_label("Also Count It In")
    place.scroll_into_view_if_needed()
    place.click()
    if journey.small:
        page.locator(".modal .o_kanban_record", has_text="WH/Stock").first.click()
    else:
        page.get_by_role("option", name="WH/Stock", exact=True).click()
    page.screenshot(path=picture_folder / f"stock-flow-{size}.png", animations="disabled")
    journey.press("Preview")

    line = journey.lines.first
    expect(line).to_contain_text("On hand in Odoo", timeout=WORK_MS)
    expect(line).to_contain_text("7.5")
    line.scroll_into_view_if_needed()
    page.screenshot(path=picture_folder / f"stock-counted-{size}.png", animations="disabled")
    assert on_hand(server, product) == 0
    page.locator(".o_deratix_apply").click()
    journey.confirm("Apply")
    until(lambda: on_hand(server, product) == 7.5)
