from odoo import fields, models


class DeratixRunLine(models.Model):
    """An order that cannot be made yet waits."""

    _inherit = "deratix.run.line"

    waits_for = fields.Selection(
        [
            ("client", "Its client"),
            ("product", "A product"),
            ("repair", "Something to be put right"),
            ("sums", "A look at its sums"),
            ("change", "A look at what was changed here"),
        ],
        readonly=True,
        help="An order that waits for its client or for a product is taken up again by itself "
        "when that is here.",
    )

    _waiting_order_idx = models.Index(
        "(run_id, waits_for) WHERE waits_for IS NOT NULL AND state = 'planned'"
    )
