"""Pressing *Add Invoice* as a person does, each press in a transaction of its own."""

from contextlib import contextmanager

from odoo.tests import new_test_user

from .test_invoices import InvoiceCase

GROUPS = (
    "deratix_integrations.group_user,sales_team.group_sale_salesman_all_leads,"
    "base.group_partner_manager"
)


class AddInvoiceCase(InvoiceCase):
    """An opportunity of a client that is linked on both sides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(cls.env, "integration-seller", groups=GROUPS)

    def setUp(self):
        super().setUp()
        # Those of the tests before lead to the same account.
        (self.env["deratix.connection"].search([]) - self.connection).active = False
        self.client_there = self.known_client()
        self.partner = self.partner_of(self.client_there)
        self.opportunity = self.env["crm.lead"].create(
            {
                "name": "Nowa strona",
                "type": "opportunity",
                "partner_id": self.partner.id,
                "expected_revenue": 1000,
            }
        )
        self.stage_before = self.opportunity.stage_id

    @contextmanager
    def pressing(self, user=None):
        """The environment of one request of a person."""
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            yield self.env(cr=cr, user=user or self.seller)
        self.env.invalidate_all()

    def open_form(self, lead=None, user=None, **values):
        """Press *Add Invoice*, and change the form; returns its id."""
        with self.pressing(user) as env:
            action = env["crm.lead"].browse((lead or self.opportunity).id)
            wizard = env["deratix.invoice.add"].browse(
                action.action_deratix_add_invoice()["res_id"]
            )
            wizard.line_ids.filtered(lambda line: not line.tax).tax = "23"
            if values:
                wizard.write(values)
            return wizard.id

    def create_document(self, form, user=None):
        """Press *Create*; returns the action."""
        with self.pressing(user) as env:
            return env["deratix.invoice.add"].browse(form).action_create()

    def form(self, form):
        return self.env["deratix.invoice.add"].browse(form)

    def all_documents(self):
        """What the account holds, the oldest first."""
        ids = self.sandbox.control("invoices", method="GET")["ids"]
        return [self.sandbox.control(f"invoices/{id_}", method="GET") for id_ in sorted(ids)]

    def document(self):
        """The one document there."""
        (document,) = self.all_documents()
        return document

    def intents(self):
        return self.env["deratix.intent"].search([("model", "=", "crm.lead")])

    def of_opportunity(self):
        return self.env["deratix.invoice"].search([("lead_id", "=", self.opportunity.id)])

    def leads(self):
        """All opportunities, the archived ones included."""
        return self.env["crm.lead"].with_context(active_test=False).search([])
