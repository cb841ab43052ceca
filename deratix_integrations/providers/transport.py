"""One way to speak HTTP with an external system: counted, checked, recorded, never sleeping."""

from __future__ import annotations

import json as jsonlib
import os
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlencode, urljoin, urlsplit

import requests
from requests.cookies import RequestsCookieJar
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
)

from .addresses import Adapter, PeerRefused, split_base_url
from .base import (
    AddressRefused,
    AuthenticationFailed,
    Budget,
    Entry,
    Limits,
    NotFound,
    PermissionDenied,
    ProviderError,
    RedirectRefused,
    Rejected,
    ServerFault,
    Throttled,
    TimedOut,
    UnexpectedAnswer,
    Unreachable,
)
from .masking import Mask

USER_AGENT = "Deratix Integrations 19.0"
MAX_BODY = 32 * 1024 * 1024
_CHUNK = 64 * 1024
# An answer that trickles in resets the read time-out with every byte; this ends it.
_TOTAL_SECONDS = 120
_DEFAULT_WAIT = 60
_LONGEST_WAIT = 86_400
# RFC 9110, section 9.2.2: repeating them does nothing that sending them once does not.
_IDEMPOTENT = frozenset(("GET", "HEAD", "OPTIONS", "PUT", "DELETE"))
_READS = frozenset(("GET", "HEAD", "OPTIONS"))
# JSON, form and headers of a request.
_Content = tuple[object, Mapping[str, str] | None, Mapping[str, str] | None]


class Answer:
    """What came back. ``payload`` is the JSON, ``problem`` why there is none (or ``""``)."""

    __slots__ = ("headers", "host", "payload", "problem", "size", "status")

    def __init__(self, host: str, status: int, headers: Mapping[str, str]) -> None:
        self.host = host
        self.status = status
        self.headers = headers
        self.size = 0
        self.payload: object = None
        self.problem = ""


class _Cut(Exception):
    """The connection had been made and ended before any answer."""

    def __init__(self, error: ProviderError) -> None:
        self.error = error


