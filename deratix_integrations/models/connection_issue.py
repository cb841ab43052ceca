from odoo import models
from odoo.exceptions import UserError

from ..pipeline.error_text import error_text
from ..pipeline.exchanges import store_entries
from ..pipeline.secret_keys import SecretUnreadable
from ..providers.base import EntryList, ProviderError


class DeratixConnection(models.Model):
    """What making documents asks of a connection."""

    _inherit = "deratix.connection"

    def _client_binding(self, partner):
        """The link of a client, or of the company to which it belongs."""
        self.ensure_one()
        company = partner.commercial_partner_id
        bindings = self.env["deratix.binding"].search(
            [
                ("connection_id", "=", self.id),
                ("kind", "=", "party"),
                ("model", "=", "res.partner"),
                ("res_id", "in", (partner | company).ids),
            ]
        )
        linked = bindings.filtered(lambda binding: binding.state != "tombstone")
        chosen = linked or bindings
        return chosen.sorted(lambda binding: (binding.res_id != partner.id, binding.id))[:1]

    def _client_ref(self, partner):
        """The external id of a client, "" when it is not linked. Raises ``UserError`` when the
        client was deleted there: it is not added again by itself."""
        binding = self._client_binding(partner)
        if binding.state == "tombstone":
            raise UserError(
                self.env._(
                    "“%(client)s” was deleted in %(system)s and is not added again by itself. "
                    "Choose another client, or have an administrator delete the link.",
                    client=partner.display_name,
                    system=self.name,
                )
            )
        return binding.external_id or ""

    def _departments_there(self):
        """The departments of the account, none when they cannot be read. Commits before the
        request."""
        self.ensure_one()
        entries = EntryList()
        self.env["ir.cron"]._commit_progress()
        try:
            return self._provider(entries).departments()
        except (ProviderError, SecretUnreadable):
            return ()
        finally:
            store_entries(self.env, self.id, entries.take())

    def _usable_provider(self, entries):
        """The provider for what a person has pressed; raises ``UserError``."""
        try:
            return self._provider(entries)
        except ProviderError as error:
            raise UserError(error_text(self.env, error)) from None
