from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, LockError, UserError

from ..engine.mapping import (
    MappingProblem,
    default_maps,
    from_content,
    to_content,
)
from ..pipeline.mapping_text import problem_text
from ..providers import registry

# Kinds of records that go through the mapping, by the kind of the flow; the first is what it is
# about. See ``pipeline.flow.towards`` for where that is done.
MAPPED = {"customers": ("party",), "orders": ("order",), "products": ("product",), "stock": ()}


class DeratixFlow(models.Model):
    """What becomes of a record right before it is written into the flow's target."""

    _inherit = "deratix.flow"

    map_id = fields.Many2one(
        "deratix.flow.map",
        string="Field Mapping",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="Empty: every field goes into the field of the same name.",
    )
    map_ids = fields.One2many("deratix.flow.map", "flow_id", readonly=True)
    read_map_id = fields.Many2one(
        "deratix.flow.map",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="The version with which all records were looked at last.",
    )
    can_map = fields.Boolean(compute="_compute_can_map")

    @api.depends("kind")
    def _compute_can_map(self):
        for flow in self:
            flow.can_map = bool(MAPPED.get(flow.kind))

    def _mapping_leg(self):
        """The leg in which records go through the mapping.

        Orders are mapped on their way out. Clients and products are kept the same on both sides,
        field by field, so that is done once, in the first leg: where they come in, or, where they
        come from Odoo, where they go out.
        """
        if self.kind == "orders":
            return "flow_out" if self.target_id else "flow_in"
        return self._first_leg()

    def _start_leg(self, kind, **options):
        run = super()._start_leg(kind, **options)
        if kind == self._mapping_leg():
            run.sudo().map_id = self.sudo().map_id
        return run

    def _mapped(self, values, kind=None):
        """The values as the target gets them.

        Fields without a row are left out of the result, which the readers of such values take
        for "as it is"; ids, states and sums are passed on.

        :param values: JSON values of a neutral record: ``Party.values()`` or those of an order or
            a product
        :param kind: ``party``, ``order`` or ``product``; without, what the flow is about
        :raises MappingProblem: with the text that a person reads
        """
        self.ensure_one()
        if not self.map_id:
            return values
        kind = kind or MAPPED[self.kind][0]
        try:
            return self._field_maps()[kind].apply(values, self._map_lengths(kind))
        except MappingProblem as problem:
            problem.args = (problem_text(self.env, problem, kind),)
            raise

    def _field_maps(self):
        """``engine.mapping.FieldMap`` by kind of record; raises ``MappingProblem`` where what is
        stored lacks a transform by now."""
        return self._read_field_maps() if self.map_id else default_maps(MAPPED[self.kind])

    # Versions never change.
    @tools.ormcache("self.map_id.id", "self.kind")
    def _read_field_maps(self):
        kinds = MAPPED[self.kind]
        content = self.sudo().map_id.content
        # The kind of a flow may have been changed since.
        maps = {kind: rows for kind, rows in content["maps"].items() if kind in kinds}
        return from_content({**content, "maps": maps}, kinds) if maps else default_maps(kinds)

    def _map_lengths(self, kind):
        """The most characters of the target's fields."""
        target = self.sudo().target_id
        if not target:
            return {}
        found = registry.lengths(target.provider, kind)
        if kind == "order" and self.target_document != "order":
            found = {**found, **registry.lengths(target.provider, self.target_document)}
        return found

    # -- versions -------------------------------------------------------------------------------

    def _add_map(self, maps, note, based_on):
        """Store ``FieldMap`` s as the version in use.

        :param based_on: the number of the version that was changed, 0 for none; when another
            is in use by now, somebody else was faster, and ``UserError`` says so
        """
        self.ensure_one()
        self.check_access("write")
        try:
            self.lock_for_update()
        except LockError as error:
            raise UserError(self.env._("The flow is being changed; try again.")) from error
        self.invalidate_recordset(["map_id"])
        if self.map_id.number != based_on:
            raise UserError(
                self.env._(
                    "%s has saved this mapping meanwhile. Open it again, then change it.",
                    self.map_id.create_uid.name,
                )
            )
        self._check_admin(maps.values())
        self._check_maps(maps)
        numbers = self.sudo().map_ids.mapped("number")
        version = (
            self.env["deratix.flow.map"]
            .sudo()
            .create(
                {
                    "flow_id": self.id,
                    "number": max(numbers, default=0) + 1,
                    "note": note or False,
                    "content": to_content(maps),
                }
            )
        )
        self.sudo().map_id = version
        return version

    def _check_admin(self, maps):
        """Whoever else may change flows: expressions are for administrators."""
        if any(each.needs_admin for each in maps) and not self._may_use_all():
            raise AccessError(self.env._("Only administrators may use expressions."))

    def _may_use_all(self):
        return self.env.user.has_group("deratix_integrations.group_admin")

    def _check_maps(self, maps):
        """Raises ``UserError`` for fixed texts that the target cannot take."""
        for kind, each in maps.items():
            for problem in each.check(self._map_lengths(kind)):
                raise UserError(problem_text(self.env, problem, kind))
