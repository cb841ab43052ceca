from odoo import api, fields, models

_GROUPS = "deratix_integrations.group_user"


class CrmLead(models.Model):
    """Making a document from an opportunity."""

    _inherit = "crm.lead"

    deratix_can_add_invoice = fields.Boolean(
        compute="_compute_deratix_can_add_invoice", groups=_GROUPS
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_deratix_can_add_invoice(self):
        for company, leads in self.grouped("company_id").items():
            leads.deratix_can_add_invoice = bool(self._deratix_invoicing(company))

    @api.model
    def _deratix_invoicing(self, company):
        """The connections that create documents for a company, by default the user's. Those from
        which payments come back by themselves go first."""
        connections = self.env["deratix.connection"].search(
            [("company_id", "=", (company or self.env.company).id)]
        )
        able = connections.filtered("can_invoice")
        return able.sorted(lambda connection: connection.sync_state != "on")

    def action_deratix_add_invoice(self):
        """Open the form of a new document, filled from this opportunity."""
        self.ensure_one()
        return self.env["deratix.invoice.add"]._open_for(self)

    def _merge_dependences(self, opportunities):
        """A document that may have been made from a merged opportunity will belong to this one."""
        intents = self.env["deratix.intent"].sudo()
        known = intents.search([("model", "=", self._name), ("res_id", "in", self.ids)])
        for intent in intents.search(
            [("model", "=", self._name), ("res_id", "in", opportunities.ids)]
        ):
            if intent.connection_id not in known.connection_id:
                intent.res_id = self.id
                known |= intent
        return super()._merge_dependences(opportunities)
