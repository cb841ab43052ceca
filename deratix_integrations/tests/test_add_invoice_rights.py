from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .add_invoice import GROUPS, AddInvoiceCase


@tagged("post_install", "-at_install")
class TestAddInvoiceRights(AddInvoiceCase):
    """Law 10 for the form of a new document."""

    def test_who_may_not_edit_the_opportunity(self):
        own = new_test_user(
            self.env,
            "own-only",
            groups="deratix_integrations.group_user,sales_team.group_sale_salesman",
        )
        self.opportunity.user_id = self.seller
        with self.assertRaises(AccessError):
            self.open_form(user=own)
        form = self.open_form()
        with self.assertRaises(AccessError):
            self.create_document(form, user=own)
        self.assertFalse(self.all_documents())

    def test_who_may_not_edit_it_any_more(self):
        form = self.open_form()
        self.env["ir.rule"].create(
            {
                "name": "Closed",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "domain_force": f"[('id', '!=', {self.opportunity.id})]",
                "perm_read": False,
            }
        )
        with self.assertRaises(AccessError):
            self.create_document(form)
        self.assertFalse(self.all_documents())

    def test_form_of_somebody_else(self):
        form = self.open_form()
        other = new_test_user(self.env, "other-seller", groups=GROUPS)
        with self.assertRaises(AccessError):
            self.form(form).with_user(other).read(["note"])

    def test_sellers_without_integrations_see_no_button(self):
        plain = new_test_user(self.env, "plain", groups="sales_team.group_sale_salesman_all_leads")
        lead = self.opportunity.with_user(plain)
        with self.assertRaises(AccessError):
            lead.read(["deratix_can_add_invoice"])
        with self.assertRaises(AccessError):
            self.open_form(user=plain)

    def test_another_company(self):
        company = self.env["res.company"].create({"name": "Other"})
        other = new_test_user(
            self.env, "other", groups=GROUPS, company_id=company.id, company_ids=company.ids
        )
        lead = self.env["crm.lead"].create(
            {"name": "Elsewhere", "type": "opportunity", "company_id": company.id}
        )
        self.assertFalse(lead.with_user(other).deratix_can_add_invoice)
        with self.assertRaises(UserError):
            self.open_form(lead=lead, user=other)
        form = self.open_form()
        self.opportunity.company_id = company
        with self.assertRaises(UserError):
            self.create_document(form)
        self.assertFalse(self.all_documents())
