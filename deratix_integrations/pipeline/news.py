"""Which rows are other than when they were last agreed on or last planned."""


def news_among(cr, connection_id, rows):
    """The external ids of those rows, by one query.

    What a person decided to leave out is no news as long as it stays as it was.
    """
    cr.execute(
        """
        WITH latest AS (
            SELECT DISTINCT ON (external_id) external_id, fingerprint, state, decision
            FROM deratix_run_line
            WHERE connection_id = %(connection)s AND external_id = ANY(%(ids)s::varchar[])
            ORDER BY external_id, id DESC)
        SELECT x.external_id
        FROM unnest(%(ids)s::varchar[], %(fingerprints)s::varchar[])
             AS x(external_id, fingerprint)
        WHERE NOT EXISTS (
                SELECT 1 FROM deratix_binding b
                WHERE b.connection_id = %(connection)s AND b.kind = 'party'
                  AND b.external_id = x.external_id AND b.fingerprint = x.fingerprint)
          AND NOT EXISTS (
                SELECT 1 FROM latest
                WHERE latest.external_id = x.external_id
                  AND latest.fingerprint = x.fingerprint
                  AND (latest.state IN ('done', 'skipped', 'failed', 'kept')
                       OR latest.state = 'planned' AND latest.decision = 'skip'))
        """,
        {
            "ids": [row.external_id for row in rows],
            "fingerprints": [row.fingerprint for row in rows],
            "connection": connection_id,
        },
    )
    return {external_id for (external_id,) in cr.fetchall()}


def mapped_before(cr, connection_id, rows):
    """The external ids of those rows that another mapping may make something else of: what is
    linked, and what could not be mapped."""
    ids = [row.external_id for row in rows]
    cr.execute(
        """
        SELECT external_id FROM deratix_binding
        WHERE connection_id = %(connection)s AND kind = 'party' AND state = 'linked'
          AND external_id = ANY(%(ids)s)
        UNION
        SELECT l.external_id FROM deratix_run_line l
        WHERE l.connection_id = %(connection)s AND l.category = 'invalid'
          AND l.external_id = ANY(%(ids)s)
          AND NOT EXISTS (SELECT 1 FROM deratix_run_line later
                          WHERE later.connection_id = l.connection_id
                            AND later.external_id = l.external_id AND later.id > l.id)
        """,
        {"connection": connection_id, "ids": ids},
    )
    return {external_id for (external_id,) in cr.fetchall()}
