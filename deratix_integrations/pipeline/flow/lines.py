"""Plan lines of flows: what they hold, and the rows of their table."""

from typing import NamedTuple

from ..lines import LINE_TYPES

# Records of each kind are numbered apart; lines are told apart by their external id.
PREFIXES = {"product": "product:", "order": "order:"}

FLOW_TYPES = LINE_TYPES | {
    "record": "varchar",
    "client_ref": "varchar",
    "content": "jsonb",
    "told": "jsonb",
    "product_id": "int",
    "order_id": "int",
}
OUTCOME_TYPES = {
    "id": "int",
    "state": "varchar",
    "category": "varchar",
    "decision": "varchar",
    "message": "varchar",
    "product_id": "int",
    "order_id": "int",
    "undo_data": "jsonb",
}


class FlowLine(NamedTuple):
    """A stored plan line of a flow. Read in plain form, because the ORM copies JSON at every
    access."""

    id: int
    external_id: str
    name: str
    category: str
    decision: str
    state: str
    record: str
    client_ref: str | None
    content: dict | None
    changes: dict | None
    fingerprint: str | None
    partner_id: int | None
    product_id: int | None
    order_id: int | None
    waits_for: str | None
    undo_data: dict | None
    sending_since: object

    @property
    def number(self):
        """The external id of the record itself."""
        return self.external_id.removeprefix(PREFIXES[self.record])


def read_flow_lines(lines):
    """``[FlowLine]`` of a recordset, in its order."""
    lines.flush_recordset()
    lines.env.cr.execute(
        f"SELECT {', '.join(FlowLine._fields)} FROM deratix_run_line WHERE id = ANY(%s)",
        [lines.ids],
    )
    by_id = {row[0]: FlowLine(*row) for row in lines.env.cr.fetchall()}
    return [by_id[id_] for id_ in lines.ids]


def outcome(line, **values):
    """What to store of a line (``OUTCOME_TYPES``); what is not named stays as it is, but the
    message, which goes."""
    kept = {column: getattr(line, column) for column in OUTCOME_TYPES if column != "message"}
    return kept | {"message": None} | values
