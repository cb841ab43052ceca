"""The measured parts of the benchmarks of a synchronisation; `_worker.py` runs them."""

import time
from collections import Counter
from itertools import count

import requests
from odoo import sql_db

from deratix_integrations.engine.merge import equal
from deratix_integrations.pipeline.agreements import Agreement
from deratix_integrations.pipeline.bindings import agreed_values, note_seen, store_bindings
from deratix_integrations.pipeline.lines import CERTAIN, LineMaker
from deratix_integrations.pipeline.parties import Parties
from deratix_integrations.pipeline.read import PageReader, store_lines
from deratix_integrations.pipeline.rules import Rules
from deratix_integrations.providers.base import EntryList, Query

from . import _rows

_TOKEN = "demo-fakturownia-token-0001/firma-demo"
# A cycle that only sees what the one before has written is quiet; more of them are a fault.
_MOST_CYCLES = 5
_STREET_HERE = "Odoo {}"


# -- preparing -------------------------------------------------------------------------------------


def connect(env, url, **_sizes):
    """A connection to the account, in which the newest change wins and nothing waits."""
    env["ir.config_parameter"].set_param("deratix.allow_private_addresses", "True")
    connection = env["deratix.connection"].create(
        {
            "name": "Account",
            "integration_id": env.ref("deratix_integrations.integration_fakturownia").id,
            "base_url": url,
            "sync_policy": "newest",
            "sync_hold_count": 0,
        }
    )
    connection.credential_ids.value = _TOKEN
    return connection.id


def history_too(env, **_sizes):
    """The first comparison, after which all clients come here: as a person switches it on."""
    run = _first_comparison(env)
    _work(env)
    _expect(run, "ready")
    run.action_apply()
    _work(env)
    _expect(run, "done")
    return {"linked": _linked(env)}


def from_now_on(env, **_sizes):
    """All clients linked with partners that were there before, as *From Now On* leaves them.

    The partners come into the database by one statement a page, and which belongs to which is
    known: there is no matching. Reading, the lines, what is agreed and what is left different are
    the work of the pipeline's own functions, and so is the watermark.
    """
    run = _first_comparison(env)
    run.match_policy = "link"
    reader, maker = PageReader(run, reserve=0), LineMaker(run)
    shared = _rows.pattern(env)
    cursor, page = None, None
    while page is None or page.next_cursor:
        page = reader.provider.read_page(Query(), cursor)
        cursor = page.next_cursor
        clients = [(row, reader.provider.party(row)) for row in page.rows]
        _link_page(env, maker, clients, shared)
        env.cr.commit()
        env.invalidate_all()
    run.watermark = page.watermark
    run._keep_watermark()
    run.state = "done"
    env.cr.commit()
    env.cr.execute("ANALYZE")
    return {"linked": _linked(env)}


def _link_page(env, maker, clients, shared):
    run = maker.run
    columns = [_rows.columns(party) for _row, party in clients]
    partner_ids = _rows.insert(env.cr, columns, shared)
    parties, rules = Parties(env, run.company_id), Rules(run)
    current = parties.values(partner_ids)
    lines, links = [], []
    for (row, party), partner_id in zip(clients, partner_ids, strict=True):
        here, _write_date = current[partner_id]
        there = parties.comparable(party.values(), here, is_branch=False, exact=True)
        accepted = rules.accepted(Agreement({}, {}), here, there, {})
        agreed, complete = agreed_values({}, here, there, accepted)
        lines.append(
            maker.line(row, party, "changed", "link", reason="vat", confidence=CERTAIN)
            | {"state": "done", "partner_id": partner_id}
        )
        links.append(
            {
                "connection_id": run.connection_id.id,
                "company_id": run.company_id.id,
                "kind": "party",
                "external_id": row.external_id,
                "model": "res.partner",
                "res_id": partner_id,
                "state": "linked",
                "fingerprint": row.fingerprint if complete else None,
                "snapshot": agreed,
                "accepted": accepted or None,
            }
        )
    store_lines(env, lines)
    store_bindings(env.cr, links)
    note_seen(env.cr, run.connection_id.id, [row.external_id for row, _party in clients])


def edit(env, url, changed, conflicts, **_sizes):
    """Change so many clients on either side, of which so many on both.

    There street and phone change, here the street. Half of those in conflict are changed here
    first, so that the value of the other system is the newer one. Returns what has to be written.
    """
    env.cr.execute(
        "SELECT external_id, res_id FROM deratix_binding WHERE state = 'linked' ORDER BY id"
    )
    links = env.cr.fetchall()
    step = len(links) // (2 * changed)
    chosen = links[::step][: 2 * changed - conflicts]
    both, here, there = _split(chosen, conflicts, changed - conflicts)
    half = conflicts // 2
    streets = count(1)
    _edit_here(env, both[:half], streets)
    body = {"ids": [int(external_id) for external_id, _id in both + there], "seed": 1}
    requests.post(f"{url}/__control__/bulk_edit", json=body, timeout=60).raise_for_status()
    _edit_here(env, both[half:] + here, streets)
    return {
        "changed": len(chosen),
        # Every client changed there brings its phone at least.
        "writes_odoo": len(both) + len(there),
        "writes_external": len(here) + len(both) - half,
    }


