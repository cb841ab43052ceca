"""Signing in at jortt, by its own application and by consent, and what refusals mean."""

from urllib.parse import parse_qs, urlsplit

import pytest

from deratix_integrations.engine.records import Party
from deratix_integrations.providers import base
from deratix_integrations.providers.jortt import Jortt
from deratix_integrations.providers.oauth import (
    AuthoriseAgain,
    ConsentRefused,
    MemoryStore,
)
from tests.unit.jortt_case import address_fixture, client_fixture
from tests.unit.jortt_talk import (
    ALL,
    CUSTOMER,
    ID,
    SETTINGS,
    asked,
    bearer,
    data,
    failed,
    listed,
    provider_of,
    rows_of,
    talking,
    token_answer,
)
from tests.unit.raw_server import RESET, answer

__all__ = ["address_fixture", "client_fixture"]
BACK = "https://odoo.example/deratix/oauth"
EXPIRED = failed("401 Unauthorized", "access_token.expired")


def test_an_application_of_its_own_asks_for_a_token_first():
    with talking(token_answer(), listed(CUSTOMER), tokens=MemoryStore()) as (provider, server):
        provider.read_page(ALL)
        provider.read_page(ALL)
        method, path, _parameters, form = asked(server, 0)
        assert (method, path) == ("POST", "/oauth-provider/oauth/token")
        assert form["grant_type"] == "client_credentials"
        assert "invoices:write" in form["scope"].split()
        assert bearer(server, 0).startswith("Basic ")
        assert [bearer(server, at) for at in (1, 2)] == ["Bearer new-token"] * 2


def test_a_token_that_expires_between_two_pages_is_renewed(address, client):
    """And the reading goes on as if nothing had been."""
    store = MemoryStore()
    provider = provider_of(address, tokens=store)
    first = provider.read_page(ALL)
    client.control("tokens", {"expire": True})
    second = provider.read_page(ALL, first.next_cursor)
    got = [row.external_id for row in (*first.rows, *second.rows)]
    assert got == client.control("clients")["ids"]
    counts = client.control("log/counts")
    assert counts["POST /oauth-provider/oauth/token"] == 2


def test_a_refused_token_is_renewed_once_and_no_more():
    with talking(EXPIRED, token_answer(), EXPIRED) as (provider, server):
        with pytest.raises(base.AuthenticationFailed):
            provider.read_page(ALL)
        assert len(server.requests) == 3


def test_a_create_refused_for_its_token_is_sent_again():
    """It was not looked at; nothing is created twice."""
    made = data({"id": ID}, "201 Created")
    with talking(EXPIRED, token_answer(), made) as (provider, server):
        assert provider.create_party(Party(external_id="", name="Jan"), "key-1")[0] == ID
        assert [asked(server, at)[1] for at in range(3)] == [
            "/v1/customers", "/oauth-provider/oauth/token", "/v1/customers",
        ]  # fmt: skip


def test_a_consent_from_the_browser_to_the_first_customer(address, client):
    store = MemoryStore()
    provider = provider_of(address, tokens=store, by_consent=True)
    where = provider.oauth.consent_page(BACK, "state-1")
    form = {key: values[0] for key, values in parse_qs(urlsplit(where).query).items()}
    assert form["state"] == "state-1" and "customers:read" in form["scope"]
    assert client.http.get(where).status_code == 200
    person = {"login": "eva@duinhandel.example", "password": "demo", "decision": "allow"}
    answered = client.http.post(
        where.partition("?")[0], data={**form, **person}, allow_redirects=False
    )
    code = parse_qs(urlsplit(answered.headers["Location"]).query)["code"][0]
    with pytest.raises(AuthoriseAgain):
        provider.read_page(ALL)
    provider.oauth.exchange(code, BACK)
    assert len(rows_of(provider.read_page)) == 130
    with pytest.raises(ConsentRefused):
        provider.oauth.exchange(code, BACK)
    before = store.get()
    client.control("tokens", {"expire": True})
    assert provider.test().ok
    assert store.get().refresh not in ("", before.refresh)
    client.control("tokens", {"revoke": True})
    with pytest.raises(AuthoriseAgain):
        provider.read_page(ALL)
    assert store.get().dead


def test_people_sign_in_at_another_address_than_the_api():
    there = Jortt.endpoints("https://api.jortt.nl", by_consent=True)
    assert there.base_url == "https://app.jortt.nl"
    where = provider_of("", by_consent=True).oauth.consent_page(BACK, "s")
    assert where.startswith("https://app.jortt.nl/oauth-provider/oauth/authorize?")
    assert Jortt.is_home("https://api.jortt.nl/") and not Jortt.is_home("http://127.0.0.1:1")
    assert Jortt.client_page("https://api.jortt.nl", ID) == "https://app.jortt.nl/"


