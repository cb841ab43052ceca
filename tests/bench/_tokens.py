"""How many tokens one core mints and verifies in a second; minted and verified counts as one."""

import statistics
import time

from deratix_multipass.multipass import shared_secrets
from deratix_multipass.multipass.claims import Direction, Layout, audience, issue
from deratix_multipass.multipass.envelopes import ENVELOPES, Key
from deratix_multipass.multipass.tokens import Scheme, mint, verify

_ROUNDS = 5


def _per_second(scheme, tokens):
    """The median over some rounds."""
    rates = []
    for _ in range(_ROUNDS):
        started = time.process_time()
        for number in range(tokens):
            now = time.time()
            claims = issue(
                subject=f"pairing-{number}",
                login="anna",
                email="anna@firma-demo.pl",
                audience=scheme.audience,
                direction=scheme.direction,
                now=now,
                return_to="/odoo/crm/7",
            )
            verify(scheme, mint(scheme, claims), now)
        rates.append(tokens / (time.process_time() - started))
    return statistics.median(rates)


def measure(tokens):
    """``{envelope: tokens a second}``, of processor time."""
    keys = [Key(shared_secrets.generate(), site="firma")]
    meant = audience("0b0e6a54-97a5-4b3e-9d1f-0d6f3a1c7b11", "7")
    return {
        name: _per_second(Scheme(sealing, Layout(), keys, meant, Direction.TO_ODOO), tokens)
        for name, sealing in ENVELOPES.items()
    }
