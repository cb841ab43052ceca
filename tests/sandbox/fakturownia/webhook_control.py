"""The part of the control API that is about webhooks; see control.py."""

import json

from ..system import Refused, object_of
from .payloads import client_payload, invoice_payload
from .webhooks import KINDS

_MOST = 10_000


def _webhooks(account, _request):
    hooks = account.webhooks
    sent = [each.described() for each in hooks.deliveries]
    return {**hooks.described(), "deliveries": sent}


def _hold(account, _request):
    account.webhooks.hold()
    return account.webhooks.described()


def _release(account, request):
    body = object_of(request)
    order = body.get("order", "sent")
    if order not in ("sent", "reverse", "shuffle"):
        raise Refused("order is sent, reverse or shuffle.")
    return {"released": account.webhooks.release(order, body.get("seed", 1))}


def _drop_held(account, _request):
    return {"dropped": account.webhooks.drop_held()}


def _lose(account, request):
    account.webhooks.drop_next = _count(object_of(request), "next")
    return account.webhooks.described()


def _double(account, request):
    account.webhooks.double_next = _count(object_of(request), "next")
    return account.webhooks.described()


def _replay(account, request):
    body, hooks = object_of(request), account.webhooks
    if "numbers" in body:
        chosen = [each for each in hooks.deliveries if each.number in body["numbers"]]
    else:
        chosen = hooks.deliveries[-_count(body, "last") :]
    times = _count(body, "times")
    for _ in range(times):
        for each in chosen:
            hooks.send(each.webhook_id, each.kind, each.record_id, each.body, each.url)
    return {"sent": len(chosen) * times}


def _flood(account, request):
    body, hooks = object_of(request), account.webhooks
    kind, number, count = body.get("kind"), body.get("id"), _count(body, "count")
    record = str(kind).partition(":")[0]
    if kind not in KINDS or record not in ("client", "invoice"):
        raise Refused("kind is one of a client or of an invoice.")
    table = account.clients if record == "client" else account.invoices
    if number not in table:
        raise Refused(f"There is no record {number}.")
    payload = client_payload if record == "client" else invoice_payload
    chosen = [row for row in hooks.rows.values() if row["kind"] == kind]
    for row in chosen:
        text = json.dumps(payload(account, row, table.get(number)), ensure_ascii=False)
        for _ in range(count):
            hooks.send(row["id"], kind, number, text, row["url"])
    return {"sent": len(chosen) * count}


def _raw(account, request):
    body = object_of(request)
    url, text, times = body.get("url"), body.get("body"), _count(body, "times")
    if not isinstance(text, str) or not str(url).startswith("http"):
        raise Refused("Send url and body, both texts.")
    for _ in range(times):
        account.webhooks.send(0, "raw", 0, text, url)
    return {"sent": times}


def _count(body, name):
    count = body.get(name, 1)
    if not isinstance(count, int) or not 0 < count <= _MOST:
        raise Refused(f"{name} is a number from 1 to {_MOST}.")
    return count


webhook_routes = {
    ("GET", "webhooks"): _webhooks,
    ("POST", "webhooks/hold"): _hold,
    ("POST", "webhooks/release"): _release,
    ("POST", "webhooks/drop_held"): _drop_held,
    ("POST", "webhooks/lose"): _lose,
    ("POST", "webhooks/double"): _double,
    ("POST", "webhooks/replay"): _replay,
    ("POST", "webhooks/flood"): _flood,
    ("POST", "webhooks/raw"): _raw,
}
