"""Making a document from an opportunity: exactly one, whatever is pressed, cut or killed.

Its key is stored and committed before the request (``deratix.intent``) and goes in the same
transaction that stores the document. Whoever finds the key there looks for the document in the
other system before creating it again, which refuses a second one with the same key as well.
"""

import dataclasses
from datetime import timedelta
from typing import NamedTuple

from odoo import fields
from odoo.exceptions import UserError
from psycopg2 import errors

from ..providers.base import ProviderError, Rejected
from .halving import CONFLICTS
from .invoice_attach import note_documents
from .invoice_columns import DocumentColumns
from .invoice_leads import LeadWriter
from .invoice_lines import document_values
from .references import document_reference, read_reference
from .session_lock import DOCUMENT_OF_LEAD, session_lock

# No request is under way for so long: what is not there by then was not made.
SETTLED = timedelta(minutes=10)


class Issued(NamedTuple):
    """A ``deratix.invoice``; ``is_found`` when an earlier attempt had made the document."""

    invoice: object
    is_found: bool


class NotIssued(Exception):
    """``error`` is the ``ProviderError``; ``is_open`` when the document may be there all the
    same."""

    def __init__(self, error, *, is_open):
        super().__init__(error.code)
        self.error = error
        self.is_open = is_open


def next_serial(env, lead):
    """The number that the next document of an opportunity gets."""
    taken = [0]
    intent = env["deratix.intent"].search(
        [("model", "=", "crm.lead"), ("res_id", "=", lead.id)], limit=1
    )
    found = read_reference(env, intent.reference)
    if found and found.lead_id == lead.id:
        # An attempt whose outcome nobody knows comes first.
        return found.serial
    start = document_reference(env, lead.id, "")
    for invoice in env["deratix.invoice"].search([("order_number", "=like", f"{start}%")]):
        found = read_reference(env, invoice.order_number)
        taken.append(found.serial if found else 0)
    return max(taken) + 1


