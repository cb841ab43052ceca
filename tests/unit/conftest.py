import pytest

from tests.sandbox.client import Client


@pytest.fixture
def client(address):
    """A signed-in client of the sandbox at the module's `address`, with the data of the seed."""
    made = Client(address)
    made.control("reset", {})
    yield made
    made.http.close()
