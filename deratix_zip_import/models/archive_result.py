from odoo import api, fields, models

# Which states of the files count as which result.
RESULTS = {
    "imported": ("imported",),
    "skipped": ("skipped",),
    "failed": ("failed",),
    "left": ("open", "accepted"),
    "kept": ("kept",),
    "undone": ("undone",),
}


class DeratixArchive(models.Model):
    """What became of the files of an archive."""

    _inherit = "deratix.archive"

    imported_count = fields.Integer(string="Filed", compute="_compute_results")
    skipped_count = fields.Integer(string="Skipped", compute="_compute_results")
    failed_count = fields.Integer(string="Failed", compute="_compute_results")
    left_count = fields.Integer(string="Left Open", compute="_compute_results")
    kept_count = fields.Integer(string="Not Undone", compute="_compute_results")
    undone_count = fields.Integer(string="Undone", compute="_compute_results")
    can_retry = fields.Boolean(compute="_compute_results")

    @api.depends("state", "imported_at", "file_removed")
    def _compute_results(self):
        rows = self.env["deratix.archive.entry"]._read_group(
            [("archive_id", "in", self.ids)], ["archive_id", "state"], ["__count"]
        )
        counts = {(archive.id, state): count for archive, state, count in rows}
        for archive in self:
            for result, states in RESULTS.items():
                archive[f"{result}_count"] = sum(
                    counts.get((archive.id, state), 0) for state in states
                )
            waiting = archive.failed_count or counts.get((archive.id, "accepted"))
            archive.can_retry = bool(
                waiting
                and archive.imported_at
                and not archive.file_removed
                and archive.state in ("done", "cancelled", "failed")
            )

    def action_result(self):
        """The files with the result that the button names in its context."""
        self.ensure_one()
        result = self.env.context["deratix_result"]
        action = self.env["ir.actions.actions"]._for_xml_id("deratix_zip_import.action_result")
        name = self._fields[f"{result}_count"]._description_string(self.env)
        return {
            **action,
            "name": name,
            "display_name": name,
            "domain": [("archive_id", "=", self.id), ("state", "in", RESULTS[result])],
            "context": {},
        }

    def action_result_csv(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/deratix/archive/{self.id}/result.csv",
            "target": "download",
        }
