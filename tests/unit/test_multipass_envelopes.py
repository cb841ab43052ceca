"""Envelopes: the published vectors, sealing and opening, and what is done to tokens on the way."""

import base64
import os

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from multipass_case import (
    CONTENT,
    KEYS,
    NOW,
    OTHER_KEYS,
    SECRET,
    SEPARATE,
    ZERO_IV,
    refusal_of,
    refused,
)

from deratix_multipass.multipass import envelopes
from deratix_multipass.multipass.envelopes import DEFAULT, ENVELOPES, MAX_CONTENT_BYTES, Key
from deratix_multipass.multipass.refusal import Reason

ALL = list(ENVELOPES.values())
URLSAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


# The published vectors


def test_vector_of_the_npm_package_multipass_which_pads_twice():
    # multipass 1.0.2, its own test.
    token = (
        "qzGhLSWMGb2Y6c5EOXQ0zjTF96jrZo_40a9YTyrSSTmDLAAJ8fAtCp71Pq1UCx4J10fjf0bC-NTErJNbtF9pJxvc"
        "2CalmvIhVODzmPMZmRQUWM3ghbGDf3Ds7LNp1PQp"
    )
    assert ZERO_IV.open(token, [Key("API-KEY", site="SITE-KEY")]) == (
        b'{"email":"test@example.com","name":"test","expires":"2011-07-06 23:28:40Z"}'
    )


def test_vector_of_the_pypi_package_tender_multipass():
    # tender-multipass 0.2.1, its docstring.
    token = (
        "4rdsKqcXzJVqbltYJdayy6lIkwtl7vAivlgyDkWCfORWze5HrvfuarBh8Yvkush8cOywmDG4y4M96vuIyAIWskXO"
        "pUaCT_-zQ-JU8Jf0u0X7-bTwjdWyzub6srayFyKn"
    )
    content = (
        b'{"expires": "2009-11-02T20:07", "name": "Michael", "email": "michael@mtrichardson.com"}'
    )
    keys = [Key("some_key", site="some_site")]
    assert ZERO_IV.open(token, keys) == content
    assert ZERO_IV.seal(content, keys) == token


def test_vector_of_the_authenticated_form(monkeypatch):
    # Our own: the steps that Shopify documents, done with a fixed IV of 00 01 .. 0f by another
    # program on Python's cryptography. No vector was published.
    token = (
        "AAECAwQFBgcICQoLDA0OD8hRAV9IspPVXzOAn4UZR58hukcytR9iirg7S9kD_HSTzAeNY38Aps7B_jP6mz8LDRBa"
        "O5MSR8d2CgRrg1ErlMXfsCyDUR52ULn00Gv9rPtfoU36SRx8hqsZguTcOgUz6WhnceLkaz8gWI-DL5vwPafy-ozn"
        "QzXhYKB4XdTQVpqC"
    )
    content = (
        b'{"email":"anna@example.com","created_at":"2025-01-02T03:04:05Z","return_to":"/crm/7"}'
    )
    keys = [Key("vector-secret-1")]
    assert DEFAULT.open(token, keys) == content
    monkeypatch.setattr(envelopes.os, "urandom", lambda size: bytes(range(size)))
    assert DEFAULT.seal(content, keys) == token


# Sealing and opening


def test_the_default_is_the_authenticated_one_and_the_older_ones_have_to_be_accepted():
    assert DEFAULT.name == "authenticated"
    assert envelopes.envelope("authenticated") is DEFAULT
    assert {sealing.name for sealing in ALL if sealing.older} == {"zero_iv", "separate_signature"}
    for name in ("zero_iv", "separate_signature"):
        with pytest.raises(ValueError, match="until an administrator accepts"):
            envelopes.envelope(name)
        assert envelopes.envelope(name, older_accepted=True).name == name
    with pytest.raises(ValueError, match="no envelope none"):
        envelopes.envelope("none", older_accepted=True)


