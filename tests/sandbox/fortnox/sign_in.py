"""The sign-in server: consent page, tokens and their rotation.

https://www.fortnox.se/developer/authorization
"""

import base64
import hashlib
import hmac
import json
import random
from datetime import timedelta
from html import escape
from urllib.parse import parse_qsl, unquote_plus, urlencode

from .answers import answer, grant_error, html

SCOPES = (
    "article", "companyinformation", "customer", "invoice", "order", "payment", "price",
    "settings",
)  # fmt: skip
_PAGE = """<!DOCTYPE html>
<html lang="sv"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>{title}</title><style>body{{font:16px/1.5 system-ui,sans-serif;max-width:32rem;
margin:3rem auto;padding:0 1rem}}button{{font:inherit;padding:.6rem 1.4rem;margin-right:1rem}}
.note{{color:#555}}</style></head>
<body><p class="note">Sandbox of Fortnox: nothing here is real.</p><h1>{title}</h1>
{content}</body></html>"""


class SignIn:
    """Codes and tokens of the one company; they are lost at a reset."""

    def __init__(self, options, clock):
        self.options = options
        self.clock = clock
        self._random = random.Random(f"fortnox {options.seed} {clock.now().timestamp()}")
        self._codes = {}
        self._access = {}
        self._refresh = {}
        self.service = options.consented
        self.refreshed = 0

    def answer(self, request, path):
        if path == ["auth"]:
            return self._consent(request)
        if path == ["token"] and request.method == "POST":
            return self._token(request)
        if path == ["revoke"] and request.method == "POST":
            return self._revoke(request)
        return html(_page("Sidan finns inte", ""), 404)

    def scopes(self, access):
        """The scopes of a token that is good; None of any other."""
        known = self._access.get(access)
        if known is None or known["until"] <= self.clock.now():
            return None
        return known["scopes"]

    def grant(self, scopes=SCOPES):
        """Tokens as after a consent."""
        return self._tokens(tuple(scopes), refresh=True)

    def kill_access(self):
        """Every access token is refused from now on."""
        self._access = {}

    def kill_refresh(self):
        """A person has withdrawn the consent."""
        self._refresh, self._access, self.service = {}, {}, False

    # -- consent ---------------------------------------------------------------------------------

    def _consent(self, request):
        given = dict(parse_qsl(request.query, keep_blank_values=True))
        problem = self._asked_wrongly(given)
        if problem:
            return html(_page("Felaktig förfrågan", f"<p>{escape(problem)}</p>"), 400)
        if request.method != "POST":
            return html(self._consent_page(given))
        form = dict(parse_qsl(request.body.decode("utf-8", "replace")))
        state = {"state": given["state"]} if "state" in given else {}
        if form.get("decision") != "allow":
            result = {"error": "access_denied", "error_description": "The user denied", **state}
        else:
            code = self._made("code")
            self._codes[code] = {
                "until": self.clock.now() + timedelta(seconds=self.options.code_life),
                "redirect_uri": given["redirect_uri"],
                "scopes": tuple(given["scope"].split()),
                "offline": given.get("access_type") == "offline",
            }
            self.service = self.service or given.get("account_type") == "service"
            result = {"code": code, **state}
        joint = "&" if "?" in given["redirect_uri"] else "?"
        return html("", 302, Location=f"{given['redirect_uri']}{joint}{urlencode(result)}")

    def _asked_wrongly(self, given):
        if given.get("client_id") != self.options.client_id:
            return "Okänd klient (client_id)."
        if given.get("response_type") != "code" or not given.get("redirect_uri"):
            return "response_type och redirect_uri saknas."
        unknown = set(given.get("scope", "").split()) - set(SCOPES)
        if unknown or not given.get("scope"):
            return f"Okänd behörighet (scope): {' '.join(sorted(unknown))}"
        return ""

    def _consent_page(self, given):
        wanted = "".join(f"<li>{escape(scope)}</li>" for scope in given["scope"].split())
        content = (
            f"<p>Deratix vill ha åtkomst till <b>{escape(self.options.company)}</b> "
            f"({escape(self.options.tenant)}):</p><ul>{wanted}</ul>"
            '<form method="post"><button name="decision" value="allow">Godkänn</button>'
            '<button name="decision" value="deny">Avböj</button></form>'
        )
        return _page("Godkänn integration", content)

    # -- tokens ----------------------------------------------------------------------------------

    def _token(self, request):
        if not self._is_client(request):
            return _wrong_client()
        form = dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
        grant = form.get("grant_type")
        if grant == "client_credentials":
            return self._for_the_application(request)
        if grant == "authorization_code":
            return self._for_a_code(form)
        if grant == "refresh_token":
            return self._for_a_refresh(form)
        return grant_error("unsupported_grant_type", "The grant type is unsupported")

    def _for_the_application(self, request):
        """By client credentials and the header TenantId; there is nothing to refresh then."""
        if request.headers.get("TenantId") != self.options.tenant or not self.service:
            return grant_error("invalid_grant", "No consent for this tenant")
        return answer(self._tokens(SCOPES, refresh=False))

    def _for_a_code(self, form):
        known = self._codes.pop(form.get("code", ""), None)
        good = (
            known is not None
            and known["until"] > self.clock.now()
            and known["redirect_uri"] == form.get("redirect_uri")
        )
        if not good:
            return grant_error("invalid_grant", "Authorization code doesn't exist or is invalid")
        return answer(self._tokens(known["scopes"], refresh=known["offline"]))

    def _for_a_refresh(self, form):
        """Every refresh token serves once."""
        known = self._refresh.pop(form.get("refresh_token", ""), None)
        if known is None or known["until"] <= self.clock.now():
            return grant_error("invalid_grant", "Invalid refresh token")
        self.refreshed += 1
        return answer(self._tokens(known["scopes"], refresh=True))

    def _revoke(self, request):
        if not self._is_client(request):
            return _wrong_client()
        form = dict(parse_qsl(request.body.decode("utf-8", "replace")))
        known = self._refresh.pop(form.get("token", ""), None)
        return answer({"revoked": known is not None})

    def _is_client(self, request):
        scheme, _, raw = request.headers.get("Authorization", "").partition(" ")
        try:
            pair = base64.b64decode(raw, validate=True).decode()
        except ValueError:
            return False
        client_id, _, secret = (unquote_plus(part) for part in pair.partition(":"))
        options = self.options
        return scheme == "Basic" and (client_id, secret) == (
            options.client_id,
            options.client_secret,
        )

    def _tokens(self, scopes, *, refresh):
        now, options = self.clock.now(), self.options
        until = now + timedelta(seconds=options.access_life)
        access = self._signed(
            {"tenantId": int(options.tenant), "scope": list(scopes), "exp": int(until.timestamp())}
        )
        self._access[access] = {"until": until, "scopes": scopes}
        told = {
            "access_token": access,
            "scope": " ".join(scopes),
            "expires_in": options.access_life,
            "token_type": "bearer",
        }
        if refresh:
            made = self._made("refresh")
            until = now + timedelta(days=options.refresh_days)
            self._refresh[made] = {"until": until, "scopes": scopes}
            told["refresh_token"] = made
        return told

    def _signed(self, claims):
        """A token in the form of a JWT."""
        head = _part({"alg": "HS256", "typ": "JWT"})
        body = _part({**claims, "jti": self._made("jti")})
        mac = hmac.new(b"sandbox", f"{head}.{body}".encode(), hashlib.sha256).digest()
        return f"{head}.{body}.{_base64(mac)}"

    def _made(self, what):
        return hashlib.sha1(f"{what} {self._random.random()}".encode()).hexdigest()


def _wrong_client():
    return grant_error("invalid_client", "The client credentials are invalid", 401)


def _page(title, content):
    return _PAGE.format(title=title, content=content)


def _part(value):
    return _base64(json.dumps(value, separators=(",", ":")).encode())


def _base64(raw):
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
