"""What writing to partners changes, noted so that it can be undone.

Odoo changes more than it is told to: it derives fields of a partner from others, and hands
addresses and VAT numbers from a company to its contacts and back. So a batch compares whole
families before and after it writes.
"""

from odoo.fields import Date, Datetime
from odoo.models import MAGIC_COLUMNS
from odoo.tools import SQL

# What JSON holds and a comparison of two values understands.
_TYPES = frozenset(
    ("boolean", "char", "date", "datetime", "float", "html", "integer", "many2one")
    + ("monetary", "selection", "text")
)

# What an empty column means.
_EMPTY = {"integer": 0, "float": 0.0, "monetary": 0.0}


class Traces:
    """Made before a batch writes to partners; ``note()`` is called after it."""

    def __init__(self, partners, owners):
        """
        :param partners: an empty recordset in the environment that writes
        :param owners: ``{id of a partner that will be written: undo data of its line}``
        """
        self._partners = partners
        self._owners = owners
        self._names = editable_fields(partners)
        self._roots = _roots_of_families(partners, list(owners))
        self._before = self._read()

    def note(self):
        """Note the differences in the undo data. A relative to whom no line wrote goes with the
        first line of the family."""
        heads = {}
        for id_, undo in self._owners.items():
            heads.setdefault(self._roots[id_], undo)
        for id_, (written, now) in self._read().items():
            was_written, before = self._before[id_]
            changed = [name for name, value in now.items() if before[name] != value]
            if changed or written != was_written:
                undo = self._owners.get(id_) or heads[self._roots[id_]]
                undo["was"].setdefault(str(id_), was_written)
            if changed:
                _note(
                    undo,
                    id_,
                    {name: before[name] for name in changed},
                    {name: now[name] for name in changed},
                )

    def _read(self):
        """``{partner id: (write_date, values)}``, straight from the table: through the cache of
        the ORM it took a third of the time of an import."""
        partners, names = self._partners, self._names
        partners.env.flush_all()
        columns = [SQL("p.write_date")] + [partners._field_to_sql("p", name) for name in names]
        rows = partners.env.execute_query(
            SQL(
                "SELECT p.id, %s FROM res_partner p WHERE p.id = ANY(%s)",
                SQL(", ").join(columns),
                list(self._roots),
            )
        )
        tags = self._tags()
        fields = [partners._fields[name] for name in names]
        return {
            id_: (
                written.isoformat(sep=" "),
                {
                    name: _stored(field, value)
                    for name, field, value in zip(names, fields, values, strict=True)
                }
                | {"category_id": [[6, 0, tags.get(id_, [])]]},
            )
            for id_, written, *values in rows
        }

    def _tags(self):
        """``{partner id: sorted ids of its tags}``"""
        field = self._partners._fields["category_id"]
        rows = self._partners.env.execute_query(
            SQL(
                "SELECT %(one)s, array_agg(%(other)s ORDER BY %(other)s) FROM %(table)s "
                "WHERE %(one)s = ANY(%(ids)s) GROUP BY %(one)s",
                one=SQL.identifier(field.column1),
                other=SQL.identifier(field.column2),
                table=SQL.identifier(field.relation),
                ids=list(self._roots),
            )
        )
        return dict(rows)


def editable_fields(model):
    """The names of the fields in a model's own table that a person can change."""
    return [
        name
        for name, field in model._fields.items()
        if field.store
        and field.column_type
        and field.type in _TYPES
        and name not in MAGIC_COLUMNS
        and not (field.compute and field.readonly)
    ]


def derived_fields(model):
    """Of the editable fields, those that Odoo derives from others as long as nobody does."""
    return [field for name in editable_fields(model) if (field := model._fields[name]).compute]


def stored_values(record, names):
    """Values of a record in a form that JSON holds and ``write`` takes."""
    result = {}
    for name in names:
        field, value = record._fields[name], record[name]
        if field.type in ("many2many", "one2many"):
            result[name] = [[6, 0, sorted(value.ids)]]
        else:
            result[name] = _stored(field, value.id if field.type == "many2one" else value)
    return result


def _stored(field, value):
    """A value of a column, or of a record, in that form."""
    if field.type == "date":
        return Date.to_string(value)
    if field.type == "datetime":
        return Datetime.to_string(value)
    if value is None:
        return _EMPTY.get(field.type, False)
    return value


def _note(undo, id_, old, new):
    for entry in undo["written"]:
        if entry[0] == id_:
            entry[1] = old | entry[1]
            break
    else:
        undo["written"].append([id_, old])
    undo["new"][str(id_)] = undo["new"].get(str(id_), {}) | new


def _roots_of_families(partners, ids):
    """``{partner id: its topmost company}`` of all relatives of the given partners."""
    partners.flush_model(["parent_id"])
    partners.env.cr.execute(
        """
        WITH RECURSIVE up AS (
            SELECT id, parent_id FROM res_partner WHERE id = ANY(%s)
            UNION
            SELECT p.id, p.parent_id FROM up JOIN res_partner p ON p.id = up.parent_id
        ), family AS (
            SELECT id, id AS root FROM up WHERE parent_id IS NULL
            UNION ALL
            SELECT p.id, f.root FROM family f JOIN res_partner p ON p.parent_id = f.id
        )
        SELECT id, root FROM family ORDER BY id
        """,
        [ids],
    )
    return dict(partners.env.cr.fetchall())
