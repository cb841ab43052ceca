"""The files of an archive as its preview shows them: a page of them, everything about each."""

from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.sql import escape_psql

from .entry_rows import EDITABLE, NAME_OF_COLUMN, path_parts
from .evidence_text import FLAG_FIELDS, FLAGS, evidence_text
from .owner_search import OwnerSearch
from .refusal_text import refusal_text

PAGE = 50
FILTERS = {
    "all": SQL("e.state <> 'left_out'"),
    "open": SQL("e.state IN ('open', 'failed')"),
    "accepted": SQL("e.state = 'accepted'"),
    "duplicates": SQL("e.duplicate_kind IS NOT NULL"),
    "skipped": SQL("e.state = 'skipped'"),
    "refused": SQL("e.state = 'refused'"),
    "imported": SQL("e.state IN ('imported', 'undone', 'kept')"),
}
# What the browser can show beside the list, by the type that the content has.
SHOWN_AS = {
    "application/pdf": "pdf",
    **dict.fromkeys(
        ("image/jpeg", "image/png", "image/apng", "image/gif", "image/webp", "image/bmp"), "image"
    ),
    **dict.fromkeys(("text/plain", "text/csv"), "text"),
}


class PreviewPage:
    """Reads; rights are checked by the caller."""

    def __init__(self, archive):
        self.archive = archive
        self.env = archive.env
        self.owners = OwnerSearch(self.env, archive.company_id)

    # -- which files --------------------------------------------------------------------------

    def where(self, chosen, term):
        """The files of a filter whose path or client holds the term, as an ``SQL`` on ``e``."""
        sql = FILTERS[chosen]
        term = " ".join((term or "").split())
        if term:
            pattern = f"%{escape_psql(term)}%"
            clients = self.owners.model("partner_id").with_context(active_test=False)
            clients = clients._search(Domain("name", "ilike", term))
            sql = SQL(
                "%s AND (e.path ILIKE %s OR e.new_client ILIKE %s OR e.partner_id IN %s)",
                sql,
                pattern,
                pattern,
                clients.subselect(),
            )
        return sql

    def counts(self):
        """``{filter: number of files}``"""
        self.env["deratix.archive.entry"].flush_model()
        self.env.cr.execute(
            SQL(
                "SELECT %s FROM deratix_archive_entry e WHERE e.archive_id = %s",
                SQL(", ").join(
                    SQL("count(*) FILTER (WHERE %s) AS %s", sql, SQL.identifier(name))
                    for name, sql in FILTERS.items()
                ),
                self.archive.id,
            )
        )
        return self.env.cr.dictfetchone()

    def page(self, chosen, term, after=None, before=None):
        """A page of files behind, or before, a place in the archive.

        :return: ``{"rows", "total", "first"}``; ``first`` counts from 1. A place, not a number
            of pages: what is decided leaves a filter, and nothing is passed over by that.
        """
        where = self.where(chosen, term)
        bound, order = SQL("TRUE"), SQL("e.position")
        if after is not None:
            bound = SQL("e.position > %s", after)
        elif before is not None:
            bound, order = SQL("e.position < %s", before), SQL("e.position DESC")
        cr = self.env.cr
        self.env["deratix.archive.entry"].flush_model()
        table = SQL("FROM deratix_archive_entry e WHERE e.archive_id = %s", self.archive.id)
        cr.execute(
            SQL(
                "SELECT e.id %s AND %s AND %s ORDER BY %s LIMIT %s",
                table,
                where,
                bound,
                order,
                PAGE,
            )
        )
        rows = self.rows([id_ for (id_,) in cr.fetchall()])
        place = rows[0]["position"] if rows else 0
        cr.execute(
            SQL(
                "SELECT count(*), count(*) FILTER (WHERE e.position < %s) %s AND %s",
                place,
                table,
                where,
            )
        )
        total, before_count = cr.fetchone()
        return {"rows": rows, "total": total, "first": before_count + 1 if rows else 0}

    # -- what about each ----------------------------------------------------------------------

    def rows(self, ids):
        """Everything the preview shows about these files, in the order of the archive."""
        entries = self.env["deratix.archive.entry"].search(
            [("id", "in", ids), ("archive_id", "=", self.archive.id)], order="position"
        )
        shown = {
            column: self.owners.shown(column, self._ids(entries, column, name))
            for column, name in NAME_OF_COLUMN.items()
        }
        types = self.env["deratix.document.type"].with_context(active_test=False)
        names = {kind.id: kind.name for kind in types.search([])}
        return [self._row(entry, shown, names) for entry in entries]

    @staticmethod
    def _ids(entries, column, name):
        found = [(entry.evidence or {}).get(name) for entry in entries]
        others = [one["other"]["value"] for one in found if one and one.get("other")]
        return [*entries[column].ids, *(value for value in others if isinstance(value, int))]

    def _row(self, entry, shown, types):
        document = self.env["deratix.document"]
        parts = path_parts(entry.path)
        return {
            "id": entry.id,
            "position": entry.position,
            "name": parts[-1] if parts else entry.path,
            "folders": list(parts[:-1]),
            "size": entry.size,
            "mimetype": entry.mimetype or "",
            "shown_as": SHOWN_AS.get(entry.mimetype) if entry.state != "refused" else None,
            "state": entry.state,
            "editable": entry.state in EDITABLE,
            "message": self._message(entry),
            "lights": {
                "client": entry.client_light,
                "type": entry.type_light,
                "period": entry.period_light,
            },
            "owner": entry.type_id.owner or "partner",
            "type_id": entry.type_id.id,
            "type_name": types.get(entry.type_id.id, ""),
            **{column: shown[column].get(entry[column].id) or False for column in NAME_OF_COLUMN},
            "new_client": entry.new_client or "",
            "period": document._period_text(entry.date_from, entry.date_to, entry.granularity)
            or "",
            "period_input": _as_typed(entry),
            "valid_until": entry.valid_until and entry.valid_until.isoformat(),
            "evidence": self._evidence(entry, parts, shown, types),
            "duplicate": self._duplicate(entry),
        }

    def _message(self, entry):
        if entry.message:
            return entry.message
        problem = entry.problem or {}
        if problem.get("code"):
            return refusal_text(self.env, problem["code"], problem.get("params") or {})
        return ""

    def _evidence(self, entry, parts, shown, types):
        """``{field: {"lines", "sure", "decided", "other"}}``"""
        kept = entry.evidence or {}
        decided = entry.decided or []
        result = {}
        for name in ("client", "product", "person", "type", "period", "validity"):
            found = kept.get(name)
            lines = []
            if name in decided:
                lines.append(self.env._("Decided by a person."))
            elif found:
                lines.append(evidence_text(self.env, found, parts))
                lines += [
                    self.env._(FLAGS[flag])
                    for flag in kept.get("flags") or ()
                    if FLAG_FIELDS.get(flag) == name
                ]
            result[name] = {
                "part": found.get("part") if found else None,
                "lines": lines,
                "other": self._other(name, found, shown, types) if found else False,
            }
        return result

    def _other(self, name, found, shown, types):
        """The second-best as a value to choose: ``{"value", "label"}``, or False."""
        other = found.get("other")
        value = other and other.get("value")
        if not value:
            return False
        if name in ("period", "validity"):
            first, last, granularity = value if name == "period" else (value, value, "day")
            to_date = self.env["deratix.document"]._fields["date_from"].to_date
            label = self.env["deratix.document"]._period_text(
                to_date(first), to_date(last), granularity
            )
            return {"value": first if first == last else f"{first} – {last}", "label": label}
        if name == "type":
            return {"value": value, "label": types[value]} if value in types else False
        column = next(column for column, known in NAME_OF_COLUMN.items() if known == name)
        record = shown[column].get(value)
        return {"value": value, **record} if record else False

    def _duplicate(self, entry):
        """What there is already, with the way to it, or False."""
        if not entry.duplicate_kind:
            return False
        document, twin = entry.duplicate_id, entry.duplicate_entry_id
        return {
            "kind": entry.duplicate_kind,
            "choice": entry.duplicate_choice or "",
            "document_id": document.id,
            "label": document.display_name or twin.path or "",
            "archived": bool(document and not document.active),
            "may_replace": bool(document and document.active and document.state == "current"),
        }


def _as_typed(entry):
    """A period as a person may type it, the same in every language."""
    first, last = entry.date_from, entry.date_to
    if not first:
        return ""
    if entry.granularity in ("year", "half", "quarter"):
        return entry.env["deratix.document"]._period_text(first, last, entry.granularity)
    if entry.granularity == "month":
        return f"{first:%m/%Y}"
    return str(first) if first == last else f"{first} – {last}"
