"""Whether both sides are set up alike, step by step, in words for the person who sets them up."""

import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import requests
from lxml import html
from odoo import http
from odoo.addons.deratix_integrations.providers.addresses import Adapter, PeerRefused

from ..multipass.claims import SKEW_SECONDS
from ..multipass.refusal import Refused
from ..multipass.shared_secrets import same_fingerprint
from ..multipass.stamps import clock_difference
from .sending import Sending

_SECONDS = 10
_MOST_BYTES = 200_000
_MOST_CHARS = 300


@dataclass(frozen=True)
class Said:
    """What the other system answered: the status, where it sends to, its clock, its complaint."""

    status: int
    location: str
    clock: float | None
    sent: float
    received: float
    words: str


class Unreachable(Exception):
    """There was no answer."""


class Check:
    """Of the settings of one connection, for the user of the environment.

    Nothing is written and no row is locked while the other system is asked.
    """

    def __init__(self, multipass):
        self._multipass = multipass.sudo()
        self._env = multipass.env
        self._name = multipass.connection_id.name
        self._steps = []

    def run(self):
        """``[{key, title, ok, message}]``; later steps are left out where they make no sense."""
        self._own_address()
        self._switches()
        self._fingerprints()
        self._coming()
        answer = self._reach()
        if answer and self._clocks(answer) and self._multipass.from_odoo:
            self._round_trip()
        return self._steps

    def _step(self, key, title, ok, message=""):
        self._steps.append({"key": key, "title": title, "ok": ok, "message": message})
        return ok

    def _own_address(self):
        env = self._env
        title = env._("Address of this Odoo")
        base = env["ir.config_parameter"].sudo().get_param("web.base.url", "")
        parts = urlsplit(base)
        private = env["deratix.connection"]._private_addresses_allowed()
        if parts.scheme != "https" and not private:
            message = env._("It has to begin with https://. It is now %s.", base)
            return self._step("own", title, False, message)
        if http.db_list(force=True, host=parts.netloc) != [env.cr.dbname]:
            message = env._(
                "Several databases answer at %s, and a link cannot choose one. Give this database "
                "an address of its own by the option dbfilter of the server.",
                parts.hostname or base,
            )
            return self._step("own", title, False, message)
        return self._step("own", title, True, base)

    def _switches(self):
        env, multipass = self._env, self._multipass
        title = env._("Switches here")
        if multipass._stopped():
            text = env._("All signing in by Multipass is stopped, in the general settings.")
            return self._step("switches", title, False, text)
        if not (multipass.to_odoo or multipass.from_odoo):
            return self._step("switches", title, False, env._("Both directions are off."))
        labels = [
            multipass._fields[name]._description_string(env)
            for name in ("to_odoo", "from_odoo")
            if multipass[name]
        ]
        return self._step("switches", title, True, ", ".join(labels))

    def _fingerprints(self):
        """What a person copied from the other side, against what is here."""
        env, multipass = self._env, self._multipass
        for direction, typed, title in (
            ("to_odoo", multipass.to_odoo_typed, env._("Token for signing in to Odoo")),
            ("from_odoo", multipass.from_odoo_typed, env._("Token for signing in there")),
        ):
            own = multipass[f"{direction}_fingerprint"]
            key = f"fingerprint_{direction}"
            if not own:
                if multipass[direction]:
                    self._step(key, title, False, env._("It is not set here."))
            elif not typed:
                self._step(key, title, True, env._("Set. Its fingerprint was not compared."))
            elif same_fingerprint(own, typed):
                self._step(key, title, True, env._("The fingerprints are the same."))
            else:
                text = env._(
                    "The tokens differ: the fingerprint here is %s. Set the same token on both "
                    "sides.",
                    own,
                )
                self._step(key, title, False, text)

    def _coming(self):
        """The latest who came with a token, and what became of it."""
        if not self._multipass.to_odoo:
            return
        env = self._env
        event = env["deratix.multipass.event"].search(
            [
                ("connection_id", "=", self._multipass.connection_id.id),
                ("direction", "=", "to_odoo"),
                ("outcome", "in", ("signed_in", "second_factor", "already", "refused")),
            ],
            limit=1,
        )
        title = env._("Latest who came from there")
        if not event:
            self._step("coming", title, True, env._("Nobody came yet."))
            return
        labels = dict(event._fields["reason"]._description_selection(env))
        text = labels.get(event.reason) or env._("%s was let in.", event.person)
        if event.detail:
            text = f"{text} ({event.detail})"
        self._step("coming", title, event.outcome != "refused", text)

    def _reach(self):
        env, address = self._env, self._multipass.address
        title = env._("%s answers", self._name)
        if not address:
            self._step("reach", title, False, env._("Enter the sign-in address there."))
            return None
        try:
            said = self._ask(address)
        except Unreachable:
            text = env._(
                "%s cannot be reached. Look at the address, and whether it opens in a browser.",
                address,
            )
            self._step("reach", title, False, text)
            return None
        if said.status == 404 or said.status >= 500:
            text = env._(
                "There is no sign-in page at %(address)s (status %(status)s).",
                address=address,
                status=said.status,
            )
            self._step("reach", title, False, text)
            return None
        self._step("reach", title, True, address)
        return said

    def _clocks(self, said):
        env = self._env
        title = env._("Clocks")
        if said.clock is None:
            return self._step("clocks", title, True, env._("It does not tell its time."))
        # The time in an answer is in whole seconds.
        reading = clock_difference(said.clock + 0.5, said.sent, said.received)
        seconds = round(abs(reading.seconds))
        if seconds <= SKEW_SECONDS:
            return self._step("clocks", title, True, env._("They agree."))
        if reading.seconds > 0:
            text = env._("The clock there is %s s ahead of the one here.", seconds)
        else:
            text = env._("The clock there is %s s behind the one here.", seconds)
        if reading.whole_hours:
            text = env._("%s These are full hours: one of the time zones is wrong.", text)
        return self._step("clocks", title, False, text)

    def _round_trip(self):
        """Go there once, as the person who checks."""
        env = self._env
        title = env._("Signing in there")
        sending = Sending(env, self._multipass.connection_id.id)
        try:
            said = self._ask(sending.address(env.user, sending.target(None)))
        except Refused as refusal:
            labels = dict(
                env["deratix.multipass.event"]._fields["reason"]._description_selection(env)
            )
            text = env._(
                "It was not tried, for your own account: %s.", labels[refusal.reason.value]
            )
            return self._step("round_trip", title, False, text)
        except Unreachable:
            return self._step("round_trip", title, False, env._("There was no answer."))
        there = urlsplit(self._multipass.address).path
        back = urlsplit(said.location).path == there
        if 300 <= said.status < 400 and not back:
            return self._step("round_trip", title, True, env._("A token for you was accepted."))
        if said.words:
            text = env._("It did not accept a token for you. It says: %s", said.words)
        else:
            text = env._(
                "It did not accept a token for you. Compare the fingerprints, and look there "
                "whether Multipass is switched on and whether you are one of its users."
            )
        return self._step("round_trip", title, False, text)

    def _ask(self, address):
        """Open an address there, without following where it leads. Raises `Unreachable`."""
        private = self._env["deratix.connection"]._private_addresses_allowed()
        with requests.Session() as session:
            session.trust_env = False
            for scheme in ("https://", "http://"):
                session.mount(scheme, Adapter(allow_private=private))
            sent = time.time()
            try:
                answer = session.get(address, timeout=_SECONDS, allow_redirects=False, stream=True)
                received = time.time()
                content = answer.raw.read(_MOST_BYTES, decode_content=True)
            except (requests.RequestException, PeerRefused, OSError):
                # Without what was asked: there may be a token in it.
                raise Unreachable from None
        return Said(
            status=answer.status_code,
            location=answer.headers.get("Location", ""),
            clock=_clock(answer.headers.get("Date")),
            sent=sent,
            received=received,
            words=_complaint(content),
        )


def _clock(text):
    try:
        return parsedate_to_datetime(text).timestamp()
    except (TypeError, ValueError):
        return None


def _complaint(content):
    """What a page tells as an alert (ARIA), as text."""
    try:
        page = html.document_fromstring(content)
    except (ValueError, html.etree.LxmlError):
        return ""
    found = page.xpath("//*[@role='alert']")
    return " ".join(" ".join(part.text_content() for part in found).split())[:_MOST_CHARS]
