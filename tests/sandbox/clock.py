"""The time of a sandbox, which tests may move."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo


class Clock:
    """Time in the zone of the system; it runs with the real one until it is moved."""

    def __init__(self, zone):
        self.zone = ZoneInfo(zone)
        self.reset()

    def reset(self):
        """Back to the real time."""
        self._offset = timedelta(0)
        self._frozen = None

    def now(self):
        """An aware `datetime` in the zone of the system."""
        if self._frozen is not None:
            return self._frozen
        return datetime.now(self.zone) + self._offset

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
        self._offset = moment - datetime.now(self.zone)
        if self._frozen is not None:
            self._frozen = moment

    def freeze(self, frozen):
        """Stop (True) or run on (False) from the present moment."""
        now = self.now()
        if frozen:
            self._frozen = now
        elif self._frozen is not None:
            self._frozen = None
            self._offset = now - datetime.now(self.zone)
