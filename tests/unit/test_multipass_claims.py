"""Claims: strict reading, names of other systems, times in all their forms."""

import dataclasses
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multipass_case import AUDIENCE, NOW, claims, refused

from deratix_multipass.multipass.claims import (
    FIELDS,
    Claims,
    Direction,
    Layout,
    audience,
    check_claims,
    issue,
    read_claims,
    write_claims,
)
from deratix_multipass.multipass.refusal import Reason
from deratix_multipass.multipass.stamps import TimeForm, clock_difference, parse_stamp, write_stamp

SHOPIFY = Layout({"email": "email", "created": "created_at", "return_to": "return_to"})
TENDER = Layout({"email": "email", "expires": "expires", "return_to": "to"}, TimeForm.NAIVE)
DESK = Layout({"subject": "uid", "expires": "expires", "email": "customer_email"})


def content(**changes):
    """The content of a valid token with claims replaced, or left out where `None`."""
    whole = {**json.loads(write_claims(claims(), Layout())), **changes}
    kept = {name: value for name, value in whole.items() if value is not None}
    return json.dumps(kept).encode()


def check(made, now=NOW, layout=None, **expected):
    expected = {"audience": AUDIENCE, "direction": Direction.TO_ODOO, **expected}
    check_claims(made, layout or Layout(), now=now, **expected)


# Writing and reading


def test_what_was_written_is_read_again_in_every_form_of_time():
    for times in TimeForm:
        layout = Layout(times=times)
        made = claims()
        assert read_claims(write_claims(made, layout), layout) == made


@given(
    subject=st.text(max_size=140),
    email=st.text(max_size=260),
    return_to=st.text(max_size=60),
)
def test_whatever_is_written_can_be_read(subject, email, return_to):
    made = claims(subject=subject, email=email, return_to=return_to)
    try:
        written = write_claims(made, Layout())
    except ValueError:
        return
    assert read_claims(written, Layout()) == made


