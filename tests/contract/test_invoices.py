"""Documents, departments and webhooks of systems that have them."""

import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from deratix_integrations.engine.records import Invoice, InvoiceLine
from deratix_integrations.providers import base
from deratix_integrations.providers.base import Query
from tests.contract.reading import ids, rows_and_watermark

POSITION = {"name": "Usługa", "quantity": 2, "price_net": "50.00", "tax": "23"}
HOOK = "https://odoo.example/hook"


@pytest.fixture
def client_id(invoices_case):
    return invoices_case.add("Zielony Most Sp. z o.o.")


def new(client_id, **fields):
    lines = (
        InvoiceLine("Usługa „A & B”", Decimal("2"), Decimal("50.00"), "23", "szt"),
        InvoiceLine("Książka", Decimal("1.5"), Decimal("10.10"), "5"),
    )
    made = Invoice(
        external_id="",
        kind="vat",
        client_id=client_id,
        issued_on=date(2026, 3, 1),
        sold_on=date(2026, 2, 28),
        currency="EUR",
        payment_days=14,
        note="Uwaga\ndruga",
        lines=lines,
    )
    return replace(made, **fields)


def read(provider, external_id):
    return provider.invoice(provider.read_invoice(external_id))


# -- reading ---------------------------------------------------------------------------------------


def test_every_income_document_once_of_all_times(invoices_case):
    invoices_case.reset(clients=60, invoices=250)
    provider = invoices_case.provider()
    rows, watermark = rows_and_watermark(provider.read_invoices)
    assert ids(rows) == invoices_case.invoice_ids()
    assert 200 < len(rows) < 250, "expenses are left out"
    assert len(invoices_case.requests()) <= 4
    invoices = [provider.invoice(row) for row in rows]
    newest = max(invoice.issued_on for invoice in invoices)
    assert min(invoice.issued_on for invoice in invoices).year < newest.year - 1
    assert {invoice.kind for invoice in invoices} <= set(provider.document_kinds)
    assert {invoice.payment for invoice in invoices} == {"paid", "partial", "unpaid"}
    assert all(invoice.gross >= invoice.net > 0 for invoice in invoices)
    assert all(invoice.client_id and invoice.number for invoice in invoices)
    assert all(invoice.public_page.startswith("http") for invoice in invoices)
    assert rows_and_watermark(provider.read_invoices, Query(watermark=watermark))[0] == []


def test_one_document_is_the_same_as_in_the_list_and_has_its_lines(invoices_case):
    provider = invoices_case.provider()
    for row in provider.read_invoices(Query(limit=20)).rows:
        alone = provider.read_invoice(row.external_id)
        assert alone.fingerprint == row.fingerprint
        single, listed = provider.invoice(alone), provider.invoice(row)
        assert replace(single, lines=(), public_page=listed.public_page) == listed
        assert single.lines and not listed.lines


@pytest.mark.parametrize("external_id", ["99999999", "abc", "-1", "", "../account", "1/2"])
def test_a_document_that_is_not_there(invoices_case, external_id):
    provider = invoices_case.provider()
    for call in (provider.read_invoice, provider.invoice_pdf):
        with pytest.raises(base.NotFound) as caught:
            call(external_id)
        assert caught.value.params["external_id"] == external_id


def test_a_payment_and_a_cancellation_are_changes(invoices_case, client_id):
    external_id = invoices_case.issue(client_id=int(client_id), positions=[POSITION])
    provider = invoices_case.provider()
    _rows, watermark = rows_and_watermark(provider.read_invoices)
    seen = [read(provider, external_id).payment]
    for change in (
        lambda: invoices_case.pay(external_id, "23.00"),
        lambda: invoices_case.pay(external_id),
        lambda: invoices_case.cancel(external_id),
    ):
        before = provider.read_invoice(external_id).fingerprint
        change()
        rows, watermark = rows_and_watermark(provider.read_invoices, Query(watermark=watermark))
        (row,) = [row for row in rows if row.external_id == external_id]
        assert row.fingerprint != before
        seen.append(provider.invoice(row).payment)
    assert seen == ["unpaid", "partial", "paid", "cancelled"]


