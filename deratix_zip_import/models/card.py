from odoo import models

CODE = "zip_import"


class DeratixCard(models.Model):
    """The card of the document import."""

    _inherit = "deratix.card"

    def _card_data(self):
        result = super()._card_data()
        cards = self.filtered(lambda card: card.code == CODE)
        if cards:
            rows = self.env["deratix.archive"]._read_group(
                [("state", "in", ("review", "failed"))], ["state"], ["__count"]
            )
            counts = dict(rows)
            for card in cards:
                result[card.id].update(
                    waiting=counts.get("review", 0), failed=counts.get("failed", 0)
                )
        return result

    def action_import(self):
        if self.code == CODE:
            return self._zip_action("action_upload")
        return super().action_import()

    def action_prepare(self):
        return self._zip_action("action_prepare")

    def action_archives(self):
        return self._zip_action("action_archive")

    def action_archives_waiting(self):
        return {**self.action_archives(), "context": {"search_default_review": 1}}

    def action_archives_failed(self):
        return {**self.action_archives(), "context": {"search_default_failed": 1}}

    def _zip_action(self, name):
        return self.env["ir.actions.actions"]._for_xml_id(f"deratix_zip_import.{name}")
