"""What can be chosen at the start and at each reset."""

from dataclasses import dataclass, fields

from ..system import Refused

_CHOICES = {
    "language": ("pl", "en"),
    "tax_no_filter": ("exact", "digits"),
    "oid_refusal": ("dict", "string"),
    "empty_payload": ("422", "400"),
}
_TRUE = {"1", "true", "yes", True}


@dataclass(frozen=True)
class Options:
    """The first block is the account; the second what no documentation says.

    seed, clients, invoices   which invented data, and how much
    today                     the day up to which the seeded data reaches, YYYY-MM-DD; "" is the
                              day of the reset
    token, prefix             the two halves of the account's API token
    login, password           of the administrator on the web pages; they are no credentials of
                              the API. The other users (users.py) have the same password
    language                  language of the messages
    bearer                    whether `Authorization: Bearer` is accepted, as live it is
    per_page, max_per_page    25 and 100 are documented

    update_step               milliseconds: times of change are cut down to it. With 1000 a second
                              change within a second does not move the time
    unstable_ties             rows changed at the same time come in another order in each answer
    tax_no_filter             clients?tax_no=: as it is stored, or its digits
    oid_refusal               the message that refuses a second oid: by field, or a text
    empty_payload             status for a write without any field
    bank_in_lists             whether lists of clients have bank_account and swift unasked
                              (https://github.com/vosfactures/API has them in additional_fields)
    old_webhooks              webhooks carry what was recorded in 2018, not what came since
    webhook_delay             seconds before a webhook is sent
    webhook_failures          so many failures in a row switch a webhook off
    """

    seed: int = 1
    clients: int = 3000
    invoices: int = 400
    today: str = ""
    token: str = "demo-fakturownia-token-0001"
    prefix: str = "firma-demo"
    login: str = "anna@firma-demo.pl"
    password: str = "demo"
    language: str = "pl"
    bearer: bool = True
    per_page: int = 25
    max_per_page: int = 100
    update_step: int = 1
    unstable_ties: bool = False
    tax_no_filter: str = "exact"
    oid_refusal: str = "dict"
    empty_payload: str = "422"
    bank_in_lists: bool = True
    old_webhooks: bool = False
    webhook_delay: int = 0
    webhook_failures: int = 5


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