def _split(chosen, *sizes):
    """The first so many, the next so many, and the rest."""
    parts, start = [], 0
    for size in sizes:
        parts.append(chosen[start : start + size])
        start += size
    return [*parts, chosen[start:]]


def _edit_here(env, links, streets):
    # A transaction of its own: its beginning is the time of the change.
    env.cr.commit()
    for _external_id, partner_id in links:
        env["res.partner"].browse(partner_id).street = _STREET_HERE.format(next(streets))
    env.cr.commit()


# -- measuring -------------------------------------------------------------------------------------


def sync(env, url, **_sizes):
    """Cycles until nothing is left to do, the quiet one at the end included."""
    _forget_requests(url)
    start = time.perf_counter()
    cycles = 1
    while _cycle(env):
        cycles += 1
        if cycles > _MOST_CYCLES:
            raise RuntimeError("It does not become quiet.")
    seconds = time.perf_counter() - start
    asked = _requests(url)
    return {
        "seconds": seconds,
        "cycles": cycles,
        "requests": len(asked),
        "writes_external": sum(method in ("POST", "PUT", "PATCH", "DELETE") for method in asked),
    }


def idle(env, url, cycles, **_sizes):
    """So many cycles in which nothing has changed; of each the requests, queries and seconds."""
    measured = []
    for _ in range(cycles):
        _forget_requests(url)
        queries, start = sql_db.sql_counter, time.perf_counter()
        if _cycle(env):
            raise RuntimeError("There was something to do.")
        seconds = time.perf_counter() - start
        measured.append(
            {
                "requests": len(_requests(url)),
                "queries": sql_db.sql_counter - queries,
                "seconds": seconds,
            }
        )
    return {key: [each[key] for each in measured] for key in measured[0]}


def difference(env, **_sizes):
    """How many linked clients are alike, and on which fields how many others differ.

    Compared is what can be written on both sides; the address of a company shares with it what
    belongs to the company.
    """
    connection = env["deratix.connection"].search([], limit=1)
    provider = connection._provider(EntryList())
    parties = Parties(env, connection.company_id)
    env.cr.execute(
        "SELECT b.external_id, p.id, p.commercial_partner_id <> p.id FROM deratix_binding b "
        "JOIN res_partner p ON p.id = b.res_id WHERE b.state = 'linked'"
    )
    links = {external_id: link for external_id, *link in env.cr.fetchall()}
    alike, differing, cursor, page = set(), Counter(), None, None
    while page is None or page.next_cursor:
        page = provider.read_page(Query(), cursor)
        cursor = page.next_cursor
        rows = [row for row in page.rows if row.external_id in links]
        current = parties.values([links[row.external_id][0] for row in rows])
        for row in rows:
            partner_id, is_branch = links[row.external_id]
            here, _write_date = current[partner_id]
            there = parties.comparable(
                provider.party(row).values(), here, is_branch=is_branch, exact=True
            )
            fields = [
                key
                for key in there
                if key in provider.writable and not equal(here[key], there[key])
            ]
            differing.update(fields)
            if not fields:
                alike.add(row.external_id)
        env.invalidate_all()
    return {"linked": len(links), "alike": len(alike), "differing": differing}


# -- what they share -------------------------------------------------------------------------------


def _first_comparison(env):
    connection = env["deratix.connection"].search([], limit=1)
    action = connection.with_user(env.ref("base.user_admin")).action_sync_start()
    if action.get("res_model") != "deratix.run":
        raise RuntimeError(f"The connection does not work: {connection.last_test_message}")
    return env["deratix.run"].browse(action["res_id"])


def _cycle(env):
    """What the scheduler does when the time has come; returns how many runs it started (those that
    find nothing leave no trace but their number)."""
    env.cr.execute("UPDATE deratix_connection SET polled_at = NULL")
    env.cr.execute("SELECT last_value FROM deratix_run_id_seq")
    ((last,),) = env.cr.fetchall()
    env.cr.commit()
    env.invalidate_all()
    env["deratix.connection"]._cron_sync()
    _work(env)
    for run in env["deratix.run"].search([("id", ">", last)]):
        _expect(run, "done")
    env.cr.execute("SELECT last_value FROM deratix_run_id_seq")
    ((now,),) = env.cr.fetchall()
    return now - last


def _work(env):
    env.cr.commit()
    env["deratix.run"]._cron_work()
    env.cr.commit()
    env.invalidate_all()


def _expect(run, state):
    if run.state != state:
        raise RuntimeError(f"The run is {run.state}, not {state}: {run.message}")


def _linked(env):
    return env["deratix.binding"].search_count([("state", "=", "linked")])


def _forget_requests(url):
    requests.post(f"{url}/__control__/log/clear", timeout=60).raise_for_status()


def _requests(url):
    """The methods of the requests to the API since they were forgotten."""
    answer = requests.get(f"{url}/__control__/log", timeout=60)
    answer.raise_for_status()
    return [entry["method"] for entry in answer.json()["requests"]]


PARTS = {
    "connect": connect,
    "history_too": history_too,
    "from_now_on": from_now_on,
    "edit": edit,
    "sync": sync,
    "idle_sync": idle,
    "difference": difference,
}
