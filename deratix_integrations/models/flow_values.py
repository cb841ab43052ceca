from odoo import fields, models
from odoo.exceptions import UserError

from ..pipeline.error_text import error_text
from ..pipeline.exchanges import store_entries
from ..pipeline.flow.value_lists import KINDS, UNIVERSAL, odoo_choices
from ..pipeline.secret_keys import SecretUnreadable
from ..providers.base import EntryList, ProviderError


class DeratixFlow(models.Model):
    """Value tables: payment terms, units and the like are called otherwise in the other system."""

    _inherit = "deratix.flow"

    value_table_ids = fields.One2many("deratix.flow.value.table", "flow_id", copy=False)

    def _value_of(self, kind, code):
        """What a code of a value list (``VALUE_KINDS``) is called in the target of this flow; the
        code itself where nothing is set."""
        self.ensure_one()
        for table in self.sudo().value_table_ids:
            if table.kind == kind:
                return table._code_of(code)
        return code

    def action_values(self):
        """The tables of this flow; the first time they are made, and filled later."""
        self.ensure_one()
        self.check_access("read")
        if self.has_access("write"):
            self._make_value_tables()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "deratix_integrations.action_flow_value_table"
        )
        return {
            **action,
            "domain": [("flow_id", "=", self.id)],
            "context": {"deratix_flow_id": self.id},
        }

    def _make_value_tables(self):
        present = set(self.value_table_ids.mapped("kind"))
        self.env["deratix.flow.value.table"].create(
            [{"flow_id": self.id, "kind": kind} for kind in KINDS if kind not in present]
        )

    def action_fill_values(self):
        """Read the lists of both systems and suggest what belongs together. Raises ``UserError``
        when one of them does not answer."""
        self.ensure_one()
        self.check_access("write")
        # Both are asked before anything is written.
        sources = self._lists_of(self.source_id)
        targets = self._lists_of(self.target_id)
        self._make_value_tables()
        for table in self.value_table_ids:
            kind = table.kind
            # Orders reach the target as they stand in Odoo, which has units and terms of its own.
            own = sources[kind] if not self.target_id else self._merged(sources[kind], kind)
            table._fill(own, targets[kind])
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _merged(self, choices, kind):
        """A list with what Odoo has beside it, each code once."""
        merged = {choice.code: choice for choice in choices}
        for choice in odoo_choices(self.env, self.company_id, kind):
            merged.setdefault(choice.code, choice)
        return merged.values()

    def _lists_of(self, connection):
        """``{kind: tuple of Choice}`` of one end of the flow."""
        if not connection:
            return {kind: odoo_choices(self.env, self.company_id, kind) for kind in KINDS}
        able = connection._capabilities()
        lists = {kind: odoo_choices(self.env, self.company_id, kind) for kind in UNIVERSAL}
        if not (able.order_sources or able.order_targets):
            return dict.fromkeys(KINDS, ()) | lists
        entries = EntryList()
        try:
            provider = connection._provider(entries)
            return {kind: lists.get(kind) or provider.value_list(kind) for kind in KINDS}
        except (ProviderError, SecretUnreadable) as error:
            text = error_text(self.env, error) if isinstance(error, ProviderError) else str(error)
            raise UserError(
                self.env._("%(account)s: %(reason)s", account=connection.name, reason=text)
            ) from None
        finally:
            store_entries(self.env, connection.id, entries.take())