@pytest.mark.parametrize("key", ["client_id", "client_secret"])
@pytest.mark.parametrize("value", ["", "  ", "a b", "é"])
def test_settings_that_cannot_be(key, value):
    with pytest.raises(base.SettingMissing) as caught:
        Jortt({**SETTINGS, key: value}, "", budget=None, recorder=None)
    assert caught.value.params["setting"] == key


# -- what refusals mean ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "key", "error"),
    [
        ("401 Unauthorized", "scopes.insufficient", base.PermissionDenied),
        ("401 Unauthorized", "organization.requires_mkb_plan", base.SubscriptionLapsed),
        ("404 Not Found", "endpoint.not_found", base.UnexpectedAnswer),
        ("404 Not Found", "resource.not_found", base.NotFound),
        ("405 Method Not Allowed", "resource.method_not_allowed", base.Rejected),
        ("409 Conflict", "resource.conflict", base.Throttled),
        ("422 Unprocessable Entity", "operation.year_closed", base.Rejected),
        ("422 Unprocessable Entity", "invalid_params", base.Rejected),
        ("429 Too Many Requests", "request.throttled", base.Throttled),
        ("500 Internal Server Error", "server.internal_error", base.ServerFault),
        ("503 Service Unavailable", "server.maintenance", base.ServerFault),
        ("503 Service Unavailable", "integration.outage", base.ServerFault),
        ("200 OK", "params.invalid", base.Rejected),
    ],
)
def test_the_key_says_what_is_wrong(status, key, error):
    with talking(failed(status, key)) as (provider, server):
        with pytest.raises(error) as caught:
            provider.read_party(ID)
        assert type(caught.value) is error
        assert len(server.requests) == 1, "no token is renewed for it"


@pytest.mark.parametrize(
    "key", ["access_token.invalid", "access_token.revoked", "user.non_existing",
            "organization.non_existing"],
)  # fmt: skip
def test_what_is_about_the_sign_in(key):
    refusal = failed("401 Unauthorized", key)
    script = (refusal, token_answer(), refusal)
    with talking(*script) as (provider, _server), pytest.raises(base.AuthenticationFailed):
        provider.read_page(ALL)


def test_waiting_is_short_where_nothing_is_told():
    """Ten requests a second are allowed."""
    with talking(failed("429 Too Many Requests", "request.throttled")) as (provider, _server):
        with pytest.raises(base.Throttled) as caught:
            provider.read_page(ALL)
        assert caught.value.params["wait"] == 2


def test_reasons_name_the_fields():
    refusal = failed(
        "422 Unprocessable Entity",
        "params.invalid",
        {"key": "is_missing", "param": "customer_name", "message": "is missing"},
        {"key": "DirectDebit::NotEnabled", "message": "not enabled"},
    )
    with talking(refusal) as (provider, _server), pytest.raises(base.Rejected) as caught:
        provider.create_party(Party(external_id="", name="X"), "k")
    assert caught.value.params["reasons"] == ("customer_name: is missing", "not enabled")


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (answer(b"<html>Bad Gateway</html>", "502 Bad Gateway", content_type="text/html"),
         base.ServerFault),
        (answer(b"<html>Login</html>", content_type="text/html"), base.UnexpectedAnswer),
        (answer(b'{"data":[{"id":"0d6f'), base.UnexpectedAnswer),
        (answer(b'{"data":[]}', length=500) , base.Unreachable),
        (answer(b'{"data":' + b"[" * 400 + b"]" * 400 + b"}"), base.UnexpectedAnswer),
        (answer([]), base.UnexpectedAnswer),
        (answer({"data": {}}), base.UnexpectedAnswer),
        (answer({"data": [{"id": 7}]}), base.UnexpectedAnswer),
        (answer({"data": [{"id": "../../etc"}]}), base.UnexpectedAnswer),
        (answer({"data": None}), base.UnexpectedAnswer),
        (answer({"error": "no object"}), base.UnexpectedAnswer),
        (answer({"error": {"key": 7}}), base.UnexpectedAnswer),
        (RESET, base.Unreachable),
    ],
)  # fmt: skip
def test_lists_that_are_none(reply, error):
    replies = (reply, RESET) if isinstance(reply, bytes) and b"500\r\n" in reply else (reply,)
    with talking(*replies) as (provider, _server), pytest.raises(error):
        provider.read_page(ALL)


@pytest.mark.parametrize("body", [{}, {"data": {}}, {"data": {"id": "7"}}, {"data": []}])
def test_a_create_that_tells_no_id_may_have_happened(body):
    with talking(answer(body, "201 Created")) as (provider, _server):
        with pytest.raises(base.UnexpectedAnswer) as caught:
            provider.create_party(Party(external_id="", name="X"), "k")
        assert caught.value.unclear
