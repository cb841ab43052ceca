from odoo import api, fields, models

from ..models.multipass import DIRECTIONS
from ..multipass import shared_secrets


class DeratixMultipassSecretSet(models.TransientModel):
    """A new token, generated or typed. It is shown here, before it is saved, and never again; this
    table does not get to hold it."""

    _name = "deratix.multipass.secret.set"
    _description = "Set a Multipass Token"

    multipass_id = fields.Many2one(
        "deratix.multipass", required=True, readonly=True, ondelete="cascade"
    )
    direction = fields.Selection(DIRECTIONS, required=True, readonly=True)
    secret = fields.Char(
        string="Token",
        compute="_compute_secret",
        inverse="_inverse_secret",
        default=lambda self: shared_secrets.generate(),
        exportable=False,
    )
    at_once = fields.Boolean(
        string="Refuse the old token at once",
        help="When somebody else may know it. Otherwise it is accepted for an hour more, so that "
        "the two systems need not change at the same moment.",
    )
    is_replaced = fields.Boolean(compute="_compute_is_replaced")

    @api.depends("multipass_id", "direction")
    def _compute_is_replaced(self):
        for wizard in self:
            wizard.is_replaced = bool(
                wizard.direction and wizard.multipass_id[f"{wizard.direction}_fingerprint"]
            )

    @api.depends("multipass_id")
    def _compute_secret(self):
        self.secret = False

    def _inverse_secret(self):
        Secret = self.env["deratix.multipass.secret"]
        for wizard in self:
            secret = (wizard.secret or "").strip()
            Secret._set(wizard.multipass_id, wizard.direction, secret, wizard.at_once)

    def action_done(self):
        """Saving has set it already."""
        return {"type": "ir.actions.act_window_close"}
