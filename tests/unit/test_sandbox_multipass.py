"""Multipass in the sandbox of Fakturownia, against the addon's own envelopes and claims.

The two sides share no code: what one seals the other one opens.
"""

import time
from dataclasses import replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests

from deratix_multipass.multipass.claims import Direction, Layout, audience, issue
from deratix_multipass.multipass.envelopes import ENVELOPES, Key
from deratix_multipass.multipass.refusal import Reason, Refused
from deratix_multipass.multipass.shared_secrets import fingerprint
from deratix_multipass.multipass.stamps import TimeForm, clock_difference
from deratix_multipass.multipass.tokens import Scheme, mint, verify
from tests.unit.fakturownia_case import address_fixture, client_fixture  # noqa: F401
from tests.unit.fakturownia_pages import Browser

CRM = "https://crm.example:8443"
SETTINGS = {
    "sign_in": True,
    "server": True,
    "crm_login_url": f"{CRM}/deratix/multipass/login/7",
    "token_in": "Zq3vN8xKf1LwT6yRb0HdP5mJ",
    "token_out": "q7GcU2sVxE9aWn4DkY1tMh6B",
    "site": "firma",
    "audience": audience("0b0e6a54-97a5-4b3e-9d1f-0d6f3a1c7b11", "7"),
}
ANNA, BARTEK, EWA = "anna@firma-demo.pl", "bartek@firma-demo.pl", "ewa@firma-demo.pl"


@pytest.fixture(autouse=True)
def multipass(client):
    client.control("multipass", SETTINGS)


@pytest.fixture(name="browser")
def browser_fixture(address):
    made = Browser(address)
    yield made
    made.http.close()


def scheme(direction, **changes):
    """As the CRM is set up: tokens from Odoo have one secret, those to Odoo the other."""
    secret = SETTINGS["token_in" if direction is Direction.FROM_ODOO else "token_out"]
    parts = {
        "envelope": ENVELOPES["authenticated"],
        "layout": Layout(),
        "keys": [Key(secret, site=SETTINGS["site"])],
        "audience": SETTINGS["audience"],
        "direction": direction,
    }
    return Scheme(**{**parts, **changes})


def way_in(login=ANNA, *, now=None, page="", used=None, **changes):
    """The path at which a token of the CRM is used."""
    chosen = used or scheme(Direction.FROM_ODOO)
    said = issue(audience=chosen.audience, direction=chosen.direction, subject="55", login=login,
                 email=login, return_to=page, now=time.time() if now is None else now)  # fmt: skip
    token = mint(chosen, replace(said, **changes))
    return f"/login?{urlencode(chosen.envelope.to_query(token))}"


def way_out(client, path="/crm", **signed_in):
    """(address, parameters) to which a browser is sent with a token."""
    answer = client.get(path, **signed_in)
    assert answer.status_code == 303, answer.text
    parts = urlsplit(answer.headers["Location"])
    found = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return f"{parts.scheme}://{parts.netloc}{parts.path}", found


def signed_in_as(browser):
    """The name that the pages show; None for a stranger."""
    answer = browser.open("/invoices")
    return None if browser.path.startswith("/login") else answer.text.split('id="user">')[1][:5]


def refused(browser, path):
    """The reason that the page tells, which signs nobody in."""
    answer = browser.open(path)
    assert answer.status_code == 403 and 'role="alert"' in answer.text
    assert signed_in_as(browser) is None
    return answer.text.split('data-reason="')[1].partition('"')[0]


# From the CRM to here


@pytest.mark.parametrize("form", sorted(ENVELOPES))
@pytest.mark.parametrize("times", list(TimeForm))
def test_a_token_signs_in_on_the_page_meant(browser, client, form, times):
    client.control("multipass", {"envelope": form, "times": times.value})
    used = scheme(Direction.FROM_ODOO, envelope=ENVELOPES[form], layout=Layout(times=times))
    browser.open(way_in(page="/invoices/new?kind=vat", used=used))
    assert browser.path == "/invoices/new?kind=vat"
    assert signed_in_as(browser) == "Anna "
    assert client.control("multipass/events")["events"][-1]["user"] == ANNA


