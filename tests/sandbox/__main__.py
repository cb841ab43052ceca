"""`python -m tests.sandbox SYSTEM [options]`; see the package."""

import argparse
import ctypes
import os
import signal
import sys
import threading

from .app import App
from .clock import Clock
from .fakturownia import Fakturownia
from .fortnox import Fortnox
from .jortt import Jortt
from .server import SandboxServer
from .superfaktura import SuperFaktura

SYSTEMS = {system.name: system for system in (Fakturownia, Fortnox, Jortt, SuperFaktura)}
_PR_SET_PDEATHSIG = 1


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m tests.sandbox")
    parser.add_argument("system", choices=sorted(SYSTEMS))
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes any free one")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--clients", type=int, default=3000)
    parser.add_argument("--invoices", type=int, help="of systems that have them")
    parser.add_argument(
        "--option",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="any option of POST /__control__/reset, such as email=a@b.example",
    )
    given = parser.parse_args(arguments)
    options = dict(option.split("=", 1) for option in given.option)
    _end_with_parent()
    system_class = SYSTEMS[given.system]
    system = system_class(Clock(system_class.zone))
    sizes = {"seed": given.seed, "clients": given.clients}
    if given.invoices is not None:
        sizes["invoices"] = given.invoices
    app = App(system, {**options, **sizes})
    server = SandboxServer(given.host, given.port, app)
    system.url = f"http://{given.host}:{server.port}"

    def stop(*_):
        # From a thread of its own: the main thread is the one that has to end.
        threading.Thread(target=server.stop, daemon=True).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    print(f"READY http://{given.host}:{server.port}", flush=True)
    server.serve_forever(poll_interval=0.1)
    server.server_close()
    system.close()


def _end_with_parent():
    """Linux ends this process with the one that started it, even if that one was killed."""
    parent = os.getppid()
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit("The process that started the sandbox is gone.")


if __name__ == "__main__":
    main()
