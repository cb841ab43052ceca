"""View, create, edit and delete clients; their contact people."""

import html
import json
from datetime import datetime
from urllib.parse import parse_qs

from . import countries
from .answers import answer, error


class BadFormat(Exception):
    """The body is no JSON, or no object."""


def data_of(request):
    """The object in a body: raw JSON, or the form field `data`. {} without a body."""
    content_type = request.headers.get("Content-Type", "")
    raw = request.body.decode("utf-8", "replace")
    if "x-www-form-urlencoded" in content_type or raw.startswith("data="):
        raw = parse_qs(raw, keep_blank_values=True).get("data", [""])[0]
    if not raw.strip():
        return {}
    try:
        data = json.loads(raw)
    except ValueError:
        raise BadFormat from None
    if not isinstance(data, dict):
        if data in ([], None):
            # PHP clients send an empty object as [].
            return {}
        raise BadFormat
    return data


def view(account, book, number):
    client = {name: "" if value is None else value for name, value in book.clients[number].items()}
    if account.options.html_entities:
        client = {name: _entities(value) for name, value in client.items()}
    country_id = int(client["country_id"])
    iso, name = countries.table(account.options.language)[country_id]
    country = {
        "id": str(country_id),
        "name": name,
        "iso": iso.lower(),
        "eu": countries.in_union(iso),
        "order": "1" if iso in ("SK", "CZ") else "0",
    }
    return answer(
        {
            "Client": client,
            "Country": country,
            "ContactPerson": account.contacts_of(number),
            "Tag": [_tag(account, book, tag) for tag in book.tags[number]],
        }
    )


def create(account, book, data):
    if account.options.read_only:
        return error(account.text("may_not_create"), 403)
    client = data.get("Client")
    if not client:
        return error(account.text("missing"))
    if not isinstance(client, dict):
        raise BadFormat
    known = _existing(book, client) if account.options.match_on_create else None
    if known is None:
        if not str(client.get("name") or "").strip():
            return error({"name": [account.text("name_required")]}, code=5)
        known = account.create(book, client, _tags(data) or ())
    elif client.get("update"):
        account.change(book, known, client, _tags(data))
    row = book.clients[known]
    return answer({"data": {"Client": row}, "error": 0, "error_message": account.text("created")})


def edit(account, book, number, data):
    if account.options.read_only:
        return error(account.text("may_not"), 403)
    client = data.get("Client")
    if not client:
        return error(account.text("missing"))
    if not isinstance(client, dict):
        raise BadFormat
    if "name" in client and not str(client["name"] or "").strip():
        return error({"name": [account.text("name_required")]}, code=5)
    account.change(book, number, client, _tags(data))
    return answer({"error": 0, "message": account.text("saved")})


def delete(account, book, number):
    if account.options.read_only:
        return error(account.text("may_not"), 403)
    if int(book.stats[number]["regular_count"] or 0):
        return error(account.text("has_invoices"), 403)
    account.delete(book, number)
    return answer({"redirect_url": "/clients", "error": 0, "message": account.text("deleted")})


def contacts(account, book, number):
    """The contact people, and the client itself as one more, without a client_id.

    A client that does not exist has the list of which only that last one is left.
    """
    listed = [{"ContactPerson": each} for each in account.contacts_of(number or 0)]
    pseudo = {"client": True}
    if number is not None:
        row = book.clients[number]
        zone = account.clock.zone
        # Unlike everywhere else with the offset.
        times = {
            name: datetime.fromisoformat(row[name]).replace(tzinfo=zone).isoformat()
            for name in ("created", "modified")
        }
        pseudo = {**row, **times, **pseudo}
    return answer([*listed, {"ContactPerson": pseudo}])


def add_contact(account, book, data):
    if account.options.read_only:
        return error(account.text("may_not"), 403)
    person = data.get("ContactPerson")
    if not isinstance(person, dict) or not person.get("name") or not person.get("email"):
        return _contact_error(account.text("missing"), 200)
    number = person.get("client_id")
    if not str(number).isdigit() or int(number) not in book.clients:
        return _contact_error(account.text("contact_client"), 404)
    contact = account.add_contact(
        book, int(number), str(person["name"]), str(person["email"]), person.get("phone")
    )
    # The number comes back as it was sent.
    shown = {**contact, "client_id": number}
    return answer({"data": {"ContactPerson": shown}, "state": "SUCCESS"})


def delete_contact(account, number):
    if account.options.read_only:
        return error(account.text("may_not"), 403)
    if number not in account.contacts:
        return error(account.text("contact_not_found"), 404)
    del account.contacts[number]
    return answer({"error": 0})


def _contact_error(message, status):
    return answer({"state": "ERROR", "error": 1, "message": message}, status)


def _entities(value):
    """HTML entities for the letters that have one, as PHP's htmlentities makes them."""
    if not isinstance(value, str):
        return value
    named = {ord(letter): f"&{name};" for name, letter in _LETTERS}
    return html.escape(value, quote=False).translate(named)


_LETTERS = [
    (name.rstrip(";"), letter)
    for name, letter in html.entities.html5.items()
    if name.endswith(("acute;", "uml;", "caron;")) and len(letter) == 1 and ord(letter) < 0x100
]


def _tag(account, book, number):
    return {
        "id": str(number),
        "user_id": "384",
        "user_profile_id": book.company_id,
        "name": account.tags[number],
    }


def _tags(data):
    """The numbers under Tag, None if nothing is said about tags; names are ignored."""
    tag = data.get("Tag")
    given = tag.get("Tag") if isinstance(tag, dict) else None
    if given is None:
        return None
    given = given if isinstance(given, list) else [given]
    return [int(each) for each in given if str(each).isdigit()]


def _existing(book, client):
    """The client that the older documentation says is meant: the order is its table's."""
    tests = (("uuid",), ("ico",), ("dic",), ("id",), ("name", "address"), ("name", "email"))
    for names in tests:
        wanted = [str(client.get(name) or "") for name in names]
        if not all(wanted):
            continue
        for number, row in book.clients.items():
            if [row[name] or "" for name in names] == wanted:
                return number
    return None
