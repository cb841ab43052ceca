"""What the tests of the sandbox of jortt share."""

import pytest

from tests.sandbox.client import JorttClient
from tests.sandbox.jortt import Jortt
from tests.sandbox.thread import running


@pytest.fixture(scope="module", name="address")
def address_fixture():
    with running(Jortt, clients=130, invoices=120, estimates=20, rate=0) as url:
        yield url


@pytest.fixture(name="client")
def client_fixture(address):
    """A signed-in client of the module's sandbox, with the data of the seed."""
    made = JorttClient(address)
    made.control("reset", {})
    made.sign_in()
    yield made
    made.http.close()
