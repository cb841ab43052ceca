"""Who is signed in on the web pages."""

import secrets
from dataclasses import dataclass

from werkzeug.http import dump_cookie, parse_cookie

COOKIE = "_fakturownia_session"


@dataclass(frozen=True)
class Session:
    """`token` shows that a form is of this session; `user` is the row of the user."""

    token: str
    user: dict


class Sessions:
    """The sessions of an account's users; those of a user who has gone are none."""

    def __init__(self, users):
        self._users = users
        self._open = {}

    def of(self, request):
        """The `Session` that a request belongs to; None for a stranger."""
        token, number = self._open.get(_name(request), (None, None))
        user = self._users.active(number)
        return Session(token, user) if user else None

    def open(self, request, user):
        """The Set-Cookie header of a new session of that user; the one before it has ended."""
        self.end(request)
        name = secrets.token_urlsafe(24)
        self._open[name] = (secrets.token_urlsafe(24), user["id"])
        return dump_cookie(COOKIE, name, httponly=True, samesite="Lax")

    def end(self, request):
        self._open.pop(_name(request), None)


def _name(request):
    return parse_cookie(request.headers.get("Cookie", "")).get(COOKIE)