@given(st.binary(max_size=MAX_CONTENT_BYTES))
@example(b"")
@example(b"\x10" * 16)
@example(b"x" * MAX_CONTENT_BYTES)
def test_what_was_sealed_is_opened_again(content):
    for sealing in (DEFAULT, SEPARATE):
        assert sealing.open(sealing.seal(content, KEYS), KEYS) == content


@given(st.text(max_size=300))
@example("")
@example("\x05" * 5)
def test_what_was_sealed_with_a_zero_iv_is_opened_again(text):
    try:
        content = b"{" + text.encode() + b"}"
    except UnicodeEncodeError:
        assume(False)
    assert ZERO_IV.open(ZERO_IV.seal(content, KEYS), KEYS) == content


def test_random_ivs_make_every_token_another_one():
    for sealing in (DEFAULT, SEPARATE):
        assert len({sealing.seal(CONTENT, KEYS) for _ in range(20)}) == 20


def test_the_query_of_an_address_carries_the_parts():
    for sealing in ALL:
        token = sealing.seal(CONTENT, KEYS)
        query = sealing.to_query(token)
        assert tuple(query) == sealing.query
        assert sealing.from_query({**query, "strong": "true"}) == token
        for name in query:
            for bad in ({}, {name: ""}, {name: None}, {name: ["x"]}):
                rest = {other: value for other, value in query.items() if other != name}
                with refused(Reason.MALFORMED):
                    sealing.from_query({**rest, **bad})


def test_line_breaks_of_ruby_are_part_of_what_is_signed():
    sealed, _dot, _signature = SEPARATE.seal(CONTENT, KEYS).partition(".")
    broken = base64.encodebytes(base64.b64decode(sealed)).decode()
    signature = base64.b64encode(SEPARATE._sign(broken.encode(), KEYS[0])).decode()
    token = SEPARATE.from_query({"multipass": broken, "signature": signature + "\n"})
    assert SEPARATE.open(token, KEYS) == CONTENT
    with refused(Reason.SIGNATURE):
        SEPARATE.open(token.replace("\n", ""), KEYS)


@pytest.mark.parametrize("sealing", ALL, ids=lambda sealing: sealing.name)
def test_contents_that_are_too_long_are_not_sealed_and_such_tokens_not_opened(sealing):
    with pytest.raises(ValueError, match="at most 2048 bytes"):
        sealing.seal(b"{" + b"x" * MAX_CONTENT_BYTES + b"}", KEYS)
    for token in ("A" * 4100, "A" * 10**6, "A" * 4096 + "." + "A" * 28):
        with refused(Reason.MALFORMED):
            sealing.open(token, KEYS)


def test_no_json_no_token_without_signature():
    with pytest.raises(ValueError, match="JSON"):
        ZERO_IV.seal(b"\x05\x05\x05\x05\x05", KEYS)


# Keys


@pytest.mark.parametrize("sealing", ALL, ids=lambda sealing: sealing.name)
def test_two_keys_overlap_while_one_replaces_the_other(sealing):
    old = sealing.seal(CONTENT, OTHER_KEYS)
    new = sealing.seal(CONTENT, KEYS)
    both = [KEYS[0], Key(OTHER_KEYS[0].secret, site="firma", until=NOW)]
    assert sealing.open_with(new, both, NOW - 1) == (CONTENT, 0)
    assert sealing.open_with(old, both, NOW - 1) == (CONTENT, 1)
    assert sealing.open(sealing.seal(CONTENT, both), KEYS) == CONTENT, "sealed with the new one"
    assert refusal_of(sealing.open, old, both, NOW) == refusal_of(sealing.open, old, KEYS, NOW)
    assert refusal_of(sealing.open, old, both, NOW) is not None


