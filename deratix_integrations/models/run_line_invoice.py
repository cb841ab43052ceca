from odoo import fields, models


class DeratixRunLine(models.Model):
    """A plan line may be about a document; its client, if it is unknown here, has its own."""

    _inherit = "deratix.run.line"

    is_document = fields.Boolean(readonly=True)
    client_ref = fields.Char(string="Client There", readonly=True)
    corrects = fields.Char(readonly=True, help="The external id of the document it corrects.")
    document = fields.Json(readonly=True)
    lead_id = fields.Many2one(
        "crm.lead",
        string="Opportunity",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    _document_idx = models.Index("(run_id, id) WHERE is_document AND state = 'planned'")
    _waiting_document_idx = models.Index(
        "(connection_id, client_ref) "
        "WHERE is_document AND state = 'planned' AND category = 'review'"
    )

    def action_open_lead(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.lead",
            "view_mode": "form",
            "res_id": self.lead_id.id,
        }
