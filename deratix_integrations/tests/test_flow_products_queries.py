from unittest.mock import patch

from odoo.sql_db import Cursor
from odoo.tests import tagged

from ..pipeline.flow.product_apply import ProductApplier
from ..pipeline.flow.product_read import PRODUCT_TYPES, ProductPlanner
from ..pipeline.read import store_lines
from ..providers.fortnox import article
from .test_flow_products import SAW, ProductCase


def rows(count, name):
    """Rows of articles as Fortnox tells them."""
    return [
        article.row({**SAW, "ArticleNumber": f"S-{at}", "EAN": "", "Description": f"{name} {at}"})
        for at in range(count)
    ]


@tagged("post_install", "-at_install")
class TestQueriesOfProducts(ProductCase):
    """What is the same for all products of a step is asked once."""

    def setUp(self):
        super().setUp()
        self.into = self.flow("products", self.one)
        self.apply(rows(50, "Såg"))
        self.assertEqual(len(self.link_ids()), 50)

    def link_ids(self):
        return self.env["deratix.binding"].search([("connection_id", "=", self.one.id)]).ids

    def queries(self, work):
        """``(the queries of a piece of work with nothing read before, its result)``"""
        self.env.flush_all()
        self.env.invalidate_all()
        asked, execute = [], Cursor.execute

        def noted(cursor, query, *args, **options):
            asked.append(str(query))
            return execute(cursor, query, *args, **options)

        with patch.object(Cursor, "execute", noted):
            result = work()
            self.env.flush_all()
        return asked, result

    def plan(self, told):
        """``(run, queries, lines)``"""
        run = self.env["deratix.run"]._start(
            self.one, kind="flow_in", scope="all", flow_id=self.into.id, state="reading"
        )
        return run, *self.queries(lambda: ProductPlanner(run).plan(told, article.product))

    def apply(self, told):
        """Plan and apply; returns the queries of applying that are about flows. (Odoo itself needs
        some for each product whose name it writes.)"""
        run, _asked, lines = self.plan(told)
        store_lines(self.env, lines, PRODUCT_TYPES)
        stored = self.env["deratix.run.line"].search([("run_id", "=", run.id)])
        asked, done = self.queries(lambda: ProductApplier(run).apply(stored))
        self.assertEqual(done, len(told))
        self.assertEqual(set(stored.mapped("state")), {"done"})
        return [query for query in asked if "deratix_flow" in query]

    def test_planning(self):
        told = rows(50, "Ny såg")
        self.plan(told[:1])
        _run, few, lines = self.plan(told[:5])
        self.assertEqual([line["category"] for line in lines], ["changed"] * 5)
        _run, many, lines = self.plan(told)
        self.assertEqual([line["category"] for line in lines], ["changed"] * 50)
        self.assertEqual(len(few), len(many))

    def test_applying(self):
        self.apply(rows(1, "Ny såg"))
        few = self.apply(rows(5, "Nyare såg"))
        many = self.apply(rows(50, "Nyaste såg"))
        self.assertTrue(few)
        self.assertEqual(len(few), len(many))