def test_every_token_has_an_id_of_its_own_and_whole_seconds():
    made = [claims() for _ in range(50)]
    assert len({one.token_id for one in made}) == 50
    assert {(one.created, one.expires) for one in made} == {(math.floor(NOW), 60 + NOW // 1)}
    with pytest.raises(ValueError):
        claims(life=61)
    with pytest.raises(ValueError):
        claims(life=0)
    with pytest.raises(ValueError):
        claims(direction="sideways")


def test_names_are_those_of_the_other_system():
    made = claims()
    assert json.loads(write_claims(made, SHOPIFY)) == {
        "email": "anna@firma-demo.pl",
        "created_at": "2025-01-02T03:04:05Z",
        "return_to": "/odoo/crm/7",
    }
    assert json.loads(write_claims(made, TENDER)) == {
        "email": "anna@firma-demo.pl",
        "expires": "2025-01-02T03:05:05",
        "to": "/odoo/crm/7",
    }
    assert read_claims(b'{"uid": 31, "expires": 1735787100}', DESK) == Claims(
        subject="31", expires=1735787100
    )


def test_layouts_that_make_no_sense_are_not_accepted():
    for names in (
        {},
        {"email": "email"},
        {"created": "at"},
        {"subject": "x", "created": "x"},
        {"subject": "", "created": "at"},
        {"subject": "\n", "created": "at"},
        {"subject": "x", "created": "at", "role": "role"},
    ):
        with pytest.raises(ValueError):
            Layout(names)


def test_what_is_not_valid_is_not_written():
    good = claims()
    for changes in (
        {"subject": ""},
        {"subject": "null"},
        {"token_id": "short"},
        {"audience": ""},
        {"return_to": "/\n"},
        {"expires": None},
    ):
        with pytest.raises(ValueError):
            write_claims(dataclasses.replace(good, **changes), Layout())


def test_an_audience_is_a_database_and_a_connection():
    assert audience("db", "7") != audience("d", "b7")
    for parts in (("", "7"), ("db", ""), ("d/b", "7"), ("db", "7/8"), ("db", "7\n")):
        with pytest.raises(ValueError):
            audience(*parts)


def test_claims_do_not_show_whom_they_name():
    assert "anna" not in f"{claims()} {claims()!r}"


# Reading what others send


@pytest.mark.parametrize("name", sorted(set(FIELDS) - {"login", "email", "return_to"}))
def test_no_claim_may_be_missing(name):
    absent = content(**{FIELDS[name]: None})
    null = absent.replace(b"{", f'{{"{FIELDS[name]}": null, '.encode(), 1)
    for sent in (absent, null):
        with refused(Reason.CLAIM_MISSING, claim=name):
            read_claims(sent, Layout())


def test_claims_that_may_be_missing_and_those_nobody_knows():
    for name in ("login", "email", "return_to"):
        for value in (None, ""):
            assert getattr(read_claims(content(**{name: value}), Layout()), name) == ""
    read = read_claims(content(addresses=[{"city": "Brno"}], admin=True, exp=1), Layout())
    assert read.subject == "pairing-31"


@pytest.mark.parametrize("name", sorted(FIELDS))
@pytest.mark.parametrize(
    "value",
    [True, False, 0, -1, 1.5, 10**30, [], ["a"], {}, {"a": 1}, "a\x00b", "a\r\nb", " a", "a ",
     "a\u200bb", "a\u202eb", "\ud800", "\u00a0", "x" * 1001],
    ids=repr,
)  # fmt: skip
def test_types_lengths_and_characters_are_strict(name, value):
    # An empty text or `None` would be a claim that is missing.
    with refused(Reason.CLAIM_INVALID, claim=name):
        read_claims(content(**{FIELDS[name]: value}), Layout())


@pytest.mark.parametrize("value", ["null", "None", "NIL", "undefined", "true", "0", "NaN"])
def test_what_programs_write_for_nobody_is_nobody(value):
    with refused(Reason.CLAIM_INVALID, claim="subject"):
        read_claims(content(identifier=value), Layout())


def test_a_required_claim_may_not_be_empty():
    for name in ("identifier", "aud", "jti", "direction", "expires", "created_at"):
        with refused(Reason.CLAIM_INVALID):
            read_claims(content(**{name: ""}), Layout())


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"null",
        b"7",
        b'"text"',
        b"[]",
        b"[{}]",
        b"{",
        b"{}{}",
        b"{} x",
        b"{'a': 1}",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": -Infinity}',
        b'{"a": 1, "a": 1}',
        b'{"identifier": "x", "ident\\u0069fier": "y"}',
        b'{"deep": {"a": 1, "a": 2}}',
        b'{"a": "\x01"}',
        b'\xef\xbb\xbf{"a": 1}',
        b'{"a": "\xff"}',
        '{"a": 1}'.encode("utf-16"),
        b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
        b'{"a": ' + b"9" * 10_000 + b"}",
    ],
    ids=lambda sent: repr(sent[:30]),
)
def test_only_one_object_in_json_is_readable(sent):
    with refused(Reason.UNREADABLE):
        read_claims(sent, Layout())


# Validity


def test_a_token_is_valid_to_the_second_it_ends():
    made = claims()
    for now in (made.created, made.created + 59.9, made.expires):
        check(made, now)
    with refused(Reason.EXPIRED, seconds=1):
        check(made, made.expires + 1)


def test_a_clock_that_is_ahead_is_put_up_with_for_30_seconds():
    made = claims()
    check(made, made.created - 30)
    with refused(Reason.FROM_FUTURE, seconds=31):
        check(made, made.created - 31)


