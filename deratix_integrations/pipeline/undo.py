"""Taking back what a run did, record by record, while nobody has touched it since."""

import logging

from odoo.exceptions import UserError
from odoo.models import BaseModel
from odoo.tools import SQL

from .bindings import store_bindings
from .halving import work_or_halve
from .leftovers import remove_leftovers
from .lines import read_lines
from .parties import QUIET
from .sql import recordset, update_rows
from .traces import derived_fields, stored_values
from .usage import table_label

_logger = logging.getLogger(__name__)

# References that do not keep a client from being deleted: they go with it.
OWN_TABLES = ("res_partner_bank", "res_partner_res_partner_category_rel", "mail_followers")
BINDING_STATE = ("state", "fingerprint", "snapshot", "accepted", "agreed_at")
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
        remove_leftovers(self.env, self.run)
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
        concerned = {id_ for line in lines for id_, _old in line.undo_data["written"]}
        concerned |= {line.undo_data["partner"] for line in lines} | created
        existing = set(self.partners.browse(concerned).exists().ids)
        used = self._used(created)
        changed = self._changed(lines, created & existing)
        return {line.id: self._refusal(line, existing, used, changed) for line in lines}

    def _changed(self, lines, created):
        """Created partners that were written after the run wrote them."""
        written_at = {id_: at for line in lines for id_, at in line.undo_data["at"].items()}
        partners = self.partners.browse(created)
        partners.fetch(["write_date"])
        return {
            partner.id
            for partner in partners
            if partner.write_date.isoformat(sep=" ") > written_at[str(partner.id)]
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
        undo = line.undo_data
        created = _created(line, "res.partner")
        if undo.get("sent"):
            return env._(
                "It was carried over to %s. Change it back on one side; the other follows.",
                self.run.connection_id.name,
            )
        if (created or undo["written"]) and undo["partner"] not in existing:
            return env._("The client was deleted or merged after the import.")
        for id_ in created:
            partner = self.partners.browse(id_)
            if id_ in changed and id_ != undo["partner"]:
                return env._("“%s” was changed after the import.", partner.name)
            if id_ in changed:
                return env._("The client was changed after the import.")
            if id_ in used:
                return env._("The client is in use: %s.", table_label(env, used[id_]))
        for id_, _old in undo["written"]:
            partner = self.partners.browse(id_).with_prefetch(list(existing))
            # A contact or address that is gone leaves nothing to put back.
            touched = self._touched(partner, undo["new"][str(id_)]) if id_ in existing else ()
            if touched and id_ != undo["partner"]:
                return env._(
                    "Changed after the import at “%(name)s”: %(fields)s.",
                    name=partner.display_name,
                    fields=", ".join(touched),
                )
            if touched:
                return env._("Changed after the import: %s.", ", ".join(touched))
        return None

    def _touched(self, partner, new):
        """The labels of the fields that are not as the run left them."""
        fields = partner._fields
        now = stored_values(partner, [name for name in new if name in fields])
        return [
            fields[name]._description_string(self.env)
            for name, value in now.items()
            if value != new[name]
        ]

    # -- undoing ----------------------------------------------------------------------------

    def _undo_lines(self, lines):
        self._restore_values(lines)
        self._restore_bindings(lines)
        # Children first: a company does not go while its addresses are there.
        banks = [id_ for line in lines for id_ in _created(line, "res.partner.bank")]
        # Odoo's own way to delete an account archives it, and the next import would find it.
        BaseModel.unlink(self.env["res.partner.bank"].browse(banks).exists())
        partners = [id_ for line in lines for id_ in _created(line, "res.partner")]
        self.partners.browse(partners).exists().unlink()
        self._keep_undoable(lines)
        return [_outcome(line, None) for line in lines]

    def _restore_values(self, lines):
        """Put back what was there before. Nothing is derived anew meanwhile: what the import had
        Odoo derive is among the old values, and the rest stays as it is."""
        written = self._old_values(lines)
        noted = self.partners.browse(dict.fromkeys(id_ for _line, id_, _old in written))
        with self.env.protecting(derived_fields(noted), noted):
            for line, id_, old in written:
                # Odoo hands on to contacts, also to those that came later.
                if id_ == line.undo_data["partner"]:
                    noted.browse(id_).with_prefetch(noted.ids).write(dict(old))
            self.env.flush_all()
            for _line, id_, old in written:
                self._put_back(noted.browse(id_).with_prefetch(noted.ids), old)
            self.env.flush_all()

    def _old_values(self, lines):
        """``[(line, partner id, old values)]`` of partners that are still there, without what is
        gone since: fields of addons, or records such as a tag."""
        fields = self.partners._fields
        written = [
            (line, id_, {name: value for name, value in old.items() if name in fields})
            for line in lines
            for id_, old in line.undo_data["written"]
        ]
        partners = set(self.partners.browse({id_ for _line, id_, _old in written}).exists().ids)
        referred = {}
        for _line, _id, old in written:
            for name in old:
                if fields[name].relational:
                    referred.setdefault(fields[name].comodel_name, set()).update(_ids_in(old[name]))
        existing = {
            model: set(self.env[model].browse(ids).exists().ids) for model, ids in referred.items()
        }
        return [
            (
                line,
                id_,
                {
                    name: _among(existing[fields[name].comodel_name], value)
                    if fields[name].relational
                    else value
                    for name, value in old.items()
                },
            )
            for line, id_, old in written
            if id_ in partners
        ]

    @staticmethod
    def _put_back(partner, old):
        """Set what still differs, without handing it on to relatives: theirs is noted, too."""
        now = stored_values(partner, old)
        different = {name: value for name, value in old.items() if now[name] != value}
        if different:
            BaseModel.write(partner, different)

    def _restore_bindings(self, lines):
        """Put back the bindings as they were before the run; new ones go without a trace. Those
        whose record was deleted since stay as they are now.

        What both sides keep the same stays agreed on: the values that undoing puts back are
        Odoo's newest, and are carried over like any other change."""
        if self.run._is_two_way():
            return
        before = {("party", line.external_id): line.undo_data["binding"] for line in lines}
        for line in lines:
            for external_id, binding in line.undo_data["contacts"].items():
                before["contact", external_id] = binding
        partners = {binding["partner"] for binding in before.values() if binding}
        existing = {None, *self.partners.browse(partners - {None}).exists().ids}
        before = {
            key: binding
            for key, binding in before.items()
            if not binding or binding["partner"] in existing
        }
        self.env.cr.execute(
            SQL(
                "DELETE FROM deratix_binding b USING %s WHERE b.connection_id = %s "
                "AND b.kind = x.kind AND b.external_id = x.external_id",
                recordset(
                    {"kind": "text", "external_id": "text"},
                    [{"kind": kind, "external_id": external_id} for kind, external_id in before],
                ),
                self.run.connection_id.id,
            )
        )
        self.env["deratix.binding"].invalidate_model()
        store_bindings(
            self.env.cr,
            [
                {
                    "connection_id": self.run.connection_id.id,
                    "company_id": self.run.company_id.id,
                    "kind": kind,
                    "external_id": external_id,
                    "model": "res.partner",
                    "res_id": binding["partner"],
                    **{key: binding.get(key) for key in BINDING_STATE},
                }
                for (kind, external_id), binding in before.items()
                if binding
            ],
        )

    def _keep_undoable(self, lines):
        """Undoing wrote to partners that an earlier run may have created: as nobody else had
        touched them in between, that run stays undoable."""
        self.env.flush_all()
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
                WITH again AS (
                    SELECT l.id, jsonb_object_agg(p.id, %s::text) AS at
                    FROM %s
                    JOIN res_partner p ON p.id = x.partner_id
                    JOIN deratix_run_line l ON l.partner_id IN (p.id, p.parent_id)
                    WHERE l.state = 'done' AND l.undo_data->'at'->>p.id::text >= x.was
                    GROUP BY l.id
                )
                UPDATE deratix_run_line l
                SET undo_data = jsonb_set(l.undo_data, '{at}', l.undo_data->'at' || again.at)
                FROM again WHERE again.id = l.id
                """,
                self.env.cr.now().isoformat(sep=" "),
                recordset({"partner_id": "int", "was": "text"}, rows),
            )
        )


def _ids_in(value):
    """The ids in a relational value as ``stored_values`` gives it."""
    if isinstance(value, list):
        return value[0][2]
    return [value] if value else []


def _among(existing, value):
    """A relational value without records that do not exist."""
    ids = [id_ for id_ in _ids_in(value) if id_ in existing]
    return [[6, 0, ids]] if isinstance(value, list) else bool(ids) and ids[0]


def _created(line, model):
    return [id_ for name, id_ in line.undo_data["created"] if name == model]


def _outcome(line, message):
    return {"id": line.id, "state": "kept" if message else "undone", "message": message}
