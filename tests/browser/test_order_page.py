"""A sales order that came from another system, on its own page."""

import pytest
from playwright.sync_api import expect

from tests.faults.ordering import Ordering


@pytest.mark.parametrize("size", ("desktop", "phone"))
def test_an_order_says_where_it_comes_from(
    odoo_server, jortt_sandbox, start_journey, picture_folder, size
):
    server = odoo_server(cron_threads=2)
    ordering = Ordering(server, jortt_sandbox).connect()
    assert ordering.look()
    ordering.finish("done")
    ((number, order),) = server.sql(
        "SELECT external_id, res_id FROM deratix_binding WHERE model = 'sale.order' "
        "ORDER BY id LIMIT 1"
    )
    journey = start_journey(server, size)
    journey.external_page(f"action-sale.action_orders/{order}")
    expect(journey.page.get_by_text(number, exact=True)).to_be_visible()
    expect(journey.page.get_by_text("Linked", exact=True)).to_be_visible()
    journey.page.screenshot(path=picture_folder / f"order-page-{size}.png")
