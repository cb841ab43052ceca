"""What every provider offers, and the words in which its failures are told.

A provider speaks one system's API and knows nothing of Odoo: it gets its settings, a clock-free
``Transport`` (see ``transport.py``) and returns records. Whatever goes wrong is one of the
errors below; each has a ``code`` by which the Odoo side finds the translated sentence, and
``params`` with the values named in it. ``str(error)`` is the English sentence for logs: it never
holds a secret or personal data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from ..engine.records import Contact, Party
from .capabilities import Capabilities


class ProviderError(Exception):
    """Base of all failures of a provider.

    ``retry`` tells whether the same request may succeed later without anyone changing
    anything; ``unclear`` whether a write may have happened although no answer came;
    ``is_of_record`` whether it lies in one record that was read, and not in the system as a whole.
    """

    code = "provider_error"
    retry = False
    is_of_record = False
    text = "The external system could not be used."

    def __init__(self, *, unclear: bool = False, **params: object) -> None:
        self.params = params
        self.unclear = unclear
        super().__init__(self.text.format_map(_Known(params)))


class _Known(dict):
    def __missing__(self, key: str) -> str:
        return "?"


class Unreachable(ProviderError):
    """No connection, name not found, connection refused or cut. Params: ``host``."""

    code = "unreachable"
    retry = True
    text = "{host} could not be reached."


class TimedOut(ProviderError):
    """No answer in time. Params: ``host``, ``seconds``."""

    code = "timed_out"
    retry = True
    text = "{host} did not answer within {seconds} s."


class AddressRefused(ProviderError):
    """The address is private, link-local or no https address. Params: ``host``."""

    code = "address_refused"
    text = "{host} is not a public address and is therefore refused."


class RedirectRefused(ProviderError):
    """The system sent us to another address. Params: ``host``, ``target``."""

    code = "redirect_refused"
    text = "{host} redirects to {target}; redirects are not followed."


class AuthenticationFailed(ProviderError):
    """Wrong e-mail, key or token.

    Params: ``host``; ``setting`` where one alone can be wrong, with the ``account`` it names.
    """

    code = "authentication_failed"
    text = "{host} did not accept the sign-in data."


class WrongAccount(ProviderError):
    """Signed in, but another account answered.

    Params: ``expected``, ``answered``; ``setting`` where one alone names the account.
    """

    code = "wrong_account"
    text = "Account {expected} was asked for, account {answered} answered."


class SubscriptionLapsed(ProviderError):
    """The account exists but its plan does not include the API, or has ended. Params: ``host``."""

    code = "subscription_lapsed"
    text = "The subscription at {host} does not include the API, or has ended."


class PermissionDenied(ProviderError):
    """Signed in, but not allowed to do this. Params: ``host``, ``action``."""

    code = "permission_denied"
    text = "{host} does not allow: {action}."


class Throttled(ProviderError):
    """Too many requests in a short time. Params: ``host``, ``wait`` (seconds)."""

    code = "throttled"
    retry = True
    text = "{host} asks to wait {wait} s."


class QuotaExceeded(ProviderError):
    """The daily or monthly number of requests is used up.

    Params: ``host``, ``period`` (``"day"`` or ``"month"``), ``until`` (naive UTC ``datetime``).
    """

    code = "quota_exceeded"
    retry = True
    text = "The requests of this {period} at {host} are used up until {until} UTC."


class ServerFault(ProviderError):
    """The system answered 5xx. Params: ``host``, ``status``."""

    code = "server_fault"
    retry = True
    text = "{host} reports a fault of its own (status {status})."


class UnexpectedAnswer(ProviderError):
    """HTML, broken JSON, an empty or a misshapen body. Params: ``host``, ``reason``; ``told`` where
    there is a sentence for a person already."""

    code = "unexpected_answer"
    retry = True
    text = "{host} answered something that is not its API ({reason})."

    @property
    def is_of_record(self) -> bool:
        return self.params.get("reason") in ("record", "sums")


class NotFound(ProviderError):
    """The record does not exist (any more). Params: ``host``, ``external_id``."""

    code = "not_found"
    text = "{host} does not know record {external_id}."


class Rejected(ProviderError):
    """The system refused the data.

    Params: ``host``, ``reasons`` (tuple of its own texts); ``country`` where it does not know that
    one; ``problem`` where it was found before anything was sent: ``vat`` (with ``vat`` and the
    ``allowed`` rates), ``citizen_number``, ``whole_percent``.
    """

    code = "rejected"
    text = "{host} refused the data."


class SettingMissing(ProviderError):
    """A setting is missing or malformed.

    Params: ``setting`` (its key); ``part`` where a value has parts and one of them is wrong.
    """

    code = "setting_missing"
    text = "The setting {setting} is missing or malformed."


@dataclass(frozen=True, slots=True)
class Setting:
    """One value a connection needs. ``kind``: ``text``, ``email`` or ``number``."""

    key: str
    kind: str = "text"
    secret: bool = False
    required: bool = True


@dataclass(frozen=True, slots=True)
class Server:
    """A well-known base address of the system; ``sandbox`` marks test servers."""

    key: str
    url: str
    sandbox: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One verdict of a connection test.

    ``key`` is ``reach``, ``sign_in`` or ``permissions``; ``detail`` is shown as it is (the name
    of the account); ``error`` holds the failure, if any. Steps after a failed one are not run.
    """

    key: str
    ok: bool
    detail: str = ""
    error: ProviderError | None = None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """``client_count`` is the number of clients the account holds, ``None`` if unknown."""

    steps: tuple[Step, ...]
    client_count: int | None = None

    @property
    def ok(self) -> bool:
        return all(step.ok for step in self.steps)


