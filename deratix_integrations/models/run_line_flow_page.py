from odoo import models
from odoo.exceptions import UserError


class DeratixRunLine(models.Model):
    """Looking at lines about products and orders, and deciding on them."""

    _inherit = "deratix.run.line"

    def action_open_product(self):
        self.ensure_one()
        return self._open_twin(self.product_id)

    def action_open_order(self):
        self.ensure_one()
        return self._open_twin(self.order_id)

    def _open_twin(self, record):
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "view_mode": "form",
            "res_id": record.id,
        }

    def _set_decision(self, decision):
        """A product or an order is added on the side to which its leg leads; there are no
        candidates to link it with."""
        records = self.filtered("record")
        others = self - records
        result = super(DeratixRunLine, others)._set_decision(decision) if others else False
        left = self.browse()
        for outward, lines in records.grouped(lambda line: line.run_id.kind == "flow_out").items():
            fitting = lines.filtered(
                lambda line: line.state in ("planned", "failed") and line._record_can(decision)
            )
            there = outward and decision == "create"
            fitting.write({"decision": "create_there" if there else decision})
            left |= lines - fitting
        return self._tell_left(len(left)) if left else result

    def _record_can(self, decision):
        """Whether a decision fits a line about a product or an order."""
        self.ensure_one()
        if decision == "skip":
            return True
        if self.category == "invalid":
            return False
        return decision in ("create", "create_there") or bool(self.product_id or self.order_id)

    def _after_decision(self, vals):
        records = self.filtered("record")
        for line in records:
            if not line._record_can(line.decision):
                raise UserError(
                    self.env._("“%s” cannot be carried over like that.", line.name)
                    if line.category != "invalid"
                    else self.env._(
                        "“%(name)s” is invalid: %(why)s", name=line.name, why=line.message
                    )
                )
        return super(DeratixRunLine, self - records)._after_decision(vals)
