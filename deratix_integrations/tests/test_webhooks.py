"""Switching webhooks on and off, and what is told of them."""

from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import fields, http
from odoo.exceptions import AccessError, UserError
from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import tagged

from ..pipeline.secret_keys import secret_box
from ..pipeline.webhook_events import clock
from ..providers.base import EntryList
from ..providers.fakturownia.webhooks import Webhooks as FakturowniaWebhooks
from .test_sync import SyncCase


class WebhookCase(SyncCase):
    """A connection of its own for each test, whose synchronisation is on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("web.base.url", "http://127.0.0.1:8069")

    def setUp(self):
        super().setUp()
        self.connection.sync_state = "off"
        self.connection = self.connect_account()
        self.switch_on()

    def press(self, name="action_webhooks_on", connection=None):
        """Press a button; returns the kind of the notification."""
        with self.committing(connection or self.connection) as record:
            action = getattr(record, name)()
        return action["params"]["type"]

    @contextmanager
    def committing(self, record):
        """The record by a cursor that may commit, as that of a request may."""
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            yield record.with_env(record.env(cr=cr))
        self.env.invalidate_all()

    def hooks(self):
        return self.sandbox.control("webhooks", method="GET")["webhooks"]

    def secret(self):
        return secret_box(self.env).decrypt(self.connection.sudo().webhook_sealed)

    def tell(self, kind="party", external_id="1", connection=None, **values):
        """An event as it is after it was taken in."""
        connection = connection or self.connection
        now = clock(self.env.cr)
        return self.env["deratix.webhook.event"].create(
            {
                "connection_id": connection.id,
                "company_id": connection.company_id.id,
                "kind": kind,
                "external_id": external_id,
                "received_at": now,
                **values,
            }
        )

    def card(self):
        cards = self.env["deratix.card"].with_user(self.user)
        self.env.invalidate_all()
        return cards.search([("connection_id", "=", self.connection.id)])


@tagged("post_install", "-at_install")
class TestWebhooks(WebhookCase):
    def test_one_of_each_however_often(self):
        for _ in range(3):
            self.assertEqual(self.press(), "success")
        hooks = self.hooks()
        self.assertEqual(
            sorted(hook["kind"] for hook in hooks), sorted(FakturowniaWebhooks.webhook_events)
        )
        key = self.connection.sudo().webhook_key
        self.assertEqual(
            {hook["url"] for hook in hooks}, {f"http://127.0.0.1:8069/deratix/webhook/{key}"}
        )
        self.assertEqual({hook["api_token"] for hook in hooks}, {self.secret()})
        self.assertEqual(self.connection.webhook_state, "on")
        self.assertGreaterEqual(len(key), 43)
        self.assertGreaterEqual(len(self.secret()), 43)

    def test_switching_off_leaves_those_of_others(self):
        self.press()
        self.sandbox.control("webhooks/hold")
        provider = self.connection._provider(EntryList())
        provider.create_webhook("client:create", "https://other.example/deratix/webhook/x", "s")
        self.assertEqual(self.press("action_webhooks_off"), "success")
        self.assertEqual([hook["url"] for hook in self.hooks()],
                         ["https://other.example/deratix/webhook/x"])  # fmt: skip
        connection = self.connection.sudo()
        self.assertEqual(connection.webhook_state, "off")
        self.assertFalse(connection.webhook_key or connection.webhook_sealed)
        self.press()
        self.assertEqual(len(self.hooks()), 10)

    def test_what_stopped_half_way_is_completed(self):
        """The answer to the third creation is lost after it was carried out."""
        self.sandbox.control(
            "faults",
            rules=[{
                "kind": "reset", "match": "webhooks", "method": "POST", "after_n": 2,
                "arguments": {"processed": True},
            }],
        )  # fmt: skip
        self.assertEqual(self.press(), "danger")
        self.assertEqual(self.connection.webhook_state, "partial")
        self.assertTrue(self.connection.webhook_message)
        self.assertEqual(self.card().data["webhook"]["state"], "partial")
        self.assertEqual(len(self.hooks()), 3)
        secret = self.secret()
        self.assertEqual(self.press(), "success")
        self.assertEqual(len(self.hooks()), 9)
        self.assertEqual({hook["api_token"] for hook in self.hooks()}, {secret})
        self.assertEqual(self.connection.webhook_state, "on")
        self.assertFalse(self.connection.webhook_message)

    def test_what_could_not_be_removed_is_removed_later(self):
        self.press()
        self.sandbox.control("faults", rules=[{"kind": "http_500", "method": "DELETE"}])
        self.assertEqual(self.press("action_webhooks_off"), "warning")
        self.assertEqual(self.connection.webhook_state, "leaving")
        self.assertEqual(self.press("action_webhooks_off"), "success")
        self.assertEqual((self.connection.webhook_state, self.hooks()), ("off", []))

    def test_a_new_address_takes_the_place_of_the_old_one(self):
        self.press()
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("web.base.url", "http://127.0.0.2:8069")
        with self.committing(self.connection) as connection:
            connection._check_webhooks()
        self.assertEqual(self.connection.webhook_state, "stopped")
        self.press()
        self.assertEqual(len(self.hooks()), 9)
        self.assertTrue(all("127.0.0.2" in hook["url"] for hook in self.hooks()))

    def test_a_secret_that_cannot_be_read_is_replaced(self):
        self.press()
        self.connection.sudo().webhook_sealed = "lost"
        self.assertEqual(self.press(), "success")
        self.assertEqual({hook["api_token"] for hook in self.hooks()}, {self.secret()})
        self.assertEqual(len(self.hooks()), 9)

    def test_addresses_that_cannot_be_called(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("deratix.allow_private_addresses", "False")
        for base in (
            "http://odoo.example",
            "https://127.0.0.1",
            "https://10.1.2.3:8069",
            "https://localhost",
            "https://odoo.local",
            "https://[fd00::1]",
            "",
        ):
            with self.subTest(base):
                parameters.set_param("web.base.url", base)
                with self.assertRaisesRegex(UserError, "web.base.url"):
                    self.connection.action_webhooks_on()
        self.assertFalse(self.connection.sudo().webhook_key)
        parameters.set_param("web.base.url", "https://odoo.example/")
        address = self.connection._webhook_address("k")
        self.assertEqual(address, "https://odoo.example/deratix/webhook/k")

    def test_an_address_with_several_databases(self):
        several = patch.object(http, "db_list", lambda force, host: [self.env.cr.dbname, "other"])
        with several, self.assertRaisesRegex(UserError, "dbfilter"):
            self.connection.action_webhooks_on()
        self.assertFalse(self.connection.sudo().webhook_key)

    def test_rights(self):
        for name in ("action_webhooks_on", "action_webhooks_off"):
            with self.assertRaises(AccessError):
                getattr(self.connection.with_user(self.user), name)()
        self.assertEqual(self.press(connection=self.connection.with_user(self.admin)), "success")
        for user in (self.user, self.admin):
            for name in ("webhook_key", "webhook_sealed"):
                with self.assertRaises(AccessError):
                    self.connection.with_user(user).read([name])
                self.assertNotIn(name, self.connection.with_user(user).fields_get())

    def test_the_secret_is_nowhere_in_clear(self):
        self.connection.log_bodies = True
        self.press()
        secret = self.secret()
        for table in ("deratix_connection", "deratix_exchange", "mail_message"):
            self.assertNotIn(secret, str(self.dump(table)))
        self.assertFalse(self.connection.copy().sudo().webhook_sealed)

    def test_the_secret_follows_a_new_encryption_key(self):
        self.press()
        sealed, secret = self.connection.sudo().webhook_sealed, self.secret()
        self.env["deratix.credential"]._rotate_key()
        self.assertNotEqual(self.connection.sudo().webhook_sealed, sealed)
        self.assertEqual(self.secret(), secret)

    def test_another_account_knows_nothing_of_it(self):
        self.press()
        self.connection.base_url = "https://other.fakturownia.pl"
        connection = self.connection.sudo()
        self.assertEqual(connection.webhook_state, "off")
        self.assertFalse(connection.webhook_key or connection.webhook_sealed)

    def test_neutralized(self):
        self.press()
        self.tell()
        self.env.flush_all()
        self.env.cr.execute(get_neutralization_queries(["deratix_integrations"]).__next__())
        self.env.invalidate_all()
        connection = self.connection.sudo()
        self.assertEqual(connection.webhook_state, "off")
        self.assertFalse(connection.webhook_key or connection.webhook_sealed)
        self.assertFalse(self.env["deratix.webhook.event"].search([]))

    # -- the card -----------------------------------------------------------------------------

    def test_the_card_tells_the_age_of_the_last_event(self):
        self.assertNotIn("webhook", self.card().data)
        self.press()
        self.assertIn("No event", self.card().data["webhook"]["message"])
        self.tell(received_at=fields.Datetime.now() - timedelta(minutes=40))
        self.tell(external_id="2", received_at=fields.Datetime.now() - timedelta(minutes=3))
        self.assertIn("3 minutes ago", self.card().data["webhook"]["message"])

    def test_the_number_of_queries_is_constant(self):
        self.press()
        self.tell()
        self.queries()
        one = self.queries()
        for number in range(5):
            other = self.connect_account()
            other.sync_state = "on"
            self.press(connection=other)
            self.tell(external_id=str(number), connection=other)
        self.assertEqual(self.queries(), one)

    def queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        cards = self.env["deratix.card"].with_user(self.user).search([])
        cards.read(["name", "data"])
        return self.env.cr.sql_log_count - before

    def test_old_events_go_but_the_latest(self):
        old = fields.Datetime.now() - timedelta(days=30)
        self.tell(external_id="1", received_at=old)
        latest = self.tell(external_id="2", received_at=old + timedelta(hours=1))
        Event = self.env["deratix.webhook.event"]
        Event._remove_old_events()
        self.assertEqual(Event.search([]), latest)
        new = self.tell(external_id="3")
        Event._remove_old_events()
        self.assertEqual(Event.search([]), new)
