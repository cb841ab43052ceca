from base64 import b64encode

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import MultipassCase

AT = "@firma-demo.example"


@tagged("post_install", "-at_install")
class TestPeopleImport(MultipassCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ewa_there = cls.person("ewa", name="Ewa Lis", external_id="59")
        cls.people = cls.env["deratix.external.user"].with_context(active_test=False)

    def wizard(self, content="", user=None, **values):
        return (
            self.env["deratix.people.import"]
            .with_user(user or self.system)
            .create({"connection_id": self.connection.id, "content": content, **values})
        )

    def preview(self, content="", **values):
        wizard = self.wizard(content, **values)
        wizard.action_preview()
        self.assertEqual(wizard.state, "preview")
        return wizard

    def told(self, wizard):
        return [(line.action, line.line, line.login) for line in wizard.line_ids]

    def known(self):
        found = self.people.search([("connection_id", "=", self.connection.id)], order="login")
        return {user.login: user for user in found}

    def test_a_preview_tells_everything_and_writes_nothing(self):
        self.pair(self.anna, self.anna_there)
        before = {login: user.read() for login, user in self.known().items()}
        wizard = self.preview(
            f"Login;E-mail;Imię i nazwisko\nanna;anna{AT};Anna\nfilip;filip{AT};Filip\n;x{AT};\n"
        )
        self.assertEqual(
            self.told(wizard), [("bad", 4, ""), ("changed", 2, "anna"), ("new", 3, "filip")]
        )
        counts = wizard.read(["bad_count", "new_count", "changed_count", "gone_count"])[0]
        self.assertEqual(
            counts,
            {"id": wizard.id, "bad_count": 1, "new_count": 1, "changed_count": 1, "gone_count": 0},
        )
        self.assertIn("no → Anna", wizard.line_ids[1].detail)
        self.assertEqual(wizard.line_ids[0].detail, "There is no login.")
        self.env.flush_all()
        self.assertEqual({login: user.read() for login, user in self.known().items()}, before)
        self.assertTrue(self.anna_there.pairing_ids)

    def test_a_list_is_taken_over(self):
        self.pair(self.anna, self.anna_there)
        answer = self.preview(
            "login\temail\tname\tid\trole\tactive\n"
            f"anna\tanna{AT}\tAnna Demo\t\tadmin\tyes\n"
            f"filip\tfilip{AT}\tFilip Żak\t60\tmember\ttak\n"
            f"gosia\t\tGosia\t61\t\tnie\n"
        ).action_apply()
        self.assertEqual(answer["params"]["type"], "success")
        known = self.known()
        self.assertEqual(sorted(known), ["anna", "ewa", "filip", "gosia"])
        self.assertEqual(known["anna"], self.anna_there)
        self.assertEqual((known["anna"].name, known["anna"].role), ("Anna Demo", "admin"))
        self.assertTrue(self.anna_there.pairing_ids, "who is the same stays paired")
        self.assertEqual(
            (known["filip"].external_id, known["filip"].name, known["filip"].active),
            ("60", "Filip Żak", True),
        )
        self.assertEqual((known["gosia"].active, known["gosia"].email), (False, False))
        self.assertFalse(known["gosia"].missing_since)
        self.assertTrue(known["ewa"].missing_since)
        self.assertFalse(known["ewa"].active)

    def test_an_uploaded_file_of_windows(self):
        content = f"Prihlasovacie meno;E-mail;Meno;ID\r\nľubo;lubo{AT};Ľubomír Žák;7\r\n"
        self.preview(file=b64encode(content.encode("cp1250"))).action_apply()
        self.assertEqual(self.known()["ľubo"].name, "Ľubomír Žák")

    def test_the_same_list_twice_writes_nothing_the_second_time(self):
        content = f"login;email;name;id\nanna;anna{AT};;\newa;ewa{AT};Ewa Lis;59"
        wizard = self.preview(content)
        self.assertFalse(wizard.line_ids)
        self.assertEqual((wizard.write_count, wizard.same_count), (0, 2))

    def test_somebody_gone_is_kept_and_comes_back(self):
        self.pair(self.anna, self.anna_there)
        self.preview("login\newa").action_apply()
        self.assertFalse(self.anna_there.active)
        self.assertEqual(self.anna_there.pairing_ids._obstacle(), "inactive")
        missing = self.anna_there.missing_since
        wizard = self.preview("login\newa")
        self.assertFalse(wizard.write_count, "known to be gone already")
        self.assertEqual(self.anna_there.missing_since, missing)
        wizard = self.preview("login\newa\nanna")
        self.assertEqual(self.told(wizard), [("back", 3, "anna")])
        wizard.action_apply()
        self.assertTrue(self.anna_there.active)
        self.assertFalse(self.anna_there.missing_since)

    def test_who_was_archived_by_hand_does_not_come_back_by_a_list(self):
        self.anna_there.active = False
        wizard = self.preview("login\nanna\newa")
        self.assertFalse(wizard.write_count)

    def test_while_rows_cannot_be_read_nobody_is_taken_to_be_gone(self):
        wizard = self.preview("login;email\nanna;\newa;no address")
        self.assertEqual([line.action for line in wizard.line_ids], ["bad", "changed"])
        wizard.action_apply()
        self.assertTrue(self.ewa_there.active)

    def test_another_number_is_another_person(self):
        self.pair(self.anna, self.anna_there)
        wizard = self.preview("login;id\nanna;77\newa;59")
        self.assertEqual(wizard.unpaired_count, 1)
        self.assertIn("The pairing ends", wizard.line_ids.detail)
        wizard.action_apply()
        self.assertFalse(self.anna_there.pairing_ids)
        self.assertIn(("withdrawn", False), self.events("withdrawn"))

    def test_logins_that_change_hands(self):
        self.anna_there.external_id = "55"
        self.pair(self.anna, self.anna_there)
        self.preview("login;id\newa;55\nanna;59").action_apply()
        self.assertEqual((self.anna_there.login, self.ewa_there.login), ("ewa", "anna"))
        self.assertFalse(self.anna_there.pairing_ids)

    def test_a_login_that_somebody_gone_had(self):
        self.anna_there.external_id = "55"
        wizard = self.preview("login;id\newa;55")
        self.assertEqual(self.told(wizard), [("changed", 2, "ewa"), ("gone", 0, "ewa (#59)")])
        wizard.action_apply()
        self.assertEqual(self.known()["ewa"], self.anna_there)
        self.assertEqual(self.known()["ewa (#59)"], self.ewa_there)
        self.assertTrue(self.ewa_there.missing_since)

    def test_a_preview_that_is_out_of_date_is_shown_anew(self):
        wizard = self.preview("login;email\nanna;\newa;")
        self.ewa_there.email = f"other{AT}"
        wizard.action_apply()
        self.assertTrue(wizard.is_outdated)
        self.assertTrue(self.anna_there.email)
        wizard.action_apply()
        self.assertFalse(self.anna_there.email)

    def test_without_a_preview_nothing_is_written(self):
        wizard = self.wizard("login\nfilip")
        wizard.action_apply()
        self.assertEqual(wizard.state, "preview")
        self.assertNotIn("filip", self.known())

    def test_people_of_other_connections_stay_as_they_are(self):
        company = self.env["res.company"].create({"name": "Other"})
        secrets = ("hW8bQ2rTz5Nk7VxC4mJd9LpS", "Gf3sY6uEw1Ra8ZqB5nKc2XvM")
        other = self.connect(company, secrets).connection_id
        theirs = self.person("anna", other)
        self.preview("login;name\nanna;Ours").action_apply()
        self.assertFalse(theirs.name)
        self.assertTrue(theirs.active)
        with self.assertRaises(AccessError):
            self.wizard("login\nx", connection_id=other.id).action_preview()

    def test_what_is_no_list_is_refused_in_words(self):
        for content, words in (
            ("", "one of the two"),
            ("anna;anna", "called Login"),
            ("login;e-mail;mail\na;b;c", "mail"),
            ('login\n"anna', "line 2"),
            ("login", "no people"),
        ):
            with self.subTest(content), self.assertRaisesRegex(UserError, words):
                self.wizard(content).action_preview()
        for file, words in ((b"PK\x03\x04\0", "no text"), (b"x" * 1_000_001, "larger")):
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                self.wizard(file=b64encode(file)).action_preview()
        with self.assertRaisesRegex(UserError, "one of the two"):
            self.wizard("login\nx", file=b64encode(b"login\nx")).action_preview()

    def test_administrators_only(self):
        clerk = new_test_user(self.env, "clerk", groups="deratix_integrations.group_user")
        for user in (self.integrator, clerk, self.anna):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.wizard("login\nfilip", user=user).action_apply()
        self.assertNotIn("filip", self.known())

    def test_the_number_of_queries_does_not_depend_on_the_list(self):
        def queries(count, start):
            rows = "\n".join(f"u{n};u{n}{AT};N{n};{n}" for n in range(start, start + count))
            wizard = self.preview(f"login;email;name;id\n{rows}")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            wizard.action_apply()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        # New people; then the same ones under other names, with others gone.
        few, many = queries(5, 1000), queries(300, 2000)
        self.assertLess(many, few + 15)
        self.preview("login\n" + "\n".join(f"u{n}" for n in range(2000, 2300))).action_apply()
        self.assertEqual(len(self.known()), 307)
