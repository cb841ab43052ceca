"""What changed in Odoo and is to be carried outside: found, and planned as lines.

A link remembers the write date that its partner had when both sides last agreed. A partner with
another one was written since, whatever clock or order the writing had; what hangs on a partner
and does not move its write date (delivery address, bank account) marks the link ``touched``.
"""

from odoo.tools import SQL

from ..engine.records import Party
from ..providers.base import Row
from .agreements import read_agreements
from .lines import CERTAIN, LineMaker
from .parties import Parties
from .rules import Rules

# What is planned for a client that is not there yet is kept under a name of our own.
NEW_PREFIX = "odoo:"
# Clients that are to be in the other system as well: neither a place nor a contact of a company,
# nor a user or a company of this database.
_SCOPE = SQL(
    """
    p.parent_id IS NULL AND p.active AND p.partner_share AND p.type = 'contact'
    AND COALESCE(p.name, '') <> ''
    AND NOT EXISTS (SELECT 1 FROM res_company o WHERE o.partner_id = p.id)
    """
)


def _without_latest(condition):
    """The condition that the latest line ``l`` of a partner, as it is now, is none of those.

    (The latest line is the one that none follows: asked for by ORDER BY and LIMIT, PostgreSQL reads
    all lines backwards.)
    """
    return SQL(
        """
        NOT EXISTS (
            SELECT 1 FROM deratix_run_line l
            WHERE l.connection_id = c.id AND l.partner_id = p.id
              AND l.planned_write_date = p.write_date AND (%s)
              AND NOT EXISTS (SELECT 1 FROM deratix_run_line later
                              WHERE later.connection_id = c.id AND later.partner_id = p.id
                                AND later.id > l.id))
        """,
        condition,
    )


_LEFT_OUT = SQL("l.state = 'skipped' OR l.state = 'planned' AND l.decision = 'skip'")
# What a person has to decide is not planned again while it stays as it is.
NOT_WAITING = _without_latest(SQL("l.state = 'failed' OR %s", _LEFT_OUT))
# What could not be carried or mapped may be possible by another mapping.
NOT_LEFT_OUT = _without_latest(SQL("l.category <> 'invalid' AND (%s)", _LEFT_OUT))
# A record of the other system that may be this very client waits for a person, or is about to be
# linked by the run at work.
_NOT_CLAIMED = SQL(
    """
    NOT EXISTS (
        SELECT 1 FROM deratix_run_line l
        WHERE l.connection_id = c.id AND l.state = 'planned'
          AND NOT EXISTS (SELECT 1 FROM deratix_run r WHERE r.id = l.run_id
                          AND r.state IN ('cancelled', 'failed', 'undone'))
          AND (l.partner_id = p.id AND l.decision IN ('update', 'link')
               OR l.alternatives @> jsonb_build_array(jsonb_build_object('id', p.id))))
    """
)


_ALL = SQL("TRUE")


def written_since(moment):
    """The condition that a partner was written then or later; all without a moment."""
    return SQL("p.write_date >= %s", moment) if moment else _ALL


def _not_in_conflict(run):
    """Its twin was found by this run, and a person has to say what holds before they are linked."""
    return SQL(
        "NOT EXISTS (SELECT 1 FROM deratix_run_line l WHERE l.run_id = %s "
        "AND l.partner_id = p.id AND l.category = 'conflict')",
        run.id,
    )


def changed_partners(connection, after, condition=NOT_WAITING):
    """As ``linked_partners``, of those that were written since both sides agreed."""
    changed = SQL("(b.touched OR b.seen_at IS DISTINCT FROM p.write_date) AND %s", condition)
    return linked_partners(connection, after, changed)


def linked_partners(connection, after, condition):
    """FROM and WHERE of linked partners ``p``, with their link ``b`` and the connection ``c``.

    :param after: the id of the last link that was looked at
    """
    return SQL(
        """
        FROM deratix_connection c
        JOIN deratix_binding b ON b.connection_id = c.id AND b.kind = 'party'
            AND b.state = 'linked' AND b.model = 'res.partner'
        JOIN res_partner p ON p.id = b.res_id
        WHERE c.id = %s AND b.id > %s
          AND (p.company_id IS NULL OR p.company_id = c.company_id)
          AND %s
        """,
        connection.id,
        after,
        condition,
    )


def _new_partners(connection, since, after):
    created = SQL("%s::timestamp IS NULL OR p.create_date >= %s", since, since)
    return unlinked_partners(connection, after, SQL("(%s) AND %s", created, NOT_WAITING))


def unlinked_partners(connection, after, condition):
    """As ``changed_partners``, of the clients that are not linked, by the id of the partner."""
    return SQL(
        """
        FROM deratix_connection c
        JOIN res_partner p ON p.company_id IS NULL OR p.company_id = c.company_id
        WHERE c.id = %s AND p.id > %s
          AND NOT EXISTS (SELECT 1 FROM deratix_binding b
                          WHERE b.connection_id = c.id AND b.model = 'res.partner'
                            AND b.res_id = p.id)
          AND %s AND %s AND %s
        """,
        connection.id,
        after,
        _SCOPE,
        condition,
        _NOT_CLAIMED,
    )


def something_changed(connection):
    """Whether a linked client was written, or one added, since both sides last agreed."""
    connection.env.flush_all()
    connection.env.cr.execute(
        SQL(
            "SELECT EXISTS (SELECT 1 %s) OR EXISTS (SELECT 1 %s)",
            changed_partners(connection, 0),
            _new_partners(connection, connection.sync_since or None, 0),
        )
    )
    return connection.env.cr.fetchone()[0]


