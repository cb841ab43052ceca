"""./dev demo: Odoo with the addons, and the external systems beside it."""

import contextlib
import json
import subprocess
import time

from . import addons, database, postgres, setup
from .errors import ToolError
from .locks import alone
from .odoo_server import OdooServer
from .output import say, step
from .paths import DEV, PYTHON, ROOT, addon_folders
from .ports import HOST, preferred_port, require_free
from .process import run
from .sandbox import Sandbox

_ODOO_PORT = 8069
# What is played, on which port if it is free, and with how many clients.
_SYSTEMS = {
    "superfaktura": (8170, 3000),
    "fakturownia": (8171, 500),
    "fortnox": (8172, 300),
    "jortt": (8173, 300),
}
_STATE = DEV / "demo.json"
_KNOWN = DEV / "demo-known.json"
DOCUMENTS = DEV / "demo-documents.zip"
_RUNS_ALREADY = (
    "A demo of this checkout is running already. Use that one, or stop it with Ctrl-C first."
)


def demo(*, port=None, fresh=False):
    """Run until Ctrl-C. `fresh` makes the database anew. Raises `ToolError` when it cannot."""
    if port:
        require_free(port, "Odoo")
    setup.ensure()
    with contextlib.ExitStack() as stack:
        stack.enter_context(alone(DEV / "demo.lock", _RUNS_ALREADY))
        stack.enter_context(postgres.running())
        step("Starting the sandboxes of the external systems")
        sandboxes = {}
        for system, (wanted, clients) in _SYSTEMS.items():
            sandbox = Sandbox(system, port=preferred_port(wanted), clients=clients)
            stack.callback(sandbox.stop)
            sandboxes[system] = sandbox.start()
        port = port or preferred_port(_ODOO_PORT)
        addresses = {code: each.url for code, each in sandboxes.items()}
        name = _ensure_database(fresh, addresses, f"http://{HOST}:{port}")
        step("Starting Odoo")
        odoo = OdooServer(name, port=port, cron_threads=2)
        stack.callback(odoo.stop)
        odoo.start()
        _welcome(odoo, sandboxes)
        _wait(odoo, sandboxes)


def shell():
    """./dev shell: Odoo's shell on the demo database, with the terminal handed over to it."""
    setup.ensure()
    with postgres.running():
        name = database_name()
        if not database.exists(name):
            raise ToolError("There is no demo database yet. Run ./dev demo first; it makes one.")
        command = database.odoo_command("shell", "-d", name, "--no-http")
        code = subprocess.run(
            [str(part) for part in command],
            env=database.odoo_environment(),
            cwd=ROOT,
            check=False,
        ).returncode
    return code


def database_name():
    """The database of this checkout's demo."""
    return f"{database.PREFIX}_demo"


def _ensure_database(fresh, addresses, odoo_url):
    name = database_name()
    state = {"fingerprint": database.addons_fingerprint(), "sandboxes": addresses}
    state["odoo"] = odoo_url
    ours = [folder.name for folder in addons.standing()]
    if fresh or not database.exists(name):
        step("Making the demo database (one to two minutes)")
        database.drop(name)
        database.build(name, None, [*database.BASE_MODULES, *ours], demo=True, with_assets=True)
        known = {}
    else:
        known = json.loads(_STATE.read_text()) if _STATE.exists() else {}
        if known.get("fingerprint") != state["fingerprint"]:
            step("The addons have changed: updating the demo database")
            _update(name, ours)
    if known != state or not DOCUMENTS.exists():
        _prepare(name, addresses, odoo_url)
        _STATE.write_text(json.dumps(state))
    return name


def _update(name, ours):
    # Somebody may have installed an app there that another of our addons joins.
    every = ",".join(folder.name for folder in addon_folders())
    arguments = ["-d", name, "-i", ",".join(ours), "-u", every, "--stop-after-init"]
    arguments += ["--no-http", "--max-cron-threads=0", "--log-level=warn"]
    try:
        run(
            database.odoo_command(*arguments),
            "Updating the demo database",
            env=database.odoo_environment(),
            cwd=ROOT,
            log="demo-update.log",
        )
    except ToolError as error:
        raise ToolError(f"{error}\nTo make the database anew: ./dev demo --fresh") from error


def _prepare(name, addresses, odoo_url):
    script = (
        "from tools.demo_data import list_known, prepare_demo\n"
        f"prepare_demo(env, {addresses!r}, {odoo_url!r})\n"
        f"list_known(env, {str(_KNOWN)!r})\n"
        "env.cr.commit()\n"
    )
    run(
        database.odoo_command("shell", "-d", name, "--no-http", "--log-level=warn"),
        "Preparing the demo database",
        env={**database.odoo_environment(), "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        log="demo-prepare.log",
        text=script,
    )
    # Not inside Odoo: its import hook hides the data files of python-stdnum.
    run(
        [PYTHON, "-m", "tools.demo_documents", _KNOWN, DOCUMENTS],
        "Making the archive of documents",
        cwd=ROOT,
        log="demo-documents.log",
    )


def _welcome(odoo, sandboxes):
    if odoo.port != _ODOO_PORT:
        say(f"Port {_ODOO_PORT} is in use; Odoo listens on {odoo.port} instead.")
    say(f"""
  Odoo         {odoo.url}/odoo      login: admin   password: admin
               login: zuzana  password: zuzana (may import documents, nothing else)
  SuperFaktura {sandboxes["superfaktura"].url}      a sandbox with 3,000 clients
  Fakturownia  {sandboxes["fakturownia"].url}      a sandbox with 500 clients and web pages;
               login: anna@firma-demo.pl   password: demo
  Fortnox      {sandboxes["fortnox"].url}      a sandbox with 300 customers
               client ID: demo-fortnox-client   client secret: demo-fortnox-secret-0001
               tenant ID, instead of authorising: 555001
  Jortt        {sandboxes["jortt"].url}      a sandbox with 300 customers
               client ID: demo-jortt-client   client secret: demo-jortt-secret-0001
               login of its consent page: eva@duinhandel.example   password: demo

  Five things to try:
    1. Integrations: press Test on the card of SuperFaktura.
    2. Import, a sample of 10: look at the preview, then import.
    3. Import everything, open the result page, and undo it.
    4. Import documents: press Import on the card of ZIP document import and choose
       {DOCUMENTS}
    5. Integrations: press Authorise on the card of Fortnox, consent, and come back.

  Ctrl-C stops all of it.
""")


def _wait(odoo, sandboxes):
    parts = {"Odoo": odoo} | {f"The sandbox of {code}": each for code, each in sandboxes.items()}
    while True:
        for what, part in parts.items():
            if part.process.poll() is not None:
                raise ToolError(f"{what} has ended unexpectedly. Its log is {part.log}")
        time.sleep(0.5)
