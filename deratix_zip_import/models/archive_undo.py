from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.deratix_integrations.pipeline.halving import work_or_halve
from odoo.addons.deratix_integrations.pipeline.leftovers import used_ids
from odoo.exceptions import UserError

BATCH = 100
# What of this addon refers to clients is no use of theirs.
# Nor is the client's reference to itself; its contacts are looked at.
_OWN_TABLES = (
    "deratix_archive_entry",
    "deratix_archive_new_partner_rel",
    "deratix_archive_rule",
    "res_partner",
)


class DeratixArchive(models.Model):
    """Taking an import back, as far as nobody has touched what it made."""

    _inherit = "deratix.archive"

    undo_until = fields.Datetime(compute="_compute_undo_until")
    can_undo = fields.Boolean(compute="_compute_undo_until")

    @api.depends("state", "imported_at", "company_id.deratix_archive_undo_days")
    def _compute_undo_until(self):
        now = fields.Datetime.now()
        for archive in self:
            days = archive.company_id.deratix_archive_undo_days
            archive.undo_until = archive.imported_at and archive.imported_at + timedelta(days=days)
            archive.can_undo = bool(
                archive.state in ("done", "cancelled", "failed", "undone")
                and archive.undo_until
                and archive.undo_until >= now
                and archive.sudo().document_ids
            )

    def action_undo(self):
        """Remove the documents of this import, in the background."""
        self._check_import_rights()
        if not self.can_undo:
            raise UserError(self.env._("There is nothing to undo, or the time for it is over."))
        self._change_state(("done", "cancelled", "failed", "undone"), "undoing")
        self.sudo().total = self.env["deratix.archive.entry"].search_count(
            [("archive_id", "=", self.id), ("document_id", "!=", False)]
        )
        self.entry_ids.sudo().filtered(lambda entry: entry.state == "kept").write(
            {"state": "imported", "message": False}
        )

    def _step_undoing(self):
        entries = self.env["deratix.archive.entry"].search(
            [("archive_id", "=", self.id), ("state", "=", "imported")],
            order="position DESC",
            limit=BATCH,
        )
        if not entries:
            self._remove_unused_clients()
            self._finish("undone")
            return
        reasons = self._undo_refusals(entries.document_id)
        kept = entries.filtered(lambda entry: entry.document_id in reasons)
        for reason, some in kept.grouped(lambda entry: reasons[entry.document_id]).items():
            some.write({"state": "kept", "message": reason})
        gone = entries - kept
        documents = gone.document_id
        self._bring_back_replaced(documents)
        gone.write({"state": "undone", "message": False})
        documents.unlink()
        self._advance(len(entries))

    def _undo_refusals(self, documents):
        """``{document: why it stays}``"""
        talked = self.env["mail.message"]._read_group(
            [
                ("model", "=", "deratix.document"),
                ("res_id", "in", documents.ids),
                ("message_type", "in", ("comment", "email")),
            ],
            ["res_id"],
        )
        talked_ids = {res_id for (res_id,) in talked}
        planned_ids = set(documents.filtered(lambda document: document.activity_ids).ids)
        result = {}
        for document in documents:
            if document.state == "replaced":
                result[document] = self.env._("A newer version has taken its place.")
            elif document.id in talked_ids:
                result[document] = self.env._("Somebody wrote a message about it.")
            elif document.id in planned_ids:
                result[document] = self.env._("There is an activity for it.")
            elif document.write_date != document.create_date:
                result[document] = self.env._("It was changed after the import.")
        return result

    def _bring_back_replaced(self, documents):
        older = self.env["deratix.document"].with_context(active_test=False)
        older.search([("replaced_by_id", "in", documents.ids)]).write(
            {"state": "current", "replaced_by_id": False}
        )

    def _remove_unused_clients(self):
        """Remove the clients that the import created, unless something belongs to them by now."""
        untouched = self.new_partner_ids.filtered(
            lambda partner: partner.write_date == partner.create_date and not partner.child_ids
        )
        self.env.flush_all()
        used = used_ids(untouched, _OWN_TABLES)
        unused = [id_ for id_ in untouched.ids if id_ not in used]
        work_or_halve(self.env.cr, unused, self._delete_clients, lambda _id, _error: None)

    def _delete_clients(self, ids):
        self.env["res.partner"].browse(ids).unlink()
        return []
