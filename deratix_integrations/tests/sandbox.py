"""The sandbox of SuperFaktura as these tests use it: a process of its own, spoken to by HTTP."""

import functools
import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parents[2]
EMAIL = "api@firma-demo.sk"
APIKEY = "demo-superfaktura-apikey-0001"
COMPANY = "4711"


@functools.cache
def _nursery():
    """Starts the processes, and ends them when this one has ended."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.sandbox.nursery"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    # It goes on in a process that is no child of this one.
    process.wait(timeout=60)
    return process


def _start(arguments):
    """The process id of a new sandbox and its first line."""
    nursery = _nursery()
    nursery.stdin.write(f"{json.dumps(arguments)}\n")
    nursery.stdin.flush()
    pid, _, first = nursery.stdout.readline().partition(" ")
    return int(pid or 0), first


class Sandbox:
    """Started empty; ``url`` is where it listens."""

    def __init__(self, system="superfaktura"):
        pid, first = _start([system, "--clients", "0"])
        if not first.startswith("READY "):
            raise AssertionError("The sandbox does not start; its complaint is above.")
        self._end = os.pidfd_open(pid)
        self.url = first.split()[1]
        self._session = requests.Session()

    def stop(self):
        """End the process and wait for it; once is enough."""
        if self._end is None:
            return
        signal.pidfd_send_signal(self._end, signal.SIGTERM)
        # It becomes readable when the process ends.
        ended, _, _ = select.select([self._end], [], [], 20)
        os.close(self._end)
        self._end = None
        self._session.close()
        if not ended:
            raise AssertionError("The sandbox does not end.")

    def control(self, path, *, method="POST", **fields):
        """Ask the control API; raises ``requests.HTTPError`` when it refuses."""
        answer = self._session.request(
            method, f"{self.url}/__control__/{path}", json=fields or None, timeout=30
        )
        answer.raise_for_status()
        return answer.json()

    def reset(self, **options):
        """Back to no clients (or as many as ``clients`` says), no faults, an empty log."""
        return self.control("reset", **{"clients": 0, **options})

    def add(self, name, **fields):
        """A client made there by a person; returns its external id."""
        return str(self.control("clients", name=name, **fields)["id"])

    def change(self, external_id, **fields):
        """A change made there by a person."""
        return self.control(f"clients/{external_id}", method="PATCH", **fields)

    def remove(self, external_id):
        """A client deleted there by a person."""
        return self.control(f"clients/{external_id}", method="DELETE")

    def fault(self, kind, match="clients/index", **rule):
        """Misbehave once (``times``) on requests whose path matches."""
        return self.control("faults", rules=[{"kind": kind, "match": match, **rule}])

    def requests(self):
        """``[(method, path)]`` of the requests to the API since the last reset or clearing."""
        log = self.control("log", method="GET")["requests"]
        return [(entry["method"], entry["path"]) for entry in log]

    def forget_requests(self):
        self.control("log/clear")


def company_number(seed):
    """A Slovak or Czech company number with a right check digit, the same for the same seed."""
    digits = f"{30_000_00 + seed:07d}"
    rest = (
        sum(weight * int(digit) for weight, digit in zip(range(8, 1, -1), digits, strict=True)) % 11
    )
    return digits + str((11 - rest) % 10)


def slovak_vat(seed):
    """A Slovak VAT number that passes its check: ten digits that 11 divides, the third one of
    2, 3, 4, 7, 8 or 9 (see ``stdnum.sk.dph``)."""
    number = 2_020_000_000 + seed * 11
    return f"SK{number + (-number) % 11}"
