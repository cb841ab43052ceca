"""Progress and results for a person reading a terminal or a log file."""

import sys
import time

_START = time.monotonic()


def step(text):
    """One line of progress, with the seconds since the command started."""
    print(f"[{time.monotonic() - _START:5.0f} s] {text}", file=sys.stderr, flush=True)


def say(text=""):
    """A line of the result."""
    print(text, flush=True)
