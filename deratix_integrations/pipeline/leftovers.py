"""What an import made besides clients: tags, payment terms and banks that were missing."""

from functools import partial

from odoo.tools import SQL

from .halving import work_or_halve
from .lookups import MADE_MODELS

# References that do not keep a record: they are part of it.
_PARTS = ("account_payment_term_line",)


def remove_leftovers(env, run):
    """Delete what the run made of these once all of it is undone. What somebody else uses or has
    changed stays."""
    env.cr.execute(
        """
        SELECT 1 FROM deratix_run_line
        WHERE run_id = %s AND state = 'done' AND undo_data IS NOT NULL LIMIT 1
        """,
        [run.id],
    )
    if env.cr.fetchone():
        # What one line made is used by others, so it is looked at once, at the end.
        return
    env.flush_all()
    env.cr.execute(
        """
        SELECT made->>0, array_agg((made->>1)::int)
        FROM deratix_run_line l, jsonb_array_elements(l.undo_data->'created') AS made
        WHERE l.run_id = %s AND l.state IN ('undone', 'kept') AND made->>0 = ANY(%s)
        GROUP BY made->>0
        """,
        [run.id, list(MADE_MODELS)],
    )
    for model, ids in env.cr.fetchall():
        records = env[model].browse(ids).exists()
        untouched = records.filtered(lambda record: record.write_date == record.create_date)
        used = used_ids(untouched)
        unused = [id_ for id_ in untouched.ids if id_ not in used]
        work_or_halve(env.cr, unused, partial(_delete, env[model]), _leave)


def _delete(model, ids):
    model.browse(ids).unlink()
    return []


def _leave(_id, _error):
    """Odoo or another addon does not let it go, so it is in use."""


def used_ids(records, parts=_PARTS):
    """The ids of those that other records refer to.

    :param parts: tables whose references do not count
    """
    if not records:
        return set()
    env, table = records.env, records._table
    used = set()
    for other, column in env["base.partner.merge.automatic.wizard"]._get_fk_on(table):
        if other in parts:
            continue
        env.cr.execute(
            SQL(
                "SELECT DISTINCT %(column)s FROM %(table)s WHERE %(column)s = ANY(%(ids)s)",
                column=SQL.identifier(column),
                table=SQL.identifier(other),
                ids=records.ids,
            )
        )
        used |= {id_ for (id_,) in env.cr.fetchall()}
    # Values that depend on the company are kept as JSON, without foreign keys.
    for field in env.registry.many2one_company_dependents[records._name]:
        env.cr.execute(
            SQL(
                "SELECT DISTINCT value::int FROM %(table)s, jsonb_each_text(%(column)s) AS each "
                "WHERE value ~ '^[0-9]+$' AND value::int = ANY(%(ids)s)",
                column=SQL.identifier(field.name),
                table=SQL.identifier(env[field.model_name]._table),
                ids=records.ids,
            )
        )
        used |= {id_ for (id_,) in env.cr.fetchall()}
    return used
