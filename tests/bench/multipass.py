"""Tokens a core mints and verifies, and sign-ins by them against those by Odoo's own form.

Both kinds of sign-in are by HTTP on one server, one after the other, by a browser that was never
there before, of the same employees. The clock runs from the first request until the answer that
brings the session of who is signed in:

    by a token     GET the address with the token
    by the form    GET the form, POST login and password

`ratio_with_page` has the clock run until the page that follows is there too. It is the same page
for both, so that this ratio is the smaller one.
"""

import re
import statistics
import time

import requests

from tests.support.odoo import ServerUnderTest
from tests.support.passes import Passes
from tools import database, setup
from tools.output import say

from . import _common, _tokens

_ROUNDS = 3
# As a server of one database is set up. With a filter Odoo asks PostgreSQL for all databases
# whenever a browser comes for the first time, which takes the same few milliseconds of both.
_ONE_DATABASE = ("--db-filter", "")
_PASSWORD = "anna"  # noqa: S105 - of the one user that Passes makes with it
_CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')


class Counter:
    """The seconds of every sign-in, and of every page that followed."""

    def __init__(self, url):
        self._url = url
        self.signing_in, self.with_page = [], []

    def count(self, sign_in, user):
        """Sign in, check that it is this user, and note how long it took."""
        with requests.Session() as browser:
            started = time.perf_counter()
            answer = sign_in(browser)
            signed_in = time.perf_counter()
            page = browser.get(f"{self._url}{answer.headers['Location']}", timeout=60)
            ended = time.perf_counter()
            info = browser.post(f"{self._url}/web/session/get_session_info", json={}, timeout=60)
        if not (answer.status_code == 303 and page.ok and info.json()["result"]["uid"] == user):
            raise RuntimeError(f"Nobody was signed in: {answer.status_code}, {page.url}")
        self.signing_in.append(signed_in - started)
        self.with_page.append(ended - started)


class Rivals:
    """The two ways to sign in to one server, and so many employees who do."""

    def __init__(self, server, people):
        self._server, self._url = server, server.url
        self._passes = Passes(server).connect()
        self.people = self._employ(people)

    def _employ(self, number):
        """Paired people, ``[(id, login)]``; more than one, as a person may not come that often."""
        call, connection = self._server.call, self._passes.connection
        logins = [f"employee-{at}@firma-demo.example" for at in range(number)]
        ids = call(
            "res.users", "create", [{"name": one, "login": one, "email": one} for one in logins]
        )
        there = call(
            "deratix.external.user",
            "create",
            [{"connection_id": connection, "login": one, "email": one} for one in logins],
        )
        call(
            "deratix.multipass.pairing",
            "create",
            [
                {"user_id": user, "external_user_id": person}
                for user, person in zip(ids, there, strict=True)
            ],
        )
        # Hashing hundreds of passwords would take longer than all the rest.
        self._server.sql(
            "UPDATE res_users SET password = (SELECT password FROM res_users WHERE id = %s) "
            "WHERE id = ANY(%s)",
            [self._passes.user, ids],
        )
        return list(zip(ids, logins, strict=True))

    def by_token(self, counter, user, login):
        path = self._passes.path(self._passes.token(login, login))
        counter.count(
            lambda browser: browser.get(f"{self._url}{path}", allow_redirects=False, timeout=60),
            user,
        )

    def by_form(self, counter, user, login):
        def sign_in(browser):
            page = browser.get(f"{self._url}/web/login", timeout=60)
            filled = {
                "csrf_token": _CSRF.search(page.text)[1],
                "login": login,
                "password": _PASSWORD,
            }
            return browser.post(
                f"{self._url}/web/login", data=filled, allow_redirects=False, timeout=60
            )

        counter.count(sign_in, user)


def measure(tokens, forms):
    """Medians of so many sign-ins in each of some rounds, in which the two take turns."""
    name = database.clone(database.ensure_template(setup.ensure()))
    server = ServerUnderTest(name, forked=False, cron_threads=0, arguments=_ONE_DATABASE)
    try:
        rivals = Rivals(server.start(), tokens)
        ours, native = Counter(server.url), Counter(server.url)
        # The first of each kind is for the caches.
        rivals.by_token(Counter(server.url), *rivals.people[0])
        rivals.by_form(Counter(server.url), *rivals.people[0])
        for _ in range(_ROUNDS):
            for person in rivals.people[:forms]:
                rivals.by_form(native, *person)
            for person in rivals.people:
                rivals.by_token(ours, *person)
    finally:
        server.close()
        database.drop(name)
    return ours, native


def _per_second(seconds):
    return 1 / statistics.median(seconds)


if __name__ == "__main__":
    given = _common.options(__doc__, tokens=5000, logins=100, native=10)
    rates = _tokens.measure(given.tokens)
    say(f"  tokens a second by envelope: { {key: round(rate) for key, rate in rates.items()} }")
    ours, native = measure(given.logins, given.native)
    logins, native_logins = _per_second(ours.signing_in), _per_second(native.signing_in)
    pages, native_pages = _per_second(ours.with_page), _per_second(native.with_page)
    _common.finish(
        tokens_per_s=rates["authenticated"],
        logins_per_s=logins,
        native_logins_per_s=native_logins,
        ratio_vs_native=logins / native_logins,
        logins_with_page_per_s=pages,
        native_logins_with_page_per_s=native_pages,
        ratio_with_page=pages / native_pages,
    )
