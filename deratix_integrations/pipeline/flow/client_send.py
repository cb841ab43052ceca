"""Carrying out in the target what orders need of their clients."""

from ...engine.merge import empty, equal
from ...engine.records import Party
from ..agreements import Agreement, read_bindings, read_linked, read_links
from ..apply import Applier
from ..bindings import agreed_values
from ..send import Sender
from .client_find import ClientFinder


class ClientSender(Sender):
    """As ``Sender``; a client that was found there is linked, and changed where the flow says so.

    Nothing is written in Odoo: what the two hold otherwise is left as it is on either side.
    """

    def _change(self, line):
        current = self.parties.values([line.partner_id])
        if line.partner_id not in current:
            self._store(line, "skipped", message=self.env._("The client was deleted here."))
            return
        values, write_date = current[line.partner_id]
        linked = read_linked(self.env.cr, self.connection.id, line.partner_id)
        bound = read_bindings(self.env.cr, self.connection.id, [line.external_id])
        holder = bound.get(line.external_id)
        if linked not in (None, line.external_id) or (
            holder and holder.partner_id not in (None, line.partner_id)
        ):
            text = self.env._("The client was linked with another record meanwhile.")
            self._store(line, "skipped", message=text)
            return
        previous = read_links(self.env.cr, self.connection.id, [line.external_id]).get(
            line.external_id
        )
        theirs = Party.from_values(line.external_id, line.values or {"name": ""})
        row = None
        if self.is_stale:
            self.commit()
            row = self.provider.read_party(line.external_id)
            theirs = self.provider.party(row)
        known = self.parties.comparable(theirs.values(), values, is_branch=False, exact=True)
        wanted = {}
        if line.decision == "update":
            wanted = {
                key: value
                for key, value in self.rules.sendable(values).items()
                if key in known and not equal(known[key], value)
            }
        if wanted:
            self.commit()
            row = self.provider.update_party(line.external_id, wanted)
        told = self._answered(row, values) if row else known | wanted
        agreed, _complete = agreed_values(None, values, told)
        accepted = {
            key: [values.get(key), value]
            for key, value in told.items()
            if key not in agreed and not (empty(value) and empty(values.get(key)))
        }
        fingerprint = row.fingerprint if row else line.fingerprint if not wanted else None
        agreement = Agreement(agreed, accepted)
        self._bind(line.external_id, line.partner_id, agreement, fingerprint, write_date)
        sent = {key: [known[key], value] for key, value in wanted.items()}
        undo = Applier._undo_data(line.partner_id, previous, []) | ({"sent": sent} if sent else {})
        self._store(line, "done", outgoing=sent or None, undo_data=undo)

    def _create(self, line):
        self._line = line
        return super()._create(line)

    def _twins(self, party):
        """Who was looked for a moment ago by the key of the flow, and is to be found by that one
        alone, is not looked for again."""
        key = ClientFinder(self.provider, self.run.flow_id.customer_key)
        planned, now = key.key_of(self._line.values), key.key_of(party.values())
        was_looked_for = not self.is_stale and self._line.reason != "several"
        return {} if was_looked_for and planned and planned == now else super()._twins(party)
