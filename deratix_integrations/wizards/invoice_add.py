from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.records import Invoice
from ..pipeline.error_text import error_text
from ..pipeline.exchanges import store_entries
from ..pipeline.invoice_draft import due_day, lead_orders, order_lines, revenue_line
from ..pipeline.invoice_issue import DocumentIssuer, NotIssued, next_serial
from ..pipeline.invoice_money import NoRate
from ..pipeline.references import document_reference
from ..providers.base import EntryList
from .invoice_add_line import RATES


class DeratixInvoiceAdd(models.TransientModel):
    """A document that is to be made from an opportunity, as a person sees it before."""

    _name = "deratix.invoice.add"
    _description = "Add Invoice"

    lead_id = fields.Many2one("crm.lead", required=True, readonly=True, ondelete="cascade")
    connection_ids = fields.Many2many("deratix.connection", compute="_compute_connection_ids")
    connection_id = fields.Many2one(
        "deratix.connection",
        string="System",
        required=True,
        ondelete="cascade",
        domain="[('id', 'in', connection_ids)]",
    )
    several_connections = fields.Boolean(compute="_compute_connection_ids")
    company_id = fields.Many2one(related="connection_id.company_id")
    partner_id = fields.Many2one(
        "res.partner",
        string="Client",
        ondelete="cascade",
        domain="[('company_id', 'in', (company_id, False))]",
    )
    client_is_new = fields.Boolean(compute="_compute_client_is_new")
    kind_ids = fields.Many2many(
        "deratix.document.kind", string="Possible Kinds", compute="_compute_kind_ids"
    )
    kind_id = fields.Many2one(
        "deratix.document.kind",
        compute="_compute_kind_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', kind_ids)]",
    )
    status = fields.Selection(
        [("issued", "Issued"), ("sent", "Sent"), ("paid", "Paid")],
        default="issued",
        required=True,
        help="There are no drafts: a document that is created has a number.",
    )
    currency_id = fields.Many2one("res.currency", required=True)
    issued_on = fields.Date(string="Issued", required=True)
    sold_on = fields.Date(string="Sold", required=True)
    payment_term_id = fields.Many2one(
        "account.payment.term", domain="[('company_id', 'in', (company_id, False))]"
    )
    due_on = fields.Date(
        string="Due",
        compute="_compute_due_on",
        store=True,
        readonly=False,
        help="Empty: the client's usual term there.",
    )
    department_id = fields.Many2one(
        "deratix.invoice.add.department",
        compute="_compute_department_id",
        store=True,
        readonly=False,
        domain="[('wizard_id', '=', id), ('connection_id', '=', connection_id)]",
        help="Empty: the usual one of the account.",
    )
    department_ids = fields.One2many(
        "deratix.invoice.add.department", "wizard_id", string="All Departments"
    )
    note = fields.Text()
    line_ids = fields.One2many("deratix.invoice.add.line", "wizard_id", string="Lines")
    net = fields.Monetary(compute="_compute_totals")
    tax = fields.Monetary(compute="_compute_totals")
    gross = fields.Monetary(compute="_compute_totals")
    serial = fields.Integer(readonly=True)
    existing_ids = fields.Many2many("deratix.invoice", compute="_compute_existing")
    attempt_is_open = fields.Boolean(compute="_compute_existing")
    acknowledged = fields.Boolean(string="Add another one all the same")
    message = fields.Char(readonly=True)

    @api.depends("lead_id")
    def _compute_connection_ids(self):
        for wizard in self:
            found = wizard.lead_id._deratix_invoicing(wizard.lead_id.company_id)
            wizard.connection_ids = found
            wizard.several_connections = len(found) > 1

    @api.depends("connection_id", "partner_id")
    def _compute_client_is_new(self):
        for wizard in self:
            partner, connection = wizard.partner_id, wizard.connection_id
            wizard.client_is_new = bool(
                partner and connection and not connection._client_binding(partner)
            )

    @api.depends("connection_id")
    def _compute_kind_ids(self):
        for wizard in self:
            wizard.kind_ids = wizard._kinds()

    @api.depends("connection_id")
    def _compute_kind_id(self):
        for wizard in self:
            kinds = wizard._kinds()
            if wizard.kind_id not in kinds:
                wizard.kind_id = kinds[:1]

    def _kinds(self):
        """The kinds that can be created, the usual one first."""
        if not self.connection_id:
            return self.env["deratix.document.kind"]
        codes = self.connection_id._provider_class().new_document_kinds
        domain = [("provider", "=", self.connection_id.provider), ("code", "in", codes)]
        return self.env["deratix.document.kind"].search(domain)

    @api.depends("payment_term_id", "issued_on")
    def _compute_due_on(self):
        for wizard in self:
            if wizard.payment_term_id and wizard.issued_on:
                wizard.due_on = due_day(wizard.payment_term_id, wizard.issued_on)

    @api.depends("connection_id")
    def _compute_department_id(self):
        for wizard in self:
            if wizard.department_id.connection_id != wizard.connection_id:
                wizard.department_id = False

    @api.depends("line_ids.net", "line_ids.tax_amount")
    def _compute_totals(self):
        for wizard in self:
            wizard.net = sum(wizard.line_ids.mapped("net"))
            wizard.tax = sum(wizard.line_ids.mapped("tax_amount"))
            wizard.gross = wizard.net + wizard.tax

    @api.depends("lead_id")
    def _compute_existing(self):
        for wizard in self:
            lead = wizard.lead_id
            wizard.existing_ids = lead.deratix_invoice_ids
            wizard.attempt_is_open = bool(
                self.env["deratix.intent"]
                .sudo()
                .search_count([("model", "=", "crm.lead"), ("res_id", "=", lead.id)], limit=1)
            )

    # -- opening ------------------------------------------------------------------------------

    @api.model
    def _open_for(self, lead):
        """Fill the form from an opportunity. Commits. Returns the action that shows it."""
        lead.check_access("write")
        connections = lead._deratix_invoicing(lead.company_id)
        if not connections:
            raise UserError(
                self.env._("There is no connection that creates documents for this company.")
            )
        connection = connections[:1]
        orders = lead_orders(lead)
        partner = orders[:1].partner_invoice_id or lead.partner_id
        company = connection.company_id
        day = company._deratix_day()
        lines = order_lines(orders, RATES) or [revenue_line(lead, company, RATES)]
        term = orders[:1].payment_term_id or partner.with_company(company).property_payment_term_id
        wizard = self.create(
            {
                "lead_id": lead.id,
                "connection_id": connection.id,
                "partner_id": partner.id,
                "currency_id": (orders[:1].currency_id or company.currency_id).id,
                "issued_on": day,
                "sold_on": day,
                "payment_term_id": term.id,
                "line_ids": [fields.Command.create(line) for line in lines],
                "serial": next_serial(self.sudo().env, lead),
            }
        )
        wizard._read_departments(connections)
        return wizard._show()

    def _read_departments(self, connections):
        """Departments are a convenience: without them the account's usual one is taken."""
        able = connections.filtered(lambda each: each._capabilities().departments)
        self.env["deratix.invoice.add.department"].sudo().create(
            [
                {
                    "wizard_id": self.id,
                    "connection_id": connection.id,
                    "external_id": department.external_id,
                    "name": department.name or department.external_id,
                }
                for connection in able
                for department in connection._departments_there()
            ]
        )

    def _show(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add Invoice"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    # -- creating -----------------------------------------------------------------------------

    def action_open_empty(self):
        """The other system's own empty form."""
        self.ensure_one()
        connection = self.connection_id
        url = connection._provider_class().new_invoice_page(connection.base_url, self.kind_id.code)
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    def action_create(self):
        """Create the document there and open it there. What stands in the way is told on the
        form, and nothing that was entered is lost."""
        self.ensure_one()
        self._check()
        self.lead_id.check_access("write")
        if self._must_ask():
            return self._show()
        self.message = False
        entries = EntryList()
        try:
            issued = self._issue(entries)
        except NotIssued as failure:
            self.env.invalidate_all()
            self.message = self._failure_text(failure)
            return self._show()
        except NoRate as failure:
            raise UserError(str(failure)) from None
        finally:
            store_entries(self.env, self.connection_id.id, entries.take())
        return self._finish(issued)

    def _check(self):
        if self.connection_id not in self.lead_id._deratix_invoicing(self.lead_id.company_id):
            raise UserError(self.env._("This system creates no documents for this company."))
        if self.kind_id not in self._kinds():
            raise UserError(self.env._("Choose a kind of document."))
        if not self.partner_id:
            raise UserError(self.env._("Choose the client of the document."))
        if not self.line_ids:
            raise UserError(self.env._("Add at least one line."))
        if any(not line.tax for line in self.line_ids):
            raise UserError(self.env._("Choose a tax rate on every line."))
        if self.due_on and self.due_on < self.issued_on:
            raise UserError(self.env._("The document is due before the day on which it is issued."))

    def _must_ask(self):
        """Whether the opportunity has got a document since, or had one, and nobody has said that
        another one is wanted. The document that was made by this very form is not asked about."""
        own = document_reference(self.env, self.lead_id.id, self.serial)
        others = self.existing_ids.filtered(lambda invoice: invoice.order_number != own)
        if self.acknowledged or others != self.existing_ids or not others:
            return False
        self.message = self.env._(
            "This opportunity has a document already. Tick “Add another one all the same” if you "
            "want a second one."
        )
        self.serial = next_serial(self.sudo().env, self.lead_id)
        return True

    def _issue(self, entries):
        connection, partner = self.connection_id, self.partner_id
        connection.check_access("read")
        provider = connection._usable_provider(entries)
        client_ref = connection._client_ref(partner) or self.env["deratix.run"]._add_client_there(
            connection, partner.commercial_partner_id
        )
        env = self.env(
            su=True, context={**self.env.context, "allowed_company_ids": self.company_id.ids}
        )
        issuer = DocumentIssuer(
            env, connection.with_env(env), provider, env["ir.cron"]._commit_progress
        )
        lead = self.lead_id.with_env(env)
        if not lead.partner_id:
            lead.partner_id = partner
        return issuer.issue(
            lead, self.serial, self._record(client_ref), partner.commercial_partner_id
        )

    def _record(self, client_ref):
        """The form as an ``Invoice``."""
        return Invoice(
            external_id="",
            kind=self.kind_id.code,
            client_id=client_ref,
            client_name=self.partner_id.commercial_partner_id.name or "",
            issued_on=self.issued_on or None,
            sold_on=self.sold_on or None,
            due_on=self.due_on or None,
            payment_days=(self.due_on - self.issued_on).days if self.due_on else None,
            net=sum(line._record().net for line in self.line_ids),
            gross=sum(line._gross() for line in self.line_ids),
            currency=self.currency_id.name,
            department_id=self.department_id.external_id or "",
            note=(self.note or "").strip(),
            status=self.status,
            lines=tuple(line._record() for line in self.line_ids),
        )

    def _failure_text(self, failure):
        reason = error_text(self.env, failure.error)
        if failure.is_open:
            return self.env._(
                "It is not known whether %(system)s has created the document. %(reason)s Press "
                "Create again later: the document is looked for there first and is not created "
                "twice.",
                system=self.connection_id.name,
                reason=reason,
            )
        return self.env._("No document was created. %s", reason)

    def _finish(self, issued):
        """Open the document there; say what a person would not expect."""
        invoice = issued.invoice
        opened = {
            "type": "ir.actions.act_url",
            "url": invoice.link,
            "target": "new",
            "close": True,
        }
        text = False
        if issued.is_found:
            text = self.env._(
                "%s had been created already. No second one was made.", invoice.display_name
            )
        elif self.currency_id.compare_amounts(invoice.gross, self.gross):
            text = self.env._(
                "%(system)s reckons a total of %(there)s, the form showed %(here)s. Check the "
                "document there.",
                system=self.connection_id.name,
                there=self.currency_id.format(invoice.gross),
                here=self.currency_id.format(self.gross),
            )
        if not text:
            return opened
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "warning", "sticky": True, "message": text, "next": opened},
        }
