"""Flows as a person sets them up, from nothing to a first moved order."""

import pytest
from playwright.sync_api import expect

from tests.support.waiting import until

from .flow_journey import FORTNOX, JORTT, FlowJourney


@pytest.fixture
def start_flows(odoo_server, jortt_sandbox, fortnox_sandbox, browser_page, watch):
    """`start_flows(size)`: a `FlowJourney` on a fresh server; nobody has signed in yet."""

    def make(size):
        server = odoo_server()
        page = browser_page(server, size)
        journey = FlowJourney(page, server, jortt_sandbox, fortnox_sandbox, small=size == "phone")
        journey.watch = watch(page)
        return journey

    return make


def taker(page, folder, size):
    """`shot(name)` takes a picture of what is there now."""

    def shot(name):
        page.locator(".o_notification").evaluate_all("all => all.map(e => e.remove())")
        expect(page.locator(".o_loading_indicator")).to_have_count(0)
        path = folder / f"flows-{name}-{size}.png"
        page.screenshot(path=path, animations="disabled", caret="hide")

    return shot


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_from_nothing_to_a_first_moved_order(start_flows, picture_folder, size):
    journey = start_flows(size)
    page = journey.page

    shot = taker(page, picture_folder, size)

    def in_sight():
        """The way back and on is to be seen without scrolling."""
        for name in ("Back", "Next"):
            expect(journey.bar.get_by_role("button", name=name, exact=True)).to_be_in_viewport()

    journey.invoice(journey.prepare())
    journey.visit("integration-flows")
    expect(page.get_by_text("Nothing flows yet")).to_be_visible()
    shot("nothing")
    page.locator(".o-kanban-button-new").click()

    journey.step("systems")
    journey.pick("source_system", "Jortt")
    journey.pick("target_system", "Fortnox")
    expect(journey.bar.get_by_role("button", name="Next")).to_be_in_viewport()
    shot("systems")
    journey.next()

    expect(journey.end("source")).to_contain_text("Missing")
    in_sight()
    shot("sign-in")
    journey.next()
    assert "Missing" in journey.refused()
    journey.enter_account("source", journey.jortt.url, JORTT)
    journey.enter_account("target", journey.fortnox.url, FORTNOX)
    expect(journey.end("target")).to_contain_text("Not authorised yet.")

    # Left for another page, and taken up again from the dashboard of flows.
    journey.dashboard_of_flows()
    page.locator(".o-kanban-button-new").click()
    journey.end("target").get_by_role("button", name="Authorise", exact=True).click()
    page.get_by_role("button", name="Godkänn").click()
    expect(journey.end("target")).to_contain_text("Signed in as Demo Handel AB.")
    shot("signed-in")
    journey.next()

    expect(page.get_by_text("Jortt has no products and no stock.").first).to_be_visible()
    expect(page.locator("[name=with_orders] input")).to_be_checked()
    in_sight()
    shot("choose")
    page.locator("[name=with_customers] input").uncheck()
    journey.next()

    card = journey.flow_card("Orders")
    expect(card).to_contain_text("Every 5 minutes.")
    in_sight()
    shot("questions")
    card.get_by_role("button", name="Change").click()
    dialog = page.locator(".modal")
    dialog.locator("[name=interval] input").fill("10")
    dialog.locator("[name=interval] input").scroll_into_view_if_needed()
    shot("questions-orders")
    dialog.locator(".o_form_button_save").click()
    expect(card).to_contain_text("Every 10 minutes.")
    journey.next()
    expect(card.get_by_role("button", name="Field Mapping")).to_be_visible()
    in_sight()
    shot("mapping")
    journey.back()
    expect(card).to_contain_text("Every 10 minutes.")
    journey.next()
    expect(card.get_by_role("button", name="Field Mapping")).to_be_visible()
    journey.next()

    expect(card.get_by_role("button", name="Preview")).to_be_visible()
    shot("preview")
    journey.bar.get_by_role("button", name="Switch On").click()
    assert "Look at the preview" in journey.refused()
    journey.preview_flow("Orders")
    assert journey.count("new") >= 2, "the customer and the order"
    assert not journey.orders_there()
    shot("preview-run")
    journey.come_back()
    expect(card).to_contain_text("New:")
    shot("previewed")
    journey.bar.get_by_role("button", name="Switch On").click()

    expect(page.locator(".o_deratix_flows")).to_be_visible()
    until(journey.orders_there)
    journey.server.wait_for_runs()
    (number,) = journey.orders_there()
    order = journey.fortnox.read(f"orders/{number}")
    assert order["CustomerName"] == "Bakkerij Jansen"
    journey.dashboard_of_flows()
    expect(journey.flow).to_contain_text("On")
    moved = journey.flow_figure("Moved")
    expect(moved).to_contain_text("1")
    shot("flows")
    moved.click()
    expect(journey.records).to_have_count(1)
    shot("moved")
    journey.visit("integrations")
    cards = ".o_deratix_dashboard .o_kanban_record:not(.o_kanban_ghost)"
    button = page.locator(cards, has_text="Fortnox").first.get_by_role("button", name="Flows")
    expect(button).to_contain_text("1")
    button.scroll_into_view_if_needed()
    shot("card")
    button.click()
    journey.flow.click(position={"x": 20, "y": 10})
    expect(page.locator(".oe_title")).to_contain_text("Orders: Jortt → Fortnox")
    shot("flow")


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_an_order_in_the_wrong_state_is_not_moved(start_flows, picture_folder, size):
    journey = start_flows(size)
    page = journey.page
    customer = journey.prepare()
    flow = journey.order_flow()
    journey.visit(f"integration-flows/{flow}")
    page.get_by_label("Open", exact=True).uncheck()
    page.locator(".o_form_button_save").first.click()
    expect(page.locator(".o_form_button_save").first).to_be_hidden()

    invoice = journey.invoice(customer)
    journey.look()
    journey.dashboard_of_flows()
    expect(journey.flow_figure("Moved")).to_contain_text("0")
    expect(journey.flow).to_contain_text("Last look")
    taker(page, picture_folder, size)("wrong-state")
    assert not journey.orders_there()

    journey.jortt.control(f"invoices/{invoice}/pay")
    journey.look()
    journey.dashboard_of_flows()
    expect(journey.flow_figure("Moved")).to_contain_text("1")
    assert len(journey.orders_there()) == 1


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_failing_product_is_mended_and_retried_from_the_list(start_flows, picture_folder, size):
    journey = start_flows(size)
    page = journey.page
    shot = taker(page, picture_folder, size)
    customer = journey.prepare()
    journey.order_flow()
    # Without an article number it cannot be an article at Fortnox.
    journey.invoice(customer, description="Zuurdesem")
    journey.look()
    assert not journey.orders_there()
    journey.dashboard_of_flows()
    shot("failed-flow")
    journey.flow_figure("Failed").click()
    failed = journey.records.filter(has_text="Zuurdesem").first
    expect(failed).to_contain_text("internal reference")
    shot("failed")
    if journey.small:
        failed.click(position={"x": 20, "y": 10})
        journey.press("Open the Product")
    else:
        failed.get_by_role("button", name="Product", exact=True).click()
    page.locator("[name=default_code] input").fill("ZD-1")
    page.locator(".o_form_button_save").first.click()
    expect(page.locator(".o_form_button_save").first).to_be_hidden()

    journey.dashboard_of_flows()
    journey.flow_figure("Failed").click()
    journey.records.first.get_by_role("button", name="Retry", exact=True).click()
    until(journey.orders_there)
    journey.server.wait_for_runs()
    journey.dashboard_of_flows()
    expect(journey.flow_figure("Failed")).to_contain_text("0")
    expect(journey.flow_figure("Moved")).to_contain_text("1")
    shot("mended")
