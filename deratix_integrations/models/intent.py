from odoo import fields, models


class DeratixIntent(models.Model):
    """That a record is about to be created outside, and the key by which it is found there.

    Stored and committed before the request is sent, and gone once the link is stored: whoever
    finds one looks for the record by its key before creating it again. Of an opportunity it is
    the document that is to be made from it.
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
    client_refs = fields.Char(
        readonly=True, help="The clients there for whom a document was to be created."
    )
    intended_at = fields.Datetime(readonly=True, default=fields.Datetime.now)

    _record_unique = models.Constraint(
        "UNIQUE (connection_id, model, res_id)", "This record is being created there already."
    )
