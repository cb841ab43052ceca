"""Finding Odoo 19.0, or fetching it from Debian (repackaged there as `odoo-19`, suite sid)."""

import importlib.util
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

from . import debian
from .errors import ToolError
from .locks import exclusive
from .output import step
from .paths import PYTHON, VENV, cache_dir

SERIES = "19.0"
# Raised when the layout below changes, so that older unpacked trees are not taken for new ones.
_LAYOUT = 1
_PACKAGES = [
    "odoo-19",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-glyphicons-halflings",
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "gsfonts",
]
_FONT_AWESOME_4_SUITES = ("bookworm", "trixie")
_LINK = "odoo_source.pth"
_MODULES = Path("usr/lib/python3/dist-packages")
# Not free, so not in Debian; the asset bundles log an error without a file of that name.
_LEFT_OUT = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"


def find_or_fetch():
    """The folder that makes `odoo` importable.

    ODOO_HOME, else an `odoo` importable here, else the Debian package, unpacked in the cache.
    """
    home = os.environ.get("ODOO_HOME")
    if home:
        return _checked(Path(home).expanduser().resolve(), "ODOO_HOME")
    importable = _importable()
    if importable:
        return importable
    return _from_debian()


def link_into_venv(modules):
    """Make the virtual environment import Odoo from `modules`, and give it an `odoo` command."""
    site = next((VENV / "lib").glob("python3.*/site-packages"))
    _write(site / _LINK, f"{modules}\n")
    start = "import odoo.cli\n\nif __name__ == '__main__':\n    odoo.cli.main()\n"
    script = VENV / "bin" / "odoo"
    _write(script, f"#!{PYTHON}\n{start}")
    script.chmod(0o755)


def addons_path(modules):
    """The folders with Odoo's own addons, and with those installed by pip."""
    site = next((VENV / "lib").glob("python3.*/site-packages"))
    folders = [modules / "odoo" / "addons", modules / "addons", site / "odoo" / "addons"]
    return [folder for folder in folders if folder.is_dir()]


def version_of(modules):
    """The series of the Odoo in `modules`, such as "19.0", read from its release.py."""
    try:
        text = (modules / "odoo" / "release.py").read_text()
    except OSError:
        return None
    found = re.search(r"^version_info = \((\d+), (\d+)", text, re.MULTILINE)
    return f"{found[1]}.{found[2]}" if found else "unknown"


def _checked(folder, named_by):
    version = version_of(folder)
    if version is None:
        raise ToolError(
            f"{named_by} says {folder}, but there is no Odoo in it (no odoo/release.py).\n"
            "Set it to the folder that holds odoo-bin and the folder odoo."
        )
    if version != SERIES:
        raise ToolError(f"{named_by} says {folder}, which is Odoo {version}; {SERIES} is needed.")
    return folder


def _importable():
    if Path(sys.prefix).resolve() == VENV.resolve():
        # Inside .dev/venv (the tests), odoo is what `link_into_venv` has put there.
        linked = next((VENV / "lib").glob(f"python3.*/site-packages/{_LINK}"), None)
        return Path(linked.read_text().strip()) if linked else None
    try:
        spec = importlib.util.find_spec("odoo")
    except (ImportError, ValueError):
        return None
    for location in (spec.submodule_search_locations or []) if spec else []:
        folder = Path(location).parent
        if version_of(folder) == SERIES:
            return folder
    return None


def _from_debian():
    cache = cache_dir()
    tree = cache / f"odoo-{SERIES}-{_LAYOUT}"
    if tree.is_dir():
        return tree / _MODULES
    with exclusive(cache / "odoo.lock", "it is fetching Odoo"):
        if not tree.is_dir():
            _build_tree(cache, tree)
    return tree / _MODULES


def _build_tree(cache, tree):
    suite = debian.codename()
    if suite not in _FONT_AWESOME_4_SUITES:
        suite = _FONT_AWESOME_4_SUITES[-1]
    packages = [*_PACKAGES, f"fonts-font-awesome/{suite}"]
    debs = cache / "debs"
    step("Fetching Odoo 19.0 from Debian (130 MB)")
    debian.fetch(packages, debs)
    step("Unpacking Odoo (1.3 GB)")
    work = Path(tempfile.mkdtemp(dir=cache, prefix="unpack-"))
    try:
        for package in packages:
            debian.unpack(debian.find(debs, package), work)
        left_out = work / _MODULES / _LEFT_OUT
        left_out.parent.mkdir(parents=True, exist_ok=True)
        left_out.touch()
        work.chmod(0o755)
        _checked(work / _MODULES, "The Debian package")
        work.rename(tree)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _write(path, text):
    """Write only when it differs, so that a running Odoo does not see a file change."""
    if not path.exists() or path.read_text() != text:
        path.write_text(text)
