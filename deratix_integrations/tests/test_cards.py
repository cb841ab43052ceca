from odoo.tests import tagged

from .common import SandboxCase
from .sandbox import company_number


@tagged("post_install", "-at_install")
class TestCards(SandboxCase):
    def card(self, connection=None):
        connection = connection or self.connection
        cards = self.env["deratix.card"].with_user(self.user)
        return cards.search([("connection_id", "=", connection.id)])

    def queries(self):
        """How many queries the dashboard takes from an empty cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        cards = self.env["deratix.card"].with_user(self.user).search([])
        cards.read(["name", "code", "connection_id", "data"])
        return self.env.cr.sql_log_count - before

    def finished_run(self, connection):
        return self.env["deratix.run"].create(
            {
                "connection_id": connection.id,
                "user_id": self.user.id,
                "kind": "import",
                "state": "done",
                "scope": "all",
                "match_policy": "update",
            }
        )

    def test_the_number_of_queries_is_constant(self):
        self.finished_run(self.connection)
        self.queries()
        one = self.queries()
        for n in range(9):
            self.finished_run(self.connect(self.env.company, self.sandbox.url, f"Account {n}"))
        ten = self.queries()
        cards = (
            self.env["deratix.card"].with_user(self.user).search([("code", "=", "superfaktura")])
        )
        self.assertEqual(len(cards), 10)
        self.assertEqual(ten, one)

    def test_numbers(self):
        self.sandbox.add("Alfa", ico=company_number(1))
        self.sandbox.add("Beta", ico=company_number(2), ic_dph="SK1234567890")
        self.load()
        data = self.card().data
        self.assertEqual((data["linked"], data["clients"]), (1, 2))
        # The invalid record waits for a decision.
        self.assertEqual((data["review"], data["failing"]), (1, 0))
        self.assertEqual(data["status"], "ready")
        self.assertEqual(data["run"]["state"], "done")
        self.assertFalse(data["run"]["active"])

    def test_without_connection(self):
        self.connection.active = False
        card = self.env["deratix.card"].with_user(self.user).search([("code", "=", "superfaktura")])
        self.assertEqual(card.data["status"], "incomplete")
        self.assertFalse(card.connection_id)
        action = card.with_user(self.admin).action_set_up()
        made = self.env["deratix.connection"].browse(action["res_id"])
        self.assertEqual((made.integration_id, made.status), (self.integration, "incomplete"))
        self.assertEqual(self.card(made).name, "SuperFaktura")

    def test_another_addon_adds_a_card(self):
        before = set(self.env["deratix.card"].with_user(self.user).search([]).ids)
        self.env["deratix.integration"].create(
            {"code": "test_documents", "name": "Documents", "needs_connection": False}
        )
        cards = self.env["deratix.card"].with_user(self.user).search([])
        self.assertEqual(len(set(cards.ids) - before), 1)
        documents = cards.filtered(lambda card: card.code == "test_documents")
        self.assertEqual(documents.data["status"], "ready")

    def test_buttons_lead_somewhere(self):
        self.sandbox.add("Alfa", ico=company_number(1), ic_dph="SK1234567890")
        self.sandbox.add("Beta")
        self.load()
        card = self.card()
        for name in (
            "action_configure",
            "action_import",
            "action_log",
            "action_runs",
            "action_bindings",
            "action_linked",
            "action_failing",
            "action_review",
        ):
            with self.subTest(name):
                action = getattr(card, name)()
                self.assertEqual(action["type"], "ir.actions.act_window")
                domain = action.get("domain") or []
                self.env[action["res_model"]].with_user(self.user).search(domain)
        waiting = card.action_review()
        self.assertEqual(waiting["res_model"], "deratix.run.line")
