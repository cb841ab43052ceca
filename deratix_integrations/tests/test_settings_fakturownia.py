from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_sync import TOKEN, SyncCase


@tagged("post_install", "-at_install")
class TestSettingsFakturownia(SyncCase):
    """The checkbox and the token in the settings. The connection of the sandbox is archived: it
    has an address that was entered by hand, and is used again."""

    def setUp(self):
        super().setUp()
        self.connection.action_sync_stop()
        self.connection.active = False
        self.connection.credential_ids.sudo().ciphertext = False

    def save(self, **values):
        """Open the settings, change something and press *Save*."""
        with self.enter_registry_test_mode():
            settings = self.env["res.config.settings"].create(values)
            return settings, settings.execute()

    def tick(self, token=TOKEN):
        return self.save(deratix_fakturownia=True, deratix_fakturownia_token=token)

    def shown(self):
        return self.env["res.config.settings"].create({})

    def test_switching_on_compares(self):
        self.assertFalse(self.shown().deratix_fakturownia)
        self.sandbox.add("Alfa", email="a@alfa.example")
        _settings, action = self.tick()
        run = self.env["deratix.run"].browse(action["res_id"])
        self.assertEqual((run.kind, run.connection_id), ("sync", self.connection))
        self.assertEqual(self.connection.base_url, self.sandbox.url)
        self.assertEqual(
            (self.connection.status, self.connection.sync_state), ("ready", "starting")
        )
        self.work()
        self.assertEqual(run.state, "ready", run.message)
        self.assertTrue(run.is_first_sync)
        self.assertIn("Clients in Fakturownia: 1.", run.first_sync_text)
        shown = self.shown()
        self.assertTrue(shown.deratix_fakturownia)
        self.assertEqual(shown.deratix_fakturownia_address, self.sandbox.url)

    def test_each_mistake_is_named(self):
        cases = {
            "": "Enter the API token",
            "no-account-in-it": "wrong form",
            "a/b/c": "wrong form",
            "/firma-demo": "before the slash",
            "demo-fakturownia-token-0001/": "behind the slash",
            "demo-fakturownia-token-0001/no account": "behind the slash",
            "not-the-right-one/firma-demo": "does not accept this API token",
            "demo-fakturownia-token-0001/other-firm": "“other-firm”",
        }
        for token, sentence in cases.items():
            with self.subTest(token), self.assertRaises(UserError) as caught:
                self.tick(token)
            self.assertIn(sentence, str(caught.exception))
            self.assertNotIn("demo-fakturownia-token", str(caught.exception))
        self.assertFalse(self.connection.active)
        self.assertFalse(self.connection.credential_ids.is_set)
        self.assertFalse(self.env["deratix.run"].search([("kind", "=", "sync")]))

    def test_a_token_of_another_account_is_named(self):
        """The sandbox is asked for the account that the token names, and another one answers."""
        self.sandbox.reset(prefix="other-firm")
        with self.assertRaises(UserError) as caught:
            self.tick()
        self.assertIn("firma-demo", str(caught.exception))

    def test_the_token_is_not_kept_readable(self):
        settings, _action = self.tick()
        secret = TOKEN.partition("/")[0]
        failed = self.env["res.config.settings"].create(
            {"deratix_fakturownia": True, "deratix_fakturownia_token": "wrong-one/firma-demo"}
        )
        self.assertTrue(failed.sudo().deratix_fakturownia_sealed)
        for record in (settings, failed):
            record.invalidate_recordset()
            self.assertFalse(record.deratix_fakturownia_token)
        rows = str(self.dump("res_config_settings"))
        self.assertNotIn(secret, rows)
        self.assertNotIn("wrong-one", rows)
        self.assertFalse(settings.sudo().deratix_fakturownia_sealed)

    def test_saving_again_keeps_everything(self):
        self.switched_on()
        self.sandbox.forget_requests()
        self.save()
        self.assertEqual(self.connection.sync_state, "on")
        self.assertTrue(self.connection.active)
        self.assertTrue(self.connection.credential_ids.is_set)
        self.assertEqual(self.sandbox.requests(), [])

    def switched_on(self):
        _settings, action = self.tick()
        self.work()
        run = self.env["deratix.run"].browse(action["res_id"])
        with self.enter_registry_test_mode():
            run.action_from_now_on()
        self.work()
        self.assertEqual(self.connection.sync_state, "on", run.message)

    def test_unticking_stops_and_ticking_again_revives(self):
        client = self.sandbox.add("Alfa", email="a@alfa.example")
        self.switched_on()
        self.sandbox.change(client, city="Lublin")
        self.cycle()
        self.assertTrue(self.binding(client))
        self.save(deratix_fakturownia=False)
        self.assertFalse(self.connection.active)
        self.assertEqual(self.connection.sync_state, "off")
        self.sandbox.change(client, city="Sopot")
        self.assertFalse(self.cycle())
        # The token was kept, encrypted, and the links were kept as well.
        _settings, action = self.tick(token=False)
        self.assertTrue(self.connection.active)
        self.assertEqual(action["res_model"], "deratix.run")
        self.work()
        run = self.env["deratix.run"].browse(action["res_id"])
        self.assertEqual(self.line(run, client).reason, "binding")

    def test_a_new_token_replaces_the_old_one(self):
        self.switched_on()
        with self.assertRaises(UserError):
            self.tick("wrong-one/firma-demo")
        self.assertEqual(self.connection.credential_ids._plain(), {"token": TOKEN})
        self.tick()
        self.assertEqual((self.connection.status, self.connection.sync_state), ("ready", "on"))

    def test_another_account_is_not_mixed_up_with_the_linked_one(self):
        client = self.sandbox.add("Alfa", email="a@alfa.example")
        self.switched_on()
        self.sandbox.change(client, city="Lublin")
        self.cycle()
        # As if it were the usual address of an account.
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE deratix_connection SET base_url = 'https://firma-demo.fakturownia.pl' "
            "WHERE id = %s",
            [self.connection.id],
        )
        self.env.invalidate_all()
        with self.assertRaises(UserError) as caught:
            self.tick("some-token/other-firm")
        self.assertIn("https://other-firm.fakturownia.pl", str(caught.exception))
        self.assertIn("switch the integration off", str(caught.exception))

    def test_the_interval(self):
        self.switched_on()
        self.assertEqual(self.shown().deratix_fakturownia_interval, 5)
        self.save(deratix_fakturownia_interval=15)
        self.assertEqual(self.connection.sync_interval, 15)

    def test_the_form_of_the_connection(self):
        self.switched_on()
        settings = self.shown()
        self.assertEqual(settings.action_deratix_fakturownia()["res_id"], self.connection.id)
        self.assertEqual(settings.deratix_fakturownia_state, "On")
