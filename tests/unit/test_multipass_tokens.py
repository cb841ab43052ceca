"""Minting and verifying: the whole way of a token, and the ways it is not meant to go."""

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multipass_case import (
    AUDIENCE,
    KEYS,
    NOW,
    OTHER_KEYS,
    SEPARATE,
    ZERO_IV,
    claims,
    refusal_of,
    refused,
    scheme,
)

from deratix_multipass.multipass.claims import Direction, Layout, audience
from deratix_multipass.multipass.envelopes import DEFAULT, ENVELOPES, Key
from deratix_multipass.multipass.refusal import NEUTRAL, Reason, Refused
from deratix_multipass.multipass.tokens import mint, verify

BARE = Layout({"email": "email", "created": "created_at"})


def test_a_token_goes_the_whole_way_in_every_envelope():
    for envelope in ENVELOPES.values():
        own = scheme(envelope=envelope)
        made = claims()
        verified = verify(own, mint(own, made), NOW)
        assert verified.claims == made
        assert (verified.key, verified.age) == (0, 0.5)


def test_a_token_that_ends_is_refused_the_second_after():
    own = scheme()
    token = mint(own, claims())
    verify(own, token, NOW + 59)
    with refused(Reason.EXPIRED, seconds=1.5):
        verify(own, token, NOW + 61)
    with refused(Reason.FROM_FUTURE, seconds=30.5):
        verify(own, token, NOW - 31)


def test_single_use_is_the_callers_by_an_id_that_is_always_there():
    own = scheme()
    token = mint(own, claims())
    assert verify(own, token, NOW) == verify(own, token, NOW), "nothing is remembered here"
    for envelope in ENVELOPES.values():
        bare = scheme(envelope=envelope, layout=BARE)
        token = mint(bare, claims())
        first, again = (verify(bare, token, NOW + wait).claims.token_id for wait in (0, 9))
        assert first == again
        assert len(first) > 64
        others = {
            verify(bare, mint(bare, claims(email=f"a{number}@b.pl")), NOW).claims.token_id
            for number in range(5)
        }
        assert len(others | {first}) == 6
    # A second token of the same second is another one where tokens are signed.
    bare = scheme(layout=BARE)
    ids = {verify(bare, mint(bare, claims()), NOW).claims.token_id for _ in range(5)}
    assert len(ids) == 5


def test_without_a_signature_another_spelling_is_the_same_token():
    bare = scheme(envelope=ZERO_IV, layout=BARE)
    token = mint(bare, claims())
    spellings = {token, token + "=" * (-len(token) % 4)}
    assert len({verify(bare, one, NOW).claims.token_id for one in spellings}) == 1


@pytest.mark.parametrize(
    ("sender", "reason"),
    [
        ({"keys": OTHER_KEYS}, Reason.SIGNATURE),
        ({"audience": audience("another-database", "7")}, Reason.AUDIENCE),
        ({"audience": audience("0b0e6a54-97a5-4b3e-9d1f-0d6f3a1c7b11", "8")}, Reason.AUDIENCE),
        ({"direction": Direction.FROM_ODOO}, Reason.DIRECTION),
        ({"layout": BARE}, Reason.CLAIM_MISSING),
    ],
)
def test_tokens_for_somewhere_else(sender, reason):
    other = scheme(**sender)
    made = claims(audience=other.audience, direction=other.direction)
    with refused(reason):
        verify(scheme(), mint(other, made), NOW)


def test_after_the_overlap_the_old_key_is_good_for_nothing():
    token = mint(scheme(keys=OTHER_KEYS), claims())
    both = [KEYS[0], Key(OTHER_KEYS[0].secret, site="firma", until=NOW + 5)]
    assert verify(scheme(keys=both), token, NOW).key == 1
    with refused(Reason.SIGNATURE):
        verify(scheme(keys=both), token, NOW + 5)


def test_nobody_chooses_the_envelope_but_the_connection():
    for sealed in ENVELOPES.values():
        token = mint(scheme(envelope=sealed), claims())
        for opened in ENVELOPES.values():
            if opened is not sealed:
                offers = (token, token.partition(".")[0], token + "." + token)
                for offer in offers:
                    assert refusal_of(verify, scheme(envelope=opened), offer, NOW) is not None


def test_claims_for_somewhere_else_are_not_minted():
    for changes in ({"audience": audience("x", "y")}, {"direction": Direction.FROM_ODOO}):
        with pytest.raises(ValueError):
            mint(scheme(), claims(**changes))
    with pytest.raises(ValueError):
        mint(scheme(), claims(subject="x" * 200))


def test_other_things_signed_with_the_same_secret_are_no_tokens():
    for content in (b"", b"7", b'{"reset": "password"}', json.dumps([1]).encode()):
        assert refusal_of(verify, scheme(), DEFAULT.seal(content, KEYS), NOW) is not None


def test_all_refusals_look_alike_and_tell_nothing():
    own = scheme()
    secret = KEYS[0].secret
    good = claims()
    tokens = [
        "",
        "x",
        mint(scheme(keys=OTHER_KEYS), good),
        DEFAULT.seal(b"anna@firma-demo.pl", KEYS),
        mint(own, dataclasses.replace(good, created=NOW // 1 + 99, expires=NOW // 1 + 100)),
        mint(own, dataclasses.replace(good, created=NOW // 1 - 99, expires=NOW // 1 - 98)),
        mint(scheme(layout=BARE), good),
    ]
    seen, reasons = set(), set()
    for token in tokens:
        with pytest.raises(Refused) as caught:
            verify(own, token, NOW)
        error = caught.value
        seen.add((type(error), str(error), repr(error)))
        reasons.add(error.reason)
        everything = f"{error!r} {error.__dict__}"
        assert secret not in everything
        assert "anna" not in everything
    assert len(seen) == 1
    assert seen.pop()[1] == NEUTRAL
    assert len(reasons) == 6, "the audit tells them apart"


@given(st.binary(max_size=300))
def test_whatever_is_sealed_is_either_valid_claims_or_refused(content):
    for envelope in (DEFAULT, SEPARATE):
        assert refusal_of(verify, scheme(envelope=envelope), envelope.seal(content, KEYS), NOW)


@given(
    st.dictionaries(
        st.sampled_from(sorted([*Layout().names.values(), "x"])),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner),
            max_leaves=5,
        ),
    )
)
def test_no_object_whatever_it_holds_gets_past_or_breaks_it(found):
    content = json.dumps(found).encode()
    if len(content) <= 2048:
        assert refusal_of(verify, scheme(), DEFAULT.seal(content, KEYS), NOW) is not None


def test_the_audience_of_the_scheme_is_that_of_the_tests():
    assert scheme().audience == AUDIENCE
