"""Writing orders to systems that take them, as each of the documents that they can be there."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from deratix_integrations.engine.records import Address, Order, OrderLine
from deratix_integrations.providers import base, registry
from tests.contract.systems import CASES

TARGETS = [
    (code, document)
    for code in sorted(CASES)
    for document in registry.providers()[code].capabilities.order_targets
]
# Rates and a currency that the account of each sandbox may use.
RATES = {
    "fakturownia": ("23", "5", "PLN"),
    "fortnox": ("25", "6", "SEK"),
    "jortt": ("21", "9", "EUR"),
}
PATHS = {"order": "orders", "invoice": "invoices", "estimate": "estimates"}


@pytest.fixture(params=TARGETS, ids=[f"{code}-{document}" for code, document in TARGETS])
def target(request, start_case):
    code, document = request.param
    return Target(start_case(code), document)


class Target:
    """A document of a system, and a client for it."""

    def __init__(self, case, document):
        self.case = case
        self.document = document
        self.provider = case.provider()
        self.client = case.add("Zuidwijk Bouw")
        self.other = case.add("Iemand Anders")

    def order(self, **fields):
        high, low, currency = RATES[self.case.code]
        lines = (
            OrderLine("Zaagblad", Decimal("2"), Decimal("50.00"), tax=high),
            OrderLine("Handleiding", Decimal("3"), Decimal("10.00"), tax=low),
        )
        made = Order(
            external_id="",
            client_id=self.client,
            client_order="PO-9",
            ordered_on=date(2026, 3, 9),
            currency=currency,
            delivery=Address(name="Loods", street="Kade 1", city="Delft", zip="2611 AA"),
            note="Voor de deur",
            lines=lines,
        )
        return replace(made, **fields)

    def write(self, reference="key-1", **fields):
        return self.provider.write_order(self.document, self.order(**fields), reference)

    def find(self, reference="key-1", client=None):
        return self.provider.find_written_order(self.document, reference, client or self.client)

    @property
    def path(self):
        """Where its documents are; at Fakturownia those of all kinds are invoices."""
        return "invoices" if self.case.code == "fakturownia" else PATHS[self.document]

    def count(self):
        return len(self.case.sandbox.read(self.path)["ids"])

    def fault(self, kind, **options):
        self.case.fault(kind, match=rf"{self.path}(\.json)?$", times=0, **options)


def test_what_is_written_is_there_and_is_found_by_its_key(target):
    before = target.count()
    made = target.write()
    assert target.count() == before + 1
    found = target.find()
    assert found.external_id == made.external_id
    if made.row:
        assert made.row.fingerprint == found.fingerprint
    for key in ("key", "key-12", "KEY-1"):
        assert target.find(key) is None
    assert target.find(client=target.other) is None


@pytest.mark.parametrize("kind", ["reset", "http_500", "html_200", "cut_body"])
def test_without_an_answer_it_may_be_there(target, kind):
    before = target.count()
    extra = {} if kind == "cut_body" else {"processed": True}
    target.write("warm-up")
    target.fault(kind, **extra)
    with pytest.raises(base.ProviderError) as caught:
        target.write()
    assert caught.value.unclear and caught.value.retry
    target.case.no_faults()
    assert target.count() == before + 2
    assert target.find() is not None


def test_a_refusal_says_why_and_leaves_nothing(target):
    before = target.count()
    with pytest.raises(base.Rejected) as caught:
        target.write(client_id="99999999-0000-4000-8000-000000000000")
    assert caught.value.params["reasons"] and not caught.value.unclear
    with pytest.raises(base.Rejected):
        target.write(client_id="")
    with pytest.raises(base.Rejected):
        target.write(reference="")
    assert target.count() == before


def test_nothing_personal_is_recorded(target):
    target.write()
    target.find()
    told = repr(list(target.case.entries.take()))
    for text in ("Voor de deur", "Kade 1", "Loods", "Zaagblad"):
        assert text not in told


def sent(target, external_id):
    """How often an invoice was sent."""
    if target.case.code == "fakturownia":
        return target.case.sent(external_id)
    if target.case.code == "fortnox":
        return target.case.sandbox.read("emails")["invoices"].count(external_id)
    target.case.pass_time(3600)
    told = target.case.sandbox.read(f"invoices/{external_id}")
    return int(told["invoice_status"] == "sent" and told["send_method"] == "email")


def test_an_invoice_is_a_draft_until_it_is_sent_once(target):
    if target.document != "invoice":
        number = target.write().external_id
        target.case.entries.take()
        target.provider.send_order(target.document, number)
        assert not target.case.entries.take(), "nothing else is sent"
        return
    target.client = target.case.add_with_email("Zuidwijk Bouw", "info@zuidwijk.example")
    number = target.write().external_id
    assert sent(target, number) == 0
    target.provider.send_order("invoice", number)
    assert sent(target, number) == 1
    target.provider.send_order("invoice", number)
    assert sent(target, number) == 1


def test_a_document_is_made_what_the_order_is_now(target):
    if target.document not in target.provider.capabilities.order_updates:
        assert not hasattr(target.provider, "update_order"), "it cannot be changed there"
        return
    number = target.write(lines=target.order().lines[::-1]).external_id
    first = target.order().lines[0]
    now = target.order(lines=(replace(first, discount=Decimal(10)),), client_order="", note="")
    for wanted in (now, replace(now, lines=(first,))):
        row = target.provider.update_order(target.document, number, wanted)
        assert row.external_id == number
        told = target.provider.order_of(target.document, row)
        assert (told.client_order, told.note) == ("", "")
        assert [line.net for line in told.lines] == [line.net for line in wanted.lines]
        assert target.find().external_id == number
