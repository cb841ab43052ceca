"""Opportunities of documents: what they are to hold, and writing what nobody has changed.

``deratix.invoice.snapshot`` holds the values of an opportunity when it was last written here. A
value that is another one now was changed by a person and stays; so does the stage, with the
probability that belongs to it. An opportunity from which the document was made is a person's (see
``invoice_follow``).
"""

import itertools
from collections import defaultdict

from odoo.tools import float_compare

from .invoice_follow import STATUS, followed_values
from .references import read_order_reference
from .traces import stored_values

# What is kept the same as long as nobody changes it.
FIELDS = (
    "name",
    "partner_id",
    "expected_revenue",
    "date_deadline",
    "user_id",
    "team_id",
    "stage_id",
    "probability",
    "active",
)
_STAGE = ("stage_id", "probability", "active")


class LeadWriter:
    """Writes the opportunities of one batch of documents."""

    def __init__(self, env, connection):
        self.env = env
        self.connection = connection
        # Assigned by the hundred, nobody wants a mail for each.
        self.leads = env["crm.lead"].with_context(
            mail_auto_subscribe_no_notify=True, mail_create_nosubscribe=True
        )
        self._stages = {row.payment: row for row in connection.sudo().stage_map_ids}

    def write_leads(self, documents):
        """Bring the opportunities of documents up to date.

        :param documents: ``[(deratix.invoice, id of its line)]``
        :return: ``{line id: undo data}``; see ``_undo_data``. Of several lines of one
            opportunity the first holds what was done to it.
        """
        undo = {line_id: _undo_data() for _invoice, line_id in documents}
        owners = {}
        for invoice, line_id in documents:
            owners.setdefault(invoice.corrects_id or invoice, line_id)
        roots = self.env["deratix.invoice"].union(*owners)
        roots._sum_up()
        users = self._users(roots)
        wanted = {root: self._wanted(root, users) for root in roots}
        new = roots.filtered(lambda root: not root.lead_id and not root.lead_gone)
        # A sales order that was written as a document needs no opportunity because of that.
        new = new.filtered(lambda root: not read_order_reference(self.env, root.order_number))
        made = self.leads.create([self._new_values(root, wanted[root]) for root in new])
        for root, lead in zip(new, made, strict=True):
            root.lead_id = lead
            undo[owners[root]]["made"] = lead.id
        for root in (roots - new).filtered("lead_id"):
            write = self._follow if root.from_lead else self._write
            write(root, wanted[root], undo[owners[root]])
        for root in roots:
            # A correction is listed with what it corrects.
            root.correction_ids.lead_id = root.lead_id
        self.env.flush_all()
        for root in new:
            root.snapshot = stored_values(root.lead_id, FIELDS)
            undo[owners[root]]["made_at"] = root.lead_id.write_date.isoformat(sep=" ")
        return undo

    def _users(self, roots):
        """``{their id of a user: ours}``; ids seen for the first time get a row in the table."""
        refs = set(filter(None, roots.mapped("user_ref")))
        Map = self.env["deratix.user.map"]
        rows = Map.search([("connection_id", "=", self.connection.id)])
        known = {row.external_id: row.user_id for row in rows}
        Map.create(
            [
                {"connection_id": self.connection.id, "external_id": ref}
                for ref in sorted(refs - set(known))
            ]
        )
        return known

    def follow_tables(self, roots):
        """Give opportunities the salesperson and the team that the tables name now: as many writes
        as there are different ones.

        :param roots: documents that correct no other one, and have an opportunity
        """
        users = self._users(roots)
        before, groups = {}, defaultdict(list)
        for root in roots.filtered("snapshot"):
            before[root] = stored_values(root.lead_id, FIELDS)
            changes = _changes(self._placed(root, users), root.snapshot, before[root])
            groups[tuple(sorted(changes.items()))].append(root)
        groups.pop((), None)
        for changes, some in groups.items():
            self.leads.browse([root.lead_id.id for root in some]).write(dict(changes))
        self.env.flush_all()
        for root in itertools.chain.from_iterable(groups.values()):
            after = stored_values(root.lead_id, FIELDS)
            written = {key for key in FIELDS if not _same(before[root][key], after[key])}
            root.snapshot = root.snapshot | {key: after[key] for key in written}

    @staticmethod
    def _placed(root, users):
        """Whose opportunity that of a document is. A department without a team leaves the choice
        to Odoo."""
        user = users.get(root.user_ref)
        team = root.department_id.team_id
        return {"user_id": bool(user) and user.id, **({"team_id": team.id} if team else {})}

    def _wanted(self, root, users):
        """What the opportunity of a document is to hold, as ``stored_values`` gives it."""
        values = {
            "name": root.display_name,
            "expected_revenue": root.expected_revenue,
            "date_deadline": root.due_on and root.due_on.isoformat(),
            **self._placed(root, users),
        }
        if root.partner_id:
            values["partner_id"] = root.partner_id.id
        row = self._stages.get(root.payment_together)
        if row and row.is_lost:
            values |= {"active": False, "probability": 0.0}
        elif row:
            values |= {"active": True, "probability": row.probability}
            if row.stage_id:
                values["stage_id"] = row.stage_id.id
        return values

    def _new_values(self, root, wanted):
        values = wanted | {"type": "opportunity", "company_id": root.company_id.id}
        if not root.partner_id:
            values["partner_name"] = root.client_name
        return values

    def _write(self, root, wanted, undo):
        lead = root.lead_id.with_context(**self.leads.env.context)
        before = stored_values(lead, FIELDS)
        snapshot = root.snapshot or {}
        changes = _changes(wanted, snapshot, before, lead.is_automated_probability)
        snapshot |= self._carry(lead, changes, before, undo)
        # What a person has set to the very value is ours again.
        agreed = {key: value for key, value in wanted.items() if _same(value, before[key])}
        undo["snapshot"] = root.snapshot
        root.snapshot = snapshot | agreed

    def _follow(self, root, _wanted, undo):
        """Move the opportunity from which a document was made, if its payment says so."""
        lead = root.lead_id.with_context(**self.leads.env.context)
        changes, status = followed_values(root, self._stages)
        self._carry(lead, changes, stored_values(lead, FIELDS), undo)
        undo["snapshot"] = root.snapshot
        if status:
            root.snapshot = {STATUS: status}

    def _carry(self, lead, changes, before, undo):
        """Write to an opportunity, and note what undoing needs; returns what is another now."""
        if not changes:
            return {}
        lead.write(dict(changes))
        self.env.flush_all()
        after = stored_values(lead, FIELDS)
        written = {key for key in FIELDS if not _same(before[key], after[key])}
        undo["written"] = {key: before[key] for key in written}
        undo["new"] = {key: after[key] for key in written}
        return {key: after[key] for key in written}


