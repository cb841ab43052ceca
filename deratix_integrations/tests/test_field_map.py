import json
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..engine.mapping import (
    FIELDS,
    TRANSFORMS,
    MapFileProblem,
    MappingProblem,
    UserVisible,
)
from ..engine.records import Address, Party
from ..pipeline.mapping_text import (
    choice_title,
    field_title,
    parameter_title,
    problem_text,
    transform_title,
)
from ..providers.base import Capabilities
from .common import IntegrationCase
from .oauth_case import connect

PARTY = Party(
    "7",
    "Hyvel AB",
    email="INFO@HYVEL.EXAMPLE",
    address=Address(street="Kvarngatan 7", zip="753 20", country="SE"),
).values()


def able(_connection):
    """In place of what the systems of the test can do: this is about the mapping alone."""
    return Capabilities(
        write=True,
        products=True,
        order_sources=("order",),
        order_targets=("order", "invoice"),
    )


class FieldMapCase(IntegrationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fortnox = connect(cls.env, "fortnox", "http://127.0.0.1:9")
        cls.flow = cls.env["deratix.flow"].create(
            {"kind": "customers", "source_id": cls.connection.id, "target_id": cls.fortnox.id}
        )
        cls.ours = cls.flow.with_user(cls.admin)

    def rows(self, **changes):
        """The rows of the default map with other ones; ``None`` takes one out."""
        rows = {row["target"]: row for row in self.flow.get_default_map()["party"]}
        for target, row in changes.items():
            rows.pop(target)
            if row is not None:
                source, *transforms = row
                rows[target] = {"target": target, "source": source, "transforms": transforms}
        return {"party": list(rows.values())}

    def save(self, note="", flow=None, **changes):
        flow = flow or self.ours
        return flow.save_map(self.rows(**changes), note, flow.map_id.number)

    def sample(self, flow=None, **values):
        """A plan line of a run of the flow."""
        run = self.env["deratix.run"].create(
            {
                "connection_id": self.connection.id,
                "flow_id": (flow or self.flow).id,
                "user_id": self.user.id,
                "kind": "flow_in",
                "state": "done",
                "scope": "all",
                "match_policy": "update",
            }
        )
        return self.env["deratix.run.line"].create(
            {
                "run_id": run.id,
                "connection_id": self.connection.id,
                "company_id": self.connection.company_id.id,
                "external_id": "7",
                "name": "Hyvel AB",
                "category": "new",
                "decision": "create",
                "state": "done",
                **values,
            }
        )


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
        self.flow.kind = "products"
        self.assertEqual([kind["kind"] for kind in self.ours.get_mapper()["kinds"]], ["product"])
        self.assertEqual(self.flow._mapped({"name": "Saw"})["name"], "Saw")

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

    # -- the screen -----------------------------------------------------------------------------

    def test_what_the_screen_shows(self):
        data = self.ours.get_mapper()
        self.assertTrue(data["may_write"])
        self.assertEqual(data["version"]["number"], 0)
        (kind,) = data["kinds"]
        fields = {field["path"]: field for field in kind["fields"]}
        self.assertEqual(fields["zip"]["most"], 10)
        self.assertTrue(fields["name"]["required"])
        self.assertFalse(fields["iban"]["taken"], "Fortnox keeps none")
        self.assertTrue(fields["street"]["taken"])
        self.assertEqual([row["target"] for row in data["maps"]["party"]], list(fields))
        self.assertEqual(self.ours.action_map()["params"], {"flow_id": self.flow.id})

    def test_samples(self):
        told = self.ours.explain_map("party")
        self.assertIsNone(told["sample"])
        self.assertFalse([row for row in told["rows"] if row.get("problem")])
        self.sample(values=PARTY)
        self.sample(values={**PARTY, "name": "Later AB"}, external_id="8", name="Later AB")
        self.sample(record="order", content={"number": "1"}, external_id="order:1")
        seen = [self.ours.explain_map("party", None, place)["sample"] for place in range(3)]
        self.assertEqual([each["name"] for each in seen], ["Later AB", "Hyvel AB", "Hyvel AB"])
        self.assertEqual({each["count"] for each in seen}, {2})

    def test_results_of_rows_that_are_not_saved_yet(self):
        self.sample(values=PARTY)
        rows = [
            {"target": "name", "source": "name", "transforms": [{"name": "case"}]},
            {"target": "zip", "source": "street"},
            {"target": "city", "source": "a b"},
            {"target": 5},
        ]
        name, zip_code, city, wrong = self.ours.explain_map("party", rows)["rows"]
        self.assertEqual(name, {"source": "Hyvel AB", "steps": ["HYVEL AB"], "result": "HYVEL AB"})
        self.assertEqual(zip_code["source"], "Kvarngatan 7")
        self.assertIn("takes 10", zip_code["problem"])
        self.assertIn("no path", city["problem"])
        self.assertTrue(wrong["problem"])
        self.assertFalse(self.flow.map_ids)

    def test_lines_of_orders(self):
        self.enterContext(patch.object(type(self.fortnox), "_capabilities", able))
        flow = self.env["deratix.flow"].create(
            {"kind": "orders", "source_id": self.connection.id, "target_id": self.fortnox.id}
        )
        lines = [
            {"name": name, "quantity": "1", "price": price}
            for name, price in (("Saw", "10.50"), ("Axe", "8"))
        ]
        content = {"external_id": "3", "number": "S3", "lines": lines, "address": {"zip": "1"}}
        self.sample(flow, record="order", content=content, external_id="order:3", name="S3")
        data = flow.get_mapper()
        self.assertEqual([kind["kind"] for kind in data["kinds"]], ["order"])
        rows = data["maps"]["order"]
        price = next(row for row in rows if row["target"] == "lines[].price")
        price["transforms"] = [{"name": "number", "times": "2"}]
        told = flow.explain_map("order", rows, 0, 1)
        self.assertEqual(told["sample"]["lines"], 2)
        results = {row["target"]: each for row, each in zip(rows, told["rows"], strict=True)}
        self.assertEqual(results["lines[].name"]["result"], "Axe")
        self.assertEqual(results["lines[].price"]["result"], "16")
        self.assertEqual(results["address.zip"]["result"], "1")
        self.assertIn("order.address.zip", told["sources"]["line"])
        self.assertIn("external_id", told["sources"]["header"])
        flow.save_map(data["maps"], "", 0)
        made = flow._mapped(content)
        self.assertEqual([line["price"] for line in made["lines"]], ["21", "16"])
        self.assertEqual(flow._mapped(PARTY, "party"), PARTY)
        # Rows of an invoice are shorter than those of an order.
        long = {**content, "lines": [{**lines[0], "name": "x" * 256}]}
        self.assertEqual(len(flow._mapped(long)["lines"][0]["name"]), 256)
        flow.target_document = "invoice"
        with self.assertRaisesRegex(MappingProblem, "Line: text.*takes 255"):
            flow._mapped(long)

    # -- words ----------------------------------------------------------------------------------

    def test_each_problem_has_a_sentence(self):
        general = problem_text(self.env, UserProblem())
        texts = {}
        for problems in (MappingProblem, MapFileProblem):
            for code in problems.texts:
                with self.subTest(code):
                    text = problem_text(self.env, problems(code, value="v"))
                    self.assertNotEqual(text, general)
                    self.assertNotIn(text, texts)
                    texts[text] = code

    def test_everything_has_a_title(self):
        for kind, fields in FIELDS.items():
            for path in fields:
                self.assertNotEqual(field_title(self.env, kind, path), path)
        for each in TRANSFORMS.values():
            self.assertTrue(transform_title(self.env, each))
            for parameter in each.parameters:
                with self.subTest(f"{each.name}.{parameter.name}"):
                    self.assertNotEqual(parameter_title(self.env, each, parameter), parameter.name)
                    for choice in parameter.choices:
                        self.assertNotIn("_", choice_title(self.env, choice))


class UserProblem(UserVisible):
    texts = {"": ""}

    def __init__(self):
        super().__init__("")
