"""*Add Invoice*, pressed in a browser, ends on the document's page in the other system."""

import pytest
from playwright.sync_api import expect

from .add_invoice import AddInvoice

SIZES = ("desktop", "phone")


@pytest.fixture
def start_adding(odoo_server, fakturownia_sandbox, browser_page, watch, picture_folder):
    """`start_adding(size, lines=0)`: an `AddInvoice` with `.shot(name)`."""

    def make(size, **options):
        fakturownia_sandbox.reset(clients=0)
        server = odoo_server()
        page = browser_page(server, size)
        journey = AddInvoice(page, server, fakturownia_sandbox, small=size == "phone")
        journey.watch = watch(page)

        def shot(name):
            expect(page.locator(".o_loading_indicator")).to_have_count(0)
            path = picture_folder / f"add-invoice-{name}-{size}.png"
            page.screenshot(path=path, animations="disabled", caret="hide")

        journey.shot = shot
        return journey.prepare(**options)

    yield make
    fakturownia_sandbox.control("faults", [])


@pytest.mark.parametrize("size", SIZES)
def test_from_the_opportunity_to_the_document(start_adding, size):
    journey = start_adding(size)
    journey.add_invoice()
    journey.change_price("1500")
    expect(journey.total()).to_contain_text("1,845.00")
    journey.shot("form")
    journey.total().scroll_into_view_if_needed()
    journey.shot("totals")
    there = journey.create_and_open()
    (document,) = journey.documents()
    expect(there).to_have_url(f"{journey.sandbox.url}/invoices/{document['id']}")
    expect(there.locator("#gross")).to_have_text("1845.0 PLN")
    expect(there.locator("#oid")).to_have_text(document["oid"])
    there.close()

    expect(journey.page.locator(".modal")).to_have_count(0)
    journey.page.get_by_role("tab", name="Invoices").click()
    expect(journey.page.locator("[name=deratix_invoice_ids]")).to_contain_text(document["number"])
    journey.shot("done")
    journey.look()
    assert journey.server.sql("SELECT id FROM crm_lead") == [(journey.lead,)]

    journey.add_invoice()
    expect(journey.form.locator("[name=existing]")).to_contain_text("VAT invoice")
    journey.shot("warning")
    journey.change_price("10")
    # While the form reckons, a press on its button may be lost.
    expect(journey.total().last).to_contain_text("12.30")
    journey.form.get_by_role("button", name="Create", exact=True).click()
    expect(journey.form.locator("[name=message].alert")).to_contain_text("Tick")
    assert len(journey.documents()) == 1
    journey.form.get_by_label("Add another one all the same").check()
    journey.create_and_open().close()
    assert len(journey.documents()) == 2


@pytest.mark.parametrize("size", SIZES)
def test_a_refusal_is_told_on_the_form(start_adding, size):
    journey = start_adding(size, lines=3)
    journey.add_invoice()
    expect(journey.total()).to_contain_text("2,988.90")
    refusal = {"code": "error", "message": {"buyer_tax_no": ["Nieprawidłowy numer NIP"]}}
    rule = {"match": r"/invoices\.json", "method": "POST", "kind": "answer"}
    arguments = {"status": 422, "json": refusal}
    journey.sandbox.control("faults", [rule | {"arguments": arguments}])
    journey.form.locator("[name=note] textarea").fill("Dziękujemy")
    journey.form.get_by_role("button", name="Create", exact=True).click()
    message = journey.form.locator("[name=message].alert")
    expect(message).to_contain_text("Nieprawidłowy numer NIP")
    journey.shot("refused")
    expect(journey.form.locator("[name=note] textarea")).to_have_value("Dziękujemy")
    journey.create_and_open().close()
    (document,) = journey.documents()
    assert (document["description"], document["price_gross"]) == ("Dziękujemy", "2988.9")


def test_open_the_empty_form(start_adding):
    journey = start_adding("desktop")
    journey.add_invoice()
    there = journey.open_by("Open Empty Form There")
    expect(there.locator("form#new_invoice")).to_be_visible()
    expect(there).to_have_url(f"{journey.sandbox.url}/invoices/new?kind=vat")
    assert journey.documents() == []