def _changes(wanted, snapshot, now, automated=False):
    """What is to be written to an opportunity that holds ``now``."""
    changes = {
        key: value
        for key, value in wanted.items()
        if not _same(value, snapshot.get(key)) and not _same(value, now[key])
    }
    changes = _untouched(changes, snapshot, now, automated)
    if "user_id" in changes and "team_id" in wanted:
        # Odoo would give the opportunity to a team of the new salesperson.
        changes.setdefault("team_id", now["team_id"])
    return changes


def _untouched(changes, snapshot, now, automated):
    """The changes without those of fields that a person has changed since the snapshot."""
    kept = {key for key in changes if not _same(now[key], snapshot.get(key))}
    if not all(_same(now[key], snapshot.get(key)) for key in ("stage_id", "active")):
        kept |= set(_STAGE)
    elif automated:
        # Odoo reckons the probability anew by itself.
        kept.discard("probability")
    return {key: value for key, value in changes.items() if key not in kept}


def _same(one, other):
    if isinstance(one, float) and isinstance(other, int | float):
        return float_compare(one, other, precision_digits=4) == 0
    return (one or False) == (other or False)


def _undo_data():
    """What undoing needs of the opportunity.

    ``made``: its id, and ``made_at`` which moment; ``written`` and ``new``: values before and
    after, ``snapshot`` before. ``invoice`` and what it held ``before`` are added by the caller.
    """
    return {"made": None, "made_at": None, "written": {}, "new": {}, "snapshot": None}
