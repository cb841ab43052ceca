"""Invoices of Fakturownia as opportunities, as a person sees them in a browser."""

import re

import pytest
from playwright.sync_api import expect

from .invoice_journey import InvoiceJourney

RED = re.compile(r"\btext-danger\b")


@pytest.fixture
def start_invoices(odoo_server, fakturownia_sandbox, browser_page, watch, picture_folder):
    """`start_invoices(size)`: an `InvoiceJourney` that is switched on, with one client `Alfa`
    there and here; `.client` and `.partner` are its ids, `.shot(name)` takes a picture."""

    def make(size):
        fakturownia_sandbox.reset(clients=0, invoices=0)
        fields = {"name": "Alfa Sp. z o.o.", "email": "alfa@alfa.example", "city": "Lublin"}
        client = fakturownia_sandbox.control("clients", **fields)["id"]
        server = odoo_server()
        partner = server.call("res.partner", "create", fields)
        page = browser_page(server, size)
        journey = InvoiceJourney(page, server, fakturownia_sandbox, small=size == "phone")
        journey.watch = watch(page)
        journey.client, journey.partner = client, partner
        journey.switched_on()

        def shot(name):
            expect(page.locator(".o_loading_indicator")).to_have_count(0)
            page.mouse.move(0, 0)
            path = picture_folder / f"invoice-{name}-{size}.png"
            page.screenshot(path=path, animations="disabled", caret="hide")

        journey.shot = shot
        return journey

    return make


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_an_invoice_issued_there_is_an_opportunity_here(start_invoices, size):
    journey = start_invoices(size)
    page = journey.page
    address = journey.issue_there(journey.client, "1000")
    journey.look()

    invoice = journey.invoice()
    assert invoice["partner_id"][0] == journey.partner
    assert (invoice["net"], invoice["gross"], invoice["payment"]) == (1000, 1230, "unpaid")
    assert invoice["link"] == address
    lead = invoice["lead_id"][0]
    stage = journey.stage(lead)
    assert stage[1] == 70

    journey.visit(f"crm/{lead}")
    button = journey.smart_button()
    expect(button).to_contain_text(re.compile(r"1[,.\s]?230[.,]00"))
    expect(button).to_contain_text("(1)")
    expect(button.locator(".o_stat_text:visible")).to_have_class(RED)
    expect(button).to_contain_text("unpaid")
    journey.shot("opportunity")
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Invoices", exact=True).click()
    row = page.locator(".o_field_widget[name=deratix_invoice_ids]")
    for text in (invoice["number"], "VAT invoice", "Unpaid"):
        expect(row).to_contain_text(text)
    row.scroll_into_view_if_needed()
    journey.shot("opportunity-list")

    journey.visit(f"contacts/{journey.partner}")
    button = journey.smart_button()
    expect(button).to_contain_text("(1)")
    expect(button.locator(".o_stat_text:visible")).to_have_class(RED)
    journey.shot("partner")
    button.click()
    record = journey.records.first
    expect(record).to_contain_text(invoice["number"])
    expect(
        page.get_by_role("link", name="Open There")
        .or_(page.get_by_role("button", name="Open There"))
        .first
    ).to_be_visible()
    journey.shot("list")
    (record if journey.small else record.locator("[name=number]")).click()
    expect(page.locator(".o_form_view h1")).to_contain_text(invoice["number"])
    journey.shot("form")
    with page.context.expect_page() as opened:
        journey.press("Open There")
    there = opened.value
    expect(there).to_have_url(address)
    expect(there.locator("#status")).to_have_text("issued")
    there.close()

    journey.pay_there(address)
    journey.look()
    paid = journey.invoice()
    assert paid["payment"] == "paid"
    assert paid["lead_id"][0] == lead
    won = journey.stage(lead)
    assert won[0] != stage[0]
    assert won[1] == 100
    journey.visit(f"crm/{lead}")
    button = journey.smart_button()
    expect(button).to_contain_text("Invoices")
    expect(button).not_to_contain_text("unpaid")
    journey.shot("opportunity-paid")
    assert journey.server.call("crm.lead", "search_count", []) == 1


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_run_tells_what_became_of_a_document(start_invoices, size):
    """The Changes column speaks of amounts, days and the payment as a person does."""
    journey = start_invoices(size)
    page = journey.page
    address = journey.issue_there(journey.client, "1000")
    journey.look()
    journey.pay_there(address, "500")
    journey.look()
    (run,) = journey.server.call(
        "deratix.run", "search", [["kind", "=", "invoices"]], limit=1, order="id desc"
    )
    journey.visit(f"integration-runs/{run}")
    expect(journey.lines.first).to_be_visible(timeout=60_000)
    for text in ("Paid", "500.00", "Payment", "Partly paid"):
        expect(journey.lines.first).to_contain_text(text)
    journey.lines.first.scroll_into_view_if_needed()
    journey.shot("run")
    journey.open_first_line()
    values = page.locator(".o_deratix_values")
    for text in ("Issued", "Net", "1,000.00", "Gross", "1,230.00", "Partly paid"):
        expect(values).to_contain_text(text)
    journey.shot("line")
