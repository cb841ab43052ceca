import json

from odoo.tests import tagged

from .test_flow_products import ProductCase

UPPER = {"name": "case", "to": "upper"}
DOUBLE = {"name": "number", "times": "2"}


class MappedCase(ProductCase):
    def state(self):
        return self.dump("product_product") + self.dump("product_template")


@tagged("post_install", "-at_install")
class TestProductsMappedIn(MappedCase):
    """Articles are mapped where they come in."""

    def setUp(self):
        super().setUp()
        self.into = self.flow("products", self.one)

    def test_mapped_values_are_written_and_then_nothing(self):
        self.map_rows(self.into, name=("name", UPPER), price=("price", DOUBLE), note=None)
        self.article()
        run = self.cycle(self.into)
        saw = self.product("SAW-1")
        self.assertEqual((saw.name, saw.list_price, saw.description), ("SÅG 1 MM", 378, False))
        self.assertEqual(run.line_ids.content["name"], "SÅG 1 MM")
        self.assertEqual(run.line_ids.told["name"], "Såg 1 mm", "what the source told is kept")
        self.assertEqual(self.link(self.one, "SAW-1").snapshot["price"], "378")
        self.forget_requests()
        before = self.state()
        for _round in range(2):
            self.assertFalse(self.cycle(self.into))
        self.assertEqual(self.state(), before)
        self.assertEqual(self.writes(self.first), [])
        self.edit("SAW-1", SalesPrice=100)
        run = self.cycle(self.into)
        self.assertEqual(run.line_ids.changes, {"price": ["378", "200"]})
        self.assertEqual(saw.list_price, 200)

    def test_another_mapping_shows_in_the_next_preview(self):
        self.article()
        self.article(ArticleNumber="AXE-1", Description="YXA", EAN=None)
        self.cycle(self.into)
        saw = self.product("SAW-1")
        self.into.action_pause()
        self.map_rows(self.into, name=("name", UPPER))
        before = self.state()
        run = self.preview(self.into)
        self.assertEqual(run.state, "ready")
        # What is the same by the new mapping is not shown.
        self.assertEqual(run.line_ids.changes, {"name": ["Såg 1 mm", "SÅG 1 MM"]})
        self.assertEqual(self.state(), before, "a preview writes nothing")
        self.apply(run)
        self.assertEqual(saw.name, "SÅG 1 MM")
        with self.enter_registry_test_mode():
            self.into.action_switch_on()
        self.assertFalse(self.cycle(self.into))
        # Back to what it was.
        self.into.with_user(self.admin).restore_map(0, 1)
        run = self.cycle(self.into)
        self.assertEqual(run.line_ids.changes, {"name": ["SÅG 1 MM", "Såg 1 mm"]})
        self.assertFalse(self.cycle(self.into))

    def test_what_cannot_be_mapped_is_set_aside_until_the_mapping_is_mended(self):
        self.map_rows(self.into, price=("note", {"name": "number"}))
        self.article()
        self.article(ArticleNumber="AXE-1", EAN=None, Note="12,50")
        run = self.cycle(self.into)
        bad = run.line_ids.filtered(lambda line: line.external_id == "product:SAW-1")
        self.assertEqual((bad.category, bad.decision), ("invalid", "skip"))
        self.assertIn("Price", bad.message)
        self.assertFalse(self.product("SAW-1"))
        self.assertEqual(self.product("AXE-1").list_price, 12.5)
        self.assertFalse(self.cycle(self.into), "it is not asked again")
        self.map_rows(self.into)
        self.cycle(self.into)
        self.assertEqual(self.product("SAW-1").list_price, 189)
        self.assertEqual(self.product("AXE-1").list_price, 189)

    def test_what_a_person_changed_here_stays(self):
        self.map_rows(self.into, name=("name", UPPER))
        self.article()
        self.cycle(self.into)
        saw = self.product("SAW-1")
        saw.name = "Vår såg"
        self.edit("SAW-1", SalesPrice=100)
        self.cycle(self.into)
        self.assertEqual((saw.name, saw.list_price), ("Vår såg", 100))

    def test_left_out_fields_stay_as_they_are(self):
        self.article()
        self.cycle(self.into)
        saw = self.product("SAW-1")
        self.map_rows(self.into, price=None, active=None)
        self.edit("SAW-1", SalesPrice=1, Description="Såg 2 mm", Active=False)
        self.article(ArticleNumber="AXE-1", EAN=None)
        self.cycle(self.into)
        self.assertEqual((saw.name, saw.list_price, saw.active), ("Såg 2 mm", 189, True))
        self.assertTrue(self.product("AXE-1"))

    def test_what_comes_is_carried_on_as_it_was_mapped(self):
        self.into.action_pause()
        flow = self.flow("products", self.one, self.two)
        self.map_rows(flow, name=("name", UPPER))
        self.article()
        self.cycle(flow)
        self.work()
        self.assertEqual(self.told("SAW-1")["Description"], "SÅG 1 MM")
        self.forget_requests()
        self.assertFalse(self.cycle(flow))
        self.assertEqual(self.writes(self.first) + self.writes(self.second), [])

    def test_two_mappings_of_one_source_come_to_rest(self):
        other = self.flow("products", self.one, self.two)
        self.map_rows(self.into, name=("name", UPPER))
        self.map_rows(other, name=("name", {"name": "case", "to": "lower"}))
        self.article()
        for _round in range(3):
            self.cycle(self.into, other)
        before = self.state()
        self.forget_requests()
        for _round in range(2):
            self.assertFalse(self.cycle(self.into, other))
        self.assertEqual(self.state(), before)
        self.assertEqual(self.writes(self.first) + self.writes(self.second), [])

    def test_undo(self):
        self.map_rows(self.into, name=("name", UPPER))
        self.article()
        run = self.cycle(self.into)
        saw = self.product("SAW-1")
        self.undo(run)
        self.assertFalse(saw.exists())
        self.assertFalse(self.cycle(self.into))


