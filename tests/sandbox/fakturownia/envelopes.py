"""The three published forms of Multipass, written for the sandbox from their descriptions.

On purpose nothing here is shared with the addon, not even the library: a mistake that both sides
made alike would not be seen by letting them talk to each other.

Which form Fakturownia's own servers use is not public; the settings choose one.
"""

import base64
import hashlib
import hmac
import re
from secrets import token_bytes

from Crypto.Cipher import AES
from Crypto.Util.Padding import pad, unpad

_URL_SAFE = re.compile(r"[A-Za-z0-9_-]*={0,2}", re.ASCII)
_PLAIN = re.compile(r"[A-Za-z0-9+/]*={0,2}", re.ASCII)


class Unfit(Exception):
    """A token that is none of this form, or that another secret made; `reason` says which."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


def seal(form, secret, site, content):
    """The parameters of an address that carry `content` (bytes): {name: text}."""
    return _FORMS[form][0](secret.encode(), site.encode(), content)


def unseal(form, secret, site, parameters):
    """The content (bytes) that such parameters carry; raises `Unfit`."""
    return _FORMS[form][1](secret.encode(), site.encode(), parameters)


# https://shopify.dev/docs/api/multipass: "hash the secret with SHA-256; the first half is the
# encryption key, the second the signature key; AES in CBC mode with a 128-bit key and a random
# IV in front; sign the result with HMAC-SHA256; encode with URL-safe base64."


def _seal_authenticated(secret, _site, content):
    derived = hashlib.sha256(secret).digest()
    vector = token_bytes(16)
    hidden = vector + AES.new(derived[:16], AES.MODE_CBC, vector).encrypt(pad(content, 16))
    signed = hidden + hmac.new(derived[16:], hidden, hashlib.sha256).digest()
    return {"multipass": base64.urlsafe_b64encode(signed).decode()}


def _unseal_authenticated(secret, _site, parameters):
    signed = _decoded(parameters.get("multipass", ""), _URL_SAFE)
    if len(signed) < 64 or len(signed) % 16:
        raise Unfit("malformed")
    derived = hashlib.sha256(secret).digest()
    hidden, signature = signed[:-32], signed[-32:]
    if not hmac.compare_digest(hmac.new(derived[16:], hidden, hashlib.sha256).digest(), signature):
        raise Unfit("signature")
    return _opened(derived[:16], hidden[:16], hidden[16:], "signature")


# Tender, as the npm package multipass and the PyPI package tender-multipass do it: the first block
# is mixed with a text that is the initialisation vector as well.

_MIXED_IN = b"OpenSSL for Ruby"


def _seal_zero_iv(secret, site, content):
    filled = pad(content, 16)
    first = bytes(one ^ other for one, other in zip(filled[:16], _MIXED_IN, strict=True))
    cipher = AES.new(_old_key(secret, site), AES.MODE_CBC, _MIXED_IN)
    hidden = base64.b64encode(cipher.encrypt(first + filled[16:])).decode()
    return {"multipass": hidden.replace("+", "-").replace("/", "_").replace("=", "")}


def _unseal_zero_iv(secret, site, parameters):
    text = parameters.get("multipass", "").rstrip("=")
    hidden = _decoded(text + "=" * (-len(text) % 4), _URL_SAFE)
    if not hidden or len(hidden) % 16:
        raise Unfit("malformed")
    filled = AES.new(_old_key(secret, site), AES.MODE_CBC, _MIXED_IN).decrypt(hidden)
    first = bytes(one ^ other for one, other in zip(filled[:16], _MIXED_IN, strict=True))
    try:
        return unpad(first + filled[16:], 16)
    except ValueError:
        raise Unfit("signature") from None


# Desk.com, https://gist.github.com/tstachl/5327911: a random vector in front, base64, and an
# HMAC-SHA1 with the API key over that text in a parameter of its own.


def _seal_separate(secret, site, content):
    vector = token_bytes(16)
    cipher = AES.new(_old_key(secret, site), AES.MODE_CBC, vector)
    text = base64.b64encode(vector + cipher.encrypt(pad(content, 16)))
    signature = base64.b64encode(hmac.new(secret, text, hashlib.sha1).digest())
    return {"multipass": text.decode(), "signature": signature.decode()}


def _unseal_separate(secret, site, parameters):
    text = parameters.get("multipass", "")
    signature = _decoded(parameters.get("signature", "").strip(), _PLAIN)
    hidden = _decoded(text.replace("\n", ""), _PLAIN)
    if len(hidden) < 32 or len(hidden) % 16:
        raise Unfit("malformed")
    expected = hmac.new(secret, text.encode(), hashlib.sha1).digest()
    if not hmac.compare_digest(expected, signature):
        raise Unfit("signature")
    return _opened(_old_key(secret, site), hidden[:16], hidden[16:], "signature")


def _old_key(secret, site):
    return hashlib.sha1(secret + site).digest()[:16]


def _opened(key, vector, hidden, otherwise):
    try:
        return unpad(AES.new(key, AES.MODE_CBC, vector).decrypt(hidden), 16)
    except ValueError:
        raise Unfit(otherwise) from None


def _decoded(text, alphabet):
    if not alphabet.fullmatch(text) or len(text) % 4:
        raise Unfit("malformed")
    return base64.b64decode(text.replace("-", "+").replace("_", "/"))


_FORMS = {
    "authenticated": (_seal_authenticated, _unseal_authenticated),
    "zero_iv": (_seal_zero_iv, _unseal_zero_iv),
    "separate_signature": (_seal_separate, _unseal_separate),
}
FORMS = tuple(_FORMS)
