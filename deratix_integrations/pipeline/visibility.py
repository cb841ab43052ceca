"""Who sees what belongs to a department: conditions in SQL for the record rules.

What belongs to the department of a team is seen by the team's members, its leader, and whoever has
full access (the group *All departments*). What an integration knows and no team has is seen by
everyone, or with full access only, as the company says. What no integration knows stays as it was.

Nobody is cut off from work of their own: the salesperson of a client, an opportunity or a
quotation goes on seeing it, and whoever sees a document or an opportunity sees its client. An
opportunity that was handed to another team is seen by that one, too. A company and its addresses
belong together. Only people with a sales role are restricted: bookkeepers and others, who are in
no team, would be cut off from all clients.

The conditions are correlated, so that reading some records looks up those only; PostgreSQL turns
them into hash tables by itself where it goes through a whole table.
"""

from typing import NamedTuple

from odoo.tools import SQL

FULL_ACCESS = "deratix_integrations.group_all_departments"
SALES = "sales_team.group_sale_salesman"


# What is read in SQL, and must be written before.
_SCOPE_FIELDS = {
    "crm.team": ["user_id"],
    "crm.team.member": ["active", "crm_team_id", "user_id"],
    "deratix.department": ["company_id", "connection_id", "team_id"],
    "res.company": ["deratix_without_team", "partner_id"],
}
_CONDITION_FIELDS = {
    "crm.lead": ["partner_id", "team_id", "user_id"],
    "deratix.binding": ["connection_id", "department_id", "kind", "model", "res_id"],
    "deratix.invoice": ["connection_id", "department_id", "lead_id", "partner_id"],
    "res.partner": ["commercial_partner_id", "partner_share", "user_id"],
    "sale.order": ["partner_id", "team_id", "user_id"],
}


class Scope(NamedTuple):
    """What one user may see in the active companies, as ids: ``teams`` of the user, departments
    of them (``own``) and of ``other`` teams, connections whose records are ``closed`` to the user
    unless a team has them."""

    user_id: int
    teams: list
    own: list
    others: list
    closed: list


def read_scope(env):
    """The ``Scope`` of the environment's user, ``None`` when there is nothing to hide: one query.
    Not cached: somebody who joins a team sees its records at once."""
    user = env.user
    if user.has_group(FULL_ACCESS) or not user.has_group(SALES):
        return None
    _flush(env, _SCOPE_FIELDS)
    env.cr.execute(
        """
        WITH mine AS (
            SELECT crm_team_id AS id FROM crm_team_member WHERE user_id = %(user)s AND active
            UNION SELECT id FROM crm_team WHERE user_id = %(user)s
        ), departments AS (
            SELECT d.id, d.connection_id, d.team_id, d.team_id IN (SELECT id FROM mine) AS is_own,
                   c.deratix_without_team = 'full_access' AS is_closed
            FROM deratix_department d JOIN res_company c ON c.id = d.company_id
            WHERE c.id = ANY(%(companies)s)
        )
        SELECT ARRAY(SELECT id FROM mine),
               ARRAY(SELECT id FROM departments WHERE is_own),
               ARRAY(SELECT id FROM departments WHERE team_id IS NOT NULL AND NOT is_own),
               ARRAY(SELECT DISTINCT connection_id FROM departments WHERE is_closed)
        """,
        {"user": env.uid, "companies": env.companies.ids},
    )
    scope = Scope(env.uid, *env.cr.fetchone())
    if not (scope.others or scope.closed):
        return None
    _flush(env, _CONDITION_FIELDS)
    return scope


def _flush(env, fields_of_models):
    for model, names in fields_of_models.items():
        env[model].flush_model(names)


def hidden_document(scope, alias):
    """Whether a row of ``deratix_invoice`` is not for the user."""
    return SQL(
        """(%(elsewhere)s AND NOT EXISTS (
            SELECT 1 FROM crm_lead dl WHERE dl.id = %(lead)s AND (
                dl.user_id = %(user)s
                OR (%(department)s = ANY(%(others)s) AND dl.team_id = ANY(%(teams)s)))))""",
        elsewhere=_elsewhere(scope, alias),
        lead=SQL.identifier(alias, "lead_id"),
        department=SQL.identifier(alias, "department_id"),
        **_ids(scope),
    )


