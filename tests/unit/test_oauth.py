"""Signing in by OAuth: consent, renewal, rotation, and what may go wrong with each."""

import threading
from datetime import datetime, timedelta

import pytest

from deratix_integrations.providers import base
from deratix_integrations.providers.base import EntryList, Query
from deratix_integrations.providers.oauth import (
    AuthoriseAgain,
    ConsentRefused,
    Endpoints,
    MemoryStore,
    OAuth,
    Token,
    consent_page,
)
from tests.sandbox.fortnox import Fortnox as System
from tests.sandbox.thread import running
from tests.unit.fortnox_case import BY_APPLICATION, REDIRECT, Counter, Talk
from tests.unit.raw_server import CLOSE, RawServer, answer

NOON = datetime(2026, 3, 1, 12)
GIVEN = {
    "access_token": "access-2",
    "refresh_token": "refresh-2",
    "expires_in": 3600,
    "token_type": "bearer",
    "scope": "a b",
}
HELD = Token("access-1", NOON - timedelta(hours=1), "refresh-1")


@pytest.fixture(scope="module")
def address():
    with running(System, clients=30) as url:
        yield url


@pytest.fixture
def talk(address):
    return Talk(address)


class LoggedStore(MemoryStore):
    """Says whether the lock was held when something was saved."""

    def __init__(self, token=None):
        super().__init__(token)
        self.held = threading.Lock()
        self.saved = []

    def lock(self):
        return self.held

    def save(self, token):
        assert self.held.locked()
        self.saved.append(token)
        super().save(token)


def made(url, store, **endpoints):
    options = {"base_url": url, "authorise_path": "/a", "token_path": "/t", **endpoints}
    oauth = OAuth(
        Endpoints(**options),
        "client",
        "s3cret/+",
        store,
        budget=Counter(),
        recorder=EntryList(),
        allow_private=True,
        record_bodies=True,
        now=lambda: NOON,
    )
    oauth._transport._timeout = (1, 0.5)
    return oauth


# -- consent ---------------------------------------------------------------------------------------


def test_a_consent_brings_a_token(talk):
    with pytest.raises(AuthoriseAgain):
        talk.provider.read_page(Query())
    assert talk.requests() == [], "nothing is sent before somebody has consented"
    told = talk.sign_in()
    token = talk.provider.oauth.exchange(told["code"], REDIRECT)
    assert token.refresh and "customer" in token.scopes
    assert token.refresh_until > token.expires_at + timedelta(days=30)
    assert len(talk.provider.read_page(Query()).rows) > 20


def test_a_refusal_comes_back_as_one(talk):
    told = talk.sign_in(decision="deny")
    assert told["error"] == "access_denied" and "code" not in told


def test_a_code_serves_once_and_ten_minutes(talk):
    code = talk.sign_in()["code"]
    talk.provider.oauth.exchange(code, REDIRECT)
    for late, wanted in ((0, code), (601, talk.sign_in()["code"])):
        talk.pass_time(seconds=late)
        with pytest.raises(ConsentRefused):
            talk.provider.oauth.exchange(wanted, REDIRECT)
    # The token that was there is not touched.
    assert talk.provider.read_page(Query()).rows


def test_the_address_of_the_consent_page_is_encoded():
    endpoints = Endpoints("https://x.example/", "/auth", "/t", scopes=("a", "b"))
    page = consent_page(endpoints, "id", "https://o.example/?a=1&b", "s&t")
    assert page.startswith("https://x.example/auth?client_id=id&")
    assert "scope=a+b" in page and "state=s%26t" in page and "%3Fa%3D1%26b" in page


# -- renewal ---------------------------------------------------------------------------------------


def test_a_token_is_renewed_before_it_ends_and_the_old_refresh_token_is_dead(talk):
    talk.signed_in()
    first = talk.store.get()
    talk.pass_time(seconds=3540)
    talk.provider.read_party(talk.control("customers")["ids"][0])
    second = talk.store.get()
    assert second.refresh != first.refresh and second.access != first.access
    assert [each["status"] for each in talk.requests("token")] == [200, 200]
    other = talk.make(store=MemoryStore(first))
    with pytest.raises(AuthoriseAgain):
        other.read_page(Query())


def test_two_threads_renew_once(talk):
    """Fifty at once: a rotating token that is used twice would be dead."""
    talk.signed_in()
    talk.pass_time(hours=2)
    providers = [talk.make() for _ in range(50)]
    number = talk.control("customers")["ids"][0]
    gate, failures = threading.Barrier(len(providers)), []

    def work(provider):
        try:
            gate.wait(10)
            provider.read_party(number)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(provider,)) for provider in providers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failures == []
    assert talk.control("state")["refreshed"] == 1


def test_a_token_that_is_refused_in_the_middle_is_renewed_and_the_request_repeated(talk):
    talk.signed_in()
    page = talk.provider.read_page(Query())
    talk.control("expire", {})
    rest = talk.provider.read_page(Query(), page.next_cursor)
    assert len(page.rows) + len(rest.rows) == 30
    assert talk.control("state")["refreshed"] == 1


def test_a_refused_create_is_repeated_once(talk):
    talk.signed_in()
    talk.control("expire", {})
    party = talk.provider.party(talk.provider.read_party(talk.control("customers")["ids"][0]))
    talk.control("expire", {})
    made, _row = talk.provider.create_party(party, "key-1")
    assert talk.provider.find_party("key-1").external_id == made
    assert len(talk.control("customers")["ids"]) == 31


