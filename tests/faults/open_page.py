"""What an open page asks every second while the test watches the database."""

import time
from concurrent.futures import ThreadPoolExecutor

import requests

_PAUSE_SECONDS = 1


class OpenPage:
    """Asks beside the test: a server that is still starting answers late, and the moment that the
    test waits for would be over by then."""

    def __init__(self, server, ask):
        self._server = server
        self._ask = ask
        self._pool = ThreadPoolExecutor(1)
        self._answer = None
        self._asked = 0

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self._pool.shutdown(wait=False)

    def look(self):
        """Ask again if it is time to. Raises what the server answered with an error."""
        if self._answer and self._answer.done():
            answer, self._answer = self._answer, None
            error = answer.exception()
            if error and not isinstance(error, requests.RequestException):
                raise error
        due = time.monotonic() - self._asked > _PAUSE_SECONDS
        if due and not self._answer and self._server.is_running():
            self._asked = time.monotonic()
            self._answer = self._pool.submit(self._ask)
