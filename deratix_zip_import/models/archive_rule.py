from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..pipeline.learned import may_be_learned, rule_key


class DeratixArchiveRule(models.Model):
    """What a person decided for a name once and that holds for the same name from then on."""

    _name = "deratix.archive.rule"
    _description = "Learned Rule"
    _order = "id DESC"
    _rec_name = "text"
    _check_company_auto = True

    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    scope = fields.Selection(
        [("folder", "Folder"), ("file", "File")],
        required=True,
        default="folder",
        help="Whether the name is that of a folder or of a file.",
    )
    text = fields.Char(
        string="Name",
        required=True,
        help="Capital letters, accents and punctuation make no difference, nor does the ending "
        "of a file.",
    )
    # Folded as the recogniser compares it.
    key = fields.Char(compute="_compute_key", store=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", string="Client", ondelete="cascade", check_company=True
    )
    type_id = fields.Many2one("deratix.document.type", ondelete="cascade")

    _key_unique = models.Constraint(
        "UNIQUE (company_id, scope, key)", "There is a rule for this name already."
    )
    _says_something = models.Constraint(
        "CHECK (partner_id IS NOT NULL OR type_id IS NOT NULL)",
        "A rule names a client, a type or both.",
    )

    @api.depends("scope", "text")
    def _compute_key(self):
        for rule in self:
            rule.key = rule_key(rule.scope, rule.text or "")

    @api.constrains("scope", "text")
    def _check_text(self):
        for rule in self:
            if not may_be_learned(rule.scope, rule.text):
                raise ValidationError(
                    self.env._("“%s” says too little: take a longer name.", rule.text)
                )

    @api.model
    def _keep(self, company, texts, values):
        """Add rules, or change those that there are for the same names.

        :param texts: ``{(scope, key): name as it is written}``
        :param values: ``{(scope, key): {"client": id, "type": id}}``, one or both
        """
        known = self.with_context(active_test=False).search(
            [("company_id", "=", company.id), ("key", "in", [key for _scope, key in texts])]
        )
        known = known.grouped(lambda rule: (rule.scope, rule.key))
        fresh = []
        for key, text in texts.items():
            vals = self._columns(values[key])
            if key in known:
                known[key].write({**vals, "active": True})
            else:
                fresh.append({"company_id": company.id, "scope": key[0], "text": text, **vals})
        self.create(fresh)

    @api.model
    def _columns(self, values):
        columns = {"client": "partner_id", "type": "type_id"}
        return {columns[name]: value for name, value in values.items()}
