"""A transport as the tests make it, speaking to a raw server."""

from contextlib import contextmanager

from deratix_integrations.providers import base
from deratix_integrations.providers.transport import Transport
from tests.unit.raw_server import RawServer

SECRET = "s3cr+t/key@x"
HOST = "127.0.0.1"


class Budget:
    def __init__(self, error=None):
        self.acquired = 0
        self.observed = []
        self.error = error

    def acquire(self):
        if self.error:
            raise self.error
        self.acquired += 1

    def observe(self, limits):
        self.observed.append(limits)


def make(url, **options):
    options.setdefault("headers", {"Authorization": f"SFAPI apikey={SECRET}"})
    options.setdefault("budget", Budget())
    options.setdefault("recorder", base.EntryList())
    options.setdefault("allow_private", True)
    options.setdefault("timeout", (1, 0.3))
    options.setdefault("secrets", (SECRET,))
    return Transport(url, **options)


@contextmanager
def talking(*script, **options):
    with RawServer(*script) as server:
        yield server, make(server.url, **options)
