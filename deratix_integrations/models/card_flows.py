from odoo import models


class DeratixCard(models.Model):
    """What a card tells of the flows in which its connection takes part."""

    _inherit = "deratix.card"

    def _card_data(self):
        data = super()._card_data()
        counts = {}
        if self.connection_id:
            for end in ("source_id", "target_id"):
                rows = self.env["deratix.flow"]._read_group(
                    [(end, "in", self.connection_id.ids)], [end], ["__count"]
                )
                for connection, count in rows:
                    counts[connection] = counts.get(connection, 0) + count
        for card in self:
            data[card.id]["flows"] = counts.get(card.connection_id, 0)
        return data

    def action_flows(self):
        return self.connection_id.action_flows()
