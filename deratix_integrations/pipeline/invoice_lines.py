"""Plan lines of documents: what they hold, and the rows of their table."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .lines import LINE_TYPES

# Documents and clients are numbered apart; lines are told apart by their external id.
PREFIX = "invoice:"

DOCUMENT_TYPES = LINE_TYPES | {
    "is_document": "boolean",
    "client_ref": "varchar",
    "corrects": "varchar",
    "document": "jsonb",
}
OUTCOME_TYPES = {
    "id": "int",
    "state": "varchar",
    "category": "varchar",
    "decision": "varchar",
    "message": "varchar",
    "lead_id": "int",
    "undo_data": "jsonb",
}
_DATES = ("issued_on", "sold_on", "due_on", "paid_on")
_AMOUNTS = ("net", "gross", "paid")
_TEXTS = (
    "kind",
    "number",
    "client_id",
    "client_name",
    "currency",
    "payment",
    "department_id",
    "user_id",
    "order_number",
    "corrects",
    "public_page",
)


class DocumentLine(NamedTuple):
    """A stored plan line of a document; ``document`` is what ``document_values`` made."""

    id: int
    external_id: str
    name: str
    category: str
    decision: str
    state: str
    client_ref: str | None
    corrects: str | None
    document: dict
    fingerprint: str
    lead_id: int | None
    undo_data: dict | None

    @property
    def number(self):
        """The external id of the document."""
        return self.external_id.removeprefix(PREFIX)


def document_values(invoice):
    """A document as a dict of JSON values: dates as ISO 8601, amounts as decimal texts."""
    return {
        **{key: getattr(invoice, key) for key in _TEXTS},
        **{key: day and day.isoformat() for key in _DATES if (day := getattr(invoice, key))},
        **{key: f"{getattr(invoice, key):f}" for key in _AMOUNTS},
    }


def column_values(document):
    """Those of ``document_values`` that ``deratix.invoice`` keeps under the same name."""
    texts = ("number", "order_number", "public_page", "payment", "client_name")
    return {
        **{key: document[key] or False for key in texts},
        **{key: date.fromisoformat(document[key]) if key in document else False for key in _DATES},
        **{key: float(Decimal(document[key])) for key in _AMOUNTS},
    }


def read_document_lines(lines):
    """``[DocumentLine]`` of a recordset, in its order. Read in plain form, because the ORM copies
    JSON at every access."""
    lines.flush_recordset()
    lines.env.cr.execute(
        """
        SELECT id, external_id, name, category, decision, state, client_ref, corrects, document,
               fingerprint, lead_id, undo_data
        FROM deratix_run_line WHERE id = ANY(%s)
        """,
        [lines.ids],
    )
    by_id = {row[0]: DocumentLine(*row) for row in lines.env.cr.fetchall()}
    return [by_id[id_] for id_ in lines.ids]
