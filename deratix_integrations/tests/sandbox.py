"""The sandbox of SuperFaktura as these tests use it: a process of its own, spoken to by HTTP."""

import subprocess
import sys
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parents[2]
EMAIL = "api@firma-demo.sk"
APIKEY = "demo-superfaktura-apikey-0001"
COMPANY = "4711"


class Sandbox:
    """Started empty; ``url`` is where it listens."""

    def __init__(self, system="superfaktura"):
        command = [sys.executable, "-m", "tests.sandbox", system, "--clients", "0"]
        self._process = subprocess.Popen(
            [*command, "--port", "0", "--stop-on-eof"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        first = self._process.stdout.readline()
        if not first.startswith("READY "):
            self.stop()
            raise AssertionError("The sandbox does not start; its complaint is above.")
        self.url = first.split()[1]
        self._session = requests.Session()

    def stop(self):
        """End the process and wait for it."""
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.terminate()
        self._process.wait(timeout=20)

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
