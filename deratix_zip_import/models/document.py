from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

GRANULARITIES = [
    ("day", "Day"),
    ("month", "Month"),
    ("quarter", "Quarter"),
    ("half", "Half-Year"),
    ("year", "Year"),
    ("range", "From – To"),
]


class DeratixDocument(models.Model):
    """A document with its client, type and period. It is archived, not deleted."""

    _name = "deratix.document"
    _description = "Document"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_from DESC NULLS LAST, id DESC"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    type_id = fields.Many2one(
        "deratix.document.type", required=True, index=True, tracking=True, ondelete="restrict"
    )
    owner = fields.Selection(related="type_id.owner")
    partner_id = fields.Many2one(
        "res.partner",
        string="Client",
        index="btree_not_null",
        tracking=True,
        check_company=True,
        ondelete="restrict",
    )
    product_id = fields.Many2one(
        "product.template",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        "res.users", string="Person", index="btree_not_null", ondelete="restrict"
    )
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="To")
    granularity = fields.Selection(GRANULARITIES)
    period = fields.Char(compute="_compute_period")
    valid_until = fields.Date(index="btree_not_null", tracking=True)
    is_expired = fields.Boolean(compute="_compute_is_expired")
    state = fields.Selection(
        [("current", "Current"), ("replaced", "Replaced")],
        required=True,
        default="current",
        readonly=True,
        copy=False,
        tracking=True,
    )
    replaced_by_id = fields.Many2one(
        "deratix.document",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    attachment_id = fields.Many2one(
        "ir.attachment", string="Content", readonly=True, copy=False, ondelete="restrict"
    )
    content = fields.Binary(related="attachment_id.datas", string="Preview")
    mimetype = fields.Char(related="attachment_id.mimetype", string="Kind of File")
    size = fields.Integer(related="attachment_id.file_size", string="Size (bytes)")
    checksum = fields.Char(string="SHA-256", readonly=True, copy=False, index="btree_not_null")
    archive_id = fields.Many2one(
        "deratix.archive",
        string="From Archive",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    source_path = fields.Char(string="Path in the Archive", readonly=True, copy=False)
    reminded_for = fields.Date(readonly=True, copy=False)

    _dates_in_order = models.Constraint(
        "CHECK (date_from <= date_to)", "A period ends on the day it begins or later."
    )
    _key_idx = models.Index("(company_id, type_id, partner_id, date_from)")

    @api.depends("date_from", "date_to", "granularity")
    @api.depends_context("lang")
    def _compute_period(self):
        for document in self:
            document.period = self._period_text(
                document.date_from, document.date_to, document.granularity
            )

    @api.model
    def _period_text(self, first, last, granularity):
        """A period as people write it: “2024”, “Q2 2024”, “May 2024”, a day, or from – to."""
        if not first:
            return False
        if granularity == "year":
            return str(first.year)
        if granularity == "half":
            return f"H{1 if first.month < 7 else 2} {first.year}"
        if granularity == "quarter":
            return f"Q{(first.month + 2) // 3} {first.year}"
        if granularity == "month":
            return format_date(self.env, first, date_format="LLLL yyyy")
        if granularity == "day" or not last or last == first:
            return format_date(self.env, first)
        return f"{format_date(self.env, first)} – {format_date(self.env, last)}"

    @api.depends("valid_until")
    def _compute_is_expired(self):
        today = fields.Date.context_today(self)
        for document in self:
            document.is_expired = bool(document.valid_until and document.valid_until < today)

    @api.constrains("date_from", "date_to", "granularity")
    def _check_period(self):
        for document in self:
            if document.granularity and not (document.date_from and document.date_to):
                raise ValidationError(
                    self.env._("“%s” has a period without a first or last day.", document.name)
                )

    def action_download(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.attachment_id.id}?download=true",
            "target": "download",
        }

    @api.model
    def _cron_remind(self):
        """Schedule one activity for each current document that expires soon."""
        today = fields.Date.today()
        todo = self.env.ref("mail.mail_activity_data_todo")
        self.flush_model()
        self.env["res.company"].flush_model()
        self.env.cr.execute(
            """
            SELECT d.id FROM deratix_document d
            JOIN res_company c ON c.id = d.company_id AND c.active
            WHERE d.active AND d.state = 'current'
              AND d.valid_until <= %s::date + COALESCE(c.deratix_document_reminder_days, 0)
              AND d.reminded_for IS DISTINCT FROM d.valid_until
            ORDER BY d.id
            """,
            [today],
        )
        documents = self.browse(id_ for (id_,) in self.env.cr.fetchall())
        self.env["mail.activity"].create([document._reminder(todo) for document in documents])
        for day, some in documents.grouped("valid_until").items():
            some.reminded_for = day

    def _reminder(self, todo):
        self.ensure_one()
        user = self.user_id or self.partner_id.user_id or self.create_uid
        return {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "activity_type_id": todo.id,
            "summary": self.env._("The document expires"),
            "date_deadline": self.valid_until,
            "user_id": user.id if user.active else self.env.ref("base.user_admin").id,
        }
