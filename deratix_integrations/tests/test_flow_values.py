from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..engine.records import Choice
from .flow_pages_case import FlowPagesCase, RealFlowPagesCase


@tagged("post_install", "-at_install")
class TestFlowValues(FlowPagesCase):
    """What the values of one system are called in the other."""

    def setUp(self):
        super().setUp()
        self.order_flow = self.flow("orders")
        self.order_flow.action_values()

    def table(self, kind="payment_term"):
        return self.order_flow.value_table_ids.filtered(lambda table: table.kind == kind)

    def value(self, code):
        return self.table().value_ids.filtered(lambda value: value.source_code == code)

    def becomes(self, code, kind="payment_term"):
        return self.order_flow._value_of(kind, code)

    def fill(self, *sources):
        targets = (Choice("30", "30 dagar", 30), Choice("14", "14 dagar", 14), Choice("K"))
        self.table()._fill(sources, targets)

    def test_a_code_stays_where_nothing_is_set(self):
        self.assertEqual(self.becomes("30"), "30")
        self.assertEqual(self.becomes(""), "")
        self.assertEqual(
            self.flow(source=self.fortnox, target=self.jortt)._value_of("unit", "h"), "h"
        )

    def test_the_table_then_the_default(self):
        self.fill(Choice("A", "30 days"), Choice("B", "Cash"))
        self.assertEqual((self.becomes("A"), self.becomes("B")), ("30", "B"))
        self.table().default_code = "14"
        self.assertEqual((self.becomes("A"), self.becomes("B")), ("30", "14"))
        self.assertEqual((self.becomes("new"), self.becomes("")), ("14", "14"))

    def test_always_this(self):
        self.fill(Choice("A", "30 days"))
        with self.assertRaises(ValidationError):
            self.table().always = True
        self.table().write({"always": True, "default_code": "K"})
        self.assertEqual((self.becomes("A"), self.becomes("")), ("K", "K"))

    def test_what_was_chosen_stays_when_it_is_filled_again(self):
        self.fill(Choice("A", "30 days"), Choice("B", "Cash"))
        self.assertTrue(self.value("A").is_suggested)
        self.value("A").target_code = "14"
        self.assertFalse(self.value("A").is_suggested)
        self.fill(Choice("A", "30 days"), Choice("B", "14 days"), Choice("C", "Later"))
        self.assertEqual(self.value("A").target_code, "14")
        self.assertEqual((self.value("B").target_code, self.value("B").is_suggested), ("14", True))
        self.assertFalse(self.value("C").target_code)
        self.assertEqual((self.table().value_count, self.table().missing_count), (2, 1))

    def test_looking_a_value_up_costs_no_query(self):
        self.fill(*(Choice(str(days), f"{days} days") for days in range(1, 60)))
        self.becomes("1")
        with self.assertQueryCount(0):
            for days in range(1, 60):
                self.becomes(str(days))

    def test_only_administrators_fill(self):
        flow = self.order_flow.with_user(self.user)
        flow.action_values()
        with self.assertRaises(AccessError):
            flow.action_fill_values()

    def test_a_system_that_does_not_answer_is_told(self):
        with self.assertRaises(UserError) as caught, self.enter_registry_test_mode():
            self.order_flow.action_fill_values()
        self.assertIn("Jortt: 127.0.0.1 could not be reached", str(caught.exception))


@tagged("post_install", "-at_install")
class TestFlowValuesFilled(RealFlowPagesCase):
    def test_filled_from_both_systems(self):
        flow = self.flow("orders")
        with self.enter_registry_test_mode():
            flow.action_fill_values()
        tables = {table.kind: table for table in flow.value_table_ids}
        names = {code for code, _name, _days in tables["unit"].target_choices}
        self.assertIn("st", names)
        terms = {value.source_code: value for value in tables["payment_term"].value_ids}
        # jortt has no list of terms; those that orders have in Odoo are days.
        self.assertEqual(terms["30"].target_code, "30")
        self.assertTrue(terms["30"].is_suggested)
        self.assertTrue(tables["ledger_account"].value_ids)
        self.assertFalse(tables["country"].value_ids)
        self.assertIn("SE", [code for code, _name, _days in tables["country"].target_choices])
        self.sandbox_fortnox.forget_requests()
        with self.enter_registry_test_mode():
            flow.action_fill_values()
        self.assertEqual({m for m, _path in self.sandbox_fortnox.requests()}, {"GET"})
