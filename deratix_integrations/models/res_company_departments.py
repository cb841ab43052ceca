from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    deratix_without_team = fields.Selection(
        [("everyone", "Everyone"), ("full_access", "Full access only")],
        string="Without Department",
        default="everyone",
        required=True,
        help="Who sees documents, clients and opportunities of an invoicing system whose "
        "department has no sales team, or that have no department.",
    )
