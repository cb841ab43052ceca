"""What can be chosen at the start and at each reset."""

from dataclasses import dataclass, fields

from ..system import Refused

_CHOICES = {
    "plan": ("mkb", "free"),
    "put": ("keep", "blank"),
    "customer_order": ("name", "created"),
    "query_fields": ("name", "all"),
    "shapes": ("now", "2020"),
}
_TRUE = {"1", "true", "yes", True}
SCOPES = (
    "customers:read customers:write estimates:read estimates:write expenses:read expenses:write "
    "financing:read inbox:write invoices:read invoices:write organizations:read "
    "organizations:write payroll:read payroll:write reports:read"
)


@dataclass(frozen=True)
class Options:
    """The first block is the account; the second what no documentation says.

    seed, clients, invoices, estimates   which invented data, and how much
    today               the day up to which the seeded data reaches, YYYY-MM-DD; "" is the day of
                        the reset
    client_id, client_secret, scopes     of the registered application
    redirect_uri        the registered one; "" lets any pass
    login, password     of the page where people consent
    plan                a free one is refused by the API
    rate                requests a second; 0 is no limit
    token_life, code_life   seconds
    shapes              2020: rows as they were recorded then, without what came later

    put                 what PUT does to fields of a customer that are left out
    rotate              whether a refresh token is dead once it was used
    customer_order      how customers are listed
    query_fields        what ?query= looks at: the name, or e-mail and reference too
    retry_after         seconds told with status 429; 0 tells nothing
    send_seconds        how long an invoice waits between being scheduled and being sent
    per_page            100 is documented
    """

    seed: int = 1
    clients: int = 1000
    invoices: int = 400
    estimates: int = 40
    today: str = ""
    client_id: str = "demo-jortt-client"
    client_secret: str = "demo-jortt-secret-0001"
    scopes: str = SCOPES
    redirect_uri: str = ""
    login: str = "eva@duinhandel.example"
    password: str = "demo"
    plan: str = "mkb"
    rate: int = 10
    token_life: int = 7200
    code_life: int = 600
    shapes: str = "now"
    put: str = "keep"
    rotate: bool = True
    customer_order: str = "name"
    query_fields: str = "all"
    retry_after: int = 0
    send_seconds: int = 10
    per_page: int = 100


def read(given):
    """`Options` of a dict, whose values may be texts; raises `Refused`."""
    known = {each.name: each for each in fields(Options)}
    unknown = set(given) - set(known)
    if unknown:
        raise Refused(f"There is no option {', '.join(sorted(unknown))}.")
    return Options(**{name: _value(known[name], value) for name, value in given.items()})


def _value(option, value):
    if option.type is bool:
        return value in _TRUE
    if option.type is int:
        if not str(value).isdigit():
            raise Refused(f"{option.name} is a whole number.")
        return int(value)
    choices = _CHOICES.get(option.name)
    if choices and str(value) not in choices:
        raise Refused(f"{option.name} is one of {', '.join(choices)}.")
    return str(value)
