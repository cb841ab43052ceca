"""What the tests of Multipass share."""

import contextlib

from hypothesis import settings

from deratix_multipass.multipass.claims import Direction, Layout, audience, issue
from deratix_multipass.multipass.envelopes import DEFAULT, ENVELOPES, Key
from deratix_multipass.multipass.refusal import NEUTRAL, Refused
from deratix_multipass.multipass.tokens import Scheme

# The same examples on every machine, however slow it is.
settings.register_profile("multipass", deadline=None, derandomize=True)
settings.load_profile("multipass")

NOW = 1_735_787_045.5
SECRET = "Zq3vN8xKf1LwT6yRb0HdP5mJ"
KEYS = [Key(SECRET, site="firma")]
OTHER_KEYS = [Key("q7GcU2sVxE9aWn4DkY1tMh6B", site="firma")]
AUDIENCE = audience("0b0e6a54-97a5-4b3e-9d1f-0d6f3a1c7b11", "7")
ZERO_IV = ENVELOPES["zero_iv"]
SEPARATE = ENVELOPES["separate_signature"]
CONTENT = b'{"email":"anna@firma-demo.pl","note":"za\xc5\xbc\xc3\xb3\xc5\x82\xc4\x87"}'


def scheme(**changes):
    """The scheme of a connection that signs in to Odoo; `changes` replace its parts."""
    parts = {
        "envelope": DEFAULT,
        "layout": Layout(),
        "keys": KEYS,
        "audience": AUDIENCE,
        "direction": Direction.TO_ODOO,
    }
    return Scheme(**{**parts, **changes})


def claims(**changes):
    """Claims of a fresh token for that scheme."""
    parts = {
        "subject": "pairing-31",
        "login": "anna",
        "email": "anna@firma-demo.pl",
        "audience": AUDIENCE,
        "direction": Direction.TO_ODOO,
        "now": NOW,
        "return_to": "/odoo/crm/7",
    }
    return issue(**{**parts, **changes})


@contextlib.contextmanager
def refused(reason, **facts):
    """The block is refused for `reason`; whoever sent the token sees nothing of it."""
    try:
        yield
    except Refused as refusal:
        assert refusal.reason is reason
        assert (str(refusal), refusal.args) == (NEUTRAL, (NEUTRAL,))
        # What was inside would show in a log otherwise.
        assert refusal.__cause__ is None
        assert refusal.__context__ is None or refusal.__suppress_context__
        for name, value in facts.items():
            assert getattr(refusal, name) == value
    else:
        raise AssertionError(f"not refused; expected: {reason}")


def refusal_of(call, *arguments):
    """The type, the text and the reason with which a call is refused; `None` when it is not."""
    try:
        call(*arguments)
    except Refused as refusal:
        return type(refusal), str(refusal), refusal.reason
    return None
