"""Our keys for records that are created outside: by them they are found there again."""

import re
from typing import NamedTuple


class DocumentReference(NamedTuple):
    """The document of an opportunity, counted from 1."""

    lead_id: int
    serial: int


def database_mark(env):
    """What tells this database from others, its copies included: part of its uuid."""
    uuid = env["ir.config_parameter"].sudo().get_param("database.uuid") or ""
    return uuid.replace("-", "")[:12]


def document_reference(env, lead_id, serial):
    """The key of a document that is made from an opportunity."""
    return f"{_start(env)}{lead_id}-{serial}"


def order_reference(env, order_id):
    """The key of a document as which a sales order is written."""
    return f"odoo-{database_mark(env)}-order-{order_id}"


def read_reference(env, text):
    """The ``DocumentReference`` of a key that this database gave out, else ``None``."""
    pattern = f"{re.escape(_start(env))}([0-9]{{1,9}})-([0-9]{{1,6}})"
    found = re.fullmatch(pattern, text or "", re.ASCII)
    return DocumentReference(int(found[1]), int(found[2])) if found else None


def read_order_reference(env, text):
    """The id of the sales order of a key that this database gave out, else ``None``."""
    found = re.fullmatch(
        f"{re.escape(order_reference(env, ''))}([0-9]{{1,9}})", text or "", re.ASCII
    )
    return int(found[1]) if found else None


def is_own_key(env, text):
    """Whether a record outside was created by this database, whatever it was made from."""
    return (text or "").startswith(f"odoo-{database_mark(env)}-")


def _start(env):
    return f"odoo-{database_mark(env)}-lead-"