def test_a_withdrawn_consent_is_told_once_and_not_tried_again(talk):
    talk.signed_in()
    talk.control("revoke", {})
    for _time in range(2):
        with pytest.raises(AuthoriseAgain) as caught:
            talk.provider.read_page(Query())
    assert not caught.value.retry
    assert talk.store.get().dead
    assert len(talk.requests("token")) == 2, "one for the code, one that was refused"
    # A person consents once more.
    talk.signed_in()
    assert talk.provider.read_page(Query()).rows


def test_a_refresh_token_that_is_too_old(talk):
    talk.signed_in()
    talk.pass_time(days=46)
    with pytest.raises(AuthoriseAgain):
        talk.provider.read_page(Query())


def test_client_credentials_need_no_refresh_token(talk):
    provider = talk.make(BY_APPLICATION, MemoryStore())
    assert provider.test().ok
    talk.pass_time(hours=2)
    assert provider.test().ok
    talk.control("revoke", {})
    with pytest.raises(AuthoriseAgain):
        provider.read_page(Query())
    wrong = talk.make({**BY_APPLICATION, "client_secret": "x"}, MemoryStore())
    with pytest.raises(base.AuthenticationFailed):
        wrong.read_page(Query())


# -- hostile answers -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (answer(b"<html>", content_type="text/html"), base.UnexpectedAnswer),
        (answer(b'{"access_token": "a', length=19), base.UnexpectedAnswer),
        (answer({}), base.UnexpectedAnswer),
        (answer([]), base.UnexpectedAnswer),
        (answer({**GIVEN, "access_token": None}), base.UnexpectedAnswer),
        (answer({**GIVEN, "access_token": "a\r\nX: y"}), base.UnexpectedAnswer),
        (answer({**GIVEN, "token_type": "mac"}), base.UnexpectedAnswer),
        (answer({"error": "invalid_grant"}, "400 Bad Request"), AuthoriseAgain),
        (answer({"error": "invalid_client"}, "401 Unauthorized"), base.AuthenticationFailed),
        (answer({"error": "invalid_scope"}, "400 Bad Request"), base.PermissionDenied),
        (answer({"error": "temporarily_unavailable"}, "503 Busy"), base.ServerFault),
        (answer({}, "429 Too Many Requests", ("Retry-After: 7",)), base.Throttled),
        (answer(b"", "302 Found", ("Location: https://evil.example/",)), base.RedirectRefused),
        (CLOSE, base.Unreachable),
    ],
)
def test_what_comes_back_instead_of_a_token(given, error):
    store = LoggedStore(HELD)
    with RawServer(given) as server, pytest.raises(error) as caught:
        made(server.url, store).access_token()
    assert type(caught.value) is error
    dead = [token.dead for token in store.saved]
    assert dead == ([True] if error is AuthoriseAgain else [])
    assert store.get().refresh == "refresh-1", "it may still be good"
    assert not store.held.locked()


def test_the_answer_is_stored_under_the_lock_before_it_is_used():
    store = LoggedStore(HELD)
    with RawServer(answer(GIVEN)) as server:
        oauth = made(server.url, store, refresh_life=timedelta(days=31))
        assert oauth.access_token() == "access-2"
        assert oauth.access_token() == "access-2"
        assert len(server.requests) == 1
    (saved,) = store.saved
    assert (saved.refresh, saved.scopes) == ("refresh-2", ("a", "b"))
    assert saved.expires_at == NOON + timedelta(hours=1)
    assert saved.refresh_until == NOON + timedelta(days=31)


def test_a_system_that_keeps_its_refresh_token():
    given = {key: value for key, value in GIVEN.items() if key != "refresh_token"}
    until = NOON + timedelta(days=3)
    store = LoggedStore(Token("access-1", NOON, "refresh-1", until))
    with RawServer(answer(given)) as server:
        made(server.url, store).access_token()
    assert (store.get().refresh, store.get().refresh_until) == ("refresh-1", until)


@pytest.mark.parametrize("life", [None, 0, -5, "soon", True])
def test_a_life_that_makes_no_sense(life):
    store = LoggedStore(HELD)
    with RawServer(answer({**GIVEN, "expires_in": life})) as server:
        made(server.url, store).access_token()
    assert store.get().expires_at > NOON + timedelta(days=300)


def test_what_is_sent_and_what_is_recorded():
    store = LoggedStore(HELD)
    with RawServer(answer(GIVEN)) as server:
        oauth = made(server.url, store)
        oauth.access_token()
        (sent,) = server.requests
    text = sent.decode()
    assert "grant_type=refresh_token&refresh_token=refresh-1" in text
    assert "Content-Type: application/x-www-form-urlencoded" in text
    # RFC 6749, section 2.3.1: client:s3cret%2F%2B
    assert "Authorization: Basic Y2xpZW50OnMzY3JldCUyRiUyQg==" in text
    told = repr(list(oauth._transport._recorder.take())) + repr(store.get()) + repr(oauth)
    for secret in ("s3cret", "refresh-1", "refresh-2", "access-2", "Y2xpZW50"):
        assert secret not in told


def test_tokens_as_text():
    token = Token("a", NOON, "r", NOON + timedelta(days=1), ("x", "y"))
    assert Token.parse(token.dump()) == token
    assert Token.parse(Token("a", NOON).dump()) == Token("a", NOON)
    for text in ("", "[]", "{}", '{"access": 1}', "x"):
        with pytest.raises(ValueError):
            Token.parse(text)
