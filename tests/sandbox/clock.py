"""The time of a sandbox, which tests may move."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo


class Clock:
    """Time in the zone of the system; it runs with the real one until it is moved or hastened."""

    def __init__(self, zone):
        self.zone = ZoneInfo(zone)
        self.reset()

    def reset(self):
        """Back to the real time."""
        self._offset = timedelta(0)
        self._frozen = None
        self._speed = 1
        self._since = None

    def now(self):
        """An aware `datetime` in the zone of the system."""
        if self._frozen is not None:
            return self._frozen
        return self._real() + self._offset

    def hasten(self, speed):
        """From now on let so many seconds pass in each real one; raises `ValueError`."""
        if not 0 < speed <= 10_000:
            raise ValueError("a speed is more than 0 and at most 10000")
        now = self.now()
        self._speed, self._since = speed, datetime.now(self.zone)
        self._offset = now - self._real()

    def _real(self):
        """The real time, and what has been gained on it."""
        real = datetime.now(self.zone)
        if self._since is None:
            return real
        return self._since + (real - self._since) * self._speed

    def advance(self, seconds):
        """Move by seconds; negative moves back."""
        step = timedelta(seconds=seconds)
        if self._frozen is not None:
            self._frozen += step
        self._offset += step

    def set(self, moment):
        """Jump to an ISO date and time; one without an offset is in the zone of the system."""
        moment = datetime.fromisoformat(moment)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=self.zone)
        moment = moment.astimezone(self.zone)
        self._offset = moment - self._real()
        if self._frozen is not None:
            self._frozen = moment

    def freeze(self, frozen):
        """Stop (True) or run on (False) from the present moment."""
        now = self.now()
        if frozen:
            self._frozen = now
        elif self._frozen is not None:
            self._frozen = None
            self._offset = now - self._real()
