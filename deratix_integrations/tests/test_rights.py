from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import IntegrationCase

# A catalogue that all companies share.
SHARED = {"deratix.document.kind", "deratix.integration", "deratix.order.state"}
# Read-only for everybody who may see it at all; written by the pipeline as superuser.
READ_ONLY = (
    "deratix.binding",
    "deratix.card",
    "deratix.connection",
    "deratix.department",
    "deratix.document.kind",
    "deratix.exchange",
    "deratix.finding",
    "deratix.flow",
    "deratix.flow.value",
    "deratix.flow.value.table",
    "deratix.flow.map",
    "deratix.integration",
    "deratix.invoice",
    "deratix.match.decision",
    "deratix.rate.budget",
    "deratix.run",
    "deratix.stage.map",
    "deratix.stock",
    "deratix.user.map",
    "deratix.webhook.event",
)


@tagged("post_install", "-at_install")
class TestRights(IntegrationCase):
    """Law 10."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.documents = new_test_user(
            cls.env, "documents-only", groups="deratix_integrations.group_document_import"
        )
        cls.internal = new_test_user(cls.env, "internal", groups="base.group_user")
        cls.other_company = cls.env["res.company"].create({"name": "Other"})
        cls.other_connection = cls.connect(cls.other_company, "http://127.0.0.1:9", "Other")

    def models(self):
        """The models of this addon that keep records; those of others are tested there."""
        for name in sorted(self.env.registry):
            model = self.env[name]
            own = model._original_module == "deratix_integrations" and name.startswith("deratix.")
            if own and not model._abstract and not model._transient:
                yield model

    def test_every_model_has_access_rows_and_a_company_rule(self):
        Access, Rule = self.env["ir.model.access"], self.env["ir.rule"]
        for model in self.models():
            with self.subTest(model._name):
                self.assertTrue(Access.search_count([("model_id.model", "=", model._name)]))
                self.assertFalse(
                    Access.search_count(
                        [("model_id.model", "=", model._name), ("group_id", "=", False)]
                    )
                )
                if model._name in SHARED:
                    continue
                self.assertIn("company_id", model._fields)
                rules = Rule.search([("model_id.model", "=", model._name), ("groups", "=", False)])
                self.assertIn("company_id", str(rules.mapped("domain_force")))

    def rows_of(self, company, connection):
        """A record of each model that belongs to a company."""
        partner = self.env["res.partner"].create({"name": "P"})
        run = self.env["deratix.run"].create(
            {
                "connection_id": connection.id,
                "user_id": self.user.id,
                "kind": "import",
                "state": "ready",
                "scope": "all",
                "match_policy": "update",
            }
        )
        common = {"connection_id": connection.id, "company_id": company.id}
        flow = self.env["deratix.flow"].create(
            {"company_id": company.id, "kind": "customers", "target_id": connection.id}
        )
        values = self.env["deratix.flow.value.table"].create({"flow_id": flow.id, "kind": "unit"})
        return {
            "deratix.connection": connection,
            "deratix.credential": connection.credential_ids[:1],
            "deratix.rate.budget": connection.budget_ids,
            "deratix.run": run,
            "deratix.run.line": self.env["deratix.run.line"].create(
                {
                    **common,
                    "run_id": run.id,
                    "external_id": "1",
                    "category": "new",
                    "decision": "create",
                    "state": "planned",
                }
            ),
            "deratix.binding": self.env["deratix.binding"].create(
                {
                    **common,
                    "kind": "party",
                    "external_id": "1",
                    "model": "res.partner",
                    "res_id": partner.id,
                }
            ),
            "deratix.exchange": self.env["deratix.exchange"].create(common),
            "deratix.match.decision": self.env["deratix.match.decision"].create(
                {"connection_id": connection.id, "external_id": "1", "partner_id": partner.id}
            ),
            "deratix.field.policy": self.env["deratix.field.policy"].create(
                {"connection_id": connection.id, "field": "name"}
            ),
            "deratix.intent": self.env["deratix.intent"].create(
                {**common, "model": "res.partner", "res_id": partner.id, "reference": "r"}
            ),
            "deratix.stage.map": self.env["deratix.stage.map"].create(
                {"connection_id": connection.id, "payment": "paid"}
            ),
            "deratix.department": self.env["deratix.department"].create(
                {"connection_id": connection.id, "external_id": "1"}
            ),
            "deratix.user.map": self.env["deratix.user.map"].create(
                {"connection_id": connection.id, "external_id": "1"}
            ),
            "deratix.invoice": self.env["deratix.invoice"].create(
                {
                    **common,
                    "external_id": "1",
                    "kind_id": self.env["deratix.document.kind"].search([], limit=1).id,
                    "currency_id": company.currency_id.id,
                    "payment": "unpaid",
                }
            ),
            "deratix.webhook.event": self.env["deratix.webhook.event"].create(
                {
                    **common,
                    "kind": "party",
                    "external_id": "1",
                    "received_at": "2026-01-01 10:00:00",
                }
            ),
            "deratix.flow": flow,
            "deratix.flow.setup": self.env["deratix.flow.setup"].create(
                {
                    "company_id": company.id,
                    "source_system": "superfaktura",
                    "target_system": "odoo",
                    "source_id": connection.id,
                }
            ),
            "deratix.flow.value.table": values,
            "deratix.flow.value": self.env["deratix.flow.value"].create(
                {"table_id": values.id, "source_code": "1"}
            ),
            "deratix.flow.map": self.env["deratix.flow.map"].create(
                {"flow_id": flow.id, "number": 1, "content": {"maps": {}}}
            ),
            "deratix.stock": self.env["deratix.stock"].create(
                {
                    **common,
                    "product_id": self.env["product.product"].create({"name": "P"}).id,
                }
            ),
            "deratix.token": self.env["deratix.token"].create({"connection_id": connection.id}),
            "deratix.finding": self.env["deratix.finding"].create(
                {"run_id": run.id, "kind": "incomplete", "reason": "no_email"}
            ),
            "deratix.card": self.env["deratix.card"].search(
                [("connection_id", "=", connection.id)]
            ),
        }

    def test_nothing_crosses_companies(self):
        foreign = self.rows_of(self.other_company, self.other_connection)
        own = self.rows_of(self.env.company, self.connection)
        checked = {model._name for model in self.models()} - SHARED
        self.assertEqual(set(foreign), checked, "this test knows every model")
        for name, record in foreign.items():
            with self.subTest(name):
                self.assertTrue(record)
                found = self.env[name].with_user(self.admin).search([])
                self.assertIn(own[name], found)
                self.assertNotIn(record, found)
                with self.assertRaises(AccessError):
                    record.with_user(self.admin).read([])

    def test_buttons_do_not_cross_companies(self):
        foreign = self.rows_of(self.other_company, self.other_connection)
        for name, method in (
            ("deratix.run", "action_apply"),
            ("deratix.run", "action_cancel"),
            ("deratix.run", "action_undo"),
            ("deratix.run", "get_progress"),
            ("deratix.connection", "action_test"),
            ("deratix.binding", "action_sync_now"),
            ("deratix.run.line", "action_decide_skip"),
            ("deratix.run.line", "action_retry"),
        ):
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(foreign[name].with_user(self.user), method)()

    def test_user_reads_and_does_not_write(self):
        own = self.rows_of(self.env.company, self.connection)
        for name in READ_ONLY:
            with self.subTest(name):
                model = self.env[name].with_user(self.user)
                self.assertTrue(model.has_access("read"))
                self.assertFalse(model.has_access("create"))
                self.assertFalse(model.has_access("write"))
                self.assertFalse(model.has_access("unlink"))
        with self.assertRaises(AccessError):
            own["deratix.connection"].with_user(self.user).base_url = "https://evil.example"
        with self.assertRaises(AccessError):
            own["deratix.run"].with_user(self.user).state = "applying"
        self.assertFalse(self.env["deratix.credential"].with_user(self.user).has_access("read"))

    def test_admin_configures(self):
        connection = (
            self.env["deratix.connection"]
            .with_user(self.admin)
            .create({"name": "New", "integration_id": self.integration.id})
        )
        connection.credential_ids[0].value = "a@b.example"
        self.assertEqual(connection.credential_ids[0].value, "a@b.example")
        Run = self.env["deratix.run"].with_user(self.admin)
        self.assertFalse(Run.has_access("write") or Run.has_access("create"))

    def test_document_import_sees_its_card_only(self):
        self.env["deratix.integration"].create(
            {"code": "test_documents", "name": "Documents", "needs_connection": False}
        )
        cards = self.env["deratix.card"].with_user(self.documents).search([])
        # Other addons add theirs.
        self.assertIn("test_documents", cards.mapped("code"))
        self.assertFalse(cards.filtered("needs_connection"))
        self.assertEqual({card.data["status"] for card in cards}, {"ready"})
        for name in ("deratix.connection", "deratix.run", "deratix.run.line", "deratix.exchange"):
            self.assertFalse(self.env[name].with_user(self.documents).has_access("read"))

    def test_internal_user_sees_links_only(self):
        own = self.rows_of(self.env.company, self.connection)
        binding = own["deratix.binding"].with_user(self.internal)
        self.assertEqual(binding.external_id, "1")
        self.assertTrue(binding.external_url)
        for name in ("deratix.card", "deratix.connection", "deratix.run", "deratix.credential"):
            self.assertFalse(self.env[name].with_user(self.internal).has_access("read"))

    def test_internal_user_sends_no_requests(self):
        """The button is on every client's form; who may not import may not use up the quota."""
        own = self.rows_of(self.env.company, self.connection)
        with self.assertRaises(AccessError):
            own["deratix.binding"].with_user(self.internal).action_sync_now()
        self.assertFalse(self.connection.last_test_at)

    def test_own_clients_are_readable_without_the_integrations_group(self):
        partner = self.env["res.partner"].create({"name": "P"})
        partner.with_user(self.internal).read(["deratix_binding_count", "deratix_binding_ids"])
