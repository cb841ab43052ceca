"""The provider of Fortnox: what it asks for, how often, and what it makes of odd answers."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from deratix_integrations.engine.records import (
    Order,
    OrderLine,
)
from deratix_integrations.providers import base
from deratix_integrations.providers.base import Query
from deratix_integrations.providers.fortnox import Fortnox, wire
from deratix_integrations.providers.fortnox.api import endpoints
from deratix_integrations.providers.oauth import MemoryStore, Token
from tests.contract.reading import ids, rows_and_watermark
from tests.sandbox.fortnox import Fortnox as System
from tests.sandbox.thread import running
from tests.support.pace import WindowBudget
from tests.unit.fortnox_case import BY_APPLICATION, SETTINGS, Counter, Talk
from tests.unit.raw_server import RawServer, answer
from tests.unit.transport_case import Budget


@pytest.fixture(scope="module")
def address():
    with running(System, clients=30) as url:
        yield url


@pytest.fixture
def talk(address):
    return Talk(address).signed_in()


@pytest.fixture
def provider(talk):
    return talk.provider


def raw(server):
    """A provider on a server that plays a script, with a token that is good."""
    store = MemoryStore(Token("access", datetime(2099, 1, 1)))
    made = Fortnox(
        SETTINGS,
        server.url,
        budget=Budget(),
        recorder=base.EntryList(),
        allow_private=True,
        tokens=store,
    )
    made._transport._timeout = (1, 0.5)
    return made


# -- few requests ----------------------------------------------------------------------------------


class Few(Counter):
    """Lets so many requests pass and then one refusal, again and again."""

    def __init__(self, many):
        super().__init__()
        self.many = self.left = many

    def acquire(self):
        if not self.left:
            self.left = self.many
            raise base.Throttled(host="h", wait=5)
        self.left -= 1
        super().acquire()


@pytest.mark.parametrize("many", [1, 2, 7, 24, 25, 26])
def test_nothing_is_asked_twice_when_the_budget_is_used_up_in_between(talk, many):
    talk.reset(clients=130, rate_limit=0)
    talk.signed_in()
    before = len(talk.requests())
    provider, cursor, got = talk.make(), None, []
    provider._transport._budget = Few(many)
    for _try in range(400):
        try:
            page = provider.read_page(Query(), cursor)
        except base.Throttled:
            continue
        got += ids(page.rows)
        cursor = page.next_cursor
        if cursor is None:
            break
    assert got == talk.control("customers")["ids"]
    # 130 customers and two pages of their list.
    assert len(talk.requests()) - before == 132


def test_the_limit_is_kept_to_and_used(address):
    """By a clock of the sandbox that stands, and goes on by as much as the budget waits."""
    talk = Talk(address, clients=240, rate_limit=25).signed_in()
    talk.control("clock", {"freeze": True})
    began = talk.now()
    budget = WindowBudget(
        Fortnox.capabilities.rate,
        patience=60,
        clock=lambda: (talk.now() - began).total_seconds(),
        sleep=lambda seconds: talk.pass_time(seconds=seconds),
    )
    provider = talk.make()
    provider._transport._budget = budget
    rows, _watermark = rows_and_watermark(provider.read_page)
    told = talk.control("limits")
    assert (len(rows), told["allowed"], told["refused"]) == (240, 243, 0)
    windows = (talk.now() - began).total_seconds() / 5 + 1
    assert told["allowed"] / (25 * windows) > 0.9


def test_a_look_for_changes_is_one_request_however_much_changed(talk, provider):
    _rows, watermark = rows_and_watermark(provider.read_page)
    talk.pass_time(hours=1)
    talk.signed_in()
    talk.control("bulk_edit", {"share": 0.5})
    before = len(talk.requests())
    page = provider.read_page(Query(watermark=watermark))
    assert (page.rows, page.total) == ((), 15)
    assert page.next_cursor
    assert len(talk.requests()) - before == 1


def test_a_change_that_no_list_shows_is_read(talk, provider):
    """Lists have no VAT number and no time: the filter tells that something changed."""
    number = talk.control("customers")["ids"][4]
    rows, watermark = rows_and_watermark(provider.read_page)
    talk.pass_time(minutes=10)
    talk.control(f"customers/{number}", {"VATNumber": "SE556000475201"}, method="PATCH")
    changed, _watermark = rows_and_watermark(provider.read_page, Query(watermark=watermark))
    assert ids(changed) == [number]
    assert changed[0].fingerprint != {row.external_id: row for row in rows}[number].fingerprint
    assert provider.party(changed[0]).vat == "SE556000475201"


def test_what_was_deleted_after_it_was_listed_is_left_out(talk, provider):
    gone = talk.control("customers")["ids"][26]
    first = provider.read_page(Query())
    talk.control(f"customers/{gone}", method="DELETE")
    second = provider.read_page(Query(), first.next_cursor)
    assert len(first.rows) + len(second.rows) == 29
    assert second.next_cursor is None


def test_searches_are_looked_at_again(talk, provider):
    exact = talk.control("customers", {"Name": "A100", "OrganisationNumber": "5560004752"})["id"]
    talk.control("customers", {"Name": "1A100", "OrganisationNumber": "556000-9999"})
    assert len(provider.read_page(Query(text="A100")).rows) == 2, "a part of the name is enough"
    assert ids(provider.read_page(Query(text="556000-4752")).rows) == [exact]
    assert ids(provider.read_page(Query(text="5560004752")).rows) == [exact]


def test_orders_are_found_by_our_exact_key(talk, provider):
    number = talk.control("customers")["ids"][0]
    line = (OrderLine("Hyvel", Decimal(1), Decimal(10), tax="25"),)
    long = provider.create_order(Order("", client_id=number, lines=line), "S1000")
    assert provider.find_order("S100") is None
    assert provider.find_order("S1000").external_id == long


# -- signing in ------------------------------------------------------------------------------------


def test_the_company_that_answers_must_be_the_one_asked_for(talk):
    talk.control("reset", {"tenant": "777"})
    diagnosis = talk.make({**SETTINGS, "tenant_id": "777"}, MemoryStore()).test()
    assert diagnosis.ok
    store = talk.store
    store.save(Token(talk.control("tokens", {})["access_token"], datetime(2099, 1, 1)))
    diagnosis = talk.make(BY_APPLICATION, store).test()
    assert isinstance(diagnosis.steps[-1].error, base.WrongAccount)


def test_a_missing_scope_and_a_missing_licence(talk):
    token = talk.control("tokens", {"scopes": ["companyinformation"]})["access_token"]
    provider = talk.make(store=MemoryStore(Token(token, datetime(2099, 1, 1))))
    diagnosis = provider.test()
    assert [(step.key, step.ok) for step in diagnosis.steps] == [
        ("reach", True), ("sign_in", True), ("permissions", False),
    ]  # fmt: skip
    assert isinstance(diagnosis.steps[-1].error, base.PermissionDenied)
    talk.reset(licensed=False)
    talk.signed_in()
    with pytest.raises(base.SubscriptionLapsed):
        talk.provider.read_page(Query())


@pytest.mark.parametrize(
    ("changes", "setting"),
    [
        ({"client_id": ""}, "client_id"),
        ({"client_secret": " "}, "client_secret"),
        ({"client_secret": "a\r\nX: y"}, "client_secret"),
        ({"tenant_id": "55x"}, "tenant_id"),
    ],
)
def test_settings_that_cannot_be(changes, setting):
    with pytest.raises(base.SettingMissing) as caught:
        Fortnox(
            {**SETTINGS, **changes},
            "https://api.fortnox.se",
            budget=Budget(),
            recorder=base.EntryList(),
        )
    assert caught.value.params["setting"] == setting


def test_the_sign_in_server_of_the_real_system_is_another():
    assert endpoints("https://api.fortnox.se/").base_url == "https://apps.fortnox.se"
    assert endpoints("http://127.0.0.1:1").base_url == "http://127.0.0.1:1"
    assert Fortnox.is_home("https://api.fortnox.se") and not Fortnox.is_home("https://x.example")


def test_the_company_in_a_token(talk):
    assert wire.tenant_of(talk.store.get().access) == "555001"
    for text in ("", "a.b", "a.b.c", "a.e30.c", "a.IiI.c", "ä.ä.ä"):
        assert wire.tenant_of(text) == ""


# -- odd answers -----------------------------------------------------------------------------------

_INFORMATION = {"ErrorInformation": {"Error": 1, "Message": "Nej", "Code": 2000433}}


@pytest.mark.parametrize(
    ("given", "status", "error"),
    [
        (_INFORMATION, "404 Not Found", base.NotFound),
        ({"ErrorInformation": {"error": 1, "message": "N", "code": "2000433"}}, "404 X",
         base.NotFound),
        ({"ErrorInformation": {"error": 1, "message": "N", "code": 2000429}}, "404 X",
         base.Rejected),
        ({"ErrorInformation": {"error": 1, "message": "N", "code": 2000587}}, "400 X",
         base.Rejected),
        ({"ErrorInformation": {"error": 1, "message": "N", "code": 2001101}}, "403 X",
         base.SubscriptionLapsed),
        ({"ErrorInformation": {"error": 1, "message": "N", "code": 2000663}}, "403 X",
         base.PermissionDenied),
        ({"ErrorInformation": {"error": 1, "message": "N", "code": 1000003}}, "500 X",
         base.ServerFault),
        ({"ErrorInformation": {}}, "200 OK", base.Rejected),
        ({"ErrorInformation": []}, "200 OK", base.UnexpectedAnswer),
        ({"message": "unauthorized"}, "401 X", base.AuthenticationFailed),
        ({"Customer": {}}, "200 OK", base.UnexpectedAnswer),
        ({"Customer": {"CustomerNumber": ""}}, "200 OK", base.UnexpectedAnswer),
        ({"Customer": []}, "200 OK", base.UnexpectedAnswer),
        ([], "200 OK", base.UnexpectedAnswer),
        ("x", "200 OK", base.UnexpectedAnswer),
    ],
)  # fmt: skip
def test_what_an_answer_means(given, status, error):
    with RawServer(answer(given, status)) as server:
        provider = raw(server)
        # Without a consent there is nothing to renew a token by.
        with pytest.raises((error, base.AuthenticationFailed)) as caught:
            provider.read_party("7")
    assert issubclass(type(caught.value), error)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"Customers": {}},
        {"Customers": [None]},
        {"Customers": [{"Name": "X"}]},
        {"MetaInformation": {"@TotalResources": 1}},
        [],
    ],
)
def test_lists_that_are_none(given):
    with RawServer(answer(given)) as server, pytest.raises(base.UnexpectedAnswer):
        raw(server).read_page(Query())


def test_a_list_without_an_end_ends():
    page = {"Customers": [{"CustomerNumber": str(n)} for n in range(100)]}
    one = {"Customer": {"CustomerNumber": "1", "Name": "X"}}
    with RawServer(answer(page), answer(one)) as server:
        first = raw(server).read_page(Query())
        assert len(first.rows) == 24
    # Every page is the same: the search of one ends as well.
    orders = {"Orders": [{"DocumentNumber": str(n)} for n in range(500)]}
    with RawServer(answer(orders)) as server, pytest.raises(base.UnexpectedAnswer) as caught:
        raw(server).find_order("key")
    assert caught.value.params["reason"] == "paging"


@pytest.mark.parametrize(
    "payload",
    [
        {"CustomerNumber": "7"},
        {"CustomerNumber": "7", "Name": None, "Email": 5, "Type": [], "TermsOfPayment": {}},
        {"CustomerNumber": "7", "CountryCode": "Sverige", "TermsOfPayment": "999999999999"},
        {"CustomerNumber": "7", "Name": ["x"], "Comments": {"a": 1}, "WWW": True},
    ],
)
def test_customers_with_odd_fields(payload):
    with RawServer(answer({"Customer": payload})) as server:
        provider = raw(server)
        party = provider.party(provider.read_party("7"))
    assert party.external_id == "7" and party.payment_days is None


def test_what_is_no_record():
    provider = Fortnox(
        SETTINGS, "https://api.fortnox.se", budget=Budget(), recorder=base.EntryList()
    )
    row = base.Row("7", {}, "")
    for make in (provider.party, provider.product, provider.invoice):
        with pytest.raises(base.UnexpectedAnswer) as caught:
            make(row)
        assert caught.value.params["reason"] == "record"


def test_numbers_that_lead_elsewhere():
    with RawServer(answer(_INFORMATION, "404 X")) as server:
        provider = raw(server)
        for number in ("..", ".", "", "a/../../x", "%2e%2e", "7?x=1", "7#x"):
            with pytest.raises(base.NotFound):
                provider.read_party(number)
        paths = [request.split(b" ")[1] for request in server.requests]
    assert all(path.startswith(b"/3/customers/") for path in paths)
    assert all(path.count(b"/") == 3 and b"?" not in path for path in paths)


# -- times -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "asked"),
    [
        (datetime(2026, 7, 1, 10, 30, 59), "2026-07-01 12:30"),
        (datetime(2026, 1, 1, 10, 30), "2026-01-01 11:30"),
        # On 25 October at 1:00 UTC clocks go back from 3 to 2: 2:50 is there twice.
        (datetime(2026, 10, 25, 0, 50), "2026-10-25 01:50"),
        (datetime(2026, 10, 25, 1, 10), "2026-10-25 02:10"),
        (datetime(2026, 10, 24, 22, 0), "2026-10-25 00:00"),
        # On 29 March at 1:00 UTC clocks go from 2 to 3.
        (datetime(2026, 3, 29, 0, 59), "2026-03-29 01:59"),
        (datetime(2026, 3, 29, 1, 0), "2026-03-29 03:00"),
    ],
)
def test_changed_since_in_the_time_of_the_server(moment, asked):
    assert wire.modified_filter(moment) == asked


def test_the_night_in_which_clocks_go_back_loses_nothing(talk, provider):
    talk.control("clock", {"set": "2026-10-25T02:50:00+02:00"})
    talk.signed_in()
    _rows, watermark = rows_and_watermark(provider.read_page)
    talk.pass_time(minutes=20)
    number = talk.control("customers")["ids"][3]
    talk.control(f"customers/{number}", {"City": "Natten"}, method="PATCH")
    changed, _watermark = rows_and_watermark(provider.read_page, Query(watermark=watermark))
    assert number in ids(changed)


def test_the_clock_of_the_system_counts_not_ours(talk, provider):
    """Theirs may be behind: what changed there before our time of reading must not be lost."""
    talk.pass_time(hours=-5)
    _rows, watermark = rows_and_watermark(provider.read_page)
    number = talk.control("customers")["ids"][3]
    talk.control(f"customers/{number}", {"City": "Efteråt"}, method="PATCH")
    changed, _watermark = rows_and_watermark(provider.read_page, Query(watermark=watermark))
    assert ids(changed) == [number]
    assert timedelta(0) < talk.now() - datetime.fromisoformat(
        watermark.split('"')[3]
    ) < timedelta(minutes=5)  # fmt: skip


def test_words_of_the_wire():
    assert wire.amount("1.13") == Decimal("1.13") and wire.amount(1) == 1
    for odd in (None, True, "", "x", "1,5", [], "1e9"):
        assert wire.amount(odd) is None
    assert wire.flag("true") and wire.flag(True) and not wire.flag("false") and not wire.flag(None)
    assert (wire.reference_of("0"), wire.reference_of(None), wire.reference_of(318)) == (
        "", "", "318",
    )  # fmt: skip
    assert wire.day("2026-03-09") == date(2026, 3, 9) and wire.day("x") is wire.day(5) is None
    assert wire.http_date("Sat, 21 Nov 2026 17:00:00 +0100") == datetime(2026, 11, 21, 16)
    assert wire.http_date("soon") is None and wire.http_date("") is None