class _Session(requests.Session):
    """A session that does not even look where an answer redirects: it would prepare the next
    request, and raise ``ValueError`` when the target is no address."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        return None


class Transport:
    """A persistent connection to one base address.

    :param headers: sent with every request
    :param budget: asked before every request, told what the answer says
    :param recorder: gets an ``Entry`` of every exchange (``record(entry)``)
    :param allow_private: private addresses and plain http are allowed
    :param record_bodies: the shapes of bodies are recorded too
    :param timeout: seconds for connecting and for each wait for data
    :param secrets: texts that must never be recorded
    :param mask_url: takes personal data out of an address before it is recorded
    :param judge: ``(answer, action, external_id) -> ProviderError | None``, the system's own rules
    :param read_limits: ``headers -> Limits | None``

    Proxies and ``.netrc`` of the environment are ignored: a proxy would connect where this may
    not. Redirects are refused, cookies are not kept.
    """

    def __init__(
        self,
        base_url: str,
        *,
        headers: Mapping[str, str],
        budget: Budget,
        recorder: object,
        allow_private: bool = False,
        record_bodies: bool = False,
        timeout: tuple[float, float] = (5, 30),
        secrets: Iterable[str] = (),
        mask_url: Callable[[str], str] = str,
        judge: Callable[[Answer, str, str], ProviderError | None] | None = None,
        read_limits: Callable[[Mapping[str, str]], Limits | None] | None = None,
    ) -> None:
        parts = split_base_url(base_url, allow_private=allow_private)
        self.base_url = parts.geturl().rstrip("/")
        self.host = parts.hostname or ""
        self._budget = budget
        self._recorder = recorder
        self._record_bodies = record_bodies
        self._timeout = timeout
        self._mask = Mask(secrets)
        self._mask_url = mask_url
        self._judge = judge
        self._read_limits = read_limits
        self._session = _Session()
        self._session.trust_env = False
        # The one thing of the environment that is wanted: an own certificate authority.
        self._session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or True
        self._session.cookies = RequestsCookieJar(DefaultCookiePolicy(allowed_domains=[]))
        self._session.headers.update({"User-Agent": USER_AGENT, "Accept": "application/json"})
        self._session.headers.update(headers)
        self._session.mount("https://", Adapter(allow_private=allow_private))
        self._session.mount("http://", Adapter(allow_private=allow_private))

    def request(
        self,
        method: str,
        path: str,
        *,
        json: object = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        action: str = "",
        external_id: str = "",
    ) -> object:
        """Send one request and return the JSON of its answer. Raises ``ProviderError``.

        Its body is ``json``, or ``form`` as the fields of a form; ``headers`` are sent besides.
        An idempotent request whose connection was cut before any answer (a kept connection that
        the other side has closed meanwhile) is sent once more at once. ``action`` (see
        ``base.ACTIONS``) is recorded, and named when it is not permitted; ``external_id`` is
        named when it is not found.
        """
        for last in (method not in _IDEMPOTENT, True):
            self._budget.acquire()
            try:
                answer = self._exchange(method, path, (json, form, headers), action, external_id)
            except _Cut as cut:
                failure = cut.error
                if not last:
                    continue
            else:
                return answer.payload
            break
        # Raised here and not where it was caught: there the exception of the library, which
        # holds the whole request, would be its context.
        raise failure

    def _exchange(
        self, method: str, path: str, content: _Content, action: str, external_id: str
    ) -> Answer:
        url = f"{self.base_url}{path}"
        json, form, _headers = content
        body, headers = _encoded(*content)
        answer = None
        failure: ProviderError | None = None
        cut = False
        started = time.monotonic()
        try:
            response = self._session.request(
                method,
                url,
                data=body,
                headers=headers,
                timeout=self._timeout,
                allow_redirects=False,
                stream=True,
            )
        except PeerRefused:
            failure = AddressRefused(host=self.host)
        except (requests.RequestException, HTTPError, OSError, UnicodeError) as error:
            failure, cut = self._no_answer(method, error)
        else:
            answer = Answer(self.host, response.status_code, response.headers)
            with response:
                failure = self._read(method, response, answer, started + _TOTAL_SECONDS)
            failure = failure or self._verdict(method, answer, action, external_id)
        seconds = time.monotonic() - started
        told = json if form is None else dict(form)
        self._record(method, url, told, body, action, answer, failure, seconds)
        if answer is not None and self._read_limits:
            limits = self._read_limits(answer.headers)
            if limits:
                self._budget.observe(limits)
        if failure and cut:
            raise _Cut(failure)
        if failure:
            raise failure
        return answer

    def _no_answer(self, method: str, error: Exception) -> tuple[ProviderError, bool]:
        """The typed error, and whether the connection was cut although it had been made."""
        causes = _causes(error)
        not_sent = (
            NewConnectionError,
            NameResolutionError,
            ConnectTimeoutError,
            ssl.SSLCertVerificationError,
        )
        # A ValueError: an address or a header of which no request can be made.
        unsent = isinstance(error, ValueError) or any(
            isinstance(cause, not_sent) for cause in causes
        )
        unclear = not unsent and method not in _READS
        slow = (ReadTimeoutError, TimeoutError, requests.Timeout, ConnectTimeoutError)
        refused = any(isinstance(cause, NewConnectionError) for cause in causes) and not any(
            isinstance(cause, TimeoutError) for cause in causes
        )
        if not refused and any(isinstance(cause, slow) for cause in causes):
            seconds = self._timeout[0 if unsent else 1]
            return TimedOut(host=self.host, seconds=seconds, unclear=unclear), False
        return Unreachable(host=self.host, unclear=unclear), not unsent

    def _read(
        self, method: str, response: requests.Response, answer: Answer, deadline: float
    ) -> ProviderError | None:
        """Fill the answer from its body, which may be too large, cut short or no JSON."""
        unclear = method not in _READS
        chunks = []
        try:
            while chunk := response.raw.read1(_CHUNK, decode_content=True):
                answer.size += len(chunk)
                if answer.size > MAX_BODY:
                    return UnexpectedAnswer(host=self.host, reason="too_large", unclear=unclear)
                if time.monotonic() > deadline:
                    return TimedOut(host=self.host, seconds=_TOTAL_SECONDS, unclear=unclear)
                chunks.append(chunk)
        except ReadTimeoutError:
            return TimedOut(host=self.host, seconds=self._timeout[1], unclear=unclear)
        except (HTTPError, OSError):
            return Unreachable(host=self.host, unclear=unclear)
        answer.payload, answer.problem = _parse(
            b"".join(chunks), answer.headers.get("Content-Type", "")
        )
        return None

    def _verdict(
        self, method: str, answer: Answer, action: str, external_id: str
    ) -> ProviderError | None:
        """What the status and the system's own rules say."""
        status, host = answer.status, self.host
        if 300 <= status < 400:
            location = answer.headers.get("Location", "")
            return RedirectRefused(host=host, target=_origin(f"{self.base_url}/", location))
        own = self._judge(answer, action, external_id) if self._judge else None
        if own:
            return own
        unclear = method not in _READS
        if status < 300:
            if not answer.problem:
                return None
            return UnexpectedAnswer(host=host, reason=answer.problem, unclear=unclear)
        if status >= 500:
            return ServerFault(host=host, status=status, unclear=unclear)
        if status == 429:
            return Throttled(host=host, wait=_wait(answer.headers.get("Retry-After", "")))
        if status == 401:
            return AuthenticationFailed(host=host)
        if status == 403:
            return PermissionDenied(host=host, action=action)
        if answer.problem:
            return UnexpectedAnswer(host=host, reason=answer.problem)
        if status == 404:
            # Only JSON says so: a wrong base address answers 404 too, in HTML.
            return NotFound(host=host, external_id=external_id)
        return Rejected(host=host, reasons=())

    def _record(
        self,
        method: str,
        url: str,
        json: object,
        body: bytes | None,
        action: str,
        answer: Answer | None,
        failure: ProviderError | None,
        seconds: float,
    ) -> None:
        bodies = {}
        if self._record_bodies:
            bodies["request_body"] = "" if json is None else self._mask.body(json)
            if answer is not None and not answer.problem and answer.size:
                bodies["response_body"] = self._mask.body(answer.payload)
        self._recorder.record(
            Entry(
                method=method,
                url=self._mask.url(self._mask_url(url)),
                status=answer.status if answer is not None else 0,
                duration=round(seconds * 1000),
                request_size=len(body or b""),
                response_size=answer.size if answer is not None else 0,
                action=action,
                code=failure.code if failure else "",
                error=self._mask(str(failure)) if failure else "",
                **bodies,
            )
        )


