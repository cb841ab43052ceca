"""Reading a numbered-page list to its end although records come and go meanwhile.

The list is sorted by id, so what is added comes last, and what is deleted moves all behind it
forward: asking for the next page then would skip records, and the total does not tell, because
an addition may hide a deletion. So every page is asked for such that it overlaps what was read:
when it holds a record already read *and* a new one, nothing lies between them. When it holds
only new ones, the boundary is looked for further in front, by halving. Pages begin at multiples
of their size, so overlapping takes changing sizes and about a seventh more requests on long lists.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace

from ..base import UnexpectedAnswer
from ..paging import window

MAX_SIZE = 100
# Halving finds the boundary among a million records within 20 pages.
_MAX_FRUITLESS = 60


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where reading stands.

    ``last``: the highest id given so far; ``behind``: how many records with at most that id are
    believed to be in the list; ``low`` and ``high``: bounds of ``behind`` while the boundary is
    looked for; ``total``: the length of the list when last heard; ``given``: records given;
    ``size``: the largest page the system makes; ``fruitless``: pages since the last new record.
    """

    last: int = 0
    behind: int = 0
    low: int = 0
    high: int | None = None
    total: int | None = None
    given: int = 0
    size: int = MAX_SIZE
    fruitless: int = 0

    def dump(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def parse(cls, text: str, host: str) -> Cursor:
        """The cursor of ``dump``; raises ``UnexpectedAnswer`` when it is none."""
        try:
            return cls(**json.loads(text))
        except (ValueError, TypeError):
            raise UnexpectedAnswer(host=host, reason="cursor") from None

    def window(self, limit: int | None) -> tuple[int, int]:
        """``(page, size)`` of the next request.

        It holds the last record read and, among the sizes allowed, as many new ones as possible.
        """
        if not self.behind:
            wanted = self.size if limit is None else limit - self.given
            return 1, max(1, min(self.size, wanted))
        return window(self.behind - 1, self.size)

    def trusted(self, ids: list[int], offset: int) -> bool:
        """Whether nothing unread lies in front of a page with these ids, read at ``offset``."""
        return offset == 0 or bool(ids) and ids[0] <= self.last

    def after(self, ids: list[int], offset: int, total: int | None, host: str) -> Cursor | None:
        """The cursor after a page with these ids, read at ``offset``; ``None`` at the end.

        Raises ``UnexpectedAnswer`` when the pages make no sense, so that reading always ends.
        """
        if self.trusted(ids, offset):
            end = offset + len(ids)
            if not ids or (total is not None and end >= total):
                return None
            if ids[-1] > self.last:
                return Cursor(last=ids[-1], behind=end, total=total, size=self.size)
            high = self.high if self.high is not None and self.high >= end else None
            behind = end if high is None else (end + high) // 2
            return self._seek(behind, end, high, total, host)
        low = self.low if self.low <= offset else 0  # deleted from during the search as well
        behind = (low + offset) // 2
        if self.high is None and total is not None and self.total is not None:
            # The first guess: as many are gone in front as the list has become shorter.
            guess = self.behind - (self.total - total)
            behind = guess if low <= guess <= offset else behind
        return self._seek(behind, low, offset, total, host)

    def _seek(
        self, behind: int, low: int, high: int | None, total: int | None, host: str
    ) -> Cursor:
        if self.fruitless >= _MAX_FRUITLESS:
            raise UnexpectedAnswer(host=host, reason="paging")
        return replace(
            self, behind=behind, low=low, high=high, total=total, fruitless=self.fruitless + 1
        )
