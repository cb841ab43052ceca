import json
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..engine.mapping import (
    MappingProblem,
)
from .field_map_case import PARTY, FieldMapCase, able


@tagged("post_install", "-at_install")
class TestFieldMap(FieldMapCase):
    def test_without_a_version_nothing_changes(self):
        self.assertIs(self.flow._mapped(PARTY), PARTY)

    def test_records_are_mapped(self):
        lower = {"name": "case", "to": "lower"}
        self.save(email=("email", lower), website=None)
        made = self.flow._mapped({**PARTY, "modified_at": "2026-01-01"})
        self.assertEqual(made["email"], "info@hyvel.example")
        self.assertNotIn("website", made)
        self.assertEqual(made["modified_at"], "2026-01-01")
        others = {key: value for key, value in PARTY.items() if key not in ("email", "website")}
        self.assertLessEqual(others.items(), made.items())
        self.save(email=("email",))
        self.assertEqual(self.flow._mapped(PARTY), PARTY, "the version in use counts")

    def test_a_bad_record_is_told_in_words(self):
        self.save(country=("street",))
        with self.assertRaises(MappingProblem) as caught:
            self.flow._mapped(PARTY)
        self.assertIn("Invoice: country", str(caught.exception))
        self.assertIn("“KVARNGATAN 7” is no country code", str(caught.exception))

    def test_lengths_of_the_target(self):
        self.save(zip=("street",))
        with self.assertRaisesRegex(MappingProblem, "12 characters, the field takes 10"):
            self.flow._mapped(PARTY)
        text = {"name": "template", "text": "all too long"}
        with self.assertRaisesRegex(UserError, "post code.*12 characters"):
            self.save(zip=("zip", text))
        self.flow.write({"target_id": self.connection.id, "source_id": self.fortnox.id})
        self.assertEqual(self.flow._mapped(PARTY)["zip"], "Kvarngatan 7")

    def test_a_transform_that_is_gone_sets_records_aside(self):
        self.save()
        content = json.loads(json.dumps(self.flow.map_id.content))
        content["maps"]["party"][0]["transforms"] = [{"name": "of_another_addon"}]
        self.flow.map_id.content = content
        self.env.registry.clear_cache()
        with self.assertRaisesRegex(MappingProblem, "of_another_addon.*does not exist"):
            self.flow._mapped(PARTY)
        # It can be mended on the screen.
        self.assertEqual(self.ours.get_mapper()["maps"], content["maps"])
        self.assertIn("does not exist", self.ours.explain_map("party")["rows"][0]["problem"])
        (found,) = self.ours.get_map_difference(0)
        self.assertEqual(found["before"], "name → of_another_addon")
        with self.assertRaisesRegex(UserError, "does not exist"):
            self.ours.export_map()
        self.ours.restore_map(0, 1)
        self.assertEqual(self.flow._mapped(PARTY), PARTY)

    def test_the_kind_of_a_flow_changes(self):
        self.save(website=None)
        self.enterContext(patch.object(type(self.fortnox), "_capabilities", able))
        self.flow.kind = "stock"
        self.assertEqual(self.ours.get_mapper()["kinds"], [])
        self.assertFalse(self.flow.can_map)
        with self.assertRaisesRegex(UserError, "Nothing is mapped"):
            self.ours.action_map()
        self.flow.write({"kind": "orders", "source_document": "order", "target_document": "order"})
        self.assertEqual([kind["kind"] for kind in self.ours.get_mapper()["kinds"]], ["order"])
        self.assertEqual(self.flow._mapped({"number": "S1"})["number"], "S1")

    # -- versions -------------------------------------------------------------------------------

    def test_versions(self):
        self.save("no website", website=None)
        self.save("nor tags", website=None, tags=None)
        self.assertEqual(
            [(each["number"], each["who"], each["note"], each["is_current"])
             for each in self.ours.get_map_versions()],
            [(2, self.admin.name, "nor tags", True), (1, self.admin.name, "no website", False)],
        )  # fmt: skip
        self.assertEqual(
            self.ours.get_map_difference(1),
            [{"kind": "Customer", "title": "Tags", "before": "", "after": "tags"}],
        )
        self.ours.restore_map(1, 2)
        self.assertEqual(self.flow.map_id.number, 3)
        self.assertEqual(self.flow.map_id.note, "As version 1")
        self.assertIn("tags", self.flow._mapped(PARTY))
        self.assertNotIn("website", self.flow._mapped(PARTY))
        self.assertEqual([each["title"] for each in self.ours.get_map_difference(0)], ["Website"])
        self.ours.restore_map(0, 3)
        self.assertEqual(self.flow._mapped(PARTY), PARTY)
        self.assertEqual(len(self.ours.get_map_versions()), 4, "nothing is forgotten")
        with self.assertRaisesRegex(UserError, "no version 9"):
            self.ours.restore_map(9, 4)

    def test_difference_of_transforms(self):
        self.save(email=("email", {"name": "shorten", "most": 20}))
        (found,) = self.ours.get_map_difference(0)
        self.assertEqual(found["before"], "email → Cut off (20)")
        self.assertEqual(found["after"], "email")

    def test_who_was_slower_does_not_overwrite(self):
        self.save(website=None)
        with self.assertRaisesRegex(UserError, "has saved this mapping meanwhile"):
            self.ours.save_map(self.rows(), "", 0)
        with self.assertRaisesRegex(UserError, "has saved this mapping meanwhile"):
            self.ours.restore_map(0, 0)
        self.assertEqual(self.flow.map_id.number, 1)

    def test_a_copy_begins_anew(self):
        self.save(website=None)
        self.assertFalse(self.flow.copy().map_id)

    # -- files ----------------------------------------------------------------------------------

    def test_files(self):
        self.save(email=("email", {"name": "map", "table": {"a": "b"}}), website=None)
        file = self.ours.export_map()
        self.assertEqual(file["name"], f"field-mapping-{self.flow.id}-1.json")
        self.ours.restore_map(0, 1)
        rows = self.ours.read_map_file(file["text"])
        self.assertEqual(self.flow.map_id.number, 2, "reading a file stores nothing")
        self.ours.save_map(rows, "", 2)
        self.assertFalse(self.ours.get_map_difference(1))

    def test_files_that_are_wrong(self):
        for text, told in (
            ("", "cannot be read"),
            ("{}", "no field mapping"),
            (json.dumps({"format": "deratix.field_map", "version": 9}), "version 9"),
            (
                json.dumps({"format": "deratix.field_map", "version": 1, "maps": {"order": []}}),
                "another kind of flow",
            ),
            ("\ud800", "cannot be read"),
        ):
            with self.subTest(told), self.assertRaisesRegex(UserError, told):
                self.ours.read_map_file(text)

    def test_rows_that_are_wrong_are_not_saved(self):
        for changes, told in (
            ({"name": None}, "has to be filled"),
            ({"email": ("a b",)}, "no path"),
            ({"email": ("email", {"name": "exec"})}, "does not exist"),
            ({"email": ("email", {"name": "expression", "text": "a.b"})}, "not allowed"),
        ):
            with self.subTest(told), self.assertRaisesRegex(UserError, told):
                self.save(**changes)
        self.assertFalse(self.flow.map_ids)

    # -- rights ---------------------------------------------------------------------------------

    def test_users_look_and_do_not_touch(self):
        self.save(website=None)
        self.sample(values=PARTY)
        theirs = self.flow.with_user(self.user)
        self.assertFalse(theirs.get_mapper()["may_write"])
        self.assertNotIn("expression", [each["name"] for each in theirs.get_mapper()["transforms"]])
        self.assertEqual(theirs.explain_map("party")["sample"]["name"], "Hyvel AB")
        self.assertTrue(theirs.get_map_difference(0))
        self.assertTrue(theirs.export_map())
        rows = self.rows()
        for call in (
            lambda: theirs.save_map(rows, "", 1),
            lambda: theirs.restore_map(0, 1),
            lambda: theirs.read_map_file("{}"),
            lambda: theirs.explain_map("party", rows["party"]),
            lambda: self.flow.map_id.with_user(self.user).write({"note": "x"}),
            lambda: self.flow.map_id.with_user(self.admin).write({"content": {}}),
            lambda: self.flow.map_id.with_user(self.admin).unlink(),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_nobody_reads_the_flows_of_others(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="deratix_integrations.group_admin",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.save(website=None)
        self.sample(values=PARTY)
        theirs = self.flow.with_user(stranger)
        for call in (
            theirs.action_map,
            theirs.get_mapper,
            theirs.get_default_map,
            theirs.export_map,
            theirs.get_map_versions,
            lambda: theirs.explain_map("party"),
            lambda: theirs.get_map_difference(0),
            lambda: theirs.restore_map(0, 1),
            lambda: theirs.save_map({}, "", 1),
            lambda: theirs.read_map_file("{}"),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_expressions_are_for_administrators(self):
        """Whoever else may come to change flows."""
        self.env["ir.model.access"].create(
            {
                "name": "flows for users",
                "model_id": self.env["ir.model"]._get_id("deratix.flow"),
                "group_id": self.env.ref("deratix_integrations.group_user").id,
                "perm_read": True,
                "perm_write": True,
            }
        )
        theirs = self.flow.with_user(self.user)
        rows = self.rows(email=("email", {"name": "expression", "text": "upper(value)"}))
        with self.assertRaisesRegex(AccessError, "Only administrators"):
            theirs.explain_map("party", rows["party"])
        with self.assertRaisesRegex(AccessError, "Only administrators"):
            theirs.save_map(rows, "", 0)
        theirs.save_map(self.rows(), "", 0)
        self.ours.save_map(rows, "", 1)
        with self.assertRaisesRegex(AccessError, "Only administrators"):
            theirs.restore_map(2, 2)
