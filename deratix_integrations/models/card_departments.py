from odoo import models


class DeratixCard(models.Model):
    """What is not mapped yet, on the cards; it stops nothing."""

    _inherit = "deratix.card"

    def _card_data(self):
        result = super()._card_data()
        departments = users = {}
        if self.connection_id:
            departments = self._unmapped("deratix.department", "team_id", [("gone", "=", False)])
            users = self._unmapped("deratix.user.map", "user_id", [])
        for card in self:
            if card.connection_id:
                result[card.id] |= {
                    "departments_unmapped": departments.get(card.connection_id.id, 0),
                    "users_unmapped": users.get(card.connection_id.id, 0),
                }
        return result

    def _unmapped(self, model, field, domain):
        """``{connection id: how many rows have nobody}``"""
        rows = self.env[model]._read_group(
            [("connection_id", "in", self.connection_id.ids), (field, "=", False), *domain],
            ["connection_id"],
            ["__count"],
        )
        return {connection.id: count for connection, count in rows}

    def action_unmapped_departments(self):
        return self.connection_id.action_unmapped_departments()

    def action_unmapped_users(self):
        return self.connection_id.action_unmapped_users()
