from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..pipeline.visibility import read_scope


class DeratixDepartmentMixin(models.AbstractModel):
    """For records of which a user of one sales team sees those of its departments only."""

    _name = "deratix.department.mixin"
    _description = "Belongs to a Department"

    deratix_is_mine = fields.Boolean(
        compute="_compute_deratix_is_mine",
        search="_search_deratix_is_mine",
        exportable=False,
        help="Whether it is for the user, as far as departments go. Used by record rules.",
    )

    @api.depends(lambda self: self._deratix_department_fields())
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_deratix_is_mine(self):
        # One query for all, and none for who sees everything.
        every = self.sudo().with_context(active_test=False)
        domain = every._search_deratix_is_mine("in", [True])
        mine = set(every.search(Domain("id", "in", self._origin.ids) & domain)._ids)
        for record in self:
            record.deratix_is_mine = not record._origin or record._origin.id in mine

    def _search_deratix_is_mine(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        scope = read_scope(self.env)
        if scope is None:
            return Domain.TRUE
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "(%s) IS NOT TRUE", self._deratix_hidden(scope, alias)
            )
        )

    def _deratix_department_fields(self):
        """The fields of the model itself on which it depends."""
        return []

    @api.model
    def _deratix_hidden(self, scope, alias):
        """The condition in SQL under which a row is not for the user."""
        raise NotImplementedError
