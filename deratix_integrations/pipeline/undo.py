"""Taking back what a run did, record by record, while nobody has touched it since."""

from odoo.exceptions import UserError
from odoo.tools import SQL

from .bindings import store_bindings
from .lines import read_lines
from .parties import QUIET
from .sql import update_rows
from .writer import stored_values

# References that do not keep a client from being deleted: they go with it.
OWN_TABLES = ("res_partner_bank", "res_partner_res_partner_category_rel", "mail_followers")
OUTCOME_TYPES = {"id": "int", "state": "varchar", "message": "varchar"}


class Undoer:
    """Undoes lines of one run; made anew for each batch."""

    def __init__(self, run):
        self.run = run
        self.env = run.env(user=run.user_id.id, su=True, context={**run.env.context, **QUIET})

    def undo(self, lines):
        """Undo lines and store what became of each: undone, or kept with the reason."""
        lines = read_lines(lines)
        created = {
            id_
            for line in lines
            for model, id_ in line.undo_data["created"]
            if model == "res.partner"
        }
        used = self._used(created)
        changed = self._changed(created, lines)
        outcomes = []
        for line in lines:
            message = self._refusal(line, used, changed) or self._undo_line(line)
            outcomes.append(
                {"id": line.id, "state": "kept" if message else "undone", "message": message}
            )
        update_rows(self.env.cr, "deratix_run_line", OUTCOME_TYPES, outcomes)
        self.env["deratix.run.line"].invalidate_model()

    # -- refusing ---------------------------------------------------------------------------

    def _changed(self, created, lines):
        """Created partners that were written after the run wrote them."""
        written_at = {
            id_: line.undo_data["at"]
            for line in lines
            for model, id_ in line.undo_data["created"]
            if model == "res.partner"
        }
        partners = self.env["res.partner"].browse(created).exists()
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
        for table, column in self.env["base.partner.merge.automatic.wizard"]._get_fk_on(
            "res_partner"
        ):
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

    def _refusal(self, line, used, changed):
        """Why a line cannot be undone, or ``None``."""
        env = self.env
        for model, id_ in line.undo_data["created"]:
            if model != "res.partner":
                continue
            if id_ in changed:
                return env._("The client was changed after the import.")
            if id_ in used:
                return env._("The client is in use: %s.", self._table_name(used[id_]))
        for model, id_, _old in line.undo_data["written"]:
            record = env[model].browse(id_).exists()
            if not record:
                return env._("The client was deleted after the import.")
            new = line.undo_data["new"].get(f"{model},{id_}", {})
            now = stored_values(record, new)
            touched = [name for name, value in new.items() if now[name] != value]
            if touched:
                labels = [record._fields[name]._description_string(env) for name in touched]
                return env._("Changed after the import: %s.", ", ".join(labels))
        return None

    def _table_name(self, table):
        model = next((m for m in self.env.registry.values() if m._table == table), None)
        return self.env["ir.model"]._get(model._name).name if model is not None else table

    # -- undoing ----------------------------------------------------------------------------

    def _undo_line(self, line):
        """Undo one line in a savepoint; returns why it could not be done, or ``None``."""
        data = line.undo_data
        try:
            with self.env.cr.savepoint():
                for model, id_, old in data["written"]:
                    self._writer(model).browse(id_).write(old)
                self._restore_binding(line, data["binding"])
                for model, id_ in data["created"]:
                    self.env[model].browse(id_).exists().unlink()
        except UserError as error:
            return str(error).strip()
        return None

    def _writer(self, model):
        # What stood there before may be what Odoo refuses today, such as an old VAT number.
        return self.env[model].with_context(no_vat_validation=True)

    def _restore_binding(self, line, binding):
        domain = [
            ("connection_id", "=", self.run.connection_id.id),
            ("kind", "=", "party"),
            ("external_id", "=", line.external_id),
        ]
        self.env["deratix.binding"].search(domain).unlink()
        self._remove_contact_bindings(line)
        if binding:
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
                ],
            )

    def _remove_contact_bindings(self, line):
        ids = [id_ for model, id_ in line.undo_data["created"] if model == "res.partner"]
        self.env["deratix.binding"].search(
            [("kind", "=", "contact"), ("model", "=", "res.partner"), ("res_id", "in", ids)]
        ).unlink()
