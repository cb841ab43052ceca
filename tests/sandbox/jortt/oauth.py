"""Signing in: tokens, how they are got, and how they die.

The errors are those of RFC 6749, section 5.2. How long a refresh token lives is documented
nowhere: it does not die of age here.
"""

import base64
import binascii
import secrets
from datetime import timedelta
from html import escape
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit

from . import pages
from .answers import answer, html


class Tokens:
    """What was given to applications."""

    def __init__(self, options, clock):
        self._options = options
        self._clock = clock
        self._access = {}
        self._refresh = {}
        self._codes = {}

    def give_code(self, redirect_uri, scopes):
        code = secrets.token_urlsafe(24)
        ends = self._clock.now() + timedelta(seconds=self._options.code_life)
        self._codes[code] = (redirect_uri, scopes, ends)
        return code

    def take_code(self, code, redirect_uri):
        """The scopes of a code, which is dead from now on; None when it is not good."""
        told_uri, scopes, ends = self._codes.pop(code, ("", "", self._clock.now()))
        return scopes if told_uri == redirect_uri and ends > self._clock.now() else None

    def give(self, scopes, refreshable=False):
        """The JSON of new tokens."""
        now = self._clock.now()
        access = secrets.token_urlsafe(32)
        ends = now + timedelta(seconds=self._options.token_life)
        self._access[access] = {"scopes": scopes.split(), "ends": ends, "revoked": False}
        told = {"access_token": access, "token_type": "Bearer",
                "expires_in": self._options.token_life}  # fmt: skip
        if refreshable:
            told["refresh_token"] = secrets.token_urlsafe(32)
            self._refresh[told["refresh_token"]] = scopes
        return told | {"scope": scopes, "created_at": int(now.timestamp())}

    def take_refresh(self, token):
        """The scopes of a refresh token, which is dead from now on if they rotate; else None."""
        scopes = self._refresh.get(token)
        if scopes is not None and self._options.rotate:
            del self._refresh[token]
        return scopes

    def state(self, token):
        """("" or the key of the refusal, the scopes)."""
        known = self._access.get(token)
        if known is None:
            return "access_token.invalid", []
        if known["revoked"]:
            return "access_token.revoked", []
        if known["ends"] <= self._clock.now():
            return "access_token.expired", []
        return "", known["scopes"]

    def expire(self):
        """Let all access tokens be too old."""
        for known in self._access.values():
            known["ends"] = self._clock.now()

    def revoke(self):
        """What happens when a person withdraws the consent."""
        self._refresh.clear()
        for known in self._access.values():
            known["revoked"] = True

    def counts(self):
        return {"access": len(self._access), "refresh": len(self._refresh)}


def respond(account, request, path):
    """Answer a request of /oauth-provider/oauth."""
    if path == ["authorize"] and request.method in ("GET", "HEAD"):
        return _consent(account, dict(parse_qsl(request.query)))
    if path == ["authorize"] and request.method == "POST":
        return _consented(account, dict(parse_qsl(request.body.decode(), keep_blank_values=True)))
    if path == ["token"] and request.method == "POST":
        return _token(account, request)
    return html(pages.not_found(), 404)


def _consent(account, asked, problem=""):
    """The page that asks a person; a wrong application or address is never sent anywhere."""
    wrong = _wrong_application(account.options, asked)
    if wrong:
        return html(pages.message("The application cannot be let in", wrong), 400)
    error = _wrong_question(account.options, asked)
    if error:
        return _back(asked, error=error)
    return html(pages.consent(asked, account.organization["company_name"], problem))


def _consented(account, given):
    wrong = _wrong_application(account.options, given)
    if wrong:
        return html(pages.message("The application cannot be let in", wrong), 400)
    error = _wrong_question(account.options, given)
    if error:
        return _back(given, error=error)
    if given.get("decision") != "allow":
        return _back(given, error="access_denied")
    if (given.get("login"), given.get("password")) != (
        account.options.login,
        account.options.password,
    ):
        return _consent(account, given, "E-mail address or password are wrong.")
    code = account.tokens.give_code(given["redirect_uri"], given["scope"])
    return _back(given, code=code)


def _wrong_application(options, asked):
    if asked.get("client_id") != options.client_id:
        return "No application has this client_id."
    address = asked.get("redirect_uri", "")
    if not urlsplit(address).hostname or options.redirect_uri not in ("", address):
        return f"The redirect_uri {escape(address)} is not the one that was registered."
    return ""


def _wrong_question(options, asked):
    if asked.get("response_type") != "code":
        return "unsupported_response_type"
    wanted = asked.get("scope", "").split()
    return "" if wanted and set(wanted) <= set(options.scopes.split()) else "invalid_scope"


def _back(asked, **told):
    """Send the browser back to the application."""
    if asked.get("state"):
        told["state"] = asked["state"]
    address = asked["redirect_uri"]
    mark = "&" if urlsplit(address).query else "?"
    return html("", 302, Location=f"{address}{mark}{urlencode(told)}")


def _token(account, request):
    options, tokens = account.options, account.tokens
    if _basic(request) != (options.client_id, options.client_secret):
        return _error("invalid_client", 401)
    given = dict(parse_qsl(request.body.decode(), keep_blank_values=True))
    grant = given.get("grant_type")
    if grant == "client_credentials":
        scopes = given.get("scope", "")
        if not scopes.split() or not set(scopes.split()) <= set(options.scopes.split()):
            return _error("invalid_scope")
        return answer(tokens.give(scopes))
    if grant == "authorization_code":
        scopes = tokens.take_code(given.get("code", ""), given.get("redirect_uri", ""))
    elif grant == "refresh_token":
        scopes = tokens.take_refresh(given.get("refresh_token", ""))
    else:
        return _error("unsupported_grant_type")
    if scopes is None:
        return _error("invalid_grant")
    made = tokens.give(scopes, refreshable=True)
    if grant == "refresh_token" and not options.rotate:
        made["refresh_token"] = given["refresh_token"]
    return answer(made)


def _basic(request):
    scheme, _, raw = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, _, password = base64.b64decode(raw, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return unquote_plus(user), unquote_plus(password)


def _error(name, status=400):
    return answer({"error": name, "error_description": f"The sandbox says {name}."}, status)
