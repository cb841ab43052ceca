from odoo import api, fields, models


class DeratixArchiveEntry(models.Model):
    """What was found about a file, as sentences in the language of the reader."""

    _inherit = "deratix.archive.entry"

    # [{"code", "params"}] of what is remarked on a file that is taken all the same.
    notices = fields.Json(readonly=True)
    problem_text = fields.Char(string="Remarks", compute="_compute_problem_text")

    @api.depends("problem", "notices", "message")
    @api.depends_context("lang")
    def _compute_problem_text(self):
        for entry in self:
            found = [entry.problem] if entry.problem else entry.notices or []
            texts = [entry.archive_id._refusal_text(one["code"], one["params"]) for one in found]
            entry.problem_text = " ".join(filter(None, [*texts, entry.message])) or False
