"""Return addresses: those meant are let through, every known trick is refused."""

import socket
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multipass_case import ZERO_IV, refusal_of, refused

from deratix_multipass.multipass.addresses import (
    Site,
    local_address,
    login_address,
    with_parameters,
)
from deratix_multipass.multipass.refusal import Reason

PATHS = ("/odoo", "/deratix/invoices")
HOST = "firma-demo.fakturownia.pl"
SITE = Site.of(f"https://{HOST}")
SANDBOX = Site.of("http://127.0.0.1:8123/some/page", ("/login", "/multipass/back"))
# After the slash, or instead of it: what browsers and servers have been seen to read differently.
TRICKS = (
    "//evil.com", "///evil.com", "/\\evil.com", "\\evil.com", "\\\\evil.com", "/\t/evil.com",
    "\t//evil.com", "/\n/evil.com", " //evil.com", "https:evil.com", "https:/evil.com",
    "https:///evil.com", "https://evil.com", "HTTPS://evil.com", "javascript:alert(1)",
    "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "vbscript:x", "@evil.com",
    "/%2f%2fevil.com", "/%2F/evil.com", "/%5cevil.com", "/%5Cevil.com", "/%252f%252fevil.com",
    "/%25%32%66evil.com", "/odoo/..//evil.com", "/odoo/../web/session/logout",
    "/odoo/%2e%2e/web/session/logout", "/odoo/.%2e/web", "/odoo/%2E./web", "/odoo/./crm",
    "/odoo//evil.com", "/odoo/%2fevil.com", "/odoo/%5c..", "/odoo%0d%0aSet-Cookie:a=b",
    "/odoo\r\nSet-Cookie:a=b", "/odoo%00", "/odoo\x00", "/odoo\x7f", "/odoo%7f", "/odoo%",
    "/odoo%zz", "/odoo%c0%af", "/odoo%ff", "/odoo/..;/web", "/odoo;x=1", "/odoo%3bx", "/odoo%3fx",
    "/odoo%23x", "/odoo#action=1", "/odoo/crm#", "/odoo/<script>", '/odoo/"x', "/odoo/`",
    "/odoo/{x}", "/odoo/|", "/odoo/ crm", "/odoo/\u3002", "/\u2215\u2215evil.com",
    "\uff0f\uff0fevil.com", "/odoo/\u202e", "", "odoo", "odoo/crm", "?redirect=1", "#", "/odoo\n",
    "\ufeff/odoo",
)  # fmt: skip


# Inside Odoo


@pytest.mark.parametrize(
    "address",
    [
        "/odoo",
        "/odoo/",
        "/odoo/crm/7",
        "/odoo/action-123/new",
        "/odoo/x%20y",
        "/deratix/invoices/3",
    ],
)
def test_addresses_inside_odoo(address):
    assert local_address(address, PATHS) == address


def test_parameters_have_to_be_allowed_by_name():
    assert local_address("/odoo/crm?view=list&id=", PATHS, ("view", "id"))[-14:] == "?view=list&id="
    assert local_address("/odoo?", PATHS) == "/odoo"
    for address in ("/odoo?debug=assets", "/odoo/crm?view=list&debug=1", "/odoo?%64ebug=1"):
        with refused(Reason.ADDRESS_NOT_ALLOWED):
            local_address(address, PATHS, ("view",))
    for address in ("/odoo?view=1&view=2", "/odoo?view=%0d%0a", "/odoo?=1", "/odoo?view=%f"):
        with refused(Reason.ADDRESS_MALFORMED):
            local_address(address, PATHS, ("view",))


@pytest.mark.parametrize("address", TRICKS, ids=repr)
def test_tricks_lead_nowhere(address):
    with refused(Reason.ADDRESS_MALFORMED):
        local_address(address, PATHS)


@pytest.mark.parametrize(
    "address", ["/", "/web/session/logout", "/web", "/odoology", "/ODOO", "/deratix", "/%6fdoo"]
)
def test_pages_that_are_not_allowed(address):
    with refused(Reason.ADDRESS_NOT_ALLOWED):
        local_address(address, PATHS)


def test_long_and_strange_values_are_refused():
    for address in ("/odoo/" + "a" * 1000, None, 7, b"/odoo", ["/odoo"], True):
        for call in (lambda a: local_address(a, PATHS), lambda a: login_address(a, SITE)):
            with refused(Reason.ADDRESS_MALFORMED):
                call(address)


def test_nothing_is_allowed_where_nothing_is_named():
    for paths in ((), ("",)):
        with refused(Reason.ADDRESS_NOT_ALLOWED):
            local_address("/odoo", paths)


@given(st.text(max_size=40), st.sampled_from(("", "/", "/odoo", "/odoo/", "//", "/odoo?")))
def test_what_is_let_through_stays_on_the_page_meant(text, start):
    if refusal_of(local_address, start + text, PATHS, ("a",)) is None:
        let = local_address(start + text, PATHS, ("a",))
        split = urlsplit(let)
        assert (split.scheme, split.netloc, split.fragment) == ("", "", "")
        assert split.path == "/odoo" or split.path.startswith("/odoo/")


# The external system


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (f"https://{HOST}/login", None),
        (f"https://{HOST}/login?strong=true&next=%2Finvoices%2F7", None),
        (f"https://{HOST}:443/login", f"https://{HOST}/login"),
        (f"HTTPS://{HOST.upper()}/login", f"https://{HOST}/login"),
        (f"https://{HOST}/login/?", f"https://{HOST}/login/"),
    ],
)
def test_login_addresses_of_the_connection(address, expected):
    assert login_address(address, SITE) == (expected or address)