def test_wrong_sets_of_keys_are_a_mistake_of_the_caller():
    ended = Key("x" * 30, until=NOW)
    for keys in ([], [KEYS[0]] * 3, [KEYS[0], KEYS[0]], [ended], [ended, KEYS[0]]):
        with pytest.raises(ValueError):
            DEFAULT.seal(CONTENT, keys)
        with pytest.raises(ValueError):
            DEFAULT.open("token", keys)
    with pytest.raises(ValueError):
        Key("")


def test_a_key_does_not_show_its_secret():
    assert SECRET not in f"{KEYS} {KEYS[0]!r} {KEYS[0]}"


def test_a_wrong_key_that_happens_to_fit_the_padding_does_not_hide_the_right_one():
    # One wrong key in 256 or so leaves something that looks padded.
    token = ZERO_IV.seal(CONTENT, [Key(SECRET, site="firma", until=None)])
    right = Key(SECRET, site="firma", until=NOW)
    opened = [
        ZERO_IV.open_with(token, [Key(f"wrong {number}"), right], NOW - 1) for number in range(2000)
    ]
    assert set(opened) == {(CONTENT, 1)}


# What is done to tokens


def test_every_flipped_bit_is_refused():
    sealed = base64.urlsafe_b64decode(DEFAULT.seal(CONTENT, KEYS))
    for at in range(len(sealed)):
        for bit in range(8):
            changed = bytearray(sealed)
            changed[at] ^= 1 << bit
            with refused(Reason.SIGNATURE):
                DEFAULT.open(base64.urlsafe_b64encode(changed).decode(), KEYS)


def test_every_flipped_bit_of_either_part_is_refused():
    parts = SEPARATE.seal(CONTENT, KEYS).split(".")
    for index, part in enumerate(parts):
        raw = base64.b64decode(part)
        for at in range(len(raw)):
            changed = bytearray(raw)
            changed[at] ^= 1 << (at % 8)
            both = list(parts)
            both[index] = base64.b64encode(changed).decode()
            with refused(Reason.SIGNATURE):
                SEPARATE.open(".".join(both), KEYS)


@pytest.mark.parametrize("sealing", [DEFAULT, SEPARATE], ids=lambda sealing: sealing.name)
def test_every_other_spelling_of_a_token_is_refused(sealing):
    token = sealing.seal(CONTENT, KEYS)
    spellings = {token[:length] for length in range(len(token))}
    spellings |= {token + extra for extra in ("=", "==", "A", "AAAA", "\n", " ", "%3D", ".", ".A")}
    spellings |= {extra + token for extra in ("=", "A", " ", "\n", ".", "\ufeff")}
    spellings |= {token[:9] + extra + token[9:] for extra in ("=", " ", "\n\n", "\t", "\0", "é")}
    spellings |= {token.swapcase(), token.replace("=", ""), token[::-1], token + token}
    swap = str.maketrans("-_+/", "+/-_")
    spellings |= {token.translate(swap)} - {token}
    for last in URLSAFE:
        # The unused bits of the last character.
        bare = token.rstrip("=")
        spellings.add(bare[:-1] + last + token[len(bare) :])
    for spelling in spellings - {token}:
        assert refusal_of(sealing.open, spelling, KEYS) is not None, spelling


@given(st.data())
def test_any_mutation_is_refused(data):
    token = DEFAULT.seal(CONTENT, KEYS)
    at = data.draw(st.integers(0, len(token)))
    length = data.draw(st.integers(0, 5))
    replacement = data.draw(st.text(alphabet=URLSAFE + "=+/.\n é", max_size=5))
    changed = token[:at] + replacement + token[at + length :]
    assume(changed != token)
    assert refusal_of(DEFAULT.open, changed, KEYS) is not None


@given(st.one_of(st.text(), st.text(alphabet=URLSAFE + "=."), st.none(), st.integers()))
def test_anything_else_is_refused_by_every_envelope(token):
    for sealing in ALL:
        assert refusal_of(sealing.open, token, KEYS) is not None


