"""A request budget of one process that keeps to a rate, for tests without Odoo."""

import time
from threading import Lock

from deratix_integrations.providers.base import Throttled


class WindowBudget:
    """A ``Budget`` of one process that keeps to a rate.

    :param patience: so long a request is held back, in seconds; beyond it ``Throttled`` is raised
    """

    def __init__(
        self,
        rate,
        host="",
        *,
        patience=0,
        clock=time.monotonic,
        sleep=time.sleep,
    ):
        self._rate = rate
        self._host = host
        self._patience = patience
        self._clock = clock
        self._sleep = sleep
        self._times = []
        self._lock = Lock()

    def acquire(self):
        waited = 0.0
        while wait := self._take():
            if waited + wait > self._patience:
                raise Throttled(host=self._host, wait=round(wait, 1))
            waited += wait
            self._sleep(wait)

    def _take(self):
        """Count a request and return 0, or return how long it has to wait."""
        with self._lock:
            now = self._clock()
            self._times = self._rate.recent(self._times, now)
            wait = self._rate.wait(self._times, now)
            if not wait:
                self._times.append(now)
            return wait

    def observe(self, limits):
        """Nothing is told of such limits."""
