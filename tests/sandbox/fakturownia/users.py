"""The people of an account, who have logins.

The API has no list of them (none is documented); people see it under Settings, Users. The roles
are those of POST /account/add_user.json in https://github.com/fakturownia/API.
"""

import hmac

ROLES = ("admin", "member", "accountant")
# The first one is the person of the options. What is wrong with the others is what a table of the
# people of two systems has to show: two of them have the same e-mail, and one has gone.
_OTHERS = (
    (56, "bartek@firma-demo.pl", "bartek@firma-demo.pl", "Bartek Wójcik", "member", True),
    (57, "celina@firma-demo.pl", "biuro@firma-demo.pl", "Celina Żak", "accountant", True),
    (58, "dawid@firma-demo.pl", "biuro@firma-demo.pl", "Dawid Lis", "member", True),
    (59, "ewa@firma-demo.pl", "ewa@firma-demo.pl", "Ewa Dąbrowska", "member", False),
    (60, "filip", "filip@firma-demo.pl", "Filip Nowak", "member", True),
)
_FIELDS = {"login": str, "email": str, "name": str, "role": str, "active": bool, "password": str}


class Wrong(ValueError):
    """Fields that make no user; the text says why."""


class Users:
    """`rows` is {id: {id, login, email, name, role, active, password}}, in the order of ids."""

    def __init__(self, options):
        first = (55, options.login, options.login, "Anna Demo", "admin", True)
        names = ("id", "login", "email", "name", "role", "active")
        self.rows = {
            person[0]: {**dict(zip(names, person, strict=True)), "password": options.password}
            for person in (first, *_OTHERS)
        }

    def active(self, number):
        """The row of a user who may sign in; None for nobody and for one who has gone."""
        row = self.rows.get(number)
        return row if row and row["active"] else None

    def by_password(self, login, password):
        """The active user of that login and password; None when there is none."""
        for row in self.rows.values():
            fits = row["login"] == login
            if fits and hmac.compare_digest(row["password"].encode(), password.encode()):
                return self.active(row["id"])
        return None

    def add(self, given):
        """A new user; returns the row, raises `Wrong`."""
        login = given.get("login")
        row = {
            "id": max(self.rows) + 1,
            "login": None,
            "email": login,
            "name": login,
            "role": "member",
            "active": True,
            "password": self.rows[min(self.rows)]["password"],
        }
        self._put(row, given)
        return self.rows[row["id"]]

    def change(self, number, given):
        """Set fields of a user; returns the row, raises `Wrong`."""
        self._put(self.rows[number], given)
        return self.rows[number]

    def _put(self, row, given):
        unknown = set(given) - set(_FIELDS)
        if unknown:
            raise Wrong(f"A user has no field {', '.join(sorted(unknown))}.")
        made = {**row, **given}
        for name, kind in _FIELDS.items():
            if not isinstance(made[name], kind):
                raise Wrong(f"{name} has to be of type {kind.__name__}.")
        if not made["login"] or made["role"] not in ROLES:
            raise Wrong("A user has a login and one of the roles.")
        if any(made["login"] == other["login"] for other in self.rows.values()
               if other["id"] != made["id"]):  # fmt: skip
            raise Wrong(f"There is a user {made['login']} already.")
        self.rows[made["id"]] = made
