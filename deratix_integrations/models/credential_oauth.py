from odoo import api, models

from ..pipeline.secret_keys import secret_box


class DeratixCredential(models.Model):
    """The sign-in data of systems that are authorised in the browser."""

    _inherit = "deratix.credential"

    @api.model
    def _labels(self):
        return super()._labels() | {
            "client_id": self.env._("Client ID"),
            "client_secret": self.env._("Client secret"),
            "tenant_id": self.env._("Tenant ID (optional)"),
        }

    def _inverse_value(self):
        box = secret_box(self.env)
        before = {credential: credential._known(box) for credential in self}
        result = super()._inverse_value()
        changed = self.filtered(lambda each: each._known(box) != before[each])
        # A consent is given to an application, whose secret may be replaced meanwhile.
        changed.filtered(
            lambda each: each.key != "client_secret" or not each.connection_id.by_consent
        ).connection_id._drop_token()
        return result

    def _known(self, box):
        ciphertext = self.sudo().ciphertext
        return box.decrypt(ciphertext) if ciphertext and box.readable(ciphertext) else ""

    @api.model
    def _rotate_key(self):
        result = super()._rotate_key()
        self.env["deratix.token"]._rotate_key(secret_box(self.env))
        return result