def test_login_addresses_of_the_sandbox():
    address = "http://127.0.0.1:8123/multipass/back?x=1"
    assert login_address(address, SANDBOX) == address


@pytest.mark.parametrize(
    "address",
    [
        f"http://{HOST}/login",
        f"https://{HOST}:8443/login",
        f"https://{HOST}:80/login",
        "https://evil.com/login",
        f"https://{HOST}.evil.com/login",
        f"https://evil{HOST}/login",
        "https://fakturownia.pl/login",
        "https://other.fakturownia.pl/login",
        f"https://www.{HOST}/login",
        "https://127.0.0.1/login",
        "https://xn--frma-demo-i2b.fakturownia.pl/login",
    ],
)
def test_login_addresses_elsewhere(address):
    with refused(Reason.ADDRESS_ELSEWHERE):
        login_address(address, SITE)


@pytest.mark.parametrize(
    "address",
    [
        f"//{HOST}/login",
        f"/{HOST}/login",
        "/login",
        f"https:/{HOST}/login",
        f"https:{HOST}/login",
        f"https:\\\\{HOST}/login",
        f"https://{HOST}\\@evil.com/login",
        f"https://{HOST}@evil.com/login",
        f"https://evil.com@{HOST}/login",
        f"https://evil.com:x@{HOST}/login",
        f"https://@{HOST}/login",
        f"https://{HOST}#@evil.com/login",
        f"https://{HOST}/login#x",
        f"https://{HOST}./login",
        f"https://{HOST}:/login",
        f"https://{HOST}:0443/login",
        f"https://{HOST}:99999/login",
        f"https://{HOST}:443:443/login",
        f"https://{HOST}:+443/login",
        f"https://{HOST}%00.evil.com/login",
        f"https://{HOST}%2eevil.com/login",
        f"https://{HOST}\n/login",
        f" https://{HOST}/login",
        f"https://{HOST}/login\n",
        f"https://{HOST}\t/login",
        f"ht\ntps://{HOST}/login",
        "https://f\u0131rma-demo.fakturownia.pl/login",
        "https://firma-demo\u3002fakturownia\uff0epl/login",
        "https://firma-demo.fa\u212aturownia.pl/login",
        "https://\u017f/login",
        "https://[::1]/login",
        "https:///login",
        f"ftp://{HOST}/login",
        f"javascript://{HOST}/login%0aalert(1)",
        f"data:https://{HOST}/login",
        f"https://{HOST}//evil.com",
        f"https://{HOST}/login/../../invoices",
        f"https://{HOST}/login/%2e%2e/invoices",
        f"https://{HOST}/login%2f..%2finvoices",
        f"https://{HOST}/login?x=%0d%0aSet-Cookie",
        f"https://{HOST}/login?a=1&a=2",
        f"https://{HOST}-/login",
        f"https://-{HOST}/login",
        "https://firma_demo.fakturownia.pl/login",
    ],
    ids=repr,
)
def test_login_addresses_that_are_none(address):
    with refused(Reason.ADDRESS_MALFORMED):
        login_address(address, SITE)


@pytest.mark.parametrize("path", ["", "/", "/logins", "/invoices", "/redirect?to=/login"])
def test_other_pages_of_the_connection_get_no_token(path):
    with refused(Reason.ADDRESS_NOT_ALLOWED):
        login_address(f"https://{HOST}{path}", SITE)


@given(st.text(alphabet="fakturown.pl:/@\\?#%25e-0 \u212a\u3002evilcomgh", max_size=40))
def test_what_gets_a_token_is_the_site_and_no_other(text):
    for start in (f"https://{HOST}", "https://", f"https://{HOST}/login", "", f"//{HOST}/"):
        if refusal_of(login_address, start + text, SITE) is None:
            split = urlsplit(login_address(start + text, SITE))
            assert (split.scheme, split.netloc, split.fragment) == ("https", HOST, "")
            assert split.path.startswith("/login")


def test_a_connection_needs_an_address():
    for address in ("", "fakturownia.pl", "https://", "https://user@firma.pl", "ftp://firma.pl"):
        with refused(Reason.ADDRESS_MALFORMED):
            Site.of(address)


def test_no_request_is_made(monkeypatch):
    def refuse(*arguments, **options):
        raise AssertionError("it looked something up")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket, "socket", refuse)
    login_address(f"https://{HOST}/login", SITE)
    with refused(Reason.ADDRESS_ELSEWHERE):
        login_address("https://evil.com/login", SITE)


# The token behind it


def test_the_token_is_put_behind_the_address():
    query = ZERO_IV.to_query("a-b_c") | {"signature": "x+y/z=="}
    for address in (f"https://{HOST}/login", f"https://{HOST}/login?strong=true"):
        whole = with_parameters(address, query)
        assert whole.startswith(address)
        assert "x%2By%2Fz%3D%3D" in whole
        found = parse_qs(urlsplit(whole).query)
        assert (found["multipass"], found["signature"]) == (["a-b_c"], ["x+y/z=="])


def test_an_address_that_brings_a_token_of_its_own_is_refused():
    for query in ("multipass=evil", "a=1&%6dultipass=evil"):
        with refused(Reason.ADDRESS_NOT_ALLOWED):
            with_parameters(f"https://{HOST}/login?{query}", {"multipass": "good"})
