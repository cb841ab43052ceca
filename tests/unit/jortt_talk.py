"""A provider of jortt that speaks to a raw server, or to the sandbox in a thread."""

import json
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qsl, urlsplit

from deratix_integrations.providers import base
from deratix_integrations.providers.jortt import Jortt
from deratix_integrations.providers.oauth import MemoryStore, Token
from tests.unit.raw_server import RawServer, answer
from tests.unit.transport_case import Budget

SETTINGS = {"client_id": "demo-jortt-client", "client_secret": "demo-jortt-secret-0001"}
ID = "0d6f0a52-3a1c-4a0b-9a35-6b1f0a1e7c11"
OTHER = "1d6f0a52-3a1c-4a0b-9a35-6b1f0a1e7c11"
CUSTOMER = {
    "id": ID, "is_private": False, "customer_name": "Bakkerij Duin BV",
    "address_street": "Havenkade 12", "address_postal_code": "1976 BZ",
    "address_city": "IJmuiden", "address_country_code": "NL", "coc_number": "71234567",
    "payment_term": 14, "reference": "key-1",
}  # fmt: skip
ALL = base.Query()
TOKEN = Token(access="good-token", expires_at=datetime(2999, 1, 1))


def provider_of(url, *, recorder=None, tokens=None, by_consent=False):
    return Jortt(
        {**SETTINGS, "by_consent": "yes"} if by_consent else SETTINGS,
        url,
        budget=Budget(),
        recorder=recorder or base.EntryList(),
        allow_private=True,
        record_bodies=True,
        tokens=tokens or MemoryStore(TOKEN),
    )


@contextmanager
def talking(*script, **options):
    with RawServer(*script) as server:
        yield provider_of(server.url, **options), server


def rows_of(read, query=ALL):
    """All rows of a method such as ``provider.read_page``."""
    cursor, got = None, []
    while True:
        page = read(query, cursor)
        got += page.rows
        cursor = page.next_cursor
        if cursor is None:
            return got


def listed(*rows, following=None):
    """A page of a list."""
    links = {"next": following and {"href": following, "type": "application/json"}}
    return answer({"data": list(rows), "_links": links})


def failed(status, key, *details):
    """A refusal of the API."""
    body = {"code": int(status[:3]), "key": key, "message": f"About {key}.", "details": details}
    return answer({"error": body}, status)


def data(value, status="200 OK"):
    return answer({"data": value}, status)


def token_answer(access="new-token", **more):
    body = {"access_token": access, "token_type": "Bearer", "expires_in": 7200, "scope": "a b"}
    return answer({**body, "created_at": 1, **more})


def asked(server, at=-1):
    """``(method, path, parameters, body)`` of a request."""
    head, _blank, body = server.requests[at].partition(b"\r\n\r\n")
    method, address, _version = head.split(b"\r\n")[0].decode().split(" ")
    parts = urlsplit(address)
    parameters = dict(parse_qsl(parts.query, keep_blank_values=True))
    if b"x-www-form-urlencoded" in head:
        return method, parts.path, parameters, dict(parse_qsl(body.decode()))
    return method, parts.path, parameters, json.loads(body) if body else None


def bearer(server, at=-1):
    """The Authorization header of a request."""
    for line in server.requests[at].decode(errors="replace").split("\r\n"):
        if line.lower().startswith("authorization:"):
            return line.partition(":")[2].strip()
    return ""


def ago(**span):
    """A moment in naive UTC."""
    return datetime.now(timezone.utc).replace(tzinfo=None) - timedelta(**span)
