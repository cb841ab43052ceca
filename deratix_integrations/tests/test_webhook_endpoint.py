"""The address that other systems call: whom it believes, and what rubbish does to it."""

import json
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from ..pipeline import webhook_events
from .test_webhooks import WebhookCase

JSON = {"Content-Type": "application/json; charset=utf-8"}


@tagged("post_install", "-at_install")
class TestWebhookEndpoint(WebhookCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.press()
        self.key = self.connection.sudo().webhook_key
        self.cron = self.env.ref("deratix_integrations.ir_cron_sync")
        self.triggers().unlink()

    def triggers(self):
        return self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)])

    def send(self, body, key=None, headers=None, **options):
        """Call the address; a dict is sent as JSON."""
        data = json.dumps(body).encode() if isinstance(body, dict) else body
        self.env.flush_all()
        answer = self.url_open(
            f"/deratix/webhook/{key or self.key}",
            data=data,
            headers=JSON if headers is None else headers,
            method="POST",
            **options,
        )
        self.env.invalidate_all()
        return answer

    def client(self, number=5, secret=None, **more):
        token = self.secret() if secret is None else secret
        return {"client_id": number, "client": {"id": number}, "api_token": token, **more}

    def events(self):
        return self.env["deratix.webhook.event"].search([], order="id")

    # -- taking in ----------------------------------------------------------------------------

    def test_events_are_noted_and_wake_the_scheduler(self):
        self.connection.sync_invoices = True
        answer = self.send(self.client(client={"id": 5, "name": "Jan Tajny", "email": "j@t.pl"}))
        self.assertEqual((answer.status_code, answer.content), (200, b""))
        self.assertFalse(answer.cookies)
        deal = {"external_ids": {"fakturownia": 9}, "client": {"name": "Jan Tajny"}}
        self.send({"deal": deal, "api_token": self.secret(), "app_name": "fakturownia"})
        self.assertEqual(
            [(event.kind, event.external_id, event.state, event.count) for event in self.events()],
            [("party", "5", "waiting", 1), ("invoice", "9", "waiting", 1)],
        )
        self.assertEqual(len(self.triggers()), 1, "the second one found it woken")
        self.assertNotIn("Tajny", str(self.dump("deratix_webhook_event")))
        self.assertEqual(self.events().company_id, self.connection.company_id)

    def test_documents_that_nobody_wants_are_not_kept(self):
        deal = {"external_ids": {"fakturownia": 9}}
        body = {"deal": deal, "api_token": self.secret(), "app_name": "fakturownia"}
        self.assertEqual(self.send(body).status_code, 200)
        self.assertFalse(self.events() or self.triggers())

    def test_duplicates_stay_one_row(self):
        for _ in range(6):
            self.assertEqual(self.send(self.client()).status_code, 200)
        self.assertEqual([event.count for event in self.events()], [6])
        self.assertEqual(len(self.triggers()), 1)
        self.events().state = "done"
        self.send(self.client())
        self.assertEqual([(e.count, e.state) for e in self.events()], [(7, "waiting")])
        self.assertEqual(len(self.triggers()), 2)

    def test_the_number_of_rows_that_wait_is_limited(self):
        with patch.object(webhook_events, "MAX_WAITING", 3):
            for number in range(1, 8):
                self.assertEqual(self.send(self.client(number)).status_code, 200)
            self.assertEqual(len(self.events()), 3)
            self.send(self.client(2))
            self.assertEqual(self.events().mapped("count"), [1, 2, 1])

    def test_nothing_is_kept_while_the_synchronisation_is_off(self):
        for values in (
            {"sync_state": "off"},
            {"sync_state": "starting"},
            {"active": False},
            {"webhook_state": "leaving"},
        ):
            with self.subTest(values):
                before = {name: self.connection[name] for name in values}
                self.connection.write(values)
                self.assertEqual(self.send(self.client()).status_code, 200)
                self.assertFalse(self.events() or self.triggers())
                self.connection.write(before)

    # -- whom it believes -----------------------------------------------------------------------

    def test_strangers_are_all_told_the_same(self):
        answers = [
            self.send(self.client(secret="wrong")),
            self.send(self.client(secret="")),
            self.send(self.client(secret=self.secret()[:-1])),
            self.send(self.client(secret=self.secret() + " ")),
            self.send(self.client(api_token=None)),
            self.send(self.client(api_token=[self.secret()])),
            self.send(self.client(api_token={"a": self.secret()})),
            self.send(self.client(api_token=True)),
            self.send(self.client(), key="A" * 43),
            self.send(self.client(), key="short"),
            self.send(self.client(), key="%00" * 43),
            self.send(self.client(), key="%27%20OR%201=1--"),
            self.send(b""),
        ]
        told = {(answer.status_code, answer.content) for answer in answers}
        self.assertEqual(told, {(404, b"")})
        names = {frozenset(answer.headers) for answer in answers}
        self.assertEqual(len(names), 1)
        self.assertFalse(self.events() or self.triggers())

    def test_a_connection_without_a_secret_believes_nobody(self):
        for sealed in (False, "", "not readable"):
            self.connection.sudo().webhook_sealed = sealed
            for secret in ("", "none", "not readable"):
                self.assertEqual(self.send(self.client(secret=secret)).status_code, 404)
        self.assertFalse(self.events())

    def test_the_secret_of_one_connection_is_none_of_another(self):
        secret = self.secret()
        other = self.connect_account()
        other.sync_state = "on"
        self.press(connection=other)
        answer = self.send(self.client(secret=secret), key=other.sudo().webhook_key)
        self.assertEqual(answer.status_code, 404)
        self.assertFalse(self.events())

    def test_the_secret_is_compared_in_constant_time(self):
        """By ``compare_digest`` of bytes, also where there is no such connection."""
        compared = []
        target = "odoo.addons.deratix_integrations.models.connection_events.hmac.compare_digest"
        with patch(target, lambda *both: compared.append(both) or False):
            self.send(self.client())
            self.send(self.client(), key="A" * 43)
        self.assertEqual(len(compared), 2)
        self.assertTrue(all(isinstance(each, bytes) for both in compared for each in both))

    def test_only_post(self):
        for method in ("GET", "PUT", "DELETE"):
            answer = self.url_open(f"/deratix/webhook/{self.key}", method=method)
            self.assertEqual(answer.status_code, 405, method)

    # -- rubbish --------------------------------------------------------------------------------

    def test_rubbish_does_no_harm(self):
        """Neither without the secret nor with it: nothing is kept, and nothing of it is logged."""
        secret = json.dumps(self.secret())
        bodies = (
            b"\x00\x01\x02",
            b"\xff\xfe{\x00}",
            b"[1, 2, 3]",
            b'"text"',
            b"null",
            b"NaN",
            b"[" * 60_000,
            b'{"a":' * 12_000,
            b'{"client_id": ' + b"9" * 5_000 + b"}",
            "{'api_token': 'x'}".encode("utf-16"),
            '{"api_token": "zażółć"}'.encode("cp1250"),
            b'{"api_token": "\\ud800"}',
            b'{"api_token": "\\u0000"}',
        )
        for body in bodies:
            with self.subTest(body[:30]), self.assertNoLogs("odoo.http", "WARNING"):
                self.assertEqual(self.send(body).status_code, 404)
        for body in (
            "{}",
            '{"client": []}',
            '{"client": {"id": "\\u0000"}, "client_id": null}',
            '{"client_id": ' + "9" * 4_000 + ', "client": {}}',
            '{"client_id": -1, "client": {}}',
            '{"client_id": 1e400, "client": {}}',
            '{"client_id": true, "client": {}}',
            '{"client_id": {"a": 1}, "client": {}}',
            '{"deal": {"external_ids": [[[]]]}}',
            '{"deal": "x", "client": 7}',
            '{"something": "else"}',
        ):
            known = body[:-1] + (", " if len(body) > 2 else "") + f'"api_token": {secret}}}'
            with self.subTest(body[:60]), self.assertNoLogs("odoo.http", "WARNING"):
                self.assertEqual(self.send(known.encode()).status_code, 200)
        self.assertFalse(self.events() or self.triggers())

    def test_other_kinds_of_content(self):
        for kind in (
            "text/plain",
            "application/octet-stream",
            "application/json; charset=latin-9000",
            "multipart/form-data",
            "multipart/form-data; boundary=x",
            "application/x-www-form-urlencoded",
            "",
        ):
            with self.subTest(kind), self.assertNoLogs("odoo.http", "WARNING"):
                answer = self.send(b"key=1&session_id=2&%00=%00", headers={"Content-Type": kind})
                self.assertEqual(answer.status_code, 404)
        self.assertFalse(self.events())

    def test_a_large_body_is_not_read(self):
        large = self.client(padding="x" * 65_536)
        self.assertEqual(self.send(large).status_code, 413)
        self.assertFalse(self.events())
        fitting = self.client(padding="x" * 60_000)
        self.assertEqual(self.send(fitting).status_code, 200)
        self.assertEqual(len(self.events()), 1)

    def test_a_large_body_of_unknown_length_is_not_read(self):
        part = json.dumps(self.client(padding="x" * 30_000)).encode()
        sent = self.send(iter([part] * 8))
        self.assertIn(sent.status_code, (404, 413))
        self.assertFalse(self.events())
