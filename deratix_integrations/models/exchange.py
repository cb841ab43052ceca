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
    error = fields.Char(readonly=True)

    @api.autovacuum
    def _remove_old_exchanges(self):
        limit = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        self.search([("create_date", "<", limit)], limit=10_000).unlink()
