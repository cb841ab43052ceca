from odoo import fields, models

from ..engine.records import PARTY_FIELDS

POLICIES = [
    ("ask", "Ask"),
    ("newest", "The newest wins"),
    ("odoo", "Odoo owns it"),
    ("external", "The other system owns it"),
]


class DeratixFieldPolicy(models.Model):
    """Whose value of one field holds, where it differs from the policy of the connection."""

    _name = "deratix.field.policy"
    _description = "Policy for a Field"
    _order = "connection_id, id"
    _rec_name = "field"

    connection_id = fields.Many2one(
        "deratix.connection", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    field = fields.Selection(
        lambda self: [(key, self._label(key)) for key in PARTY_FIELDS], required=True
    )
    policy = fields.Selection(POLICIES, required=True, default="ask")

    _field_unique = models.Constraint(
        "UNIQUE (connection_id, field)", "There is a policy for this field already."
    )

    def _label(self, key):
        return field_labels(self.env).get(key, key)


def field_labels(env):
    """Translated names of the fields of a client, by their keys."""
    return {
        "name": env._("Name"),
        "is_company": env._("Kind"),
        "company_number": env._("Company number"),
        "tax_id": env._("Tax number"),
        "vat": env._("VAT number"),
        "street": env._("Street"),
        "city": env._("City"),
        "zip": env._("Post code"),
        "state": env._("Region"),
        "country": env._("Country"),
        "email": env._("E-mail"),
        "phone": env._("Phone"),
        "website": env._("Website"),
        "delivery_name": env._("Delivery: name"),
        "delivery_street": env._("Delivery: street"),
        "delivery_city": env._("Delivery: city"),
        "delivery_zip": env._("Delivery: post code"),
        "delivery_state": env._("Delivery: region"),
        "delivery_country": env._("Delivery: country"),
        "delivery_phone": env._("Delivery: phone"),
        "iban": env._("IBAN"),
        "swift": env._("BIC"),
        "language": env._("Language"),
        "currency": env._("Currency"),
        "payment_days": env._("Payment term (days)"),
        "discount": env._("Discount (%)"),
        "note": env._("Note"),
        "tags": env._("Tags"),
    }