def test_documents_that_come_and_go_while_reading(invoices_case, client_id):
    invoices_case.reset(clients=60, invoices=250)
    before = invoices_case.invoice_ids()

    def between(number):
        for external_id in before[number * 5 : number * 5 + 5]:
            invoices_case.delete_invoice(external_id)
        invoices_case.pay(before[-1 - number], "0.01")

    rows, _watermark = rows_and_watermark(invoices_case.provider().read_invoices, between=between)
    assert set(before) & set(invoices_case.invoice_ids()) <= set(ids(rows))


def test_since_a_persons_date(invoices_case, client_id):
    invoices_case.pass_time(86_400)
    since = invoices_case.now()
    provider = invoices_case.provider()
    assert rows_and_watermark(provider.read_invoices, Query(since=since))[0] == []
    invoices_case.pass_time(1)
    made = invoices_case.issue(client_id=int(client_id), positions=[POSITION])
    assert ids(rows_and_watermark(provider.read_invoices, Query(since=since))[0]) == [made]


# -- writing ---------------------------------------------------------------------------------------


def test_a_document_comes_back(invoices_case, client_id):
    provider = invoices_case.provider()
    department = provider.departments()[-1].external_id
    wanted = new(client_id, department_id=department)
    external_id = provider.create_invoice(wanted, "deratix:lead/7")
    got = read(provider, external_id)
    for name in ("kind", "client_id", "department_id", "issued_on", "sold_on", "currency",
                 "payment_days", "note", "lines"):  # fmt: skip
        assert getattr(got, name) == getattr(wanted, name), name
    assert got.order_number == "deratix:lead/7"
    assert (got.net, got.gross) == (Decimal("115.15"), Decimal("138.91"))
    assert (got.payment, got.due_on) == ("unpaid", date(2026, 3, 15))
    assert got.number and got.user_id
    due = new(client_id, payment_days=None, due_on=date(2026, 4, 1))
    assert read(provider, provider.create_invoice(due, "k")).due_on == date(2026, 4, 1)


@pytest.mark.parametrize("refusal", ["dict", "string"])
def test_no_second_document_of_a_key(invoices_case, refusal):
    """Nor a client or department by the way."""
    invoices_case.reset(clients=30, invoices=30, oid_refusal=refusal)
    client_id = invoices_case.add("Zielony Most Sp. z o.o.")
    provider = invoices_case.provider()
    before = invoices_case.ids()
    departments = provider.departments()
    external_id = provider.create_invoice(new(client_id), "key-1")
    with pytest.raises(base.Rejected) as caught:
        provider.create_invoice(new(client_id), "key-1")
    assert caught.value.params["reasons"]
    assert not caught.value.unclear
    found = provider.find_invoice("key-1", client_id)
    assert found.external_id == external_id
    assert sum(invoice == external_id for invoice in invoices_case.invoice_ids()) == 1
    for key in ("key", "key-12", "KEY-1"):
        assert provider.find_invoice(key, client_id) is None
    assert provider.find_invoice("key-1", before[-1]) is None
    assert sorted(invoices_case.ids()) == sorted(before)
    assert provider.departments() == departments


@pytest.mark.parametrize("kind", ["reset", "http_500", "html_200"])
def test_a_create_with_no_answer_may_have_happened(invoices_case, client_id, kind):
    provider = invoices_case.provider()
    before = len(invoices_case.invoice_ids())
    invoices_case.fault(kind, match="invoices", times=0, processed=True)
    with pytest.raises(base.ProviderError) as caught:
        provider.create_invoice(new(client_id), "key-1")
    assert caught.value.unclear
    assert caught.value.retry
    invoices_case.no_faults()
    assert len(invoices_case.invoice_ids()) == before + 1
    assert provider.find_invoice("key-1", client_id) is not None


