"""Why a token or an address is refused: told to the audit, never to the one who sent it."""

from __future__ import annotations

from enum import Enum

NEUTRAL = "This sign-in link is not valid. Go back and try again."


class Reason(str, Enum):
    """What the audit keeps. Never shown to the sender: it would help to guess tokens."""

    MALFORMED = "malformed"  # no token of this envelope: alphabet, padding or length
    SIGNATURE = "signature"  # sealed with another key, or changed on the way
    UNREADABLE = "unreadable"  # what is inside is no JSON object as it has to be
    CLAIM_MISSING = "claim_missing"
    CLAIM_INVALID = "claim_invalid"
    AUDIENCE = "audience"  # meant for another database or connection
    DIRECTION = "direction"  # meant for the other side
    EXPIRED = "expired"
    FROM_FUTURE = "from_future"  # the sender's clock is ahead
    LIVES_TOO_LONG = "lives_too_long"
    ADDRESS_MALFORMED = "address_malformed"
    ADDRESS_ELSEWHERE = "address_elsewhere"  # another scheme, host or port
    ADDRESS_NOT_ALLOWED = "address_not_allowed"  # a page nobody may be sent to
    # What only the two systems know, of which this package knows nothing:
    STOPPED = "stopped"  # all of it
    OFF = "off"  # this direction of this connection
    USED = "used"
    UNKNOWN = "unknown"  # nobody there is called so
    IDENTITY = "identity"  # number, login and e-mail are of different people
    UNPAIRED = "unpaired"
    USER = "user"  # the superuser, the public, a template, a customer
    INACTIVE = "inactive"
    COMPANY = "company"
    PRIVILEGED = "privileged"  # an older envelope for an administrator
    TOO_MANY = "too_many"
    COOLDOWN = "cooldown"  # Odoo's own, after wrong passwords
    EMBEDDED = "embedded"  # not a page of its own in the browser
    SECRET_UNREADABLE = "secret_unreadable"


class Refused(Exception):
    """A token or an address that is not accepted.

    ``str()`` is the same sentence for every reason. ``reason`` is for the audit; ``seconds`` is
    by how much a time was missed, where a time is the reason; ``claim`` is the field concerned.
    The exception carries nothing that was inside the token.
    """

    def __init__(self, reason: Reason, *, seconds: float | None = None, claim: str = "") -> None:
        super().__init__(NEUTRAL)
        self.reason = reason
        self.seconds = seconds
        self.claim = claim