@tagged("post_install", "-at_install")
class TestProductsMappedOut(MappedCase):
    """Products of Odoo itself are mapped where they go out."""

    def setUp(self):
        super().setUp()
        self.out = self.flow("products", target=self.two)

    def test_mapped_values_are_sent_and_then_nothing(self):
        self.map_rows(
            self.out, name=("name", UPPER), sku=("sku", {"name": "template", "text": "X-{value}"})
        )
        borr = self.new_product()
        run = self.cycle(self.out)
        self.assertEqual(run.line_ids.state, "done", run.line_ids.message)
        self.assertEqual(self.articles(), ["X-BORR-1"])
        self.assertEqual(self.told("X-BORR-1")["Description"], "BORR")
        self.assertEqual(borr.name, "Borr")
        self.assertEqual(run.line_ids.told["name"], "Borr")
        borr.name = "Borr 2"
        run = self.cycle(self.out)
        self.assertEqual(run.line_ids.outgoing, {"name": ["BORR", "BORR 2"]})
        self.assertEqual(self.told("X-BORR-1")["Description"], "BORR 2")
        self.forget_requests()
        borr.weight = 2
        for _round in range(2):
            self.assertFalse(self.cycle(self.out))
        self.assertEqual(self.second.requests(), [])

    def test_another_mapping_shows_in_the_next_preview(self):
        self.new_product()
        self.new_product(name="AXEL", default_code="AXEL-1")
        self.cycle(self.out)
        self.out.action_pause()
        self.map_rows(self.out, name=("name", UPPER))
        self.forget_requests()
        run = self.preview(self.out)
        self.assertEqual(run.state, "ready")
        self.assertEqual(run.line_ids.outgoing, {"name": ["Borr", "BORR"]})
        self.assertEqual(self.second.requests(), [], "a preview writes nothing")
        self.apply(run)
        self.assertEqual(self.told("BORR-1")["Description"], "BORR")
        with self.enter_registry_test_mode():
            self.out.action_switch_on()
        self.forget_requests()
        self.assertFalse(self.cycle(self.out))
        self.assertEqual(self.second.requests(), [])

    def test_what_cannot_be_mapped_is_set_aside_until_the_mapping_is_mended(self):
        self.map_rows(self.out, cost=("name", {"name": "number"}))
        self.new_product()
        self.new_product(name="12,50", default_code="B-2")
        run = self.cycle(self.out)
        bad = run.line_ids.filtered(lambda line: line.category == "invalid")
        self.assertIn("Cost", bad.message)
        self.assertEqual(self.articles(), ["B-2"])
        self.assertEqual(float(self.told("B-2")["PurchasePrice"]), 12.5)
        self.assertFalse(self.cycle(self.out), "it is not asked again")
        self.map_rows(self.out)
        self.cycle(self.out)
        self.assertEqual(self.articles(), ["B-2", "BORR-1"])

    def test_a_mapping_that_fails_while_it_is_sent(self):
        borr = self.new_product()
        draft = self.out.copy()
        self.out.action_pause()
        run = self.preview(draft)
        self.map_rows(draft, cost=("name", {"name": "number"}))
        self.apply(run)
        self.assertEqual(run.line_ids.state, "failed")
        self.assertIn("Cost", run.line_ids.message)
        borr.name = "8"
        with self.enter_registry_test_mode():
            run.line_ids.action_retry()
        self.work()
        self.assertEqual(run.line_ids.state, "done", run.line_ids.message)
        self.assertEqual(float(self.told("BORR-1")["PurchasePrice"]), 8)

    def test_left_out_fields_are_not_sent(self):
        self.map_rows(self.out, barcode=None, tax=None, unit=None, is_service=None)
        borr = self.new_product(barcode="7300000000036")
        self.cycle(self.out)
        self.assertFalse(self.told("BORR-1")["EAN"])
        self.edit("BORR-1", self.second, EAN="7300000000043")
        borr.write({"barcode": "7300000000050", "name": "Borr 2"})
        self.cycle(self.out)
        told = self.told("BORR-1")
        self.assertEqual((told["Description"], told["EAN"]), ("Borr 2", "7300000000043"))
        self.assertFalse(self.cycle(self.out))

    def test_both_directions_make_no_loop(self):
        back = self.flow("products", self.two)
        self.map_rows(self.out, name=("name", UPPER))
        self.map_rows(back, name=("name", {"name": "case", "to": "lower"}))
        borr = self.new_product()
        self.article(self.second, EAN=None)
        for _round in range(3):
            self.cycle(self.out, back)
        self.forget_requests()
        before = self.state()
        for _round in range(2):
            self.assertFalse(self.cycle(self.out, back))
        self.assertEqual(self.state(), before)
        self.assertEqual(self.writes(self.second), [])
        # What the two mappings make of a field is never the same: a person says what holds.
        self.edit("BORR-1", self.second, Description="Deras")
        runs = self.cycle(self.out, back)
        line = runs.line_ids.filtered(lambda line: line.external_id == "product:BORR-1")
        self.assertEqual((line.category, line.state), ("conflict", "planned"))
        self.assertEqual(borr.name, "Borr")
        with self.enter_registry_test_mode():
            line.action_keep_there()
        for _round in range(3):
            self.cycle(self.out, back)
        self.assertEqual(borr.name, "deras")
        self.forget_requests()
        self.assertFalse(self.cycle(self.out, back))
        self.assertEqual(self.writes(self.second), [])


