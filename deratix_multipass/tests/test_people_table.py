from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import MultipassCase

AT = "@firma-demo.example"


@tagged("post_install", "-at_install")
class TestPeopleTable(MultipassCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.table = cls.env["deratix.multipass.person"].with_user(cls.system)

    def row(self, login):
        """The row of that login, here or there."""
        self.env.flush_all()
        self.table.invalidate_model()
        found = self.table.search(["|", ("login_here", "=", login), ("login_there", "=", login)])
        self.assertEqual(len(found), 1)
        return found

    def test_every_state_has_its_advice(self):
        self.person("bob", email=f"robert{AT}")
        self.employee("celina")
        self.person("cecilia", email=f"celina{AT}")
        self.person("dawid")
        self.employee("ewa")
        self.person("ewa", active=False)
        self.employee("filip")
        self.person("filip")
        self.person("phil", email=f"filip{AT}")
        self.employee("gosia")
        expected = {
            "anna": ("proposed", "Confirm"),
            "bob": ("email", "the same e-mail"),
            "celina": ("login", "the same login"),
            "dawid": ("only_there", "Nobody in Odoo"),
            "ewa": ("archived", "Switched off in"),
            "filip": ("ambiguous", "Several people"),
            "phil": ("ambiguous", "Several people"),
            "gosia": ("only_here", "Nobody in Fakturownia"),
        }
        self.env.flush_all()
        rows = self.table.search([("connection_id", "=", self.connection.id)])
        found = {row.login_here or row.login_there: row for row in rows}
        found |= {row.login_there: row for row in rows if row.login_there}
        for login, (status, words) in expected.items():
            with self.subTest(login):
                self.assertEqual(found[login].status, status)
                self.assertIn(words, found[login].advice)

    def test_who_took_the_place_of_somebody_gone_is_not_ambiguous(self):
        self.anna_there.active = False
        self.anna_there.login = "anna-until-may"
        self.env.flush_all()
        anna = self.person("anna")
        row = self.row("anna")
        self.assertEqual((row.status, row.external_user_id), ("proposed", anna))
        self.assertEqual(self.row("anna-until-may").status, "archived")

    def test_a_database_with_many_users(self):
        # An id of a row is made of those of a user and a connection.
        self.env.cr.execute("ALTER SEQUENCE res_users_id_seq RESTART WITH 3000000")
        late = self.employee("late")
        row = self.row("late")
        self.assertEqual((row.user_id, row.status), (late, "only_here"))
        self.assertEqual(self.table.browse(row.id).read(["name"])[0]["id"], row.id)

    def test_confirmed_and_withdrawn(self):
        row = self.row("anna")
        row.action_confirm()
        self.assertEqual((row.status, row.advice), ("paired", ""))
        pairing = self.anna_there.pairing_ids
        self.assertEqual((pairing.user_id, pairing.confirmed_by_id), (self.anna, self.system))
        row.action_withdraw()
        self.assertEqual(row.status, "proposed")
        self.assertFalse(self.anna_there.pairing_ids)

    def test_a_list_that_changes_an_email_is_told_of_who_is_paired(self):
        row = self.row("anna")
        row.action_confirm()
        self.anna_there.email = f"other{AT}"
        row = self.row("anna")
        self.assertEqual(row.status, "email")
        self.assertTrue(row.pairing_id)
        row.action_withdraw()
        with self.assertRaises(UserError):
            self.row("anna").action_confirm()

    def test_only_what_is_to_be_confirmed_is_confirmed(self):
        bob = self.person("bob", email=f"robert{AT}")
        with self.assertRaisesRegex(UserError, "Different e-mail"):
            (self.row("anna") + self.row("bob")).action_confirm()
        self.assertFalse(self.anna_there.pairing_ids + bob.pairing_ids)
        with self.assertRaisesRegex(UserError, "None of them is paired"):
            self.row("bob").action_withdraw()

    def test_several_at_once(self):
        bob = self.person("bob")
        (self.row("anna") + self.row("bob")).action_confirm()
        self.assertEqual(len(self.anna_there.pairing_ids + bob.pairing_ids), 2)

    def test_confirming_what_changed_meanwhile_is_refused(self):
        row = self.row("anna")
        self.assertEqual(row.status, "proposed")
        self.anna_there.email = f"other{AT}"
        self.env.flush_all()
        with self.assertRaises(ValidationError):
            row.action_confirm()
        self.assertFalse(self.anna_there.pairing_ids)

    def test_administrators_only(self):
        row = self.row("anna")
        self.assertTrue(row.with_user(self.integrator).advice)
        with self.assertRaises(AccessError):
            row.with_user(self.integrator).action_confirm()
        row.action_confirm()
        with self.assertRaises(AccessError):
            row.with_user(self.integrator).action_withdraw()
        with self.assertRaises(AccessError):
            row.with_user(self.anna).read(["name"])
        self.assertTrue(self.anna_there.pairing_ids)

    def test_who_is_gone_from_the_list_is_shown_with_the_day(self):
        wizard = self.env["deratix.people.import"].with_user(self.system)
        wizard = wizard.create({"connection_id": self.connection.id, "content": "login\nbob"})
        wizard.action_preview()
        wizard.action_apply()
        row = self.row("anna")
        self.assertEqual(row.status, "archived")
        self.assertIn("since 20", row.advice)

    def test_the_number_of_queries_does_not_depend_on_the_table(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.table.search([]).read(["name", "status", "advice"])
            return self.env.cr.sql_log_count - before

        queries()
        few = queries()
        for number in range(30):
            self.person(f"n{number}")
        self.assertLessEqual(queries(), few)

    def test_the_user_is_opened(self):
        self.assertEqual(self.row("anna").action_open_user()["res_id"], self.anna.id)
        self.person("dawid")
        self.assertFalse(self.row("dawid").action_open_user())
