"""Reading a list that tells too little, and every record of it by a request of its own.

Lists have neither times of change nor all fields, so a list says which records there are, or
which changed (``lastmodified``), and each of these is asked for. At 25 requests in 5 seconds that
takes time: a cursor holds the numbers still to be asked for, so that nothing is asked twice when
the budget is used up in between.

The list is ordered by number. What is added or deleted meanwhile moves what is behind it, so each
page begins with the last records of the one before: where none of these is on it, the list has
moved, and the page is looked for further in front.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from ..base import UnexpectedAnswer

# At most 500 are documented. With these the cursor stays short, and costs a request in 90.
SIZE = 100
# A list and so many records are the requests of one window of the limit.
CHUNK = 24
_TAIL = 10
_MAX_FRUITLESS = 60
# What was being written when the last reading began may show up later. A record that changed
# within this time is asked for once more by the reading that follows.
OVERLAP = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where reading stands.

    ``mark``: when it began (naive UTC, ISO 8601, by the clock of the system); ``since``: the mark
    of the reading before; ``offset``: where the next page of the list begins; ``tail``: the last
    numbers listed; ``pending``: numbers listed and not asked for yet; ``ended``: there is no
    other page; ``total``: how many the list tells; ``given``: how many records were listed;
    ``back``: how far to go back next; ``fruitless``: pages since the last new number.
    """

    mark: str = ""
    since: str = ""
    offset: int = 0
    tail: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    ended: bool = False
    total: int | None = None
    given: int = 0
    back: int = SIZE
    fruitless: int = 0

    @classmethod
    def begin(cls, watermark: str, host: str) -> Cursor:
        """The cursor of a reading; raises ``UnexpectedAnswer`` when that is no watermark."""
        since = _loaded(watermark, host).get("mark") if watermark else ""
        if not isinstance(since, str) or (watermark and moment(since) is None):
            raise UnexpectedAnswer(host=host, reason="cursor")
        return cls(since=since)

    @classmethod
    def parse(cls, text: str, host: str) -> Cursor:
        """The cursor of ``dump``; raises ``UnexpectedAnswer`` when it is none."""
        try:
            found = cls(**_loaded(text, host))
            return replace(found, tail=tuple(found.tail), pending=tuple(found.pending))
        except TypeError:
            raise UnexpectedAnswer(host=host, reason="cursor") from None

    def dump(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))

    @property
    def finished(self) -> bool:
        return self.ended and not self.pending

    def watermark(self) -> str:
        return json.dumps({"mark": self.mark})

    def size(self, limit: int | None) -> int:
        """How many the next page of the list is to hold."""
        if limit is None:
            return SIZE
        return max(1, min(SIZE, limit - self.given + len(self.tail)))

    def listed(
        self, numbers: Sequence[str], size: int, total: int | None, limit: int | None, host: str
    ) -> tuple[Cursor, tuple[str, ...]]:
        """The cursor after a page of the list, and its new numbers.

        Raises ``UnexpectedAnswer`` when pages make no sense, so that reading always ends.
        """
        known = [place for place, number in enumerate(numbers) if number in self.tail]
        if self.offset and not known:
            # Much was deleted in front; or the end has moved up to here.
            start = max(0, self.offset - self.back)
            again = replace(self, offset=start, back=self.back * 2, total=total)
            return again._one_more(host), ()
        new = tuple(numbers[known[-1] + 1 if known else 0 :])
        end = self.offset + len(numbers)
        ended = len(numbers) < size or (total is not None and end >= total)
        if limit is not None and self.given + len(new) >= limit:
            new, ended = new[: limit - self.given], True
        tail = (*self.tail, *new)[-_TAIL:]
        following = replace(
            self,
            offset=max(0, end - len(tail)),
            tail=tail,
            ended=ended,
            total=total,
            given=self.given + len(new),
            back=SIZE,
            fruitless=0,
        )
        if not new and not ended:
            # Much was added in front: all of it is known.
            following = replace(following, offset=end - 1, fruitless=self.fruitless)
            following = following._one_more(host)
        return following, new

    def _one_more(self, host: str) -> Cursor:
        if self.fruitless >= _MAX_FRUITLESS:
            raise UnexpectedAnswer(host=host, reason="paging")
        return replace(self, fruitless=self.fruitless + 1)


def moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _loaded(text: str, host: str) -> dict:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise UnexpectedAnswer(host=host, reason="cursor")
    return found
