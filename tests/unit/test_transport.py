import gzip
import json
import socket
import ssl
from datetime import datetime, timedelta, timezone

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from freezegun import freeze_time

from deratix_integrations.providers import addresses, base, transport
from tests.unit.raw_server import CLOSE, HANG, RESET, RawServer, answer
from tests.unit.transport_case import HOST, Budget, make, talking


def test_json_over_one_kept_connection():
    with talking(answer({"a": 1})) as (server, http):
        assert http.request("GET", "/a") == {"a": 1}
        assert http.request("POST", "/b", json={"č": "ž"}) == {"a": 1}
        assert server.connections == 1
        head, _blank, body = server.requests[1].partition(b"\r\n\r\n")
        assert head.startswith(b"POST /b HTTP/1.1")
        assert b"Content-Type: application/json" in head
        assert b"User-Agent: Deratix Integrations 19.0" in head
        assert json.loads(body) == {"č": "ž"}


def test_compressed_answer():
    packed = gzip.compress(b'{"a": "' + b"x" * 200_000 + b'"}')
    with talking(answer(packed, headers=["Content-Encoding: gzip"])) as (_server, http):
        assert len(http.request("GET", "/")["a"]) == 200_000


def test_cookies_are_not_kept():
    with talking(answer(headers=["Set-Cookie: CAKEPHP=abc; path=/"])) as (server, http):
        http.request("GET", "/")
        http.request("GET", "/")
        assert b"cookie" not in server.requests[1].lower()


