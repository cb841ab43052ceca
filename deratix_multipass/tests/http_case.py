"""HTTP on the real server, by somebody who follows no redirect unless told to."""

import re
from urllib.parse import urlencode

from odoo.tests import HttpCase

from .common import MultipassCase


class MultipassHttpCase(MultipassCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.pairing = self.pair(self.anna, self.anna_there)

    def open(self, path, *, method=None, data=None, headers=None, **query):
        if query:
            path += f"?{urlencode(query)}"
        return self.url_open(path, data=data, headers=headers, method=method, allow_redirects=False)

    def enter(self, parameters, connection=None, headers=None):
        """Come with a token."""
        number = (connection or self.connection).id
        return self.open(f"/deratix/multipass/{number}/login", headers=headers, **parameters)

    def whoami(self):
        """The user of the session, as the server sees it; ``None`` when nobody is signed in."""
        answer = self.open(
            "/web/session/get_session_info",
            method="POST",
            headers={"Content-Type": "application/json"},
            data="{}",
        ).json()
        return answer.get("result", {}).get("uid")

    @property
    def sid(self):
        return self.opener.cookies.get("session_id")

    def leave_browser(self):
        """Another browser: no cookies."""
        self.opener.cookies.clear()

    def sign_in(self, login):
        """With a password, by Odoo's own page."""
        page = self.open("/web/login")
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
        answer = self.open(
            "/web/login", data={"login": login, "password": f"{login:x<8}", "csrf_token": token}
        )
        self.assertEqual(answer.status_code, 303)

    def assertEntered(self, answer, user, page="/odoo"):
        self.assertEqual((answer.status_code, answer.headers["Location"]), (303, page))
        self.assertPrivate(answer)
        self.assertEqual(self.whoami(), user.id)

    def assertRefused(self, answer, reason):
        """The neutral answer; nobody is signed in by it, and the audit knows why."""
        self.assertEqual(answer.status_code, 403)
        self.assertIn("This sign-in link is not valid", answer.text)
        self.assertPrivate(answer)
        if reason:
            self.assertIn(("refused", reason), self.events("refused")[:1])

    def assertPrivate(self, answer):
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(answer.headers["X-Frame-Options"], "DENY")
