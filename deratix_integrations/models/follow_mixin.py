from odoo import api, models


class DeratixFollowMixin(models.AbstractModel):
    """Rows that say who of ours is somebody in another system: what was carried over before
    follows when that changes."""

    _name = "deratix.follow.mixin"
    _description = "Is Followed by What It Stands For"

    # The field that names ours, and what of the other system belongs to it.
    _followed_field = ""

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows.filtered(self._followed_field)._follow()
        return rows

    def write(self, vals):
        name = self._followed_field
        moved = self.browse()
        if name in vals:
            moved = self.filtered(lambda row: row[name].id != (vals[name] or False))
        result = super().write(vals)
        moved._follow()
        return result

    def _follow(self):
        for connection, rows in self.grouped("connection_id").items():
            connection._follow_tables(rows._followed_domain())

    def _followed_domain(self):
        """Which documents of the connection belong to these rows."""
        raise NotImplementedError
