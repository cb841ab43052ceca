"""Storing the exchange log."""

from odoo import fields

from ..providers.base import Rejected
from .sql import insert_rows

TYPES = {
    "connection_id": "int",
    "company_id": "int",
    "run_id": "int",
    "create_date": "timestamp",
    "method": "varchar",
    "url": "varchar",
    "status": "int",
    "duration": "int",
    "request_size": "int",
    "response_size": "int",
    "request_body": "text",
    "response_body": "text",
    "action": "varchar",
    "error_code": "varchar",
    "error": "varchar",
}


def _verdict(entry):
    """What went wrong, if anything. A probe is refused on purpose: that is its good end."""
    if entry.action == "probe" and entry.code == Rejected.code:
        return {}
    return {"error_code": entry.code or None, "error": entry.error or None}


def store_entries(env, connection_id, entries, run_id=None):
    """Write the entries by a cursor of their own: the log outlives a rollback of the work.

    The connection and the run must be committed already, or the entries be written in the same
    transaction; a test button and a background run both fulfil the former.
    """
    if not entries:
        return
    now = fields.Datetime.to_string(fields.Datetime.now())
    rows = [
        {
            **_verdict(entry),
            "connection_id": connection_id,
            "run_id": run_id,
            "create_date": now,
            "method": entry.method,
            "url": entry.url,
            "status": entry.status,
            "duration": entry.duration,
            "request_size": entry.request_size,
            "response_size": entry.response_size,
            "request_body": entry.request_body or None,
            "response_body": entry.response_body or None,
            "action": entry.action or None,
        }
        for entry in entries
    ]
    with env.registry.cursor() as cr:
        # By this cursor as well: the other one may stand in a transaction that has failed.
        cr.execute("SELECT company_id FROM deratix_connection WHERE id = %s", [connection_id])
        ((company_id,),) = cr.fetchall()
        company = {"company_id": company_id}
        insert_rows(cr, "deratix_exchange", TYPES, [row | company for row in rows])
