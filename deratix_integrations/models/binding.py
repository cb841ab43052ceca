from odoo import api, fields, models

from ..providers.ordering import DOCUMENTS


class DeratixBinding(models.Model):
    """The link between an Odoo record and its twin in an external system.

    ``snapshot`` holds the values both sides last agreed on (see ``engine.merge``), and
    ``fingerprint`` the digest of the external record at that time: while it is the same and
    everything was agreed, there is nothing to do.
    """

    _name = "deratix.binding"
    _description = "Link to an External Record"
    _order = "id"
    _rec_name = "external_id"
    _log_access = False

    connection_id = fields.Many2one(
        "deratix.connection", string="System", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    kind = fields.Selection(
        [
            ("party", "Client"),
            ("contact", "Contact person"),
            ("product", "Product"),
            ("order", "Order"),
            ("client_order", "Client order"),
            ("proforma", "Pro forma invoice"),
            ("invoice", "Invoice of an order"),
            ("estimate", "Estimate"),
            ("receipt", "Receipt"),
            ("bill", "Bill"),
        ],
        required=True,
        readonly=True,
    )
    external_id = fields.Char(string="External ID", required=True, readonly=True)
    model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(string="Record", model_field="model", readonly=True)
    state = fields.Selection(
        [
            ("linked", "Linked"),
            ("failing", "Failing"),
            ("review", "To review"),
            ("tombstone", "Deleted here"),
            ("gone", "Deleted there"),
        ],
        default="linked",
        required=True,
        readonly=True,
    )
    fingerprint = fields.Char(readonly=True)
    snapshot = fields.Json(readonly=True)
    accepted = fields.Json(
        readonly=True,
        help="Fields that were left different: the value here and the one there.",
    )
    seen_at = fields.Datetime(
        readonly=True, help="The write date of the record when it was last compared."
    )
    touched = fields.Boolean(
        readonly=True, help="Something that hangs on the record was written since."
    )
    error = fields.Char(readonly=True)
    agreed_at = fields.Datetime(string="Last Agreed", readonly=True)
    external_url = fields.Char(string="Link", compute="_compute_external_url")

    _external_unique = models.Constraint(
        "UNIQUE (connection_id, kind, external_id)",
        "This external record is linked already.",
    )
    _record_idx = models.Index("(model, res_id)")
    # Every look compares all links with their partners; the rows themselves are wide.
    _look_idx = models.Index(
        "(connection_id, res_id) INCLUDE (id, kind, state, seen_at, touched) "
        "WHERE model = 'res.partner'"
    )

    @api.depends("connection_id", "external_id")
    def _compute_external_url(self):
        for connection, bindings in self.grouped("connection_id").items():
            address = connection.sudo().base_url or ""
            provider_class = connection.sudo()._provider_class()
            for binding in bindings:
                binding.external_url = binding._page_there(provider_class, address)

    def _page_there(self, provider_class, address):
        """The page of this record in the other system; where articles have theirs, no system
        documents, nor those of orders where these are no documents like invoices."""
        if self.kind in ("party", "contact"):
            return provider_class.client_page(address, self.external_id)
        if self.kind in DOCUMENTS and provider_class.capabilities.invoices:
            return provider_class.invoice_page(address, self.external_id)
        return ""

    def action_open_record(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.model,
            "view_mode": "form",
            "res_id": self.res_id,
        }

    def action_open_there(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.external_url, "target": "new"}

    def action_sync_now(self):
        """Plan this one record anew and show the plan."""
        self.ensure_one()
        return self.env["deratix.run"]._start_single(self)
