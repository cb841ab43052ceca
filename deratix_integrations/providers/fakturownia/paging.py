"""Reading a list that is ordered by change, newest first, although it changes meanwhile.

The API has no filter "changed since", no total, and pages by number. One *pass* reads downwards
from the newest record until it meets those changed before the time it is asked for. Meanwhile

- what is edited or added moves to the top and pushes the rest down: pages repeat what was read;
- what is deleted pulls the rest up past the page border: pages would skip records. So every page
  begins at a record newer than all that is still missing; when it does not, the border is looked
  for further in front;
- records of the same time come in any order, perhaps another one in each answer. So "newer" means
  strictly newer, and half a page of one time is always seen whole. A larger group (a mass change
  on their side; times are whole seconds) is read on from records of it that are known, and when
  it ends, counted: positions against records. When some are lacking, it is read again. Of more
  than ten pages of one time the order is trusted;
- what was edited while the pass went on may have escaped it. So a pass of several pages is
  followed by another one over all that changed since it began, until one takes a single page,
  which is one state of the list, or begins with the very page with which the last one began.

The reading that follows goes by the ``watermark``: the newest time at the start of the last pass,
less an overlap. A transaction that takes its time and commits later, or a server whose clock is
behind, puts a change below the newest one; the overlap covers both. As long as the first page is
the same as then, the next reading is that one request and gives nothing, however much lies within
the overlap. (A late commit behind a hundred newer changes is then read with the next change.)
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import blake2b

from ..base import UnexpectedAnswer
from ..paging import window

MAX_SIZE = 100  # documented: README of github.com/fakturownia/API, "per_page"
SECOND = 1_000_000
# Longer than any web request, nearly any transaction, and any difference of clocks kept by NTP.
# What it costs: what changed in the last minutes before a change is read with it once more.
OVERLAP = 600 * SECOND
# More passes in a row are only needed when a hundred records change during each. What the last
# one misses is then newer than the watermark, so the next reading has it.
_MAX_PASSES = 10
# Doubling and halving find the border among a million records within 30 pages; the last record of
# ten pages of one time in random order is not found in a hundred once in forty thousand times.
_MAX_FRUITLESS = 100
# Pages of one time of which each record is remembered.
_LARGEST_GROUP = 10


@dataclass(frozen=True, slots=True)
class Key:
    """What counts of a row: its id, the microsecond (UTC, since 1970) of its last change, or
    ``None`` when it tells none, and its fingerprint."""

    id: str
    time: int | None
    print: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What follows from a page: the indexes of the rows to give, and how to go on.

    ``cursor`` is ``None`` at the end; then ``watermark`` serves the next reading. ``total`` is
    the length of the list where its end was seen.
    """

    fresh: tuple[int, ...] = ()
    cursor: Cursor | None = None
    watermark: str = ""
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where reading stands.

    ``since``: a person asks for what changed at or after this time only, ``mark``: so does the
    last reading or pass (both ``None``: for all); ``top``: digest of the page with which the pass
    began, at its start of the one before; ``start``: the newest time when it began; ``covered``:
    all that is newer was given in this pass, ``None`` at its start; ``held``: ids given of exactly
    that time; ``group``: the position at which that time begins, ``None`` when it is too large to
    be counted; ``tied``: the next page begins within it; ``position``: what the next page has to
    hold, usually the last record newer than ``covered``; ``low``, ``high``, ``stride``: bounds of
    ``position`` while the border is looked for, and how far to go next; ``fruitless``: pages since
    the last new record; ``passes``: how many were begun; ``given``: records given.
    """

    since: int | None = None
    mark: int | None = None
    top: str = ""
    start: int | None = None
    covered: int | None = None
    held: tuple[str, ...] = ()
    group: int | None = 0
    tied: bool = False
    position: int = 0
    low: int | None = None
    high: int | None = None
    stride: int = MAX_SIZE
    fruitless: int = 0
    passes: int = 1
    given: int = 0

    @classmethod
    def begin(cls, watermark: str, since: int | None, host: str) -> Cursor:
        """The cursor of a reading; ``since`` is a person's. Raises ``UnexpectedAnswer``."""
        if not watermark:
            return cls(since=since)
        known = _loaded(watermark, host)
        mark, top = known.get("mark"), known.get("top")
        if not isinstance(mark, int | None) or not isinstance(top, str):
            raise UnexpectedAnswer(host=host, reason="cursor")
        return cls(since=since, mark=mark, top=top)

    @classmethod
    def parse(cls, text: str, host: str) -> Cursor:
        """The cursor of ``dump``; raises ``UnexpectedAnswer`` when it is none."""
        try:
            found = cls(**_loaded(text, host))
            return replace(found, held=tuple(found.held))
        except TypeError:
            raise UnexpectedAnswer(host=host, reason="cursor") from None

    @property
    def bound(self) -> int | None:
        """The pass ends at what changed before this time, or at the end of the list."""
        return max((time for time in (self.since, self.mark) if time is not None), default=None)

    def dump(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))

    def window(self, limit: int | None) -> tuple[int, int]:
        """``(page, size)`` of the next request."""
        if self.covered is None:
            return 1, MAX_SIZE if limit is None else max(1, min(MAX_SIZE, limit - self.given))
        return window(self.position, MAX_SIZE)

    def after(
        self, keys: Sequence[Key], page: int, size: int, limit: int | None, host: str
    ) -> Step:
        """What follows from a page. Raises ``UnexpectedAnswer`` when it makes no sense, so that
        reading always ends."""
        times, bound = _times(keys), self.bound
        if len(keys) > size:
            raise UnexpectedAnswer(host=host, reason="paging")
        if any(older > newer for newer, older in zip(times, times[1:], strict=False)):
            raise UnexpectedAnswer(host=host, reason="order")
        offset = (page - 1) * size
        at = self
        if self.covered is None:
            top = _digest(keys, times, full=len(keys) == size)
            if self.top == top and limit is None:
                return Step(watermark=_watermark(self.mark, top))
            at = replace(self, top=top, start=times[0] if times else None)
        elif offset and not self._overlaps(keys, times):
            return Step(cursor=at._further_in_front(offset, host))
        again = self._group_again(keys, times, offset, ends=len(keys) < size)
        fresh = at._fresh(keys, times, only_held=again is not None)
        if limit is not None:
            fresh = fresh[: limit - at.given]
        at = replace(at, given=at.given + len(fresh))
        if limit is not None and at.given >= limit:
            return Step(fresh)
        if again is not None:
            fruitless = 0 if fresh else at._one_more(host)
            return Step(fresh, replace(again, given=at.given, fruitless=fruitless))
        if len(keys) < size or (bound is not None and times[-1] < bound):
            ended = len(keys) < size and bound is None and at.passes == 1
            step = at._finish(single=self.covered is None, limit=limit)
            return replace(step, fresh=fresh, total=offset + len(keys) if ended else None)
        return Step(fresh, at._onwards(keys, times, offset, bool(fresh), host))

    def _overlaps(self, keys: Sequence[Key], times: list[int]) -> bool:
        """Whether nothing unread lies in front of a page that is not the first."""
        if not keys:
            return False
        if times[0] > self.covered:
            return True
        held = frozenset(self.held)
        return self.tied and times[0] == self.covered and any(key.id in held for key in keys)

    def _group_again(
        self, keys: Sequence[Key], times: list[int], offset: int, *, ends: bool
    ) -> Cursor | None:
        """The cursor that reads a large group of one time again, when this page ends it and some
        of it have not been seen: their order has changed meanwhile."""
        open_group = self.tied and self.group is not None and self.covered is not None
        if not open_group or not times or times[0] != self.covered:
            return None
        if not ends and times[-1] == self.covered:
            return None
        inside = sum(time == self.covered for time in times)
        held = tuple(dict.fromkeys((*self.held, *(key.id for key in keys[:inside]))))
        if len(held) >= offset + inside - self.group or self.fruitless >= _MAX_FRUITLESS - 1:
            return None
        return replace(self, held=held, tied=False, position=max(0, self.group - 1))

    def _fresh(self, keys: Sequence[Key], times: list[int], *, only_held: bool) -> tuple[int, ...]:
        """The rows that this pass has not given yet, or only those of the time of ``held``."""
        held = frozenset(self.held)
        bound = self.covered if only_held else self.bound
        return tuple(
            index
            for index, (key, time) in enumerate(zip(keys, times, strict=True))
            if (bound is None or time >= bound)
            and (
                self.covered is None
                or time < self.covered
                or (time == self.covered and key.id not in held)
            )
        )

    def _finish(self, *, single: bool, limit: int | None) -> Step:
        """The end of the reading, or the next pass."""
        if limit is not None:
            return Step()
        mark = None if self.start is None else self.start - OVERLAP
        if single or self.passes >= _MAX_PASSES:
            return Step(watermark=_watermark(mark, self.top))
        following = Cursor(
            since=self.since,
            mark=mark,
            top=self.top,
            passes=self.passes + 1,
            given=self.given,
        )
        return Step(cursor=following)

    def _onwards(
        self, keys: Sequence[Key], times: list[int], offset: int, progress: bool, host: str
    ) -> Cursor:
        """The cursor after a full page that overlaps what was read."""
        end, last = offset + len(keys), times[-1]
        if self.covered is not None and last > self.covered:
            return self._further_behind(end, host)
        held = tuple(key.id for key, time in zip(keys, times, strict=True) if time == last)
        newer = sum(time > last for time in times)
        group: int | None = offset + newer
        if last == self.covered:
            held = tuple(dict.fromkeys((*self.held, *held)))
            group = group if newer and self.group is not None else self.group
        if len(held) > _LARGEST_GROUP * MAX_SIZE:
            held, group = held[-MAX_SIZE:], None
        position = max(0, offset + newer - 1)
        # A window from the last newer record that would not get beyond this page.
        tied = _end(position) <= end
        return replace(
            self,
            covered=last,
            held=held,
            group=group,
            tied=tied,
            position=_back_from(end) if tied else position,
            low=None,
            high=None,
            stride=MAX_SIZE,
            fruitless=0 if progress else self._one_more(host),
        )

    def _further_behind(self, end: int, host: str) -> Cursor:
        """All of a page is newer than what is missing: much was put on top meanwhile."""
        high = self.high if self.high is not None and self.high >= end else None
        position = end - 1 + self.stride if high is None else (end - 1 + high) // 2
        return self._seek(position, end - 1, high, host)

    def _further_in_front(self, offset: int, host: str) -> Cursor:
        """Something unread may lie in front of a page: much was deleted meanwhile."""
        low = self.low if self.low is not None and self.low < offset else None
        position = max(0, offset - self.stride) if low is None else (low + offset) // 2
        return self._seek(position, low, offset, host)

    def _seek(self, position: int, low: int | None, high: int | None, host: str) -> Cursor:
        return replace(
            self,
            position=position,
            low=low,
            high=high,
            stride=self.stride * 2,
            fruitless=self._one_more(host),
        )

    def _one_more(self, host: str) -> int:
        if self.fruitless >= _MAX_FRUITLESS:
            raise UnexpectedAnswer(host=host, reason="paging")
        return self.fruitless + 1


