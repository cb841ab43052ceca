"""Random work on both sides, faults in between, and what must be true once all is quiet."""

import os

import hypothesis.strategies as st
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from odoo.tests import tagged

from ..engine.merge import empty, equal
from ..pipeline.parties import Parties
from ..providers.base import EntryList
from .test_sync import SyncCase

# 40 * 50 = 2,000 steps; more with DERATIX_SYNC_EXAMPLES.
EXAMPLES = int(os.environ.get("DERATIX_SYNC_EXAMPLES", "40"))
STEPS = 50
FIELDS = {
    "city": ("Kraków", "Łódź", "Gdynia", "Radom"),
    "phone": ("+48600100200", "+48600100300", "+48123456789"),
    "street": ("Lipowa 3", "Długa 1", "Zażółć gęślą 7"),
    "zip": ("31-001", "90-001"),
    "website": ("most.example", "firma.example"),
    "note": ("Płaci z góry", "Dzwonić rano"),
    "payment_days": (7, 14, 30),
    "delivery_city": ("Opole", "Toruń"),
}
HERE = {"website": "website", "note": "comment"}
THERE = {"zip": "post_code", "website": "www"}
FAULTS = (
    {"kind": "http_500"},
    {"kind": "http_429", "arguments": {"retry_after": 1}},
    {"kind": "html_200"},
    {"kind": "reset"},
    {"kind": "reset", "method": "POST", "arguments": {"processed": True}},
    {"kind": "reset", "method": "PUT", "arguments": {"processed": True}},
    {"kind": "http_500", "method": "POST"},
    {"kind": "cut_body"},
)
FIELD_AND_VALUE = st.sampled_from(sorted(FIELDS)).flatmap(
    lambda field: st.tuples(st.just(field), st.sampled_from(FIELDS[field]))
)


class BothSides(RuleBasedStateMachine):
    """One account and one database; ``case`` is set by the test."""

    case = None

    @initialize()
    def begin(self):
        case = self.case
        self.here, self.there = {}, {}
        self.deleted_here, self.deleted_there = set(), set()
        self.count = 0
        case.start_anew()

    # -- what people do -------------------------------------------------------------------------

    def name(self):
        self.count += 1
        return f"Klient {self.case.example}x{self.count}"

    @rule(values=st.lists(FIELD_AND_VALUE, max_size=3))
    def add_here(self, values):
        name = self.name()
        partner = self.case.env["res.partner"].create(
            {"name": name, "is_company": True, "email": f"{name.replace(' ', '')}@klient.example"}
        )
        self.here[partner.id] = partner
        for field, value in values:
            self.case.write_here(partner, field, value)

    @rule(values=st.lists(FIELD_AND_VALUE, max_size=3))
    def add_there(self, values):
        name = self.name()
        client = self.case.sandbox.add(name, email=f"{name.replace(' ', '')}@klient.example")
        self.there[client] = name
        for field, value in values:
            self.case.write_there(client, field, value)

    @precondition(lambda self: self.case and self.case.partners_alive())
    @rule(index=st.integers(0, 50), change=FIELD_AND_VALUE)
    def edit_here(self, index, change):
        partners = self.case.partners_alive()
        self.case.write_here(partners[index % len(partners)], *change)

    @precondition(lambda self: self.case and self.case.clients_alive())
    @rule(index=st.integers(0, 50), change=FIELD_AND_VALUE)
    def edit_there(self, index, change):
        clients = self.case.clients_alive()
        self.case.write_there(clients[index % len(clients)], *change)

    @precondition(lambda self: self.case and self.case.partners_alive())
    @rule(index=st.integers(0, 50))
    def change_kind_here(self, index):
        partners = self.case.partners_alive()
        partner = partners[index % len(partners)]
        partner.is_company = not partner.is_company

    @precondition(lambda self: self.case and len(self.case.partners_alive()) > 3)
    @rule(index=st.integers(0, 50))
    def delete_here(self, index):
        partners = self.case.partners_alive()
        partner = partners[index % len(partners)]
        self.deleted_here.add(partner.id)
        self.case.delete_here(partner)

    @precondition(lambda self: self.case and len(self.case.clients_alive()) > 3)
    @rule(index=st.integers(0, 50))
    def delete_there(self, index):
        clients = self.case.clients_alive()
        self.case.delete_there(clients[index % len(clients)])

    @precondition(lambda self: self.case and len(self.case.partners_alive()) > 4)
    @rule(first=st.integers(0, 50), second=st.integers(0, 50))
    def merge_here(self, first, second):
        partners = self.case.partners_alive()
        kept, gone = partners[first % len(partners)], partners[second % len(partners)]
        if kept != gone:
            self.case.merge_here(kept, gone)

    @precondition(lambda self: self.case and len(self.case.clients_alive()) > 4)
    @rule(first=st.integers(0, 50), second=st.integers(0, 50))
    def merge_there(self, first, second):
        clients = self.case.clients_alive()
        kept, gone = clients[first % len(clients)], clients[second % len(clients)]
        if kept != gone:
            self.case.merge_there(kept, gone)

    # -- what happens in between ------------------------------------------------------------------

    @rule(fault=st.sampled_from(FAULTS), after=st.integers(0, 3))
    def fault(self, fault, after):
        self.case.sandbox.control("faults", rules=[{**fault, "after_n": after}])

    @rule()
    def look(self):
        self.case.cycle()

    @rule()
    def look_again(self):
        self.case.cycle()

    def teardown(self):
        if self.case:
            self.case.check_when_quiet()


