"""The people of Odoo and of Fakturownia, put together by an administrator in a browser."""

import pytest
from playwright.sync_api import expect

from .sync_journey import LOGIN, PASSWORD

SIZES = ("desktop", "phone")
PEOPLE = (
    ("anna@firma-demo.pl", "anna@firma-demo.pl", "Anna Demo"),
    ("bartek@firma-demo.pl", "bartek@other.example", "Bartek Wójcik"),
    ("filip@firma-demo.pl", "filip@firma-demo.pl", "Filip Nowak"),
    ("celina@firma-demo.pl", "biuro@firma-demo.pl", "Celina Żak"),
)


@pytest.fixture
def shot(picture_folder):
    def take(journey, name):
        journey.page.locator(".o_notification").evaluate_all("all => all.map(e => e.remove())")
        size = "phone" if journey.small else "desktop"
        path = picture_folder / f"people-{name}-{size}.png"
        journey.page.screenshot(path=path, animations="disabled", caret="hide")

    return take


def with_people(journey):
    """People in Odoo, and a connection that has Multipass; returns the connection."""
    server, connection = journey.server, journey.test_account()
    server.call("deratix.connection", "write", [connection], {"active": True})
    server.call("deratix.multipass", "create", {"connection_id": connection})
    server.call("res.users", "create", [
        {"login": login, "email": email, "name": name} for login, email, name in PEOPLE
    ])  # fmt: skip
    return connection


def copied_list(journey):
    """The table of users there, as it is when somebody marks and copies it."""
    page = journey.page.context.new_page()
    page.goto(f"{journey.sandbox.url}/settings/users")
    page.get_by_label("Login").fill(LOGIN)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    text = page.locator("#users").inner_text()
    page.close()
    return text


def row(journey, name):
    return journey.records.filter(has_text=name)


def update_list(journey, content):
    """The wizard up to its preview."""
    journey.page.get_by_role("button", name="Update the List").click()
    dialog = journey.page.locator(".modal")
    dialog.locator("[name=content] textarea").fill(content)
    dialog.get_by_role("button", name="Preview").click()
    expect(dialog.get_by_role("button", name="Back")).to_be_visible()
    return dialog


def known(journey):
    return journey.server.call("deratix.external.user", "search_count", [])


@pytest.mark.parametrize("size", SIZES)
def test_from_an_empty_table_to_a_pairing(start_sync, shot, size):
    journey = start_sync(size)
    with_people(journey)
    page = journey.page
    content = copied_list(journey)

    journey.settings()
    setting = page.locator("#deratix_people")
    setting.scroll_into_view_if_needed()
    shot(journey, "settings")
    setting.get_by_role("button", name="Users").click()
    expect(row(journey, "Anna Demo")).to_contain_text("Only in Odoo")

    page.get_by_role("button", name="Update the List").click()
    dialog = page.locator(".modal")
    expect(dialog.locator("[name=content] textarea")).to_be_visible()
    shot(journey, "wizard")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_hidden()

    dialog = update_list(journey, f"{content}\n99\tx\tno address\tX\tmember\tyes")
    lines = dialog.locator(".o_field_widget[name=line_ids]")
    expect(lines).to_contain_text("The e-mail is no e-mail address.")
    expect(lines).to_contain_text("bartek@firma-demo.pl")
    shot(journey, "preview")
    assert known(journey) == 0
    update = dialog.get_by_role("button", name="Update the List")
    expect(update).to_be_in_viewport()
    update.click()
    expect(dialog).to_be_hidden()

    anna = row(journey, "Anna Demo")
    expect(anna).to_contain_text("To be confirmed")
    expect(row(journey, "Bartek")).to_contain_text("Different e-mail")
    expect(row(journey, "Filip")).to_contain_text("Different login")
    expect(row(journey, "Celina")).to_contain_text("Ambiguous")
    expect(row(journey, "Ewa")).to_contain_text("Archived")
    assert known(journey) == 5
    shot(journey, "table")
    anna.get_by_role("button", name="Confirm").click()
    said = journey.confirm("Ok")
    assert "without a password" in said
    expect(anna).to_contain_text("Paired")
    shot(journey, "paired")

    # Bartek's e-mail is mended there; Filip is not in the list any more.
    journey.visit("integration-users")
    lines = [line for line in content.splitlines() if "filip" not in line]
    mended = "\n".join(lines).replace(
        "bartek@firma-demo.pl\tBartek", "bartek@other.example\tBartek"
    )
    dialog = update_list(journey, mended)
    expect(dialog).to_contain_text("Gone: 1")
    shot(journey, "gone")
    dialog.get_by_role("button", name="Update the List").click()
    expect(dialog).to_be_hidden()
    expect(row(journey, "Bartek")).to_contain_text("To be confirmed")
    expect(row(journey, "Filip").first).to_contain_text("Archived")

    row(journey, "Anna Demo").get_by_role("button", name="Withdraw").click()
    journey.confirm("Ok")
    expect(row(journey, "Anna Demo")).to_contain_text("To be confirmed")
    assert journey.server.call("deratix.multipass.pairing", "search_count", []) == 0


@pytest.mark.parametrize("size", SIZES)
def test_what_is_no_list(start_sync, shot, size):
    journey = start_sync(size)
    with_people(journey)
    journey.visit("integration-users")
    journey.page.get_by_role("button", name="Update the List").click()
    dialog = journey.page.locator(".modal")
    dialog.locator("[name=content] textarea").fill("anna;anna@firma-demo.pl")
    dialog.get_by_role("button", name="Preview").click()
    complaint = journey.page.locator(".o_notification, .modal-body").filter(has_text="called Login")
    expect(complaint.last).to_be_visible()
    assert known(journey) == 0
