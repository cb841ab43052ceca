from odoo import api, fields, models


class DeratixFlow(models.Model):
    """What the form of a flow of orders offers of the documents that there are."""

    _inherit = "deratix.flow"

    source_documents = fields.Json(compute="_compute_offered_documents")
    target_documents = fields.Json(compute="_compute_offered_documents")
    issue_note = fields.Char(compute="_compute_issue_note")

    @api.depends("kind", "source_id", "target_id")
    def _compute_offered_documents(self):
        for flow in self:
            flow.source_documents = list(flow.source_id._capabilities().order_sources)
            flow.target_documents = list(flow.target_id._capabilities().order_targets)

    @api.depends("target_document", "target_id")
    @api.depends_context("lang")
    def _compute_issue_note(self):
        """What a person should know who has orders written where nothing is a draft."""
        for flow in self:
            able = flow.target_id._capabilities()
            flow.issue_note = (
                flow.target_document == "invoice"
                and able.issues_at_once
                and self.env._(
                    "%s has no drafts: an invoice is issued, with its number, as soon as it is "
                    "written. To issue it by hand, write a pro forma invoice or an order.",
                    flow.target_name,
                )
            )
