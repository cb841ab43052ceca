from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.value_match import suggest
from ..pipeline.flow.value_lists import UNIVERSAL

VALUE_KINDS = [
    ("payment_term", "Payment terms"),
    ("payment_mode", "Payment methods"),
    ("delivery_way", "Delivery ways"),
    ("tax", "VAT rates"),
    ("ledger_account", "Ledger accounts"),
    ("country", "Countries"),
    ("unit", "Units"),
]


class DeratixFlowValueTable(models.Model):
    """What the entries of one value list are called in the target of a flow.

    ``source_choices`` and ``target_choices`` are the lists of both ends as they were last read:
    ``[[code, name, days], ...]``.
    """

    _name = "deratix.flow.value.table"
    _description = "Value Table of a Flow"
    _order = "id"
    _rec_name = "kind"

    flow_id = fields.Many2one(
        "deratix.flow", required=True, index=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="flow_id.company_id", store=True, index=True, readonly=True
    )
    kind = fields.Selection(VALUE_KINDS, string="List", required=True, readonly=True)
    default_code = fields.Char(
        string="Default", help="For what is not in the table, and where there is nothing."
    )
    default_name = fields.Char(compute="_compute_default_name")
    always = fields.Boolean(
        string="Always Use This", help="The default is used for all, and the table is not asked."
    )
    source_choices = fields.Json(readonly=True)
    target_choices = fields.Json(readonly=True)
    value_ids = fields.One2many("deratix.flow.value", "table_id", string="Values")
    value_count = fields.Integer(string="Assigned", compute="_compute_value_counts")
    missing_count = fields.Integer(string="Left Open", compute="_compute_value_counts")

    _kind_unique = models.Constraint("UNIQUE (flow_id, kind)", "A flow has one table of each kind.")

    @api.depends("default_code", "target_choices")
    def _compute_default_name(self):
        for table in self:
            table.default_name = table._target_names().get(table.default_code) or False

    @api.depends("value_ids.target_code")
    def _compute_value_counts(self):
        for table in self:
            assigned = len(table.value_ids.filtered("target_code"))
            table.value_count = assigned
            table.missing_count = len(table.value_ids) - assigned

    @api.constrains("always", "default_code")
    def _check_default(self):
        for table in self:
            if table.always and not table.default_code:
                raise ValidationError(self.env._("Choose the default that is always to be used."))

    def _target_names(self):
        """``{code: name}`` of the target's list."""
        self.ensure_one()
        return {code: name for code, name, _days in self.target_choices or ()}

    def _code_of(self, code):
        """What a code is called in the target; itself where nobody has said anything."""
        self.ensure_one()
        if self.always:
            return self.default_code
        for value in self.value_ids:
            if value.source_code == code and value.target_code:
                return value.target_code
        return self.default_code or code

    def _fill(self, sources, targets):
        """Take over both lists: rows that are missing are added, each with a suggestion; what
        somebody chose stays.

        :param sources: an iterable of ``Choice``
        :param targets: the same
        """
        self.ensure_one()
        sources, targets = tuple(sources), tuple(targets)
        self.write({"source_choices": _stored(sources), "target_choices": _stored(targets)})
        if self.kind in UNIVERSAL:
            return
        known = {value.source_code: value for value in self.value_ids}
        rows = []
        for source in sources:
            value = known.get(source.code)
            found = suggest(source, targets)
            if not value:
                rows.append(
                    {
                        "table_id": self.id,
                        "source_code": source.code,
                        "source_name": source.name,
                        "target_code": found.code if found else False,
                        "is_suggested": bool(found),
                    }
                )
            elif not value.target_code and found:
                value.write({"target_code": found.code, "is_suggested": True})
        self.env["deratix.flow.value"].create(rows)

    @api.model
    def action_fill(self):
        """Fill all tables of the flow whose list is open."""
        flow = self.env["deratix.flow"].browse(self.env.context.get("deratix_flow_id"))
        return flow.action_fill_values()


def _stored(choices):
    return [[each.code, each.name, each.days] for each in choices]
