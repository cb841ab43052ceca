"""300 requests a minute, enforced as 25 in each span of 5 seconds.

https://www.fortnox.se/developer/guides-and-good-to-know/rate-limits-for-fortnox-api
"""

from collections import deque
from datetime import timedelta


class Limiter:
    """Counts by the clock of the sandbox. A refused request is not counted, which is our own
    choice; `most` is how many there were at most in one span."""

    def __init__(self, clock, limit, seconds):
        self._clock = clock
        self._limit = limit
        self._span = timedelta(seconds=seconds)
        self._times = deque()
        self.allowed = self.refused = self.most = 0

    def allows(self):
        if not self._limit:
            self.allowed += 1
            return True
        now = self._clock.now()
        while self._times and self._times[0] <= now - self._span:
            self._times.popleft()
        if len(self._times) >= self._limit:
            self.refused += 1
            return False
        self._times.append(now)
        self.allowed += 1
        self.most = max(self.most, len(self._times))
        return True

    def told(self):
        return {"allowed": self.allowed, "refused": self.refused, "most": self.most}
