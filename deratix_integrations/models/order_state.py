from odoo import fields, models


class DeratixOrderState(models.Model):
    """A state of an order, as ``engine.records.Order.status`` tells it; a catalogue, shared by all
    companies."""

    _name = "deratix.order.state"
    _description = "State of an Order"
    _order = "sequence, id"

    code = fields.Char(required=True, readonly=True)
    name = fields.Char(required=True, translate=True, readonly=True)
    sequence = fields.Integer(default=10, readonly=True)
    is_default = fields.Boolean(readonly=True, help="Chosen when a flow is made.")

    _code_unique = models.Constraint("UNIQUE (code)", "There is such a state already.")
