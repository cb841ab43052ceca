"""Times as the published Multipass schemes write them, and how far two clocks are apart."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import Enum

_ISO = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)[T ](?P<hour>\d\d):(?P<minute>\d\d)"
    r"(?::(?P<second>\d\d)(?:\.(?P<fraction>\d{1,9}))?)?"
    r" ?(?P<zone>Z|UTC|[+-]\d\d:?\d\d)?",
    re.ASCII,
)
# A time outside of these years is a mistake: milliseconds, for example.
_EARLIEST = datetime(2000, 1, 1, tzinfo=timezone.utc).timestamp()
_LATEST = datetime(2100, 1, 1, tzinfo=timezone.utc).timestamp()


class TimeForm(str, Enum):
    """How we write a time; all of them are read."""

    UTC = "utc"  # 2025-01-02T03:04:05Z
    NAIVE = "naive"  # 2025-01-02T03:04:05, in UTC
    EPOCH = "epoch"  # 1735787045, seconds since 1970


def write_stamp(seconds: float, form: TimeForm) -> str | int:
    """A time (seconds since 1970) in one of the forms, in whole seconds."""
    whole = math.floor(seconds)
    if form is TimeForm.EPOCH:
        return whole
    text = datetime.fromtimestamp(whole, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}Z" if form is TimeForm.UTC else text


def parse_stamp(value: object) -> float | None:
    """Seconds since 1970, or ``None`` for what is no time.

    Taken are ISO 8601 with a zone (Shopify, Desk.com) and without one (the PyPI packages
    tender-multipass and shopify-multipass-login; it is then read as UTC), with a space instead of
    the T (the npm package multipass), and numbers of seconds since 1970 (JSON Web Tokens).
    """
    if isinstance(value, str):
        seconds = _parse_iso(value)
    elif isinstance(value, (int, float)):
        seconds = value
    else:
        return None
    if seconds is None or not _EARLIEST <= seconds < _LATEST:
        return None
    return float(seconds)


def _parse_iso(text: str) -> float | None:
    match = _ISO.fullmatch(text)
    if not match:
        return None
    zone = timezone.utc
    try:
        day = datetime.strptime(match["date"], "%Y-%m-%d")
        time = {name: int(match[name] or 0) for name in ("hour", "minute", "second")}
        if match["zone"] and match["zone"][0] in "+-":
            zone = _offset(match["zone"])
        moment = day.replace(**time, tzinfo=zone)
    except ValueError:
        return None
    return moment.timestamp() + float(f"0.{match['fraction'] or 0}")


def _offset(text: str) -> timezone:
    """`ValueError` for more than a day, or for minutes that are none."""
    hours, minutes = int(text[1:3]), int(text[-2:])
    if minutes > 59:
        raise ValueError("no minutes")
    span = timedelta(hours=hours, minutes=minutes)
    return timezone(-span if text[0] == "-" else span)


@dataclass(frozen=True, slots=True)
class ClockReading:
    """How far another clock is ahead of ours (behind: negative), give or take ``within``; seconds.

    With ``whole_hours`` the clocks agree but a time zone is wrong.
    """

    seconds: float
    within: float

    @property
    def whole_hours(self) -> bool:
        """Whether the difference is that of a time zone: full hours, but not none."""
        hours = round(self.seconds / 3600)
        return hours != 0 and abs(self.seconds - hours * 3600) <= 60 + self.within


def clock_difference(theirs: float, sent: float, received: float) -> ClockReading:
    """Their clock against ours, from one round trip; all in seconds since 1970.

    ``theirs`` is what their clock showed between our ``sent`` and our ``received``; it was read
    at some moment between, so that half of the trip is what we cannot know.
    """
    middle = (sent + received) / 2
    return ClockReading(theirs - middle, max(received - sent, 0) / 2)
