from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    deratix_document_reminder_days = fields.Integer(
        related="company_id.deratix_document_reminder_days", readonly=False
    )
    deratix_archive_kept_days = fields.Integer(
        related="company_id.deratix_archive_kept_days", readonly=False
    )
    deratix_archive_undo_days = fields.Integer(
        related="company_id.deratix_archive_undo_days", readonly=False
    )
    deratix_archive_max_entries = fields.Integer(
        related="company_id.deratix_archive_max_entries", readonly=False
    )
    deratix_archive_max_file_mb = fields.Integer(
        related="company_id.deratix_archive_max_file_mb", readonly=False
    )
    deratix_archive_max_total_mb = fields.Integer(
        related="company_id.deratix_archive_max_total_mb", readonly=False
    )
    deratix_archive_max_ratio = fields.Integer(
        related="company_id.deratix_archive_max_ratio", readonly=False
    )
