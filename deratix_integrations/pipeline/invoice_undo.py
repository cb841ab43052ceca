"""Taking back what a run did to documents and opportunities nobody has touched since."""

import logging

from odoo.exceptions import UserError

from .halving import work_or_halve
from .invoice_leads import FIELDS
from .invoice_lines import OUTCOME_TYPES, read_document_lines
from .sql import update_rows
from .traces import stored_values
from .usage import table_label, users_of

_logger = logging.getLogger(__name__)

# References that do not keep an opportunity: they are part of it, or ours.
_OWN_TABLES = ("crm_tag_rel", "mail_followers")


class DocumentUndoer:
    """Undoes document lines of one run; made anew for each batch."""

    def __init__(self, run):
        self.run = run
        context = {
            **run.env.context,
            "allowed_company_ids": run.company_id.ids,
            "active_test": False,
        }
        self.env = run.env(user=run.user_id.id, su=True, context=context)
        self.leads = self.env["crm.lead"]
        self.invoices = self.env["deratix.invoice"]

    def undo(self, lines):
        """Undo lines and store what became of each: undone, or kept with the reason."""
        work = read_document_lines(lines)
        created = [line.undo_data["made"] for line in work if line.undo_data["made"]]
        existing = set(
            self.leads.browse([line.lead_id for line in work if line.lead_id] + created)
            .exists()
            ._ids
        )
        used = users_of(self.leads, created, _OWN_TABLES)
        outcomes, free = [], []
        for line in work:
            reason = self._refusal(line, existing, used)
            if reason:
                outcomes.append(_outcome(line, "kept", reason))
            else:
                free.append(line)
        outcomes += work_or_halve(self.env.cr, free, self._undo_lines, self._give_up)
        update_rows(self.env.cr, "deratix_run_line", OUTCOME_TYPES, outcomes)
        self.env["deratix.run.line"].invalidate_model()

    def _give_up(self, line, error):
        if isinstance(error, UserError):
            return _outcome(line, "kept", str(error).strip())
        _logger.error("A document of run %s could not be undone", self.run.id, exc_info=error)
        text = self.env._("It could not be undone (%s).", type(error).__name__)
        return _outcome(line, "kept", text)

    def _refusal(self, line, existing, used):
        """Why a line cannot be undone, or ``None``."""
        undo = line.undo_data
        if (undo["made"] or undo["written"]) and line.lead_id not in existing:
            return self.env._("The opportunity was deleted or merged since.")
        lead = self.leads.browse(line.lead_id)
        if undo["made"]:
            if lead.write_date.isoformat(sep=" ") > undo["made_at"]:
                return self.env._("The opportunity was changed since.")
            if lead.id in used:
                return self.env._(
                    "The opportunity is in use: %s.", table_label(self.env, used[lead.id])
                )
        if undo["written"]:
            now = stored_values(lead, FIELDS)
            touched = [key for key, value in undo["new"].items() if now[key] != value]
            if touched:
                labels = [lead._fields[key]._description_string(self.env) for key in touched]
                return self.env._("Changed since: %s.", ", ".join(labels))
        return None

    def _undo_lines(self, lines):
        roots = self.invoices
        for line in lines:
            undo = line.undo_data
            invoice = self.invoices.browse(undo["invoice"]).exists()
            root = invoice.corrects_id or invoice
            roots |= root
            if undo["written"]:
                self._put_back(self.leads.browse(line.lead_id), undo)
                root.snapshot = undo["snapshot"]
            if undo["before"] is not None:
                invoice.write(undo["before"])
        new = [line.undo_data["invoice"] for line in lines if line.undo_data["before"] is None]
        gone = self.invoices.browse(new).exists()
        gone.unlink()
        (roots - gone)._sum_up()
        made = [line.undo_data["made"] for line in lines if line.undo_data["made"]]
        self.leads.browse(made).exists().unlink()
        self.env.flush_all()
        return [_outcome(line, "undone", None) for line in lines]

    def _put_back(self, lead, undo):
        """Write what was there before. A won stage sets the probability, so that goes last."""
        lead.write(dict(undo["written"]))
        now = stored_values(lead, undo["written"])
        left = {key: value for key, value in undo["written"].items() if now[key] != value}
        if left:
            lead.write(left)


def _outcome(line, state, message):
    return {
        "id": line.id,
        "state": state,
        "category": line.category,
        "decision": line.decision,
        "message": message,
        "lead_id": line.lead_id if state == "kept" else None,
        "undo_data": line.undo_data,
    }
