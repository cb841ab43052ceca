"""A sandbox in a thread of this process, for its own tests; it listens like the real one."""

import contextlib
import threading

from .app import App
from .clock import Clock
from .server import SandboxServer
from .superfaktura import SuperFaktura


@contextlib.contextmanager
def running(system_class=SuperFaktura, **options):
    """Yields the address of a sandbox started with these options."""
    system = system_class(Clock(system_class.zone))
    app = App(system, options)
    server = SandboxServer("127.0.0.1", 0, app)
    system.url = f"http://127.0.0.1:{server.port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield system.url
    finally:
        server.stop()
        thread.join()
        server.server_close()
        system.close()
