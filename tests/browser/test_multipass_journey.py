"""Switching between Odoo and Fakturownia without signing in again, across two real servers."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.browser import SIZES as SCREENS

from .multipass_journey import ANNA, BARTEK, CELINA, PASSWORD, TwoServers

SIZES = ("desktop", "phone")


@pytest.fixture
def both(odoo_server, fakturownia_sandbox):
    fakturownia_sandbox.reset(clients=20, invoices=20)
    return TwoServers(odoo_server(), fakturownia_sandbox)


@pytest.fixture
def strange_browser(chromium):
    """`strange_browser(size)`: a page of a browser that nobody is signed in with."""
    contexts = []

    def make(size="desktop"):
        width, height = SCREENS[size]
        made = chromium.new_context(
            viewport={"width": width, "height": height}, is_mobile=size == "phone", locale="en-US"
        )
        contexts.append(made)
        return made.new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def shot(picture_folder):
    def take(page, name):
        page.screenshot(path=picture_folder / f"multipass-{name}.png", animations="disabled")

    return take


def is_backend(page):
    """Waits for Odoo's own pages, with nothing of a token left in the address."""
    expect(page.locator(".o_main_navbar")).to_be_visible()
    assert "multipass" not in page.url


@pytest.mark.parametrize("size", SIZES)
def test_there_and_back(both, browser_page, strange_browser, watch, shot, size):
    page = browser_page(both.server, size, login=ANNA, password=PASSWORD)
    watch(page)
    page.goto(both.go("/invoices/new?kind=vat"))
    expect(page.locator("#user")).to_have_text("Anna Demo")
    assert page.url == f"{both.there}/invoices/new?kind=vat"
    shot(page, f"there-{size}")

    page.get_by_role("link", name="CRM").click()
    is_backend(page)
    assert both.name_here(page) == "Anna Demo"
    assert both.events("sent") == [(ANNA, False)]
    assert both.events("already") == [(ANNA, False)]

    # The other way round, by somebody who is not signed in to Odoo.
    page = strange_browser(size)
    both.sign_in_there(page, ANNA)
    watch(page)
    page.goto(f"{both.there}/crm?to=/odoo/crm")
    is_backend(page)
    assert re.fullmatch(rf"{both.url}/odoo/crm(\?.*)?", page.url)
    assert both.name_here(page) == "Anna Demo"
    shot(page, f"here-{size}")
    assert both.events("signed_in") == [(ANNA, False)]

    page.goto(both.go("/clients"))
    expect(page.locator("#user")).to_have_text("Anna Demo")
    assert page.url == f"{both.there}/clients"


def test_a_stranger_there_signs_in_here_and_lands_on_the_page_meant(both, strange_browser):
    page = strange_browser()
    page.goto(f"{both.there}/invoices?q=a%26b")
    expect(page.locator("input[name=password]")).to_be_visible()
    assert page.url.startswith(f"{both.url}/web/login?redirect=")
    both.sign_in_here(page, ANNA)
    expect(page.locator("#user")).to_have_text("Anna Demo")
    assert page.url == f"{both.there}/invoices?q=a%26b"
    assert both.name_here(page) == "Anna Demo"


def test_who_is_not_paired_gets_nowhere(both, browser_page, strange_browser, shot):
    page = browser_page(both.server, login=BARTEK, password=PASSWORD)
    page.goto(both.go("/invoices"))
    expect(page.locator("body")).to_contain_text("You are not paired with a user of Fakturownia")
    shot(page, "unpaired")
    for login, reason in ((BARTEK, "unpaired"), (CELINA, "unknown")):
        page = strange_browser()
        both.sign_in_there(page, login)
        page.get_by_role("link", name="CRM").click()
        expect(page.locator("h1")).to_have_text("This sign-in link is not valid")
        assert both.name_here(page) is None
        assert both.events("refused")[0][1] == reason
    shot(page, "refused")


def test_switched_off(both, browser_page, strange_browser, shot):
    both.sandbox.control("multipass", sign_in=False)
    page = browser_page(both.server, login=ANNA, password=PASSWORD)
    page.goto(both.go())
    alert = page.get_by_role("alert")
    expect(alert).to_have_text("Signing in from the CRM is switched off here.")
    shot(page, "off-there")
    (row,) = both.server.call("deratix.multipass", "search", [])
    both.server.call("deratix.multipass", "write", [row], {"to_odoo": False, "from_odoo": False})
    page.goto(both.go())
    expect(page.locator("body")).to_contain_text("is switched off")
    page = strange_browser()
    both.sign_in_there(page, ANNA)
    page.get_by_role("link", name="CRM").click()
    expect(page.locator("h1")).to_have_text("This sign-in link is not valid")
    assert both.name_here(page) is None


def test_a_clock_that_is_wrong(both, browser_page, strange_browser):
    here = browser_page(both.server, login=ANNA, password=PASSWORD)
    there = strange_browser()
    both.sign_in_there(there, ANNA)
    for offset, reason, words in (
        (-120, "expired", r"is \d+ s ahead of the clock here"),
        (120, "from_future", r"ended \d+ s ago"),
    ):
        both.sandbox.control("multipass", clock_offset=offset)
        there.goto(f"{both.there}/crm")
        expect(there.locator("h1")).to_have_text("This sign-in link is not valid")
        assert both.name_here(there) is None
        assert both.events("refused")[0][1] == reason
        here.goto(both.go())
        expect(here.get_by_role("alert")).to_have_text(re.compile(words))


def test_a_token_is_good_for_one_browser(both, browser_page, strange_browser):
    page = strange_browser()
    both.sign_in_there(page, ANNA)
    with page.expect_request(re.compile(r"/login\?multipass=")) as caught:
        page.get_by_role("link", name="CRM").click()
    is_backend(page)
    thief = strange_browser()
    thief.goto(caught.value.url)
    expect(thief.locator("h1")).to_have_text("This sign-in link is not valid")
    assert both.name_here(thief) is None
    assert both.events("refused") == [(ANNA, "used")]

    page = browser_page(both.server, login=ANNA, password=PASSWORD)
    with page.expect_request(re.compile(r"/login\?multipass=")) as caught:
        page.goto(both.go())
    thief.goto(caught.value.url)
    expect(thief.get_by_role("alert")).to_have_text("The token was used before.")


@pytest.mark.parametrize("size", SIZES)
def test_who_is_signed_in_as_somebody_else_is_asked(both, browser_page, shot, size):
    page = browser_page(both.server, size, login=BARTEK, password=PASSWORD)
    both.sign_in_there(page, ANNA)
    page.get_by_role("link", name="CRM").click()
    expect(page.locator("h1")).to_have_text("Continue as Anna Demo?")
    shot(page, f"ask-{size}")
    page.get_by_role("link", name="Stay signed in as Bartek").click()
    is_backend(page)
    assert both.name_here(page) == "Bartek Wójcik"
    page.goto(f"{both.there}/crm")
    page.get_by_role("button", name="Continue as Anna").click()
    is_backend(page)
    assert both.name_here(page) == "Anna Demo"
