from odoo import fields, models

# States in which the background works on an archive.
ACTIVE = ("inspecting", "recognising", "importing", "undoing")


class DeratixArchive(models.Model):
    """An uploaded archive of documents, from the first byte to *Undo*.

    Its file lies in Odoo's data folder, never in the database. The plan of what is to become of
    each file are its entries.
    """

    _name = "deratix.archive"
    _inherit = "deratix.background.mixin"
    _description = "Document Archive"
    _order = "id DESC"

    _active_states = ACTIVE
    _worker_job = "deratix_zip_import.cron_work"

    name = fields.Char(string="File", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Uploaded By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    state = fields.Selection(
        [
            ("uploading", "Uploading"),
            ("inspecting", "Being inspected"),
            ("recognising", "Being recognised"),
            ("review", "Preview"),
            ("importing", "Being imported"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
            ("failed", "Failed"),
            ("undoing", "Being undone"),
            ("undone", "Undone"),
        ],
        required=True,
        default="uploading",
        readonly=True,
        copy=False,
        index=True,
    )
    # Larger than an Integer holds.
    size = fields.Float(string="Size (bytes)", digits=(20, 0), readonly=True)
    received = fields.Float(string="Received (bytes)", digits=(20, 0), readonly=True)
    checksum = fields.Char(string="SHA-256", readonly=True)
    name_encoding = fields.Char(
        readonly=True, help="How the names in the archive are written, as a person has chosen it."
    )
    entry_ids = fields.One2many("deratix.archive.entry", "archive_id", string="Files")
    imported_at = fields.Datetime(readonly=True)
    file_removed = fields.Boolean(readonly=True)

    _active_idx = models.Index(
        "(worked_at) WHERE state IN ('inspecting', 'recognising', 'importing', 'undoing')"
    )
