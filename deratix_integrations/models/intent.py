from odoo import fields, models


class DeratixIntent(models.Model):
    """That a record is about to be created outside, and the key by which it is found there.

    Stored and committed before the request is sent, and gone once the link is stored: whoever
    finds one looks for the record by its key before creating it again.
    """

    _name = "deratix.intent"
    _description = "Creation Under Way"
    _rec_name = "reference"
    _log_access = False

    connection_id = fields.Many2one(
        "deratix.connection", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(model_field="model", required=True, readonly=True)
    reference = fields.Char(required=True, readonly=True)

    _record_unique = models.Constraint(
        "UNIQUE (connection_id, model, res_id)", "This record is being created there already."
    )
