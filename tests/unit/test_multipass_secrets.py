"""Secrets: good ones are made, weak ones refused, and people compare fingerprints."""

import hashlib
import random
import secrets
import string

import pytest
from Crypto.Hash import HMAC, SHA256

from deratix_multipass.multipass import shared_secrets
from deratix_multipass.multipass.shared_secrets import Weakness, WeakSecret

ALPHABET = string.ascii_letters + string.digits


def weakness(secret, others=(), words=()):
    with pytest.raises(WeakSecret) as caught:
        shared_secrets.check(secret, others, words)
    assert not secret or secret not in f"{caught.value!r} {caught.value}"
    return caught.value.weakness


def test_secrets_that_are_made_are_accepted_and_differ():
    made = [shared_secrets.generate() for _ in range(100)]
    assert len(set(made)) == 100
    for secret in made:
        assert len(secret) == 43
        assert set(secret) <= set(ALPHABET + "-_")
        shared_secrets.check(secret, others=set(made) - {secret})


def test_random_secrets_of_other_systems_are_accepted():
    draw = random.Random(1)
    for _ in range(100):
        shared_secrets.check("".join(draw.choice(ALPHABET) for _ in range(24)))
        shared_secrets.check("".join(draw.choice("0123456789abcdef") for _ in range(32)))
    shared_secrets.check(secrets.token_urlsafe(150))


@pytest.mark.parametrize(
    "secret",
    [
        "a" * 40,
        "ab" * 20,
        "Zq3vN8xKf1Lw" * 3,
        "abcdefghijklmnopqrstuvwxyz0123456789",
        "0123456789abcdef0123456789abcdef",
        "qwertyuiopasdfghjklzxcvbnm123456",
        "passwordpasswordpassword",
        "correct-horse-battery-staple-correct-horse",
        "Deratix-Multipass-Secret-2025-production",
        "mycompanyfakturowniamultipasstoken2026",
        "TheQuickBrownFoxJumpsOverTheLazyDog1234",
        "11111111112222222222333333333344",
        "20250102-20250103-20250104-20250105",
        "passwordqwertyZx7Kp2Wm9v",
    ],
)
def test_words_patterns_and_repetitions_are_refused(secret):
    assert weakness(secret) is Weakness.GUESSABLE


def test_words_of_the_company_are_known_words():
    secret = "Hydraulika-Brzeszczowice-Wodociagi"
    shared_secrets.check(secret)
    words = ["Hydraulika Brzeszczowice", "Wodociagi"]
    assert weakness(secret, words=words) is Weakness.GUESSABLE


def test_short_long_and_strange_secrets_are_refused():
    good = shared_secrets.generate()
    assert weakness("") is Weakness.SHORT
    assert weakness(good[:23]) is Weakness.SHORT
    assert weakness(good * 6) is Weakness.LONG
    for character in " \t\n\0é\u200b":
        assert weakness(good[:20] + character + good[20:]) is Weakness.CHARACTERS


def test_a_secret_that_is_in_use_elsewhere_is_refused():
    good = shared_secrets.generate()
    assert weakness(good, others=[shared_secrets.generate(), good]) is Weakness.REUSED


def test_a_fingerprint_tells_secrets_apart_and_does_not_tell_them():
    one, two = "Zq3vN8xKf1LwT6yRb0HdP5mJ", shared_secrets.generate()
    shown = shared_secrets.fingerprint(one)
    assert shown == shared_secrets.fingerprint(one)
    assert shown != shared_secrets.fingerprint(two)
    groups = shown.split(" ")
    assert [len(group) for group in groups] == [4] * 5
    assert set("".join(groups)) <= set("0123456789abcdef")
    # Half of this hash is the key that encrypts.
    assert groups[0] != hashlib.sha256(one.encode()).hexdigest()[:4]


def test_another_program_makes_the_same_fingerprint():
    secret = shared_secrets.generate()
    made = HMAC.new(secret.encode(), b"deratix multipass fingerprint 1", SHA256).hexdigest()
    assert shared_secrets.fingerprint(secret).replace(" ", "") == made[:20]


def test_people_copy_fingerprints_in_their_own_way():
    shown = shared_secrets.fingerprint(shared_secrets.generate())
    for typed in (shown, shown.upper(), shown.replace(" ", "-"), f" {shown.replace(' ', '')}\n"):
        assert shared_secrets.same_fingerprint(shown, typed)
    other = shared_secrets.fingerprint(shared_secrets.generate())
    for typed in ("", shown[:-1], shown + "0", other, "٢" + shown[1:]):
        assert not shared_secrets.same_fingerprint(shown, typed)
