from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DeratixFlow(models.Model):
    """The questions of a flow of orders, with answers that work."""

    _inherit = "deratix.flow"

    source_document = fields.Selection(
        [
            ("order", "Orders"),
            ("client_order", "Client orders"),
            ("proforma", "Pro forma invoices"),
            ("invoice", "Invoices"),
            ("estimate", "Estimates"),
            ("receipt", "Receipts"),
            ("bill", "Bills"),
        ],
        string="Read",
        compute="_compute_documents",
        store=True,
        readonly=False,
        help="What stands for an order in the system that it comes from.",
    )
    target_document = fields.Selection(
        [
            ("order", "Order"),
            ("client_order", "Client order"),
            ("proforma", "Pro forma invoice"),
            ("invoice", "Invoice"),
            ("estimate", "Estimate"),
            ("receipt", "Receipt"),
            ("bill", "Bill"),
        ],
        string="Write As",
        compute="_compute_documents",
        store=True,
        readonly=False,
    )
    sending = fields.Selection(
        [("draft", "Do not send it"), ("sent", "Send it")],
        string="Invoices There",
        default="draft",
        required=True,
    )
    order_state_ids = fields.Many2many(
        "deratix.order.state",
        string="Only Orders That Are",
        default=lambda self: self.env["deratix.order.state"].search([("is_default", "=", True)]),
    )
    existing = fields.Selection(
        [("skip", "Leave as it is"), ("update", "Update it")],
        string="An Order That Is There Already",
        default="skip",
        required=True,
    )
    customer_key = fields.Selection(
        [
            ("email", "E-mail"),
            ("company_number", "Company number"),
            ("vat", "VAT number"),
            ("reference", "Reference"),
        ],
        string="Find Customers By",
        default="email",
        required=True,
    )
    customer_update = fields.Boolean(
        string="Update Customers", help="Otherwise a customer that is there stays as it is."
    )
    default_partner_id = fields.Many2one(
        "res.partner", string="Default Customer", check_company=True
    )
    default_partner_use = fields.Selection(
        [
            ("never", "Never"),
            ("fallback", "Where an order has none"),
            ("always", "For all orders"),
        ],
        string="Use the Default Customer",
        default="never",
        required=True,
    )
    missing_product = fields.Selection(
        [
            ("create", "Create it"),
            ("default", "Use the default product"),
            ("hold", "Hold the order for a person"),
        ],
        string="A Product That Is Missing",
        default="create",
        required=True,
    )
    default_product_id = fields.Many2one("product.product", check_company=True)

    @api.depends("kind", "source_id", "target_id")
    def _compute_documents(self):
        for flow in self:
            able = flow.kind == "orders"
            sources = flow.source_id._capabilities().order_sources if able else ()
            targets = flow.target_id._capabilities().order_targets if able else ()
            if flow.source_document not in sources:
                flow.source_document = sources[0] if sources else False
            if flow.target_document not in targets:
                flow.target_document = targets[0] if targets else False

    @api.constrains("source_document", "target_document", "source_id", "target_id", "kind")
    def _check_documents(self):
        for flow in self.filtered(lambda flow: flow.kind == "orders"):
            for connection, document, offered in (
                (flow.source_id, flow.source_document, "order_sources"),
                (flow.target_id, flow.target_document, "order_targets"),
            ):
                if connection and document not in getattr(connection._capabilities(), offered):
                    raise ValidationError(
                        self.env._("Choose what stands for an order in %s.", connection.name)
                    )

    @api.constrains("default_partner_use", "default_partner_id")
    def _check_default_partner(self):
        for flow in self:
            if flow.default_partner_use != "never" and not flow.default_partner_id:
                raise ValidationError(self.env._("Choose the default customer."))

    @api.constrains("missing_product", "default_product_id")
    def _check_default_product(self):
        for flow in self:
            if flow.missing_product == "default" and not flow.default_product_id:
                raise ValidationError(self.env._("Choose the default product."))
