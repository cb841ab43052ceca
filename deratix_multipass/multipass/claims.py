"""What a token says: who signs in, where, when and only once.

Reading is strict: one object in JSON, each name once, each value of its type and length. What a
token says is not who somebody is: the caller looks the subject up among the confirmed pairings,
and stores the token's id under a unique constraint in the transaction of the login, for that is
what makes a token good for one use only.
"""

from __future__ import annotations

import json
import math
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from .refusal import Reason, Refused
from .stamps import TimeForm, parse_stamp, write_stamp

LIFE_SECONDS = 60
SKEW_SECONDS = 30

# Our names, and how they are called in a token unless a connection maps them otherwise. The
# names that Shopify's Multipass and JSON Web Tokens (RFC 7519) have are taken over.
FIELDS: Mapping[str, str] = {
    "subject": "identifier",
    "login": "login",
    "email": "email",
    "created": "created_at",
    "expires": "expires",
    "audience": "aud",
    "direction": "direction",
    "token_id": "jti",
    "return_to": "return_to",
}
_WHO = ("subject", "login", "email")
_WHEN = ("created", "expires")
_LONGEST = {
    "subject": 128,
    "login": 254,
    "email": 254,
    "audience": 200,
    "direction": 20,
    "token_id": 128,
    "return_to": 1000,
}
_TOKEN_ID = re.compile(r"[A-Za-z0-9._~:+/=-]{16,128}", re.ASCII)
# What programs write when they have no identifier.
_NOBODY = frozenset(("0", "false", "nan", "nil", "none", "null", "true", "undefined"))


class Direction(str, Enum):
    """Which side a token signs in to."""

    TO_ODOO = "to_odoo"
    FROM_ODOO = "from_odoo"


@dataclass(frozen=True, slots=True)
class Layout:
    """Which claims the tokens of a connection carry, under which names, and how times are written.

    ``names`` maps our names (`FIELDS`) to those in the token. What it leaves out is not carried
    and not checked. Of the subject, the login and the e-mail the first one it names has to be
    there; so have all others but the return address and the rest of those three.

    Without ``audience`` and ``direction`` only the key tells connections and directions apart:
    each needs a secret of its own. `ValueError` when the names make no layout.
    """

    names: Mapping[str, str] = field(default_factory=lambda: dict(FIELDS))
    times: TimeForm = TimeForm.UTC

    def __post_init__(self) -> None:
        unknown = set(self.names) - set(FIELDS)
        if unknown:
            raise ValueError(f"There is no claim {', '.join(sorted(unknown))}.")
        values = list(self.names.values())
        if len(set(values)) < len(values) or not all(_is_plain(value, 64) for value in values):
            raise ValueError("Every claim needs a name of its own.")
        if not any(name in self.names for name in _WHO):
            raise ValueError("A token has to say who signs in.")
        if not any(name in self.names for name in _WHEN):
            raise ValueError("A token has to say when it ends.")

    @property
    def required(self) -> frozenset[str]:
        """Our names of the claims that no token may lack."""
        first = next(name for name in _WHO if name in self.names)
        return frozenset(self.names) - {*_WHO, "return_to"} | {first}


@dataclass(frozen=True, slots=True, repr=False)
class Claims:
    """What one token says. Times are seconds since 1970; "" and ``None`` stand for not carried.

    It names a person, so that it does not show what it holds when it is logged.
    """

    subject: str = ""
    login: str = ""
    email: str = ""
    created: float | None = None
    expires: float | None = None
    audience: str = ""
    direction: str = ""
    token_id: str = ""
    return_to: str = ""

    @property
    def ends(self) -> float:
        """When it stops being valid. Nothing has to be remembered of it for its sake after that."""
        stated = [self.expires] if self.expires is not None else []
        lived = [self.created + LIFE_SECONDS] if self.created is not None else []
        return min(stated + lived)


def audience(database: str, connection: str) -> str:
    """The audience of a connection: the unique ids of its database and of itself."""
    if not all(_is_plain(part, 90) and "/" not in part for part in (database, connection)):
        raise ValueError("An audience is made of two identifiers.")
    return f"{database}/{connection}"


def issue(
    *,
    audience: str,
    direction: Direction,
    now: float,
    subject: str = "",
    login: str = "",
    email: str = "",
    return_to: str = "",
    life: int = LIFE_SECONDS,
) -> Claims:
    """Claims for a new token with an id nobody has had; `ValueError` for too long a life."""
    if not 1 <= life <= LIFE_SECONDS:
        raise ValueError(f"A token lives for 1 to {LIFE_SECONDS} seconds.")
    # Whole seconds: what is written is what is meant, in every form of time.
    created = math.floor(now)
    return Claims(
        subject=subject,
        login=login,
        email=email,
        created=created,
        expires=created + life,
        audience=audience,
        direction=Direction(direction).value,
        token_id=secrets.token_urlsafe(16),
        return_to=return_to,
    )


