"""What the control API can do here besides what every system can.

GET    clients[?kind=K]        the numbers of all clients, or of those of a kind (people.KINDS)
POST   clients {fields}        create as the person in the other system does; {"id": number};
                               tags are a list of their names
GET    clients/ID              Client, ContactPerson, Tag and kinds
PATCH  clients/ID {fields}     also any field that the API does not let set, such as modified
DELETE clients/ID              even one with invoices
POST   contacts {client_id, name, email, phone}
PATCH  contacts {id, name, email, phone}
POST   bulk_edit {ids | share, seed}
GET    items | POST items {fields}       stock items; {"ids": [...]} and {"id": number}; created
                                         and modified as well
GET    items/ID                          StockItem and its movements as StockLog
PATCH  items/ID {fields} | DELETE items/ID
GET    orders | POST orders {fields}     see document_control.py; estimates and invoices as well
GET    quota | POST quota {daily_limit, monthly_limit, used, company_id}
POST   subscription {lapsed}

All of it is about the first company of the account.
"""

import random
from urllib.parse import parse_qs

from ..system import Refused, object_of
from . import document_control
from .book import FIELDS


def respond(account, request, parts):
    """A JSON-able value; None if there is no such thing."""
    if parts[:1] == ["clients"] and len(parts) == 2:
        return _client(account, request, parts[1])
    if parts[:1] == ["items"] and len(parts) == 2:
        return _item(account, request, parts[1])
    if parts[:1] in (["orders"], ["estimates"], ["invoices"]):
        return document_control.respond(account, request, parts)
    route = _ROUTES.get((request.method, "/".join(parts)))
    return route(account, request) if route else None


def _client(account, request, raw):
    book = account.book
    if not raw.isdigit() or int(raw) not in book.clients:
        raise Refused(f"There is no client {raw}.")
    number = int(raw)
    if request.method == "DELETE":
        account.delete(book, number)
        return {"deleted": number}
    if request.method == "PATCH":
        _change(account, number, _fields(request))
    elif request.method != "GET":
        return None
    return {
        "Client": book.clients[number],
        "ContactPerson": account.contacts_of(number),
        "Tag": list(book.tags[number]),
        "kinds": sorted(book.kinds[number]),
    }


def _item(account, request, raw):
    stock = account.stock
    if not raw.isdigit() or int(raw) not in stock.rows:
        raise Refused(f"There is no stock item {raw}.")
    number = int(raw)
    if request.method == "PATCH":
        values = object_of(request)
        stock.change(number, values)
        _date(stock, number, values)
    told = {"StockItem": stock.rows[number], "StockLog": stock.movements(number)}
    if request.method == "DELETE":
        stock.delete(number)
    return told


def _items(account, _request):
    return {"ids": list(account.stock.rows)}


def _create_item(account, request):
    values = object_of(request)
    number = account.stock.add(values)
    _date(account.stock, number, values)
    return {"id": number}


def _date(stock, number, values):
    """The times that a person cannot set, but a test can."""
    stock.rows[number] |= {name: values[name] for name in ("created", "modified") if name in values}


def _change(account, number, values):
    book = account.book
    account.change(book, number, values, _tags(account, values))
    own = {name: values[name] for name in ("created", "modified") if name in values}
    if own:
        book.put(number, {**book.clients[number], **own})


def _list(account, request):
    book = account.book
    kind = parse_qs(request.query).get("kind", [None])[0]
    ids = [number for number in book.clients if kind is None or kind in book.kinds[number]]
    return {"ids": ids}


def _create(account, request):
    values = _fields(request)
    if not values.get("name"):
        raise Refused("A client has a name.")
    return {"id": account.create(account.book, values, _tags(account, values) or ())}


def _add_contact(account, request):
    body = object_of(request)
    number = body.get("client_id")
    if number not in account.book.clients or not body.get("name"):
        raise Refused("Send client_id and name, and email and phone if you like.")
    return account.add_contact(
        account.book, number, body["name"], body.get("email", ""), body.get("phone")
    )


def _change_contact(account, request):
    values = object_of(request)
    contact = account.contacts.get(values.pop("id", None))
    if contact is None or set(values) - {"name", "email", "phone"}:
        raise Refused("Send the id of a contact person, and the name, email or phone it gets.")
    contact.update(values, modified=account.now())
    return contact


def _bulk_edit(account, request):
    body = object_of(request)
    book = account.book
    seed = body.get("seed", 1)
    if "ids" in body:
        chosen = [number for number in body["ids"] if number in book.clients]
    else:
        share = body.get("share", 0.1)
        if not isinstance(share, int | float) or not 0 <= share <= 1:
            raise Refused("share is a number from 0 to 1.")
        rng = random.Random(f"choose {seed}")
        chosen = sorted(rng.sample(sorted(book.clients), round(len(book.clients) * share)))
    account.edit_many(book, chosen, seed)
    return {"ids": chosen}


def _quota(account, _request):
    quota = account.quota
    return {
        "daily_limit": quota.daily_limit,
        "monthly_limit": quota.monthly_limit,
        "used": {company: used for company, used in quota.used().items() if company},
    }


def _set_quota(account, request):
    body = object_of(request)
    quota = account.quota
    limits = {name: body[name] for name in ("daily_limit", "monthly_limit", "used") if name in body}
    if not all(isinstance(value, int) for value in limits.values()):
        raise Refused("Limits and used are whole numbers.")
    quota.daily_limit = limits.get("daily_limit", quota.daily_limit)
    quota.monthly_limit = limits.get("monthly_limit", quota.monthly_limit)
    if "used" in limits:
        quota.set_used(str(body.get("company_id", account.options.company_id)), limits["used"])
    return _quota(account, request)


def _subscription(account, request):
    account.lapsed = bool(object_of(request).get("lapsed", True))
    return {"lapsed": account.lapsed}


def _tags(account, values):
    """The numbers of the tags of these names, made when they are new; None if none are sent."""
    if "tags" not in values:
        return None
    numbers = {name: number for number, name in account.tags.items()}
    return [numbers.get(name) or account.add_tag(name) for name in values["tags"]]


def _fields(request):
    body = object_of(request)
    unknown = set(body) - set(FIELDS)
    if unknown:
        raise Refused(f"A client has no field {', '.join(sorted(unknown))}.")
    return body


_ROUTES = {
    ("GET", "items"): _items,
    ("POST", "items"): _create_item,
    ("GET", "clients"): _list,
    ("POST", "clients"): _create,
    ("POST", "contacts"): _add_contact,
    ("PATCH", "contacts"): _change_contact,
    ("POST", "bulk_edit"): _bulk_edit,
    ("GET", "quota"): _quota,
    ("POST", "quota"): _set_quota,
    ("POST", "subscription"): _subscription,
}
