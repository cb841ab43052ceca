"""The plan lines as rows of their table."""

from typing import NamedTuple

from odoo.tools import SQL

from .error_text import error_text

# Fields that a branch has in common with its company; they are written on the company only.
COMPANY_FIELDS = (
    "is_company",
    "company_number",
    "tax_id",
    "vat",
    "iban",
    "swift",
    "currency",
    "payment_days",
    "discount",
)
# Confidence of a match told by a stored link.
CERTAIN = 1.0

LINE_TYPES = {
    "run_id": "int",
    "connection_id": "int",
    "company_id": "int",
    "external_id": "varchar",
    "name": "varchar",
    "category": "varchar",
    "decision": "varchar",
    "state": "varchar",
    "partner_id": "int",
    "is_branch": "boolean",
    "reason": "varchar",
    "confidence": "float",
    "alternatives": "jsonb",
    "values": "jsonb",
    "changes": "jsonb",
    "outgoing": "jsonb",
    "conflicts": "jsonb",
    "hints": "jsonb",
    "fingerprint": "varchar",
    "group_key": "varchar",
    "planned_write_date": "timestamp",
    "message": "varchar",
}
REPLAN_TYPES = {
    "id": "int",
    **{
        column: kind
        for column, kind in LINE_TYPES.items()
        if column not in ("run_id", "connection_id", "company_id", "external_id", "values")
    },
}
CHOICE_TYPES = {
    "id": "int",
    "is_branch": "boolean",
    "changes": "jsonb",
    "outgoing": "jsonb",
    "conflicts": "jsonb",
    "planned_write_date": "timestamp",
}


class Line(NamedTuple):
    """A stored plan line. Read in plain form, because the ORM copies JSON at every access."""

    id: int
    external_id: str
    name: str
    category: str
    decision: str
    state: str
    partner_id: int | None
    is_branch: bool
    reason: str | None
    values: dict
    edited: dict | None
    changes: dict | None
    outgoing: dict | None
    conflicts: dict | None
    sides: dict | None
    hints: list | None
    fingerprint: str | None
    group_key: str | None
    planned_write_date: object
    agreed_at: object
    undo_data: dict | None


def read_lines(lines):
    """``[Line]`` of a recordset, in its order."""
    lines.flush_recordset()
    lines.env.cr.execute(
        SQL(
            "SELECT %s FROM deratix_run_line WHERE id = ANY(%s)",
            SQL(", ").join(map(SQL.identifier, Line._fields)),
            lines.ids,
        )
    )
    by_id = {row[0]: Line(*row) for row in lines.env.cr.fetchall()}
    return [by_id[id_] for id_ in lines.ids]


class LineMaker:
    """Makes the rows of one run; ``store_lines`` fills up what a row leaves out.

    :param prefix: of the external ids of lines, where they are not about clients
    :param same: further columns that all lines have
    """

    def __init__(self, run, prefix="", **same):
        self.run = run
        self._prefix = prefix
        self._same_for_all = {
            "run_id": run.id,
            "connection_id": run.connection_id.id,
            "company_id": run.company_id.id,
            "state": "planned",
            "is_branch": False,
            **same,
        }

    def line(self, row, party, category, decision, *, reason=None, confidence=None, **extra):
        return self.base(row, party.name) | {
            "category": category,
            "decision": decision,
            "partner_id": None,
            "reason": reason,
            "confidence": confidence,
            "values": line_values(party),
            "hints": list(party.hints) or None,
            **extra,
        }

    def unchanged(self, row, binding):
        """The line of a record that is as it was when both sides last agreed."""
        return self.base(row, binding.name) | {
            "category": "equal",
            "decision": "link",
            "state": "done",
            "partner_id": binding.partner_id,
            "reason": "binding",
            "confidence": CERTAIN,
        }

    def asked(self, row):
        """The line of a record that waits for a person, or was left out by one, already."""
        return self.base(row, row.external_id) | {
            "category": "equal",
            "decision": "skip",
            "state": "done",
        }

    def unreadable(self, row, error):
        return self.base(row, row.external_id) | {
            "category": "invalid",
            "decision": "skip",
            "message": error_text(self.run.env, error),
        }

    def base(self, row, name):
        """What all lines have."""
        return self._same_for_all | {
            "external_id": f"{self._prefix}{row.external_id}",
            "name": name,
            "fingerprint": row.fingerprint,
        }


def line_values(party):
    """The values of a party as a plan line keeps them, contact persons and department included."""
    values = party.values()
    if party.department_id:
        values["department_id"] = party.department_id
    if party.contacts:
        values["contacts"] = [
            {
                "external_id": contact.external_id,
                "name": contact.name,
                "email": contact.email,
                "phone": contact.phone,
            }
            for contact in party.contacts
        ]
    return values