def write_claims(claims: Claims, layout: Layout) -> bytes:
    """The content of a token. `ValueError` when `read_claims` would not take it."""
    content = {}
    for name, written in layout.names.items():
        value = getattr(claims, name)
        if value in ("", None):
            if name in layout.required:
                raise ValueError(f"The claim {name} is missing.")
        elif name in _WHEN:
            content[written] = write_stamp(value, layout.times)
        else:
            try:
                content[written] = _CHECKS[name](name, value)
            except Refused:
                raise ValueError(f"The claim {name} is not valid.") from None
    return json.dumps(content, separators=(",", ":")).encode()


def read_claims(content: bytes, layout: Layout) -> Claims:
    """What the content of a token says; claims the layout does not name are passed over.

    Raises `Refused` (unreadable, missing or invalid claim). Says nothing about its validity.
    """
    found = _parse(content)
    values: dict[str, object] = {}
    for name, written in layout.names.items():
        value = found.get(written)
        if value is None:
            if name in layout.required:
                raise Refused(Reason.CLAIM_MISSING, claim=name)
            continue
        if value == "" and name not in layout.required:
            continue
        values[name] = _stamp(name, value) if name in _WHEN else _CHECKS[name](name, value)
    return Claims(**values)


def check_claims(
    claims: Claims, layout: Layout, *, audience: str, direction: Direction, now: float
) -> None:
    """Whether a token is for this connection and direction, and for this moment.

    It is valid up to the second it ends and not after; a sender whose clock is ahead is put up
    with for `SKEW_SECONDS`. Raises `Refused`. Whether it was used before only the caller knows.
    """
    if "audience" in layout.names and claims.audience != audience:
        raise Refused(Reason.AUDIENCE)
    if "direction" in layout.names and claims.direction != Direction(direction).value:
        raise Refused(Reason.DIRECTION)
    if claims.created is not None and claims.created > now + SKEW_SECONDS:
        raise Refused(Reason.FROM_FUTURE, seconds=claims.created - now)
    begin = now + SKEW_SECONDS if claims.created is None else claims.created
    if claims.expires is not None and claims.expires - begin > LIFE_SECONDS:
        raise Refused(Reason.LIVES_TOO_LONG, seconds=claims.expires - begin)
    if None not in (claims.created, claims.expires) and claims.expires < claims.created:
        raise Refused(Reason.CLAIM_INVALID, claim="expires")
    if now > claims.ends:
        raise Refused(Reason.EXPIRED, seconds=now - claims.ends)


def _parse(content: bytes) -> dict[str, object]:
    try:
        found = json.loads(
            content.decode(), object_pairs_hook=_each_once, parse_constant=_no_constant
        )
    except (ValueError, RecursionError):
        # Without what was read: the content of a token is nobody's business.
        raise Refused(Reason.UNREADABLE) from None
    if not isinstance(found, dict):
        raise Refused(Reason.UNREADABLE)
    return found


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_constant(text: str) -> object:
    raise ValueError(f"{text} is no JSON")


def _stamp(name: str, value: object) -> float:
    stamp = parse_stamp(value)
    if stamp is None:
        raise Refused(Reason.CLAIM_INVALID, claim=name)
    return stamp


def _text(name: str, value: object) -> str:
    if not _is_plain(value, _LONGEST[name]):
        raise Refused(Reason.CLAIM_INVALID, claim=name)
    return value


def _subject(name: str, value: object) -> str:
    # Systems that number their users write the number.
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**18:
        value = str(value)
    text = _text(name, value)
    if text.casefold() in _NOBODY:
        raise Refused(Reason.CLAIM_INVALID, claim=name)
    return text


def _token_id(name: str, value: object) -> str:
    text = _text(name, value)
    if not _TOKEN_ID.fullmatch(text):
        raise Refused(Reason.CLAIM_INVALID, claim=name)
    return text


_CHECKS: Mapping[str, Callable[[str, object], str]] = {
    "subject": _subject,
    "login": _subject,
    "email": _text,
    "audience": _text,
    "direction": _text,
    "token_id": _token_id,
    "return_to": _text,
}


def _is_plain(value: object, longest: int) -> bool:
    """Text to be seen as it is: no control or invisible characters, no space at its ends."""
    return (
        isinstance(value, str)
        and 0 < len(value) <= longest
        and value.isprintable()
        and value == value.strip()
    )
