"""Where things are. Only the checkout, its .dev folder and the user's cache are ever written to."""

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEV = ROOT / ".dev"
VENV = DEV / "venv"
PYTHON = VENV / "bin" / "python"
DATA = DEV / "data"
LOGS = DEV / "log"
# For the environment of every Python started here: what is compiled is kept, so that no server
# compiles Odoo anew, and nothing is written beside the sources.
KEEP_COMPILED = {"PYTHONPYCACHEPREFIX": str(DEV / "pycache"), "PYTHONDONTWRITEBYTECODE": ""}
ODOO_CONF = DEV / "odoo.conf"


def cache_dir():
    """The user's cache folder for downloads, shared by all clones."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "deratix"


def checkout_key():
    """Six hex digits that tell this checkout from others on a shared PostgreSQL server."""
    return hashlib.sha256(str(ROOT).encode()).hexdigest()[:6]


def addon_folders():
    """Our addons: every deratix_* folder of the checkout with a manifest, sorted."""
    return sorted(path.parent for path in ROOT.glob("deratix_*/__manifest__.py"))