def hidden_lead(scope, alias):
    """Whether a row of ``crm_lead`` is not for the user: because of its documents, or because its
    client is not."""
    return SQL(
        """(%(salesperson)s IS DISTINCT FROM %(user)s
            AND NOT EXISTS (SELECT 1 FROM deratix_invoice lo
                            WHERE lo.lead_id = %(lead)s AND lo.department_id = ANY(%(own)s))
            AND NOT ((%(team)s = ANY(%(teams)s)) IS TRUE
                     AND EXISTS (SELECT 1 FROM deratix_invoice lt WHERE lt.lead_id = %(lead)s
                                 AND lt.department_id = ANY(%(others)s)))
            AND (EXISTS (SELECT 1 FROM deratix_invoice le
                         WHERE le.lead_id = %(lead)s AND %(elsewhere)s)
                 OR %(client_hidden)s))""",
        lead=SQL.identifier(alias, "id"),
        team=SQL.identifier(alias, "team_id"),
        salesperson=SQL.identifier(alias, "user_id"),
        elsewhere=_elsewhere(scope, "le"),
        client_hidden=_hidden_client(scope, SQL.identifier(alias, "partner_id")),
        **_ids(scope),
    )


def hidden_binding(scope, alias):
    """Whether a row of ``deratix_binding`` tells of a client that is not for the user."""
    return SQL(
        "(%s = 'res.partner' AND %s)",
        SQL.identifier(alias, "model"),
        _hidden_client(scope, SQL.identifier(alias, "res_id")),
    )


def hidden_partner(scope, alias):
    """Whether a row of ``res_partner`` is not for the user."""
    return SQL(
        """(%(share)s IS TRUE
            AND EXISTS (SELECT 1 FROM deratix_binding b JOIN res_partner f ON f.id = b.res_id
                        WHERE b.model = 'res.partner' AND b.kind = 'party'
                          AND f.commercial_partner_id = %(family)s AND %(elsewhere)s)
            AND NOT EXISTS (SELECT 1 FROM deratix_binding b JOIN res_partner f ON f.id = b.res_id
                            WHERE b.model = 'res.partner' AND b.kind = 'party'
                              AND f.commercial_partner_id = %(family)s
                              AND b.department_id = ANY(%(own)s))
            AND NOT EXISTS (SELECT 1 FROM deratix_invoice i JOIN res_partner f
                                ON f.id = i.partner_id
                            WHERE f.commercial_partner_id = %(family)s
                              AND i.department_id = ANY(%(own)s))
            AND NOT EXISTS (SELECT 1 FROM crm_lead l JOIN res_partner f ON f.id = l.partner_id
                            WHERE f.commercial_partner_id = %(family)s
                              AND (l.user_id = %(user)s
                                   OR (l.team_id = ANY(%(teams)s) AND NOT EXISTS (
                                       SELECT 1 FROM deratix_invoice li WHERE li.lead_id = l.id
                                       AND %(teamless)s))))
            AND NOT EXISTS (SELECT 1 FROM sale_order s JOIN res_partner f ON f.id = s.partner_id
                            WHERE f.commercial_partner_id = %(family)s
                              AND (s.user_id = %(user)s OR s.team_id = ANY(%(teams)s)))
            AND NOT EXISTS (SELECT 1 FROM res_partner f
                            WHERE f.commercial_partner_id = %(family)s AND f.user_id = %(user)s)
            AND NOT EXISTS (SELECT 1 FROM res_company c JOIN res_partner f ON f.id = c.partner_id
                            WHERE f.commercial_partner_id = %(family)s))""",
        share=SQL.identifier(alias, "partner_share"),
        family=SQL.identifier(alias, "commercial_partner_id"),
        elsewhere=_elsewhere(scope, "b"),
        teamless=_teamless(scope, "li"),
        **_ids(scope),
    )


def _hidden_client(scope, partner_id):
    return SQL(
        "EXISTS (SELECT 1 FROM res_partner hp WHERE hp.id = %s AND %s)",
        partner_id,
        hidden_partner(scope, "hp"),
    )


def _elsewhere(scope, alias):
    """Whether a document or a link belongs to another team, or to none and is closed."""
    department = SQL.identifier(alias, "department_id")
    return SQL("((%s = ANY(%s)) IS TRUE OR %s)", department, scope.others, _teamless(scope, alias))


def _teamless(scope, alias):
    return SQL(
        "(%s = ANY(%s) AND (%s = ANY(%s)) IS NOT TRUE)",
        SQL.identifier(alias, "connection_id"),
        scope.closed,
        SQL.identifier(alias, "department_id"),
        scope.own + scope.others,
    )


def _ids(scope):
    return {
        "user": scope.user_id,
        "teams": scope.teams,
        "own": scope.own,
        "others": scope.others,
    }
