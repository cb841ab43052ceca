"""The sandbox of Fakturownia: its web pages, as a browser without scripts uses them."""

import re

import pytest
import requests

from tests.unit.fakturownia_case import (  # noqa: F401
    address_fixture,
    client_fixture,
    receiver_fixture,
)
from tests.unit.fakturownia_pages import Browser

LINE = {"name": "Usługa", "tax": "23", "total_price_gross": 123}


@pytest.fixture
def browser(address, client):
    made = Browser(address)
    made.sign_in()
    yield made
    made.http.close()


@pytest.mark.parametrize("path", ["/", "/invoices", "/clients", "/invoices/new?kind=vat"])
def test_strangers_have_to_sign_in_first(address, client, path):
    browser = Browser(address)
    browser.open(path)
    assert browser.path.startswith("/login")
    assert browser.sign_in("wrong").status_code == 401
    browser.open(path)
    browser.send("login", login="anna@firma-demo.pl", password="demo")
    assert browser.path == ("/invoices" if path == "/" else path)
    browser.send(None)
    assert browser.path == "/login"
    browser.open(path)
    assert browser.path.startswith("/login")


@pytest.mark.parametrize("wanted", ["//evil.example/", "https://evil.example/", "/\\evil.example"])
def test_signing_in_leads_nowhere_else(address, client, wanted):
    browser = Browser(address)
    browser.open("/login")
    browser.send("login", login="anna@firma-demo.pl", password="demo", return_to=wanted)
    assert browser.path == "/invoices"


def test_the_token_of_the_api_opens_no_page_and_the_session_no_api(browser, client):
    page = client.get("/clients")
    assert page.status_code == 303 and page.headers["Location"].startswith("/login")
    assert browser.open("/clients.json").status_code == 401


def test_a_form_of_another_session_is_refused(browser, client):
    number = client.ids()[0]
    browser.open(f"/clients/{number}")
    assert browser.send("client", authenticity_token="x", name="Y").status_code == 403
    assert browser.open("/clients").status_code == 200
    assert client.get(f"/clients/{number}.json").json()["name"] != "Y"


def test_an_unchanged_form_changes_nothing(browser, client):
    for number in client.ids(per_page=100):
        before = client.get(f"/clients/{number}.json").json()
        browser.open(f"/clients/{number}")
        browser.send("client")
        assert client.get(f"/clients/{number}.json").json() == before


def test_a_client_is_edited_and_announced(browser, client, receiver):
    client.made("webhooks", "webhook", kind="client:update", url=receiver.url)
    number = client.made("clients", "client", name="Stary", city="Łódź", tag_list=["a"])["id"]
    browser.open(f"/clients/{number}")
    browser.send("client", name="Nowy & <b>", note="jeden\r\ndwa", tag_list="a, b", company=None,
                 last_name="Lis")  # fmt: skip
    row = client.get(f"/clients/{number}.json").json()
    assert (row["name"], row["note"], row["city"]) == ("Nowy & <b>", "jeden\ndwa", "Łódź")
    assert (row["tag_list"], row["company"]) == (["a", "b"], False)
    assert receiver.next()["client_id"] == number
    assert "Nowy &amp; &lt;b&gt;" in browser.open(f"/clients/{number}").text
    refused = browser.send("client", name=" ")
    assert refused.status_code == 422 and 'role="alert"' in refused.text


def test_a_client_is_made_and_deleted(browser, client):
    browser.open("/clients/new")
    browser.send("client", name="Z formularza", company="1")
    number = int(browser.path.rsplit("/", 1)[1])
    row = client.get(f"/clients/{number}.json").json()
    assert (row["name"], row["company"], row["country"]) == ("Z formularza", True, "PL")
    assert "Z formularza" in browser.open("/clients?q=z+FORM").text
    browser.open(f"/clients/{number}")
    browser.send("delete")
    assert client.get(f"/clients/{number}.json").status_code == 404
    assert browser.open(f"/clients/{number}").status_code == 404


def test_lists_turn_their_pages(browser, client):
    found = []
    for page in range(1, 8):
        text = browser.open(f"/clients?page={page}").text
        found += re.findall(r'href="/clients/(\d+)"', text)
        if "Older" not in text:
            break
    assert found == [str(number) for number in client.control("clients")["ids"]][::-1]


