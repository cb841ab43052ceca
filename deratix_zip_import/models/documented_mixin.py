from odoo import fields, models


class DeratixDocumentedMixin(models.AbstractModel):
    """Records under which documents are filed."""

    _name = "deratix.documented.mixin"
    _description = "Has Documents"
    # The field of a document that leads here.
    _document_field = None

    deratix_document_count = fields.Integer(
        string="Number of Documents",
        compute="_compute_deratix_document_count",
        groups="deratix_integrations.group_document_import",
    )

    def _compute_deratix_document_count(self):
        field = self._document_field
        rows = self.env["deratix.document"]._read_group(
            [(field, "in", self.ids)], [field], ["__count"]
        )
        counts = {record.id: count for record, count in rows}
        for record in self:
            record.deratix_document_count = counts.get(record.id, 0)

    def action_deratix_documents(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("deratix_zip_import.action_document")
        return {
            **action,
            "domain": [(self._document_field, "=", self.id)],
            "context": {f"default_{self._document_field}": self.id},
        }