def test_the_answer_to_a_token_is_kept_nowhere(client):
    answer = client.get(way_in())
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_names_of_claims_and_the_claim_that_tells_the_person(browser, client):
    names = {"subject": "uid", "created": "when", "token_id": "once"}
    ours = {"identifier": "uid", "created": "when", "token_id": "once"}
    client.control("multipass", {"claims": ours, "identity": "identifier"})
    browser.open(way_in("nobody", used=scheme(Direction.FROM_ODOO, layout=Layout(names))))
    assert signed_in_as(browser) == "Anna "


def test_a_token_of_somebody_else_ends_the_session_before(browser):
    browser.sign_in()
    old = browser.http.cookies.copy()
    browser.open(way_in(BARTEK))
    assert signed_in_as(browser) == "Barte"
    browser.http.cookies = old
    assert signed_in_as(browser) is None


def test_a_token_is_good_for_one_use(browser, address):
    path = way_in()
    assert requests.get(address + path, timeout=5).status_code == 200
    assert refused(browser, path) == "used"


def test_a_token_without_an_id_is_good_for_one_use_too(browser, client, address):
    names = {"login": "login", "created": "created_at"}
    client.control("multipass", {"claims": names})
    path = way_in(used=scheme(Direction.FROM_ODOO, layout=Layout(names)))
    assert requests.get(address + path, timeout=5).status_code == 200
    assert refused(browser, path) == "used"


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("expired", {"now": -61}),
        ("future", {"now": 300}),
        ("unknown", {"login": "nobody@firma-demo.pl"}),
        ("inactive", {"login": EWA}),
    ],
)
def test_tokens_that_sign_nobody_in(browser, client, reason, told):
    moved = {"now": time.time() + told["now"]} if "now" in told else told
    assert refused(browser, way_in(**moved)) == reason
    assert client.control("multipass/events")["events"][-1]["result"] == reason


def test_a_wrong_secret_is_told_apart_from_no_token(browser):
    other = [Key("aB3dE5fG7hJ9kL1mN3pQ5rS7", site="firma")]
    assert refused(browser, way_in(used=scheme(Direction.FROM_ODOO, keys=other))) == "signature"
    assert refused(browser, way_in()[:-8]) == "malformed"
    for nothing in ("", "x", "%C3%A9", "AAAA" * 20):
        assert refused(browser, f"/login?multipass={nothing}") == "malformed"


def test_a_token_for_another_connection_or_direction(browser):
    meant = scheme(Direction.FROM_ODOO, audience=audience("another", "7"))
    assert refused(browser, way_in(used=meant)) == "audience"
    ours = scheme(Direction.TO_ODOO, keys=[Key(SETTINGS["token_in"])])
    assert refused(browser, way_in(used=ours)) == "direction"


def test_switched_off_no_token_is_taken(browser, client):
    path = way_in()
    client.control("multipass", {"sign_in": False})
    assert refused(browser, path) == "off"
    client.control("multipass", {"sign_in": True, "token_in": ""})
    assert refused(browser, path) == "off"
    client.control("multipass", SETTINGS)
    browser.open(path)
    assert signed_in_as(browser) == "Anna "


def test_the_clock_here_can_be_wrong(browser, client, address):
    now = datetime.fromisoformat("2026-01-02T10:00:00+01:00").timestamp()
    client.control("clock", {"set": "2026-01-02T10:00:00+01:00", "freeze": True})
    client.control("multipass", {"clock_offset": -47})
    assert refused(browser, way_in(now=now)) == "future"
    assert "47 s ahead" in browser.open(way_in(now=now)).text
    client.control("multipass", {"clock_offset": 3600})
    assert refused(browser, way_in(now=now)) == "expired"
    told = requests.get(f"{address}/login", timeout=5).headers["Date"]
    theirs = parsedate_to_datetime(told).timestamp()
    assert clock_difference(theirs, now, now).seconds == 3600


