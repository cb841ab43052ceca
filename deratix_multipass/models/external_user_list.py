from odoo import fields, models


class DeratixExternalUser(models.Model):
    _inherit = "deratix.external.user"

    missing_since = fields.Datetime(
        string="Not in the List Since",
        readonly=True,
        copy=False,
        help="The last list of users did not have this person, who cannot sign in any more.",
    )