def _causes(error: BaseException) -> tuple[BaseException, ...]:
    """The exception and those inside it; urllib3 keeps them in ``args``, ``reason``, ``cause``."""
    found: list[BaseException] = []
    pending: list[object] = [error]
    while pending and len(found) < 20:
        current = pending.pop()
        if not isinstance(current, BaseException) or current in found:
            continue
        found.append(current)
        pending += [*current.args, getattr(current, "reason", None), current.__cause__]
    return tuple(found)


def _encoded(
    json: object, form: Mapping[str, str] | None, headers: Mapping[str, str] | None
) -> tuple[bytes | None, dict[str, str]]:
    """The body and the headers of a request."""
    if form is not None:
        body, kind = urlencode(form).encode(), "application/x-www-form-urlencoded"
    elif json is not None:
        body, kind = jsonlib.dumps(json).encode(), "application/json"
    else:
        return None, dict(headers or {})
    return body, {"Content-Type": kind, **(headers or {})}


def _parse(body: bytes, content_type: str) -> tuple[object, str]:
    """``(JSON, "")`` or ``(None, reason)`` with ``empty``, ``html`` or ``json``."""
    stripped = body.strip()
    if not stripped:
        return None, "empty"
    if stripped.startswith(b"<") or "html" in content_type.lower():
        return None, "html"
    try:
        return jsonlib.loads(stripped), ""
    except (ValueError, RecursionError):
        return None, "json"


def _origin(base: str, location: str) -> str:
    """Scheme and host to which a redirect leads, ``?`` when it is no address: paths and queries
    of redirects hold session tokens."""
    try:
        parts = urlsplit(urljoin(base, location))
        return f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
    except ValueError:
        return "?"


def _wait(retry_after: str) -> int:
    """Seconds of a ``Retry-After``, which is a number or a date (RFC 9110, section 10.2.3)."""
    value = retry_after.strip()
    if value.isascii() and value.isdigit():
        seconds = int(value[:9])
    else:
        try:
            until = parsedate_to_datetime(value)
        except ValueError:
            return _DEFAULT_WAIT
        until = until if until.tzinfo else until.replace(tzinfo=timezone.utc)
        seconds = round((until - datetime.now(timezone.utc)).total_seconds())
    return min(max(seconds, 1), _LONGEST_WAIT)
