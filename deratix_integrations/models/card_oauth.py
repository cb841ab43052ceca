from odoo import models


class DeratixCard(models.Model):
    """What a card tells of the authorisation."""

    _inherit = "deratix.card"

    def _connection_data(self, connection, labels):
        data = super()._connection_data(connection, labels)
        due = connection.authorisation in ("none", "dead") and not connection._missing_settings()
        return data | {"authorise": connection.authorisation if due else ""}

    def action_authorise(self):
        return self.connection_id.action_authorise()
