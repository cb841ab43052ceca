"""What another system says there is of a product, on the page of the product."""

import pytest
from playwright.sync_api import expect

from .sync_journey import TOKEN


def wait_for_stock(server, page):
    """The quantities that the scheduled jobs have brought."""
    for _attempt in range(240):
        rows = server.call("deratix.stock", "search_read", [], ["product_id", "quantity"])
        if rows:
            return rows
        page.wait_for_timeout(500)
    raise AssertionError("no quantity came")


def flow_of(server, kind, connection):
    """A flow from that connection to Odoo, switched on."""
    flow = server.call("deratix.flow", "create", {"kind": kind, "source_id": connection})
    server.call("deratix.flow", "action_switch_on", [flow])
    return flow


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_stock_on_the_page_of_a_product(start_sync, picture_folder, size):
    journey = start_sync(size)
    server, page = journey.server, journey.page
    product = {"name": "Piła 12 mm", "code": "P-1", "quantity_unit": "szt", "service": "0"}
    journey.sandbox.control("products", **product, limited="1", stock_level="7.5", tax="0")
    connection = journey.test_account()
    (credential,) = server.call(
        "deratix.credential", "search", [["connection_id", "=", connection]]
    )
    server.call("deratix.credential", "write", [credential], {"value": TOKEN})
    server.call("deratix.connection", "write", [connection], {"active": True})
    server.call(
        "product.product", "create", {"name": "Piła", "default_code": "P-1", "taxes_id": []}
    )
    flow_of(server, "stock", connection)
    (row,) = wait_for_stock(server, page)
    assert row["quantity"] == 7.5
    (found,) = server.call("product.product", "read", [row["product_id"][0]], ["product_tmpl_id"])
    journey.visit(f"action-sale.product_template_action/{found['product_tmpl_id'][0]}")
    page.get_by_role("tab", name="Stock Elsewhere").click()
    told = page.locator("[name=deratix_stock_ids]")
    expect(told).to_contain_text("Fakturownia")
    expect(told).to_contain_text("7.5")
    page.screenshot(path=picture_folder / f"product-stock-{size}.png", animations="disabled")
