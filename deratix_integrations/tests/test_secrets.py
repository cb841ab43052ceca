import json
import os
import stat
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from cryptography.fernet import Fernet
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import config

from ..pipeline.secret_keys import KEY_FILE, SecretUnreadable, secret_box
from .common import IntegrationCase
from .sandbox import APIKEY, EMAIL

VARIABLE = "DERATIX_ENCRYPTION_KEY"


@tagged("post_install", "-at_install")
class TestSecrets(IntegrationCase):
    """Law 9: what signs in is encrypted, and never read back."""

    def credential(self, key="apikey", user=None):
        row = self.connection.credential_ids.filtered(lambda row: row.key == key)
        row.invalidate_recordset()
        return row.with_user(user) if user else row

    def test_database_holds_no_plain_value(self):
        self.env.flush_all()
        self.env.cr.execute("SELECT to_jsonb(t)::text FROM deratix_credential t")
        text = "".join(row for (row,) in self.env.cr.fetchall())
        self.assertNotIn(APIKEY, text)
        self.assertNotIn(EMAIL, text)
        self.assertEqual(self.connection.credential_ids._plain()["apikey"], APIKEY)

    def test_two_equal_values_look_different(self):
        box = secret_box(self.env)
        self.assertNotEqual(box.encrypt("same"), box.encrypt("same"))

    def test_secret_is_not_read_back(self):
        for user in (self.admin, self.env.ref("base.user_admin"), self.env.ref("base.user_root")):
            with self.subTest(user.login):
                credential = self.credential(user=user)
                self.assertFalse(credential.value)
                self.assertTrue(credential.is_set)
                self.assertNotIn(APIKEY, str(credential.read()))
                with self.assertRaises(AccessError):
                    self.credential(user=self.admin).read(["ciphertext"])

    def test_what_is_no_secret_is_read_back(self):
        self.assertEqual(self.credential("email", self.admin).value, EMAIL)

    def test_user_sees_no_credentials_at_all(self):
        with self.assertRaises(AccessError):
            self.credential(user=self.user).read(["value"])
        with self.assertRaises(AccessError):
            self.env["deratix.credential"].with_user(self.user).search([])
        with self.assertRaises(AccessError):
            self.connection.with_user(self.user).read(["credential_ids"])[0]["credential_ids"]

    def test_admin_cannot_unmask_a_secret(self):
        """Only the value can be written: not what makes it a secret, nor where it belongs."""
        other = self.connect(self.env.company, "http://127.0.0.1:9", "Other")
        for vals in ({"secret": False}, {"connection_id": other.id}, {"key": "email"}):
            with self.subTest(**vals), self.assertRaises(AccessError):
                self.credential(user=self.admin).write(vals)
        self.assertFalse(self.credential(user=self.admin).value)

    def test_admin_replaces_a_secret(self):
        self.credential(user=self.admin).value = "a new one"
        self.assertEqual(self.connection.credential_ids._plain()["apikey"], "a new one")
        # An empty field in the form means: as it was.
        self.credential(user=self.admin).value = False
        self.assertEqual(self.connection.credential_ids._plain()["apikey"], "a new one")

    def test_another_host_does_not_get_the_secret(self):
        self.connection.with_user(self.admin).base_url = "https://elsewhere.example"
        self.assertFalse(self.credential().is_set)
        self.assertTrue(self.credential("email").is_set)

    def test_another_path_of_the_host_keeps_the_secret(self):
        self.connection.with_user(self.admin).base_url = self.connection.base_url + "/api"
        self.assertTrue(self.credential().is_set)

    def test_secret_entered_together_with_the_address_is_kept(self):
        row = self.credential()
        self.connection.with_user(self.admin).write(
            {
                "base_url": "https://elsewhere.example",
                "credential_ids": [[1, row.id, {"value": "the key of the other"}]],
            }
        )
        self.assertEqual(self.connection.credential_ids._plain()["apikey"], "the key of the other")

    def test_unreadable_secret_is_a_failed_test(self):
        with patch.dict(os.environ, {VARIABLE: Fernet.generate_key().decode()}):
            self.assertFalse(self.connection._run_test())
        self.assertIn("key", self.connection.last_test_message)
        self.assertEqual(self.connection.status, "incomplete")

    def test_search_does_not_find_by_ciphertext(self):
        Credential = self.env["deratix.credential"].with_user(self.admin)
        with self.assertRaises(AccessError):
            Credential.search([("ciphertext", "like", "gAAAA%")])
        with self.assertRaises(AccessError):
            Credential.search([], order="ciphertext")
        with self.assertRaises(AccessError):
            Credential._read_group([], ["ciphertext"])

    def test_export_holds_no_secret(self):
        self.admin.group_ids |= self.env.ref("base.group_allow_export")
        fields = self.env["deratix.credential"].with_user(self.admin).fields_get()
        self.assertFalse(fields["value"].get("exportable", True))
        self.assertNotIn("ciphertext", fields)
        rows = self.connection.with_user(self.admin).export_data(
            ["name", "credential_ids/key", "credential_ids/value"]
        )
        self.assertNotIn(APIKEY, str(rows))

    def test_copy_holds_no_secret(self):
        copy = self.connection.copy()
        self.assertEqual(len(copy.credential_ids), 3)
        self.assertFalse(any(copy.credential_ids.mapped("is_set")))
        self.assertEqual(copy.status, "incomplete")
        self.assertFalse(copy.account_name)

    def test_chatter_holds_no_secret(self):
        self.connection.credential_ids.write({"value": "tracked?"})
        self.connection.write({"name": "Renamed", "base_url": "https://moja.superfaktura.sk"})
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT to_jsonb(m)::text FROM mail_message m "
            "UNION ALL SELECT to_jsonb(t)::text FROM mail_tracking_value t"
        )
        text = "".join(row for (row,) in self.env.cr.fetchall())
        for secret in (APIKEY, EMAIL, "tracked?"):
            self.assertNotIn(secret, text)

    # -- the key ----------------------------------------------------------------------------

    def box_of(self, *, variable=None, option=None, folder="/nonexistent"):
        values = {VARIABLE: variable} if variable else {}
        cleared = {key: value for key, value in os.environ.items() if key != VARIABLE}
        with (
            patch.dict(os.environ, {**cleared, **values}, clear=True),
            patch.dict(config.options, {"deratix_encryption_key": option, "data_dir": str(folder)}),
        ):
            return secret_box(self.env)

    def test_key_comes_from_the_environment_then_the_configuration(self):
        first, second = (Fernet.generate_key().decode() for _ in range(2))
        text = self.box_of(variable=first).encrypt("value")
        self.assertEqual(self.box_of(variable=first, option=second).decrypt(text), "value")
        self.assertEqual(self.box_of(option=first).decrypt(text), "value")
        self.assertFalse(self.box_of(option=second).readable(text))

    def test_key_file_is_made_once_and_private(self):
        with TemporaryDirectory() as folder:
            text = self.box_of(folder=folder).encrypt("value")
            path = Path(folder) / KEY_FILE
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
            self.assertEqual(self.box_of(folder=folder).decrypt(text), "value")
            self.assertEqual([entry.name for entry in Path(folder).iterdir()], [KEY_FILE])

    def test_open_key_file_of_somebody_else_is_told(self):
        with TemporaryDirectory() as folder:
            path = Path(folder) / KEY_FILE
            if os.geteuid() == 0:
                path.write_text(Fernet.generate_key().decode())
                path.chmod(0o644)
                os.chown(path, 65534, 65534)
            else:
                path.symlink_to("/etc/passwd")
            with self.assertRaisesRegex(UserError, f"chmod 600 {path}"):
                self.box_of(folder=folder)

    def test_malformed_key_is_told(self):
        with self.assertRaisesRegex(UserError, "malformed"):
            self.box_of(option="no key at all")
        with TemporaryDirectory() as folder, self.assertRaisesRegex(UserError, "malformed"):
            (Path(folder) / KEY_FILE).touch(mode=0o600)
            self.box_of(folder=folder)

    def test_rotation(self):
        old = os.environ[VARIABLE]
        new = Fernet.generate_key().decode()
        with patch.dict(os.environ, {VARIABLE: f"{new},{old}"}):
            self.assertEqual(self.connection.credential_ids._plain()["apikey"], APIKEY)
            self.env["deratix.credential"]._rotate_key()
        with patch.dict(os.environ, {VARIABLE: new}):
            self.assertEqual(self.connection.credential_ids._plain()["apikey"], APIKEY)

    def test_other_key_is_told(self):
        with patch.dict(os.environ, {VARIABLE: Fernet.generate_key().decode()}):
            with self.assertRaises(SecretUnreadable) as caught:
                self.connection.credential_ids._plain()
            self.assertIn("key", str(caught.exception))
            self.assertNotIn(APIKEY, repr(caught.exception))
            # The form opens all the same, and the data can be entered again.
            self.assertFalse(self.credential("email", self.admin).value)
            self.sign_in(self.connection)
            self.assertEqual(self.connection.credential_ids._plain()["apikey"], APIKEY)


