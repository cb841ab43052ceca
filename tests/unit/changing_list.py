"""A list ordered by change, as a system answers it page by page while it changes."""

import random

from deratix_integrations.providers.fakturownia.paging import SECOND, Cursor, Key

HOST = "host"
NOW = 1_700_000_000 * SECOND


class Listing:
    """The other system: records by id with the time and the number of their last change."""

    def __init__(self, times=(), seed=0):
        self.clock = NOW
        self.records = {str(number): [time, 0] for number, time in enumerate(times)}
        self.late = []
        self.requests = 0
        self._next = len(self.records)
        self._random = random.Random(seed)
        # Records of one time come in another order in each answer, or in the same, or one further.
        self.ties = "random"

    def _order(self):
        if self.ties == "random":
            return {id_: self._random.random() for id_ in self.records}
        if self.ties == "turned":
            return {id_: (int(id_) + self.requests) % 1000 for id_ in self.records}
        return {}

    def page(self, page, size):
        self.requests += 1
        order = self._order()
        rows = sorted(
            (-time, order.get(id_, 0), id_, version)
            for id_, (time, version) in self.records.items()
        )
        found = rows[(page - 1) * size : page * size]
        return [Key(id_, -time, str(version)) for time, _order, id_, version in found]

    def edit(self, id_, *, late=False):
        """``late``: in a transaction that is still open."""
        if late:
            self.late.append((id_, self.clock))
        elif id_ in self.records:
            self.records[id_] = [self.clock, self.records[id_][1] + 1]

    def commit(self):
        for id_, time in self.late:
            if id_ in self.records:
                newest = max(time, self.records[id_][0])
                self.records[id_] = [newest, self.records[id_][1] + 1]
        self.late = []

    def add(self):
        self.records[str(self._next)] = [self.clock, 0]
        self._next += 1

    def versions(self):
        return {id_: version for id_, (_time, version) in self.records.items()}


def read(listing, *, watermark="", since=None, limit=None, between=lambda: None, most=5000):
    """``(rows as (id, version), watermark)``, by cursors that went through text."""
    cursor, got = Cursor.begin(watermark, since, HOST), []
    for _request in range(most):
        page, size = cursor.window(limit)
        keys = listing.page(page, size)
        step = cursor.after(keys, page, size, limit, HOST)
        got += [(keys[index].id, int(keys[index].print)) for index in step.fresh]
        if step.cursor is None:
            return got, step.watermark
        assert step.watermark == ""
        cursor = Cursor.parse(step.cursor.dump(), HOST)
        between()
    raise AssertionError("it does not end")


def spread(count, apart=60 * SECOND):
    return [NOW - 3600 * SECOND - number * apart for number in range(count)]