def test_a_user_who_has_gone_is_signed_out(browser, client):
    browser.open(way_in(BARTEK))
    client.control("users/56", {"active": False}, method="PATCH")
    assert signed_in_as(browser) is None
    assert refused(browser, way_in(BARTEK)) == "inactive"
    assert browser.sign_in(login=BARTEK).status_code == 401


@pytest.mark.parametrize("page", ["//evil.example/", "/\\evil.example", "https://evil.example/"])
def test_a_token_leads_nowhere_else(client, page):
    assert client.get(way_in(page=page)).headers["Location"] == "/invoices"


def test_strangers_are_sent_to_the_crm(client, address):
    url = f"{CRM}/deratix/multipass/7/multipass_server_login"
    client.control("multipass", {"crm_server_url": url})
    to, found = way_out(client, "/invoices?q=a%26b")
    assert to == url
    back = found["login_url"]
    assert back.startswith(f"{address}/login?")
    # As the CRM answers: the token goes behind what the address has.
    token = way_in().partition("?")[2]
    browser = Browser(address)
    browser.open(f"{back.removeprefix(address)}&{token}")
    assert browser.path == "/invoices?q=a%26b"
    assert f"{url}?login_url=" in requests.get(f"{address}/login", timeout=5).text
    client.control("multipass", {"sign_in": False})
    assert client.get("/invoices").headers["Location"].startswith("/login?")


# From here to the CRM


def session(client, login=ANNA):
    """The cookies of a person who is signed in with a password."""
    answer = client.call("POST", "/login", data={"login": login, "password": "demo"})
    return {"cookies": answer.cookies}


@pytest.mark.parametrize("form", sorted(ENVELOPES))
@pytest.mark.parametrize("times", list(TimeForm))
def test_the_button_takes_a_person_to_the_crm(client, form, times):
    client.control("multipass", {"envelope": form, "times": times.value})
    url, found = way_out(client, "/crm?to=/odoo/crm/7", **session(client, "filip"))
    used = scheme(Direction.TO_ODOO, envelope=ENVELOPES[form], layout=Layout(times=times))
    said = verify(used, used.envelope.from_query(found), time.time())
    assert url == SETTINGS["crm_login_url"]
    assert (said.claims.subject, said.claims.login) == ("60", "filip")
    assert (said.claims.email, said.claims.return_to) == ("filip@firma-demo.pl", "/odoo/crm/7")
    assert abs(said.age) < 30
    _url, again = way_out(client, **session(client, "filip"))
    second = verify(used, used.envelope.from_query(again), time.time())
    assert second.claims.token_id != said.claims.token_id


def test_the_button_stands_on_every_page_while_it_is_switched_on(browser, client):
    browser.sign_in()
    for page in ("/invoices", "/clients", "/invoices/new?kind=vat"):
        assert 'href="/crm"' in browser.open(page).text
    client.control("multipass", {"server": False})
    assert 'href="/crm"' not in browser.open("/invoices").text
    assert browser.open("/crm").status_code == 403


def test_the_server_asks_who_is_there_and_goes_back_with_a_token(browser, client):
    wanted = f"{CRM}/deratix/multipass/login/7?state=a%26b"
    path = f"/multipass_server_login?{urlencode({'login_url': wanted})}"
    browser.open(path)
    assert browser.path.startswith("/login?return_to=")
    form = browser.forms["login"][1]
    signed = client.call("POST", "/login", data={**form, "login": BARTEK, "password": "demo"})
    assert signed.headers["Location"] == path
    url, found = way_out(client, path, cookies=signed.cookies)
    assert url == f"{CRM}/deratix/multipass/login/7"
    assert found.pop("state") == "a&b"
    said = verify(scheme(Direction.TO_ODOO), found["multipass"], time.time())
    assert said.claims.login == BARTEK
    answer = client.get(path, cookies=signed.cookies)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("url", [
    "", "/login", "https://crm.example/", "http://crm.example:8443/", f"{CRM}.evil.example/",
    "https://crm.example:8443@evil.example/", "https://evil.example\\@crm.example:8443/",
    "javascript:alert(1)", "https://[/",
])  # fmt: skip
def test_the_server_sends_tokens_to_the_crm_only(client, url):
    path = f"/multipass_server_login?{urlencode({'login_url': url})}"
    answer = client.get(path, **session(client))
    assert answer.status_code == 400 and "Location" not in answer.headers


