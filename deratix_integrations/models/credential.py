from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..pipeline.secret_keys import secret_box


class DeratixCredential(models.Model):
    """One value a connection signs in with: encrypted at rest, never read back when secret."""

    _name = "deratix.credential"
    _description = "Sign-in Data"
    _order = "sequence, id"
    _rec_name = "key"

    connection_id = fields.Many2one(
        "deratix.connection", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    key = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    secret = fields.Boolean(readonly=True)
    required = fields.Boolean(readonly=True)
    label = fields.Char(compute="_compute_label")
    ciphertext = fields.Char(groups=fields.NO_ACCESS, copy=False)
    is_set = fields.Boolean(compute="_compute_is_set", string="Set")
    value = fields.Char(
        compute="_compute_value",
        inverse="_inverse_value",
        exportable=False,
        help="A secret is not shown again after it was saved; type a new one to replace it.",
    )

    _key_unique = models.Constraint(
        "UNIQUE (connection_id, key)", "A connection has each setting only once."
    )

    def write(self, vals):
        # Whoever could say that it is no secret, or move it elsewhere, could read it.
        if not self.env.su and set(vals) - {"value"}:
            raise AccessError(self.env._("Only the value of sign-in data can be changed."))
        return super().write(vals)

    @api.depends("key")
    @api.depends_context("lang")
    def _compute_label(self):
        labels = self._labels()
        for credential in self:
            credential.label = labels.get(credential.key, credential.key)

    @api.model
    def _labels(self):
        """Translated names of the settings of all providers, by key."""
        return {
            "email": self.env._("E-mail of the API user"),
            "apikey": self.env._("API key"),
            "company_id": self.env._("Company ID"),
            "token": self.env._("API token (token/account)"),
        }

    @api.depends("ciphertext")
    def _compute_is_set(self):
        for credential in self:
            credential.is_set = bool(credential.sudo().ciphertext)

    @api.depends("ciphertext", "secret")
    def _compute_value(self):
        box = secret_box(self.env)
        for credential in self:
            ciphertext = credential.sudo().ciphertext
            shown = ciphertext and not credential.secret and box.readable(ciphertext)
            credential.value = box.decrypt(ciphertext) if shown else False

    def _inverse_value(self):
        box = secret_box(self.env)
        for credential in self:
            value = (credential.value or "").strip()
            if value:
                credential.connection_id._lead_home(credential.key, value)
            # An empty secret in the form means "as it was": it was never shown.
            if value or not credential.secret:
                credential.sudo().ciphertext = box.encrypt(value) if value else False
        self.connection_id._forget_test()

    def _plain(self):
        """``{key: value}`` for the provider. Raises ``SecretUnreadable``."""
        box = secret_box(self.env)
        return {
            credential.key: box.decrypt(credential.ciphertext)
            for credential in self.sudo()
            if credential.ciphertext
        }

    @api.model
    def _rotate_key(self):
        """Encrypt every value anew with the first of the configured keys."""
        box = secret_box(self.env)
        for credential in self.sudo().search([("ciphertext", "!=", False)]):
            credential.ciphertext = box.rotate(credential.ciphertext)
        self.env["deratix.connection"]._rotate_webhook_secrets(box)
