"""Finding the partners that may be the clients of a page."""

from collections import defaultdict
from dataclasses import replace

from odoo.tools import SQL

from ..engine.matching import Candidate, candidate_keys, similar_among
from ..engine.texts import name_key
from .keys import alnum_key, number_key, start_key
from .sql import recordset


class Candidates:
    """The part of ``Parties`` that looks for partners by what they share with clients."""

    def candidates(self, wanted, connection_id, *, fuzzy=True):
        """Partners that share a key with the wanted ones: a query or two for the whole page.

        :param wanted: ``{external_id: Keys}``
        :param fuzzy: also those of a similar name at the same place, which only suggest
        :return: ``{external_id: [Candidate, ...]}``
        """
        if not wanted:
            return {}
        self.env.flush_all()
        rows = [
            {
                "ref": reference,
                "company_number": keys.company_number,
                "vat": keys.vat,
                "email": keys.email,
                "phone": keys.phone,
                "reference": keys.reference,
            }
            for reference, keys in wanted.items()
        ]
        similar = self._similar(wanted) if fuzzy else []
        commercial = SQL("p.commercial_partner_id = p.id")
        ways = [
            ("company_number", number_key("p.company_registry"), commercial),
            ("vat", alnum_key("p.vat"), commercial),
            ("email", "p.email_normalized", SQL("TRUE")),
            ("phone", "p.phone_sanitized", SQL("TRUE")),
        ]
        if any(row["reference"] for row in rows):
            ways.append(("reference", "p.ref", SQL("TRUE")))
        by_key = SQL(" UNION ").join(
            SQL(
                "SELECT x.ref, p.id FROM wanted x JOIN res_partner p ON %(expression)s = x.%(key)s "
                "WHERE x.%(key)s <> '' AND %(extra)s",
                expression=SQL(expression),
                key=SQL.identifier(key),
                extra=extra,
            )
            for key, expression, extra in ways
        )
        self.env.cr.execute(
            SQL(
                """
                WITH wanted AS MATERIALIZED (SELECT * FROM %(wanted)s)
                SELECT x.ref, p.id, p.name, p.company_registry, p.vat, p.email, p.phone, p.zip,
                       p.country_id, p.is_company, p.active, p.ref, p.commercial_partner_id,
                       %(bound)s
                FROM (%(by_key)s
                      UNION SELECT x.ref, x.id FROM %(similar)s WHERE NOT %(similar_bound)s) AS x
                JOIN res_partner p ON p.id = x.id
                WHERE %(usable)s
                ORDER BY p.id
                """,
                wanted=recordset(dict.fromkeys(rows[0], "text"), rows),
                similar=recordset({"ref": "text", "id": "int"}, similar),
                by_key=by_key,
                similar_bound=_bound_elsewhere(connection_id, "x"),
                bound=_bound_elsewhere(connection_id, "p"),
                usable=self._usable(),
            )
        )
        found = defaultdict(list)
        known = {}
        companies = {}
        for ref, id_, *values, company, bound in self.env.cr.fetchall():
            if id_ not in known:
                known[id_] = self._candidate(id_, *values)
                companies[id_] = company
            found[ref].append(replace(known[id_], bound=True) if bound else known[id_])
        return {ref: _without_contacts(chosen, companies) for ref, chosen in found.items()}

    def _similar(self, wanted):
        """Partners of a similar name at the same place: ``[{"ref": external id, "id": id}]``.

        Most of those at one place have other names. So no more than the name is read of them all.
        """
        places = [
            {"ref": reference, "zip": keys.zip, "start": keys.start}
            for reference, keys in wanted.items()
            if keys.zip and keys.start
        ]
        if not places:
            return []
        self.env.cr.execute(
            SQL(
                """
                SELECT x.ref, array_agg(p.id), array_agg(p.name)
                FROM %(places)s JOIN res_partner p ON %(zip)s = x.zip AND %(start)s = x.start
                WHERE p.type NOT IN ('delivery', 'other') AND %(usable)s
                GROUP BY x.ref
                """,
                places=recordset(dict.fromkeys(places[0], "text"), places),
                zip=SQL(alnum_key("p.zip")),
                start=SQL(start_key("p.name")),
                usable=self._usable(),
            )
        )
        return [
            {"ref": ref, "id": id_}
            for ref, ids, names in self.env.cr.fetchall()
            for id_ in similar_among(
                wanted[ref].name, dict(zip(ids, map(name_key, names), strict=True))
            )
        ]

    def _usable(self):
        """Which partners ``p`` may be matched at all."""
        return SQL(
            "(p.company_id IS NULL OR p.company_id = %s) AND p.partner_share IS TRUE",
            self.company.id,
        )

    def _candidate(
        self, id_, name, number, vat, email, phone, zip_, country, is_company, active, reference
    ):
        texts = {
            "name": name or "",
            "company_number": number or "",
            "vat": vat or "",
            "email": email or "",
            "phone": phone or "",
            "zip": zip_ or "",
            "country": self._country_codes.get(country, ""),
        }
        return Candidate(
            id=id_,
            **texts,
            is_company=bool(is_company),
            active=bool(active),
            bound=False,
            keys=candidate_keys(**texts, reference=reference),
        )


def _bound_elsewhere(connection_id, partner):
    """Whether the partner ``partner.id`` is bound to another external id than ``x.ref``."""
    return SQL(
        """EXISTS (SELECT 1 FROM deratix_binding b
                   WHERE b.model = 'res.partner' AND b.res_id = %s
                     AND b.connection_id = %s AND b.kind = 'party'
                     AND b.external_id <> x.ref)""",
        SQL.identifier(partner, "id"),
        connection_id,
    )


def _without_contacts(candidates, companies):
    """The candidates but for contacts and addresses of a company that is one itself: they carry
    its numbers, and would only make it look ambiguous."""
    ids = {candidate.id for candidate in candidates}
    return [
        candidate
        for candidate in candidates
        if companies[candidate.id] == candidate.id or companies[candidate.id] not in ids
    ]
