"""Waiting for what another process does, as long as it may take and no longer."""

import time

_SECONDS = 120
_POLL_SECONDS = 0.1


def until(condition, problem="It does not come.", seconds=_SECONDS):
    """Wait until ``condition()`` holds; after so many seconds the test fails with ``problem``."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, problem
        time.sleep(_POLL_SECONDS)