@pytest.mark.parametrize(
    ("script", "error", "reason"),
    [
        (answer(b"<!DOCTYPE html><p>Hi"), base.UnexpectedAnswer, "html"),
        (answer(b"Hi", content_type="text/html; charset=utf-8"), base.UnexpectedAnswer, "html"),
        (answer(b'{"a": '), base.UnexpectedAnswer, "json"),
        (answer(b"\xff\xfe{"), base.UnexpectedAnswer, "json"),
        (answer(b"[" * 200_000), base.UnexpectedAnswer, "json"),
        (answer(b" \n"), base.UnexpectedAnswer, "empty"),
        (answer(b"<p>no such page", "404 Not Found"), base.UnexpectedAnswer, "html"),
        (answer(b"", "500 Internal Server Error"), base.ServerFault, None),
        (answer(b"<p>down", "503 Service Unavailable"), base.ServerFault, None),
        (answer({}, "401 Unauthorized"), base.AuthenticationFailed, None),
        (answer({}, "403 Forbidden"), base.PermissionDenied, None),
        (answer({}, "400 Bad Request"), base.Rejected, None),
        (answer({}, "404 Not Found"), base.NotFound, None),
        ((answer(b'{"a": 1', length=100), CLOSE), base.Unreachable, None),
        ((answer(b'{"a": 1', length=100), HANG), base.TimedOut, None),
        (RESET, base.Unreachable, None),
        (CLOSE, base.Unreachable, None),
        (HANG, base.TimedOut, None),
        (b"garbage\r\n\r\n", base.Unreachable, None),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_each_failure_has_its_error(script, error, reason, method):
    with (
        talking(script) as (_server, http),
        pytest.raises(base.ProviderError) as caught,
    ):
        http.request(method, "/x", json={"a": 1}, action="create", external_id="7")
    assert type(caught.value) is error
    assert caught.value.params["host"] == HOST
    assert caught.value.params.get("reason") == reason
    # A write with no usable answer may have happened; one that was refused has not.
    refused = (
        base.AuthenticationFailed, base.PermissionDenied, base.Rejected, base.NotFound,
    )  # fmt: skip
    no_page = script == answer(b"<p>no such page", "404 Not Found")
    assert caught.value.unclear == (method == "POST" and error not in refused and not no_page)


def test_nobody_listens():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    http = make(f"http://127.0.0.1:{port}")
    with pytest.raises(base.Unreachable) as caught:
        http.request("POST", "/x", json={})
    assert not caught.value.unclear


def test_unknown_host():
    with pytest.raises(base.Unreachable) as caught:
        make("http://no-such-host.invalid").request("POST", "/x", json={})
    assert caught.value.params == {"host": "no-such-host.invalid"}
    assert not caught.value.unclear


def self_signed(folder):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(timezone.utc)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(Encoding.PEM)
    pem += key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "both.pem").write_bytes(pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "both.pem")
    return context


def test_a_certificate_nobody_vouches_for_is_refused_before_anything_is_sent(tmp_path):
    with RawServer(answer(), context=self_signed(tmp_path)) as server:
        http = make(f"https://localhost:{server.port}")
        with pytest.raises(base.Unreachable) as caught:
            http.request("POST", "/x", json={})
        assert not caught.value.unclear
        assert not server.requests


def test_a_cut_connection_is_tried_once_more_for_reads_only():
    with talking(RESET, answer({"a": 1})) as (server, http):
        assert http.request("GET", "/x") == {"a": 1}
        assert len(server.requests) == 2
        assert http._budget.acquired == 2
        assert [entry.status for entry in http._recorder.entries] == [0, 200]
    with talking(RESET, answer({"a": 1})) as (server, http):
        with pytest.raises(base.Unreachable) as caught:
            http.request("POST", "/x", json={})
        assert caught.value.unclear
        assert len(server.requests) == 1
    with talking(RESET) as (server, http):
        with pytest.raises(base.Unreachable):
            http.request("GET", "/x")
        assert len(server.requests) == 2


def test_nothing_else_is_tried_again():
    for script in (HANG, answer(b"", "503 x"), (answer(b"[1", length=9), CLOSE)):
        with talking(script) as (server, http):
            with pytest.raises(base.ProviderError):
                http.request("GET", "/x")
            assert len(server.requests) == 1


def test_closed_kept_connection_is_replaced():
    with talking((answer({"a": 1}), CLOSE)) as (server, http):
        assert http.request("GET", "/x") == {"a": 1}
        assert http.request("GET", "/x") == {"a": 1}
        assert server.connections >= 2


def test_size_is_capped(monkeypatch):
    monkeypatch.setattr(transport, "MAX_BODY", 100_000)
    bomb = gzip.compress(b"[" + b" " * 5_000_000 + b"]")
    assert len(bomb) < 100_000
    for script in (
        answer(b"[" + b" " * 100_000 + b"]"),
        answer(bomb, headers=["Content-Encoding: gzip"]),
    ):
        with talking(script) as (_server, http):
            with pytest.raises(base.UnexpectedAnswer) as caught:
                http.request("GET", "/x")
            assert caught.value.params["reason"] == "too_large"


def test_an_answer_that_trickles_ends(monkeypatch):
    monkeypatch.setattr(transport, "_TOTAL_SECONDS", -1)
    with talking(answer({"a": 1})) as (_server, http), pytest.raises(base.TimedOut):
        http.request("GET", "/x")


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        (["Retry-After: 17"], 17),
        (["Retry-After: Sun, 01 Mar 2026 12:00:30 GMT"], 30),
        (["Retry-After: Sun, 01 Mar 2026 11:00:00 GMT"], 1),
        (["Retry-After: soon"], 60),
        (["Retry-After: 99999999999999999999"], 86_400),
        ([], 60),
    ],
)
def test_throttled(headers, wait):
    with (
        talking(answer({}, "429 Too Many Requests", headers)) as (_server, http),
        freeze_time(datetime(2026, 3, 1, 12, tzinfo=timezone.utc)),
        pytest.raises(base.Throttled) as caught,
    ):
        http.request("GET", "/x")
    assert caught.value.params["wait"] == wait


def test_redirects_are_refused_and_tell_only_the_host():
    with RawServer(answer()) as inner:
        location = f"Location: http://u:p@127.0.0.1:{inner.port}/login?token=abc"
        with (
            talking(answer({}, "302 Found", [location])) as (_server, http),
            pytest.raises(base.RedirectRefused) as caught,
        ):
            http.request("GET", "/x")
        assert caught.value.params["target"] == f"http://127.0.0.1:{inner.port}"
        assert not inner.requests


@pytest.mark.parametrize("location", ["http://[x", "//[", "http://h.example:port/"])
def test_redirects_to_no_address_are_refused_as_well(location):
    with (
        talking(answer({}, "302 Found", [f"Location: {location}"])) as (_server, http),
        pytest.raises(base.RedirectRefused) as caught,
    ):
        http.request("GET", "/x")
    assert caught.value.params["target"] == "?"


