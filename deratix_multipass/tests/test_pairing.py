from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import MultipassCase


@tagged("post_install", "-at_install")
class TestPairing(MultipassCase):
    def statuses(self):
        self.env.invalidate_all()
        people = self.env["deratix.multipass.person"].search(
            [("connection_id", "=", self.connection.id)]
        )
        return {person.name: person.status for person in people}

    def status(self, name):
        return self.statuses().get(name)

    def test_who_confirmed_and_when_is_not_to_be_given(self):
        pairing = (
            self.env["deratix.multipass.pairing"]
            .with_user(self.system)
            .create(
                {
                    "user_id": self.anna.id,
                    "external_user_id": self.anna_there.id,
                    "confirmed_by_id": self.bob.id,
                    "confirmed_at": "2020-01-01 00:00:00",
                }
            )
        )
        self.assertEqual(pairing.confirmed_by_id, self.system)
        self.assertGreater(str(pairing.confirmed_at), "2026")
        self.assertEqual(pairing.connection_id, self.connection)

    def test_only_administrators_confirm(self):
        for user in (self.anna, self.integrator):
            for model in (
                self.env["deratix.multipass.pairing"].with_user(user),
                # Not even code that runs with all rights does so for them.
                self.env["deratix.multipass.pairing"].with_user(user).sudo(),
            ):
                with self.subTest(user.login, su=model.env.su), self.assertRaises(AccessError):
                    model.create({"user_id": self.anna.id, "external_user_id": self.anna_there.id})

    def test_a_pairing_is_not_changed(self):
        pairing = self.pair(self.anna, self.anna_there)
        for vals in ({"user_id": self.bob.id}, {"confirmed_by_id": self.bob.id}):
            with self.assertRaises(AccessError):
                pairing.sudo().write(vals)

    def test_people_who_are_never_paired(self):
        portal = new_test_user(self.env, "portal", groups="base.group_portal", email="p@x.example")
        other = self.env["res.company"].create({"name": "Other"})
        elsewhere = self.employee("elsewhere", company_id=other.id, company_ids=[(6, 0, other.ids)])
        archived = self.employee("archived")
        archived.active = False
        users = (
            self.env.ref("base.user_root"),
            self.env.ref("base.public_user"),
            portal,
            elsewhere,
            archived,
        )
        for user in users:
            person = self.person(user.login, email=user.email)
            with self.subTest(user.login), self.assertRaises(ValidationError):
                self.pair(user, person)

    def test_login_and_email_have_to_be_the_same(self):
        for number, values in enumerate(
            (
                {"login": "anna2"},
                {"email": "anna2@firma-demo.example"},
                {"email": "Anna@firma-demo.example"},
                {"email": "anna@firma-demo.example "},
                {"email": "anna+x@firma-demo.example"},
                {"email": "аnna@firma-demo.example"},  # a Cyrillic letter
                {"email": False},
            )
        ):
            values = {"login": "anna", "email": "anna@firma-demo.example", **values}
            with self.subTest(**values), self.cr.savepoint() as savepoint:
                self.anna_there.login = f"someone-{number}"
                self.env.flush_all()
                person = self.person(**values)
                with self.assertRaises(ValidationError):
                    self.pair(self.anna, person)
                savepoint.rollback()

    @mute_logger("odoo.sql_db")
    def test_a_person_is_paired_once_on_either_side(self):
        self.pair(self.anna, self.anna_there)
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.pair(self.anna, self.anna_there)
        twin = self.person("anna-2", email="anna@firma-demo.example")
        self.anna.login = "anna-2"
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.pair(self.anna, twin)

    def test_another_login_or_number_there_ends_the_pairing(self):
        for values in ({"login": "somebody"}, {"external_id": "77"}):
            with self.subTest(values), self.cr.savepoint() as savepoint:
                pairing = self.pair(self.anna, self.anna_there)
                self.anna_there.write({"name": "Anna", "active": True})
                self.assertTrue(pairing.exists())
                self.anna_there.write(values)
                self.assertFalse(pairing.exists())
                self.assertIn(("withdrawn", False), self.events("withdrawn"))
                savepoint.rollback()

    def test_the_table_tells_what_is_wrong(self):
        self.anna.name = self.anna_there.name = "Anna"
        self.assertEqual(self.status("Anna"), "proposed")
        self.pair(self.anna, self.anna_there)
        self.assertEqual(self.status("Anna"), "paired")
        self.anna.email = "new@firma-demo.example"
        self.assertEqual(self.status("Anna"), "email")
        self.anna.login = "anna.new"
        self.assertEqual(self.status("Anna"), "login")
        self.anna.active = False
        self.assertEqual(self.status("Anna"), "archived")

        self.assertEqual(self.status(self.bob.name), "only_here")
        bob = self.person("robert", name="Bob There", email="bob@firma-demo.example")
        self.assertEqual(self.status("Bob There"), "login")
        self.assertIsNone(self.status(self.bob.name))
        bob.write({"login": "bob", "email": "other@firma-demo.example"})
        self.assertEqual(self.status("Bob There"), "email")
        bob.email = False
        self.assertEqual(self.status("Bob There"), "email")
        self.person("bob-2", name="Bob Two", email="bob@firma-demo.example")
        self.assertEqual(
            (self.status("Bob There"), self.status("Bob Two")), ("ambiguous", "ambiguous")
        )

        nobody = self.person("nobody", name="Nobody")
        self.assertEqual(self.status("Nobody"), "only_there")
        nobody.active = False
        self.assertEqual(self.status("Nobody"), "archived")
        self.employee("carla").active = False
        self.person("carla", name="Carla")
        self.assertEqual(self.status("Carla"), "archived")

    def test_what_is_proposed_is_confirmed_together(self):
        self.person("bob")
        self.person("nobody")
        people = self.env["deratix.multipass.person"].with_user(self.system).search([])
        self.assertEqual(people._confirm().user_id, self.anna + self.bob)
        paired = people.search([("user_id", "in", (self.anna + self.bob).ids)])
        self.assertEqual(set(paired.mapped("status")), {"paired"})
