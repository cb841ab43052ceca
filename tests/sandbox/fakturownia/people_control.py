"""The part of the control API that is about users and Multipass; see control.py."""

from dataclasses import asdict
from urllib.parse import urlencode

from ..system import Refused, object_of
from . import multipass
from . import users as people
from .issuing import whole


def user(account, request, parts):
    """One user, by id."""
    number = whole(parts[0])
    if number not in account.users.rows:
        raise Refused(f"There is no user {parts[0]}.")
    if parts[1:]:
        return None
    if request.method == "DELETE":
        return {"deleted": account.users.rows.pop(number)["id"]}
    if request.method == "PATCH":
        try:
            account.users.change(number, object_of(request))
        except people.Wrong as wrong:
            raise Refused(str(wrong)) from None
    elif request.method != "GET":
        return None
    return account.users.rows[number]


def _users(account, _request):
    return {"users": list(account.users.rows.values())}


def _add_user(account, request):
    try:
        return account.users.add(object_of(request))
    except people.Wrong as wrong:
        raise Refused(str(wrong)) from None


def _settings(account, _request):
    return asdict(account.multipass.settings)


def _set(account, request):
    try:
        account.multipass.set(object_of(request))
    except multipass.Wrong as wrong:
        raise Refused(str(wrong)) from None
    return _settings(account, request)


def _mint(account, request):
    body = object_of(request)
    row = account.users.rows.get(body.get("user"))
    claims, secret = body.get("claims", {}), body.get("secret")
    if row is None or not isinstance(claims, dict) or not isinstance(secret, str | None):
        raise Refused("Send user (an id), and perhaps claims (an object) and secret (a text).")
    made = account.multipass.parameters(row, str(body.get("page", "")), claims, secret)
    url = account.multipass.settings.crm_login_url
    return {"parameters": made, "address": f"{url}?{urlencode(made)}"}


def _events(account, _request):
    return {"events": account.multipass.events}


people_routes = {
    ("GET", "users"): _users,
    ("POST", "users"): _add_user,
    ("GET", "multipass"): _settings,
    ("POST", "multipass"): _set,
    ("POST", "multipass/mint"): _mint,
    ("GET", "multipass/events"): _events,
}
