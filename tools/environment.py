"""The virtual environment in .dev/venv: made once, made anew when the requirements change."""

import hashlib
import os
import shutil
import subprocess
import sys

from . import debian
from .errors import ToolError
from .locks import exclusive
from .output import step
from .paths import DEV, PYTHON, ROOT, VENV, cache_dir
from .process import CommandFailed, run

OLDEST, NEWEST = (3, 10), (3, 13)
_NEEDED_DISK_BYTES = 4 * 1024**3
_REQUIREMENTS = ("requirements.txt", "requirements-dev.txt")
_STAMP = VENV / "deratix-stamp"
_NETWORK_SIGNS = (
    "Temporary failure in name resolution",
    "Name or service not known",
    "Network is unreachable",
    "NewConnectionError",
    "ConnectTimeoutError",
    "ProxyError",
    "Failed to establish a new connection",
    "No route to host",
    "Could not connect",
    "Could not resolve",
    "Temporary failure resolving",
    "EAI_AGAIN",
    "ENOTFOUND",
)


def check_python(version=None):
    """Refuse a Python that Odoo 19.0 does not run on (its release.py names 3.10 to 3.13)."""
    version = tuple(version or sys.version_info)[:2]
    if not OLDEST <= version <= NEWEST:
        raise ToolError(
            f"This is Python {version[0]}.{version[1]}; Odoo 19.0 runs on Python 3.10 to 3.13.\n"
            "Start the command with one of those, for example: python3.12 ./dev setup"
        )


def check_disk(needed=_NEEDED_DISK_BYTES):
    """Refuse to start a set-up that would fill the disk half way."""
    for folder in {_existing(DEV), _existing(cache_dir())}:
        free = shutil.disk_usage(folder).free
        if free < needed:
            raise ToolError(
                f"The disk that holds {folder} is nearly full: {free / 1024**3:.1f} GB are free "
                f"and setting up takes {needed / 1024**3:.0f} GB.\n"
                "Free some space and run the command again."
            )


def is_current():
    """Whether the virtual environment belongs to the present requirements and Python."""
    return PYTHON.exists() and _STAMP.exists() and _STAMP.read_text() == _stamp()


def ensure_environment():
    """Make .dev/venv with the pinned packages. Does nothing when it is there already."""
    if is_current():
        return
    with exclusive(DEV / "venv.lock", "it is installing the Python packages"):
        if is_current():
            return
        if not PYTHON.exists() or not _runs_with_pip():
            _make_venv()
        step("Installing the Python packages (about a minute)")
        try:
            run(
                [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
                + ["-r", ROOT / "requirements-dev.txt"],
                "Installing the Python packages",
                log="pip.log",
            )
        except CommandFailed as error:
            raise explain_download(error, "the Python packages") from error
        _STAMP.write_text(_stamp())


def explain_download(error, what):
    """A failed download in plain words: no network and full disk are told from the rest."""
    if "No space left on device" in error.output:
        return ToolError(
            f"The disk became full while installing {what}. Free some space and run it again."
        )
    if any(sign in error.output for sign in _NETWORK_SIGNS):
        return ToolError(
            f"There is no network: {what} could not be downloaded.\n"
            "Check the connection (and the proxy settings, if you have a proxy), then run the "
            "command again: it goes on where it stopped."
        )
    return error


def _make_venv():
    step("Making the virtual environment in .dev/venv")
    shutil.rmtree(VENV, ignore_errors=True)
    VENV.parent.mkdir(parents=True, exist_ok=True)
    made = subprocess.run(
        [sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False
    )
    if made.returncode == 0:
        return
    # Debian's python3 comes without ensurepip: take its pip from the Debian package instead.
    run([sys.executable, "-m", "venv", "--clear", "--without-pip", VENV], "Making .dev/venv")
    wheel = debian.pip_wheel()
    run(
        [PYTHON, "-m", "pip", "install", "--no-index", "--disable-pip-version-check", wheel],
        "Installing pip",
        env={**os.environ, "PYTHONPATH": str(wheel)},
    )


def _runs_with_pip():
    probe = subprocess.run(
        [str(PYTHON), "-m", "pip", "--version"], capture_output=True, check=False
    )
    return probe.returncode == 0


def _stamp():
    digest = hashlib.sha256()
    for name in _REQUIREMENTS:
        digest.update((ROOT / name).read_bytes())
    return f"{digest.hexdigest()} {sys.version_info[0]}.{sys.version_info[1]} {VENV}"


def _existing(folder):
    while not folder.exists():
        folder = folder.parent
    return folder
