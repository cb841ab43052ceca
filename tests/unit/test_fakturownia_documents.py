"""Documents, their files, and webhooks: what is asked for, and answers that no sandbox gives."""

from decimal import Decimal

import pytest

from deratix_integrations.engine.records import Invoice, InvoiceLine
from deratix_integrations.providers import base
from deratix_integrations.providers.fakturownia import Fakturownia
from deratix_integrations.providers.invoicing import Hint
from tests.unit.fakturownia_talk import INVOICE, asked, talking
from tests.unit.raw_server import CLOSE, answer

PDF = b"%PDF-1.7 some pages %%EOF\n"
OK = answer({"id": 7})


# -- documents -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"client_id": ""}, ("client_id",)),
        ({"client_id": "x"}, ("client_id",)),
        ({"client_id": "0"}, ("client_id",)),
        ({"kind": "nonsense"}, ("kind",)),
        ({"department_id": "x"}, ("department_id",)),
    ],
)
def test_a_document_that_could_make_a_client_is_not_sent(changes, missing):
    """Without a client's number the system looks one up by name, and else makes a new one."""
    invoice = Invoice(**{"external_id": "", "kind": "vat", "client_id": "7", **changes})
    with talking(OK) as (provider, server):
        with pytest.raises(base.Rejected) as caught:
            provider.create_invoice(invoice, "key")
        assert caught.value.params["reasons"] == missing
        with pytest.raises(base.Rejected):
            provider.create_invoice(Invoice("", "vat", client_id="7"), "")
        assert server.requests == []


def test_a_new_document():
    line = InvoiceLine("A", Decimal(1), Decimal(10), "23")
    with talking(answer({"id": 9}, "201 Created")) as (provider, server):
        invoice = Invoice(external_id="", kind="vat", client_id="7", lines=(line,))
        assert provider.create_invoice(invoice, "key") == "9"
        method, path, _parameters, body = asked(server)
        assert (method, path, body["invoice"]["oid_unique"]) == ("POST", "/invoices.json", "yes")


def test_a_document_is_found_among_those_of_its_client():
    rows = [{**INVOICE, "id": number, "oid": None} for number in range(10, 110)]
    with talking(answer(rows), answer([rows[-1], INVOICE])) as (provider, server):
        assert provider.find_invoice("key-1", "7").external_id == "9"
        assert asked(server)[2]["client_id"] == "7"
        assert asked(server)[2]["period"] == "all"
    with talking(answer([INVOICE])) as (provider, server):
        assert provider.find_invoice("key", "7") is None
        assert provider.find_invoice("key", "") is None
        assert len(server.requests) == 1


def test_a_pdf():
    with talking(answer(PDF, content_type="application/pdf")) as (provider, server):
        assert provider.invoice_pdf("9") == PDF
        assert asked(server)[:2] == ("GET", "/invoices/9.pdf")
        assert b"Accept: application/pdf" in server.requests[0]
        with pytest.raises(base.NotFound):
            provider.invoice_pdf("../account")


@pytest.mark.parametrize(
    ("script", "error"),
    [
        (answer(b"<html>", content_type="text/html"), base.UnexpectedAnswer),
        (answer({"id": 9}), base.UnexpectedAnswer),
        (answer(b"", content_type="application/pdf"), base.UnexpectedAnswer),
        (answer(PDF[:15], content_type="application/pdf"), base.UnexpectedAnswer),
        (answer({"code": "error", "message": "x"}), base.Rejected),
        (answer({"error": "x"}, "404 Not Found"), base.NotFound),
        (answer(PDF, "500 Oops"), base.ServerFault),
        (answer(PDF, length=1000), base.Unreachable),
    ],
)
def test_what_is_no_pdf(script, error):
    # Closed after the answer, so that a promised rest does not come.
    with talking((script, CLOSE)) as (provider, _server), pytest.raises(error):
        provider.invoice_pdf("9")


def test_a_pdf_that_is_too_large(monkeypatch):
    monkeypatch.setattr("deratix_integrations.providers.transport.MAX_BODY", 1000)
    with talking(answer(PDF * 100)) as (provider, _server):
        with pytest.raises(base.UnexpectedAnswer) as caught:
            provider.invoice_pdf("9")
        assert caught.value.params["reason"] == "too_large"


def moved(location):
    return answer(b"", "302 Found", headers=[f"Location: {location}"])


def test_a_pdf_under_another_path_of_the_same_host():
    log = base.EntryList()
    with talking(moved("/invoice/Tok3n.pdf?inline=yes"), answer(PDF), recorder=log) as (
        provider,
        server,
    ):
        assert provider.invoice_pdf("9") == PDF
        assert asked(server)[:3] == ("GET", "/invoice/Tok3n.pdf", {"inline": "yes"})
        assert "Tok3n" not in repr(log.entries)


@pytest.mark.parametrize(
    "location",
    ["https://evil.example/x.pdf", "//evil.example/x.pdf", "http://127.0.0.1:1/x.pdf",
     "http://a@127.0.0.1/x.pdf", "", "file:///etc/passwd"],
)  # fmt: skip
def test_a_pdf_elsewhere_is_refused(location):
    with talking(moved(location), answer(PDF)) as (provider, server):
        with pytest.raises(base.RedirectRefused):
            provider.invoice_pdf("9")
        assert len(server.requests) == 1


