"""Carrying out plan lines in Odoo: one batch, one transaction.

A batch first looks whether its records are still as they were when they were planned, then
writes only what changed, links, and keeps what undoing needs. When one record spoils the batch
it is found by halving, set aside with a message, and the rest goes on.
"""

import logging
from typing import NamedTuple

import psycopg2
from odoo.exceptions import UserError

from ..engine.matching import match
from ..engine.merge import equal
from ..engine.records import PARTY_FIELDS, Party
from .agreements import TOMBSTONES, Agreement, read_links
from .bindings import agreed_values, note_agreements, note_seen, store_bindings
from .contacts import ContactWriter
from .departments import note_client_departments
from .error_text import write_failure_text
from .halving import work_or_halve
from .lines import COMPANY_FIELDS, read_lines
from .plan import Planner
from .rules import NOTHING, Rules, decisions, is_newer, modified_at
from .sql import update_rows
from .writer import PartnerWriter

_logger = logging.getLogger(__name__)

OUTCOME_TYPES = {
    "id": "int",
    "state": "varchar",
    "category": "varchar",
    "decision": "varchar",
    "reason": "varchar",
    "partner_id": "int",
    "changes": "jsonb",
    "outgoing": "jsonb",
    "conflicts": "jsonb",
    "planned_write_date": "timestamp",
    "message": "varchar",
    "undo_data": "jsonb",
}


class Meeting(NamedTuple):
    """What one line does to its partner: ``aside`` is the outcome when nothing is written,
    ``link`` the row of the binding."""

    aside: dict | None
    changes: dict | None = None
    outgoing: dict | None = None
    link: dict | None = None