def test_a_used_up_budget_sends_nothing():
    budget = Budget(base.QuotaExceeded(host=HOST, period="day", until=None))
    with talking(answer(), budget=budget) as (server, http):
        with pytest.raises(base.QuotaExceeded):
            http.request("GET", "/x")
        assert not server.requests
        assert not http._recorder.entries


def test_own_rules_come_first_and_limits_are_observed():
    limits = base.Limits(day_limit=3)
    own = base.WrongAccount(expected=1, answered=2)
    budget = Budget()
    asked = []

    def judge(got, action, external_id):
        asked.append((got.status, got.payload, action, external_id))
        return own

    options = {"judge": judge, "read_limits": lambda headers: limits, "budget": budget}
    with (
        talking(answer({"error": 1}), **options) as (_server, http),
        pytest.raises(base.WrongAccount) as caught,
    ):
        http.request("GET", "/x", action="read", external_id="7")
    assert caught.value is own
    assert asked == [(200, {"error": 1}, "read", "7")]
    assert budget.observed == [limits]


# -- addresses -------------------------------------------------------------------------------------

PUBLIC = ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822", "::ffff:93.184.216.34"]
NOT_PUBLIC = [
    "127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "0.0.0.0", "0.1.2.3", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
    "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "::", "::1", "fe80::1",
    "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "fec0::1", "2001:db8::1", "::ffff:10.0.0.1",
    "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1",
    "2002:7f00:1::", "2002:5db8:d822::", "2001:0:1::1", "not an address", "",
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses(address):
    assert addresses.is_public(address)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_addresses_inside(address):
    assert not addresses.is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://moja.superfaktura.sk", "ftp://moja.superfaktura.sk", "moja.superfaktura.sk", "",
        "https://", "https://user@moja.superfaktura.sk", "https://u:p@moja.superfaktura.sk",
        "https://moja.superfaktura.sk?x=1", "https://moja.superfaktura.sk#x", "https://[::1",
        "https://x:99999", "https://127.0.0.1", "https://[::1]:8443", "https://[fe80::1%25eth0]",
        "https://169.254.169.254", "https://[::ffff:10.0.0.1]", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_base_addresses_refused_at_once(url):
    with pytest.raises(base.AddressRefused):
        make(url, allow_private=False)


def test_odd_ports_and_paths_are_fine():
    http = make("https://example.com:8443/sf/", allow_private=False)
    assert (http.base_url, http.host) == ("https://example.com:8443/sf", "example.com")


# 2130706433 is 127.0.0.1 as one number, which resolvers accept.
@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f.1", "127.1", "0"])
def test_names_that_lead_inside_are_refused_before_connecting(host):
    with RawServer() as server:
        http = make(f"https://{host}:{server.port}", allow_private=False)
        with pytest.raises(base.AddressRefused) as caught:
            http.request("POST", "/x", json={})
        assert caught.value.params == {"host": host}
        assert not caught.value.unclear
        assert server.connections == 0


def fake_resolver(monkeypatch, *answers):
    left = list(answers)

    def getaddrinfo(host, port, *args, **kwargs):
        address = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_rebinding_is_caught_on_the_connected_peer(monkeypatch, scheme):
    """The name is public when asked and private when the connection is made."""
    with RawServer() as server:
        fake_resolver(monkeypatch, "93.184.216.34", "127.0.0.1")
        http = make("https://rebind.example", allow_private=False)
        http.base_url = f"{scheme}://rebind.example:{server.port}"
        with pytest.raises(base.AddressRefused):
            http.request("GET", "/x")
        assert server.requests in ([], [b""])


def test_proxies_of_the_environment_are_not_used(monkeypatch):
    with RawServer(answer({"from": "proxy"})) as proxy:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"):
            monkeypatch.setenv(name, proxy.url)
        with talking(answer({"from": "server"})) as (_server, http):
            assert http.request("GET", "/x") == {"from": "server"}
        with pytest.raises(base.AddressRefused):
            make("https://localhost", allow_private=False).request("GET", "/x")
        assert proxy.connections == 0
