"""Envelope, keys and claims together: what a connection mints and verifies."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .claims import Claims, Direction, Layout, check_claims, read_claims, write_claims
from .envelopes import Envelope, Key


@dataclass(frozen=True, slots=True)
class Scheme:
    """How the tokens of one connection look in one direction.

    ``keys``: the current one first, then the one it replaces. Both directions of a connection
    need keys of their own, or a layout that carries the direction.
    """

    envelope: Envelope
    layout: Layout
    keys: Sequence[Key]
    audience: str
    direction: Direction


@dataclass(frozen=True, slots=True)
class Verified:
    """A token that is good as far as it can tell by itself.

    ``claims.token_id`` is never empty: store it in a unique column in the transaction of the
    login, and refuse the login when it is there already. ``key`` is the position of the key that
    fitted: 0 is the current one. ``age`` is how long ago, in seconds by our clock, it was made;
    negative when the sender's clock is ahead, ``None`` when the token does not tell.
    """

    claims: Claims
    key: int
    age: float | None


def mint(scheme: Scheme, claims: Claims) -> str:
    """A new token. `ValueError` when the claims are none that `verify` would take."""
    if claims.audience != scheme.audience or claims.direction != scheme.direction.value:
        raise ValueError("These claims are for another connection or direction.")
    return scheme.envelope.seal(write_claims(claims, scheme.layout), scheme.keys)


def verify(scheme: Scheme, token: str, now: float) -> Verified:
    """Open a token and check what it says; ``now`` is in seconds since 1970.

    Raises `Refused`, with the same words whatever the reason. A token used twice passes twice:
    single use is the caller's (see `Verified`), and so is whether the subject is paired.
    """
    content, key = scheme.envelope.open_with(token, scheme.keys, now)
    claims = read_claims(content, scheme.layout)
    check_claims(
        claims, scheme.layout, audience=scheme.audience, direction=scheme.direction, now=now
    )
    if not claims.token_id:
        claims = replace(claims, token_id=_own_id(scheme.envelope, token, content))
    age = None if claims.created is None else now - claims.created
    return Verified(claims, key, age)


def _own_id(envelope: Envelope, token: str, content: bytes) -> str:
    """An id for a token that carries none, the same each time it is used.

    A signed token can be written in one way only, so that it is its own id. Where anybody may
    change a token without breaking it, what was inside is a little better.
    """
    source = content if envelope.older else token.encode()
    return f"{envelope.name}:{hashlib.sha256(source).hexdigest()}"
