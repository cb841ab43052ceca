"""Files of an archive as plain rows, many at once: read, judged and written back."""

from odoo.addons.deratix_integrations.pipeline.sql import update_rows
from odoo.tools import SQL

# What a person may decide about a file. Recognising again leaves what they decided alone.
FIELDS = ("client", "product", "person", "type", "period", "validity")
# The column in which the one to whom a document belongs is, and its name in the evidence.
OWNERS = {
    "partner": ("partner_id", "client"),
    "product": ("product_id", "product"),
    "user": ("user_id", "person"),
}
NAME_OF_COLUMN = dict(OWNERS.values())
# States in which it is open what becomes of a file.
EDITABLE = ("open", "accepted", "skipped", "failed")

_WRITTEN = {
    "id": "integer",
    "state": "varchar",
    "message": "varchar",
    "type_id": "integer",
    "partner_id": "integer",
    "product_id": "integer",
    "user_id": "integer",
    "new_client": "varchar",
    "date_from": "date",
    "date_to": "date",
    "granularity": "varchar",
    "valid_until": "date",
    "client_light": "varchar",
    "type_light": "varchar",
    "period_light": "varchar",
    "evidence": "jsonb",
    "decided": "jsonb",
    "duplicate_choice": "varchar",
}
_READ = (*_WRITTEN, "path", "name", "duplicate_kind", "duplicate_id")


class EntryRows:
    """The rows of one archive."""

    def __init__(self, archive):
        self.archive = archive
        self.env = archive.env
        types = self.env["deratix.document.type"].with_context(active_test=False)
        self.owner_of = {kind.id: kind.owner for kind in types.search_fetch([], ["owner"])}

    def read_rows(self, where, *, limit=None, lock=False):
        """Dicts in the order of the archive; ``where`` is an ``SQL`` on the table ``e``."""
        self.env["deratix.archive.entry"].flush_model()
        self.env.cr.execute(
            SQL(
                "SELECT %(columns)s FROM deratix_archive_entry e "
                "WHERE e.archive_id = %(archive)s AND %(where)s ORDER BY e.position %(more)s",
                columns=SQL(", ").join(SQL.identifier("e", name) for name in _READ),
                archive=self.archive.id,
                where=where,
                more=SQL(
                    "%s %s",
                    SQL("LIMIT %s", limit) if limit else SQL(),
                    SQL("FOR UPDATE") if lock else SQL(),
                ),
            )
        )
        rows = self.env.cr.dictfetchall()
        for row in rows:
            row["evidence"] = row["evidence"] or {}
            row["decided"] = row["decided"] or []
        return rows

    def read_ids(self, ids, *, lock=False):
        return self.read_rows(SQL("e.id = ANY(%s)", list(ids)), lock=lock)

    def write_rows(self, rows):
        """Keep the rows, judged anew."""
        for row in rows:
            self.judge(row)
        prepared = [{key: _plain(row[key]) for key in _WRITTEN} for row in rows]
        update_rows(self.env.cr, "deratix_archive_entry", _WRITTEN, prepared)
        self.env["deratix.archive.entry"].invalidate_model()

    # -- judging ------------------------------------------------------------------------------

    def owner(self, row):
        """``(column, name in the evidence)`` of the one to whom the file belongs."""
        return OWNERS[self.owner_of.get(row["type_id"]) or "partner"]

    def judge(self, row):
        """Set the three lights, and accept what needs no person or take that back.

        Green is what was found for sure or decided by a person.
        """
        column, name = self.owner(row)
        has_owner = bool(row[column] or (column == "partner_id" and row["new_client"]))
        row["client_light"] = _light(row, name, has_owner)
        row["type_light"] = _light(row, "type", row["type_id"])
        row["period_light"] = self._period_light(row)
        lights = {row["client_light"], row["type_light"], row["period_light"]}
        unsettled = row["duplicate_kind"] == "key" and not row["duplicate_choice"]
        if row["state"] == "open" and lights == {"green"} and not unsettled:
            row["state"], row["message"] = "accepted", None
        elif row["state"] == "accepted" and (unsettled or lights != {"green"}):
            row["state"] = "open"

    def _period_light(self, row):
        light = _light(row, "period", row["date_from"])
        doubtful = row["valid_until"] and _light(row, "validity", True) != "green"
        return "yellow" if light == "green" and doubtful else light


def _light(row, name, has_value):
    if name in row["decided"] and (has_value or name == "period"):
        return "green"
    if not has_value:
        return "red"
    return "green" if (row["evidence"].get(name) or {}).get("sure") else "yellow"


def _plain(value):
    return value.isoformat() if hasattr(value, "isoformat") else value


def owner_column(entry):
    """The column of the one to whom the file of an entry (a record) belongs."""
    return OWNERS[entry.type_id.owner or "partner"][0]


def path_parts(path):
    """The parts of a path as the recogniser takes them: folders and the name of the file."""
    return tuple(part for part in path.split("/") if part not in ("", "."))