class DocumentIssuer:
    """Makes the document of one opportunity.

    :param env: as superuser, with the connection's company allowed
    :param commit: ends the transaction; called before every request and after every result
    """

    def __init__(self, env, connection, provider, commit):
        self.env = env
        self.connection = connection
        self.provider = provider
        self.commit = commit
        self.columns = DocumentColumns(env, connection)
        self.invoices = env["deratix.invoice"]

    def issue(self, lead, serial, document, partner):
        """Create a document there and store it.

        :param serial: which document of the opportunity it is; one that is there already is
            returned as it is
        :param document: an ``Invoice`` without external id and key
        Raises ``NotIssued``, ``NoRate`` and, when somebody else is at it, ``UserError``.
        """
        self.columns.money.currency(document.currency)
        with session_lock(self.env, DOCUMENT_OF_LEAD, lead.id, self.commit) as is_mine:
            if not is_mine:
                raise UserError(
                    self.env._(
                        "A document of this opportunity is being created in another window right "
                        "now. Close this one and look at the opportunity in a moment."
                    )
                )
            issued = self._issue(lead, serial, document, partner)
            self._read_back(issued.invoice)
            return issued

    def _issue(self, lead, serial, document, partner):
        reference = document_reference(self.env, lead.id, serial)
        stored = self.invoices.search([("order_number", "=", reference)], limit=1)
        if stored:
            return Issued(stored, True)
        intent, is_new = self._intent(lead, reference, document.client_id)
        reference, clients = intent.reference, intent.client_refs.split(",")
        self.commit()
        if not is_new:
            row = self._attempt(self._find, reference, clients)
            if row:
                return Issued(self._store_row(lead, row, partner), True)
            is_new = self._begin_again(intent)
        document = dataclasses.replace(document, order_number=reference)
        try:
            external_id = self.provider.create_invoice(document, reference)
        except ProviderError as error:
            failure = error
        else:
            return Issued(self._store(lead, external_id, document, None, partner), False)
        row = self._look_after(failure, reference, clients, is_new)
        return Issued(self._store_row(lead, row, partner), False)

    # -- the intent ---------------------------------------------------------------------------

    def _intent(self, lead, reference, client_ref):
        """The intent of this opportunity, and whether nobody had it before."""
        Intent = self.env["deratix.intent"]
        found = Intent.search([("model", "=", "crm.lead"), ("res_id", "=", lead.id)], limit=1)
        if found.connection_id - self.connection:
            raise UserError(
                self.env._(
                    "It is not known whether %s has created a document of this opportunity. "
                    "Choose that system and press Create: it is looked for there first.",
                    found.connection_id.name,
                )
            )
        if found:
            if client_ref not in found.client_refs.split(","):
                found.client_refs = f"{found.client_refs},{client_ref}"
            return found, False
        values = {
            "connection_id": self.connection.id,
            "company_id": self.connection.company_id.id,
            "model": "crm.lead",
            "res_id": lead.id,
            "reference": reference,
            "client_refs": client_ref,
        }
        return Intent.create(values), True

    def _begin_again(self, intent):
        """The document is not there. Returns whether no earlier attempt can succeed any more; the
        time of the new one counts now."""
        now = fields.Datetime.now()
        settled = intent.intended_at < now - SETTLED
        intent.intended_at = now
        self.commit()
        return settled

    def _forget(self, reference):
        self.env["deratix.intent"].search([("reference", "=", reference)]).unlink()

    # -- asking the other system --------------------------------------------------------------

    def _find(self, reference, clients):
        for client_ref in clients:
            row = self.provider.find_invoice(reference, client_ref)
            if row:
                return row
        return None

    @staticmethod
    def _attempt(ask, *args):
        try:
            return ask(*args)
        except ProviderError as error:
            failure = error
        raise NotIssued(failure, is_open=True)

    def _look_after(self, failure, reference, clients, is_new):
        """The document after a failure, if it was made all the same. Raises ``NotIssued``; the
        intent goes when it is certain that nothing was made."""
        is_open = failure.unclear or not is_new
        if failure.unclear or isinstance(failure, Rejected):
            # What the system answers to a second document with the same key is not documented.
            try:
                row = self._find(reference, clients)
            except ProviderError:
                row, is_open = None, True
            if row:
                return row
        if not is_open:
            self._forget(reference)
            self.commit()
        raise NotIssued(failure, is_open=is_open)

    # -- storing ------------------------------------------------------------------------------

    def _store_row(self, lead, row, partner):
        document = self._attempt(self.provider.invoice, row)
        return self._store(lead, row.external_id, document, row.fingerprint, partner)

    def _store(self, lead, external_id, document, fingerprint, partner):
        """Store a document that is there, and commit at once."""
        values = self._columns(external_id, document, fingerprint)
        values |= {"lead_id": lead.id, "from_lead": True, "partner_id": partner.id}
        try:
            with self.env.cr.savepoint():
                invoice = self.invoices.create(values)
                note_documents(self.env, invoice)
        except errors.UniqueViolation:
            # A look for changes was quicker; another transaction sees what it stored.
            self.env.cr.rollback()
            self.env.invalidate_all()
            invoice = self.invoices.search(
                [("connection_id", "=", self.connection.id), ("external_id", "=", external_id)]
            )
        self._forget(document.order_number)
        self.commit()
        return invoice

    def _columns(self, external_id, document, fingerprint):
        values = document_values(document)
        self.columns.note_departments([values])
        return self.columns.make(external_id, values, fingerprint)

    def _read_back(self, invoice):
        """Take over number and amounts as they are there. What does not succeed now is done by the
        next look for changes."""
        self.commit()
        try:
            row = self.provider.read_invoice(invoice.external_id)
            document = self.provider.invoice(row)
        except ProviderError:
            return
        try:
            invoice.write(self._columns(row.external_id, document, row.fingerprint))
            LeadWriter(self.env, self.connection).write_leads([(invoice, invoice.id)])
            self.commit()
        except CONFLICTS:
            self.env.cr.rollback()
            self.env.invalidate_all()
