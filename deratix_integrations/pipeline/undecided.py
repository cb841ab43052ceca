"""Records that an earlier run left for a person to decide, and nobody has."""

from ..engine.matching import Alternative, Match

_AS_BEFORE = (
    "name",
    "is_branch",
    "partner_id",
    "reason",
    "confidence",
    "alternatives",
    "values",
    "changes",
    "hints",
    "group_key",
    "planned_write_date",
    "message",
)


def undecided_lines(env, connection, run, external_ids):
    """``{external_id: columns of its latest plan line, with its fingerprint}``, as long as all
    its candidates exist. That one of these was linked to another record since decides nothing
    about this one."""
    if not external_ids:
        return {}
    env.cr.execute(
        """
        SELECT latest.*
        FROM (SELECT DISTINCT ON (external_id) *,
                     category = 'review' AND decision = 'skip' AND state = 'planned' AS open
              FROM deratix_run_line
              WHERE connection_id = %s AND external_id = ANY(%s) AND run_id <> %s
              ORDER BY external_id, id DESC) AS latest
        WHERE open AND alternatives IS NOT NULL
          AND (SELECT bool_and(p.id IS NOT NULL)
               FROM jsonb_array_elements(alternatives) AS other
               LEFT JOIN res_partner p ON p.id = (other->>'id')::int)
        """,
        [connection.id, external_ids, run.id],
    )
    return {row["external_id"]: row for row in env.cr.dictfetchall()}


def waiting_conflicts(cr, run, rows, policies):
    """The external ids of rows whose conflict waits for a person since an earlier run, with both
    sides as they were then, and is still one that a person has to decide.

    :param policies: ``{field: policy}`` as ``engine.merge`` takes it
    """
    if not rows:
        return set()
    cr.execute(
        """
        SELECT latest.external_id, latest.conflicts
        FROM (SELECT DISTINCT ON (external_id) *
              FROM deratix_run_line
              WHERE connection_id = %s AND external_id = ANY(%s)
              ORDER BY external_id, id DESC) AS latest
        JOIN deratix_run r ON r.id = latest.run_id AND r.state IN ('ready', 'done', 'cancelled')
        JOIN res_partner p ON p.id = latest.partner_id
        JOIN unnest(%s::text[], %s::text[]) AS x(external_id, fingerprint)
             ON x.external_id = latest.external_id AND x.fingerprint = latest.fingerprint
        JOIN deratix_binding b ON b.connection_id = latest.connection_id AND b.kind = 'party'
             AND b.external_id = latest.external_id AND b.state = 'linked'
             AND b.res_id = latest.partner_id AND NOT COALESCE(b.touched, false)
        WHERE latest.run_id <> %s AND latest.category = 'conflict' AND latest.state = 'planned'
          AND latest.decision = 'skip' AND latest.planned_write_date = p.write_date
        """,
        [
            run.connection_id.id,
            [row.external_id for row in rows],
            [row.external_id for row in rows],
            [row.fingerprint for row in rows],
            run.id,
        ],
    )
    return {
        external_id
        for external_id, conflicts in cr.fetchall()
        if all(policies.get(key) == "ask" for key in conflicts or ())
    }


def left_out(cr, run, rows):
    """The external ids of rows that a person was asked about and left out, as they are now."""
    cr.execute(
        """
        SELECT latest.external_id
        FROM (SELECT DISTINCT ON (external_id) *
              FROM deratix_run_line
              WHERE connection_id = %s AND external_id = ANY(%s)
              ORDER BY external_id, id DESC) AS latest
        JOIN unnest(%s::text[], %s::text[]) AS x(external_id, fingerprint)
             ON x.external_id = latest.external_id AND x.fingerprint = latest.fingerprint
        WHERE latest.run_id <> %s AND latest.category = 'review' AND latest.state = 'skipped'
        """,
        [
            run.connection_id.id,
            [row.external_id for row in rows],
            [row.external_id for row in rows],
            [row.fingerprint for row in rows],
            run.id,
        ],
    )
    return {external_id for (external_id,) in cr.fetchall()}


def is_as_before(line, row):
    """Whether the line of an earlier run says all that there is to say about a row."""
    return line["fingerprint"] == row.fingerprint and line["edited"] is None


def carried_over(line, base):
    """The line of an earlier run as one of this run.

    :param base: what ``LineMaker`` gives all lines
    """
    kept = {name: line[name] for name in _AS_BEFORE}
    if kept["planned_write_date"]:
        kept["planned_write_date"] = kept["planned_write_date"].isoformat(sep=" ")
    return base | kept | {"category": "review", "decision": "skip"}


def as_match(line):
    """The candidates of an earlier line as a ``Match``."""
    return Match(
        "review",
        None,
        line["reason"] or "",
        line["confidence"] or 0.0,
        tuple(Alternative(**other) for other in line["alternatives"]),
    )