@tagged("post_install", "-at_install")
class TestSyncProperty(SyncCase):
    """Whatever is done on either side, in whatever order, with whatever faults."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.example = 0

    def start_anew(self):
        """An empty account and a connection that knows nothing of earlier examples."""
        type(self).example += 1
        self.env["deratix.connection"].search([]).sync_state = "off"
        self.env["res.partner"].search(
            [("name", "=like", "Klient %"), ("active", "=", True)]
        ).write({"active": False, "phone": False, "email": False})
        self.sandbox.reset()
        type(self).connection = self.connect_account()
        self.connection.write({"sync_policy": "newest", "sync_hold_count": 0, "sync_hold_share": 0})
        self.switch_on()
        self.deleted_partners, self.deleted_clients = set(), set()

    # -- the two sides --------------------------------------------------------------------------

    def partners_alive(self):
        return self.env["res.partner"].search(
            [("name", "=like", f"Klient {self.example}x%"), ("parent_id", "=", False)], order="id"
        )

    def clients_alive(self):
        return [str(client["id"]) for client in self.all_there()]

    def write_here(self, partner, field, value):
        if field == "delivery_city":
            child = partner.child_ids.filtered(lambda each: each.type == "delivery")[:1]
            if child:
                child.city = value
            else:
                self.env["res.partner"].create(
                    {"name": "Magazyn", "parent_id": partner.id, "type": "delivery", "city": value}
                )
        elif field == "payment_days":
            parties = Parties(self.env, self.connection.company_id)
            partner.property_payment_term_id = parties.lookups.term_id(value)
        else:
            partner[HERE.get(field, field)] = value

    def write_there(self, client, field, value):
        if field == "payment_days":
            self.sandbox.change(client, payment_to_kind=str(value))
        elif field == "delivery_city":
            self.sandbox.change(
                client, use_delivery_address=True, delivery_address=f"Magazyn\n45-001 {value}"
            )
        else:
            self.sandbox.change(client, **{THERE.get(field, field): value})

    def delete_here(self, partner):
        self.deleted_partners.add(partner.id)
        partner.unlink()

    def delete_there(self, client):
        self.deleted_clients.add(client)
        self.sandbox.remove(client)

    def merge_here(self, kept, gone):
        self.deleted_partners.add(gone.id)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((kept | gone).ids, kept)

    def merge_there(self, kept, gone):
        self.deleted_clients.add(gone)
        self.sandbox.control(f"clients/{kept}/merge", ids=[int(gone)])

    # -- once all is quiet ------------------------------------------------------------------------

    def cycle(self):
        """A look in which nobody waits for the time to come."""
        self.env["deratix.run"].search([("waiting_until", "!=", False)]).waiting_until = False
        return super().cycle()

    def check_when_quiet(self):
        self.sandbox.control("faults", rules=[])
        for _ in range(500):
            # A look that was told to wait, or found an earlier run at work, tells nothing.
            if not self.cycle() and self.connection.polled_at and not self.connection.poll_message:
                break
        else:
            self.fail("It never comes to rest.")
        self.check_links()
        self.check_values()

    def check_links(self):
        """Nothing twice, nothing lost, no deletion carried over."""
        clients = self.clients_alive()
        self.assertFalse(set(clients) & self.deleted_clients)
        partners = self.partners_alive()
        bindings = self.env["deratix.binding"].search([("connection_id", "=", self.connection.id)])
        waiting = self.env["deratix.run.line"].search(
            [("connection_id", "=", self.connection.id), ("state", "=", "planned")]
        )
        asked = {other["id"] for line in waiting for other in line.alternatives or ()}
        alive = bindings.filtered(lambda each: each.state == "linked" and each.res_id)
        linked = {binding.external_id: binding.res_id for binding in alive}
        for client in clients:
            self.assertTrue(
                client in bindings.mapped("external_id") or client in waiting.mapped("external_id"),
                f"client {client} is neither linked nor asked about",
            )
        gone = bindings.filtered(lambda each: each.state in ("tombstone", "gone"))
        for partner in partners:
            self.assertTrue(
                partner.id in linked.values()
                or partner.id in gone.mapped("res_id")
                or partner in waiting.partner_id
                # A record there may be this very client; a person is asked.
                or partner.id in asked,
                f"{partner.name} is not in the other system",
            )
        # Of what was merged here, both twins stay and are kept the same.
        names = {
            (linked.get(external_id, external_id), client["name"])
            for client in self.all_there()
            if (external_id := str(client["id"])) not in gone.mapped("external_id")
        }
        self.assertEqual(len(names), len({name for _owner, name in names}), names)
        self.assertEqual(len(partners.mapped("name")), len(set(partners.mapped("name"))))

    def check_values(self):
        """Both sides agree on every field."""
        provider = self.connection._provider(EntryList())
        parties = Parties(self.env, self.connection.company_id)
        bindings = self.env["deratix.binding"].search(
            [("connection_id", "=", self.connection.id), ("state", "=", "linked")]
        )
        current = parties.values(bindings.mapped("res_id"))
        alive = set(self.clients_alive())
        for binding in bindings:
            if binding.external_id not in alive or binding.res_id not in current:
                continue
            values, _write_date = current[binding.res_id]
            party = provider.party(provider.read_party(binding.external_id))
            theirs = parties.comparable(party.values(), values, is_branch=False, exact=True)
            differing = {
                key: (values[key], theirs[key])
                for key in provider.writable & set(theirs)
                if not equal(values[key], theirs[key])
                # What was emptied on one side stays on the other.
                and not empty(values[key])
                and not empty(theirs[key])
                and list(map(str, (binding.accepted or {}).get(key, ())))
                != [str(values[key]), str(theirs[key])]
            }
            self.assertFalse(differing, binding.external_id)

    def test_random_work_on_both_sides(self):
        BothSides.case = self
        self.addCleanup(setattr, BothSides, "case", None)
        run_state_machine_as_test(
            BothSides,
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=STEPS,
                deadline=None,
                derandomize=True,
                database=None,
                phases=(Phase.generate,),
                suppress_health_check=list(HealthCheck),
                print_blob=False,
            ),
        )
