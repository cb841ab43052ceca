"""Chromium for the browser tests: found on the machine, or installed as a Debian package."""

import shutil

from . import debian
from .errors import ToolError

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def executable():
    """The path of a Chromium, or None."""
    return next((path for path in map(shutil.which, _NAMES) if path), None)


def ensure():
    """Have a Chromium; installs Debian's when it is missing and the caller may.

    Raises `ToolError` when there is none and none can be installed: browser tests never skip.
    """
    found = executable()
    if not found:
        debian.install("chromium", "Chromium, which the browser tests need,")
        found = executable()
    if not found:
        raise ToolError(
            "Chromium was installed but is not on the PATH. Check the PATH and run it again."
        )
    return found
