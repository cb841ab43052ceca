"""Odoo servers forked by a process that has imported Odoo and the code of its modules.

`python -m tests.support.warm_odoo MODULE...` is that process. It has neither a database nor a
thread: a server reads its configuration, connects and builds its registry itself.
"""

import sys
import threading

from tools import database
from tools.paths import LOGS, PYTHON, ROOT, VENV

from .nursery import Nursery, serve

_lock = threading.Lock()
# The first server decides; with other modules there is a start as anywhere else.
_warm = []


def spawn(modules, arguments, *, env, log):
    """A server with exactly these modules in its database; None when others are imported."""
    with _lock:
        if not _warm:
            command = [PYTHON, "-m", "tests.support.warm_odoo", *sorted(modules)]
            own = database.odoo_environment()
            nursery = Nursery(command, env=own, cwd=ROOT, log=LOGS / "warm-odoo.log")
            _warm.append((frozenset(modules), nursery))
    imported, nursery = _warm[0]
    if imported != modules:
        return None
    return nursery.start(arguments, env=env, log=log)


def _import(modules):
    import odoo.cli.server
    import odoo.http
    import odoo.service.server
    from odoo.modules.module import Manifest, load_openerp_module

    odoo.tools.config.parse_config([], setup_logging=False)
    done = set()

    def load(name):
        if name not in done:
            done.add(name)
            for needed in Manifest.for_addon(name)["depends"]:
                load(needed)
            load_openerp_module(name)

    for module in ("base", *modules):
        load(module)


def _run(arguments):
    import odoo.cli

    sys.argv = [str(VENV / "bin" / "odoo"), *arguments]
    odoo.cli.main()


if __name__ == "__main__":
    # As for the command odoo: what is only for tests cannot be imported by the addons.
    sys.path[0] = str(VENV / "bin")
    _import(sys.argv[1:])
    assert threading.active_count() == 1, threading.enumerate()
    serve(_run)
