from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_datetime

from ..engine.mapping import (
    TRANSFORMS,
    MappingProblem,
    default_maps,
    explain,
    from_content,
    from_file,
    to_content,
    to_file,
)
from ..engine.mapping.document import FORMAT, VERSION, row_content, row_from
from ..engine.product_values import FIRST_FIELDS, PRODUCT_FIELDS, STOCK_FIELDS
from ..pipeline.flow import mapper
from ..pipeline.mapping_text import kind_title, problem_text
from .flow_mapped import MAPPED

_LONGEST_NOTE = 200


class DeratixFlow(models.Model):
    """What the screen of the field mapping asks for (``static/src/mapper``)."""

    _inherit = "deratix.flow"

    def action_map(self):
        """Open the field mapping."""
        self.ensure_one()
        self.check_access("read")
        if not self.can_map:
            raise UserError(self.env._("Nothing is mapped on the way of this flow."))
        return {
            "type": "ir.actions.client",
            "tag": "deratix_field_mapper",
            "name": self.env._("Field Mapping"),
            "params": {"flow_id": self.id},
        }

    def get_mapper(self):
        """All that does not change while the screen is open."""
        self.ensure_one()
        self.check_access("read")
        target = self.sudo().target_id
        return {
            "name": self.display_name,
            "source": self.source_id.name or "Odoo",
            "target": target.name or "Odoo",
            "may_write": self.has_access("write"),
            "version": self._version_data(self.map_id),
            "maps": self._rows_in_use(),
            "kinds": [
                {
                    "kind": kind,
                    "title": kind_title(self.env, kind),
                    "fields": mapper.field_data(
                        self.env, kind, self._map_lengths(kind), self._kept_fields(kind)
                    ),
                }
                for kind in MAPPED[self.kind]
            ],
            "transforms": mapper.transform_data(self.env),
        }

    def explain_map(self, kind, rows=None, place=0, line=0):
        """What becomes of a record of the last runs.

        :param rows: as they stand on the screen, from those who may change them; without, those
            in use
        :param place: the how many-th record, 0 being the latest; the nearest one there is
        :param line: which line of an order
        """
        self.ensure_one()
        self.check_access("read" if rows is None else "write")
        samples = mapper.Samples(self, kind)
        values, told = samples.at(place, line)
        lengths = self._map_lengths(kind)
        given = rows
        if rows is not None and not self._may_use_all():
            self._check_rows(rows)
        if rows is None:
            given = self._rows_in_use()[kind]
        return {
            "sample": told,
            "sources": mapper.source_paths(kind, values),
            "rows": [
                self._explained(kind, content, values, lengths, told and told["line"])
                for content in given
            ],
        }

    def _explained(self, kind, content, values, lengths, line):
        try:
            row = row_from(content)
        except MappingProblem as problem:
            return {"problem": problem_text(self.env, problem, kind)}
        told = explain(kind, row, values or {}, lengths, line or 0)
        problem = told.pop("problem", None)
        if problem and (values is not None or not mapper.needs_record(problem)):
            told["problem"] = problem_text(self.env, problem, kind, place=False)
        return mapper.shown(told)

    def save_map(self, maps, note="", based_on=0):
        """Put rows into use; returns the version. ``based_on``: see ``_add_map``."""
        content = {"format": FORMAT, "version": VERSION, "maps": maps}
        made = self._made(from_content, content)
        return self._version_data(self._add_map(made, str(note or "")[:_LONGEST_NOTE], based_on))

    def get_default_map(self):
        """The rows that there are at first."""
        self.ensure_one()
        self.check_access("read")
        return self._rows_of(default_maps(MAPPED[self.kind]))

    def read_map_file(self, text):
        """The rows of a file, for somebody to look at; nothing is stored."""
        self.ensure_one()
        self.check_access("write")
        return self._rows_of(self._made(from_file, text.encode(errors="replace")))

    def export_map(self):
        """Name and text of the file."""
        self.ensure_one()
        self.check_access("read")
        content = self._content_of(self.map_id.number)
        return {
            "name": f"field-mapping-{self.id}-{self.map_id.number}.json",
            "text": to_file(self._made(from_content, content)).decode(),
        }

    def get_map_versions(self):
        """All versions, the newest first."""
        self.ensure_one()
        self.check_access("read")
        newest_first = self.map_ids.sorted("number", reverse=True)
        return [self._version_data(version) for version in newest_first]

    def get_map_difference(self, number):
        """What would change if that version were in use again; ``number`` 0 is the mapping that
        every flow begins with."""
        self.ensure_one()
        self.check_access("read")
        return mapper.difference(
            self.env, self._rows_in_use(), self._rows_of_content(self._content_of(number))
        )

    def restore_map(self, number, based_on=0):
        """Put a version into use again, as a new version."""
        made = self._made(from_content, self._content_of(number))
        note = self.env._("As version %s", number) if number else self.env._("Reset to default")
        return self._version_data(self._add_map(made, note, based_on))

    # -- parts ------------------------------------------------------------------------------------

    def _kept_fields(self, kind):
        """The fields that the target keeps, ``None`` for all."""
        target = self.sudo().target_id
        if kind == "product":
            able = target and target._provider_class().product_fields
            able = {*able, "sku"} if able else {*PRODUCT_FIELDS, *FIRST_FIELDS}
            # How many there are is a flow of its own.
            return able.difference(STOCK_FIELDS)
        return target._provider_class().writable if target and kind == "party" else None

    def _check_rows(self, rows):
        """As ``_check_admin``, of rows that may be wrong yet."""
        names = {use.name for content in rows for use in self._made_row(content).uses}
        if any(name in TRANSFORMS and TRANSFORMS[name].admin for name in names):
            raise AccessError(self.env._("Only administrators may use expressions."))

    def _made_row(self, content):
        try:
            return row_from(content)
        except MappingProblem as problem:
            raise UserError(problem_text(self.env, problem)) from problem

    def _content_of(self, number):
        if not number:
            return to_content(default_maps(MAPPED[self.kind]))
        version = self.map_ids.filtered(lambda each: each.number == number)
        if not version:
            raise UserError(self.env._("There is no version %s.", number))
        kinds = MAPPED[self.kind]
        maps = {kind: rows for kind, rows in version.content["maps"].items() if kind in kinds}
        return {**version.content, "maps": maps} if maps else self._content_of(0)

    def _rows_in_use(self):
        """As stored, also where a transform is gone by now: the screen shows which."""
        return self._rows_of_content(self._content_of(self.map_id.number))

    def _rows_of_content(self, content):
        return self.get_default_map() | content["maps"]

    def _made(self, make, given):
        try:
            return make(given, MAPPED[self.kind])
        except MappingProblem as problem:
            raise UserError(problem_text(self.env, problem)) from problem

    @staticmethod
    def _rows_of(maps):
        return {kind: [row_content(row) for row in each.rows] for kind, each in maps.items()}

    def _version_data(self, version):
        return {
            "number": version.number,
            "who": version.create_uid.name or "",
            "when": format_datetime(self.env, version.create_date) if version else "",
            "note": version.note or "",
            "is_current": version.is_current,
        }