def test_a_pdf_that_moves_for_ever():
    with talking(moved("/invoices/9.pdf")) as (provider, server):
        with pytest.raises(base.RedirectRefused):
            provider.invoice_pdf("9")
        assert len(server.requests) == 3


def test_pages_for_a_browser():
    home = "https://firma.fakturownia.pl/"
    assert Fakturownia.client_page(home, "7") == f"{home}clients/7"
    assert Fakturownia.invoice_page(home, "9/../x") == f"{home}invoices/9%2F..%2Fx"
    assert Fakturownia.new_invoice_page(home, "vat") == f"{home}invoices/new?kind=vat"


# -- webhooks --------------------------------------------------------------------------------------


def test_webhooks():
    rows = [{"id": 1, "kind": "client:update", "url": "https://a.example/x", "active": True,
             "api_token": "s3cret"},
            {"id": "2", "kind": "invoice:create", "url": "https://b", "active": False}]  # fmt: skip
    with talking(answer(rows)) as (provider, _server):
        first, second = provider.webhooks()
        assert (first.external_id, first.event, first.active) == ("1", "client:update", True)
        assert (second.external_id, second.active) == ("2", False)
        assert "s3cret" not in repr(first)
    log = base.EntryList()
    with talking(answer({"id": 3}), recorder=log) as (provider, server):
        made = provider.create_webhook("client:create", "https://a.example/x", "our-secret")
        webhook = {"kind": "client:create", "url": "https://a.example/x", "api_token": "our-secret",
                   "active": True}  # fmt: skip
        assert made == "3"
        assert asked(server) == ("POST", "/webhooks.json", {}, {"webhook": webhook})
        assert "our-secret" not in repr(log.entries)


@pytest.mark.parametrize(
    "script",
    [answer(b'"ok"'), answer({"id": 3}), answer(b""), answer({"error": "x"}, "404 Not Found")],
)
def test_a_webhook_is_gone_afterwards(script):
    with talking(script) as (provider, server):
        provider.delete_webhook("3")
        assert asked(server)[:2] == ("DELETE", "/webhooks/3.json")
        provider.delete_webhook("no number")
        assert len(server.requests) == 1


def test_a_webhook_that_cannot_be_deleted():
    for script, error in ((answer({}, "500 Oops"), base.ServerFault),
                          (answer(b"<html>"), base.UnexpectedAnswer)):  # fmt: skip
        with talking(script) as (provider, _server), pytest.raises(error):
            provider.delete_webhook("3")


CLIENT_2018 = {
    "client": {"id": 11, "name": "A", "external_ids": {"fakturownia": 4410021}, "buyer": {},
               "skip_webhooks": True},
    "app_name": "fakturownia", "api_token": "s3cret", "locale": "pl",
}  # fmt: skip
CLIENT_HELP = {"client_id": 4410021, "client": {"name": "A"}, "app_name": "x", "api_token": ""}
DEAL = {
    "deal": {"name": "Usługa", "price": "123.0", "paid": False, "kind": "vat",
             "external_ids": {"fakturownia": 90011},
             "client": {"name": "A", "external_ids": {"fakturownia": 4410021}}},
    "app_name": "fakturownia", "api_token": "s3cret", "locale": "pl",
}  # fmt: skip


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        (CLIENT_2018, Hint("party", "4410021")),
        (CLIENT_HELP, Hint("party", "4410021")),
        ({"client": {"id": "11"}}, Hint("party", "11")),
        (DEAL, Hint("invoice", "90011")),
        ({**DEAL, "id": 90011}, Hint("invoice", "90011")),
        ({"id": 90011, "deal": {"status": "paid", "currency": "PLN"}}, Hint("invoice", "90011")),
        ({"app_name": "vosfactures", "deal": {"external_ids": {"vosfactures": 5}}},
         Hint("invoice", "5")),
        ({"product": {"id": 17, "name": "x"}}, Hint("product", "17")),
        ({"product_id": 17, "product": {}}, Hint("product", "17")),
        ({"product": {"external_ids": {"fakturownia": 17}}}, Hint("product", "17")),
        ({"product": {"id": 0}}, None),
        ({"product": []}, None),
        ({"id": 90011}, None),
        ({"client": {}}, None),
        ({"client": None, "client_id": 5}, None),
        ({"client": {"id": 0}}, None),
        ({"client": {"id": -5}}, None),
        ({"client": {"id": True}}, None),
        ({"client": {"id": "1; DROP"}}, None),
        ({"deal": {"external_ids": [1]}}, None),
        ({"deal": {"external_ids": {"fakturownia": {"a": 1}}}, "app_name": ["x"]}, None),
        ({"deal": []}, None),
        ({}, None), ([], None), (None, None), ("x", None), (7, None), ([DEAL], None),
    ],
)  # fmt: skip
def test_what_a_webhook_hints_at(body, hint):
    assert Fakturownia.webhook_hint(body) == hint


def test_the_secret_of_a_webhook():
    assert Fakturownia.webhook_secret(CLIENT_2018) == "s3cret"
    for body in ({}, {"api_token": None}, {"api_token": 7}, {"api_token": ["x"]}, [], None, "x"):
        assert Fakturownia.webhook_secret(body) == ""
