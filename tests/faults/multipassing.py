"""A connection with Multipass on a real server, and the other system that makes tokens for it."""

import time

from deratix_multipass.multipass.claims import Direction, Layout, issue
from deratix_multipass.multipass.envelopes import DEFAULT, Key
from deratix_multipass.multipass.tokens import Scheme, mint

SECRET = "Zq3vN8xKf1LwT6yRb0HdP5mJ"


class Passes:
    """One paired employee, `anna`. Everything is set as an administrator would."""

    def __init__(self, server):
        self.server = server

    def connect(self):
        """Make the connection, switch signing in to Odoo on, and confirm the pairing."""
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
                    "base_url": "http://127.0.0.1:9",
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
        (user,) = call("res.users", "create", [{"name": "Anna", **person}])
        (there,) = call(
            "deratix.external.user", "create", [{"connection_id": self.connection, **person}]
        )
        call("deratix.multipass.pairing", "create", [{"user_id": user, "external_user_id": there}])
        self.user = user
        (row,) = call("deratix.multipass", "read", [self.multipass], ["audience"])
        self._audience = row["audience"]
        return self

    def token(self):
        """A new token for her."""
        scheme = Scheme(DEFAULT, Layout(), [Key(SECRET)], self._audience, Direction.TO_ODOO)
        claims = issue(
            audience=self._audience,
            direction=Direction.TO_ODOO,
            now=time.time(),
            subject="anna",
            login="anna",
            email="anna@firma-demo.example",
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
