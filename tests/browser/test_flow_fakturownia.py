"""The form of flows of orders from and to Fakturownia."""

import pytest
from playwright.sync_api import expect

from .sync_journey import TOKEN


@pytest.fixture
def flows(odoo_server, fakturownia_sandbox):
    """``(server, {way: id of a flow})``; nothing moves."""
    server = odoo_server(cron_threads=0)
    fakturownia_sandbox.reset(clients=3, invoices=5)
    call = server.call
    (integration,) = call("deratix.integration", "search", [["code", "=", "fakturownia"]])
    values = {"name": "Fakturownia", "integration_id": integration}
    made = call("deratix.connection", "create", values | {"base_url": fakturownia_sandbox.url})
    (connection,) = made if isinstance(made, list) else [made]
    (credential,) = call("deratix.credential", "search", [["connection_id", "=", connection]])
    call("deratix.credential", "write", [credential], {"value": TOKEN})
    server.sql(f"UPDATE deratix_connection SET webhook_state = 'on' WHERE id = {connection}")
    flows = {}
    for way in ("source", "target"):
        made = call("deratix.flow", "create", {"kind": "orders", f"{way}_id": connection})
        (flows[way],) = made if isinstance(made, list) else [made]
    return server, flows


@pytest.mark.parametrize("size", ("desktop", "phone"))
def test_a_flow_offers_the_documents_that_there_are(flows, start_journey, picture_folder, size):
    server, by_way = flows
    journey = start_journey(server, size)
    page = journey.page
    journey.visit(f"integration-flows/{by_way['source']}")
    field = page.locator("[name=source_document]").first
    field.click()
    offered = page.locator(".o_select_menu_item, [name=source_document] option")
    expect(offered.filter(has_text="Pro forma invoices").first).to_be_attached()
    expect(offered.filter(has_text="Estimates")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_text("tells of a change")).to_be_visible()
    page.screenshot(path=picture_folder / f"flow-from-fakturownia-{size}.png", full_page=True)

    journey.visit(f"integration-flows/{by_way['target']}")
    note = page.get_by_text("has no drafts")
    expect(page.locator("[name=target_document]").first).to_be_visible()
    expect(note).to_have_count(0)
    server.call("deratix.flow", "write", [by_way["target"]], {"target_document": "invoice"})
    page.reload()
    expect(note).to_be_visible()
    note.scroll_into_view_if_needed()
    page.screenshot(path=picture_folder / f"flow-to-fakturownia-{size}.png")