@tagged("post_install", "-at_install")
class TestSecretsOverHttp(HttpCase):
    """What a browser gets, of everything it may ask."""

    def test_no_call_gives_a_secret_back(self):
        key = Fernet.generate_key().decode()
        self.startPatcher(patch.dict(os.environ, {VARIABLE: key}))
        new_test_user(
            self.env,
            "secrets-admin",
            groups="deratix_integrations.group_admin,base.group_allow_export",
            password="secrets-admin",
        )
        connection = self.env["deratix.connection"].create(
            {
                "name": "Account",
                "integration_id": self.env.ref("deratix_integrations.integration_superfaktura").id,
            }
        )
        IntegrationCase.sign_in(connection)
        self.env.flush_all()
        ids = connection.credential_ids.ids
        self.authenticate("secrets-admin", "secrets-admin")
        specification = {"credential_ids": {"fields": {"key": {}, "value": {}, "is_set": {}}}}
        calls = [
            ("deratix.credential", "read", [ids], {}),
            ("deratix.credential", "web_read", [ids], {"specification": {"value": {}}}),
            ("deratix.credential", "search_read", [[]], {}),
            ("deratix.credential", "export_data", [ids, ["key", "value"]], {}),
            ("deratix.credential", "name_search", ["", []], {}),
            ("deratix.credential", "copy_data", [ids], {}),
            ("deratix.connection", "web_read", [connection.ids], {"specification": specification}),
            ("deratix.connection", "copy_data", [connection.ids], {}),
        ]
        for model, method, args, kwargs in calls:
            with self.subTest(f"{model}.{method}"):
                answer = self.make_call(model, method, args, kwargs)
                self.assertNotIn(APIKEY, json.dumps(answer))
        for method, args in (("_plain", [ids]), ("_rotate_key", [[]])):
            with self.subTest(method):
                answer = self.make_call("deratix.credential", method, args, {})
                self.assertIn("error", answer)

    def make_call(self, model, method, args, kwargs):
        parameters = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        body = {"jsonrpc": "2.0", "method": "call", "params": parameters}
        return self.url_open(f"/web/dataset/call_kw/{model}/{method}", json=body).json()
