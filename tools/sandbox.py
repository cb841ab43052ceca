"""The sandbox of an external system: a real HTTP server in a process of its own."""

import selectors
import time

from . import process
from .errors import ToolError
from .paths import LOGS, PYTHON, ROOT
from .ports import HOST

_START_SECONDS = 60


class Sandbox:
    """`python -m tests.sandbox SYSTEM`; `url` is known once `start` returns."""

    def __init__(self, system="superfaktura", *, port=0, seed=1, clients=3000, arguments=()):
        self.log = LOGS / f"sandbox-{system}.log"
        self.url = None
        self.process = None
        self._command = [PYTHON, "-m", "tests.sandbox", system, "--host", HOST]
        self._command += ["--port", str(port), "--seed", str(seed), "--clients", str(clients)]
        self._command += [str(argument) for argument in arguments]

    def start(self):
        """Start it and wait for its line `READY <address>`; raises `ToolError` if none comes."""
        LOGS.mkdir(parents=True, exist_ok=True)
        with self.log.open("w") as log:
            self.process = process.start(self._command, cwd=ROOT, stdout=process.PIPE, stderr=log)
        line = self._first_line()
        if not line.startswith("READY "):
            self.stop()
            tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
            raise ToolError(f"The sandbox does not start.\n{tail}\nIts log is {self.log}")
        self.url = line.split()[1]
        return self

    def stop(self):
        """End it; its data is gone with it."""
        if self.process:
            process.stop(self.process)
            self.process.stdout.close()

    def _first_line(self):
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            deadline = time.monotonic() + _START_SECONDS
            while time.monotonic() < deadline:
                if selector.select(timeout=1):
                    return self.process.stdout.readline()
        return ""