class Applier:
    """Applies lines of one run; made anew for each batch."""

    def __init__(self, run):
        self.run = run
        self.env = run.env(user=run.user_id.id, su=True)
        self.parties = run._parties(self.env)
        self.planner = Planner(run)
        self.rules = Rules(run)
        self.writer = PartnerWriter(self.parties)
        # Records of which something is left to be carried over by others.
        self.withheld = set()
        self.now = self.env.cr.now().isoformat(sep=" ")

    def apply(self, lines):
        """Apply lines and store what became of each; returns of how many something became.

        The rest are places of a company that this batch creates: the next one finds it.
        Raises ``psycopg2.OperationalError`` (a conflict with another transaction): the caller
        rolls back and tries the batch again.
        """
        outcomes = work_or_halve(self.env.cr, read_lines(lines), self._apply, self._give_up)
        update_rows(self.env.cr, "deratix_run_line", OUTCOME_TYPES, outcomes)
        self.env["deratix.run.line"].invalidate_model()
        self.env["deratix.binding"].invalidate_model()
        return len(outcomes)

    def _give_up(self, line, error):
        if not isinstance(error, (UserError, psycopg2.Error)):
            _logger.error("A plan line of run %s could not be applied", self.run.id, exc_info=error)
        return self._outcome(line, state="failed", message=write_failure_text(self.env, error))

    def _outcome(self, line, **values):
        """What to store of a line; what is not named stays as it is."""
        return {
            "id": line.id,
            "state": line.state,
            "category": line.category,
            "decision": line.decision,
            "reason": line.reason,
            "partner_id": line.partner_id,
            "changes": line.changes,
            "outgoing": line.outgoing,
            "conflicts": line.conflicts,
            "planned_write_date": line.planned_write_date and str(line.planned_write_date),
            "message": None,
            "undo_data": None,
            **values,
        }

    # -- one batch --------------------------------------------------------------------------

    def _apply(self, lines):
        # What an attempt that failed had made (a tag, a payment term) is gone with it.
        self.parties.lookups.forget()
        bindings = read_links(
            self.env.cr, self.run.connection_id.id, [line.external_id for line in lines]
        )
        creates = [line for line in lines if line.decision == "create"]
        writes = [line for line in lines if line.decision != "create"]
        outcomes = []
        new_bindings = []
        for step, chosen in ((self._create, creates), (self._write, writes)):
            done, linked = step(chosen, bindings)
            outcomes += done
            new_bindings += linked
        states = {outcome["id"]: outcome["state"] for outcome in outcomes}
        linked = {row["external_id"] for row in new_bindings}
        self._write_contacts(outcomes, lines, new_bindings)
        # Recompute here, in the quiet context; left to the savepoint it happens in another.
        self.parties.env.flush_all()
        store_bindings(self.env.cr, new_bindings)
        # A line of what changed here tells nothing of the other side; it has no fingerprint.
        read = [line for line in lines if line.external_id in linked and line.fingerprint]
        note_client_departments(self.run.connection_id, read)
        if self.rules.two_way:
            done = [line.external_id for line in lines if states.get(line.id) == "done"]
            unseen = self.withheld if self.rules.direction == "in" else ()
            note_seen(self.env.cr, self.run.connection_id.id, set(done).difference(unseen))
            note_agreements(self.env.cr, self.run.id, line_ids=[line.id for line in lines])
        for outcome in outcomes:
            if outcome["undo_data"]:
                outcome["undo_data"]["at"] = {
                    str(id_): self.now
                    for model, id_ in outcome["undo_data"]["created"]
                    if model == "res.partner"
                }
        return outcomes

    def _write_contacts(self, outcomes, lines, new_bindings):
        """Write the contact persons of what was written or linked. A client whose contacts are
        not agreed on counts as changed in the next run."""
        by_id = {line.id: line for line in lines}
        open_ids = ContactWriter(self.parties, self.run).write_contacts(
            [
                (by_id[outcome["id"]], outcome["partner_id"], outcome["undo_data"])
                for outcome in outcomes
                if outcome["undo_data"] and by_id[outcome["id"]].values.get("contacts")
            ]
        )
        for binding in new_bindings:
            if binding["external_id"] in open_ids:
                binding["fingerprint"] = None

    # -- new partners -----------------------------------------------------------------------

    def _create(self, lines, bindings):
        """Create partners, unless one has appeared since the preview."""
        outcomes, standalone, branches = [], [], []
        found = self._match_again(lines)
        grouped = set()
        for line in lines:
            binding = bindings.get(line.external_id)
            verdict = found[line.external_id]
            if binding and binding["partner"] and binding["state"] not in TOMBSTONES:
                outcomes.append(self._linked_meanwhile(line, binding))
            elif line.is_branch and self._names_company(verdict):
                branches.append((line, verdict.partner_id))
            elif self._insisted(line) or verdict.verdict == "none":
                if line.is_branch and line.group_key in grouped:
                    # Its company is created by this very batch: the next one finds it.
                    continue
                grouped.add(line.group_key)
                standalone.append((line, None))
            else:
                outcomes.append(self._appeared(line, verdict))
        new_bindings = []
        for chosen in (standalone, branches):
            done, linked = self._create_partners(chosen, bindings)
            outcomes += done
            new_bindings += linked
        return outcomes, new_bindings

    @staticmethod
    def _names_company(verdict):
        return verdict.verdict == "branch" or (
            verdict.verdict == "link" and verdict.reason in ("company_number", "vat")
        )

    def _match_again(self, lines):
        parties = {
            line.external_id: Party.from_values(line.external_id, line.values, line.hints or ())
            for line in lines
        }
        same, different = self.planner.decisions(list(parties))
        keys = {external_id: self.planner.keys_of(party) for external_id, party in parties.items()}
        candidates = self.parties.candidates(keys, self.run.connection_id.id, fuzzy=False)
        return {
            external_id: match(
                party,
                keys[external_id],
                candidates.get(external_id, ()),
                same=same.get(external_id, frozenset()),
                different=different.get(external_id, frozenset()),
                first=self.planner.first_key,
            )
            for external_id, party in parties.items()
        }

    @staticmethod
    def _insisted(line):
        """A person chose to add the record although candidates were shown."""
        return line.category in ("review", "changed", "equal")

    def _linked_meanwhile(self, line, binding):
        if binding["fingerprint"] == line.fingerprint:
            return self._outcome(
                line, state="done", decision="link", partner_id=binding["partner"], reason="binding"
            )
        return self._set_aside(line, binding["partner"])

    def _appeared(self, line, verdict):
        partner_id = verdict.partner_id or (
            verdict.alternatives[0].id if verdict.alternatives else None
        )
        return self._set_aside(line, partner_id)

    def _set_aside(self, line, partner_id, columns=None, write_date=None):
        """Leave a line to a person, with what it would do now."""
        columns = columns or {"changes": None, "outgoing": None, "conflicts": None}
        in_conflict = bool(columns["conflicts"])
        return self._outcome(
            line,
            category="conflict" if in_conflict else "review",
            decision="skip",
            reason=line.reason if in_conflict else "changed_since",
            partner_id=partner_id,
            planned_write_date=write_date,
            message=self.env._("Both sides were changed. Choose what holds.")
            if in_conflict
            else self.env._("This changed since the preview. Look at it again and decide."),
            **columns,
        )

    def _create_partners(self, chosen, bindings):
        """Create the partners of ``[(line, id of the company or None)]`` in one go."""
        if not chosen:
            return [], []
        written = self.writer.create_partners(
            [(self._values_to_create(line, company_id), company_id) for line, company_id in chosen]
        )
        outcomes, new_bindings = [], []
        # What Odoo made of the values counts where they are compared again and again.
        now = self.parties.values([p.id for p, _r in written]) if self.rules.two_way else {}
        for (line, _company), (partner, records) in zip(chosen, written, strict=True):
            previous = bindings.get(line.external_id)
            outcomes.append(
                self._outcome(
                    line,
                    state="done",
                    partner_id=partner.id,
                    undo_data=self._undo_data(partner.id, previous, records),
                )
            )
            snapshot = {key: line.values[key] for key in PARTY_FIELDS} | (line.edited or {})
            differing = {
                key: [now[partner.id][0][key], value]
                for key, value in snapshot.items()
                if partner.id in now and not equal(now[partner.id][0][key], value)
            }
            agreed = {key: value for key, value in snapshot.items() if key not in differing}
            new_bindings.append(
                self._binding(line, partner.id, agreed, line.fingerprint, differing)
            )
        return outcomes, new_bindings

    @staticmethod
    def _values_to_create(line, company_id):
        left_out = COMPANY_FIELDS if company_id else ()
        return {key: line.values[key] for key in PARTY_FIELDS if key not in left_out}

    # -- partners that exist ----------------------------------------------------------------

    def _write(self, lines, bindings):
        partner_ids = [line.partner_id for line in lines if line.partner_id]
        current = self.parties.values(partner_ids)
        deliveries = self.parties.deliveries(partner_ids)
        outcomes, new_bindings, writes = [], [], []
        taken = set()
        for line in lines:
            if line.partner_id not in current:
                outcomes.append(self._set_aside(line, None))
                continue
            if line.partner_id in taken:
                # Another twin of the same client: the next batch sees what this one writes.
                continue
            taken.add(line.partner_id)
            binding = bindings.get(line.external_id)
            meeting = self._meet(line, binding, *current[line.partner_id])
            if meeting.aside:
                outcomes.append(meeting.aside)
                continue
            undo = self._undo_data(line.partner_id, binding, [])
            if meeting.changes:
                new = {key: pair[1] for key, pair in meeting.changes.items()}
                writes.append((line.partner_id, new, undo))
            new_bindings.append(meeting.link)
            outcomes.append(
                self._outcome(
                    line,
                    state="sending" if meeting.outgoing else "done",
                    changes=meeting.changes,
                    outgoing=meeting.outgoing,
                    conflicts=None,
                    undo_data=undo,
                )
            )
        self.writer.write_partners(writes, deliveries)
        return outcomes, new_bindings

    def _meet(self, line, binding, odoo_values, write_date):
        """What is to be written of a line that has a partner, by the values of this moment."""
        rules = self.rules
        values = {key: line.values[key] for key in PARTY_FIELDS}
        external = self.parties.comparable(
            values, odoo_values, is_branch=line.is_branch, exact=rules.two_way
        )
        agreement = Agreement.of(binding)
        decided = decisions(line)
        plan = NOTHING
        if line.decision == "update":
            newer = is_newer(write_date, modified_at(line.values))
            plan = rules.merge(agreement, odoo_values, external, newer, decided)
        columns = rules.columns(plan)
        # What a person has seen is not replaced by something else; what nobody was to look at
        # is planned by what is there now.
        other = not rules.two_way and columns["changes"] != (line.changes or {})
        if plan.conflicts or other:
            aside = self._set_aside(line, line.partner_id, columns, str(write_date))
            return Meeting(aside)
        changes, outgoing = columns["changes"], columns["outgoing"]
        after = odoo_values | {key: pair[1] for key, pair in changes.items()}
        accepted = rules.accepted(agreement, after, external, outgoing or {}, decided)
        agreed, complete = agreed_values(agreement.snapshot, after, external, accepted)
        agreed |= line.edited or {}
        if rules.withholds(after, external, accepted, outgoing or {}):
            self.withheld.add(line.external_id)
            complete = complete and rules.direction == "in"
        link = self._binding(
            line, line.partner_id, agreed, line.fingerprint if complete else None, accepted
        )
        return Meeting(None, changes, outgoing, link)

    @staticmethod
    def _undo_data(partner_id, binding, created):
        """What undoing a line needs.

        ``created``: ``[[model, id], ...]``, and ``at`` which moment each partner of them.
        ``written``: ``[[partner id, old values], ...]`` with the ``new`` values and when it
        ``was`` written before, by partner id; see ``Traces``. ``binding`` and ``contacts``: the
        links as they were, the latter by external id.
        """
        return {
            "partner": partner_id,
            "created": created,
            "at": {},
            "written": [],
            "new": {},
            "was": {},
            "binding": binding,
            "contacts": {},
        }

    def _binding(self, line, partner_id, snapshot, fingerprint, accepted=None):
        return {
            "connection_id": self.run.connection_id.id,
            "company_id": self.run.company_id.id,
            "kind": "party",
            "external_id": line.external_id,
            "model": "res.partner",
            "res_id": partner_id,
            "state": "linked",
            "fingerprint": fingerprint,
            "snapshot": snapshot,
            "accepted": accepted or None,
            "agreed_at": self.now,
        }
