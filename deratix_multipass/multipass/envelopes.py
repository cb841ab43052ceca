"""How claims travel: sealed into a text for an address, and opened again.

Which envelope is opened is a setting of the connection. It is never read from the token, so that
nobody can choose a weaker one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

from .refusal import Reason, Refused

MAX_CONTENT_BYTES = 2048
# Sealed content of the largest size stays below; an address has to fit into a request line.
MAX_TOKEN_CHARS = 4096
MAX_KEYS = 2
_BLOCK = 16


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """One shared secret.

    ``site`` is the second part of the older schemes, which call ``secret`` the API key.
    ``until`` (seconds since 1970) ends the time in which a replaced key still opens tokens.
    """

    secret: str
    site: str = ""
    until: float | None = None

    def __post_init__(self) -> None:
        if not self.secret:
            raise ValueError("A key needs a secret.")


class Envelope(ABC):
    """One way of sealing. ``name`` is stored with a connection.

    ``older`` envelopes are off until an administrator has accepted a warning, and never sign in
    a privileged user. ``query`` names the parts of a token in an address.
    """

    name: str
    older = True
    query: tuple[str, ...] = ("multipass",)
    _wrong_key = Reason.SIGNATURE

    def seal(self, content: bytes, keys: Sequence[Key]) -> str:
        """The token for ``content``, sealed with the first key. `ValueError` when too long."""
        if len(content) > MAX_CONTENT_BYTES:
            raise ValueError(f"A token holds at most {MAX_CONTENT_BYTES} bytes.")
        return self._seal(content, _in_force(keys, time.time())[0])

    def open(self, token: str, keys: Sequence[Key], now: float | None = None) -> bytes:
        """The content of ``token``. Raises `Refused`, always with the same words."""
        return self.open_with(token, keys, now)[0]

    def open_with(
        self, token: str, keys: Sequence[Key], now: float | None = None
    ) -> tuple[bytes, int]:
        """As `open`, with the position of the key that fitted: 0 is the current one."""
        usable = _in_force(keys, time.time() if now is None else now)
        if not isinstance(token, str) or len(token) > MAX_TOKEN_CHARS or not token.isascii():
            raise Refused(Reason.MALFORMED)
        parts = self._take_apart(token)
        for position, key in enumerate(usable):
            content = self._open(parts, key)
            if content is not None:
                return content, position
        raise Refused(self._wrong_key)

    def to_query(self, token: str) -> dict[str, str]:
        """The parameters of an address that carry ``token``, not yet percent-encoded."""
        return {"multipass": token}

    def from_query(self, parameters: Mapping[str, object]) -> str:
        """The token in the decoded parameters of an address; raises `Refused` without one."""
        token = parameters.get("multipass")
        if not isinstance(token, str) or not token:
            raise Refused(Reason.MALFORMED)
        return token

    @abstractmethod
    def _seal(self, content: bytes, key: Key) -> str: ...

    @abstractmethod
    def _take_apart(self, token: str) -> tuple[bytes, ...]:
        """What needs no key: decoding and lengths. Raises `Refused` (malformed)."""

    @abstractmethod
    def _open(self, parts: tuple[bytes, ...], key: Key) -> bytes | None:
        """The content, or ``None`` when the key does not fit."""


class Authenticated(Envelope):
    """Encrypt, then sign: the form of Shopify's Multipass, and our default.

    SHA-256 of the secret gives an encryption key (first half) and a signing key (second half);
    AES-128-CBC with a random IV in front; HMAC-SHA256 over both behind; URL-safe base64 with its
    padding. Source: https://shopify.dev/docs/api/multipass
    """

    name = "authenticated"
    older = False
    _mac_bytes = 32

    def _seal(self, content: bytes, key: Key) -> str:
        encryption, signing = self._split(key)
        iv = os.urandom(_BLOCK)
        body = iv + _encrypt(content, encryption, iv)
        return base64.urlsafe_b64encode(body + hmac.digest(signing, body, "sha256")).decode()

    def _take_apart(self, token: str) -> tuple[bytes, ...]:
        sealed = _decode(token, urlsafe=True)
        body, mac = sealed[: -self._mac_bytes], sealed[-self._mac_bytes :]
        if len(body) < 2 * _BLOCK or len(body) % _BLOCK:
            raise Refused(Reason.MALFORMED)
        return body, mac

    def _open(self, parts: tuple[bytes, ...], key: Key) -> bytes | None:
        body, mac = parts
        encryption, signing = self._split(key)
        if not hmac.compare_digest(hmac.digest(signing, body, "sha256"), mac):
            return None
        return _decrypt(body[_BLOCK:], encryption, body[:_BLOCK])

    @staticmethod
    def _split(key: Key) -> tuple[bytes, bytes]:
        digest = hashlib.sha256(key.secret.encode()).digest()
        return digest[:16], digest[16:]


class ZeroIv(Envelope):
    """The form of Tender (2009): no signature, and an IV of zeros. For systems that know no other.

    The published code mixes the first block with "OpenSSL for Ruby" and takes the same text as
    the IV; the two cancel out. Some of it pads twice, so a second padding is taken off as well.
    Anybody can change a token and learn from the answers: only an object in JSON is taken for
    content, everything else is one and the same refusal.
    Sources: the npm package multipass 1.0.2 and the PyPI package tender-multipass 0.2.1.
    """

    name = "zero_iv"
    _wrong_key = Reason.UNREADABLE

    def _seal(self, content: bytes, key: Key) -> str:
        if not _looks_like_object(content):
            raise ValueError("This envelope holds an object in JSON only.")
        sealed = _encrypt(content, _older_key(key), bytes(_BLOCK))
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def _take_apart(self, token: str) -> tuple[bytes, ...]:
        # How many of the "=" at the end are left out differs from sender to sender.
        bare = token.rstrip("=")
        filled = bare + "=" * (-len(bare) % 4)
        if len(token) > len(filled):
            raise Refused(Reason.MALFORMED)
        sealed = _decode(filled, urlsafe=True)
        if not sealed or len(sealed) % _BLOCK:
            raise Refused(Reason.MALFORMED)
        return (sealed,)

    def _open(self, parts: tuple[bytes, ...], key: Key) -> bytes | None:
        content = _decrypt(parts[0], _older_key(key), bytes(_BLOCK))
        if content is None:
            return None
        content = _unpad(content) or content
        return content if _looks_like_object(content) else None


class SeparateSignature(Envelope):
    """The form of Desk.com (2013): a random IV in front, HMAC-SHA1 in a parameter of its own.

    The signature is made with the API key over the base64 text, line breaks included (Ruby's
    ``encode64`` makes them). As one text the two parts stand with a full stop between them.
    Source: https://gist.github.com/tstachl/5327911
    """

    name = "separate_signature"
    query = ("multipass", "signature")
    _mac_bytes = 20

    def to_query(self, token: str) -> dict[str, str]:
        sealed, _dot, signature = token.partition(".")
        return {"multipass": sealed, "signature": signature}

    def from_query(self, parameters: Mapping[str, object]) -> str:
        signature = parameters.get("signature")
        if not isinstance(signature, str) or not signature:
            raise Refused(Reason.MALFORMED)
        return f"{super().from_query(parameters)}.{signature.removesuffix(chr(10))}"

    def _seal(self, content: bytes, key: Key) -> str:
        iv = os.urandom(_BLOCK)
        sealed = base64.b64encode(iv + _encrypt(content, _older_key(key), iv))
        return f"{sealed.decode()}.{base64.b64encode(self._sign(sealed, key)).decode()}"

    def _take_apart(self, token: str) -> tuple[bytes, ...]:
        text, dot, signature = token.partition(".")
        if not dot:
            raise Refused(Reason.MALFORMED)
        mac = _decode(signature, urlsafe=False)
        # The signature covers the line breaks, so that leaving them out here allows no variants.
        body = _decode(text.replace("\n", ""), urlsafe=False)
        if len(mac) != self._mac_bytes or len(body) < 2 * _BLOCK or len(body) % _BLOCK:
            raise Refused(Reason.MALFORMED)
        return text.encode(), mac, body

    def _open(self, parts: tuple[bytes, ...], key: Key) -> bytes | None:
        text, mac, body = parts
        if not hmac.compare_digest(self._sign(text, key), mac):
            return None
        return _decrypt(body[_BLOCK:], _older_key(key), body[:_BLOCK])

    @staticmethod
    def _sign(text: bytes, key: Key) -> bytes:
        return hmac.digest(key.secret.encode(), text, "sha1")


ENVELOPES: Mapping[str, Envelope] = {
    envelope.name: envelope for envelope in (Authenticated(), ZeroIv(), SeparateSignature())
}
DEFAULT = ENVELOPES[Authenticated.name]


def envelope(name: str, *, older_accepted: bool = False) -> Envelope:
    """The envelope a connection is set to.

    `ValueError` for an unknown one, and for an older one nobody has accepted the risks of.
    """
    found = ENVELOPES.get(name)
    if found is None:
        raise ValueError(f"There is no envelope {name}.")
    if found.older and not older_accepted:
        raise ValueError(f"The envelope {name} is off until an administrator accepts its risks.")
    return found


def _in_force(keys: Sequence[Key], now: float) -> list[Key]:
    """The current key, and while they overlap the one before it."""
    if not 1 <= len(keys) <= MAX_KEYS:
        raise ValueError(f"One key is needed, and {MAX_KEYS} at most while one replaces the other.")
    current, *replaced = keys
    if current.until is not None or any(key.until is None for key in replaced):
        raise ValueError("A replaced key, and no other, has an end of its validity.")
    return [current, *(key for key in replaced if now < key.until)]


def _older_key(key: Key) -> bytes:
    return hashlib.sha1(key.secret.encode() + key.site.encode()).digest()[:16]


def _encrypt(content: bytes, key: bytes, iv: bytes) -> bytes:
    padder = PKCS7(_BLOCK * 8).padder()
    cipher = Cipher(AES(key), CBC(iv)).encryptor()
    return cipher.update(padder.update(content) + padder.finalize()) + cipher.finalize()


def _decrypt(sealed: bytes, key: bytes, iv: bytes) -> bytes | None:
    cipher = Cipher(AES(key), CBC(iv)).decryptor()
    return _unpad(cipher.update(sealed) + cipher.finalize())


def _unpad(padded: bytes) -> bytes | None:
    unpadder = PKCS7(_BLOCK * 8).unpadder()
    try:
        return unpadder.update(padded) + unpadder.finalize()
    except ValueError:
        return None


def _decode(text: str, *, urlsafe: bool) -> bytes:
    """Base64 of which there is exactly one way to write it; raises `Refused` (malformed)."""
    try:
        raw = base64.b64decode(text, altchars=b"-_" if urlsafe else None, validate=True)
    except (binascii.Error, ValueError):
        raise Refused(Reason.MALFORMED) from None
    # Alphabet, padding and unused bits: only the text that encoding gives is accepted.
    encoded = base64.urlsafe_b64encode(raw) if urlsafe else base64.b64encode(raw)
    if encoded != text.encode():
        raise Refused(Reason.MALFORMED)
    return raw


def _looks_like_object(content: bytes) -> bool:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return False
    return text.startswith("{") and text.endswith("}")