def test_refused_documents_say_why(invoices_case, client_id):
    with pytest.raises(base.Rejected) as caught:
        invoices_case.provider().create_invoice(new("99999999"), "key-1")
    assert caught.value.params["reasons"]


def test_a_pdf(invoices_case, client_id):
    external_id = invoices_case.issue(client_id=int(client_id), positions=[POSITION])
    provider = invoices_case.provider()
    content = provider.invoice_pdf(external_id)
    assert content.startswith(b"%PDF-")
    invoices_case.fault("html_200", times=0)
    with pytest.raises(base.UnexpectedAnswer):
        provider.invoice_pdf(external_id)


# -- departments and webhooks ----------------------------------------------------------------------


def test_departments(invoices_case):
    departments = invoices_case.provider().departments()
    assert len(departments) == 3
    assert all(department.external_id.isdigit() and department.name for department in departments)


def test_webhooks_are_made_and_removed(invoices_case):
    provider = invoices_case.provider()
    assert provider.webhooks() == ()
    made = [provider.create_webhook(event, HOOK, "our-secret") for event in provider.webhook_events]
    hooks = {hook.external_id: hook for hook in provider.webhooks()}
    assert list(hooks) == made
    assert [hook.event for hook in hooks.values()] == list(provider.webhook_events)
    assert all(hook.active and hook.url == HOOK for hook in hooks.values())
    for external_id in made[1:]:
        provider.delete_webhook(external_id)
    provider.delete_webhook(made[-1])
    assert [hook.external_id for hook in provider.webhooks()] == made[:1]


@pytest.mark.parametrize("options", [{}, {"old_webhooks": True}])
def test_what_is_sent_says_where_to_look(invoices_case, options):
    invoices_case.reset(clients=20, invoices=20, **options)
    provider = invoices_case.provider()
    invoices_case.sandbox.control("webhooks/hold", {})
    for event in provider.webhook_events:
        provider.create_webhook(event, "http://127.0.0.1:9/hook", "our-secret")
    client = invoices_case.add("Nowa")
    invoices_case.rename(client, "Inna")
    document = invoices_case.issue(client_id=int(client), positions=[POSITION])
    invoices_case.pay(document)
    invoices_case.delete_invoice(document)
    invoices_case.delete(client)
    bodies = [json.loads(each["body"])
              for each in invoices_case.sandbox.read("webhooks")["deliveries"]]  # fmt: skip
    # What is sent of products is not documented.
    assert len(bodies) == sum(not event.startswith("product") for event in provider.webhook_events)
    hints = [provider.webhook_hint(body) for body in bodies]
    assert {(hint.kind, hint.external_id) for hint in hints} == {
        ("party", client), ("invoice", document),
    }  # fmt: skip
    assert {provider.webhook_secret(body) for body in bodies} == {"our-secret"}


def test_nothing_secret_or_personal_is_recorded(invoices_case, client_id):
    provider = invoices_case.provider()
    external_id = provider.create_invoice(new(client_id, note="Osobista uwaga"), "key-1")
    token = provider.read_invoice(external_id).payload["token"]
    provider.read_invoices(Query(text="FV 7/05/2025"))
    provider.find_invoice("key-1", client_id)
    provider.invoice_pdf(external_id)
    hook = provider.create_webhook("client:create", "https://odoo.example/hook", "our-secret")
    provider.webhooks()
    provider.delete_webhook(hook)
    told = repr(list(invoices_case.entries.take()))
    secret = next(iter(invoices_case.good_settings.values()))
    for text in (secret, secret.partition("/")[0], "our-secret", token, "Osobista", "Zielony Most",
                 "FV 7", "FV+7"):  # fmt: skip
        assert text not in told


def test_times_are_utc(invoices_case, client_id):
    invoices_case.stop_clock("2026-07-15T00:20:00+02:00")
    client = invoices_case.add("Nowa")
    made = invoices_case.issue(client_id=int(client), positions=[POSITION])
    assert read(invoices_case.provider(), made).modified_at == datetime(2026, 7, 14, 22, 20)
