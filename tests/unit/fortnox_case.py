"""A provider on the sandbox of Fortnox, signed in by consent as a person would."""

from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qs, urlsplit

import requests

from deratix_integrations.providers.base import EntryList
from deratix_integrations.providers.fortnox import Fortnox
from deratix_integrations.providers.fortnox.api import endpoints
from deratix_integrations.providers.oauth import MemoryStore, consent_page

SETTINGS = {
    "client_id": "demo-fortnox-client",
    "client_secret": "demo-fortnox-secret-0001",
}
BY_APPLICATION = {**SETTINGS, "tenant_id": "555001"}
REDIRECT = "https://odoo.example/deratix/oauth"


class Counter:
    """A budget without a limit."""

    def __init__(self):
        self.acquired = 0

    def acquire(self):
        self.acquired += 1

    def observe(self, limits):
        pass


class Talk:
    """The sandbox at `url`, and a provider on it that is signed in by consent."""

    def __init__(self, url, **options):
        self.url = url
        self.budget = options.pop("budget", None) or Counter()
        self.entries = EntryList()
        self.store = options.pop("store", None) or MemoryStore()
        self.reset(**{"clients": 30, "rate_limit": 0, **options})
        self.provider = self.make()

    def make(self, settings=SETTINGS, store=None):
        made = Fortnox(
            settings,
            self.url,
            budget=self.budget,
            recorder=self.entries,
            allow_private=True,
            record_bodies=True,
            tokens=store or self.store,
        )
        made.oauth._now = self.now
        return made

    def sign_in(self, decision="allow"):
        """Consent on the web page; returns the query with which the browser comes back."""
        page = consent_page(endpoints(self.url), SETTINGS["client_id"], REDIRECT, "s-1")
        shown = requests.get(page, timeout=10)
        assert "Godkänn" in shown.text
        sent = requests.post(page, data={"decision": decision}, allow_redirects=False, timeout=10)
        back = urlsplit(sent.headers["Location"])
        assert f"{back.scheme}://{back.netloc}{back.path}" == REDIRECT
        told = {key: values[0] for key, values in parse_qs(back.query).items()}
        assert told["state"] == "s-1"
        return told

    def signed_in(self):
        self.provider.oauth.exchange(self.sign_in()["code"], REDIRECT)
        return self

    def now(self):
        """The time of the sandbox, as both sides have the same clock in life."""
        moment = datetime.fromisoformat(self.control("clock", {})["now"])
        return moment.astimezone(timezone.utc).replace(tzinfo=None)

    def pass_time(self, **span):
        self.control("clock", {"advance": timedelta(**span).total_seconds()})

    def reset(self, **options):
        self.control("reset", options)

    def fault(self, kind, match="", times=1, after_n=0, **arguments):
        rule = {"kind": kind, "match": match, "times": times, "after_n": after_n}
        self.control("faults", [{**rule, "arguments": arguments}])

    def requests(self, path=""):
        told = self.control("log")["requests"]
        return [each for each in told if path in each["path"]]

    def control(self, path, body=None, method=None):
        method = method or ("GET" if body is None else "POST")
        answer = requests.request(method, f"{self.url}/__control__/{path}", json=body, timeout=20)
        answer.raise_for_status()
        return answer.json()
