from odoo.exceptions import UserError
from odoo.tests import tagged

from .flow_case import FlowCase

SAW = {
    "ArticleNumber": "SAW-1",
    "Description": "Såg 1 mm",
    "EAN": "7300000000012",
    "Unit": "st",
    "VAT": 25,
    "SalesPrice": 189,
    "PurchasePrice": 95,
    "QuantityInStock": 4,
    "Type": "STOCK",
    "Note": "Rad ett",
}


class ProductCase(FlowCase):
    """Articles with Swedish VAT rates, of which this company has the sales taxes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = cls.env["account.tax.group"].create(
            {"name": "Moms", "country_id": cls.env.ref("base.se").id}
        )
        cls.taxes = {
            rate: cls.env["account.tax"].create(
                {
                    "name": f"Sales {rate} %",
                    "amount": rate,
                    "type_tax_use": "sale",
                    "price_include_override": "tax_excluded",
                    "company_id": cls.env.company.id,
                    "country_id": cls.env.ref("base.se").id,
                    "tax_group_id": group.id,
                }
            )
            for rate in (25, 12)
        }

    def article(self, sandbox=None, **fields):
        return (sandbox or self.first).control("articles", **{**SAW, **fields})["id"]

    def edit(self, number, sandbox=None, **fields):
        (sandbox or self.first).control(f"articles/{number}", method="PATCH", **fields)

    def told(self, number, sandbox=None):
        return (sandbox or self.second).control(f"articles/{number}", method="GET")

    def articles(self, sandbox=None):
        return (sandbox or self.second).control("articles", method="GET")["ids"]

    def product(self, number, connection=None):
        link = self.link(connection or self.one, number)
        return self.env["product.product"].browse(link.res_id).with_context(active_test=False)

    def new_product(self, **values):
        return self.env["product.product"].create(
            {
                "name": "Borr",
                "default_code": "BORR-1",
                "taxes_id": [(6, 0, self.taxes[25].ids)],
                **values,
            }
        )


@tagged("post_install", "-at_install")
class TestProductsIn(ProductCase):
    def setUp(self):
        super().setUp()
        self.into = self.flow("products", self.one)

    def test_an_article_becomes_a_product(self):
        self.article()
        run = self.cycle(self.into)
        self.assertEqual((run.state, run.line_ids.state), ("done", "done"), run.line_ids.message)
        saw = self.product("SAW-1")
        self.assertEqual(
            (saw.name, saw.default_code, saw.barcode, saw.type),
            ("Såg 1 mm", "SAW-1", "7300000000012", "consu"),
        )
        self.assertEqual((saw.list_price, saw.standard_price), (189.0, 95.0))
        self.assertEqual(saw.taxes_id, self.taxes[25])
        self.assertEqual(saw.uom_id, self.env.ref("uom.product_uom_unit"))
        self.assertIn("Rad ett", saw.description)
        self.assertEqual(saw.company_id, self.env.company)

    def test_the_same_again_writes_nothing(self):
        self.article()
        self.cycle(self.into)
        self.forget_requests()
        before = self.dump("product_product") + self.dump("product_template")
        self.assertFalse(self.cycle(self.into))
        self.assertEqual(self.dump("product_product") + self.dump("product_template"), before)
        self.assertEqual(self.writes(self.first), [])

    def test_what_moves_there_alone_is_no_news(self):
        self.article()
        self.cycle(self.into)
        self.edit("SAW-1", QuantityInStock=3)
        self.assertFalse(self.cycle(self.into))

    def test_changes_come(self):
        self.article()
        self.cycle(self.into)
        self.edit("SAW-1", Description="Såg 2 mm", VAT=12, SalesPrice=200)
        run = self.cycle(self.into)
        saw = self.product("SAW-1")
        self.assertEqual((saw.name, saw.list_price), ("Såg 2 mm", 200.0))
        self.assertEqual(saw.taxes_id, self.taxes[12])
        self.assertEqual(
            run.line_ids.changes,
            {"name": ["Såg 1 mm", "Såg 2 mm"], "tax": ["25", "12"], "price": ["189", "200"]},
        )

    def test_an_inactive_article_archives_its_product(self):
        self.article()
        self.cycle(self.into)
        saw = self.product("SAW-1")
        self.edit("SAW-1", Active=False)
        self.cycle(self.into)
        self.assertFalse(saw.active or saw.product_tmpl_id.active)
        self.edit("SAW-1", Active=True)
        self.cycle(self.into)
        self.assertTrue(saw.active and saw.product_tmpl_id.active)

    def test_an_inactive_article_that_was_never_here_stays_away(self):
        self.article(Active=False)
        self.assertFalse(self.cycle(self.into))

    def test_what_was_written_here_stays_until_the_article_changes(self):
        self.article()
        self.cycle(self.into)
        saw = self.product("SAW-1")
        saw.write({"name": "Handsåg", "list_price": 250})
        self.edit("SAW-1", EAN="7300000000029")
        self.cycle(self.into)
        self.assertEqual(
            (saw.name, saw.list_price, saw.barcode), ("Handsåg", 250.0, "7300000000029")
        )
        self.edit("SAW-1", Description="Såg 3 mm")
        self.cycle(self.into)
        self.assertEqual((saw.name, saw.list_price), ("Såg 3 mm", 250.0))

    def test_a_product_of_this_number_is_it(self):
        saw = self.new_product(name="Handsåg", default_code="SAW-1", list_price=189)
        self.article()
        run = self.cycle(self.into)
        self.assertEqual(self.product("SAW-1"), saw)
        self.assertEqual((saw.name, saw.barcode), ("Såg 1 mm", "7300000000012"))
        self.assertEqual(run.line_ids.category, "changed")

    def test_a_product_of_this_barcode_is_it(self):
        saw = self.new_product(default_code="OTHER", barcode="7300000000012")
        self.article()
        self.cycle(self.into)
        self.assertEqual(self.product("SAW-1"), saw)

    def test_several_products_of_this_number_are_for_a_person(self):
        first, second = (self.new_product(name=name, default_code="SAW-1") for name in "AB")
        self.article()
        self.article(ArticleNumber="SAW-2", EAN=None)
        run = self.cycle(self.into)
        failed = run.line_ids.filtered(lambda line: line.state == "failed")
        self.assertEqual(failed.external_id, "product:SAW-1")
        self.assertIn("Several products", failed.message)
        self.assertTrue(self.product("SAW-2"), "one bad record never stops a run")
        self.assertFalse(self.cycle(self.into), "it is not asked again")
        second.default_code = "B"
        with self.enter_registry_test_mode():
            failed.with_user(self.env.user).action_retry()
        self.work()
        self.assertEqual(self.product("SAW-1"), first)

    def test_a_missing_tax_is_told_and_mended(self):
        self.article(VAT=6)
        run = self.cycle(self.into)
        self.assertEqual(run.line_ids.state, "failed")
        self.assertIn("no sales tax of 6", run.line_ids.message)
        self.taxes[12].copy({"amount": 6, "name": "6"})
        with self.enter_registry_test_mode():
            run.line_ids.action_retry()
        self.work()
        self.assertEqual(self.product("SAW-1").taxes_id.amount, 6)

    def test_prices_that_include_tax(self):
        self.taxes[25].price_include_override = "tax_included"
        self.article(SalesPrice=100)
        self.cycle(self.into)
        saw = self.product("SAW-1")
        self.assertEqual(saw.list_price, 125.0)
        self.edit("SAW-1", Description="Såg 2 mm")
        run = self.cycle(self.into)
        self.assertEqual(run.line_ids.changes, {"name": ["Såg 1 mm", "Såg 2 mm"]})
        self.assertEqual(saw.list_price, 125.0)

    def test_another_companys_product_is_none_of_ours(self):
        other = self.env["res.company"].create({"name": "Other"})
        theirs = self.new_product(default_code="SAW-1", company_id=other.id, taxes_id=False)
        self.article()
        self.cycle(self.into)
        self.assertEqual(self.product("SAW-1").company_id, self.env.company)
        self.assertEqual(theirs.name, "Borr")

    def test_a_variant_keeps_what_all_have_in_common(self):
        attribute = self.env["product.attribute"].create(
            {
                "name": "Size",
                "value_ids": [(0, 0, {"name": name}) for name in ("S", "L")],
            }
        )
        template = self.env["product.template"].create(
            {
                "name": "Shirt",
                "list_price": 50,
                "attribute_line_ids": [
                    (
                        0,
                        0,
                        {
                            "attribute_id": attribute.id,
                            "value_ids": [(6, 0, attribute.value_ids.ids)],
                        },
                    )
                ],
            }
        )
        small = template.product_variant_ids[0]
        small.default_code = "SAW-1"
        self.article()
        self.cycle(self.into)
        self.assertEqual(self.product("SAW-1"), small)
        self.assertEqual((template.name, template.list_price), ("Shirt", 50.0))
        self.assertEqual(small.barcode, "7300000000012")

    def test_a_product_that_was_deleted_here_is_not_created_again(self):
        self.article()
        self.cycle(self.into)
        self.product("SAW-1").product_tmpl_id.unlink()
        self.edit("SAW-1", Description="Såg 2 mm")
        run = self.cycle(self.into)
        self.assertEqual(
            (run.line_ids.category, run.line_ids.reason, run.line_ids.state),
            ("review", "deleted_here", "planned"),
        )
        self.assertFalse(self.env["product.product"].search([("default_code", "=", "SAW-1")]))
        self.assertFalse(self.cycle(self.into))

    # -- preview and undo -------------------------------------------------------------------

    def test_a_preview_writes_nothing(self):
        self.article()
        before = self.dump("product_product") + self.dump("product_template")
        run = self.preview(self.into.copy())
        self.assertEqual((run.state, run.line_ids.decision), ("ready", "create"))
        self.assertEqual(self.dump("product_product") + self.dump("product_template"), before)
        self.assertFalse(self.env["deratix.binding"].search([("kind", "=", "product")]))

    def test_a_plan_is_carried_out_by_what_is_there_now(self):
        saw = self.new_product(default_code="SAW-1", name="Handsåg")
        self.article()
        draft = self.into.copy()
        run = self.preview(draft)
        self.assertEqual(run.line_ids.decision, "update")
        saw.default_code = "ELSE"
        self.apply(run)
        self.assertEqual(saw.name, "Handsåg")
        self.assertNotEqual(self.product("SAW-1"), saw)

    def test_without_the_right_to_products_nothing_is_applied(self):
        self.article()
        run = self.preview(self.into.copy()).with_user(self.user)
        with self.assertRaisesRegex(UserError, "right to create products"):
            run.action_apply()
        self.assertEqual(run.state, "ready")
        self.user.group_ids += self.env.ref("product.group_product_manager")
        with self.enter_registry_test_mode():
            run.action_apply()
        self.work()
        self.assertTrue(self.product("SAW-1"))

    def test_undo(self):
        old = self.new_product(default_code="SAW-1", name="Handsåg", list_price=5)
        self.article()
        self.article(ArticleNumber="SAW-2", EAN=None)
        run = self.cycle(self.into)
        made = self.product("SAW-2")
        self.undo(run)
        self.assertEqual(
            set(run.line_ids.mapped("state")), {"undone"}, run.line_ids.mapped("message")
        )
        self.assertEqual((old.name, old.list_price, old.barcode), ("Handsåg", 5.0, False))
        self.assertFalse(made.exists())
        self.assertFalse(self.link(self.one, "SAW-1") | self.link(self.one, "SAW-2"))
        self.into.watermark = False
        self.assertFalse(self.cycle(self.into), "what was taken back does not come by itself")

    def test_undo_refuses_what_was_touched(self):
        for number in ("A", "B", "C"):
            self.article(ArticleNumber=number, EAN=None)
        run = self.cycle(self.into)
        self.product("A").list_price = 7
        partner = self.env["res.partner"].create({"name": "Kund"})
        self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "order_line": [(0, 0, {"product_id": self.product("B").id})],
            }
        )
        self.undo(run)
        states = {line.external_id: line for line in run.line_ids}
        self.assertEqual(states["product:A"].state, "kept")
        self.assertIn("changed since", states["product:A"].message)
        self.assertEqual(states["product:B"].state, "kept")
        self.assertIn("in use", states["product:B"].message)
        self.assertEqual(states["product:C"].state, "undone")
