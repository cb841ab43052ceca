"""Tokens that other programs make, in this very run; and ours, opened by another library."""

import hashlib
import hmac
import json
import subprocess
import time
from base64 import b64decode, urlsafe_b64decode

import pytest
from Crypto.Cipher import AES
from Crypto.Util.Padding import unpad
from multipass_case import AUDIENCE, KEYS, SECRET, SEPARATE, ZERO_IV, claims, refused, scheme
from shopify_multipass import MultiPass

from deratix_multipass.multipass.claims import Layout
from deratix_multipass.multipass.refusal import Reason
from deratix_multipass.multipass.tokens import mint, verify
from tools import npm

EMAIL = "anna@firma-demo.pl"
# What these packages write: no subject, no audience, no direction, no id, no end.
SHOPIFY = Layout({"email": "email", "created": "created_at", "return_to": "return_to"})
_SCRIPT = """
const make = require('multipassify');
const [secret, customer] = JSON.parse(require('fs').readFileSync(0));
process.stdout.write(new make(secret).encode(customer));
"""


@pytest.fixture(scope="module")
def multipassify():
    """`multipassify(secret, customer)`: a token made by the npm package multipassify."""
    folder = npm.ensure()

    def make(secret, customer):
        return subprocess.run(
            [npm.node(), "-e", _SCRIPT],
            input=json.dumps([secret, customer]),
            cwd=folder,
            capture_output=True,
            check=True,
            text=True,
        ).stdout

    return make


def test_a_token_of_the_npm_package_multipassify(multipassify):
    token = multipassify(SECRET, {"email": EMAIL, "return_to": "/odoo/crm/7", "last_name": "Żak"})
    verified = verify(scheme(layout=SHOPIFY), token, time.time())
    assert (verified.claims.email, verified.claims.return_to) == (EMAIL, "/odoo/crm/7")
    assert abs(verified.age) < 30
    with refused(Reason.SIGNATURE):
        verify(scheme(layout=SHOPIFY), multipassify(SECRET + "x", {"email": EMAIL}), time.time())
    with refused(Reason.CLAIM_MISSING):
        verify(scheme(), token, time.time())


def test_a_token_of_the_pypi_package_shopify_multipass_auth():
    answer = MultiPass(SECRET).get_token_only(EMAIL, "/odoo/crm/7")
    assert answer["error"] == 0
    verified = verify(scheme(layout=SHOPIFY), answer["token"], time.time())
    assert (verified.claims.email, verified.claims.return_to) == (EMAIL, "/odoo/crm/7")
    assert abs(verified.age) < 30
    other = MultiPass(SECRET + "x").get_token_only(EMAIL, "/odoo/crm/7")["token"]
    with refused(Reason.SIGNATURE):
        verify(scheme(layout=SHOPIFY), other, time.time())
    with refused(Reason.EXPIRED):
        verify(scheme(layout=SHOPIFY), answer["token"], time.time() + 91)


# Our tokens, opened with pycryptodome by what the schemes' pages say


def test_our_authenticated_token_is_opened_by_another_library():
    sealed = urlsafe_b64decode(mint(scheme(), claims()))
    key = hashlib.sha256(SECRET.encode()).digest()
    body, mac = sealed[:-32], sealed[-32:]
    assert hmac.new(key[16:], body, "sha256").digest() == mac
    plain = unpad(AES.new(key[:16], AES.MODE_CBC, iv=body[:16]).decrypt(body[16:]), 16)
    assert json.loads(plain)["aud"] == AUDIENCE
    assert json.loads(plain)["email"] == EMAIL


def _older_key():
    return hashlib.sha1(f"{SECRET}{KEYS[0].site}".encode()).digest()[:16]


def test_our_token_with_a_zero_iv_is_opened_the_way_the_old_code_does():
    token = mint(scheme(envelope=ZERO_IV), claims())
    sealed = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    text = b"OpenSSL for Ruby"
    plain = AES.new(_older_key(), AES.MODE_CBC, iv=text).decrypt(sealed)
    first = bytes(one ^ other for one, other in zip(plain[:16], text, strict=True))
    assert json.loads(unpad(first + plain[16:], 16))["email"] == EMAIL


def test_our_token_with_a_separate_signature_is_opened_by_another_library():
    query = SEPARATE.to_query(mint(scheme(envelope=SEPARATE), claims()))
    mac = hmac.new(SECRET.encode(), query["multipass"].encode(), "sha1").digest()
    assert b64decode(query["signature"]) == mac
    sealed = b64decode(query["multipass"])
    plain = AES.new(_older_key(), AES.MODE_CBC, iv=sealed[:16]).decrypt(sealed[16:])
    assert json.loads(unpad(plain, 16))["email"] == EMAIL
