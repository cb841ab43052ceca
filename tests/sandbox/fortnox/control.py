"""What the control API can do here besides what every system can.

GET    KIND                    {"ids": [...]} in the order of lists; KIND is customers, articles,
                               orders or invoices
GET    KIND/NUMBER             the record
POST   KIND {fields}           create as a person in the other system does; {"id": number}
PATCH  KIND/NUMBER {fields}    change; articles also take a SalesPrice here
DELETE KIND/NUMBER
POST   orders/NUMBER/cancel, invoices/NUMBER/cancel, invoices/NUMBER/pay {amount}
POST   bulk_edit {share, seed} rename a share of all customers; {"ids": [...]}
POST   tokens {scopes}         tokens as after a consent
POST   revoke                  the consent is withdrawn: every token is dead
GET    emails                  {"invoices": [...]}: which were sent, each as often as it was
POST   expire                  every access token is refused from now on
GET    limits                  {"allowed", "refused", "most"}: requests, and how many at most in
                               one span of the limit
"""

import random

from ..system import Refused, object_of
from .answers import Problem
from .kinds import ARTICLES, CUSTOMERS, KINDS
from .listing import rank
from .sign_in import SCOPES


def respond(system, request, parts):
    """A JSON-able value; None if there is no such thing."""
    try:
        if parts and parts[0] in KINDS:
            return _record(system.account, request, KINDS[parts[0]], parts[1:])
        route = _ROUTES.get((request.method, "/".join(parts)))
        return route(system, request) if route else None
    except Problem as problem:
        raise Refused(problem.message) from None


def _record(account, request, kind, rest):
    rows, method = account.rows[kind.path], request.method
    if not rest:
        if method == "POST":
            values = object_of(request)
            number = account.create(kind, values)[kind.key]
            _price(account, kind, number, values)
            return {"id": number}
        return {"ids": sorted(rows, key=rank)} if method == "GET" else None
    row = account.get(kind, rest[0])
    if len(rest) == 2 and method == "POST":
        if rest[1] == "cancel":
            return account.cancel(kind, rest[0])
        return account.pay(rest[0], object_of(request).get("amount")) if rest[1] == "pay" else None
    if method == "PATCH":
        values = object_of(request)
        account.change(kind, rest[0], values)
        return _price(account, kind, rest[0], values)
    if method == "DELETE":
        account.delete(kind, rest[0])
    return row if method in ("GET", "DELETE") else None


def _price(account, kind, number, values):
    """The record with its price, which people set in the price list."""
    row = account.get(kind, number)
    if kind is ARTICLES and "SalesPrice" in values:
        row = account.put(kind, number, {**row, "SalesPrice": values["SalesPrice"]})
    return row


def _bulk_edit(system, request):
    body = object_of(request)
    account, rng = system.account, random.Random(f"bulk {body.get('seed', 1)}")
    numbers = sorted(account.rows["customers"], key=rank)
    chosen = sorted(rng.sample(numbers, round(len(numbers) * body.get("share", 0.1))), key=rank)
    for number in chosen:
        name = account.rows["customers"][number]["Name"]
        account.change(CUSTOMERS, number, {"Name": f"{name} 2"})
    return {"ids": chosen}


def _tokens(system, request):
    return system.sign_in.grant(object_of(request).get("scopes", SCOPES))


def _revoke(system, _request):
    system.sign_in.kill_refresh()
    return {}


def _expire(system, _request):
    system.sign_in.kill_access()
    return {}


_ROUTES = {
    ("POST", "bulk_edit"): _bulk_edit,
    ("POST", "tokens"): _tokens,
    ("POST", "revoke"): _revoke,
    ("POST", "expire"): _expire,
    ("GET", "emails"): lambda system, _request: {"invoices": system.account.emails},
    ("GET", "limits"): lambda system, _request: system.limiter.told(),
}
