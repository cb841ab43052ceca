from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import float_is_zero

from .stage_map import PAYMENTS


class DeratixInvoice(models.Model):
    """A document of an invoicing system, as it was when it was last read; written by runs only.

    ``snapshot`` holds what its opportunity was last given (see ``pipeline.invoice_leads``); with
    ``lead_gone`` somebody deleted that, and it is not made again.
    """

    _name = "deratix.invoice"
    _description = "Invoice"
    _order = "issued_on DESC NULLS LAST, id DESC"
    _rec_name = "number"

    connection_id = fields.Many2one(
        "deratix.connection", string="System", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    external_id = fields.Char(string="External ID", required=True, readonly=True)
    kind_id = fields.Many2one(
        "deratix.document.kind", required=True, readonly=True, ondelete="restrict"
    )
    number = fields.Char(readonly=True)
    issued_on = fields.Date(string="Issued", readonly=True)
    sold_on = fields.Date(string="Sold", readonly=True)
    due_on = fields.Date(string="Due", readonly=True)
    paid_on = fields.Date(readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    net = fields.Monetary(readonly=True, aggregator=None)
    gross = fields.Monetary(readonly=True, aggregator=None)
    paid = fields.Monetary(readonly=True, aggregator=None)
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    net_company = fields.Monetary(
        string="Net in Company Currency", currency_field="company_currency_id", readonly=True
    )
    gross_company = fields.Monetary(
        string="Gross in Company Currency", currency_field="company_currency_id", readonly=True
    )
    paid_company = fields.Monetary(
        string="Paid in Company Currency", currency_field="company_currency_id", readonly=True
    )
    expected_revenue = fields.Monetary(
        currency_field="company_currency_id",
        readonly=True,
        aggregator=None,
        help="The net amount with that of its corrections.",
    )
    claimed = fields.Monetary(
        string="Invoiced",
        currency_field="company_currency_id",
        readonly=True,
        help="The gross amount, as far as the document asks for money and is not cancelled.",
    )
    open_amount = fields.Monetary(
        string="Left to Pay",
        currency_field="company_currency_id",
        readonly=True,
        help="What is left to pay of the document with its corrections.",
    )
    payment = fields.Selection(PAYMENTS, required=True, readonly=True)
    payment_together = fields.Selection(
        PAYMENTS,
        string="Payment with Corrections",
        readonly=True,
        help="A document that is corrected down to nothing counts as cancelled.",
    )
    is_overdue = fields.Boolean(
        string="Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    partner_id = fields.Many2one(
        "res.partner", string="Client", readonly=True, index="btree_not_null", ondelete="set null"
    )
    client_name = fields.Char(string="Client There", readonly=True)
    lead_id = fields.Many2one(
        "crm.lead",
        string="Opportunity",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    lead_gone = fields.Boolean(string="Opportunity Deleted", readonly=True)
    corrects_id = fields.Many2one(
        "deratix.invoice",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    correction_ids = fields.One2many("deratix.invoice", "corrects_id", string="Corrections")
    order_number = fields.Char(readonly=True)
    department_ref = fields.Char(string="Department There", readonly=True)
    user_ref = fields.Char(string="User There", readonly=True)
    public_page = fields.Char(
        readonly=True, exportable=False, help="Whoever has this address can see the document."
    )
    link = fields.Char(compute="_compute_link")
    fingerprint = fields.Char(readonly=True, exportable=False)
    snapshot = fields.Json(readonly=True)

    _external_unique = models.Constraint(
        "UNIQUE (connection_id, external_id)", "This document is there already."
    )
    _open_idx = models.Index("(company_id, due_on) WHERE open_amount > 0")

    @api.depends("kind_id", "number")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for invoice in self:
            invoice.display_name = f"{invoice.kind_id.name} {invoice.number or ''}".strip()

    @api.depends("connection_id", "external_id")
    def _compute_link(self):
        for connection, invoices in self.grouped("connection_id").items():
            address = connection.sudo().base_url or ""
            provider_class = connection.sudo()._provider_class()
            for invoice in invoices:
                invoice.link = provider_class.invoice_page(address, invoice.external_id)

    @api.depends("due_on", "open_amount", "company_id")
    def _compute_is_overdue(self):
        for company, invoices in self.grouped("company_id").items():
            today = company._deratix_day()
            for invoice in invoices:
                late = invoice.due_on and invoice.due_on < today
                invoice.is_overdue = bool(late and invoice.open_amount > 0)

    def _search_is_overdue(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        rows = self._read_group([("open_amount", ">", 0)], ["company_id"])
        companies = self.env["res.company"].union(*(company for (company,) in rows))
        days = companies.grouped(lambda company: company._deratix_day())
        late = Domain.OR(
            Domain("company_id", "in", some.ids) & Domain("due_on", "<", today)
            for today, some in days.items()
        )
        return late & Domain("open_amount", ">", 0)

    # -- what runs ask and do -----------------------------------------------------------------

    def _sum_up(self):
        """Reckon what documents come to with their corrections."""
        for root in self:
            group = root | root.correction_ids
            alive = group.filtered(lambda invoice: invoice.payment != "cancelled")
            payment = root._payment_of(alive)
            claims = alive.filtered("kind_id.is_claim") if payment != "cancelled" else self.browse()
            left = sum(claims.mapped("gross_company")) - sum(claims.mapped("paid_company"))
            for invoice in group:
                counts = invoice in alive and invoice.kind_id.is_claim
                invoice._set(
                    {
                        "claimed": invoice.gross_company if counts else 0.0,
                        "open_amount": 0.0,
                        "expected_revenue": 0.0,
                        "payment_together": payment,
                    }
                    | (
                        {
                            "open_amount": left if payment in ("unpaid", "partial") else 0.0,
                            "expected_revenue": sum(alive.mapped("net_company")),
                        }
                        if invoice == root
                        else {}
                    )
                )

    def _set(self, values):
        """Write what is another value."""
        changed = {key: value for key, value in values.items() if self[key] != value}
        if changed:
            self.write(changed)

    def _payment_of(self, alive):
        """The payment status of a document with those of its corrections that hold."""
        self.ensure_one()
        if self not in alive:
            return "cancelled"
        if len(alive) == 1:
            return self.payment
        gross = sum(alive.mapped("gross_company"))
        paid = sum(alive.mapped("paid_company"))
        digits = self.company_currency_id.rounding
        if float_is_zero(gross, precision_rounding=digits):
            return "cancelled"
        if paid / gross >= 1 or all(invoice.payment == "paid" for invoice in alive):
            return "paid"
        return "partial" if paid * gross > 0 else "unpaid"

    def _document_values(self):
        """What a plan line shows of a document, as ``pipeline.invoice_lines`` makes it."""
        self.ensure_one()
        dates = {
            key: self[key].isoformat()
            for key in ("issued_on", "sold_on", "due_on", "paid_on")
            if self[key]
        }
        amounts = {key: f"{self[key]:.2f}" for key in ("net", "gross", "paid")}
        return {
            "number": self.number,
            "payment": self.payment,
            "currency": self.currency_id.name,
            **dates,
            **amounts,
        }

    # -- buttons ------------------------------------------------------------------------------

    def action_open_there(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.link, "target": "new"}

    def action_pdf(self):
        """The document as PDF, asked for when it is wanted and never stored."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/deratix/invoice/{self.id}/pdf",
            "target": "new",
        }

    @api.model
    def _totals(self, field, records):
        """``{record: (number of claims that hold, their sum, what is left to pay)}`` by a many2one
        of documents of the user's company, as far as the user may see them."""
        domain = [
            (field, "in", records.ids),
            ("kind_id.is_claim", "=", True),
            ("payment", "!=", "cancelled"),
            ("company_id", "=", self.env.company.id),
        ]
        rows = self._read_group(domain, [field], ["__count", "claimed:sum", "open_amount:sum"])
        return {record: tuple(totals) for record, *totals in rows}
