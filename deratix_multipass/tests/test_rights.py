from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import SECRET_NEW, MultipassCase

# What is written by the code alone, whatever the rights of the user.
UNTOUCHED = ("deratix.multipass.secret", "deratix.multipass.token", "deratix.multipass.event")


@tagged("post_install", "-at_install")
class TestRights(MultipassCase):
    def models(self):
        """The models of this addon that keep records."""
        models = (self.env[name] for name in sorted(self.env.registry))
        return [
            model
            for model in models
            if model._original_module == "deratix_multipass"
            and not model._abstract
            and not model._transient
        ]

    def rows(self, multipass, user, person):
        pairing = self.pair(user, person, by=self.env.ref("base.user_root"))
        connection = multipass.connection_id
        token = self.env["deratix.multipass.token"]
        token._claim(connection, f"token-of-{connection.id}-000")
        return {
            "deratix.multipass": multipass,
            "deratix.multipass.secret": multipass.secret_ids,
            "deratix.external.user": person,
            "deratix.multipass.pairing": pairing,
            "deratix.multipass.person": self.env["deratix.multipass.person"].search(
                [("pairing_id", "=", pairing.id)]
            ),
            "deratix.multipass.token": token.search([("connection_id", "=", connection.id)]),
            "deratix.multipass.event": self.env["deratix.multipass.event"].search(
                [("connection_id", "=", connection.id)]
            ),
        }

    def test_every_model_has_access_rows_and_a_company_rule(self):
        Access, Rule = self.env["ir.model.access"], self.env["ir.rule"]
        for model in self.models():
            with self.subTest(model._name):
                rows = Access.search([("model_id.model", "=", model._name)])
                self.assertTrue(rows)
                self.assertTrue(all(rows.mapped("group_id")))
                rules = Rule.search([("model_id.model", "=", model._name), ("groups", "=", False)])
                self.assertIn("company_id", str(rules.mapped("domain_force")))

    def test_nothing_crosses_companies(self):
        company = self.env["res.company"].create({"name": "Other"})
        other = self.connect(company, (SECRET_NEW, SECRET_NEW[::-1]))
        stranger = self.employee(
            "stranger", company_id=company.id, company_ids=[(6, 0, company.ids)]
        )
        foreign = self.rows(other, stranger, self.person("stranger", other.connection_id))
        own = self.rows(self.multipass, self.anna, self.anna_there)
        self.assertEqual(set(foreign), {model._name for model in self.models()})
        for name, records in foreign.items():
            with self.subTest(name):
                self.assertTrue(records)
                found = self.env[name].with_user(self.system).search([])
                self.assertLessEqual(own[name], found)
                self.assertFalse(records & found)
                with self.assertRaises(AccessError):
                    records.with_user(self.system).read(["display_name"])

    def test_employees_see_nothing_of_it(self):
        for model in self.models():
            with self.subTest(model._name):
                self.assertFalse(model.with_user(self.anna).has_access("read"))

    def test_integrators_look_and_change_nothing(self):
        for model in self.models():
            if model._name == "deratix.multipass.token":
                continue
            with self.subTest(model._name):
                mine = model.with_user(self.integrator)
                self.assertTrue(mine.has_access("read"))
                for right in ("create", "write", "unlink"):
                    self.assertFalse(mine.has_access(right))

    def test_nobody_writes_what_the_code_writes(self):
        for name in UNTOUCHED:
            model = self.env[name].with_user(self.system)
            for right in ("create", "write", "unlink"):
                with self.subTest(name, right=right):
                    self.assertFalse(model.has_access(right))

    def test_the_audit_is_changed_by_nobody(self):
        event = self.env["deratix.multipass.event"].search([], limit=1)
        self.assertTrue(event)
        for act in (
            lambda: event.sudo().write({"detail": "x"}),
            lambda: event.sudo().unlink(),
        ):
            with self.assertRaises(AccessError):
                act()

    def test_old_events_go_by_themselves(self):
        Event = self.env["deratix.multipass.event"]
        old, new = Event._note(self.connection, "checked"), Event._note(self.connection, "checked")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE deratix_multipass_event SET at = at - interval '366 days' WHERE id = %s",
            [old.id],
        )
        Event._remove_old()
        self.assertFalse(old.exists())
        self.assertTrue(new.exists())

    def test_secrets_are_never_read(self):
        secret = self.multipass.secret_ids[0]
        for user in (self.system, self.integrator):
            with self.assertRaises(AccessError):
                secret.with_user(user).read(["sealed"])
            values = secret.with_user(user).read()[0]
            self.assertNotIn("sealed", values)
            with self.assertRaises(UserError):
                secret.with_user(user).export_data(["sealed"])
            with self.assertRaises(AccessError):
                self.env["deratix.multipass.secret"].with_user(user).search(
                    [("sealed", "like", "g")]
                )
        copied = self.multipass.connection_id.copy()
        self.assertFalse(copied.multipass_ids)
