from odoo import api, fields, models

_GROUPS = "sales_team.group_sale_salesman,deratix_integrations.group_user"


class DeratixInvoicedMixin(models.AbstractModel):
    """The number and sum of invoices on a record's form, in the currency of the user's company."""

    _name = "deratix.invoiced.mixin"
    _description = "With Invoices"

    deratix_invoice_count = fields.Integer(
        string="Number of Invoices", compute="_compute_deratix_invoices", groups=_GROUPS
    )
    deratix_invoice_total = fields.Monetary(
        string="Invoiced",
        compute="_compute_deratix_invoices",
        currency_field="deratix_invoice_currency_id",
        groups=_GROUPS,
    )
    deratix_invoice_open = fields.Monetary(
        string="Left to Pay",
        compute="_compute_deratix_invoices",
        currency_field="deratix_invoice_currency_id",
        groups=_GROUPS,
    )
    deratix_invoice_currency_id = fields.Many2one(
        "res.currency",
        string="Currency of Invoices",
        compute="_compute_deratix_invoices",
        groups=_GROUPS,
    )

    @api.depends_context("company", "uid")
    def _compute_deratix_invoices(self):
        totals = self._deratix_invoice_totals()
        for record in self:
            count, total, left = totals.get(record._origin, (0, 0.0, 0.0))
            record.deratix_invoice_count = count
            record.deratix_invoice_total = total
            record.deratix_invoice_open = left
            record.deratix_invoice_currency_id = self.env.company.currency_id

    def _deratix_invoice_totals(self):
        """``{record: (number of invoices, their sum, what is left to pay)}``"""
        raise NotImplementedError

    def _deratix_invoice_domain(self):
        """The documents behind the button."""
        raise NotImplementedError

    def action_deratix_invoices(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("deratix_integrations.action_invoice")
        return {
            **action,
            "domain": [*self._deratix_invoice_domain(), ("company_id", "=", self.env.company.id)],
            "context": {"search_default_claims": 1},
        }
