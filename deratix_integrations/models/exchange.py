from datetime import timedelta

from odoo import api, fields, models

KEEP_DAYS = 30


class DeratixExchange(models.Model):
    """One HTTP request and its answer, masked; written by ``pipeline.exchanges`` only."""

    _name = "deratix.exchange"
    _description = "Exchange"
    _order = "id desc"
    _rec_name = "url"
    _log_access = False

    connection_id = fields.Many2one(
        "deratix.connection", required=True, index=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    run_id = fields.Many2one(
        "deratix.run", index="btree_not_null", readonly=True, ondelete="cascade"
    )
    create_date = fields.Datetime(string="Time", readonly=True, index=True)
    method = fields.Char(readonly=True)
    url = fields.Char(string="Address", readonly=True)
    status = fields.Integer(readonly=True, help="0 when no answer came.")
    duration = fields.Integer(string="Duration (ms)", readonly=True)
    request_size = fields.Integer(string="Sent (bytes)", readonly=True)
    response_size = fields.Integer(string="Received (bytes)", readonly=True)
    request_body = fields.Text(readonly=True)
    response_body = fields.Text(readonly=True)
    action = fields.Selection(
        [
            ("sign_in", "Sign in"),
            ("probe", "Writing check (refused on purpose)"),
            ("read", "Read clients"),
            ("read_contacts", "Read contact persons"),
            ("read_lists", "Read value lists"),
            ("create", "Create clients"),
            ("create_tag", "Create tags"),
            ("update", "Change clients"),
            ("read_invoices", "Read invoices"),
            ("create_invoice", "Create invoices"),
            ("read_orders", "Read orders"),
            ("create_order", "Create orders"),
            ("read_products", "Read products"),
            ("write_products", "Create and change products"),
            ("webhooks", "Arrange for notices of changes"),
        ],
        string="Purpose",
        readonly=True,
    )
    error_code = fields.Selection(
        [
            ("unreachable", "Not reachable"),
            ("timed_out", "No answer in time"),
            ("address_refused", "Address not allowed"),
            ("redirect_refused", "Redirected elsewhere"),
            ("authentication_failed", "Sign-in refused"),
            ("authorise_again", "To be authorised again"),
            ("consent_refused", "Consent not accepted"),
            ("wrong_account", "Another account answered"),
            ("subscription_lapsed", "Subscription without API"),
            ("permission_denied", "Not permitted there"),
            ("throttled", "Too many requests at once"),
            ("quota_exceeded", "Requests used up"),
            ("server_fault", "Fault of the other system"),
            ("unexpected_answer", "Unexpected answer"),
            ("not_found", "Not found there"),
            ("rejected", "Data refused"),
            ("setting_missing", "Setting missing"),
            ("provider_error", "Other problem"),
        ],
        string="Problem",
        readonly=True,
    )
    error = fields.Char(
        string="Details for Support", readonly=True, help="In English, as the program says it."
    )

    @api.autovacuum
    def _remove_old_exchanges(self):
        limit = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        self.search([("create_date", "<", limit)], limit=10_000).unlink()
