"""What the links hold: who belongs to whom, and on what both sides last agreed."""

from typing import NamedTuple

# The states of links of which one side is deleted: here, or in the other system.
TOMBSTONES = ("tombstone", "gone")


class Binding(NamedTuple):
    external_id: str
    partner_id: int | None
    state: str
    fingerprint: str | None
    name: str | None
    is_branch: bool | None


class Agreement(NamedTuple):
    """``snapshot``: the values on which both sides agreed; ``accepted``: the fields that were
    left different, as ``[Odoo's value, the external one]``. Either may be empty."""

    snapshot: dict
    accepted: dict

    @classmethod
    def of(cls, binding):
        """That of a dict with both, of which either may be missing or ``None``."""
        binding = binding or {}
        return cls(binding.get("snapshot") or {}, binding.get("accepted") or {})


NO_AGREEMENT = Agreement({}, {})


def read_bindings(cr, connection_id, external_ids):
    """``{external_id: Binding}``; a partner that is gone, or was given to another company, counts
    as no partner."""
    cr.execute(
        """
        SELECT b.external_id, p.id, b.state, b.fingerprint, p.name,
               p.commercial_partner_id <> p.id
        FROM deratix_binding b LEFT JOIN res_partner p ON p.id = b.res_id
            AND (p.company_id IS NULL OR p.company_id = b.company_id)
        WHERE b.connection_id = %s AND b.kind = 'party' AND b.external_id = ANY(%s)
        """,
        [connection_id, external_ids],
    )
    return {row[0]: Binding(*row) for row in cr.fetchall()}


def read_agreements(cr, connection_id, external_ids):
    """``{external_id: Agreement}``"""
    cr.execute(
        "SELECT external_id, snapshot, accepted FROM deratix_binding "
        "WHERE connection_id = %s AND kind = 'party' AND external_id = ANY(%s)",
        [connection_id, external_ids],
    )
    return {row[0]: Agreement(row[1] or {}, row[2] or {}) for row in cr.fetchall()}


def read_links(cr, connection_id, external_ids):
    """``{external_id: {partner, state, fingerprint, snapshot, accepted, agreed_at}}``, all that
    undoing needs to put a link back."""
    cr.execute(
        """
        SELECT b.external_id, p.id AS partner, b.state, b.fingerprint, b.snapshot, b.accepted,
               b.agreed_at::text
        FROM deratix_binding b LEFT JOIN res_partner p ON p.id = b.res_id
        WHERE b.connection_id = %s AND b.kind = 'party' AND b.external_id = ANY(%s)
        """,
        [connection_id, external_ids],
    )
    return {row.pop("external_id"): row for row in cr.dictfetchall()}


def read_linked(cr, connection_id, partner_id):
    """The external id of the record with which a partner is linked, ``None`` without any."""
    cr.execute(
        "SELECT external_id FROM deratix_binding WHERE connection_id = %s AND kind = 'party' "
        "AND model = 'res.partner' AND res_id = %s LIMIT 1",
        [connection_id, partner_id],
    )
    row = cr.fetchone()
    return row and row[0]
