"""Webhooks: really sent over HTTP, by a thread of their own.

One delivery is sent after the other. A delivery that is not answered with 2xx within ten seconds
counts as a failure; so many of them in a row switch the webhook off. Whether the live system
tries again is not documented: here it does not. What the live system sends for products is not
documented either: here nothing.
"""

import heapq
import itertools
import json
import random
import threading
import time
from dataclasses import dataclass

import requests

from .payloads import client_payload, invoice_payload

KINDS = tuple(
    f"{record}:{event}"
    for record in ("client", "invoice", "product")
    for event in ("create", "update", "destroy")
)
_TIMEOUT = 10
_PATIENCE = 2
_HEADERS = {"Content-Type": "application/json; charset=utf-8"}


@dataclass
class Delivery:
    """`status` is what was answered, 0 for none; `state` is waiting, held, sent or dropped.

    One that is being sent still waits.
    """

    number: int
    webhook_id: int
    kind: str
    record_id: int
    url: str
    body: str
    state: str = "waiting"
    status: int = 0

    def described(self):
        return {
            "number": self.number, "webhook_id": self.webhook_id, "kind": self.kind,
            "record_id": self.record_id, "url": self.url, "body": self.body,
            "state": self.state, "status": self.status,
        }  # fmt: skip


class Webhooks:
    """`rows` are the webhooks by id, as the API shows them."""

    def __init__(self, account):
        self._account = account
        self.rows = {}
        self.failures = {}
        self.deliveries = []
        self.held = False
        # How many of those to come are dropped, or are sent twice.
        self.drop_next = self.double_next = 0
        self._next_id = 801
        # (when, place in the line, delivery), the first one to be sent in front.
        self._line = []
        self._places = itertools.count()
        self._sending = False
        self._changed = threading.Condition()
        self._closed = False
        self._thread = None

    def client(self, event, row):
        self._announce(f"client:{event}", row, client_payload)

    def invoice(self, event, row):
        self._announce(f"invoice:{event}", row, invoice_payload)

    def add(self, values):
        """A new webhook; returns its row."""
        number = self._next_id
        self._next_id += 1
        moment = self._account.moment(self._account.now())
        row = {
            "id": number, "kind": None, "account_id": 7001, "url": None, "api_token": "",
            "active": True, "created_at": moment, "updated_at": moment,
        }  # fmt: skip
        self.rows[number] = row | values
        self.failures[number] = 0
        return self.rows[number]

    def change(self, number, values):
        """Set fields of a webhook; one that is made active again starts without failures."""
        with self._changed:
            moment = self._account.moment(self._account.now())
            self.rows[number] |= {**values, "updated_at": moment}
            if values.get("active"):
                self.failures[number] = 0

    def remove(self, number):
        with self._changed:
            del self.rows[number], self.failures[number]

    def send(self, webhook_id, kind, record_id, body, url):
        """Line up a delivery."""
        with self._changed:
            made = Delivery(len(self.deliveries) + 1, webhook_id, kind, record_id, url, body)
            self.deliveries.append(made)
            if self.held:
                made.state = "held"
            else:
                self._line_up(made, self._account.options.webhook_delay)

    def hold(self):
        """Keep back what comes from now on."""
        self.held = True

    def release(self, order="sent", seed=1):
        """Send what was held: in its order, in `reverse` or in a `shuffle`."""
        self.held = False
        with self._changed:
            waiting = [each for each in self.deliveries if each.state == "held"]
            if order == "reverse":
                waiting.reverse()
            elif order == "shuffle":
                random.Random(f"release {seed}").shuffle(waiting)
            for each in waiting:
                each.state = "waiting"
                self._line_up(each)
            return len(waiting)

    def drop_held(self):
        """Forget what was held; sending goes on."""
        self.held = False
        with self._changed:
            held = [each for each in self.deliveries if each.state == "held"]
            for each in held:
                each.state = "dropped"
            return len(held)

    def described(self):
        """The webhooks with their failures, and how far the deliveries are."""
        with self._changed:
            states = [each.state for each in self.deliveries]
        return {
            "webhooks": [{**row, "failures": self.failures[n]} for n, row in self.rows.items()],
            "held": self.held,
            "pending": self.pending(),
            "states": {state: states.count(state) for state in sorted(set(states))},
        }

    def pending(self):
        """How many are still to be sent, those that are held not counted."""
        with self._changed:
            return len(self._line) + self._sending

    def close(self):
        """End the thread, after the delivery it is about; what waits is not sent."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread:
            # Not for ever: who gets the delivery may be waiting for the sandbox.
            self._thread.join(_PATIENCE)

    def _announce(self, kind, row, payload):
        for webhook in list(self.rows.values()):
            if webhook["kind"] != kind or not webhook["active"]:
                continue
            body = json.dumps(payload(self._account, webhook, row), ensure_ascii=False)
            if self.drop_next:
                self.drop_next -= 1
                continue
            self.send(webhook["id"], kind, row["id"], body, webhook["url"])
            if self.double_next:
                self.double_next -= 1
                self.send(webhook["id"], kind, row["id"], body, webhook["url"])

    def _line_up(self, delivery, delay=0):
        heapq.heappush(self._line, (time.monotonic() + delay, next(self._places), delivery))
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()
        self._changed.notify_all()

    def _run(self):
        with requests.Session() as session:
            # No proxy of the environment stands between two servers of one machine.
            session.trust_env = False
            while True:
                delivery = self._next()
                if delivery is None:
                    return
                self._post(session, delivery)

    def _next(self):
        """The delivery that is due, after waiting for it; None at the end."""
        with self._changed:
            while not self._closed:
                wait = self._line[0][0] - time.monotonic() if self._line else None
                if wait is not None and wait <= 0:
                    self._sending = True
                    return heapq.heappop(self._line)[2]
                self._changed.wait(wait)
        return None

    def _post(self, session, delivery):
        try:
            answer = session.post(
                delivery.url,
                data=delivery.body.encode(),
                headers=_HEADERS,
                timeout=_TIMEOUT,
                allow_redirects=False,
            )
            status = answer.status_code
        except requests.RequestException:
            status = 0
        with self._changed:
            delivery.status, delivery.state = status, "sent"
            self._sending = False
            self._count(delivery.webhook_id, 200 <= status < 300)

    def _count(self, number, fine):
        if number not in self.rows:
            return
        self.failures[number] = 0 if fine else self.failures[number] + 1
        if self.failures[number] >= self._account.options.webhook_failures:
            self.rows[number]["active"] = False
