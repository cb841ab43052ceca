from odoo import models
from odoo.exceptions import UserError


class DeratixRunLine(models.Model):
    """Deciding on records of runs that are through: it is carried out at once."""

    _inherit = "deratix.run.line"

    def decide_same(self, partner_id):
        """The record is this one of its candidates, or with ``False`` none of them."""
        self.ensure_one()
        known = {other["id"] for other in self.alternatives or ()}
        if not partner_id:
            return self._settle("create")
        if partner_id not in known:
            raise UserError(self.env._("Choose one of the candidates."))
        decision = (
            "link" if self.run_policy == "link" and self.run_id.kind == "import" else "update"
        )
        return self._settle(decision, partner_id)

    def _decide(self, decision):
        through = self.filtered(lambda line: line.run_id.state == "done")
        if not through:
            return super()._decide(decision)
        through._settle(decision)
        return super(DeratixRunLine, self - through)._decide(decision)

    def _settle(self, decision, partner_id=None):
        """Decide on records that wait for a person since their run was through, and have that
        carried out."""
        self.check_access("write")
        waiting = self.search([("id", "in", self.ids), ("waiting", "=", True)])
        lines = waiting.filtered(lambda line: line._can_settle(decision, partner_id))
        if not lines:
            raise UserError(
                self.env._(
                    "Choose records that still wait for this decision. What was asked again later "
                    "is found under Review."
                )
            )
        lines.run_id._check_may_write_partners()
        lines = lines.sudo()
        if partner_id:
            lines.partner_id = partner_id
        elif decision == "create":
            lines.partner_id = False
        lines._set_decision(decision)
        lines._after_decision({"partner_id": True} if partner_id else {})
        if decision == "skip":
            lines.state = "skipped"
            return True
        for run in lines.run_id.sudo(False):
            run._carry_out()
            run._release_lines()
        return True

    def _can_settle(self, decision, partner_id):
        """Whether a decision fits; documents follow the decision on their client."""
        self.ensure_one()
        if self.state != "planned" or self.category != "review" or self.run_id.state != "done":
            return False
        if decision == "skip":
            return True
        there = decision == "create" or partner_id or self.partner_id or self.alternatives
        return bool(there) and not self.is_document
