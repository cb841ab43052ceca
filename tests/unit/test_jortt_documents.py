"""Invoices and estimates of jortt, against its sandbox: made, checked, sent, found, fetched."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from deratix_integrations.engine.records import Invoice, InvoiceLine, Party
from deratix_integrations.providers import base
from deratix_integrations.providers.oauth import MemoryStore
from tests.unit.jortt_case import address_fixture, client_fixture
from tests.unit.jortt_talk import ID, OTHER, asked, data, provider_of, rows_of, talking
from tests.unit.raw_server import answer

__all__ = ["address_fixture", "client_fixture"]
LINES = (
    InvoiceLine("[BR-1] Zuurdesem", Decimal("12"), Decimal("3.10"), "9"),
    InvoiceLine("Advies „A & B”", Decimal("1.5"), Decimal("95.00"), "21"),
)
NEW = Invoice(
    external_id="", kind="invoice", issued_on=date(2026, 3, 9), sold_on=date(2026, 3, 5),
    currency="EUR", payment_days=14, note="Regel 1\nRegel 2", lines=LINES,
)  # fmt: skip


@pytest.fixture(name="provider")
def provider_fixture(address, client):
    return provider_of(address, tokens=MemoryStore())


@pytest.fixture(name="new")
def new_fixture(provider):
    client_id = provider.create_party(
        Party(external_id="", name="Jan", email="jan@x.example"), "odoo-1"
    )
    return replace(NEW, client_id=client_id)


def read(provider, external_id):
    return provider.invoice(provider.read_invoice(external_id))


def writes(client):
    return [entry for entry in client.control("log")["requests"] if entry["method"] != "GET"]


def test_an_invoice_comes_back(provider, new):
    department = provider.departments()[1].external_id
    account = provider.ledger_accounts()[0]
    label = provider.labels()[0].code
    assert account.name == "Omzet / Omzet uit facturen"
    wanted = replace(new, department_id=department)
    made = provider.create_invoice(wanted, "S00045", ledger_account=account.code, labels=(label,))
    row = provider.read_invoice(made)
    got = provider.invoice(row)
    for name in ("kind", "client_id", "issued_on", "sold_on", "currency", "payment_days", "note",
                 "lines", "department_id"):  # fmt: skip
        assert getattr(got, name) == getattr(wanted, name), name
    assert (got.order_number, got.status, got.number) == ("S00045", "draft", "")
    assert got.due_on == date(2026, 3, 23)
    assert (got.net, got.gross) == (Decimal("179.70"), Decimal("212.98"))
    assert {item["ledger_account_id"] for item in row.payload["line_items"]} == {account.code}
    due = replace(new, payment_days=None, due_on=date(2026, 4, 1))
    assert read(provider, provider.create_invoice(due, "k")).due_on == date(2026, 4, 1)


def test_an_estimate_comes_back(provider, new):
    wanted = replace(new, kind="estimate", due_on=date(2026, 4, 9))
    made = provider.create_invoice(wanted, "A1")
    got = provider.invoice(provider.read_estimate(made))
    assert (got.kind, got.status, got.due_on) == ("estimate", "draft", date(2026, 4, 9))
    assert (got.lines, got.order_number) == (LINES, "A1")
    assert provider.find_estimate("A1", new.client_id).external_id == made
    assert provider.find_invoice("A1", new.client_id) is None
    with pytest.raises(base.NotFound):
        provider.read_invoice(made)


def test_all_are_read_and_none_is_lost(provider, client):
    rows = rows_of(provider.read_invoices)
    assert [row.external_id for row in rows] == client.control("invoices")["ids"]
    assert {provider.invoice(row).payment for row in rows} == {"paid", "partial", "unpaid"}
    for row in rows[:20]:
        assert provider.read_invoice(row.external_id).fingerprint == row.fingerprint
        assert provider.order_of("invoice", row).lines
    estimates = rows_of(provider.read_estimates)
    assert [row.external_id for row in estimates] == client.control("estimates")["ids"]
    assert provider.count_invoices(None) == 120


def test_those_of_a_day_or_later(provider):
    days = sorted(provider.invoice(row).issued_on for row in rows_of(provider.read_invoices))
    since = days[60]
    rows = rows_of(provider.read_invoices, base.Query(issued_since=since))
    assert len(rows) == sum(day >= since for day in days)


def test_a_payment_is_a_change(provider, client, new):
    made = provider.create_invoice(replace(new, status="self"), "S1")
    client.control("clock", {"advance": 11})
    before = provider.read_invoice(made)
    client.control(f"invoices/{made}/pay", {"amount": "10.00"})
    partial = provider.read_invoice(made)
    client.control(f"invoices/{made}/pay", {})
    paid = provider.read_invoice(made)
    assert [provider.invoice(row).payment for row in (before, partial, paid)] == [
        "unpaid", "partial", "paid",
    ]  # fmt: skip
    assert len({row.fingerprint for row in (before, partial, paid)}) == 3


# -- what is checked before anything is written ----------------------------------------------------


@pytest.mark.parametrize("tax", ["19", "12.5", "np", "", "-9", "margin_goods_high"])
def test_vat_that_is_not_possible_is_told_before_anything_is_sent(provider, client, new, tax):
    lines = (LINES[0], replace(LINES[1], tax=tax))
    before = len(writes(client))
    with pytest.raises(base.Rejected) as caught:
        provider.create_invoice(replace(new, lines=lines), "S1")
    assert (caught.value.params["problem"], caught.value.params["vat"]) == ("vat", tax)
    assert caught.value.params["allowed"] == ("21", "9", "0")
    assert len(writes(client)) == before


def test_a_customer_whose_vat_is_shifted_has_none(provider, client, new):
    shifted = next(row for row in client.control("clients?full=1")["clients"] if row["shift_vat"])
    with pytest.raises(base.Rejected) as caught:
        provider.create_invoice(replace(new, client_id=shifted["id"]), "S1")
    assert caught.value.params["allowed"] == ("0",)
    none = replace(new, client_id=shifted["id"], lines=(replace(LINES[0], tax="0"),))
    assert provider.create_invoice(none, "S1")


def test_exempt_lines_need_no_rate(provider, client, new):
    exempt = replace(new, lines=(replace(LINES[0], tax="exempt"),))
    made = provider.create_invoice(exempt, "S1")
    assert read(provider, made).lines[0].tax == "exempt"
    asked_for = [entry["path"] for entry in client.control("log")["requests"]]
    assert not any("vat-percentages" in path for path in asked_for)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"client_id": "7"}, "customer_id"), ({"kind": "credit"}, "kind"),
        ({"currency": "CZK"}, "currency"), ({"lines": ()}, "line_items"),
        ({"status": "sent"}, "send_method"), ({"department_id": "x"}, "tradename_id"),
    ],
)  # fmt: skip
def test_what_cannot_be_an_invoice(provider, client, new, fields, reason):
    before = len(writes(client))
    with pytest.raises(base.Rejected) as caught:
        provider.create_invoice(replace(new, **fields), "S1")
    assert caught.value.params["reasons"] == (reason,)
    assert len(writes(client)) == before


def test_a_customer_that_is_not_there(provider, new):
    with pytest.raises(base.NotFound):
        provider.create_invoice(replace(new, client_id=ID), "S1")


# -- sending ---------------------------------------------------------------------------------------


def test_sending_is_followed_up_without_waiting(provider, client, new):
    client.control("sending", {"held": True})
    asked_at = datetime.now(timezone.utc).replace(tzinfo=None)
    made = provider.create_invoice(replace(new, status="email"), "S1")
    assert read(provider, made).number == ""
    soon = provider.sending(made, asked_at, asked_at + timedelta(seconds=4))
    assert (soon.state, soon.number, soon.wait) == ("waiting", "", 5)
    late = provider.sending(made, asked_at, asked_at + timedelta(days=2))
    assert late.state == "late"
    client.control("sending", {"held": False})
    client.control("clock", {"advance": 11})
    sent = provider.sending(made, asked_at, asked_at + timedelta(seconds=15))
    assert (sent.state, sent.wait) == ("sent", 0)
    assert sent.number == read(provider, made).number != ""


def test_peppol_is_possible(provider, client, new):
    """Only v3 of the API takes it."""
    made = provider.create_invoice(replace(new, status="peppol"), "S1")
    client.control("clock", {"advance": 11})
    assert read(provider, made).status == "sent"


def test_a_pdf_of_what_was_sent(provider, client, new):
    made = provider.create_invoice(replace(new, status="self"), "S1")
    with pytest.raises(base.Rejected):
        provider.invoice_pdf(made)
    client.control("clock", {"advance": 11})
    assert provider.invoice_pdf(made).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ("http://user@127.0.0.1:1/x", base.AddressRefused), ("ftp://x/y", base.AddressRefused),
        ("http://[", base.UnexpectedAnswer), (7, base.UnexpectedAnswer),
        ("", base.AddressRefused),
    ],
)  # fmt: skip
def test_addresses_of_pdfs_that_are_none(told, error):
    with talking(data({"download_location": told})) as (provider, server):
        with pytest.raises(error):
            provider.invoice_pdf(ID)
        assert len(server.requests) == 1


def test_the_address_of_a_pdf_is_not_recorded_and_no_token_is_sent_there():
    entries = base.EntryList()
    with talking(recorder=entries) as (provider, server):
        where = f"{server.url}/files/factuur-jansen.pdf?X-Signature=s3cr3t"
        pdf = answer(b"%PDF-1.4 %%EOF", content_type="application/pdf")
        server.script[:] = [data({"download_location": where}), pdf]
        assert provider.invoice_pdf(ID).startswith(b"%PDF-")
        assert b"uthorization" not in server.requests[1]
    told = repr(list(entries.take()))
    assert "jansen" not in told and "s3cr3t" not in told


# -- never twice -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["reset", "http_500", "html_200", "cut_body"])
def test_a_create_with_no_answer_is_found_again(provider, client, new, kind):
    before = len(client.control("invoices")["ids"])
    arguments = {} if kind == "cut_body" else {"processed": True}
    client.fault(kind, "v3/invoices", times=0, **arguments)
    with pytest.raises(base.ProviderError) as caught:
        provider.create_invoice(new, "S00045")
    assert caught.value.unclear
    client.control("faults", [])
    assert len(client.control("invoices")["ids"]) == before + 1
    found = provider.find_invoice("S00045", new.client_id)
    assert provider.invoice(found).lines == LINES
    assert provider.find_invoice("S00045", OTHER) is None
    assert provider.find_invoice("S0004", new.client_id) is None


def test_a_refused_token_in_the_middle_of_a_create(provider, client, new):
    """Nothing is created twice, nothing is lost."""
    before = len(client.control("invoices")["ids"])
    provider.departments()
    client.control("tokens", {"expire": True})
    provider.create_invoice(new, "S1")
    assert len(client.control("invoices")["ids"]) == before + 1


def test_documents_are_written_by_the_newest_version():
    rates = data({"vat_percentages": {"standard_rate": "21.0", "reduced_rate": ["9.0"]}})
    made = data({"id": ID}, "201 Created")
    for kind, path in (("invoice", "/v3/invoices"), ("estimate", "/v2/estimates")):
        with talking(rates, made) as (provider, server):
            provider.create_invoice(replace(NEW, kind=kind, client_id=OTHER), "S1")
            assert asked(server)[:2] == ("POST", path)
            assert asked(server)[3]["customer_id"] == OTHER
