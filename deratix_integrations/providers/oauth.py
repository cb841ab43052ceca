"""Signing in by OAuth 2.0 (RFC 6749): consent in the browser, and tokens that are renewed.

Many systems give out refresh tokens that die with their first use. Two workers must never use
the same one, so tokens are renewed under a lock that the caller's store brings; who waited for it
finds the token that the other one got. All requests go through the common transport: they are
counted, checked and recorded, masked, as all others.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta, timezone
from threading import RLock
from typing import Protocol
from urllib.parse import quote_plus, urlencode, urlsplit

from .base import (
    AuthenticationFailed,
    Budget,
    PermissionDenied,
    ProviderError,
    UnexpectedAnswer,
)
from .transport import Answer, Transport

# A token is renewed this long before it ends: requests take their time, and clocks differ.
EARLY = timedelta(seconds=90)
_LONGEST_LIFE = 10 * 365 * 86_400


class AuthoriseAgain(AuthenticationFailed):
    """Nobody has consented yet, or the consent is no longer good. Params: ``host``.

    Only a person can mend it, in the browser.
    """

    code = "authorise_again"
    text = "{host} has to be authorised again."


class ConsentRefused(AuthenticationFailed):
    """The code that came back from the consent page is not accepted: it was used before, or is
    older than ten minutes. Params: ``host``."""

    code = "consent_refused"
    text = "{host} did not accept the consent."


@dataclass(frozen=True, slots=True)
class Token:
    """What a system gave out. Times are naive UTC.

    ``refresh_until`` is when the refresh token dies, ``None`` where that is not known; ``dead``
    says that the system has refused it, so that nobody tries it again.
    """

    access: str = field(repr=False)
    expires_at: datetime
    refresh: str = field(default="", repr=False)
    refresh_until: datetime | None = None
    scopes: tuple[str, ...] = ()
    dead: bool = False

    def dump(self) -> str:
        """As text, for a store; it is a secret as a whole."""
        return json.dumps(asdict(self), default=datetime.isoformat)

    @classmethod
    def parse(cls, text: str) -> Token:
        """The token of ``dump``; raises ``ValueError`` when it is none."""
        try:
            values = json.loads(text)
            for key in ("expires_at", "refresh_until"):
                values[key] = values[key] and datetime.fromisoformat(values[key])
            return cls(**{**values, "scopes": tuple(values["scopes"])})
        except (TypeError, KeyError, AttributeError):
            raise ValueError("This is no token.") from None


class TokenStore(Protocol):
    """Where the token of one connection is kept, shared by all workers."""

    def get(self) -> Token | None:
        """The token as it is now, also when another worker has saved it a moment ago."""

    def lock(self) -> AbstractContextManager[object]:
        """Held by one worker at a time among all there are. A request is sent while it is held,
        so nothing else may wait for it. May raise a ``ProviderError`` with ``retry`` when it
        cannot be had in time."""

    def save(self, token: Token) -> None:
        """Keep the token. It must be safe against a crash and a rollback when this returns: the
        one before it is dead."""


class MemoryStore:
    """Keeps a token in this process only: enough where a new one costs no consent."""

    def __init__(self, token: Token | None = None) -> None:
        self._token = token
        self._lock = RLock()

    def get(self) -> Token | None:
        return self._token

    def lock(self) -> AbstractContextManager[object]:
        return self._lock

    def save(self, token: Token) -> None:
        self._token = token


class SignsIn(Protocol):
    """What a provider that signs in by OAuth has beyond the others; its constructor takes the
    ``TokenStore`` as ``tokens``."""

    oauth: OAuth
    # Whether the settings may say ``by_consent``, as both ways are possible without another one.
    consent_optional: bool

    @classmethod
    def by_consent(cls, settings: Mapping[str, str]) -> bool:
        """Whether a person has to consent in the browser before anything else."""


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The addresses and habits of one system.

    ``base_url`` is that of its sign-in server. ``extra`` is added to the address of the consent
    page. ``refresh_life`` is how long a refresh token lives, ``None`` where that is not known.
    Without ``by_consent`` tokens are had by client credentials (RFC 6749, section 4.4), and
    ``application_headers`` and ``application_fields`` go with each request for one.
    """

    base_url: str
    authorise_path: str
    token_path: str
    scopes: tuple[str, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)
    refresh_life: timedelta | None = None
    by_consent: bool = True
    application_headers: Mapping[str, str] = field(default_factory=dict)
    application_fields: Mapping[str, str] = field(default_factory=dict)


def consent_page(endpoints: Endpoints, client_id: str, redirect_uri: str, state: str) -> str:
    """The address to which a person is sent to consent (RFC 6749, section 4.1.1).

    ``state`` is the caller's: it must be unguessable, serve once, and belong to the person.
    """
    query = {
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "scope": " ".join(endpoints.scopes),
        "state": state,
        "response_type": "code",
        **endpoints.extra,
    }
    return f"{endpoints.base_url.rstrip('/')}{endpoints.authorise_path}?{urlencode(query)}"


