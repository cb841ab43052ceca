from odoo.tests import tagged

from .common import SandboxCase
from .sandbox import company_number


@tagged("post_install", "-at_install")
class TestContacts(SandboxCase):
    """Contact persons cost a request each, and come only when asked for."""

    def setUp(self):
        super().setUp()
        self.client = self.sandbox.add("Alfa", ico=company_number(1), country_id=191)
        self.jana = self.add("Jana Nová", "jana@alfa.example", "0905 123 456")

    def add(self, name, email="", phone=None):
        """A contact person added there; returns the external id."""
        contact = self.sandbox.control(
            "contacts", client_id=int(self.client), name=name, email=email, phone=phone
        )
        return contact["id"]

    def change(self, **fields):
        """Change the contact person there."""
        self.sandbox.control("contacts", method="PATCH", id=int(self.jana), **fields)
        self.touch_client()

    def touch_client(self):
        """Contact persons are asked for when the client changed, here in what Odoo has no place
        for: the client itself is not written."""
        self.changes = getattr(self, "changes", 0) + 1
        self.sandbox.change(self.client, delivery_state=f"State {self.changes}")

    def here(self):
        """The client and the contact person, known here before."""
        return self.env["res.partner"].create(
            {
                "name": "Alfa",
                "company_registry": company_number(1),
                "is_company": True,
                "country_id": self.env.ref("base.sk").id,
                "child_ids": [(0, 0, {"name": "Jana", "email": "jana@alfa.example"})],
            }
        )

    def person(self):
        return self.partners("Alfa").child_ids

    def values(self):
        person = self.person()
        return person.name, person.email, person.phone

    def asked(self):
        return [path for _method, path in self.sandbox.requests() if "contact_people" in path]

    def test_not_unless_wanted(self):
        self.load()
        self.assertFalse(self.asked())
        self.assertFalse(self.partners("Alfa").child_ids)

    def test_wanted(self):
        run = self.load(with_contacts=True)
        person = self.partners("Alfa").child_ids
        self.assertEqual((person.name, person.email), ("Jana Nová", "jana@alfa.example"))
        self.assertFalse(person.is_company)
        self.assertEqual(len(self.asked()), 1)
        bindings = self.env["deratix.binding"].search([("kind", "=", "contact")])
        self.assertEqual(bindings.res_id, person.id)
        self.undo(run)
        self.assertFalse(person.exists())
        self.assertFalse(self.env["deratix.binding"].search_count([]))

    def test_again_is_the_same_person(self):
        self.load(with_contacts=True)
        self.sandbox.change(self.client, city="Nitra")
        self.load(with_contacts=True)
        self.assertEqual(len(self.partners("Alfa").child_ids), 1)

    def test_person_who_is_here_is_linked(self):
        company = self.here()
        run = self.load(with_contacts=True, match_policy="fill")
        self.assertEqual(self.values(), ("Jana", "jana@alfa.example", "+421905123456"))
        self.undo(run)
        self.load(with_contacts=True)
        self.assertEqual(len(company.child_ids), 1)
        self.assertEqual(company.child_ids.name, "Jana Nová")

    def test_deleted_here_is_not_created_again(self):
        """Law 6 holds for contact persons, too."""
        self.load(with_contacts=True)
        self.partners("Alfa").child_ids.unlink()
        self.sandbox.change(self.client, city="Nitra")
        self.load(with_contacts=True)
        self.assertFalse(self.partners("Alfa").child_ids)

    # -- both sides change ------------------------------------------------------------------

    def test_change_there_is_taken_and_change_here_stays(self):
        self.load(with_contacts=True)
        self.person().write({"phone": "+421 911 000 000", "function": "Ours"})
        self.change(name="Jana Stará")
        self.load(with_contacts=True)
        self.assertEqual(self.values(), ("Jana Stará", "jana@alfa.example", "+421 911 000 000"))
        self.assertEqual(
            self.binding(self.jana, "contact").snapshot,
            {"name": "Jana Stará", "email": "jana@alfa.example", "phone": "+421905123456"},
        )
        # What was changed here is no change there: it stays the next time, too.
        self.change(email="stara@alfa.example")
        self.load(with_contacts=True)
        self.assertEqual(self.values(), ("Jana Stará", "stara@alfa.example", "+421 911 000 000"))

    def test_change_on_both_sides_is_up_to_the_policy(self):
        self.load(with_contacts=True)
        self.person().email = "ours@alfa.example"
        self.change(email="theirs@alfa.example")
        self.load(with_contacts=True, match_policy="fill")
        self.assertEqual(self.person().email, "ours@alfa.example")
        agreed = self.binding(self.jana, "contact").snapshot
        self.assertEqual(agreed["email"], "jana@alfa.example")
        # Nothing changed meanwhile, but the two still differ.
        self.load(with_contacts=True)
        self.assertEqual(self.person().email, "theirs@alfa.example")

    def test_nothing_never_overwrites_something(self):
        self.load(with_contacts=True)
        self.change(phone="", email="")
        self.load(with_contacts=True)
        self.assertEqual(self.values(), ("Jana Nová", "jana@alfa.example", "+421905123456"))

    def test_fill_fills_what_is_empty(self):
        self.load(with_contacts=True)
        self.person().write({"phone": False})
        self.change(name="Jana Stará", phone="0905 999 999")
        self.load(with_contacts=True, match_policy="fill")
        self.assertEqual(self.values(), ("Jana Nová", "jana@alfa.example", "+421905999999"))

    def test_link_writes_nothing(self):
        company = self.here()
        other = self.add("Peter")
        before = self.dump("res_partner")
        self.load(with_contacts=True, match_policy="link")
        self.assertEqual(self.dump("res_partner"), before)
        self.assertEqual(self.binding(self.jana, "contact").res_id, company.child_ids.id)
        self.assertFalse(self.binding(other, "contact"))
        # What was left out then is not lost.
        self.load(with_contacts=True)
        self.assertEqual(sorted(company.child_ids.mapped("name")), ["Jana Nová", "Peter"])

    def test_nothing_is_written_when_nothing_changed(self):
        """Law 3: not even a row that says the same again."""
        self.load(with_contacts=True)
        self.person().phone = "+421 911 000 000"
        rows = self.rows()
        self.touch_client()
        self.sandbox.forget_requests()
        run = self.load(with_contacts=True)
        self.assertEqual((run.linked_count, len(self.asked())), (1, 1))
        self.assertFalse(run.line_ids.undo_data["contacts"])
        self.assertEqual(self.rows(), rows)

    def test_nothing_is_asked_when_nothing_changed(self):
        """Law 3, after a client with contact persons was updated."""
        self.load(with_contacts=True)
        self.sandbox.change(self.client, city="Nitra")
        self.load(with_contacts=True)
        self.sandbox.forget_requests()
        run = self.load(with_contacts=True)
        self.assertFalse(self.asked())
        self.assertFalse(run.line_ids.undo_data)

    def rows(self):
        """The versions of the rows of the contact person and of its link."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT p.ctid::text, b.ctid::text FROM deratix_binding b "
            "JOIN res_partner p ON p.id = b.res_id WHERE b.kind = 'contact'"
        )
        return self.env.cr.fetchall()

    def test_many_are_read_at_once(self):
        """Refreshing ten contact persons takes no more queries than refreshing two."""
        counts = []
        for many in (2, 8):
            people = [self.add(f"P {n}", f"p{n}.{many}@alfa.example") for n in range(many)]
            self.touch_client()
            self.load(with_contacts=True)
            for person in people:
                self.sandbox.control("contacts", method="PATCH", id=int(person), phone="0905000000")
            self.touch_client()
            run = self.preview(with_contacts=True)
            with self.enter_registry_test_mode():
                run.action_apply()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.work()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(run.linked_count, 1)
        self.assertEqual(self.person().mapped("phone").count("+421905000000"), 10)
        self.assertLessEqual(counts[1], counts[0])

    def test_two_people_with_one_address(self):
        """One of them is the person who is here, the other a new one, this time and the next."""
        self.here()
        self.add("Peter Nový", "jana@alfa.example")
        for _turn in range(2):
            self.load(with_contacts=True)
            self.assertEqual(sorted(self.person().mapped("name")), ["Jana Nová", "Peter Nový"])
            self.touch_client()

    def test_linked_by_another_run_meanwhile(self):
        """Contact persons of a client that another run has just added are that run's."""
        first = self.preview(with_contacts=True)
        self.add("Peter")
        second = self.preview(with_contacts=True)
        self.apply(first)
        self.apply(second)
        self.assertEqual(second.failed_count, 0)
        self.assertEqual(len(self.person()), 1)

    # -- undoing ----------------------------------------------------------------------------

    def state(self):
        """Partners, and the links without what tells when they were agreed on."""
        links = [{**row, "id": None} for row in self.dump("deratix_binding")]
        return self.dump("res_partner"), sorted(links, key=str)

    def test_undo_puts_back_what_was_refreshed(self):
        self.load(with_contacts=True)
        self.person().phone = "+421 911 000 000"
        before = self.state()
        self.change(name="Jana Stará", email="stara@alfa.example")
        run = self.load(with_contacts=True)
        self.assertEqual(self.person().name, "Jana Stará")
        self.assertNotEqual(self.state(), before)
        self.undo(run)
        self.assertEqual(self.state(), before)

    def test_undo_takes_away_a_new_link(self):
        self.here()
        before = self.state()
        run = self.load(with_contacts=True)
        self.assertTrue(self.binding(self.jana, "contact"))
        self.undo(run)
        self.assertEqual(self.state(), before)

    def test_edited_contact_is_kept_with_its_client(self):
        self.load(with_contacts=True)
        self.change(name="Jana Stará")
        run = self.load(with_contacts=True)
        self.person().name = "Ours"
        self.undo(run)
        line = run.line_ids
        self.assertEqual(line.state, "kept")
        self.assertIn("Ours", line.message)
        self.assertIn("Name", line.message)
        self.assertEqual(self.person().name, "Ours")
        self.assertEqual(self.binding(self.jana, "contact").snapshot["name"], "Jana Stará")

    def test_contact_deleted_since_stays_deleted(self):
        self.load(with_contacts=True)
        self.change(name="Jana Stará")
        run = self.load(with_contacts=True)
        self.person().unlink()
        self.undo(run)
        self.assertEqual(run.line_ids.state, "undone")
        self.assertEqual(self.binding(self.jana, "contact").state, "tombstone")

    def later(self):
        """Tests run in one transaction, whose clock stands still: what is there gets older."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET write_date = write_date - interval '1 h'")
        self.env.cr.execute(
            "UPDATE deratix_run_line SET undo_data = jsonb_set(undo_data, '{at}', ("
            "SELECT jsonb_object_agg(key, to_char(value::timestamp - interval '1 h', "
            "'YYYY-MM-DD HH24:MI:SS.US')) FROM jsonb_each_text(undo_data->'at'))) "
            "WHERE undo_data IS NOT NULL"
        )
        self.env.invalidate_all()

    def test_the_run_that_created_stays_undoable(self):
        first = self.load(with_contacts=True)
        self.later()
        self.change(name="Jana Stará")
        second = self.load(with_contacts=True)
        self.undo(second)
        self.undo(first)
        self.assertEqual(first.line_ids.state, "undone", first.line_ids.message)
        self.assertFalse(self.partners("Alfa"))

    def test_edited_in_between_is_still_noticed(self):
        """That a later run was undone does not hide what somebody wrote before it."""
        first = self.load(with_contacts=True)
        self.later()
        self.person().function = "Ours"
        self.sandbox.change(self.client, city="Nitra")
        second = self.load(with_contacts=True)
        self.assertEqual(second.updated_count, 1)
        self.undo(second)
        self.undo(first)
        self.assertEqual(first.line_ids.state, "kept")
        self.assertIn("Jana Nová", first.line_ids.message)
