from decimal import ROUND_HALF_UP, Decimal

from odoo import api, fields, models

from ..engine.records import InvoiceLine

# Rates of Poland, and the words for none: README of github.com/fakturownia/API, field "tax" of a
# position; "oo" is named there for the reverse charge.
TAXES = [
    ("23", "23%"),
    ("8", "8%"),
    ("5", "5%"),
    ("0", "0%"),
    ("zw", "zw (exempt)"),
    ("np", "np (not subject)"),
    ("oo", "oo (reverse charge)"),
]
RATES = {code for code, _label in TAXES if code.isdigit()}


class DeratixInvoiceAddLine(models.TransientModel):
    """A line of a document that is to be made."""

    _name = "deratix.invoice.add.line"
    _description = "Line of a New Document"
    _order = "sequence, id"

    wizard_id = fields.Many2one("deratix.invoice.add", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Product", required=True)
    quantity = fields.Float(default=1.0, digits="Product Unit")
    unit = fields.Char()
    price = fields.Float(string="Net Price", digits="Product Price")
    discount = fields.Float(string="Disc. %", digits="Discount")
    tax = fields.Selection(TAXES)
    net = fields.Monetary(compute="_compute_amounts")
    tax_amount = fields.Monetary(compute="_compute_amounts")

    _discount_range = models.Constraint(
        "CHECK (discount >= 0 AND discount < 100)", "A discount is between 0 and 100 %."
    )

    @api.depends("quantity", "price", "discount", "tax")
    def _compute_amounts(self):
        for line in self:
            line.net = float(line._record().net)
            line.tax_amount = float(line._tax())

    def _tax(self):
        """The tax in whole cents."""
        rate = Decimal(self.tax if self.tax in RATES else 0) / 100
        return (self._record().net * rate).quantize(Decimal("0.01"), ROUND_HALF_UP)

    def _gross(self):
        return self._record().net + self._tax()

    def _record(self):
        """The line as an ``InvoiceLine``."""
        self.ensure_one()
        return InvoiceLine(
            name=" ".join((self.name or "").split()),
            quantity=_decimal(self.quantity),
            price=_decimal(self.price),
            tax=self.tax or "",
            unit=(self.unit or "").strip(),
            discount=_decimal(self.discount),
        )


def _decimal(value):
    # A float as a person typed it, without the noise of its binary form.
    return Decimal(str(round(value, 6)))