@tagged("post_install", "-at_install")
class TestProductMapper(MappedCase):
    """The screen and the file of the mapping of products."""

    def test_samples_are_what_the_source_told(self):
        into = self.flow("products", self.one)
        self.map_rows(into, name=("name", UPPER))
        self.article()
        self.cycle(into)
        ours = into.with_user(self.admin)
        (kind,) = ours.get_mapper()["kinds"]
        fields = {field["path"]: field for field in kind["fields"]}
        self.assertTrue(fields["price"]["taken"])
        self.assertFalse(fields["quantity"]["taken"], "that is a flow of its own")
        told = ours.explain_map("product")
        self.assertEqual(told["sample"]["name"], "SÅG 1 MM")
        rows = {
            row["target"]: told["rows"][at]
            for at, row in enumerate(ours.get_mapper()["maps"]["product"])
        }
        self.assertEqual((rows["name"]["source"], rows["name"]["result"]), ("Såg 1 mm", "SÅG 1 MM"))
        self.assertEqual(rows["price"]["result"], "189")

    def test_samples_of_odoo(self):
        out = self.flow("products", target=self.two)
        self.map_rows(out, name=("name", UPPER))
        self.new_product()
        self.cycle(out)
        told = out.with_user(self.admin).explain_map(
            "product", [{"target": "name", "source": "name", "transforms": []}]
        )
        self.assertEqual(told["rows"][0]["source"], "Borr")

    def test_files_and_versions(self):
        out = self.flow("products", target=self.two)
        self.map_rows(out, name=("name", UPPER))
        ours = out.with_user(self.admin)
        file = ours.export_map()
        self.assertEqual(list(json.loads(file["text"])["maps"]), ["product"])
        ours.restore_map(0, 1)
        self.assertFalse(ours.get_map_difference(0))
        ours.save_map(ours.read_map_file(file["text"]), "", 2)
        (found,) = ours.get_map_difference(0)
        self.assertEqual(found["kind"], "Product")
        self.assertEqual(out.map_id.number, 3)
        with self.assertRaisesRegex(Exception, "takes 200"):
            self.map_rows(out, name=("name", {"name": "template", "text": "x" * 201}))
