"""Contact persons of a client: child contacts, each linked to its own external id."""

from .bindings import store_bindings


class ContactWriter:
    """Adds the contact persons that are not there yet and renames those that changed."""

    def __init__(self, parties, run):
        self.parties = parties
        self.env = parties.env
        self.run = run

    def write_contacts(self, wanted):
        """Write the contacts of many clients.

        :param wanted: ``{line id: (partner id, [{external_id, name, email, phone}])}``
        :return: ``{line id: [["res.partner", created id], ...]}``
        """
        if not wanted:
            return {}
        known = self._known(
            [
                contact["external_id"]
                for _partner, contacts in wanted.values()
                for contact in contacts
            ]
        )
        children = self._children([partner for partner, _contacts in wanted.values()])
        vals_list, owners, links = [], [], []
        for line_id, (partner_id, contacts) in wanted.items():
            for contact in contacts:
                bound = known.get(contact["external_id"])
                if bound:
                    id_, snapshot = bound
                    # A person who was deleted here is not created again.
                    if id_:
                        self._refresh(id_, snapshot, contact)
                        links.append((contact, id_))
                    continue
                child = children.get((partner_id, contact["email"] or contact["name"]))
                if child:
                    links.append((contact, child))
                    continue
                vals_list.append({**_vals(contact), "parent_id": partner_id, "type": "contact"})
                owners.append((line_id, contact))
        created = {}
        for (line_id, contact), child in zip(
            owners, self.parties.partners.create(vals_list), strict=True
        ):
            created.setdefault(line_id, []).append(["res.partner", child.id])
            links.append((contact, child.id))
        self._link(links)
        return created

    def _known(self, external_ids):
        """``{external id: (contact or None when deleted, snapshot)}``"""
        self.env.cr.execute(
            """
            SELECT b.external_id, p.id, b.snapshot
            FROM deratix_binding b LEFT JOIN res_partner p ON p.id = b.res_id
            WHERE b.connection_id = %s AND b.kind = 'contact' AND b.external_id = ANY(%s)
            """,
            [self.run.connection_id.id, external_ids],
        )
        return {
            external_id: (id_, snapshot) for external_id, id_, snapshot in self.env.cr.fetchall()
        }

    def _children(self, partner_ids):
        """``{(partner, e-mail or name): contact}``"""
        children = self.parties.partners.search_fetch(
            [("parent_id", "in", partner_ids), ("type", "=", "contact")],
            ["name", "email_normalized", "parent_id"],
        )
        by_name = {(child.parent_id.id, child.name): child.id for child in children}
        by_email = {
            (child.parent_id.id, child.email_normalized): child.id
            for child in children
            if child.email_normalized
        }
        return by_name | by_email

    def _refresh(self, partner_id, snapshot, contact):
        if snapshot != contact:
            self.parties.partners.browse(partner_id).write(_vals(contact))

    def _link(self, links):
        now = self.env.cr.now().isoformat(sep=" ")
        unique = {contact["external_id"]: (contact, partner_id) for contact, partner_id in links}
        store_bindings(
            self.env.cr,
            [
                {
                    "connection_id": self.run.connection_id.id,
                    "company_id": self.run.company_id.id,
                    "kind": "contact",
                    "external_id": external_id,
                    "model": "res.partner",
                    "res_id": partner_id,
                    "state": "linked",
                    "snapshot": contact,
                    "agreed_at": now,
                }
                for external_id, (contact, partner_id) in unique.items()
            ],
        )


def _vals(contact):
    return {
        "name": contact["name"],
        "email": contact["email"] or False,
        "phone": contact["phone"] or False,
        "is_company": False,
    }