def test_no_token_lives_longer_than_60_seconds():
    made = claims()
    check(dataclasses.replace(made, expires=made.created + 60))
    with refused(Reason.LIVES_TOO_LONG, seconds=61):
        check(dataclasses.replace(made, expires=made.created + 61))
    # Where only the start is told, the end is 60 seconds after; where only the end, it is near.
    started = dataclasses.replace(made, expires=None)
    check(started, made.created + 60, SHOPIFY)
    with refused(Reason.EXPIRED, seconds=0.5):
        check(started, made.created + 60.5, SHOPIFY)
    ending = dataclasses.replace(made, created=None)
    check(ending, made.expires - 90, TENDER)
    with refused(Reason.LIVES_TOO_LONG):
        check(ending, made.expires - 91, TENDER)
    with refused(Reason.EXPIRED, seconds=1):
        check(ending, made.expires + 1, TENDER)


def test_the_end_is_not_before_the_start():
    made = claims()
    with refused(Reason.CLAIM_INVALID, claim="expires"):
        check(dataclasses.replace(made, expires=made.created - 1), made.created - 5)


def test_a_token_for_others_is_refused():
    made = claims()
    with refused(Reason.AUDIENCE):
        check(made, audience=audience("other", "7"))
    with refused(Reason.AUDIENCE):
        check(made, audience=AUDIENCE.upper())
    with refused(Reason.DIRECTION):
        check(made, direction=Direction.FROM_ODOO)


# Times


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("2025-01-02T03:04:05Z", 1735787045),
        ("2025-01-02T03:04:05.250Z", 1735787045.25),
        ("2025-01-02T03:04:05.2500000+00:00", 1735787045.25),
        ("2025-01-02T04:04:05+01:00", 1735787045),
        ("2025-01-01T23:04:05-0400", 1735787045),
        ("2025-01-02 03:04:05Z", 1735787045),
        ("2025-01-02 03:04:05 UTC", 1735787045),
        ("2025-01-02T03:04:05", 1735787045),
        ("2025-01-02T03:04", 1735787040),
        (1735787045, 1735787045),
        (1735787045.5, 1735787045.5),
    ],
)
def test_times_of_the_published_schemes(value, seconds):
    assert parse_stamp(value) == seconds


@pytest.mark.parametrize(
    "value",
    ["", " ", "now", "1735787045", "2025-01-02", "2025-02-30T03:04:05Z", "2025-01-02T24:00:00Z",
     "2025-01-02T03:04:60Z", "2025-01-02T03:04:05+25:00", "2025-01-02T03:04:05+01:75",
     "2025-01-02T03:04:05ZZ", "2025-01-02T03:04:05Z\n", "٢025-01-02T03:04:05Z",
     "9999-12-31T23:59:59Z", "1970-01-01T00:00:00Z", "0000-00-00T00:00:00Z", 1735787045000,
     0, -5, 10**400, float("inf"), float("-inf"), float("nan"), 1e308, True, None, [], {}],
    ids=repr,
)  # fmt: skip
def test_what_is_no_time(value):
    assert parse_stamp(value) is None


@given(st.integers(946684800, 4102444799))
def test_every_time_that_is_written_is_read(seconds):
    for form in TimeForm:
        assert parse_stamp(write_stamp(seconds, form)) == seconds


def test_the_difference_of_two_clocks_is_told_in_seconds():
    reading = clock_difference(theirs=NOW + 47.5, sent=NOW, received=NOW + 1)
    assert (reading.seconds, reading.within) == (47, 0.5)
    assert not reading.whole_hours
    assert clock_difference(NOW - 47, NOW, NOW).seconds == -47
    for hours in (-5, -1, 1, 2):
        assert clock_difference(NOW + 3600 * hours + 20, NOW, NOW).whole_hours
    assert not clock_difference(NOW + 1800, NOW, NOW).whole_hours


def test_a_token_may_come_without_a_claim_that_the_layout_leaves_out():
    made = issue(audience="", direction=Direction.TO_ODOO, now=NOW, email="a@b.pl")
    read = read_claims(write_claims(made, SHOPIFY), SHOPIFY)
    assert (read.token_id, read.audience, read.direction) == ("", "", "")
    check(read, layout=SHOPIFY)