def test_parts_of_two_tokens_do_not_make_a_third():
    first = base64.urlsafe_b64decode(DEFAULT.seal(CONTENT, KEYS))
    second = base64.urlsafe_b64decode(DEFAULT.seal(CONTENT, KEYS))
    cuts = (16, 32, len(first) - 32)
    for cut in cuts:
        with refused(Reason.SIGNATURE):
            DEFAULT.open(base64.urlsafe_b64encode(first[:cut] + second[cut:]).decode(), KEYS)
    for swapped in (first[32:] + first[:32], first[-32:] + first[:-32]):
        with refused(Reason.SIGNATURE):
            DEFAULT.open(base64.urlsafe_b64encode(swapped).decode(), KEYS)
    one, two = (SEPARATE.seal(CONTENT, KEYS).split(".") for _ in range(2))
    with refused(Reason.SIGNATURE):
        SEPARATE.open(f"{one[0]}.{two[1]}", KEYS)
    with refused(Reason.MALFORMED):
        SEPARATE.open(f"{one[1]}.{one[0]}", KEYS)


@pytest.mark.parametrize("sealing", ALL, ids=lambda sealing: sealing.name)
def test_another_key_opens_nothing(sealing):
    token = sealing.seal(CONTENT, KEYS)
    for keys in (OTHER_KEYS, [Key(SECRET + "x", site="firma")], [Key(SECRET.lower())]):
        assert refusal_of(sealing.open, token, keys) is not None


def test_an_older_envelope_does_not_pass_for_the_authenticated_one():
    for weaker in (ZERO_IV, SEPARATE):
        token = weaker.seal(CONTENT, KEYS)
        for offered in (token, token.partition(".")[0], token.partition(".")[0] + "=="):
            assert refusal_of(DEFAULT.open, offered, KEYS) is not None
    for stronger in (DEFAULT, SEPARATE):
        token = stronger.seal(CONTENT, KEYS)
        assert refusal_of(ZERO_IV.open, token.partition(".")[0], KEYS) is not None


def _sealed_by_hand(padded):
    """What somebody would send who has no signing key but tries out paddings."""
    encryption, _signing = DEFAULT._split(KEYS[0])
    iv = os.urandom(16)
    cipher = envelopes.Cipher(envelopes.AES(encryption), envelopes.CBC(iv)).encryptor()
    return iv + cipher.update(padded) + cipher.finalize()


def test_bad_padding_and_bad_signature_look_the_same(monkeypatch):
    decrypted = []
    monkeypatch.setattr(envelopes, "_decrypt", lambda *parts: decrypted.append(parts))
    answers = set()
    for last in range(256):
        body = _sealed_by_hand(b"x" * 31 + bytes([last]))
        token = base64.urlsafe_b64encode(body + bytes(32)).decode()
        answers.add(refusal_of(DEFAULT.open, token, KEYS))
        text = base64.b64encode(body).decode()
        token = f"{text}.{base64.b64encode(bytes(20)).decode()}"
        answers.add(refusal_of(SEPARATE.open, token, KEYS))
    assert len(answers) == 1
    assert answers.pop()[2] is Reason.SIGNATURE
    assert not decrypted, "the signature comes first"


def test_without_a_signature_bad_padding_and_bad_content_look_the_same():
    sealed = base64.urlsafe_b64decode(ZERO_IV.seal(CONTENT, KEYS) + "==")
    answers = set()
    for at in range(len(sealed) - 32, len(sealed)):
        for value in range(256):
            changed = bytearray(sealed)
            changed[at] = value
            if bytes(changed) != sealed:
                token = base64.urlsafe_b64encode(changed).decode()
                answers.add(refusal_of(ZERO_IV.open, token, KEYS))
    # Some changes leave a JSON object: this is why the envelope is off. The others do not differ.
    assert len(answers - {None}) == 1
    assert (answers - {None}).pop()[2] is Reason.UNREADABLE