class OAuth:
    """The tokens of one connection.

    :param store: where the token is kept; see ``TokenStore``
    :param now: the present moment in naive UTC
    """

    def __init__(
        self,
        endpoints: Endpoints,
        client_id: str,
        client_secret: str,
        store: TokenStore,
        *,
        budget: Budget,
        recorder: object,
        allow_private: bool = False,
        record_bodies: bool = False,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self._endpoints = endpoints
        self._client_id = client_id
        self._store = store
        self._now = now or _utc_now
        # RFC 6749, section 2.3.1: both are encoded as form values before they are joined.
        pair = f"{quote_plus(client_id)}:{quote_plus(client_secret)}"
        basic = b64encode(pair.encode()).decode()
        self._transport = Transport(
            endpoints.base_url,
            headers={"Authorization": f"Basic {basic}"},
            budget=budget,
            recorder=recorder,
            allow_private=allow_private,
            record_bodies=record_bodies,
            secrets=(client_secret, basic),
            judge=judge,
        )
        self._host = urlsplit(self._transport.base_url).hostname or ""

    def access_token(self, rejected: str = "") -> str:
        """A token that is good for a while; ``rejected`` is one that the system has refused.

        Raises ``AuthoriseAgain`` when a person has to consent, or any ``ProviderError``. After an
        answer that was lost the next call tries again, and tells what became of the token.
        """
        token = self._store.get()
        if token and self._is_good(token, rejected):
            return token.access
        with self._store.lock():
            token = self._store.get()
            if token and self._is_good(token, rejected):
                return token.access
            renewed = self._renewed(token)
            self._store.save(renewed)
            return renewed.access

    def consent_page(self, redirect_uri: str, state: str) -> str:
        """Where a person consents; see the function of this name."""
        return consent_page(self._endpoints, self._client_id, redirect_uri, state)

    def exchange(self, code: str, redirect_uri: str) -> Token:
        """Turn the code of a consent into a token, and keep it. Raises ``ConsentRefused``."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
        }
        with self._store.lock():
            try:
                token = self._ask(form)
            except AuthoriseAgain:
                raise ConsentRefused(host=self._host) from None
            self._store.save(token)
            return token

    def _is_good(self, token: Token, rejected: str) -> bool:
        return (
            not token.dead and token.access != rejected and self._now() < token.expires_at - EARLY
        )

    def _renewed(self, token: Token | None) -> Token:
        """A new token; called under the lock."""
        if not self._endpoints.by_consent:
            form = {"grant_type": "client_credentials", **self._endpoints.application_fields}
            return self._ask(form, self._endpoints.application_headers)
        if token is None or token.dead or not token.refresh:
            raise AuthoriseAgain(host=self._host)
        form = {"grant_type": "refresh_token", "refresh_token": token.refresh}
        try:
            fresh = self._ask(form)
        except AuthoriseAgain:
            self._store.save(replace(token, dead=True))
            raise
        if fresh.refresh:
            return fresh
        # Not every system changes it: RFC 6749, section 6, leaves that open.
        return replace(fresh, refresh=token.refresh, refresh_until=token.refresh_until)

    def _ask(self, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Token:
        asked_at = self._now()
        answer = self._transport.request(
            "POST", self._endpoints.token_path, form=form, headers=headers, action="sign_in"
        )
        body = answer if isinstance(answer, dict) else {}
        access, life = body.get("access_token"), body.get("expires_in")
        if not _is_text(access) or str(body.get("token_type", "")).lower() != "bearer":
            raise UnexpectedAnswer(host=self._host, reason="shape", unclear=True)
        refresh = body.get("refresh_token")
        refresh_life = self._endpoints.refresh_life
        has_refresh = _is_text(refresh)
        scope = body.get("scope")
        return Token(
            access=access,
            # Without it the token is used until the system refuses it.
            expires_at=asked_at + timedelta(seconds=_seconds(life)),
            refresh=refresh if has_refresh else "",
            refresh_until=asked_at + refresh_life if has_refresh and refresh_life else None,
            scopes=tuple(scope.split()) if isinstance(scope, str) else (),
        )


class Signed:
    """A transport whose requests carry the token in force.

    One that is refused is renewed, once, and the request sent again: it was not looked at.
    """

    def __init__(self, transport: Transport, oauth: OAuth) -> None:
        self._transport = transport
        self._oauth = oauth
        self.host = transport.host
        self.base_url = transport.base_url

    def request(self, method: str, path: str, **options: object) -> object:
        """As ``Transport.request``."""
        access = self._oauth.access_token()
        try:
            return self._send(access, method, path, options)
        except AuthenticationFailed:
            access = self._oauth.access_token(rejected=access)
        return self._send(access, method, path, options)

    def _send(self, access: str, method: str, path: str, options: Mapping[str, object]) -> object:
        headers = {"Authorization": f"Bearer {access}"}
        return self._transport.request(method, path, headers=headers, **options)


def judge(answer: Answer, action: str, _external_id: str) -> ProviderError | None:
    """The errors of RFC 6749, section 5.2, by their codes: the texts are for developers."""
    body = answer.payload if isinstance(answer.payload, dict) else {}
    code = body.get("error")
    if code == "invalid_grant":
        return AuthoriseAgain(host=answer.host)
    if code in ("invalid_client", "unauthorized_client") or answer.status == 401:
        return AuthenticationFailed(host=answer.host, setting="client_secret")
    if code in ("invalid_scope", "access_denied"):
        return PermissionDenied(host=answer.host, action=action)
    return None


def _is_text(value: object) -> bool:
    """Whether this is a token: printable characters only (RFC 6749, appendix A)."""
    return isinstance(value, str) and bool(value) and all(" " < each <= "~" for each in value)


def _seconds(life: object) -> int:
    if isinstance(life, str) and life.isascii() and life.isdigit():
        life = int(life[:12])
    if isinstance(life, bool) or not isinstance(life, int | float) or life <= 0:
        return _LONGEST_LIFE
    return min(int(life), _LONGEST_LIFE)


def _utc_now() -> datetime:
    return datetime.now(timezone.utc).replace(tzinfo=None)
