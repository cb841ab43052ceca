"""Documents that become opportunities on a real server, and what they have to end with."""

from .state import State
from .syncing import Sync

# So many documents of half as many clients, of which Odoo knows none before.
DOCUMENTS = 12
CORRECTED = 3
PAID = 4
_ACTIVE = ("reading", "collecting", "applying")


class Invoicing(Sync):
    """A database that is linked from now on: the clients of the account are not here, until a
    document of theirs comes."""

    held_kind = "invoices"
    held_tables = ("crm_lead", "deratix_connection", "deratix_invoice")
    counted = "l.is_document"

    def connect(self):
        call = self.server.call
        domain = [["name", "=", "PLN"]]
        (currency,) = call("res.currency", "search", domain, context={"active_test": False})
        call("res.currency", "write", [currency], {"active": True})
        call("res.company", "write", call("res.company", "search", []), {"currency_id": currency})
        return super().connect()

    def begin(self):
        self.press("action_from_now_on")

    def issue(self):
        """Documents are issued there, some of them with a correction."""
        clients = self.sandbox.read("clients")["ids"][: DOCUMENTS // 2]
        for number in range(DOCUMENTS):
            price = str(100 * (number + 1))
            line = {"name": "Usługa", "quantity": 1, "total_price_net": price, "tax": "23"}
            given = {"client_id": clients[number // 2], "disable_tax_no_validation": True}
            document = self.sandbox.control("invoices", **given, positions=[line])["id"]
            if number < CORRECTED:
                back = {**line, "total_price_net": "-40"}
                self.sandbox.control(f"invoices/{document}/correct", positions=[back])
        return self

    def pay(self):
        """Some of them are paid there."""
        domain = [["corrects_id", "=", False], ["correction_ids", "=", False]]
        rows = self.server.call("deratix.invoice", "search_read", domain, ["external_id"])
        for number in sorted(int(row["external_id"]) for row in rows)[:PAID]:
            self.sandbox.control(f"invoices/{number}/pay")
        return self

    def finish(self, state):
        """No run is at work any more."""
        row = super().finish(state)
        others = "SELECT id FROM deratix_run WHERE state = ANY(%s)"
        self.until(lambda _row: not self.server.sql(others, [list(_ACTIVE)]))
        return row

    def outcome(self):
        """The opportunities, the documents and their clients, by names that are the same in every
        database."""
        state = State(self.server.sql)
        leads = self.server.sql(
            "SELECT l.id, l.name, l.partner_id, l.expected_revenue::text, l.date_deadline::text, "
            "s.name->>'en_US', l.probability, l.active, l.type "
            "FROM crm_lead l LEFT JOIN crm_stage s ON s.id = l.stage_id ORDER BY l.name, l.id"
        )
        names = {lead[0]: lead[1] for lead in leads}
        documents = self.server.sql(
            "SELECT external_id, number, gross::text, paid::text, open_amount::text, payment, "
            "payment_together, lead_id, partner_id FROM deratix_invoice ORDER BY external_id"
        )
        both = self.both_sides()
        return {
            "leads": [[name, state.name(partner), *rest] for _id, name, partner, *rest in leads],
            "documents": [
                [*rest, names.get(lead), state.name(partner)] for *rest, lead, partner in documents
            ],
            "partners": both["partners"],
            "bindings": both["bindings"],
        }