@dataclass(frozen=True, slots=True)
class Query:
    """Which clients to read.

    ``since``: naive UTC, those changed since then; ``watermark``: those changed since the reading
    that gave it (see ``Page``); ``text``: a search; ``limit``: at most so many (a sample);
    ``issued_since``, for documents only: those of that day or later. Without any of them: all.
    """

    since: datetime | None = None
    watermark: str = ""
    text: str = ""
    limit: int | None = None
    issued_since: date | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One record as the system sent it.

    ``fingerprint`` is a hex digest over all that could change a record made of it, leaving out
    statistics and the like; equal fingerprints mean that nothing needs to be done.
    """

    external_id: str
    payload: dict[str, object]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of rows, the cursor (opaque text) of the next or ``None`` at the end.

    ``total`` is the number of records of the whole query as far as the system tells.
    ``watermark``, given with the last page by systems that can tell what changed, is opaque text
    for the ``Query`` of the next reading: it covers all that changed since this one began, so
    that some records may be given again.
    """

    rows: tuple[Row, ...]
    next_cursor: str | None
    total: int | None = None
    watermark: str = ""


class Provider(Protocol):
    """The interface of all providers. Every method may raise a ``ProviderError``."""

    code: str
    capabilities: Capabilities
    writable: frozenset[str]
    settings: tuple[Setting, ...]
    servers: tuple[Server, ...]

    def test(self) -> Diagnosis:
        """Reach, sign in, and see what is allowed; raises nothing, tells all in the steps."""

    def read_page(self, query: Query, cursor: str | None = None) -> Page:
        """One page by one request. Reading to the end misses no record that was there all the
        while, whatever was added or deleted meanwhile; a record may be given twice, and a page
        may be empty although more follow."""

    def party(self, row: Row) -> Party:
        """The record of a row; raises ``UnexpectedAnswer`` with the reason ``"record"`` when it
        cannot be one. The first call may ask for value lists: any other error is about those,
        not about this record."""

    def contacts(self, external_id: str) -> tuple[Contact, ...]:
        """The contact persons of a client; costs one request."""

    def read_party(self, external_id: str) -> Row:
        """One client as it is now; raises ``NotFound``."""

    def find_party(self, reference: str) -> Row | None:
        """The client that was created with this key of ours, if any."""

    def create_party(self, party: Party, reference: str) -> tuple[str, Row | None]:
        """Create a client and return its external id, and the client as it is then where the
        answer tells; ``reference`` is our key for it."""

    def update_party(self, external_id: str, changes: dict[str, object]) -> Row | None:
        """Change these fields (keys of ``PARTY_FIELDS``) of a client and nothing else; returns
        the client as it is then where the answer tells."""

    @classmethod
    def home(cls, settings: Mapping[str, str]) -> str:
        """The base address that follows from the settings, where each account has its own and
        ``servers`` is empty. Raises ``SettingMissing``."""

    @classmethod
    def is_home(cls, base_url: str) -> bool:
        """Whether this is such an address, and not that of a test server."""

    @classmethod
    def client_page(cls, base_url: str, external_id: str) -> str:
        """The page of a client in the system's own interface, at this base address."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What an answer told about the account's quota; ``None`` where it told nothing.

    Counts are requests; resets are naive UTC.
    """

    day_limit: int | None = None
    day_remaining: int | None = None
    day_reset: datetime | None = None
    month_limit: int | None = None
    month_remaining: int | None = None
    month_reset: datetime | None = None


class Budget(Protocol):
    """Where requests are counted, shared by all workers."""

    def acquire(self) -> None:
        """Count one request about to be sent; raises ``Throttled`` or ``QuotaExceeded``."""

    def observe(self, limits: Limits) -> None:
        """Correct the count by what the system told."""


# What a request is for. "probe" finds out whether writing is allowed, by a write that the system
# has to refuse.
ACTIONS = (
    "sign_in", "probe", "read", "read_contacts", "read_lists", "create", "create_tag", "update",
    "read_invoices", "create_invoice", "read_orders", "create_order", "read_products",
    "write_products", "webhooks",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One HTTP exchange for the log, masked: no secret and no personal data.

    ``duration`` is in milliseconds, sizes in bytes, ``status`` 0 when no answer came. Bodies are
    the JSON with every text value replaced, or empty. ``action`` is one of ``ACTIONS`` or empty,
    ``code`` is that of the ``ProviderError``, if any, and ``error`` its English sentence.
    """

    method: str
    url: str
    status: int
    duration: int
    request_size: int = 0
    response_size: int = 0
    request_body: str = ""
    response_body: str = ""
    action: str = ""
    code: str = ""
    error: str = ""


@dataclass
class EntryList:
    """A recorder that keeps entries until someone stores them."""

    entries: list[Entry] = field(default_factory=list)

    def record(self, entry: Entry) -> None:
        self.entries.append(entry)

    def take(self) -> Iterable[Entry]:
        taken, self.entries = self.entries, []
        return taken
