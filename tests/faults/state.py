"""What an import leaves in a database, in a form in which two databases can be compared.

Records are called by what they are linked to outside, or by their name, never by their ids; times
are left out. Every other column of every row takes part.
"""

import json
from collections import Counter
from itertools import zip_longest

_TIMES = (
    "agreed_at",
    "calendar_last_notif_ack",
    "create_date",
    "planned_write_date",
    "write_date",
)
_PARTNER_REFERENCES = ("parent_id", "commercial_partner_id")


class State:
    """Reads one database through ``sql`` (see ``ServerUnderTest.sql``)."""

    def __init__(self, sql):
        self._sql = sql
        self._partners = {row["id"]: row for row in self._rows("res_partner")}
        self._terms = dict(sql("SELECT id, name->>'en_US' FROM account_payment_term"))
        self._bindings = self._rows("deratix_binding")
        self._external = {}
        for binding in self._bindings:
            if binding["model"] == "res.partner":
                key = f"{binding['kind']} {binding['external_id']}"
                self._external.setdefault(binding["res_id"], []).append(key)

    def business(self):
        """Partners with all that hangs on them, links, and the tables of which they take."""
        return {
            "partners": _sorted(map(self._partner, self._partners.values())),
            "banks": _sorted(map(self._bank, self._rows("res_partner_bank"))),
            "tags": sorted(self._tags()),
            "bindings": _sorted(map(self._binding, self._bindings)),
            "terms": sorted(self._terms.values()),
            "other rows": {table: self._count(table) for table in _COUNTED},
        }

    def runs(self):
        """The plan lines, the findings and the figures of all runs."""
        return {
            "runs": self._sql(
                "SELECT state, done_count, total, message FROM deratix_run ORDER BY 1"
            ),
            "lines": _sorted(map(self._line, self._rows("deratix_run_line"))),
            "findings": sorted(self._findings()),
        }

    def all(self):
        return self.business() | self.runs()

    def _rows(self, table):
        return [row for (row,) in self._sql(f"SELECT to_jsonb(t) FROM {table} t")]

    def _count(self, table):
        ((count,),) = self._sql(f"SELECT count(*) FROM {table}")
        return count

    def name(self, partner_id):
        """What a partner is called here; the same in every database."""
        if partner_id is None:
            return None
        if partner_id in self._external:
            return " ".join(sorted(self._external[partner_id]))
        partner = self._partners.get(partner_id)
        if partner is None:
            return "gone"
        parent = partner["parent_id"]
        return f"{self.name(parent) if parent else ''}/{partner['type']}/{partner['name']}"

    def _partner(self, row):
        row = _timeless(row) | {key: self.name(row[key]) for key in _PARTNER_REFERENCES}
        terms = row["property_payment_term_id"] or {}
        row["property_payment_term_id"] = {key: self._terms[id_] for key, id_ in terms.items()}
        return row | {"called": self.name(row.pop("id"))}

    def _bank(self, row):
        row = _timeless(row)
        row.pop("id")
        ((bic,),) = self._sql(
            "SELECT (SELECT bic FROM res_bank WHERE id = %s)", [row.pop("bank_id")]
        )
        return row | {"partner_id": self.name(row["partner_id"]), "bic": bic}

    def _tags(self):
        rows = self._sql(
            "SELECT r.partner_id, c.name->>'en_US' FROM res_partner_res_partner_category_rel r "
            "JOIN res_partner_category c ON c.id = r.category_id"
        )
        return [(self.name(partner), tag) for partner, tag in rows]

    def _binding(self, row):
        row = _timeless(row)
        row.pop("id")
        return row | {"res_id": self.name(row["res_id"])}

    def _line(self, row):
        row = _timeless(row)
        row.pop("id")
        undo = row.pop("undo_data") or {}
        return row | {
            "partner_id": self.name(row["partner_id"]),
            "alternatives": [
                {**other, "id": self.name(other["id"])} for other in row["alternatives"] or ()
            ],
            "created": sorted(
                self.name(id_) if model == "res.partner" else model
                for model, id_ in undo.get("created", ())
            ),
            "written": sorted(self.name(id_) for id_, _old in undo.get("written", ())),
        }

    def _findings(self):
        rows = self._sql(
            "SELECT f.kind, f.reason, array_agg(r.res_partner_id) FROM deratix_finding f "
            "JOIN deratix_finding_res_partner_rel r ON r.deratix_finding_id = f.id "
            "GROUP BY f.id"
        )
        return [(kind, reason, sorted(map(self.name, ids))) for kind, reason, ids in rows]


_COUNTED = (
    "crm_lead",
    "mail_followers",
    "mail_message",
    "res_bank",
    "res_partner_category",
    "res_users",
)


def assert_same(found, expected):
    """Compare two results of ``State``; a failure shows the columns in which rows differ."""
    assert found.keys() == expected.keys()
    for part, rows in expected.items():
        if isinstance(rows, list):
            different = _differences(found[part], rows)
            assert not different, f"{part}: {len(different)} differ, such as {different[:3]}"
        else:
            assert found[part] == rows, part


def _differences(found, expected):
    """``[(row, other row)]`` of what is in one list only, without what their columns share."""
    ours, theirs = Counter(map(_text, found)), Counter(map(_text, expected))
    pairs = zip_longest(sorted((ours - theirs).elements()), sorted((theirs - ours).elements()))
    return [_apart(json.loads(a or "{}"), json.loads(b or "{}")) for a, b in pairs]


def _apart(one, other):
    if not (isinstance(one, dict) and isinstance(other, dict)):
        return one, other
    keys = [key for key in one | other if one.get(key) != other.get(key)]
    return {key: one.get(key) for key in keys}, {key: other.get(key) for key in keys}


def _timeless(row):
    return {key: value for key, value in row.items() if key not in _TIMES}


def _sorted(rows):
    return sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))


def _text(row):
    # What the row is called comes first, so that sorting brings the same records together.
    called = row.get("called") or row.get("external_id") if isinstance(row, dict) else None
    return json.dumps({"": called, **row} if called else row, ensure_ascii=False)
