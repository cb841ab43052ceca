"""Limits of the kind "so many requests in any span of so many seconds"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_LEAST = 0.001


@dataclass(frozen=True, slots=True)
class Rate:
    """At most ``requests`` in any span of ``seconds``: a sliding window."""

    requests: int
    seconds: float

    def recent(self, times: Iterable[float], now: float) -> list[float]:
        """Those of the times, in seconds, that still count. Ones in the future do not: a clock
        that was put back must not stop everything until it has caught up."""
        return sorted(time for time in times if now - self.seconds < time <= now)

    def wait(self, times: Iterable[float], now: float) -> float:
        """Seconds until one more request may be sent after those at these times; 0 for none."""
        recent = self.recent(times, now)
        if len(recent) < self.requests:
            return 0.0
        # Never so little that clocks do not tell the difference.
        return max(recent[-self.requests] + self.seconds - now, _LEAST)
