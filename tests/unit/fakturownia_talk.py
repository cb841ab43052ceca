"""A provider of Fakturownia that speaks to a raw server, and what it asked."""

import json
from contextlib import contextmanager
from urllib.parse import parse_qsl, urlsplit

from deratix_integrations.providers import base, registry
from tests.unit.raw_server import RawServer
from tests.unit.transport_case import Budget

SETTINGS = {"token": "s3cret/firma-demo"}
CLIENT = {"id": 7, "name": "Firma", "updated_at": "2026-01-01T10:00:00.000+01:00"}
INVOICE = {"id": 9, "kind": "vat", "oid": "key-1", "updated_at": "2026-01-01T10:00:00.000+01:00"}


@contextmanager
def talking(*script, recorder=None):
    with RawServer(*script) as server:
        yield (
            registry.create(
                "fakturownia",
                SETTINGS,
                server.url,
                budget=Budget(),
                recorder=recorder or base.EntryList(),
                allow_private=True,
                record_bodies=True,
            ),
            server,
        )


def asked(server, at=-1):
    """``(method, path, parameters, JSON)`` of a request."""
    head, _blank, body = server.requests[at].partition(b"\r\n\r\n")
    method, address, _version = head.split(b"\r\n")[0].decode().split(" ")
    parts = urlsplit(address)
    parameters = dict(parse_qsl(parts.query, keep_blank_values=True))
    return method, parts.path, parameters, json.loads(body) if body else None
