"""What the control API can do here besides what every system can.

GET    clients[?full=1]        the ids of all customers in the order of the list
POST   clients {fields}        create as the person in the other system does; {"id": id}
GET, PATCH, DELETE clients/ID  PATCH sets any field
GET    invoices | estimates    the ids, the newest first
POST   invoices {fields of v3} {"id": id}
GET    invoices/ID             as v2 tells it
POST   invoices/ID/pay {amount} | credit
DELETE invoices/ID
PATCH  estimates/ID {status, acceptance}
POST   token {scope}           an access token without any form
POST   tokens {expire | revoke: true}
POST   sending {held: bool}    let what is scheduled wait, or go
POST   plan {plan}
"""

from decimal import Decimal, InvalidOperation
from urllib.parse import parse_qs

from ..system import Refused, object_of
from . import documents, money, telling
from .answers import Failure
from .seed import CUSTOMER


def respond(account, request, parts):
    """A JSON-able value; None if there is no such thing."""
    account.tick()
    if len(parts) >= 2 and parts[0] in _RECORDS:
        try:
            return _RECORDS[parts[0]](account, request, parts[1:])
        except Failure as failure:
            raise Refused(f"Not valid: {failure} {failure.details}") from None
    route = _ROUTES.get((request.method, "/".join(parts)))
    return route(account, request) if route else None


def _clients(account, request):
    rows = account.customers.listed()
    if "full" in parse_qs(request.query):
        return {"clients": rows}
    return {"ids": [row["id"] for row in rows]}


def _create_client(account, request):
    return {"id": account.customers.create({"is_private": True, **object_of(request)})}


def _client(account, request, parts):
    identifier = parts[0]
    if request.method == "DELETE":
        account.customers.delete(identifier)
        return {"deleted": identifier}
    if request.method == "PATCH":
        values = object_of(request)
        if set(values) - set(CUSTOMER):
            raise Refused("A customer has no such field.")
        account.customers.overwrite(identifier, values)
    elif request.method != "GET":
        return None
    return account.customers.get(identifier)


def _ids(table):
    rows = sorted(table.values(), key=lambda row: (row["created"], row["id"]), reverse=True)
    return {"ids": [row["id"] for row in rows]}


def _create_invoice(account, request):
    try:
        return {"id": documents.create(account, "invoice", object_of(request), 3)}
    except Failure as failure:
        raise Refused(f"Not valid: {failure.key} {failure.details}") from None


def _invoice(account, request, parts):
    document = account.invoices.get(parts[0])
    if document is None:
        raise Refused(f"There is no invoice {parts[0]}.")
    if request.method == "DELETE":
        del account.invoices[parts[0]]
        return {"deleted": parts[0]}
    if parts[1:] == ["pay"]:
        gross = money.totals(document)[1]
        try:
            paid = Decimal(str(object_of(request).get("amount") or gross))
        except InvalidOperation:
            raise Refused("amount is a number.") from None
        document["paid"] = min(document["paid"] + paid, gross)
    elif parts[1:] == ["credit"]:
        return {"id": documents.credit(account, document)}
    return telling.told(document, 2)


def _estimate(account, request, parts):
    document = account.estimates.get(parts[0])
    if document is None:
        raise Refused(f"There is no estimate {parts[0]}.")
    if request.method == "PATCH":
        given = object_of(request)
        document |= {name: given[name] for name in ("status", "acceptance") if name in given}
    return telling.told(document, 2)


def _token(account, request):
    return account.tokens.give(object_of(request).get("scope") or account.options.scopes)


def _tokens(account, request):
    given = object_of(request)
    if given.get("expire"):
        account.tokens.expire()
    if given.get("revoke"):
        account.tokens.revoke()
    return account.tokens.counts()


def _sending(account, request):
    account.held = bool(object_of(request).get("held"))
    return {"held": account.held}


def _plan(account, request):
    account.plan = str(object_of(request).get("plan"))
    return {"plan": account.plan}


_RECORDS = {"clients": _client, "invoices": _invoice, "estimates": _estimate}
_ROUTES = {
    ("GET", "clients"): _clients,
    ("POST", "clients"): _create_client,
    ("GET", "invoices"): lambda account, _request: _ids(account.invoices),
    ("POST", "invoices"): _create_invoice,
    ("GET", "estimates"): lambda account, _request: _ids(account.estimates),
    ("POST", "token"): _token,
    ("POST", "tokens"): _tokens,
    ("POST", "sending"): _sending,
    ("POST", "plan"): _plan,
}
