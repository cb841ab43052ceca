"""./dev setup: everything the other commands stand on. Quick when it is there already."""

import os
import threading

from . import environment, odoo_source
from .output import step
from .paths import DATA, DEV, LOGS, ODOO_CONF, ROOT

_READY = DEV / "ready"


def ensure():
    """Have the virtual environment, Odoo and its configuration. Returns Odoo's modules folder."""
    environment.check_python()
    first = not _READY.exists()
    if first:
        environment.check_disk()
    for folder in (DEV, DATA, LOGS):
        folder.mkdir(parents=True, exist_ok=True)
    modules = _environment_and_odoo()
    odoo_source.link_into_venv(modules)
    _write_configuration(modules)
    if first:
        _READY.touch()
        step("Set up")
    return modules


def _environment_and_odoo():
    """Fetch Odoo while pip installs: both take most of a minute."""
    outcome = {}

    def fetch_odoo():
        try:
            outcome["modules"] = odoo_source.find_or_fetch()
        except Exception as error:  # handed over to the caller below
            outcome["error"] = error

    thread = threading.Thread(target=fetch_odoo)
    thread.start()
    try:
        environment.ensure_environment()
    finally:
        thread.join()
    if "error" in outcome:
        raise outcome["error"]
    return outcome["modules"]


def _write_configuration(modules):
    folders = [*odoo_source.addons_path(modules), ROOT]
    text = "\n".join(
        [
            "[options]",
            "addons_path = " + ",".join(str(folder) for folder in folders),
            f"data_dir = {DATA}",
            "admin_passwd = admin",
            "list_db = False",
            "http_interface = 127.0.0.1",
            "",
        ]
    )
    if not ODOO_CONF.exists() or ODOO_CONF.read_text() != text:
        temporary = ODOO_CONF.with_suffix(f".{os.getpid()}")
        temporary.write_text(text)
        temporary.chmod(0o600)
        temporary.replace(ODOO_CONF)
