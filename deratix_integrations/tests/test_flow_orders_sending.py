from datetime import timedelta

from odoo.fields import Datetime
from odoo.tests import tagged

from .flow_orders_case import OrdersOutCase


@tagged("post_install", "-at_install")
class TestSendingOfInvoices(OrdersOutCase):
    """jortt sends invoices on its own time, and tells nobody when it has."""

    system = "jortt"
    document = "invoice"
    rates = (21, 9)
    currency = "EUR"

    def setUp(self):
        super().setUp()
        self.flow.sending = "sent"
        self.sandbox.control("sending", held=True)

    def scheduled(self):
        """The line of an order whose invoice was to be sent."""
        order = self.order()
        run = self.go()
        self.assert_done(run)
        line = self.line_of(run, order)
        self.assertTrue(line.sending_since)
        self.assertIn("is sending it", line.message)
        self.sandbox.forget_requests()
        return line

    def let_go(self):
        self.sandbox.control("sending", held=False)
        self.sandbox.control("clock", advance=60)

    def looked(self):
        """The looks at invoices."""
        asked = self.sandbox.requests()
        self.assertFalse([path for _method, path in asked if path.endswith("/send")])
        return [path for method, path in asked if method == "GET" and "/invoices/" in path]

    @staticmethod
    def due(line, asked_before=None):
        line.sudo().sending_look_at = Datetime.now() - timedelta(seconds=1)
        if asked_before:
            line.sudo().sending_since = Datetime.now() - asked_before

    def test_followed_until_it_was_sent(self):
        line = self.scheduled()
        self.assertFalse(self.go(), "a look that finds nothing leaves no trace")
        self.assertEqual(len(self.looked()), 1)
        self.assertEqual(line.state, "done")
        self.assertIn("is sending it", line.message)
        self.go()
        self.assertEqual(len(self.looked()), 1, "it is not worth looking again yet")
        self.let_go()
        self.due(line)
        self.go()
        self.assertEqual(len(self.looked()), 2)
        self.assertEqual((line.state, line.message), ("done", False))
        self.assertFalse(line.sending_since)
        self.sandbox.forget_requests()
        self.go()
        self.assertEqual(self.sandbox.requests(), [])

    def test_late_is_told_and_seen_when_it_was_sent_all_the_same(self):
        line = self.scheduled()
        self.due(line, timedelta(days=2))
        self.go()
        self.assertEqual(line.state, "failed")
        self.assertIn("has not", line.message)
        self.assertEqual(self.flow.failed_count, 1)
        # Looking again by hand sends nothing and changes nothing.
        self.retry(line)
        self.assertEqual(line.state, "failed")
        self.assertEqual(len(self.documents()), 1)
        self.let_go()
        self.due(line)
        self.go()
        self.assertEqual((line.state, line.message), ("done", False))
        self.assertEqual(self.flow.failed_count, 0)
        self.assertEqual(len(self.looked()), 3)

    def test_a_person_looks_again(self):
        line = self.scheduled()
        self.due(line, timedelta(days=2))
        self.go()
        self.let_go()
        self.retry(line)
        self.assertEqual((line.state, line.message), ("done", False), line.message)
        self.assertFalse(line.sending_since)

    def test_deleted_there_before_it_was_sent(self):
        line = self.scheduled()
        (there,) = self.documents()
        self.sandbox.control(f"invoices/{there['id']}", method="DELETE")
        self.go()
        self.assertEqual(line.state, "failed")
        self.assertIn("deleted", line.message)
        self.sandbox.forget_requests()
        self.go()
        self.assertEqual(self.sandbox.requests(), [])

    def test_a_sending_whose_answer_was_lost_is_on_its_way(self):
        """It is scheduled already when it is asked for again, which jortt refuses."""
        order = self.order()
        self.sandbox.fault("reset", match="/send$", arguments={"processed": True})
        run = self.go()
        self.assertEqual(run.state, "applying")
        run.waiting_until = False
        self.work()
        self.assert_done(run)
        line = self.line_of(run, order)
        self.assertTrue(line.sending_since)
        self.let_go()
        self.due(line)
        self.go()
        self.assertFalse(line.sending_since)
        self.assertEqual(len(self.documents()), 1)

    def test_what_is_refused_is_not_followed(self):
        order = self.order()
        refusal = {"code": 422, "key": "operation.invalid", "message": "No.", "details": []}
        answer = {"status": 422, "json": {"error": refusal}}
        self.sandbox.fault("answer", match="/send$", arguments=answer)
        run = self.go()
        line = self.line_of(run, order)
        self.assertEqual(line.state, "failed")
        self.assertFalse(line.sending_since)
        self.let_go()
        self.retry(line)
        self.assertEqual(line.state, "done", line.message)
        self.assertEqual(len(self.documents()), 1)

    def test_a_preview_asks_nobody(self):
        self.scheduled()
        with self.enter_registry_test_mode():
            self.flow.action_preview()
        self.work()
        self.assertEqual(self.looked(), [])