def count_partners(connection, since=None):
    """``(clients here, those of them that are not linked)``; with ``since`` (naive UTC) only those
    that were written since then."""
    connection.env.flush_all()
    connection.env.cr.execute(
        SQL(
            """
            SELECT count(*), count(*) FILTER (WHERE NOT EXISTS (
                SELECT 1 FROM deratix_binding b
                WHERE b.connection_id = c.id AND b.model = 'res.partner' AND b.res_id = p.id))
            FROM deratix_connection c
            JOIN res_partner p ON p.company_id IS NULL OR p.company_id = c.company_id
            WHERE c.id = %s AND %s AND %s
            """,
            connection.id,
            _SCOPE,
            written_since(since),
        )
    )
    return connection.env.cr.fetchone()


class OutgoingPlanner:
    """Plans what one run carries outside: what changed since both sides last agreed and was not
    asked about yet, or, for the history, whatever was written since ``since``."""

    def __init__(self, run, *, since):
        self.run = run
        self.env = run.env
        self.connection = run.connection_id
        self.since = since or None
        self.make = LineMaker(run)
        self.rules = Rules(run)
        self.parties = Parties(run.env, run.company_id)

    def _changed_source(self, after):
        if self.run.history:
            return changed_partners(self.connection, after, written_since(self.since))
        return changed_partners(self.connection, after)

    def _new_source(self, after):
        if self.run.history:
            condition = SQL("%s AND %s", written_since(self.since), _not_in_conflict(self.run))
            return unlinked_partners(self.connection, after, condition)
        return _new_partners(self.connection, self.since, after)

    def plan_changed(self, after, limit):
        """Lines of linked clients that were written in Odoo; those that are equal all the same
        are noted as seen.

        :param after: the id of the last link that was looked at, 0 in the beginning
        :return: ``(lines, id of the last link or None at the end)``
        """
        return self._plan_links(self._changed_source(after), limit)

    def plan_linked(self, partner_ids):
        """Those lines of ``plan_changed`` that are of these partners, asked about or not."""
        chosen = SQL("p.id = ANY(%s)", list(partner_ids))
        return self._plan_links(changed_partners(self.connection, 0, chosen), None)[0]

    def _plan_links(self, source, limit):
        self.env.flush_all()
        self.env.cr.execute(
            SQL("SELECT b.id, b.external_id, p.id %s ORDER BY b.id LIMIT %s", source, limit)
        )
        found = self.env.cr.fetchall()
        agreements = read_agreements(
            self.env.cr, self.connection.id, [external_id for _b, external_id, _p in found]
        )
        current = self.parties.values([partner_id for _b, _e, partner_id in found])
        lines, seen = [], []
        for binding_id, external_id, partner_id in found:
            values, write_date = current[partner_id]
            line = self._changed(external_id, partner_id, values, agreements[external_id])
            if line:
                lines.append(line | {"planned_write_date": write_date.isoformat(sep=" ")})
            else:
                seen.append(binding_id)
        self._note_seen(seen)
        return lines, found[-1][0] if len(found) == limit else None

    def _changed(self, external_id, partner_id, values, agreement):
        """The line of a linked client, or ``None`` when nothing is to be carried over. What the
        other system holds is what it held when both last agreed."""
        external = agreement.snapshot | {
            key: theirs for key, (_ours, theirs) in agreement.accepted.items()
        }
        plan = self.rules.merge(agreement, values, external, odoo_newer=True)
        category, decision = self.rules.verdict(plan)
        if category == "equal":
            return None
        row = Row(external_id, {}, "")
        line = self.make.line(row, self._party(external_id, external), category, decision)
        return line | {
            **self.rules.columns(plan),
            "name": values["name"],
            "partner_id": partner_id,
            "fingerprint": None,
            "reason": "binding",
            "confidence": CERTAIN,
        }

    def plan_new(self, after, limit):
        """Lines of clients that are not in the other system yet; as ``plan_changed``, by the id
        of the client."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT p.id %s ORDER BY p.id LIMIT %s",
                self._new_source(after),
                limit,
            )
        )
        ids = [id_ for (id_,) in self.env.cr.fetchall()]
        lines = [self._new(id_, *values) for id_, values in self.parties.values(ids).items()]
        return lines, ids[-1] if len(ids) == limit else None

    def plan_one(self, partner_id):
        """The line that adds this client there, whatever is looked for else."""
        self.env.flush_all()
        ((values, write_date),) = self.parties.values([partner_id]).values()
        return self._new(partner_id, values, write_date)

    def _new(self, partner_id, values, write_date):
        external_id = f"{NEW_PREFIX}{partner_id}"
        line = self.make.line(
            Row(external_id, {}, ""), self._party(external_id, values), "new", "create_there"
        )
        return line | {
            "outgoing": {key: [None, value] for key, value in self.rules.sendable(values).items()},
            "partner_id": partner_id,
            "fingerprint": None,
            "planned_write_date": write_date.isoformat(sep=" "),
        }

    @staticmethod
    def _party(external_id, values):
        return Party.from_values(external_id, {"name": "", **values})

    def _note_seen(self, binding_ids):
        if binding_ids:
            self.env.cr.execute(
                "UPDATE deratix_binding b SET seen_at = p.write_date, touched = false "
                "FROM res_partner p WHERE p.id = b.res_id AND b.id = ANY(%s)",
                [binding_ids],
            )
