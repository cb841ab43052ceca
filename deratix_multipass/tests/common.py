"""The ground of the tests: a connection with Multipass in both directions, and people."""

import os
import time
from unittest.mock import patch

from cryptography.fernet import Fernet
from odoo.tests import TransactionCase, new_test_user

from ..multipass.claims import issue
from ..multipass.tokens import mint

SECRET_IN = "Zq3vN8xKf1LwT6yRb0HdP5mJ"
SECRET_OUT = "q7GcU2sVxE9aWn4DkY1tMh6B"
SECRET_NEW = "Xr5tB9wLk2PzS7mQc4JfV8nH"
ADDRESS = "https://firma-demo.example/login"


class MultipassCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        key = Fernet.generate_key().decode()
        cls.enterClassContext(patch.dict(os.environ, {"DERATIX_ENCRYPTION_KEY": key}))
        cls.system = new_test_user(
            cls.env,
            "system-admin",
            groups="base.group_system,deratix_integrations.group_admin",
        )
        cls.integrator = new_test_user(
            cls.env, "integrator", groups="deratix_integrations.group_admin"
        )
        cls.anna = cls.employee("anna")
        cls.bob = cls.employee("bob")
        cls.multipass = cls.connect(cls.env.company)
        cls.connection = cls.multipass.connection_id
        cls.anna_there = cls.person("anna")

    @classmethod
    def employee(cls, login, groups="base.group_user", **values):
        return new_test_user(
            cls.env, login, groups=groups, email=f"{login}@firma-demo.example", **values
        )

    @classmethod
    def connect(cls, company, secrets=(SECRET_IN, SECRET_OUT), **values):
        """The Multipass settings of a new connection, switched on in both directions."""
        connection = cls.env["deratix.connection"].create(
            {
                "name": f"Fakturownia of {company.name}",
                "company_id": company.id,
                "integration_id": cls.env.ref("deratix_integrations.integration_fakturownia").id,
                "base_url": "https://firma-demo.example",
            }
        )
        multipass = cls.env["deratix.multipass"].create(
            {"connection_id": connection.id, "address": ADDRESS, **values}
        )
        Secret = cls.env["deratix.multipass.secret"]
        for direction, secret in zip(("to_odoo", "from_odoo"), secrets, strict=True):
            Secret._set(multipass, direction, secret)
        multipass.write({"to_odoo": True, "from_odoo": True})
        return multipass

    @classmethod
    def person(cls, login, connection=None, **values):
        return cls.env["deratix.external.user"].create(
            {
                "connection_id": (connection or cls.connection).id,
                "login": login,
                "email": f"{login}@firma-demo.example",
                **values,
            }
        )

    @classmethod
    def pair(cls, user, person, by=None):
        return (
            cls.env["deratix.multipass.pairing"]
            .with_user(by or cls.system)
            .create({"user_id": user.id, "external_user_id": person.id})
        )

    def token(self, person, *, multipass=None, now=None, scheme=None, **claims):
        """What the other system would make for one of its users: the parameters of the address.
        ``claims`` replace what is right."""
        scheme = scheme or (multipass or self.multipass).sudo()._scheme("to_odoo")
        values = {
            "subject": person.subject,
            "login": person.login,
            "email": person.email,
            **claims,
        }
        made = issue(
            audience=scheme.audience,
            direction=scheme.direction,
            now=time.time() if now is None else now,
            **values,
        )
        return scheme.envelope.to_query(mint(scheme, made))

    def events(self, *outcomes):
        """``[(outcome, reason)]`` of what happened, the latest first."""
        found = self.env["deratix.multipass.event"].search([("outcome", "in", outcomes)])
        return [(event.outcome, event.reason) for event in found]