def _end(position: int) -> int:
    """Where the window from a position ends."""
    page, size = window(position, MAX_SIZE)
    return page * size


def _back_from(end: int) -> int:
    """A position as far as a quarter page in front of ``end`` whose window reaches behind it."""
    steps = range(min(MAX_SIZE // 4, end), 0, -1)
    return next((end - step for step in steps if _end(end - step) > end), end - 1)


def _loaded(text: str, host: str) -> dict:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise UnexpectedAnswer(host=host, reason="cursor")
    return found


def _watermark(mark: int | None, top: str) -> str:
    return json.dumps({"mark": mark, "top": top}, separators=(",", ":"))


def _times(keys: Sequence[Key]) -> list[int]:
    """The time of each row; one that tells none counts as changed with the row before it."""
    before = next((key.time for key in keys if key.time is not None), 0)
    times: list[int] = []
    for key in keys:
        before = before if key.time is None else key.time
        times.append(before)
    return times


def _digest(keys: Sequence[Key], times: list[int], *, full: bool) -> str:
    """Of the rows of a first page. Which of the last time are still on a full page is chance."""
    last = times[-1] if full and times else None
    rows = sorted(
        (time, key.id, key.print)
        for key, time in zip(keys, times, strict=True)
        if last is None or time > last
    )
    return blake2b(json.dumps([last, rows]).encode(), digest_size=8).hexdigest()
