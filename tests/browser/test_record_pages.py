"""The buttons beside a record: on a contact, on an opportunity, on a finding, on a failed one."""

import pytest
from playwright.sync_api import expect

from .journey import WORK_MS
from .seed import import_all

SIZES = ("desktop", "phone")
REFUSED = "Firma odmietnutá"


def bindings_of(server, partner):
    fields = ["external_id", "state", "res_id"]
    domain = [["model", "=", "res.partner"], ["res_id", "=", partner]]
    return server.call("deratix.binding", "search_read", domain, fields)


@pytest.mark.parametrize("size", SIZES)
def test_sync_now_and_open_there(odoo_server, sandbox, start_journey, size):
    """A contact is brought up to date from its own page, and its twin is opened."""
    sandbox.reset(clients=0)
    number = sandbox.control("clients", name="Kvety u Petra", city="Nitra")["id"]
    server = odoo_server()
    journey = start_journey(server, size)
    ids = import_all(journey, server, sandbox.url)
    sandbox.control(f"clients/{number}", method="PATCH", city="Trnava")

    journey.external_page(f"contacts/{ids.partner}")
    link = journey.page.get_by_role("link", name="Open There", exact=True)
    with journey.page.context.expect_page() as opened:
        link.click()
    expect(opened.value.get_by_role("heading", name="Kvety u Petra")).to_be_visible()
    assert opened.value.url == f"{sandbox.url}/clients/view/{number}"
    opened.value.close()

    journey.page.get_by_role("button", name="Sync Now").click()
    expect(journey.tile("changed")).to_contain_text("1", timeout=WORK_MS)
    expect(journey.lines.first).to_contain_text("Trnava")
    assert server.call("res.partner", "read", [ids.partner], ["city"])[0]["city"] == "Nitra"
    journey.apply()
    assert journey.count("updated") == 1
    assert server.call("res.partner", "read", [ids.partner], ["city"])[0]["city"] == "Trnava"


@pytest.mark.parametrize("size", SIZES)
def test_merge_keeps_both_links(odoo_server, sandbox, start_journey, size):
    """Odoo's own merge of two clients that the import found to be alike."""
    sandbox.reset(clients=0)
    twins = [
        sandbox.control("clients", name=name, email="peter@firma-demo.sk")["id"]
        for name in ("Peter Kováč", "Zuzana Malá")
    ]
    server = odoo_server()
    journey = start_journey(server, size)
    import_all(journey, server, sandbox.url)
    journey.press("Findings")
    finding = journey.records.filter(has_text="Same e-mail")
    expect(finding).to_have_count(1)
    finding.get_by_role("button", name="Merge").click()
    dialog = journey.page.locator(".modal")
    dialog.get_by_role("button", name="Merge Contacts").click()
    expect(dialog).to_contain_text("There are no more contacts to merge")

    left = server.call("res.partner", "search", [["email", "=", "peter@firma-demo.sk"]])
    assert len(left) == 1
    assert {row["external_id"] for row in bindings_of(server, left[0])} == set(map(str, twins))
    journey.external_page(f"contacts/{left[0]}")
    for number in twins:
        expect(journey.page.get_by_text(str(number), exact=True)).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
def test_failed_record_is_corrected_and_imported(odoo_server, sandbox, start_journey, size):
    """From the result back to the preview, corrected there, imported on."""
    journey, server = failed_import(odoo_server, sandbox, start_journey, size)
    journey.press("Decide on the Rest")
    expect(journey.tile("new")).to_be_visible()
    line = journey.records.filter(has_text=REFUSED)
    if journey.small:
        line.click(position={"x": 20, "y": 10})
        expect(journey.page.locator(".o_deratix_values")).to_be_visible()
        journey.press("Correct")
    else:
        line.get_by_role("button", name="Correct").click()
    dialog = journey.page.locator(".modal")
    dialog.locator("[name=name] input").fill("Firma krátka")
    dialog.get_by_role("button", name="Save and Match Again").click()
    expect(dialog).to_be_hidden()
    if journey.small:
        journey.page.go_back()
    # The plan is shown anew: a button that is pressed before is forgotten with the old page.
    expect(journey.records.filter(has_text="Firma krátka")).to_have_count(1)
    journey.apply()
    assert journey.count("failed") == 0
    assert server.call("res.partner", "search_count", [["name", "=", "Firma krátka"]]) == 1


@pytest.mark.parametrize("size", SIZES)
def test_failed_record_is_retried(odoo_server, sandbox, start_journey, size):
    """What stood in its way is gone: *Retry* imports this one record."""
    journey, server = failed_import(odoo_server, sandbox, start_journey, size)
    server.sql("ALTER TABLE res_partner DROP CONSTRAINT refused_here")
    journey.tile("failed").click()
    expect(journey.lines).to_have_count(1)
    journey.lines.get_by_role("button", name="Retry").click()
    expect(journey.tile("created")).to_contain_text("2", timeout=WORK_MS)
    assert journey.count("failed") == 0
    assert server.call("res.partner", "search_count", [["name", "=", REFUSED]]) == 1
    # That nothing is left under a tile is told in place of the table.
    journey.tile("failed").click()
    expect(journey.page.get_by_text("No records here")).to_be_visible()
    expect(journey.page.locator(".o_deratix_run_lines thead")).to_be_hidden()


def failed_import(odoo_server, sandbox, start_journey, size):
    """The result of an import of two clients, one of which the database refused."""
    sandbox.reset(clients=0)
    sandbox.control("clients", name=REFUSED)
    sandbox.control("clients", name="Dobrá firma")
    server = odoo_server()
    server.sql("ALTER TABLE res_partner ADD CONSTRAINT refused_here CHECK (name <> %s)", (REFUSED,))
    journey = start_journey(server, size)
    import_all(journey, server, sandbox.url)
    assert (journey.count("created"), journey.count("failed")) == (1, 1)
    return journey, server


@pytest.mark.parametrize("size", SIZES)
def test_opportunity_shows_its_links(odoo_server, sandbox, start_journey, size):
    sandbox.reset(clients=1)
    server = odoo_server()
    journey = start_journey(server, size)
    ids = import_all(journey, server, sandbox.url)
    lead = server.call("crm.lead", "create", {"name": "Nová zákazka", "type": "opportunity"})
    journey.visit(f"crm/{lead}")
    expect(journey.page.get_by_role("tab").first).to_be_visible()
    expect(journey.page.get_by_role("tab", name="External Systems")).to_have_count(0)

    server.sql(
        "INSERT INTO deratix_binding (connection_id, company_id, kind, external_id, model, res_id,"
        " state) SELECT %s, company_id, 'party', '990011', 'crm.lead', %s, 'linked'"
        " FROM deratix_connection WHERE id = %s",
        (ids.connection, lead, ids.connection),
    )
    journey.external_page(f"crm/{lead}")
    expect(journey.page.get_by_text("990011", exact=True)).to_be_visible()
    link = journey.page.get_by_role("link", name="Open There", exact=True)
    expect(link).to_have_attribute("href", f"{sandbox.url}/clients/view/990011")
