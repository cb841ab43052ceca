"""One measured part, in a process of its own: `python -m tests.bench._worker DATABASE PART JSON`.

The parts use Odoo as its own server does: `bootstrap` loads the registry of the database, and a
run is worked by the method that Odoo's scheduler calls. The last line printed is a JSON object.
"""

import gc
import json
import sys
import time

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.tools import config

from . import _filing, _flow, _rivals, _rows, _sync
from ._memory import Memory

_SIGN_IN = {
    "email": "api@firma-demo.sk",
    "apikey": "demo-superfaktura-apikey-0001",
    "company_id": "4711",
}


class Clock:
    """Seconds, queries of all cursors, and how far the peak of the memory rose, from its making."""

    def __init__(self):
        gc.collect()
        self._memory = Memory()
        self._queries = sql_db.sql_counter
        self._start = time.perf_counter()

    def read(self):
        return {
            "seconds": time.perf_counter() - self._start,
            "queries": sql_db.sql_counter - self._queries,
            "rss_growth_mb": self._memory.growth_mb(),
        }


def prepare(env, url, **_sizes):
    """A connection to the sandbox; returns the columns that partners made by Odoo share."""
    env["ir.config_parameter"].set_param("deratix.allow_private_addresses", "True")
    integration = env.ref("deratix_integrations.integration_superfaktura")
    connection = env["deratix.connection"].create(
        {"name": "Account", "integration_id": integration.id, "base_url": url}
    )
    for credential in connection.credential_ids:
        credential.value = _SIGN_IN[credential.key]
    return _rows.pattern(env)


def preview(env, **_sizes):
    """All clients, from pressing *Preview* until the plan is shown."""
    clock = Clock()
    run = _preview(env)
    return clock.read() | {"plan": _counts(run, "category")}


def whole_import(env, **_sizes):
    """All clients, from pressing *Preview* until the result is shown."""
    clock = Clock()
    run = _preview(env)
    previewed = clock.read()["seconds"]
    run.with_user(_person(env)).action_apply()
    _work(env, run, "done")
    return clock.read() | {
        "preview_seconds": previewed,
        "plan": _counts(run, "category"),
        "outcome": _counts(run, "state", "decision"),
    }


def _preview(env):
    person = _person(env)
    wizard = env["deratix.import"].with_user(person)
    connection = wizard.env["deratix.connection"].search([], limit=1)
    action = wizard.create({"connection_id": connection.id, "scope": "all"}).action_preview()
    if action["res_model"] != "deratix.run":
        raise RuntimeError(f"The connection does not work: {connection.last_test_message}")
    run = env["deratix.run"].browse(action["res_id"])
    _work(env, run, "ready")
    return run


def _person(env):
    return env.ref("base.user_admin")


def _work(env, run, state):
    """Do what the scheduler does; the run must then be in this state."""
    env.cr.commit()
    env["deratix.run"]._cron_work()
    env.cr.commit()
    run.invalidate_recordset()
    if run.state != state:
        raise RuntimeError(f"The run is {run.state}, not {state}: {run.message}")


def _counts(run, *fields_):
    groups = run.env["deratix.run.line"]._read_group(
        [("run_id", "=", run.id)], list(fields_), ["__count"]
    )
    return {" ".join(map(str, keys)): count for *keys, count in groups}


def load(env, clients, **_sizes):
    """Odoo's own import of the same clients."""
    names, rows, _values = _rivals.rows(env, clients)
    env.invalidate_all()
    clock = Clock()
    _rivals.load(env, names, rows)
    return clock.read() | {"records": len(rows)}


def one_by_one(env, clients, share, **_sizes):
    """What a simple script does, for the first ``share`` of the clients."""
    _names, _rows, values = _rivals.rows(env, clients)
    env.invalidate_all()
    clock = Clock()
    _rivals.one_by_one(env, values[:share])
    return clock.read() | {"records": len(values[:share])}


PARTS = {
    "prepare": prepare,
    "preview": preview,
    "import": whole_import,
    "load": load,
    "one_by_one": one_by_one,
    **_sync.PARTS,
    **_filing.PARTS,
    **_flow.PARTS,
}


def main(database, part, arguments):
    config.parse_config(["-d", database, "--log-level=warn"])
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        # What a server that has been running for a while has read already.
        env["res.partner"].get_views([(False, "form")])
        result = PARTS[part](env, **json.loads(arguments))
        cr.commit()
    print(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
