"""Packages of tests/npm in .dev/npm: put there with npm, by the lock file and its checksums."""

import hashlib
import shutil

from . import debian
from .environment import explain_download
from .errors import ToolError
from .locks import exclusive
from .output import step
from .paths import DEV, ROOT
from .process import CommandFailed, run

SOURCE = ROOT / "tests" / "npm"
FOLDER = DEV / "npm"
_FILES = ("package.json", "package-lock.json", ".npmrc")
_STAMP = FOLDER / "deratix-stamp"


def ensure():
    """Have Node.js and the packages. Returns their folder; does nothing when all is there.

    Raises `ToolError` when they cannot be had: tests that need them never skip.
    """
    _programs()
    if _is_current():
        return FOLDER
    FOLDER.mkdir(parents=True, exist_ok=True)
    with exclusive(DEV / "npm.lock", "it is installing the npm packages"):
        if not _is_current():
            _install()
    return FOLDER


def node():
    """The path of Node.js; call `ensure` before."""
    return _find("node")


def _install():
    step("Installing the npm packages of the tests")
    for name in _FILES:
        shutil.copyfile(SOURCE / name, FOLDER / name)
    try:
        run(
            [_find("npm"), "ci", "--omit=dev", "--omit=optional"],
            "Installing the npm packages",
            cwd=FOLDER,
            log="npm.log",
        )
    except CommandFailed as error:
        raise explain_download(error, "the npm packages of the tests") from error
    _STAMP.write_text(_digest())


def _programs():
    if not (shutil.which("node") and shutil.which("npm")):
        debian.install("npm", "npm with Node.js, which tests of Multipass need,")


def _find(program):
    path = shutil.which(program)
    if not path:
        raise ToolError(
            f"There is no {program} on the PATH. Install Node.js with npm "
            "(apt-get install npm) and run it again."
        )
    return path


def _is_current():
    return _STAMP.exists() and _STAMP.read_text() == _digest()


def _digest():
    digest = hashlib.sha256()
    for name in _FILES:
        digest.update((SOURCE / name).read_bytes())
    return digest.hexdigest()
