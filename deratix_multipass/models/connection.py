from odoo import fields, models


class DeratixConnection(models.Model):
    _inherit = "deratix.connection"

    multipass_ids = fields.One2many("deratix.multipass", "connection_id", string="Multipass")

    def _drop_secrets_of_other_host(self, base_url):
        """The secrets of Multipass are for the system they were entered for, too."""
        moved = super()._drop_secrets_of_other_host(base_url)
        moved.sudo().multipass_ids._forget_secrets()
        return moved