def test_a_document_is_made_paid_and_changed(browser, client, receiver):
    client.made("webhooks", "webhook", kind="invoice:create", url=receiver.url)
    page = browser.open("/invoices/new?kind=proforma")
    assert "<option selected>proforma</option>" in page.text
    browser.send("new_invoice", kind="proforma", buyer_name="Nabywca", name_0="Usługa",
                 quantity_0="2", price_net_0="50,00", tax_0="23", oid="L-1")  # fmt: skip
    number = int(browser.path.rsplit("/", 1)[1])
    row = client.get(f"/invoices/{number}.json").json()
    assert (row["kind"], row["price_gross"], row["oid"]) == ("proforma", "123.0", "L-1")
    assert row["from_api"] is False and receiver.next()["id"] == number
    browser.send("pay", amount="23")
    assert client.get(f"/invoices/{number}.json").json()["status"] == "partial"
    browser.send("pay")
    assert client.get(f"/invoices/{number}.json").json()["paid"] == "123.0"
    assert browser.send("pay", amount="x").status_code == 422
    browser.open(f"/invoices/{number}")
    browser.send("change_status", status="sent")
    browser.send("edit", internal_note="uwaga")
    row = client.get(f"/invoices/{number}.json").json()
    assert (row["status"], row["internal_note"]) == ("sent", "uwaga")
    browser.send("correct")
    corrected = int(browser.path.rsplit("/", 1)[1])
    assert client.get(f"/invoices/{corrected}.json").json()["invoice_id"] == number
    browser.open(f"/invoices/{number}")
    browser.send("cancel")
    assert client.get(f"/invoices/{number}.json").json()["cancelled"] is True
    browser.open(f"/invoices/{number}")
    browser.send("delete")
    assert client.get(f"/invoices/{number}.json").status_code == 404


def test_a_wrong_document_shows_the_form_again(browser):
    browser.open("/invoices/new?kind=vat")
    answer = browser.send("new_invoice", name_0="Usługa", oid="trzymaj")
    assert answer.status_code == 422 and "buyer_name" in answer.text and "trzymaj" in answer.text


def test_the_public_pages_of_a_document(client, address):
    made = client.made("invoices", "invoice", buyer_name="<script>x</script>", number="A/1/2026",
                       positions=[LINE])  # fmt: skip
    assert made["view_url"] == f"{address}/f/A-1-2026/{made['token']}"
    for page in (made["view_url"], f"{address}/invoice/{made['token']}"):
        answer = requests.get(page, timeout=5)
        assert "&lt;script&gt;x" in answer.text and "<script>" not in answer.text
        assert "A/1/2026" in answer.text and "123.0" in answer.text
        file = requests.get(f"{page}.pdf", params={"inline": "yes"}, timeout=5)
        assert file.content.startswith(b"%PDF-")
    wrong = (f"/f/B-1-2026/{made['token']}", "/invoice/nothing", "/invoice/nothing.pdf")
    assert {requests.get(address + path, timeout=5).status_code for path in wrong} == {404}


def test_a_number_with_spaces_has_an_address(client):
    made = client.made("invoices", "invoice", kind="proforma", buyer_name="A")
    assert " " in made["number"] and " " not in made["view_url"]
    assert made["number"] in requests.get(made["view_url"], timeout=5).text


def test_markup_in_data_is_never_markup_of_a_page(browser, client):
    evil = "\"><script>alert(1)</script>'&"
    number = client.control("clients", {"name": evil, "note": f"</textarea>{evil}"})["id"]
    invoice = client.control("invoices", {
        "client_id": number, "oid": evil, "internal_note": evil, "description": evil,
        "number": evil, "positions": [{**LINE, "name": evil}],
    })["id"]  # fmt: skip
    pages = (f"/clients/{number}", "/clients", f"/invoices/{invoice}", "/invoices",
             "/clients?q=%22%3E%3Cscript%3E", "/invoices?q=%22%3E%3Cscript%3E",
             "/invoices/new?kind=%22%3E%3Cscript%3E")  # fmt: skip
    for page in pages:
        assert browser.open(page).status_code == 200
        assert "script" not in browser.tags, page
    browser.open(f"/clients/{number}")
    assert browser.forms["client"][1]["name"] == evil


def test_pages_that_are_none(browser):
    for path in ("/nothing", "/clients/1", "/clients/x", "/invoices/1", "/invoices/1/pay"):
        assert browser.open(path).status_code == 404
