"""Reading numbered pages of a fixed size to the end, whatever is added or deleted meanwhile.

Pages hold a hundred records, no other size can be asked for, and nothing tells what has changed.
What is deleted from a page that was read moves a record from the next one there, where nobody
looks again. So the pages are read forwards and then backwards: each that is the same as before,
in the nested times between its two readings, proves that all of them together were so at the
moment of the turn. A page that differs is given again, and the reading turns once more.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from hashlib import blake2b

from .base import Row, UnexpectedAnswer

# Sweeps after which it is left at that: the next reading begins anew in any case.
_MAX_SWEEPS = 10
# More than any account holds.
_LAST_PAGE = 1 << 17
# So many times the same page: the number of the page is not looked at. Once may be chance, when as
# many were added in front.
_SAME = 8
_EMPTY = ""


@dataclass(frozen=True, slots=True)
class Cursor:
    """``page`` is to be read next. ``seen`` are the digests of the pages as they were last read,
    ``step`` 1 or -1, ``sweep`` how often the direction changed, ``moved`` whether anything was
    different in this sweep, ``given`` the number of records given."""

    page: int = 1
    seen: tuple[str, ...] = field(default=())
    step: int = 1
    sweep: int = 0
    moved: bool = False
    given: int = 0

    def dump(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def parse(cls, text: str, host: str) -> Cursor:
        """The cursor of ``dump``; raises ``UnexpectedAnswer`` when it is none."""
        try:
            values = json.loads(text)
            made = cls(**{**values, "seen": tuple(values["seen"])})
            fine = all(isinstance(each, int) for each in (made.page, made.step, made.sweep))
        except (ValueError, TypeError, KeyError):
            fine = False
        if not fine:
            raise UnexpectedAnswer(host=host, reason="cursor")
        return made

    def after(self, rows: list[Row], is_last: bool, host: str) -> tuple[bool, Cursor | None]:
        """Whether these rows of the page are to be given, and the cursor then, ``None`` at the
        end. Raises ``UnexpectedAnswer`` when the pages make no sense."""
        at, digest = self.page - 1, _digest(rows)
        before = self.seen[at] if at < len(self.seen) else None
        stuck = rows and before is None and set(self.seen[at - _SAME : at]) == {digest}
        if self.page >= _LAST_PAGE or (at >= _SAME and stuck):
            raise UnexpectedAnswer(host=host, reason="paging")
        is_new = before != digest
        seen = (*self.seen[:at], digest, *self.seen[at + 1 :])
        # In the first sweep there is nothing to differ from.
        moved = self.moved or (is_new and self.sweep > 0)
        if is_last:
            moved = moved or len(seen) > self.page
            seen = seen[: self.page]
        now = replace(self, seen=seen, moved=moved)
        return is_new and bool(rows), now._next(is_last)

    def _next(self, is_last: bool) -> Cursor | None:
        if is_last and self.page == 1:
            return None  # one page is one moment
        if self.step > 0 and not is_last:
            return replace(self, page=self.page + 1)
        if self.step < 0 and self.page > 1:
            return replace(self, page=self.page - 1)
        if self.sweep > 0 and (not self.moved or self.sweep >= _MAX_SWEEPS):
            return None
        return replace(
            self, page=self.page - self.step, step=-self.step, sweep=self.sweep + 1, moved=False
        )


def _digest(rows: list[Row]) -> str:
    told = json.dumps([(row.external_id, row.fingerprint) for row in rows])
    return blake2b(told.encode(), digest_size=6).hexdigest() if rows else _EMPTY
