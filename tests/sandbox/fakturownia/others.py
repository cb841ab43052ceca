"""The endpoints besides clients and invoices: account, departments, products, webhooks.

There is no list of users: /users.json is unknown, as everywhere.
"""

from .account import Invalid
from .answers import answer, error, missing, unknown
from .issuing import whole
from .webhooks import KINDS


def account(account, call):
    """GET /account.json; only `prefix` is documented."""
    if call.method != "GET" or call.rest:
        return unknown()
    options = account.options
    return answer({"prefix": options.prefix, "url": account.url, "lang": options.language})


def login(account, call):
    """POST /login.json gives the token for a login and password."""
    options = account.options
    if call.method != "POST":
        return unknown()
    given = [str(call.body.get(name) or "") for name in ("login", "password")]
    user = account.users.by_password(*given)
    if user is None:
        return error(account.text("sign_in"), 401)
    first_name, _, last_name = user["name"].partition(" ")
    return answer(
        {
            "login": user["login"],
            "email": user["email"],
            "prefix": options.prefix,
            "url": account.url,
            "first_name": first_name,
            "last_name": last_name,
            "api_token": f"{options.token}/{options.prefix}",
        }
    )


def departments(account, call):
    table = account.departments

    def create():
        return account.create_department(_named(call.wrapped("department")))

    def change(number):
        table[number] |= _fields(table[number], call.wrapped("department"))

    return _resource(account, call, table, create, change)


def products(account, call):
    """GET takes date_from: those changed since that day. The net price follows the gross one."""
    if call.method == "GET" and not call.rest:
        since = call.given.get("date_from")
        rows = [row for row in account.products.values() if row["updated_at"][:10] >= since]
        return _page(account, call, rows)

    def create():
        return account.create_product(_named(call.wrapped("product")))

    def change(number):
        account.change_product(number, call.wrapped("product"))

    return _resource(account, call, account.products, create, change)


def webhooks(account, call):
    """The fields come in an object `webhook` or, as one client sends them, without it."""
    hooks = account.webhooks
    given = call.body.get("webhook")
    if not isinstance(given, dict):
        given = {name: value for name, value in call.body.items() if name != "api_token"}

    def create():
        return hooks.add(_webhook({"kind": None, "url": None, **given}))

    def change(number):
        hooks.change(number, _webhook(given))

    return _resource(account, call, hooks.rows, create, change, hooks.remove)


def _resource(account, call, table, create, change, remove=None):
    """List, get, create, change and delete the rows of a table."""
    method, rest = call.method, call.rest
    if not rest:
        if method == "GET":
            return _page(account, call, list(table.values()))
        return answer(create(), 201) if method == "POST" else unknown()
    number = whole(rest[0])
    if len(rest) > 1 or method not in ("GET", "PUT", "PATCH", "DELETE"):
        return unknown()
    if number not in table:
        return missing()
    if method == "DELETE":
        remove(number) if remove else table.pop(number)
        return answer("ok")
    if method != "GET":
        change(number)
    return answer(table[number])


def _page(account, call, rows):
    start, stop = call.given.page(account.options)
    return answer(rows[start:stop])


def _named(given):
    if not str(given.get("name") or "").strip():
        raise Invalid(name=["blank"])
    return given


def _fields(row, given):
    return {name: value for name, value in given.items() if name in row and name != "id"}


def _webhook(given):
    made = {name: given[name] for name in ("kind", "url", "api_token", "active") if name in given}
    if "kind" in made and made["kind"] not in KINDS:
        raise Invalid(kind=["invalid"])
    if "url" in made and not str(made["url"] or "").startswith(("http://", "https://")):
        raise Invalid(url=["invalid"])
    if "active" in made:
        made["active"] = made["active"] not in (0, "0", False, "false", None)
    return made