def test_switched_off_no_token_is_made(client):
    client.control("multipass", {"server": False})
    path = f"/multipass_server_login?{urlencode({'login_url': f'{CRM}/'})}"
    assert client.get(path, **session(client)).status_code == 403


def test_tokens_that_are_wrong_on_purpose(client):
    def reason(used=None, **body):
        made = client.control("multipass/mint", {"user": 56, **body})
        assert made["address"].startswith(f"{SETTINGS['crm_login_url']}?multipass=")
        with pytest.raises(Refused) as refusal:
            verify(used or scheme(Direction.TO_ODOO), made["parameters"]["multipass"], time.time())
        return refusal.value.reason

    assert reason(secret="aB3dE5fG7hJ9kL1mN3pQ5rS7") is Reason.SIGNATURE
    assert reason(claims={"aud": "other/7"}) is Reason.AUDIENCE
    assert reason(claims={"identifier": None}) is Reason.CLAIM_MISSING
    assert reason(claims={"expires": "9999-01-01T00:00:00Z"}) is Reason.CLAIM_INVALID
    client.control("multipass", {"clock_offset": -120})
    assert reason() is Reason.EXPIRED
    client.control("multipass", {"clock_offset": 120})
    assert reason() is Reason.FROM_FUTURE


# Users and settings


def test_people_have_roles_and_only_administrators_see_the_settings(browser, client):
    told = client.control("users")["users"]
    assert [row["id"] for row in told] == [55, 56, 57, 58, 59, 60]
    assert [row["login"] for row in told if not row["active"]] == [EWA]
    for page in ("/settings/users", "/settings/multipass"):
        browser.sign_in(login=BARTEK)
        assert browser.open(page).status_code == 403
        browser.sign_in()
        assert browser.open(page).status_code == 200
    browser.open("/settings/users")
    assert browser.tags.count("tr") == 7
    assert client.get("/users.json").status_code == 404


def test_settings_by_form_never_show_a_secret(browser, client):
    browser.sign_in()
    answer = browser.open("/settings/multipass")
    for name in ("token_in", "token_out"):
        assert SETTINGS[name] not in answer.text
        assert fingerprint(SETTINGS[name]) in answer.text
    names = "login=who\r\ncreated=at"
    browser.send("multipass", token_in="new", claims=names, times="epoch", server=None)
    told = client.control("multipass")
    assert (told["token_in"], told["token_out"]) == ("new", SETTINGS["token_out"])
    assert (told["claims"], told["times"]) == ({"login": "who", "created": "at"}, "epoch")
    assert (told["sign_in"], told["server"]) == (True, False)
    assert browser.send("multipass", claims="x=y").status_code == 422
    assert client.control("multipass") == told


@pytest.mark.parametrize(("path", "body", "method"), [
    ("multipass", {"nothing": 1}, "POST"),
    ("multipass", {"sign_in": 1}, "POST"),
    ("multipass", {"envelope": "rot13"}, "POST"),
    ("multipass", {"crm_login_url": "javascript:x"}, "POST"),
    ("multipass/mint", {"user": 1}, "POST"),
    ("users", {"name": "x"}, "POST"),
    ("users", {"login": BARTEK}, "POST"),
    ("users/56", {"role": "king"}, "PATCH"),
    ("users/1", None, "GET"),
])  # fmt: skip
def test_the_control_api_refuses_nonsense(client, path, body, method):
    answer = client.http.request(method, f"{client.url}/__control__/{path}", json=body, timeout=5)
    assert answer.status_code == 400 and answer.json()["error"]


def test_users_come_and_go(browser, client):
    made = client.control("users", {"login": "gosia", "email": "gosia@firma-demo.pl"})
    browser.sign_in(login="gosia")
    assert signed_in_as(browser) == "gosia"
    client.control(f"users/{made['id']}", method="DELETE")
    assert signed_in_as(browser) is None
