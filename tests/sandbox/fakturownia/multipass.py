"""Multipass, in both roles: tokens that sign people in here, and tokens for the CRM.

https://help.invoiceocean.com/101735663 and https://pomoc.sugester.pl/968191-Logowanie-Multipass
tell the flow (login type, `login_url`, `multipass`), and that a token holds the login, an e-mail, a
date and an address to go to. How it is sealed and what the parts are called is not public: that is
settings here, and so is everything else they leave open.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta, timezone
from secrets import token_urlsafe
from urllib.parse import urlencode, urlsplit

from .envelopes import FORMS, Unfit, seal, unseal

TIMES = ("utc", "naive", "epoch")
_CLAIMS = {
    "identifier": "identifier",
    "login": "login",
    "email": "email",
    "created": "created_at",
    "expires": "expires",
    "audience": "aud",
    "direction": "direction",
    "token_id": "jti",
    "return_to": "return_to",
}
_LIFE, _SKEW = 60, 30
_WORDS = {
    "off": "Signing in from the CRM is switched off here.",
    "malformed": "That is no token of the form that is set here.",
    "signature": "The token does not fit the secret that is set here: compare the fingerprints.",
    "content": "The content of the token cannot be read.",
    "missing": "The token lacks something that it has to tell.",
    "audience": "The token is meant for another connection.",
    "direction": "The token is meant for the CRM.",
    "expired": "The token ended {seconds} s ago. Is the clock of one of the systems wrong?",
    "future": "The token is {seconds} s ahead of the clock here.",
    "used": "The token was used before.",
    "unknown": "There is no such user here.",
    "inactive": "This user may not sign in any more.",
}


class Refused(Exception):
    """A token that signs nobody in; `reason` is a key of the words that are shown."""

    def __init__(self, reason, seconds=0):
        super().__init__(_WORDS[reason].format(seconds=seconds))
        self.reason = reason
        self.seconds = seconds


class Wrong(ValueError):
    """Settings that make no sense; the text says why."""


@dataclass(frozen=True)
class Settings:
    """What is set under Settings, Multipass.

    sign_in           whether tokens of the CRM sign people in here
    server            whether people who are signed in here are taken to the CRM with a token
    crm_login_url     the page of the CRM that takes a token
    crm_server_url    the page of the CRM that makes one, and ends in multipass_server_login: with
                      it, strangers are sent there instead of to the form for login and password
    token_in          the secret of the tokens of the CRM
    token_out         the secret of the tokens for the CRM
    site              the second part of the keys of the two older forms
    envelope, times   the form of the tokens, and of the times in them
    claims            {our name: name in the token}; what is left out is neither sent nor checked
    audience          who the tokens are for, in both directions; "" is not checked
    identity          the claim by which a person is found: login, identifier or email
    clock_offset      seconds by which the clock here is wrong
    """

    sign_in: bool = False
    server: bool = False
    crm_login_url: str = ""
    crm_server_url: str = ""
    token_in: str = ""
    token_out: str = ""
    site: str = ""
    envelope: str = "authenticated"
    times: str = "utc"
    claims: dict = field(default_factory=lambda: dict(_CLAIMS))
    audience: str = ""
    identity: str = "login"
    clock_offset: int = 0


class Multipass:
    """The settings of an account, the tokens that were used, and what came of them.

    `events` are dicts: what was done, by whom, and how it ended.
    """

    def __init__(self, account):
        self._account = account
        self._used = set()
        self.settings = Settings()
        self.events = []

    def set(self, given):
        """Change settings; raises `Wrong`."""
        known = {each.name: each.type for each in fields(Settings)}
        for name, value in given.items():
            if name not in known:
                raise Wrong(f"There is no setting {name}.")
            if not isinstance(value, known[name]):
                raise Wrong(f"{name} has to be of type {known[name].__name__}.")
        made = replace(self.settings, **given)
        if made.envelope not in FORMS or made.times not in TIMES:
            raise Wrong("envelope or times is none of those that there are.")
        if made.identity not in ("login", "identifier", "email"):
            raise Wrong("identity is login, identifier or email.")
        unknown = set(made.claims) - set(_CLAIMS)
        if unknown or not all(isinstance(name, str) and name for name in made.claims.values()):
            raise Wrong(f"claims gives names to some of {', '.join(_CLAIMS)}.")
        for url in filter(None, (made.crm_login_url, made.crm_server_url)):
            if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
                raise Wrong(f"{url} is no address.")
        self.settings = made

    def now(self):
        """The time of the account's clock, wrong as it is set to be; an aware datetime."""
        return self._account.clock.now() + timedelta(seconds=self.settings.clock_offset)

    def accept(self, parameters):
        """(row of the user, page to go to) that a token of the CRM stands for; raises `Refused`."""
        try:
            row, page = self._accept(parameters)
        except Refused as refused:
            self._note("sign_in", None, refused.reason, refused.seconds)
            raise
        self._note("sign_in", row, "ok")
        return row, page

    def parameters(self, row, page="", claims=None, secret=None):
        """The parameters with which that user goes to the CRM.

        `claims` {name in the token: value, None to leave it out} and `secret` replace what is
        right, for tests.
        """
        chosen, now = self.settings, self.now().timestamp()
        values = {
            "identifier": str(row["id"]),
            "login": row["login"],
            "email": row["email"],
            "created": self._written(now),
            "expires": self._written(now + _LIFE),
            "audience": chosen.audience,
            "direction": "to_odoo",
            "token_id": token_urlsafe(18),
            "return_to": page,
        }
        content = {name: values[ours] for ours, name in chosen.claims.items() if values[ours]}
        content |= claims or {}
        text = json.dumps({name: value for name, value in content.items() if value is not None})
        secret = chosen.token_out if secret is None else secret
        return seal(chosen.envelope, secret, chosen.site, text.encode())

    def to_crm(self, row, url, role, page=""):
        """The address, with a token for that user, of the page of the CRM that takes it."""
        self._note(role, row, "ok")
        mark = "&" if urlsplit(url).query else "?"
        return f"{url}{mark}{urlencode(self.parameters(row, page))}"

    def is_crm(self, url):
        """Whether an address is one of the CRM: the same scheme, host and port."""
        ours = urlsplit(self.settings.crm_login_url)
        try:
            given = urlsplit(url)
            same = (given.scheme, given.netloc) == (ours.scheme, ours.netloc)
        except ValueError:
            return False
        return bool(ours.netloc) and same and "\\" not in url

    def fingerprint(self, secret):
        """What people compare: 80 bits of an HMAC over a fixed text, in groups of four digits."""
        text = b"deratix multipass fingerprint 1"
        digest = hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()
        return " ".join((digest[0:4], digest[4:8], digest[8:12], digest[12:16], digest[16:20]))

    def _note(self, role, row, result, seconds=0):
        self.events.append({
            "at": self._account.clock.now().isoformat(), "role": role, "result": result,
            "user": row["login"] if row else None, "seconds": seconds,
        })  # fmt: skip

    def _accept(self, parameters):
        chosen = self.settings
        if not (chosen.sign_in and chosen.token_in):
            raise Refused("off")
        try:
            raw = unseal(chosen.envelope, chosen.token_in, chosen.site, parameters)
        except Unfit as unfit:
            raise Refused(unfit.reason) from None
        try:
            found = json.loads(raw)
        except ValueError:
            raise Refused("content") from None
        if not isinstance(found, dict):
            raise Refused("content")
        told = {ours: found.get(name) for ours, name in chosen.claims.items()}
        self._for_here(told)
        self._in_time(told)
        # A token without an id of its own is its own id.
        once = told.get("token_id") or hashlib.sha256(raw).hexdigest()
        if once in self._used:
            raise Refused("used")
        row = self._person(told)
        self._used.add(once)
        page = str(told.get("return_to") or "")
        return row, page

    def _for_here(self, told):
        chosen = self.settings
        if "audience" in told and chosen.audience and told["audience"] != chosen.audience:
            raise Refused("audience")
        if "direction" in told and told["direction"] != "from_odoo":
            raise Refused("direction")

    def _in_time(self, told):
        now = self.now().timestamp()
        created, expires = _seconds(told.get("created")), _seconds(told.get("expires"))
        if created is None and expires is None:
            raise Refused("missing")
        if created is not None and created > now + _SKEW:
            raise Refused("future", round(created - now))
        ends = min([end for end in (expires, created and created + _LIFE) if end is not None])
        if now > ends:
            raise Refused("expired", round(now - ends))

    def _person(self, told):
        wanted = told.get(self.settings.identity)
        if not wanted:
            raise Refused("missing")
        column = {"identifier": "id"}.get(self.settings.identity, self.settings.identity)
        rows = [row for row in self._account.users.rows.values() if str(row[column]) == str(wanted)]
        if len(rows) != 1:
            raise Refused("unknown")
        if not rows[0]["active"]:
            raise Refused("inactive")
        return rows[0]

    def _written(self, seconds):
        if self.settings.times == "epoch":
            return int(seconds)
        moment = datetime.fromtimestamp(int(seconds), timezone.utc).replace(tzinfo=None)
        return moment.isoformat() + ("Z" if self.settings.times == "utc" else "")


def _seconds(value):
    """Seconds since 1970 of a time in one of the forms; None without one."""
    if value is None:
        return None
    if isinstance(value, int | float):
        return value
    try:
        moment = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError:
        raise Refused("content") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return moment.timestamp()
