"""A synchronisation that the sandbox tells of changes: no look begins but by an event."""

import time

from .syncing import Sync

# How long a wait may take before it is a failure; nothing takes as long.
_DEADLINE_SECONDS = 120


class Hooked(Sync):
    """A ``Sync`` whose webhooks are on and lead to the server under test."""

    def connect(self):
        super().connect()
        call = self.server.call
        call("ir.config_parameter", "set_param", "web.base.url", self.server.url)
        call("deratix.connection", "write", [self.connection], {"sync_invoices": False})
        self.look()
        answer = call("deratix.connection", "action_webhooks_on", [self.connection])
        assert answer["params"]["type"] == "success", answer
        return self

    # -- what the sandbox does ----------------------------------------------------------------

    def add(self, name, **fields):
        email = f"{name.replace(' ', '.').lower()}@k.example"
        return self.sandbox.control("clients", name=name, email=email, **fields)["id"]

    def edit(self, client, **fields):
        self.sandbox.control(f"clients/{client}", method="PATCH", **fields)

    def delivered(self):
        """Wait until nothing is left to be sent; returns the deliveries."""
        self.wait_for(lambda: not self.sandbox.read("webhooks")["pending"])
        return self.sandbox.read("webhooks")["deliveries"]

    def hooks(self):
        return self.sandbox.read("webhooks")["webhooks"]

    # -- what Odoo holds ------------------------------------------------------------------------

    def events(self):
        """``[(kind, external id, count, state)]``"""
        return self.server.sql(
            "SELECT kind, external_id, count, state FROM deratix_webhook_event ORDER BY id"
        )

    def city(self, client):
        """That of the partner of a client, ``None`` as long as there is none."""
        rows = self.server.sql(
            "SELECT p.city FROM res_partner p JOIN deratix_binding b ON b.res_id = p.id "
            "WHERE b.external_id = %s",
            [str(client)],
        )
        assert len(rows) <= 1, rows
        return rows[0][0] if rows else None

    def partners(self):
        ((count,),) = self.server.sql("SELECT count(*) FROM res_partner")
        return count

    def settled(self):
        """Wait until every event is dealt with and no run is at work."""
        self.wait_for(
            lambda: (
                not self.server.sql(
                    "SELECT 1 FROM deratix_webhook_event WHERE state = 'waiting' UNION ALL "
                    "SELECT 1 FROM deratix_run "
                    "WHERE state IN ('reading', 'collecting', 'applying', 'undoing')"
                )
            )
        )

    def wait_for(self, condition):
        deadline = time.monotonic() + _DEADLINE_SECONDS
        while not condition():
            assert time.monotonic() < deadline, (self.events(), self.hooks())
            time.sleep(0.1)
