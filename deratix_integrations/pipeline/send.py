"""Carrying plan lines out in the other system: one request, one commit.

No transaction is open while the other system is thinking. Before a client is created there its
key is stored and committed (``deratix.intent``); after an unclear outcome, whoever finds the
intent looks for the client by that key first.
"""

from datetime import timedelta

from odoo import fields

from ..engine.matching import party_keys
from ..engine.merge import empty, equal
from ..engine.records import Party
from ..providers.base import Query
from .agreements import Agreement, read_agreements, read_bindings, read_linked
from .bindings import store_bindings
from .line_sender import LineSender
from .lines import REPLAN_TYPES
from .plan import Planner
from .references import database_mark
from .renew import is_superseded
from .rules import Rules
from .sql import update_rows

# As long after its reading a run knows what the other system holds. One that waited for longer, for
# a person or for the other system, looks again at every client before it changes it.
FRESH = timedelta(minutes=10)
SENT_TYPES = {
    "id": "int",
    "external_id": "varchar",
    "state": "varchar",
    "outgoing": "jsonb",
    "message": "varchar",
    "undo_data": "jsonb",
}


class Sender(LineSender):
    """Sends lines about clients."""

    def __init__(self, run, provider, commit):
        super().__init__(run, provider, commit)
        self.is_stale = fields.Datetime.now() - run.create_date > FRESH
        self.rules = Rules(run)
        self.parties = run._parties(run.env)

    # -- changing what is there ----------------------------------------------------------------

    def _change(self, line):
        current = self.parties.values([line.partner_id])
        if line.partner_id not in current:
            self._store(line, "skipped", message=self.env._("The client was deleted here."))
            return
        superseded = is_superseded(self.env.cr, line.id)
        if (superseded or self.is_stale) and self._changed_meanwhile(line, superseded):
            return
        values, write_date = current[line.partner_id]
        # From here on, what hangs on the client is looked at again when it is written.
        self.env.cr.execute(
            "UPDATE deratix_binding SET touched = false "
            "WHERE connection_id = %s AND kind = 'party' AND external_id = %s AND touched",
            [self.connection.id, line.external_id],
        )
        agreement = read_agreements(self.env.cr, self.connection.id, [line.external_id])[
            line.external_id
        ]
        known = (
            agreement.snapshot
            | {key: theirs for key, (_ours, theirs) in agreement.accepted.items()}
            | {key: old for key, (old, _new) in (line.outgoing or {}).items()}
        )
        wanted = self._wanted(line, agreement, known, values)
        row = None
        if wanted:
            self.commit()
            row = self.provider.update_party(line.external_id, wanted)
        self._agree(line, agreement, known, wanted, row, values, write_date)
        sent = {key: [known.get(key), value] for key, value in wanted.items()}
        undo = (line.undo_data or {}) | {"sent": sent}
        self._store(line, "done", outgoing=sent, undo_data=undo)

    def _changed_meanwhile(self, line, superseded):
        """Plan a line anew when the client is another there than it was known to be, or another
        run has carried it over; returns whether that is so. The next batch carries the new plan
        out."""
        self.commit()
        row = self.provider.read_party(line.external_id)
        bound = read_bindings(self.env.cr, self.connection.id, [line.external_id])
        known = line.fingerprint or bound[line.external_id].fingerprint
        if row.fingerprint == known and not superseded:
            return False
        (planned,) = Planner(self.run).plan([row], self.provider.party, anew=True)
        self._become(line, planned)
        return True

    def _wanted(self, line, agreement, known, values):
        """``{field: value}`` to be written there: what was planned, with the values of now."""
        plan = self.rules.merge(agreement, values, known, odoo_newer=True)
        wanted = {key: new for key, (_old, new) in plan.to_external.items()}
        for key, (old, _new) in (line.outgoing or {}).items():
            if key in values and not equal(values[key], old):
                wanted[key] = values[key]
        return wanted

    def _agree(self, line, agreement, known, sent, row, values, write_date):
        """Store what both sides hold now."""
        snapshot, accepted = dict(agreement.snapshot), dict(agreement.accepted)
        answered = self._answered(row, values)
        for key, value in sent.items():
            theirs = answered.get(key, value)
            accepted.pop(key, None)
            if equal(theirs, value):
                snapshot[key] = value
            else:
                # The other system keeps another form of it; sending it again would not help.
                accepted[key] = [value, theirs]
        as_known = all(
            equal(theirs, known.get(key)) for key, theirs in answered.items() if key not in sent
        )
        self._bind(
            line.external_id,
            line.partner_id,
            Agreement(snapshot, accepted),
            row.fingerprint if row and as_known else None,
            write_date,
        )

    def _answered(self, row, values):
        """The values of a record as the other system answered it, {} without an answer."""
        if row is None:
            return {}
        return self.parties.comparable(
            self.provider.party(row).values(), values, is_branch=False, exact=True
        )

    def _bind(self, external_id, partner_id, agreement, fingerprint, write_date):
        store_bindings(
            self.env.cr,
            [
                {
                    "connection_id": self.connection.id,
                    "company_id": self.run.company_id.id,
                    "kind": "party",
                    "external_id": external_id,
                    "model": "res.partner",
                    "res_id": partner_id,
                    "state": "linked",
                    "fingerprint": fingerprint,
                    "snapshot": agreement.snapshot,
                    "accepted": agreement.accepted or None,
                    "agreed_at": self.env.cr.now().isoformat(sep=" "),
                }
            ],
        )
        # With the write date of the values that were sent: a client that was written meanwhile
        # is looked at again.
        self.env.cr.execute(
            "UPDATE deratix_binding SET seen_at = %s, error = NULL "
            "WHERE connection_id = %s AND kind = 'party' AND external_id = %s",
            [write_date, self.connection.id, external_id],
        )

    # -- creating ------------------------------------------------------------------------------

    def _create(self, line):
        current = self.parties.values([line.partner_id])
        if line.partner_id not in current:
            self._store(line, "skipped", message=self.env._("The client was deleted here."))
            return
        if read_linked(self.env.cr, self.connection.id, line.partner_id):
            text = self.env._("Another run has added the client meanwhile.")
            self._store(line, "skipped", message=text)
            return
        values, write_date = current[line.partner_id]
        party = Party.from_values("", self.rules.sendable(values))
        reference, is_new = self._intend(line.partner_id)
        self.commit()
        row = None if is_new else self.provider.find_party(reference)
        if row is None:
            # A person who was asked about them chose to add the client all the same.
            twins = {} if line.category == "review" else self._twins(party)
            if twins:
                self._forget_intent(line.partner_id)
                self._meet(line, party, twins)
                return
            external_id, row = self.provider.create_party(party, reference)
        else:
            external_id, row = row.external_id, None
        # At once, so that nobody creates it again; what it became there is read afterwards.
        sent = party.values()
        snapshot = {key: value for key, value in sent.items() if not empty(value)}
        self._bind(external_id, line.partner_id, Agreement(snapshot, {}), None, write_date)
        self._forget_intent(line.partner_id)
        self._store(line, "done", external_id=external_id)
        self.commit()
        row = row or self.provider.read_party(external_id)
        self._agree_on_new(line.partner_id, row, values, write_date)

    def _agree_on_new(self, partner_id, row, values, write_date):
        """Compare a client that was created there with its partner."""
        answered = self._answered(row, values)
        snapshot = {
            key: theirs for key, theirs in answered.items() if equal(theirs, values.get(key))
        }
        accepted = {
            key: [values.get(key), theirs]
            for key, theirs in answered.items()
            if key not in snapshot
        }
        agreement = Agreement(snapshot, accepted)
        self._bind(row.external_id, partner_id, agreement, row.fingerprint, write_date)

    def _intend(self, partner_id):
        """Store the intent to create; returns ``(key, whether nobody had intended it)``."""
        reference = f"odoo-{database_mark(self.env)}-{partner_id}"
        self.env.cr.execute(
            """
            INSERT INTO deratix_intent (connection_id, company_id, model, res_id, reference)
            VALUES (%s, %s, 'res.partner', %s, %s)
            ON CONFLICT (connection_id, model, res_id) DO NOTHING
            """,
            [self.connection.id, self.run.company_id.id, partner_id, reference],
        )
        return reference, bool(self.env.cr.rowcount)

    def _forget_intent(self, partner_id):
        self.env.cr.execute(
            "DELETE FROM deratix_intent "
            "WHERE connection_id = %s AND model = 'res.partner' AND res_id = %s",
            [self.connection.id, partner_id],
        )

    def _twins(self, party):
        """The rows of clients there that have the company number, the VAT number or the e-mail
        address of a party: it may have been added on both sides."""
        wanted = party_keys(party)
        rows = []
        for text in filter(None, (party.vat or party.company_number, party.email)):
            page = self.provider.read_page(Query(text=text))
            for row in page.rows:
                keys = party_keys(self.provider.party(row))
                if any(
                    getattr(keys, tier) and getattr(keys, tier) == getattr(wanted, tier)
                    for tier in ("company_number", "vat", "email")
                ):
                    rows.append(row)
        return {row.external_id: row for row in rows}

    def _meet(self, line, party, twins):
        """There is such a client already. One that is sure to be it and belongs to nobody is
        linked by the next batch; anything else is for a person to decide."""
        bound = read_bindings(self.env.cr, self.connection.id, list(twins))
        free = [row for row in twins.values() if row.external_id not in bound]
        if len(twins) == 1 and free:
            (planned,) = Planner(self.run).plan(free, self.provider.party, anew=True)
            if planned["partner_id"] == line.partner_id and planned["category"] != "review":
                self._become(line, planned)
                return
        self._store(
            line,
            "planned",
            decision="skip",
            category="review",
            message=self.env._(
                "%s has a client with the same number or e-mail address already. Link the two, "
                "or merge what is there twice.",
                self.connection.name,
            ),
        )

    def _become(self, line, planned):
        """Make the line that of a record found there; the next batch applies it."""
        self.env.cr.execute(
            "DELETE FROM deratix_run_line WHERE run_id = %s AND external_id = %s AND id <> %s",
            [self.run.id, planned["external_id"], line.id],
        )
        types = REPLAN_TYPES | {"external_id": "varchar", "values": "jsonb"}
        row = {"message": None, **planned, "id": line.id}
        update_rows(self.env.cr, "deratix_run_line", types, [row])

    # -- failing -------------------------------------------------------------------------------

    def _gone(self, line, _error):
        """The client is gone there. It is neither deleted here nor created there again."""
        self.env.cr.execute(
            "UPDATE deratix_binding SET state = 'gone', fingerprint = NULL "
            "WHERE connection_id = %s AND kind = 'party' AND external_id = %s",
            [self.connection.id, line.external_id],
        )
        self._store(
            line,
            "skipped",
            message=self.env._("The client is not in %s any more.", self.connection.name),
        )

    def _fail(self, line, text, *, unclear=False):
        if line.decision == "create_there" and not unclear:
            self._forget_intent(line.partner_id)
        self.env.cr.execute(
            "UPDATE deratix_binding b SET error = %s, seen_at = p.write_date "
            "FROM res_partner p "
            "WHERE p.id = b.res_id AND b.connection_id = %s AND b.kind = 'party' "
            "AND b.external_id = %s",
            [text, self.connection.id, line.external_id],
        )
        self._store(line, "failed", message=text)

    def _store(self, line, state, **values):
        row = {"external_id": line.external_id, "outgoing": line.outgoing, "message": None}
        row |= {"undo_data": line.undo_data, **values, "id": line.id, "state": state}
        types = SENT_TYPES | {key: "varchar" for key in values if key not in SENT_TYPES}
        update_rows(self.env.cr, "deratix_run_line", types, [row])
