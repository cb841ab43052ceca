from odoo import api, models


class DeratixBinding(models.Model):
    """The link goes through Multipass for who can be taken there by it."""

    _inherit = "deratix.binding"

    @api.depends_context("uid")
    def _compute_external_url(self):
        super()._compute_external_url()
        ways = self.env["deratix.connection"]._multipass_ways()
        for binding in self.filtered(lambda one: one.connection_id in ways):
            if binding.external_url:
                binding.external_url = binding.connection_id._multipass_url(binding.external_url)
