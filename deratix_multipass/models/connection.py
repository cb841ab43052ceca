from urllib.parse import urlencode

from odoo import api, fields, models


class DeratixConnection(models.Model):
    _inherit = "deratix.connection"

    multipass_ids = fields.One2many("deratix.multipass", "connection_id", string="Multipass")

    def _drop_secrets_of_other_host(self, base_url):
        """The secrets of Multipass are for the system they were entered for, too."""
        moved = super()._drop_secrets_of_other_host(base_url)
        moved.sudo().multipass_ids._forget_secrets()
        return moved

    @api.model
    def _multipass_ways(self):
        """The connections that the user can be taken to, signed in; by one query. With all rights,
        for employees see nothing else of a connection than its name here."""
        if self.env["deratix.multipass"]._stopped():
            return self.sudo()
        pairings = (
            self.env["deratix.multipass.pairing"]
            .sudo()
            .search(
                [
                    ("user_id", "=", self.env.uid),
                    ("external_user_id.active", "=", True),
                    ("connection_id.active", "=", True),
                    ("connection_id.multipass_ids.from_odoo", "=", True),
                ]
            )
        )
        return pairings.connection_id.sorted()

    def _multipass_url(self, page=None):
        """The address here that leads to a page there (a path or a whole address)."""
        self.ensure_one()
        query = f"?{urlencode({'to': page})}" if page else ""
        return f"/deratix/multipass/go/{self.id}{query}"
