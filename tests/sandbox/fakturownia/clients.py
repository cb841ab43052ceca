"""The endpoints of clients."""

from . import listing
from .answers import answer, error, missing, unknown
from .issuing import whole


def respond(account, call):
    """The `Answer` to a call below /clients."""
    method, rest = call.method, call.rest
    if not rest:
        if method == "GET":
            return listing.clients(account, call.given)
        return _create(account, call) if method == "POST" else unknown()
    number = whole(rest[0])
    if len(rest) == 2 and rest[1] == "merge" and method == "POST":
        return _merge(account, call, number)
    if len(rest) != 1:
        return unknown()
    if number not in account.clients:
        return missing()
    if method == "GET":
        return answer(_detail(account, account.clients.get(number)))
    if method in ("PUT", "PATCH"):
        return _change(account, call, number)
    if method == "DELETE":
        account.delete_client(number)
        return answer("ok")
    return unknown()


def _detail(account, row):
    """A single client: the only place with its balance."""
    return {**row, "balance": account.documents.balance(row["id"])}


def _create(account, call):
    given = call.wrapped("client")
    return answer(_detail(account, account.create_client(given)), 201)


def _change(account, call, number):
    given = call.wrapped("client")
    return answer(_detail(account, account.change_client(number, given)))


def _merge(account, call, number):
    raw = call.body.get("merge_ids")
    others = [whole(each) for each in raw] if isinstance(raw, list) else []
    if number not in account.clients:
        return missing()
    others = [other for other in dict.fromkeys(others) if other != number]
    if not others or any(other not in account.clients for other in others):
        return error({"merge_ids": [account.text("no_such")]}, 422)
    account.merge_clients(number, others)
    return answer(_detail(account, account.clients.get(number)))
