"""File locks. The kernel frees them when a process dies, so a crash never leaves one behind."""

import contextlib
import fcntl
import os

from .errors import ToolError
from .output import step


@contextlib.contextmanager
def exclusive(path, waiting_for):
    """Hold `path` alone; says what it waits for when somebody else holds it."""
    handle = _open(path)
    try:
        if not _try(handle, fcntl.LOCK_EX):
            step(f"Waiting for another command: {waiting_for}")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextlib.contextmanager
def alone(path, message):
    """Hold `path` alone, or raise a `ToolError` with `message` when somebody else holds it."""
    handle = _open(path)
    try:
        if not _try(handle, fcntl.LOCK_EX):
            raise ToolError(message)
        yield
    finally:
        os.close(handle)


class SharedUse:
    """Counts the users of one thing: every process holds a shared lock while it uses it."""

    def __init__(self, path):
        self.handle = _open(path)
        fcntl.flock(self.handle, fcntl.LOCK_SH)

    def release(self, on_last):
        """Stop using it; calls `on_last` when nobody else does, while newcomers have to wait."""
        try:
            if _try(self.handle, fcntl.LOCK_EX):
                on_last()
        finally:
            os.close(self.handle)


def _open(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _try(handle, mode):
    try:
        fcntl.flock(handle, mode | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
