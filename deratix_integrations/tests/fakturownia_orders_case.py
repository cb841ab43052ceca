"""Flows of orders between an account at Fakturownia and this Odoo."""

from .flow_orders_case import OrdersOutCase
from .orders_case import OrdersCase
from .sandbox import Sandbox
from .test_sync import TOKEN


def connect_fakturownia(env, url, **values):
    """A connection that only takes part in flows."""
    connection = env["deratix.connection"].create(
        {
            "name": "Fakturownia",
            "integration_id": env.ref("deratix_integrations.integration_fakturownia").id,
            "base_url": url,
            "sync_invoices": False,
            "sync_hold_count": 0,
            **values,
        }
    )
    connection.credential_ids.value = TOKEN
    return connection


class FakturowniaOrdersCase(OrdersCase):
    """Documents of Fakturownia become orders; ``document`` is that of the flow."""

    system = "fakturownia"
    document = "order"
    kind = "estimate"
    rates = (0, 5, 23)
    currency = "PLN"

    @classmethod
    def lead_to(cls, url):
        cls.sandbox.stop()
        cls.sandbox = Sandbox(cls.system)
        cls.addClassCleanup(cls.sandbox.stop)
        cls.connection = connect_fakturownia(cls.env, cls.sandbox.url)

    def reset(self, **options):
        self.sandbox.reset(**options)
        self.clients = [
            self.sandbox.add(name, email=f"{name}@klient.example".lower())
            for name in ("Alfa", "Beta")
        ]

    def order(self, *positions, client=0, **fields):
        """A document made there by a person; positions are ``(code, name, quantity, net sum,
        rate)`` or dicts."""
        positions = positions or (("DES-1", "Deska", 2, "100.00", 23),)
        given = [
            each
            if isinstance(each, dict)
            else dict(
                zip(("code", "name", "quantity", "total_price_net", "tax"), each, strict=True)
            )
            for each in positions
        ]
        values = {
            "kind": self.kind,
            "client_id": int(self.clients[client]),
            "issue_date": "2026-03-09",
            "positions": given,
        }
        return str(self.sandbox.control("invoices", **{**values, **fields})["id"])

    def change(self, external_id, **fields):
        """A change made there by a person, later than the last look."""
        self.sandbox.control("clock", advance=120)
        self.sandbox.control(f"invoices/{external_id}", method="PATCH", **fields)

    def pay(self, external_id):
        self.sandbox.control("clock", advance=120)
        self.sandbox.control(f"invoices/{external_id}/pay")

    def send(self):
        """Nothing waits to be sent."""


class FakturowniaOrdersOutCase(OrdersOutCase):
    """Orders in złoty become documents of Fakturownia."""

    system = "fakturownia"
    document = "order"
    rates = (23, 5)
    currency = "PLN"

    @classmethod
    def connect_target(cls):
        return connect_fakturownia(cls.env, cls.sandbox.url)

    def reset_target(self):
        self.sandbox.reset()
        for number in self.sandbox.control("products", method="GET")["ids"]:
            self.sandbox.control(f"products/{number}", method="DELETE")

    def documents(self):
        rows = self.sandbox.control("invoices?full=1", method="GET")["invoices"]
        return [row for row in rows if row["income"]]
