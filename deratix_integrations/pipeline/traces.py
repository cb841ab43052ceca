"""What writing to partners changes, noted so that it can be undone.

Odoo changes more than it is told to: it derives fields of a partner from others, and hands
addresses and VAT numbers from a company to its contacts and back. So a batch compares whole
families before and after it writes.
"""

from odoo.fields import Date, Datetime
from odoo.models import MAGIC_COLUMNS

# What JSON holds and a comparison of two values understands.
_TYPES = frozenset(
    ("boolean", "char", "date", "datetime", "float", "html", "integer", "many2one")
    + ("monetary", "selection", "text")
)


class Traces:
    """Made before a batch writes to partners; ``note()`` is called after it."""

    def __init__(self, partners, owners):
        """
        :param partners: an empty recordset in the environment that writes
        :param owners: ``{id of a partner that will be written: undo data of its line}``
        """
        self._partners = partners
        self._owners = owners
        self._names = [*editable_fields(partners), "category_id"]
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
            changed = [name for name in self._names if before[name] != now[name]]
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
        """``{partner id: (write_date, values)}``"""
        self._partners.env.flush_all()
        family = self._partners.browse(self._roots)
        family.fetch([*self._names, "write_date"])
        return {
            partner.id: (
                partner.write_date.isoformat(sep=" "),
                stored_values(partner, self._names),
            )
            for partner in family
        }


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
        value = record[name]
        kind = record._fields[name].type
        if kind == "many2one":
            value = value.id
        elif kind in ("many2many", "one2many"):
            value = [[6, 0, sorted(value.ids)]]
        elif kind == "date":
            value = Date.to_string(value)
        elif kind == "datetime":
            value = Datetime.to_string(value)
        result[name] = value
    return result


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
