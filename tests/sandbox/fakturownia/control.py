"""What the control API can do here besides what every system can.

GET    clients[?kind=K][&full=1]   the ids of all clients, or of those of a kind (people.py);
                                   with full, the rows themselves
POST   clients {fields}            create as the person in the other system does; {"id": number}
GET    clients/ID                  the row, and its kinds
PATCH  clients/ID {fields}         also fields that the API does not let set, such as updated_at
DELETE clients/ID
POST   clients/ID/merge {ids}
POST   bulk_edit {ids | share, seed}
GET    kinds                       how many clients there are of each kind
GET    invoices[?full=1] | POST invoices {fields} | GET, PATCH, DELETE invoices/ID
POST   invoices/ID/pay {amount, day} | status {status} | correct {fields} | cancel {reason}
GET    products | POST products {fields} | GET, PATCH, DELETE products/ID
GET    webhooks                    the webhooks, and what was sent
POST   webhooks/hold | release {order: sent, reverse or shuffle, seed} | drop_held
POST   webhooks/lose {next} | double {next}      of those to come so many are lost, or sent twice
POST   webhooks/replay {numbers | last, times}   send old deliveries again
POST   webhooks/flood {kind, id, count}          send that many about one record
POST   webhooks/raw {url, body, times}           send any text to any address
GET    users | POST users {fields} | GET, PATCH, DELETE users/ID
GET    multipass | POST multipass {settings}     see multipass.py for the settings
POST   multipass/mint {user, page, claims, secret}   a token for the CRM, right or wrong
GET    multipass/events            who was signed in where, and what was refused why

Whatever is done to records here, the webhooks hear of it as they would of a person's doing.
"""

import random
from collections import Counter
from urllib.parse import parse_qs

from ..system import Refused, object_of
from . import issuing, money
from .account import WRITABLE, Invalid
from .people_control import people_routes, user
from .product_control import create_product, product, products
from .seed import CLIENT
from .webhook_control import webhook_routes


def respond(account, request, parts):
    """A JSON-able value; None if there is no such thing."""
    try:
        if len(parts) >= 2 and parts[0] in _RECORDS:
            return _RECORDS[parts[0]](account, request, parts[1:])
        route = _ROUTES.get((request.method, "/".join(parts)))
        return route(account, request) if route else None
    except Invalid as wrong:
        raise Refused(f"Not valid: {wrong}") from None


def mutate_invoice(account, change, number, fields):
    """Change invoices between two pages."""
    if change == "insert":
        issuing.issue(account, fields or {"buyer_name": "W międzyczasie", "positions": []})
        return
    number = number or min(account.invoices.ids(), default=None)
    if number not in account.invoices:
        return
    if change == "edit":
        issuing.change(account, number, fields or {"description": "W międzyczasie"})
    else:
        account.documents.delete(number)


def _client(account, request, parts):
    table = account.clients
    number = _known(table, parts[0])
    if parts[1:] == ["merge"] and request.method == "POST":
        others = [_known(table, other) for other in object_of(request).get("ids", [])]
        account.merge_clients(number, [other for other in others if other != number])
        return {"id": number}
    if parts[1:]:
        return None
    if request.method == "DELETE":
        account.delete_client(number)
        return {"deleted": number}
    if request.method == "PATCH":
        _change_client(account, number, object_of(request))
    elif request.method != "GET":
        return None
    return {**table.get(number), "kinds": account.seed.kinds(number)}


def _change_client(account, number, values):
    unknown = set(values) - set(CLIENT)
    if unknown:
        raise Refused(f"A client has no field {', '.join(sorted(unknown))}.")
    own = {name: value for name, value in values.items() if name not in WRITABLE}
    if set(values) - set(own):
        account.change_client(number, {name: values[name] for name in set(values) - set(own)})
    if own:
        account.overwrite_client(number, own)


def _clients(account, request):
    query = parse_qs(request.query)
    kind = query.get("kind", [None])[0]
    ids = account.clients.ids()
    if kind is not None:
        ids = [number for number in ids if kind in account.seed.kinds(number)]
    if "full" in query:
        return {"clients": [account.clients.get(number) for number in ids]}
    return {"ids": list(ids)}


def _create_client(account, request):
    return {"id": account.create_client(object_of(request))["id"]}


def _kinds(account, _request):
    counts = Counter(kind for n in account.clients.ids() for kind in account.seed.kinds(n))
    return dict(sorted(counts.items()))


def _bulk_edit(account, request):
    """Change the phone and the street of clients, the same way for the same seed."""
    body = object_of(request)
    seed, ids = body.get("seed", 1), account.clients.ids()
    if "ids" in body:
        chosen = [_known(account.clients, number) for number in body["ids"]]
    else:
        share = body.get("share", 0.1)
        if not isinstance(share, int | float) or not 0 <= share <= 1:
            raise Refused("share is a number from 0 to 1.")
        rng = random.Random(f"choose {seed}")
        chosen = sorted(rng.sample(ids, round(len(ids) * share)))
    rng = random.Random(f"edit {seed}")
    for number in chosen:
        street, phone = f"Nowa {rng.randint(1, 999)}", f"+48 6{rng.randint(10**7, 10**8 - 1)}"
        account.change_client(number, {"street": street, "phone": phone})
    return {"ids": chosen}


def _invoice(account, request, parts):
    number = _known(account.invoices, parts[0])
    if parts[1:]:
        action = _ACTIONS.get("/".join(parts[1:])) if request.method == "POST" else None
        if action is None:
            return None
        return action(account, number, object_of(request))
    if request.method == "DELETE":
        account.documents.delete(number)
        return {"deleted": number}
    if request.method == "PATCH":
        issuing.change(account, number, object_of(request))
    elif request.method != "GET":
        return None
    return account.documents.detail(number)


def _invoices(account, request):
    ids = account.invoices.ids()
    if "full" in parse_qs(request.query):
        return {"invoices": [account.documents.detail(number) for number in ids]}
    return {"ids": list(ids)}


def _create_invoice(account, request):
    try:
        return {"id": issuing.issue(account, object_of(request), from_api=False)["id"]}
    except issuing.Duplicate:
        raise Refused("There is a document of that oid.") from None


def _pay(account, number, body):
    try:
        amount = None if body.get("amount") is None else money.number(body["amount"])
    except money.NoNumber:
        raise Refused("amount is a number.") from None
    account.documents.pay(number, amount, body.get("day"))
    return account.documents.detail(number)


def _status(account, number, body):
    account.documents.set_status(number, str(body.get("status")))
    return account.documents.detail(number)


def _correct(account, number, body):
    return {"id": issuing.correct(account, number, body)["id"]}


def _cancel(account, number, body):
    account.documents.cancel(number, str(body.get("reason", "")))
    return account.documents.detail(number)


def _known(table, raw):
    number = issuing.whole(raw)
    if number not in table:
        raise Refused(f"There is no record {raw}.")
    return number


_ACTIONS = {"pay": _pay, "status": _status, "correct": _correct, "cancel": _cancel}
_RECORDS = {"clients": _client, "invoices": _invoice, "products": product, "users": user}
_ROUTES = {
    ("GET", "clients"): _clients,
    ("POST", "clients"): _create_client,
    ("POST", "bulk_edit"): _bulk_edit,
    ("GET", "kinds"): _kinds,
    ("GET", "invoices"): _invoices,
    ("POST", "invoices"): _create_invoice,
    ("GET", "products"): products,
    ("POST", "products"): create_product,
    **people_routes,
    **webhook_routes,
}
