"""Rows by their id: kept as encoded JSON, made when they are first asked for, ordered by change.

A page of a list without filters is a slice and a join, whatever the number of rows.
"""

import json
from bisect import bisect_left, bisect_right, insort
from datetime import datetime, timedelta, timezone

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def encode(value):
    """JSON in bytes, with letters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


class Table:
    """`make(id)` gives the row of a seeded id; `facet(row)` what filters look at.

    The time of the last change is a whole number of milliseconds since 1970 in UTC, and in the
    row it is ISO 8601 with the offset of `zone`.
    """

    def __init__(self, make, facet, zone):
        self._make = make
        self._facet = facet
        self._zone = zone
        self._rows = {}
        self._facets = {}
        self._stamps = {}
        self._changes = []
        self._ids = None
        self._pending = set()
        self._turn = 0

    def seed(self, stamps):
        """Take the ids of the seed with their times, {id: ms} by ascending id."""
        self._rows = dict.fromkeys(stamps)
        self._stamps = dict(stamps)
        self._changes = sorted((ms, number) for number, ms in stamps.items())
        self._pending = set(stamps)
        self._ids = None

    def __len__(self):
        return len(self._rows)

    def __contains__(self, number):
        return number in self._rows

    def get(self, number):
        """The row as a new dict; None if there is none."""
        if number not in self._rows:
            return None
        return json.loads(self.raw(number))

    def put(self, row, ms):
        """Store a row, new or changed, as changed at that time."""
        number = row["id"]
        if number in self._rows:
            self._unorder(number)
        else:
            self._ids = None
        insort(self._changes, (ms, number))
        self._stamps[number] = ms
        self._keep(number, row, ms)

    def remove(self, number):
        self._unorder(number)
        del self._rows[number], self._stamps[number]
        self._facets.pop(number, None)
        self._pending.discard(number)
        self._ids = None

    def raw(self, number):
        """The encoded row."""
        row = self._rows[number]
        if row is None:
            self._keep(number, self._make(number), self._stamps[number])
            row = self._rows[number]
        return row

    def ids(self):
        """All ids, ascending."""
        if self._ids is None:
            self._ids = sorted(self._rows)
        return self._ids

    def stamp(self, number):
        return self._stamps[number]

    def facets(self):
        """{id: facet} of all rows."""
        for number in list(self._pending):
            self.raw(number)
        return self._facets

    def changed(self, descending, turn=False):
        """A function (start, stop) that gives the ids of that part of the order by change.

        With `turn`, rows of the same time come in another order in each answer.
        """
        self._turn += 1
        size = len(self._changes)

        def part(start, stop):
            stop = min(stop, size)
            if start >= stop:
                return []
            first, last = (size - stop, size - start) if descending else (start, stop)
            found = self._slice(first, last, turn)
            return found[::-1] if descending else found

        return part

    def _slice(self, first, last, turn):
        if not turn:
            return [number for _ms, number in self._changes[first:last]]
        low = bisect_left(self._changes, (self._changes[first][0],))
        high = bisect_right(self._changes, (self._changes[last - 1][0] + 1,))
        groups = {}
        for ms, number in self._changes[low:high]:
            groups.setdefault(ms, []).append(number)
        turned = []
        for group in groups.values():
            by = self._turn % len(group)
            turned += group[by:] + group[:by]
        return turned[first - low : last - low]

    def _unorder(self, number):
        del self._changes[bisect_left(self._changes, (self._stamps[number], number))]

    def _keep(self, number, row, ms):
        row["updated_at"] = written(ms, self._zone)
        self._rows[number] = encode(row)
        self._facets[number] = self._facet(row)
        self._pending.discard(number)


def written(ms, zone):
    """2025-03-02T09:15:11.000+01:00"""
    moment = _EPOCH + timedelta(milliseconds=ms)
    return moment.astimezone(zone).isoformat(timespec="milliseconds")


def milliseconds(moment):
    """Whole milliseconds since 1970 of an aware datetime."""
    return int(moment.timestamp() * 1000)
