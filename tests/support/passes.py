"""A connection with Multipass on a real server, and the other system that makes tokens for it."""

import time

import requests

from deratix_multipass.multipass.claims import Direction, Layout, issue
from deratix_multipass.multipass.envelopes import DEFAULT, Key
from deratix_multipass.multipass.tokens import Scheme, mint

SECRET = "Zq3vN8xKf1LwT6yRb0HdP5mJ"


class Passes:
    """Two employees: `anna` is paired, `bob` is not. An administrator has set it all up."""

    def __init__(self, server):
        self.server = server

    def connect(self, url="http://127.0.0.1:9"):
        """Make the connection, switch signing in to Odoo on, and confirm the pairing."""
        self.url = url
        call = self.server.call
        ((integration,),) = self.server.sql(
            "SELECT id FROM deratix_integration WHERE code = 'fakturownia'"
        )
        (self.connection,) = call(
            "deratix.connection",
            "create",
            [
                {
                    "name": "Fakturownia",
                    "integration_id": integration,
                    "base_url": url,
                }
            ],
        )
        (self.multipass,) = call(
            "deratix.multipass", "create", [{"connection_id": self.connection}]
        )
        call(
            "deratix.multipass.secret.set",
            "create",
            [{"multipass_id": self.multipass, "direction": "to_odoo", "secret": SECRET}],
        )
        call("deratix.multipass", "write", [self.multipass], {"to_odoo": True})
        person = {"login": "anna", "email": "anna@firma-demo.example"}
        # No greeting of the bot, which covers the page of a phone.
        new = {"password": "anna", "odoobot_state": "disabled"}
        (user,) = call("res.users", "create", [{"name": "Anna", **new, **person}])
        (there,) = call(
            "deratix.external.user", "create", [{"connection_id": self.connection, **person}]
        )
        # Somebody who is not paired.
        call("res.users", "create", [{"name": "Bob", "login": "bob", "password": "bob"}])
        call("deratix.multipass.pairing", "create", [{"user_id": user, "external_user_id": there}])
        self.user = user
        (row,) = call("deratix.multipass", "read", [self.multipass], ["audience"])
        self._audience = row["audience"]
        return self

    def switch_on_from_odoo(self, secret="q7GcU2sVxE9aWn4DkY1tMh6B"):
        """Let people of Odoo be taken there."""
        given = {"multipass_id": self.multipass, "direction": "from_odoo", "secret": secret}
        self.server.call("deratix.multipass.secret.set", "create", [given])
        self.server.call("deratix.multipass", "write", [self.multipass], {"from_odoo": True})

    def user_of(self, session_id):
        """Whose session that is, as the server sees it."""
        answer = requests.post(
            f"{self.server.url}/web/session/get_session_info",
            json={},
            cookies={"session_id": session_id},
            timeout=60,
        )
        return answer.json().get("result", {}).get("uid")

    def token(self, login="anna", email="anna@firma-demo.example"):
        """A new token for her, or for somebody else who is paired."""
        scheme = Scheme(DEFAULT, Layout(), [Key(SECRET)], self._audience, Direction.TO_ODOO)
        claims = issue(
            audience=self._audience,
            direction=Direction.TO_ODOO,
            now=time.time(),
            subject=login,
            login=login,
            email=email,
        )
        return mint(scheme, claims)

    def path(self, token):
        return f"/deratix/multipass/{self.connection}/login?multipass={token.replace('=', '%3D')}"

    def events(self, outcome):
        """Reasons of what ended so, the earliest first."""
        rows = self.server.sql(
            "SELECT reason FROM deratix_multipass_event WHERE outcome = %s ORDER BY id", [outcome]
        )
        return [reason for (reason,) in rows]
