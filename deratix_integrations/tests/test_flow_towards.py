from odoo.tests import tagged

from .flow_orders_case import OrdersOutCase
from .orders_case import OrdersCase


@tagged("post_install", "-at_install")
class TestOrdersTowardsTarget(OrdersOutCase):
    """What value tables and the field mapping make of orders on their way out."""

    def map_rows(self, **changes):
        """Save a mapping; ``{target: (source, transforms)}``."""
        rows = {row["target"]: row for row in self.flow.get_default_map()["order"]}
        for target, (source, *transforms) in changes.items():
            path = target.replace("__", ".").replace("lines.", "lines[].")
            rows[path] = {"target": path, "source": source, "transforms": transforms}
        flow = self.flow.with_user(self.admin)
        return flow.save_map({"order": list(rows.values())}, "", flow.map_id.number)

    def test_value_tables(self):
        self.flow._make_value_tables()
        tables = {table.kind: table for table in self.flow.value_table_ids}
        tables["payment_term"].write({"default_code": "10", "always": True})
        tables["delivery_way"].default_code = "B"
        order = self.order()
        self.go()
        (there,) = self.documents()
        self.assertEqual(there["TermsOfPayment"], "10")
        self.assertEqual(there["WayOfDelivery"], "B")
        self.assertTrue(self.link(order))

    def test_a_mapped_text_arrives(self):
        self.map_rows(note=("number", {"name": "template", "text": "From Odoo {value}"}))
        order = self.order()
        self.go()
        (there,) = self.documents()
        self.assertEqual(there["Remarks"], f"From Odoo {order.name}")

    def test_mapped_prices_are_what_the_sums_go_by(self):
        self.map_rows(lines__price=("price", {"name": "number", "times": "2"}))
        order = self.order((self.saw, 2))
        run = self.go()
        (there,) = self.documents()
        self.assertEqual(float(there["OrderRows"][0]["Price"]), 378)
        self.assertEqual(run.line_ids.filtered("order_id").state, "done")
        self.assertTrue(self.link(order))

    def test_an_order_that_cannot_be_mapped_fails_alone(self):
        self.map_rows(lines__quantity=("name", {"name": "number"}))
        order = self.order()
        run = self.go()
        line = run.line_ids.filtered("order_id")
        self.assertEqual(line.state, "failed")
        self.assertIn("quantity", line.message)
        self.assertEqual(self.documents(), [])
        self.flow.map_id = False
        self.retry(line)
        self.assertEqual(len(self.documents()), 1)
        self.assertTrue(self.link(order))


@tagged("post_install", "-at_install")
class TestOrdersTowardsOdoo(OrdersCase):
    """Where Odoo is the target, orders are mapped as they come in."""

    def test_mapped_and_set_aside(self):
        rows = {row["target"]: row for row in self.flow.get_default_map()["order"]}
        rows["client_order"] |= {
            "source": "client_name",
            "transforms": [{"name": "template", "text": "jortt {value}"}],
        }
        flow = self.flow.with_user(self.admin)
        flow.save_map({"order": list(rows.values())}, "", 0)
        self.order()
        run = self.cycle()
        line = run.line_ids.filtered(lambda line: line.record == "order")
        self.assertTrue(line.order_id.client_order_ref.startswith("jortt "))
        self.assertFalse(line.content["client_order"], "what the source told is kept")
        rows["ordered_on"] |= {"source": "client_name"}
        flow.save_map({"order": list(rows.values())}, "", 1)
        self.order()
        run = self.cycle()
        line = run.line_ids.filtered(lambda line: line.record == "order")
        self.assertEqual(line.state, "failed")
        self.assertIn("Order date", line.message)
        self.flow.map_id = False
        self.retry(line)
        self.assertTrue(line.order_id)
