"""Secrets that two systems share: made, judged, and compared by people without being shown."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from enum import Enum

MIN_CHARS = 24
MAX_CHARS = 256
# zxcvbn counts guesses carefully: 24 random letters and digits come to about 10^23.
_MIN_GUESSES_LOG10 = 20
# It looks at no more than this; a secret that is strong so far is strong enough.
_JUDGED_CHARS = 72
_MOST_KNOWN = 0.6
_FINGERPRINT = b"deratix multipass fingerprint 1"
_GROUPS = 5
# What people put into a secret for this purpose; zxcvbn knows the words of English.
_OBVIOUS = (
    "deratix",
    "fakturownia",
    "faktura",
    "integration",
    "invoice",
    "invoiceocean",
    "multipass",
    "odoo",
    "secret",
    "sugester",
    "token",
)


class Weakness(str, Enum):
    """Why a secret is not accepted."""

    SHORT = "short"
    LONG = "long"
    CHARACTERS = "characters"
    REUSED = "reused"
    GUESSABLE = "guessable"


_WORDS = {
    Weakness.SHORT: f"Use at least {MIN_CHARS} characters.",
    Weakness.LONG: f"Use at most {MAX_CHARS} characters.",
    Weakness.CHARACTERS: "Use letters, digits and punctuation only, without spaces.",
    Weakness.REUSED: "This secret is in use elsewhere already. Each one needs its own.",
    Weakness.GUESSABLE: "This secret can be guessed: it is made of words, patterns or "
    "repetitions. Let one be generated.",
}


class WeakSecret(ValueError):
    """A secret that is not accepted; the text says what to do and does not contain it."""

    def __init__(self, weakness: Weakness) -> None:
        super().__init__(_WORDS[weakness])
        self.weakness = weakness


def generate() -> str:
    """A new secret of 256 random bits, 43 characters that need no encoding in an address."""
    return secrets.token_urlsafe(32)


def check(secret: str, others: Iterable[str] = (), words: Iterable[str] = ()) -> None:
    """Raises `WeakSecret` for a secret that somebody could guess.

    ``others`` are secrets that it must differ from: those of the other direction and of other
    connections. ``words`` are what anybody would try: the names of the company and its systems.
    """
    if len(secret) < MIN_CHARS:
        raise WeakSecret(Weakness.SHORT)
    if len(secret) > MAX_CHARS:
        raise WeakSecret(Weakness.LONG)
    if not (secret.isascii() and secret.isprintable()) or " " in secret:
        raise WeakSecret(Weakness.CHARACTERS)
    # A list, so that the time does not tell which one it is.
    if any([hmac.compare_digest(secret.encode(), other.encode()) for other in others]):
        raise WeakSecret(Weakness.REUSED)
    if _guessable(secret, words):
        raise WeakSecret(Weakness.GUESSABLE)


def fingerprint(secret: str) -> str:
    """Five groups of four hex digits, the same for the same secret on both sides.

    The first 80 bits of HMAC-SHA256, keyed with the secret, over a fixed text. They do not tell
    the secret; that they could be used to try out guesses is one more reason to refuse weak ones.
    On a command line:
    ``printf %s 'deratix multipass fingerprint 1' | openssl dgst -sha256 -hmac SECRET``
    """
    digest = hmac.new(secret.encode(), _FINGERPRINT, hashlib.sha256).hexdigest()
    return " ".join(digest[at : at + 4] for at in range(0, _GROUPS * 4, 4))


def same_fingerprint(mine: str, typed: str) -> bool:
    """Whether a fingerprint that a person copied is ours, whatever its spaces and capitals."""
    bare = "".join(character for character in typed.lower() if character not in " -:\t\r\n")
    expected = mine.replace(" ", "")
    return hmac.compare_digest(bare.encode(), expected.encode())


def _guessable(secret: str, words: Iterable[str]) -> bool:
    # Its word lists take some megabytes: they are read by who sets a secret, not by every worker.
    from zxcvbn import zxcvbn

    inputs = [*_OBVIOUS, *(part for word in words for part in word.split())]
    judged = zxcvbn(secret[:_JUDGED_CHARS], user_inputs=inputs)
    if float(judged["guesses_log10"]) < _MIN_GUESSES_LOG10:
        return True
    # Many words one after the other reach any number of guesses; a secret is random instead.
    known = sum(
        len(part["token"]) for part in judged["sequence"] if part["pattern"] != "bruteforce"
    )
    return known > _MOST_KNOWN * min(len(secret), _JUDGED_CHARS)
