"""What is found out about one file, with the evidence for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

V = TypeVar("V")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From ``first`` to ``last`` day, both included.

    ``granularity``: "day", "month", "quarter", "half", "year" or "range".
    """

    first: date
    last: date
    granularity: str

    def within(self, other: Span) -> bool:
        """Whether all of it lies in the other span."""
        return other.first <= self.first and self.last <= other.last


@dataclass(frozen=True, slots=True)
class Alternative(Generic[V]):
    """The second-best value, and the evidence for it."""

    value: V
    part: int
    text: str
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Finding(Generic[V]):
    """A value and the evidence for it.

    ``part`` is the index of the part of the path and ``text`` what was matched in it, as it is
    written there. ``rule`` is the code of the rule. ``confidence`` goes from 0 to 1. ``sure``:
    it may be accepted without asking. ``other`` is the second-best value, if there is one.
    """

    value: V
    part: int
    text: str
    rule: str
    confidence: float
    sure: bool
    other: Alternative[V] | None = None
