from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    deratix_document_reminder_days = fields.Integer(
        string="Remind Before a Document Expires (days)", default=30
    )
    deratix_archive_kept_days = fields.Integer(
        string="Keep Uploaded Archives (days)",
        default=7,
        help="The archive itself is removed after that; the documents stay.",
    )
    deratix_archive_undo_days = fields.Integer(string="Undo Possible For (days)", default=30)
    deratix_archive_max_entries = fields.Integer(string="Entries in an Archive", default=50_000)
    deratix_archive_max_file_mb = fields.Integer(string="Largest File (MB)", default=500)
    deratix_archive_max_total_mb = fields.Integer(
        string="Largest Archive, Unpacked (MB)", default=20_000
    )
    deratix_archive_max_ratio = fields.Integer(
        string="Highest Compression Ratio",
        default=200,
        help="A file that is packed tighter than this is taken for an attack.",
    )

    _deratix_archive_limits_positive = models.Constraint(
        "CHECK (LEAST(deratix_document_reminder_days, deratix_archive_kept_days, "
        "deratix_archive_undo_days) >= 0 AND LEAST(deratix_archive_max_entries, "
        "deratix_archive_max_file_mb, deratix_archive_max_total_mb, "
        "deratix_archive_max_ratio) > 0)",
        "The limits of archives must be positive numbers.",
    )
