"""From the empty dashboard to imported clients and back, as a person does it in a browser."""

import pytest
from playwright.sync_api import expect

SIZES = ("desktop", "phone")


def client_count(server):
    return server.call("res.partner", "search_count", [["deratix_binding_ids", "!=", False]])


@pytest.mark.parametrize("size", SIZES)
def test_set_up_test_import_and_undo(odoo_server, sandbox, start_journey, size):
    sandbox.reset(clients=120)
    server = odoo_server()
    journey = start_journey(server, size)
    partners_before = server.call("res.partner", "search_count", [])

    journey.dashboard()
    expect(journey.card).to_contain_text("Not connected yet.")
    journey.set_up(sandbox.url)
    journey.type_credentials(apikey="not-the-right-key")
    journey.test()
    expect(journey.reason).to_contain_text("did not accept the e-mail or the key")
    expect(journey.status).to_have_text("Requires configuration")
    journey.type_credentials()
    journey.test()
    expect(journey.status).to_have_text("Ready")
    expect(journey.page.locator(".o_deratix_steps .text-success")).to_have_count(3)

    journey.press("Import")
    journey.preview()
    counts = journey.plan_counts()
    assert sum(counts.values()) == 10
    assert counts["new"] > 1
    assert server.call("res.partner", "search_count", []) == partners_before
    journey.decide_first("Skip")
    question = journey.apply()
    assert f"to add: {counts['new'] - 1}," in question
    assert journey.count("created") == counts["new"] - 1
    assert journey.count("skipped") == 1
    assert journey.count("failed") == 0
    linked = client_count(server)
    assert linked == counts["new"] - 1

    journey.dashboard()
    expect(journey.figure("Clients there")).to_have_text("120")
    expect(journey.figure("Linked")).to_have_text(str(linked))
    journey.card.get_by_role("button", name="Import").click()
    journey.preview("All clients")
    assert sum(journey.plan_counts().values()) == 120
    journey.apply()
    assert journey.count("created") > 50
    assert journey.count("failed") == 0

    journey.press("Findings")
    expect(journey.records.first).to_contain_text("Possible duplicates")
    journey.page.go_back()
    expect(journey.tile("created")).to_be_visible()
    journey.undo()
    assert journey.count("kept") == 0
    assert client_count(server) == linked


@pytest.mark.parametrize("size", SIZES)
def test_review_chooses_a_candidate(odoo_server, sandbox, start_journey, size):
    """A record with two candidates waits; *The same* links it with the chosen one."""
    sandbox.reset(clients=0)
    sandbox.control("clients", name="Kvety u Petra", email="peter@firma-demo.sk")
    server = odoo_server()
    shared = {"email": "peter@firma-demo.sk"}
    candidates = server.call(
        "res.partner", "create", [{"name": name, **shared} for name in ("Peter", "Pavol")]
    )
    journey = start_journey(server, size)
    journey.connect(sandbox.url)
    journey.press("Import")
    journey.preview()
    assert journey.count("review") == 1
    journey.tile("review").click()
    if journey.small:
        journey.lines.first.click()
    chooser = journey.page.locator(".o_deratix_candidates")
    expect(chooser).to_contain_text("Same e-mail")
    with journey.page.expect_response("**/web_save"):
        chooser.get_by_role("button", name="The same").first.click()
    expect(chooser.get_by_label("Chosen")).to_be_visible()
    (line,) = server.call("deratix.run.line", "search_read", [], ["decision", "partner_id"])
    assert line["decision"] == "update"
    assert line["partner_id"][0] in candidates


def test_import_is_refused_when_the_test_fails(odoo_server, sandbox, start_journey):
    """The wizard stays and says why; nothing was started."""
    sandbox.reset(clients=5)
    server = odoo_server()
    journey = start_journey(server, "desktop")
    journey.connect(sandbox.url)
    sandbox.control("faults", [{"kind": "wrong_credentials", "times": 0}])
    journey.press("Import")
    journey.start_reading()
    notification = journey.page.locator(".o_notification")
    expect(notification.last).to_contain_text("did not accept the e-mail or the key")
    expect(journey.page.locator(".o_error_dialog")).to_have_count(0)
    assert server.call("deratix.run", "search_count", []) == 0
    sandbox.control("faults", [])
    expect(journey.page.locator(".modal")).to_be_visible()
    journey.preview()
    assert sum(journey.plan_counts().values()) == 5


def test_failed_record_is_retried(odoo_server, sandbox, start_journey):
    """A record that is set aside is corrected in the preview and goes on with the others."""
    sandbox.reset(clients=0)
    sandbox.control("clients", name="Dobrá firma", ico="")
    sandbox.control("clients", name="Zlé číslo", ic_dph="SK1234567890", country_id="191")
    server = odoo_server()
    journey = start_journey(server, "desktop")
    journey.connect(sandbox.url)
    journey.press("Import")
    journey.preview()
    assert journey.plan_counts() | {"new": 1, "invalid": 1} == journey.plan_counts()
    journey.tile("invalid").click()
    expect(journey.lines).to_have_count(1)
    journey.lines.first.get_by_role("button", name="Correct").click()
    dialog = journey.page.locator(".modal")
    dialog.locator("[name=vat] input").fill("")
    dialog.get_by_role("button", name="Save and Match Again").click()
    expect(dialog).to_be_hidden()
    expect(journey.tile("new")).to_contain_text("2")
    journey.apply()
    assert journey.count("created") == 2
