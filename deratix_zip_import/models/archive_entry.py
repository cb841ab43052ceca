from odoo import fields, models

from .document import GRANULARITIES

LIGHTS = [("green", "Sure"), ("yellow", "Please look"), ("red", "Missing")]


class DeratixArchiveEntry(models.Model):
    """One file of an archive: what it is taken for, why, and what is to become of it."""

    _name = "deratix.archive.entry"
    _description = "File in an Archive"
    _order = "archive_id, position"
    _rec_name = "path"
    _log_access = False

    archive_id = fields.Many2one(
        "deratix.archive", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    position = fields.Integer(readonly=True, help="Its place in the directory of the archive.")
    path = fields.Char(required=True, readonly=True)
    folder = fields.Char(readonly=True, help="The path without the name of the file.")
    name = fields.Char(string="File", required=True, readonly=True)
    size = fields.Float(string="Size (bytes)", digits=(20, 0), readonly=True)
    mimetype = fields.Char(string="Kind of File", readonly=True)
    checksum = fields.Char(string="SHA-256", readonly=True)
    state = fields.Selection(
        [
            ("refused", "Refused"),
            ("left_out", "Left out"),
            ("open", "To decide"),
            ("accepted", "Accepted"),
            ("skipped", "Skipped"),
            ("imported", "Imported"),
            ("failed", "Failed"),
            ("undone", "Undone"),
            ("kept", "Not undone"),
        ],
        required=True,
        readonly=True,
    )
    problem = fields.Json(
        readonly=True, help="Code and parameters of what is wrong with it, see archive.problems."
    )
    message = fields.Char(readonly=True)

    # What it is taken for.
    type_id = fields.Many2one("deratix.document.type", ondelete="restrict")
    partner_id = fields.Many2one("res.partner", string="Client", ondelete="set null")
    product_id = fields.Many2one("product.template", ondelete="set null")
    user_id = fields.Many2one("res.users", string="Person", ondelete="set null")
    new_client = fields.Char(
        help="The name of a client to be created with this file, because somebody said so.",
    )
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="To")
    granularity = fields.Selection(GRANULARITIES)
    valid_until = fields.Date()
    client_light = fields.Selection(LIGHTS, readonly=True)
    type_light = fields.Selection(LIGHTS, readonly=True)
    period_light = fields.Selection(LIGHTS, readonly=True)
    # {"client": {"text", "part", "rule", "confidence", "other"}, "type": …, "period": …}
    evidence = fields.Json(readonly=True)
    # Names of the fields that a person decided: recognising again leaves them alone.
    decided = fields.Json(readonly=True)

    # The same document elsewhere.
    duplicate_kind = fields.Selection(
        [("bytes", "The same file"), ("key", "Same client, type and period")], readonly=True
    )
    duplicate_id = fields.Many2one(
        "deratix.document", string="Exists Already", readonly=True, ondelete="set null"
    )
    duplicate_entry_id = fields.Many2one(
        "deratix.archive.entry", string="Same in the Archive", readonly=True, ondelete="set null"
    )
    duplicate_choice = fields.Selection(
        [("skip", "Skip"), ("both", "Keep both"), ("version", "New version")]
    )
    document_id = fields.Many2one(
        "deratix.document", readonly=True, index="btree_not_null", ondelete="set null"
    )

    _position_unique = models.Constraint(
        "UNIQUE (archive_id, position)", "This file of the archive is listed already."
    )
    _state_idx = models.Index("(archive_id, state, position)")
