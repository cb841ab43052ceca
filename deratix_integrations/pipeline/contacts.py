"""Contact persons of a client: child contacts, each linked to its own external id."""

from typing import NamedTuple

from ..engine import normalize
from ..engine.merge import merge
from .bindings import agreed_values, store_bindings
from .traces import Traces

CONTACT_FIELDS = ("name", "email", "phone")


class _Contact(NamedTuple):
    """A contact person of a plan line; ``values`` has the keys of ``CONTACT_FIELDS``."""

    external_id: str
    values: dict
    country: str
    client: str
    partner_id: int
    undo: dict
    writes: bool


class ContactWriter:
    """Adds the contact persons that are not there yet and merges those that are, field by field,
    as the clients themselves are merged."""

    def __init__(self, parties, run):
        self.parties = parties
        self.env = parties.env
        self.run = run

    def write_contacts(self, wanted):
        """Write and link the contact persons of many clients.

        :param wanted: ``[(plan line, partner id, undo data)]``; the undo data gets what was
            ``created``, what ``Traces`` note, and the links as they were (``contacts``)
        :return: the external ids of the clients of whose contacts something is still open
        """
        contacts = self._wanted(wanted)
        if not contacts:
            return set()
        bindings = self._bindings(list(contacts))
        people, new, open_ids = self._find(contacts, bindings)
        links = self._refresh(people, bindings) + self._create(new)
        open_ids |= {contact.client for contact, _id, _agreed, complete in links if not complete}
        self._link(links, bindings)
        return open_ids

    def _wanted(self, wanted):
        """``{external id: _Contact}``"""
        result = {}
        for line, partner_id, undo in wanted:
            # Who chose only to link a client that differs does not want its contacts written.
            links_only = line.decision == "link" and (
                self.run.match_policy == "link" or bool(line.changes)
            )
            country = line.values["country"]
            for contact in line.values["contacts"]:
                result[contact["external_id"]] = _Contact(
                    external_id=contact["external_id"],
                    values=_values(contact["name"], contact["email"], contact["phone"], country),
                    country=country,
                    client=line.external_id,
                    partner_id=partner_id,
                    undo=undo,
                    writes=not links_only,
                )
        return result

    def _bindings(self, external_ids):
        """``{external id: its link as it is}``; ``partner`` is ``None`` when it is gone."""
        self.env.cr.execute(
            """
            SELECT b.external_id, p.id, b.state, b.snapshot, b.agreed_at
            FROM deratix_binding b LEFT JOIN res_partner p ON p.id = b.res_id
            WHERE b.connection_id = %s AND b.kind = 'contact' AND b.external_id = ANY(%s)
            """,
            [self.run.connection_id.id, external_ids],
        )
        return {
            external_id: {
                "partner": partner,
                "state": state,
                "snapshot": snapshot,
                "agreed_at": agreed_at and str(agreed_at),
            }
            for external_id, partner, state, snapshot, agreed_at in self.env.cr.fetchall()
        }

    # -- finding ----------------------------------------------------------------------------

    def _find(self, contacts, bindings):
        """``([(contact, partner id)], contacts to create, clients with some left out)``"""
        children = self._children({contact.partner_id for contact in contacts.values()})
        people, new, left_out = [], [], set()
        for contact in contacts.values():
            binding = bindings.get(contact.external_id)
            values = contact.values
            if binding:
                # A person who was deleted here is not created again.
                if binding["partner"]:
                    people.append((contact, binding["partner"]))
                continue
            child = children.pop((contact.partner_id, values["email"] or values["name"]), None)
            if child:
                people.append((contact, child))
            elif contact.writes:
                new.append(contact)
            else:
                left_out.add(contact.client)
        return people, new, left_out

    def _children(self, partner_ids):
        """``{(partner, e-mail or name): contact}`` of those not linked to this system yet."""
        children = self.parties.partners.search_fetch(
            [("parent_id", "in", list(partner_ids)), ("type", "=", "contact")],
            ["name", "email", "parent_id"],
            order="id desc",
        )
        self.env.cr.execute(
            "SELECT res_id FROM deratix_binding WHERE connection_id = %s AND kind = 'contact' "
            "AND model = 'res.partner' AND res_id = ANY(%s)",
            [self.run.connection_id.id, children.ids],
        )
        linked = {id_ for (id_,) in self.env.cr.fetchall()}
        free = [child for child in children if child.id not in linked]
        by_name = {(child.parent_id.id, normalize.text(child.name)): child.id for child in free}
        by_email = {
            (child.parent_id.id, email): child.id
            for child in free
            if (email := _email(child.email))
        }
        return by_name | by_email

    # -- writing ----------------------------------------------------------------------------

    def _refresh(self, people, bindings):
        """Merge contacts with people who are here.

        :return: ``[(contact, partner id, what both sides hold now, whether that is all)]``
        """
        batch = [id_ for _contact, id_ in people]
        partners = self.parties.partners.browse(batch)
        partners.fetch(CONTACT_FIELDS)
        links, writes = [], {}
        for contact, id_ in people:
            partner = partners.browse(id_).with_prefetch(batch)
            odoo = _values(partner.name, partner.email, partner.phone, contact.country)
            snapshot = bindings.get(contact.external_id, {}).get("snapshot")
            changes = {}
            if contact.writes:
                plan = merge(
                    snapshot,
                    odoo,
                    contact.values,
                    self.run._merge_policy(),
                    writes_external=False,
                )
                changes = {key: new for key, (_old, new) in plan.to_odoo.items()}
            if changes:
                writes[partner] = (_vals(changes), contact.undo)
            agreed, complete = agreed_values(snapshot, odoo | changes, contact.values)
            links.append((contact, id_, agreed, complete))
        if writes:
            owners = {partner.id: undo for partner, (_vals, undo) in writes.items()}
            traces = Traces(self.parties.partners, owners)
            for partner, (vals, _undo) in writes.items():
                partner.write(vals)
            traces.note()
        return links

    def _create(self, contacts):
        partners = self.parties.partners.create(
            [
                {
                    **_vals(contact.values),
                    "is_company": False,
                    "parent_id": contact.partner_id,
                    "type": "contact",
                }
                for contact in contacts
            ]
        )
        links = []
        for contact, partner in zip(contacts, partners, strict=True):
            contact.undo["created"].append(["res.partner", partner.id])
            links.append((contact, partner.id, contact.values, True))
        return links

    def _link(self, links, bindings):
        """Store the links that are new or say something new, and note what they were."""
        now = self.env.cr.now().isoformat(sep=" ")
        rows = []
        for contact, id_, agreed, _complete in links:
            before = bindings.get(contact.external_id)
            if before and before["state"] == "linked" and before["snapshot"] == agreed:
                continue
            contact.undo["contacts"][contact.external_id] = before
            rows.append(
                {
                    "connection_id": self.run.connection_id.id,
                    "company_id": self.run.company_id.id,
                    "kind": "contact",
                    "external_id": contact.external_id,
                    "model": "res.partner",
                    "res_id": id_,
                    "state": "linked",
                    "snapshot": agreed,
                    "agreed_at": now,
                }
            )
        store_bindings(self.env.cr, rows)


def _email(value):
    return normalize.email_key(value) or normalize.text(value)


def _values(name, email, phone, country):
    return {
        "name": normalize.text(name),
        "email": _email(email),
        "phone": normalize.phone(phone, country),
    }


def _vals(values):
    return {key: value or False for key, value in values.items()}
