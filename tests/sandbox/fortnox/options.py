"""What can be chosen at the start and at each reset."""

from dataclasses import dataclass, fields

from ..system import Refused

_CHOICES = {"boundary": ("inclusive", "exclusive"), "beyond": ("empty", "404")}
_TRUE = {"1", "true", "yes", True}


@dataclass(frozen=True)
class Options:
    """The first block is the account; the second what no documentation says.

    seed, clients, articles,  which invented data, and how much
    orders, invoices
    today                     the day up to which the seeded data reaches, YYYY-MM-DD; "" is the
                              day of the reset
    client_id, client_secret  of the registered application
    tenant, company           number and name of the company that consents
    consented                 a service account was consented to before: client credentials work
    licensed                  without it no resource may be used (2001101)
    rate_limit, rate_seconds  requests to the API in a sliding window; 0 is no limit
    code_life, access_life    seconds
    refresh_days              days that a refresh token lives

    boundary                  whether `lastmodified` takes in that very second
    beyond                    a page behind the last one: empty, or 404
    meta_last                 MetaInformation comes behind the list, as in older examples
    """

    seed: int = 1
    clients: int = 3000
    articles: int = 60
    orders: int = 80
    invoices: int = 40
    today: str = ""
    client_id: str = "demo-fortnox-client"
    client_secret: str = "demo-fortnox-secret-0001"
    tenant: str = "555001"
    company: str = "Demo Handel AB"
    consented: bool = True
    licensed: bool = True
    rate_limit: int = 25
    rate_seconds: int = 5
    code_life: int = 600
    access_life: int = 3600
    refresh_days: int = 45
    boundary: str = "inclusive"
    beyond: str = "empty"
    meta_last: bool = False


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
