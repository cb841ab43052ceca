"""What a list of people changes among the known users of the other system, and the doing of it."""

import hashlib
from dataclasses import dataclass, field
from uuid import uuid4

from odoo import fields

# What makes a user the one that an administrator paired.
IDENTITY = frozenset(("login", "external_id"))
_TOLD = ("login", "email", "name", "external_id", "role")


@dataclass(frozen=True)
class Change:
    """What happens to one user: `new`, `changed`, `back`, `gone` or `same`.

    ``line`` is that of the list, 0 for who is not in it; ``user_id`` that of the known user, 0 for
    a new one; ``values`` what will be written, ``known`` all that was known of the user before.
    """

    action: str
    line: int
    user_id: int
    values: dict
    known: dict = field(default_factory=dict)


class PeopleUpdate:
    """A list (`PeopleList`) against the users of a connection. Two queries, however long it is.

    ``changes`` are in the order of the list, those that are not in it last. Somebody who is not
    in it is archived, which ends the sign-in, and not deleted. While there are rows that cannot
    be read, nobody is taken to be missing: it may be one of them.
    """

    def __init__(self, connection, found):
        self._connection = connection
        self._model = connection.env["deratix.external.user"].with_context(active_test=False)
        self._found = found
        self._users = self._model.search([("connection_id", "=", connection.id)])
        self.changes = [*self._listed(), *self._missing()]

    @property
    def writes(self):
        """The changes that write something."""
        return [change for change in self.changes if change.action != "same"]

    def digest(self):
        """A text that differs when something else would be written."""
        told = [
            (each.action, each.line, each.user_id, *map(_sorted, (each.values, each.known)))
            for each in self.changes
        ]
        return hashlib.sha256(repr(told).encode()).hexdigest()

    def unpaired(self):
        """The pairings that end because somebody else has that login or number now."""
        moved = [
            change.user_id
            for change in self.changes
            if change.user_id and IDENTITY & set(change.values)
        ]
        return self._model.browse(moved).pairing_ids

    def apply(self):
        """Write the changes."""
        self.unpaired().unlink()
        known = {user.id: user for user in self._users}
        changed = [change for change in self.writes if change.user_id]
        self._make_room([known[change.user_id] for change in changed if "login" in change.values])
        now = fields.Datetime.now()
        for change in changed:
            values = dict(change.values)
            if change.action in ("gone", "back"):
                values["missing_since"] = now if change.action == "gone" else False
            known[change.user_id].write(values)
        self._model.flush_model()
        self._model.create(
            [
                {"connection_id": self._connection.id, **change.values}
                for change in self.changes
                if change.action == "new"
            ]
        )

    def _make_room(self, users):
        """Two users may change their logins for each other's, which are unique at any moment."""
        for user in users:
            user.write({"login": uuid4().hex})
        self._model.flush_model()

    def _listed(self):
        by_number = {user.external_id: user for user in self._users if user.external_id}
        by_login = {user.login: user for user in self._users}
        people = self._found.people
        twins = {
            person.line: by_number[person.external_id]
            for person in people
            if person.external_id in by_number
        }
        taken = {user.id for user in twins.values()}
        self._present = set(taken)
        for person in people:
            user = twins.get(person.line)
            alike = by_login.get(person.login)
            if user is None and alike is not None and alike.id not in taken:
                user = alike
                self._present.add(user.id)
            yield self._change(person, user)

    def _change(self, person, user):
        told = {name: getattr(person, name) or False for name in _TOLD if name in self._columns}
        if "active" in self._columns:
            told["active"] = person.active
        if user is None:
            return Change("new", person.line, 0, told)
        if user.missing_since and "active" not in told:
            told["active"] = True
        values = {name: value for name, value in told.items() if value != user[name]}
        action = "back" if user.missing_since else "changed" if values else "same"
        return Change(action, person.line, user.id, values, _known(user))

    def _missing(self):
        logins = {person.login for person in self._found.people}
        for user in self._users:
            if user.id in self._present:
                continue
            values = {}
            if user.login in logins:
                # The login is somebody else's now.
                values["login"] = f"{user.login} (#{user.external_id or user.id})"
            if values or not (self._found.bad or user.missing_since):
                values |= {"active": False} if user.active else {}
                yield Change("gone", 0, user.id, values, _known(user))

    @property
    def bad(self):
        """The rows (`BadRow`) that are left out."""
        return self._found.bad

    @property
    def _columns(self):
        return self._found.columns


def _known(user):
    return {name: user[name] for name in (*_TOLD, "active")}


def _sorted(values):
    return sorted(values.items())
