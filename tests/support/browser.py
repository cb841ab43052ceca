"""Chromium driven by Playwright, with nothing of its own going to the network."""

import contextlib
import os
from pathlib import Path

from playwright.sync_api import sync_playwright

from tools.paths import DEV

SIZES = {"desktop": (1366, 768), "phone": (375, 667)}
_SECONDS = 30
_ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-sync",
    "--force-color-profile=srgb",
    "--metrics-recording-only",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
]


@contextlib.contextmanager
def chromium(executable):
    """A running headless browser; the machine's own Chromium, never a downloaded one."""
    arguments = list(_ARGUMENTS)
    if os.geteuid() == 0:
        # Chromium refuses its sandbox to root.
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=arguments)
        yield browser
        browser.close()


def context(browser, server, size, login, password):
    """A browser context of one size, signed in to `server`."""
    width, height = SIZES[size]
    made = browser.new_context(
        viewport={"width": width, "height": height},
        has_touch=size == "phone",
        is_mobile=size == "phone",
        locale="en-US",
        timezone_id="Europe/Bratislava",
    )
    made.set_default_timeout(_SECONDS * 1000)
    cookie = server.session_cookie(login, password)
    made.add_cookies([{"name": "session_id", "value": cookie, "url": server.url}])
    return made


def picture_folder():
    """The folder for pictures, made when it is missing."""
    folder = Path(os.environ.get("DERATIX_SCREENSHOTS") or DEV / "screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
