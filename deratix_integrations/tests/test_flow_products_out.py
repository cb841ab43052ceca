from odoo.tests import tagged

from .test_flow_products import ProductCase


@tagged("post_install", "-at_install")
class TestProductsOut(ProductCase):
    def out(self):
        return self.flow("products", target=self.two)

    def test_a_product_becomes_an_article(self):
        borr = self.new_product(barcode="7300000000036", type="service", list_price=40)
        run = self.cycle(self.out())
        self.assertEqual(run.line_ids.state, "done", run.line_ids.message)
        told = self.told("BORR-1")
        self.assertEqual(
            [told[key] for key in ("Description", "EAN", "VAT", "Type", "Unit", "Active")],
            ["Borr", "7300000000036", 25, "SERVICE", "st", True],
        )
        self.assertEqual(self.product("BORR-1", self.two), borr)
        self.assertEqual(run.line_ids.external_id, "product:BORR-1")
        self.assertFalse(self.env["deratix.intent"].search([]))

    def test_one_request_for_each_and_none_when_idle(self):
        flow = self.out()
        for number in range(3):
            self.new_product(default_code=f"B-{number}")
        self.forget_requests()
        self.cycle(flow)
        self.assertEqual(self.writes(self.second), [("POST", "/3/articles")] * 3)
        reads = [path for method, path in self.second.requests() if method == "GET"]
        self.assertEqual([path for path in reads if "units" not in path], [])
        self.forget_requests()
        self.assertFalse(self.cycle(flow))
        self.assertEqual(self.second.requests(), [])

    def test_changes_go_there(self):
        flow, borr = self.out(), self.new_product()
        self.cycle(flow)
        borr.write({"name": "Borr 2", "taxes_id": [(6, 0, self.taxes[12].ids)]})
        run = self.cycle(flow)
        told = self.told("BORR-1")
        self.assertEqual((told["Description"], told["VAT"]), ("Borr 2", 12))
        self.assertEqual(run.line_ids.outgoing, {"name": ["Borr", "Borr 2"], "tax": ["25", "12"]})
        self.forget_requests()
        self.assertFalse(self.cycle(flow))
        self.assertEqual(self.second.requests(), [])

    def test_only_what_changed_is_written(self):
        flow, borr = self.out(), self.new_product()
        self.cycle(flow)
        self.edit("BORR-1", self.second, Description="Deras namn", QuantityInStock=9, Note="Obs")
        borr.barcode = "7300000000043"
        self.cycle(flow)
        told = self.told("BORR-1")
        self.assertEqual(
            [told[key] for key in ("Description", "EAN", "QuantityInStock", "Note")],
            ["Deras namn", "7300000000043", 9, "Obs"],
        )

    def test_what_nobody_there_wants_to_know_costs_no_request(self):
        flow, borr = self.out(), self.new_product()
        self.cycle(flow)
        self.forget_requests()
        borr.weight = 3
        self.assertFalse(self.cycle(flow))
        self.assertEqual(self.second.requests(), [])

    def test_archived_here_inactive_there(self):
        flow, borr = self.out(), self.new_product()
        self.cycle(flow)
        borr.product_tmpl_id.action_archive()
        self.cycle(flow)
        self.assertFalse(self.told("BORR-1")["Active"])

    def test_an_article_of_this_number_is_it(self):
        self.article(self.second, ArticleNumber="BORR-1", Description="Gammal borr", Note="Obs")
        flow, borr = self.out(), self.new_product()
        self.cycle(flow)
        self.assertEqual(self.articles(), ["BORR-1"])
        self.assertEqual(self.product("BORR-1", self.two), borr)
        self.cycle(flow)
        told = self.told("BORR-1")
        self.assertEqual((told["Description"], told["Note"]), ("Borr", "Obs"))
        self.assertFalse(self.cycle(flow))

    def test_two_products_never_share_an_article(self):
        flow, first = self.out(), self.new_product()
        self.cycle(flow)
        second = self.new_product(name="Annan")
        run = self.cycle(flow)
        self.assertEqual(run.line_ids.state, "failed")
        self.assertIn("linked with another product", run.line_ids.message)
        self.assertFalse(self.cycle(flow), "it is not asked again")
        second.default_code = "BORR-2"
        self.cycle(flow)
        self.assertEqual(self.product("BORR-1", self.two), first)
        self.assertEqual(self.product("BORR-2", self.two), second)

    def test_what_is_refused_is_mended_and_retried(self):
        flow, borr = self.out(), self.new_product(default_code="BORR 1?")
        run = self.cycle(flow)
        self.assertEqual(run.line_ids.state, "failed")
        self.assertFalse(self.env["deratix.intent"].search([]))
        borr.default_code = "BORR-1"
        with self.enter_registry_test_mode():
            run.line_ids.action_retry()
        self.work()
        self.assertEqual(run.line_ids.state, "done", run.line_ids.message)
        self.assertEqual(self.articles(), ["BORR-1"])

    def test_several_taxes_are_told(self):
        self.new_product(taxes_id=[(6, 0, (self.taxes[25] | self.taxes[12]).ids)])
        run = self.cycle(self.out())
        self.assertIn("no single percentage", run.line_ids.message)
        self.assertEqual(self.articles(), [])

    def test_deleted_there_is_not_created_again(self):
        flow, borr = self.out(), self.new_product()
        self.cycle(flow)
        self.second.control("articles/BORR-1", method="DELETE")
        borr.name = "Borr 2"
        run = self.cycle(flow)
        self.assertEqual(run.line_ids.state, "skipped")
        self.assertEqual(self.link(self.two, "BORR-1").state, "gone")
        borr.name = "Borr 3"
        self.assertFalse(self.cycle(flow))
        self.assertEqual(self.articles(), [])

    # -- faults -----------------------------------------------------------------------------

    def test_an_answer_that_was_lost_makes_no_second_article(self):
        self.new_product()
        flow = self.out()
        self.second.fault("reset", match="articles", method="POST", arguments={"processed": True})
        run = self.cycle(flow)
        self.assertEqual(run.line_ids.state, "sending")
        self.assertTrue(self.env["deratix.intent"].search([]))
        self.assertEqual(self.articles(), ["BORR-1"])
        run.waiting_until = False
        self.forget_requests()
        self.work()
        self.assertEqual(run.line_ids.state, "done", run.line_ids.message)
        self.assertEqual(self.writes(self.second), [], "it is looked for before it is written")
        self.assertEqual(self.articles(), ["BORR-1"])

    # -- both directions, and from one system to another ------------------------------------

    def test_from_one_to_the_other(self):
        self.article()
        stranger = self.new_product()
        flow = self.flow("products", self.one, self.two)
        self.cycle(flow)
        self.work()
        told = self.told("SAW-1")
        self.assertEqual((told["Description"], told["VAT"], told["Unit"]), ("Såg 1 mm", 25, "st"))
        self.assertFalse(stranger.id in self.env["deratix.binding"].search([]).mapped("res_id"))
        self.edit("SAW-1", self.first, Description="Såg 2 mm")
        self.cycle(flow)
        self.work()
        self.assertEqual(self.told("SAW-1")["Description"], "Såg 2 mm")

    def test_both_directions_make_no_loop(self):
        there, back = (
            self.flow("products", self.one, self.two),
            self.flow("products", self.two, self.one),
        )
        self.article(self.first, ArticleNumber="A", EAN=None)
        self.article(self.second, ArticleNumber="B", EAN=None)
        for _round in range(3):
            self.cycle(there, back)
            self.work()
        self.assertEqual(self.articles(self.first), ["A", "B"])
        self.assertEqual(self.articles(self.second), ["A", "B"])
        self.forget_requests()
        before = self.dump("product_product") + self.dump("product_template")
        for _round in range(2):
            self.assertFalse(self.cycle(there, back))
        self.assertEqual(self.writes(self.first) + self.writes(self.second), [])
        self.assertEqual(self.dump("product_product") + self.dump("product_template"), before)
        self.edit("A", self.second, Description="Från två")
        for _round in range(3):
            self.cycle(there, back)
        self.assertEqual(self.told("A", self.first)["Description"], "Från två")
        self.forget_requests()
        self.assertFalse(self.cycle(there, back))
        self.assertEqual(self.writes(self.first) + self.writes(self.second), [])

    def test_what_both_sides_changed_is_for_a_person(self):
        self.article()
        into = self.flow("products", self.one)
        back = self.flow("products", target=self.one)
        self.cycle(into, back)
        saw = self.product("SAW-1")
        for side, name in (("external", "Deras"), ("odoo", "Vårt"), ("both", "Vårt")):
            with self.subTest(side):
                saw.name = "Vårt"
                self.edit("SAW-1", Description="Deras")
                runs = self.cycle(into)
                line = runs.line_ids
                self.assertEqual((line.category, line.state), ("conflict", "planned"))
                self.assertEqual(saw.name, "Vårt")
                choose = {
                    "external": "action_keep_there",
                    "odoo": "action_keep_here",
                    "both": "action_keep_both",
                }[side]
                with self.enter_registry_test_mode():
                    getattr(line, choose)()
                self.work()
                self.assertEqual((line.state, saw.name), ("done", name), line.message)
                self.cycle(back)
                told = self.told("SAW-1", self.first)["Description"]
                self.assertEqual(told, "Vårt" if side == "odoo" else "Deras")
                self.assertFalse(self.cycle(into, back))
                self.edit("SAW-1", Description="Såg")
                self.cycle(into, back)
                self.assertEqual(saw.name, "Såg")

    def test_what_was_sent_is_not_undone_here(self):
        self.new_product()
        run = self.cycle(self.out())
        self.undo(run)
        self.assertEqual(run.line_ids.state, "kept")
        self.assertIn("carried over to", run.line_ids.message)
