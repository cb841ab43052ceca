"""What a person should look at after an import: duplicates and incomplete clients."""

from odoo.tools import SQL

from .keys import alnum_key, number_key

# Which key makes two clients look like the same, strongest first.
DUPLICATE_KEYS = (
    ("company_number", number_key("p.company_registry")),
    ("vat", alnum_key("p.vat")),
    ("email", "p.email_normalized"),
    ("phone", "p.phone_sanitized"),
)
INCOMPLETE = (
    ("no_company_number", "p.is_company AND COALESCE(p.company_registry, '') = ''"),
    ("no_email", "COALESCE(p.email, '') = ''"),
    ("no_address", "COALESCE(p.street, '') = '' AND COALESCE(p.city, '') = ''"),
)
# More than so many clients under one key are no duplicates but a shared address or number.
LARGEST_GROUP = 20


def store_findings(run):
    """Look through the clients of a run and keep the findings, replacing earlier ones."""
    run.finding_ids.unlink()
    run.env.flush_all()
    findings = _duplicates(run) + _incomplete(run)
    run.env["deratix.finding"].create(
        [
            {
                "run_id": run.id,
                "kind": kind,
                "reason": reason,
                "partner_ids": [(6, 0, partner_ids)],
            }
            for kind, reason, partner_ids in findings
        ]
    )


def _duplicates(run):
    """Groups of commercial partners with the same key, of which the run touched at least one."""
    seen = set()
    found = []
    for reason, expression in DUPLICATE_KEYS:
        run.env.cr.execute(
            SQL(
                """
                WITH touched AS (
                    SELECT DISTINCT %(expression)s AS key
                    FROM deratix_run_line l JOIN res_partner p ON p.id = l.partner_id
                    WHERE l.run_id = %(run)s AND l.state = 'done' AND %(expression)s <> ''
                )
                SELECT array_agg(p.id ORDER BY p.id)
                FROM touched t JOIN res_partner p ON %(expression)s = t.key
                WHERE p.active AND p.commercial_partner_id = p.id
                  AND p.partner_share IS TRUE
                  AND (p.company_id IS NULL OR p.company_id = %(company)s)
                GROUP BY t.key
                HAVING count(*) BETWEEN 2 AND %(largest)s
                """,
                expression=SQL(expression),
                run=run.id,
                company=run.company_id.id,
                largest=LARGEST_GROUP,
            )
        )
        for (partner_ids,) in run.env.cr.fetchall():
            if tuple(partner_ids) not in seen:
                seen.add(tuple(partner_ids))
                found.append(("duplicate", reason, partner_ids))
    return found


def _incomplete(run):
    """One finding for each kind of gap, with all clients of the run that have it."""
    found = []
    for reason, condition in INCOMPLETE:
        run.env.cr.execute(
            SQL(
                """
                SELECT array_agg(DISTINCT p.id)
                FROM deratix_run_line l JOIN res_partner p ON p.id = l.partner_id
                WHERE l.run_id = %s AND l.state = 'done'
                  AND p.active AND p.commercial_partner_id = p.id AND %s
                """,
                run.id,
                SQL(condition),
            )
        )
        (partner_ids,) = run.env.cr.fetchone()
        if partner_ids:
            found.append(("incomplete", reason, partner_ids))
    return found
