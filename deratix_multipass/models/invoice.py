from odoo import api, models


class DeratixInvoice(models.Model):
    """The link goes through Multipass for who can be taken there by it."""

    _inherit = "deratix.invoice"

    @api.depends_context("uid")
    def _compute_link(self):
        super()._compute_link()
        ways = self.env["deratix.connection"]._multipass_ways()
        for invoice in self.filtered(lambda one: one.connection_id in ways):
            if invoice.link:
                invoice.link = invoice.connection_id._multipass_url(invoice.link)
