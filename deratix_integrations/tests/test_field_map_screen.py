from unittest.mock import patch

from odoo.tests import tagged

from ..engine.mapping import (
    FIELDS,
    TRANSFORMS,
    MapFileProblem,
    MappingProblem,
    UserVisible,
)
from ..pipeline.mapping_text import (
    choice_title,
    field_title,
    parameter_title,
    problem_text,
    transform_title,
)
from .field_map_case import PARTY, FieldMapCase, able


@tagged("post_install", "-at_install")
class TestFieldMapScreen(FieldMapCase):
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
