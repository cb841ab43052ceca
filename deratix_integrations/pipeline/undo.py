"""Taking back what a run did, record by record, while nobody has touched it since."""

import logging

from odoo.exceptions import UserError
from odoo.models import BaseModel
from odoo.tools import SQL

from .bindings import store_bindings
from .halving import work_or_halve
from .lines import read_lines
from .parties import QUIET
from .sql import recordset, update_rows
from .writer import stored_values

_logger = logging.getLogger(__name__)

# References that do not keep a client from being deleted: they go with it.
OWN_TABLES = ("res_partner_bank", "res_partner_res_partner_category_rel", "mail_followers")
OUTCOME_TYPES = {"id": "int", "state": "varchar", "message": "varchar"}


class Undoer:
    """Undoes lines of one run; made anew for each batch."""

    def __init__(self, run):
        self.run = run
        company = run.company_id
        context = {**run.env.context, **QUIET, "allowed_company_ids": company.ids}
        self.env = run.env(user=run.user_id.id, su=True, context=context)
        # What stood there before may be what Odoo refuses today, such as an old VAT number.
        self.partners = self.env["res.partner"].with_context(no_vat_validation=True)

    def undo(self, lines):
        """Undo lines and store what became of each: undone, or kept with the reason."""
        lines = read_lines(lines)
        refusals = self._refusals(lines)
        outcomes = [_outcome(line, refusals[line.id]) for line in lines if refusals[line.id]]
        free = [line for line in lines if not refusals[line.id]]
        outcomes += work_or_halve(self.env.cr, free, self._undo_lines, self._give_up)
        update_rows(self.env.cr, "deratix_run_line", OUTCOME_TYPES, outcomes)
        self.env["deratix.run.line"].invalidate_model()
        self.env["deratix.binding"].invalidate_model()

    def _give_up(self, line, error):
        if isinstance(error, UserError):
            return _outcome(line, str(error).strip())
        _logger.error("A plan line of run %s could not be undone", self.run.id, exc_info=error)
        return _outcome(
            line,
            self.env._("It could not be undone (%s).", type(error).__name__),
        )

    # -- refusing ---------------------------------------------------------------------------

    def _refusals(self, lines):
        """``{line id: why it cannot be undone, or None}``"""
        created = {id_ for line in lines for id_ in _created(line, "res.partner")}
        written = {id_ for line in lines for id_, _old in line.undo_data["written"]}
        existing = set(self.partners.browse(created | written).exists().ids)
        used = self._used(created)
        changed = self._changed(lines, created & existing)
        return {line.id: self._refusal(line, existing, used, changed) for line in lines}

    def _changed(self, lines, created):
        """Created partners that were written after the run wrote them."""
        written_at = {
            id_: line.undo_data["at"] for line in lines for id_ in _created(line, "res.partner")
        }
        partners = self.partners.browse(created)
        partners.fetch(["write_date"])
        return {
            partner.id
            for partner in partners
            if partner.write_date.isoformat(sep=" ") > written_at[partner.id]
        }

    def _used(self, created):
        """``{partner id: table}`` of created partners that other records refer to."""
        if not created:
            return {}
        used = {}
        ids = list(created)
        merge_wizard = self.env["base.partner.merge.automatic.wizard"]
        for table, column in merge_wizard._get_fk_on("res_partner"):
            if table in OWN_TABLES or table.startswith(("deratix_", "base_partner_merge")):
                continue
            own_rows = SQL(" AND id <> ALL(%s)", ids) if table == "res_partner" else SQL()
            self.env.cr.execute(
                SQL(
                    "SELECT DISTINCT %(column)s FROM %(table)s WHERE %(column)s = ANY(%(ids)s)"
                    "%(own_rows)s",
                    column=SQL.identifier(column),
                    table=SQL.identifier(table),
                    ids=ids,
                    own_rows=own_rows,
                )
            )
            used |= dict.fromkeys((id_ for (id_,) in self.env.cr.fetchall()), table)
        for model in ("mail.message", "mail.activity", "ir.attachment"):
            column = "model" if model == "mail.message" else "res_model"
            groups = self.env[model]._read_group(
                [(column, "=", "res.partner"), ("res_id", "in", ids)], ["res_id"]
            )
            used |= dict.fromkeys((id_ for (id_,) in groups), self.env[model]._table)
        return used

    def _refusal(self, line, existing, used, changed):
        env = self.env
        created = _created(line, "res.partner")
        if line.decision == "create" and line.partner_id not in created:
            return env._("The client was deleted or merged after the import.")
        for id_ in created:
            if id_ in changed:
                return env._("The client was changed after the import.")
            if id_ in used:
                return env._("The client is in use: %s.", self._table_name(used[id_]))
        for id_, _old in line.undo_data["written"]:
            if id_ not in existing:
                return env._("The client was deleted after the import.")
            partner = self.partners.browse(id_).with_prefetch(list(existing))
            new = line.undo_data["new"][str(id_)]
            now = stored_values(partner, new)
            touched = [name for name, value in new.items() if now[name] != value]
            if touched:
                labels = [partner._fields[name]._description_string(env) for name in touched]
                return env._("Changed after the import: %s.", ", ".join(labels))
        return None

    def _table_name(self, table):
        model = next((m for m in self.env.registry.values() if m._table == table), None)
        return self.env["ir.model"]._get(model._name).name if model is not None else table

    # -- undoing ----------------------------------------------------------------------------

    def _undo_lines(self, lines):
        batch = [id_ for line in lines for id_, _old in line.undo_data["written"]]
        for line in lines:
            for id_, old in line.undo_data["written"]:
                self.partners.browse(id_).with_prefetch(batch).write(old)
        self._restore_bindings(lines)
        # Children first: a company does not go while its addresses are there.
        banks = [id_ for line in lines for id_ in _created(line, "res.partner.bank")]
        # Odoo's own way to delete an account archives it, and the next import would find it.
        BaseModel.unlink(self.env["res.partner.bank"].browse(banks).exists())
        partners = [id_ for line in lines for id_ in _created(line, "res.partner")]
        self.partners.browse(partners).exists().unlink()
        self._keep_undoable(lines)
        return [_outcome(line, None) for line in lines]

    def _restore_bindings(self, lines):
        """Put back the bindings as they were before the run; new ones go without a trace."""
        contacts = [id_ for line in lines for id_ in _created(line, "res.partner")]
        self.env.cr.execute(
            """
            DELETE FROM deratix_binding
            WHERE connection_id = %s AND (
                (kind = 'party' AND external_id = ANY(%s))
                OR (kind = 'contact' AND model = 'res.partner' AND res_id = ANY(%s)))
            """,
            [self.run.connection_id.id, [line.external_id for line in lines], contacts],
        )
        self.env["deratix.binding"].invalidate_model()
        store_bindings(
            self.env.cr,
            [
                {
                    "connection_id": self.run.connection_id.id,
                    "company_id": self.run.company_id.id,
                    "kind": "party",
                    "external_id": line.external_id,
                    "model": "res.partner",
                    "res_id": binding["partner"],
                    "state": binding["state"],
                    "fingerprint": binding["fingerprint"],
                    "snapshot": binding["snapshot"],
                    "agreed_at": binding["agreed_at"],
                }
                for line in lines
                if (binding := line.undo_data["binding"])
            ],
        )

    def _keep_undoable(self, lines):
        """Undoing wrote to partners that an earlier run may have created: as nobody else had
        touched them in between, that run stays undoable."""
        self.env.flush_all()
        now = self.env.cr.now().isoformat(sep=" ")
        rows = [
            {"partner_id": int(id_), "was": was}
            for line in lines
            for id_, was in line.undo_data["was"].items()
        ]
        if not rows:
            return
        self.env.cr.execute(
            SQL(
                """
                UPDATE deratix_run_line l
                SET undo_data = jsonb_set(l.undo_data, '{at}', to_jsonb(%s::text))
                FROM %s
                WHERE l.partner_id = x.partner_id AND l.state = 'done' AND l.run_id <> %s
                  AND l.undo_data->>'at' >= x.was
                """,
                now,
                recordset({"partner_id": "int", "was": "text"}, rows),
                self.run.id,
            )
        )


def _created(line, model):
    return [id_ for name, id_ in line.undo_data["created"] if name == model]


def _outcome(line, message):
    return {"id": line.id, "state": "kept" if message else "undone", "message": message}
