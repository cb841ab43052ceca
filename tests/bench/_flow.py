"""The measured parts of the benchmarks of flows; `_worker.py` runs them.

Two sandboxes, jortt and Fortnox, each with the limit that its system documents. So that it does not
take all night their clocks run faster, and the addon's own idea of the limits is hastened as much:
a span of 5 seconds is one of 5 / ``speed`` on both sides of the line.
"""

import dataclasses
import random
import time
from datetime import datetime
from unittest.mock import patch

import requests

from deratix_integrations.models.run import ACTIVE
from deratix_integrations.providers.fortnox import Fortnox
from deratix_integrations.providers.jortt import Jortt

_SIGN_IN = {
    "jortt": {"client_id": "demo-jortt-client", "client_secret": "demo-jortt-secret-0001"},
    "fortnox": {
        "client_id": "demo-fortnox-client",
        "client_secret": "demo-fortnox-secret-0001",
        "tenant_id": "555001",
    },
}
# Requests a second that each system documents (see the providers).
_ALLOWED = {"jortt": 10, "fortnox": 25 / 5}
# The most that one leg may take, in real seconds.
_PATIENCE = 3600


def connect_flow(env, jortt, fortnox, **_sizes):
    """Both accounts connected, and a flow of orders between them that is not on yet."""
    env["ir.config_parameter"].set_param("deratix.allow_private_addresses", "True")
    ends = {}
    for code, url in (("jortt", jortt), ("fortnox", fortnox)):
        connection = env["deratix.connection"].create(
            {
                "name": code,
                "integration_id": env.ref(f"deratix_integrations.integration_{code}").id,
                "base_url": url,
                "sync_hold_count": 0,
            }
        )
        for credential in connection.credential_ids:
            credential.value = _SIGN_IN[code][credential.key]
        if not connection._run_test():
            raise RuntimeError(connection.last_test_message)
        ends[code] = connection
    flow = env["deratix.flow"].create(
        {
            "kind": "orders",
            "source_id": ends["jortt"].id,
            "target_id": ends["fortnox"].id,
            "source_document": "invoice",
            "target_document": "order",
        }
    )
    flow.order_state_ids = env["deratix.order.state"].search([])
    return flow.id


def make_orders(_env, jortt, orders, products, seed, **_sizes):
    """Invoices of all customers there, with so many different articles."""
    rng = random.Random(seed)
    customers = requests.get(f"{jortt}/__control__/clients", timeout=60).json()["ids"]
    prices = [f"{rng.randint(1, 900)}.50" for _ in range(products)]
    for number in range(orders):
        # All customers and all articles occur.
        chosen = {number % products, *rng.sample(range(products), rng.randint(0, 2))}
        body = {
            "customer_id": customers[number % len(customers)],
            "payment_term": 30,
            "reference": f"W{number:05}",
            "line_items": [
                {
                    "description": f"[P-{article:04}] Artikel {article}",
                    "number_of_units": str(rng.randint(1, 5)),
                    "amount_per_unit": {"value": prices[article], "currency": "EUR"},
                    "vat_percentage": "21.0",
                }
                for article in sorted(chosen)
            ],
        }
        answer = requests.post(f"{jortt}/__control__/invoices", json=body, timeout=60)
        answer.raise_for_status()
    return {"orders": orders, "customers": len(customers), "products": products}


def backfill(env, jortt, fortnox, speed, **_sizes):
    """All orders from there to here and on; returns what each system was asked, how long each leg
    worked, and what has arrived."""
    for url in (jortt, fortnox):
        requests.post(f"{url}/__control__/clock", json={"speed": speed}, timeout=60)
        _forget(url)
    flow = env["deratix.flow"].search([], limit=1)
    hastened = [_hastened(provider, speed) for provider in (Jortt, Fortnox)]
    with hastened[0], hastened[1]:
        flow.action_switch_on()
        flow.looked_at = False
        env.cr.commit()
        start = time.perf_counter()
        env["deratix.flow"]._cron_flows()
        _work(env, flow)
        seconds = time.perf_counter() - start
    asked = {"jortt": _asked(jortt), "fortnox": _asked(fortnox)}
    allowed = {code: _ALLOWED[code] * _seconds(entries) for code, entries in asked.items()}
    return {
        "seconds": seconds,
        "requests": {code: len(entries) for code, entries in asked.items()},
        "allowed": allowed,
        "refused": sum(entry["status"] == 429 for each in asked.values() for entry in each),
        "arrived": len(requests.get(f"{fortnox}/__control__/orders", timeout=60).json()["ids"]),
        "lines": _lines(env),
    }


def _hastened(provider, speed):
    rate = provider.capabilities.rate
    faster = dataclasses.replace(rate, seconds=rate.seconds / speed)
    return patch.object(
        provider, "capabilities", dataclasses.replace(provider.capabilities, rate=faster)
    )


def _work(env, flow):
    """What the scheduler does, until no leg of the flow is at work."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        env["deratix.run"]._cron_work()
        env.cr.commit()
        env.invalidate_all()
        live = flow._live_runs()
        if not live:
            break
        if not all(run.state in ACTIVE for run in live):
            raise RuntimeError(f"{live[0].state}: {live[0].message}")
        if time.monotonic() > deadline:
            raise RuntimeError("The flow does not come to an end.")
        # Where a system asks for patience the run is put off, as on a server.
        time.sleep(0.05)
    for run in flow.run_ids:
        if run.state != "done":
            raise RuntimeError(f"{run.name} is {run.state}: {run.message}")


def _lines(env):
    rows = env["deratix.run.line"]._read_group([], ["record", "category", "state"], ["__count"])
    return {" ".join(map(str, keys)): count for *keys, count in rows}


def _forget(url):
    requests.post(f"{url}/__control__/log/clear", timeout=60).raise_for_status()


def _asked(url):
    """The requests to the API since they were forgotten; those for tokens are counted apart by
    both systems."""
    answer = requests.get(f"{url}/__control__/log", timeout=60)
    answer.raise_for_status()
    return [entry for entry in answer.json()["requests"] if "token" not in entry["path"]]


def _seconds(entries):
    """From the first to the last, by the clock of the sandbox."""
    times = [datetime.fromisoformat(entry["at"]).timestamp() for entry in entries]
    return max(times) - min(times) if times else 0


PARTS = {"connect_flow": connect_flow, "make_orders": make_orders, "backfill": backfill}
