"""What can be chosen at the start and at each reset."""

from dataclasses import dataclass, field, fields

from ..people import ODDITIES
from ..system import Refused

_CHOICES = {
    "country": ("sk", "cz"),
    "language": ("sk", "cs", "en"),
    "wrong_credentials": ("401", "403", "200", "html"),
    "quota_exceeded": ("429", "200"),
    "beyond_last_page": ("empty", "last", "404"),
}
_TRUE = {"1", "true", "yes", True}


@dataclass(frozen=True)
class Options:
    """The first block is the account; the second what the vendor's documentation leaves open.

    seed, clients          which invented clients, and how many
    items                  whether there is a small catalogue of stock items
    orders, estimates, invoices   how many documents of each kind
    companies              companies of the account; all but the first have 40 clients each
    country, language      where the account is at home; language of messages and countries
    shares                 the share of an oddity by its kind, such as {"ico_missing": 0.5}
    daily_limit            requests a day and a month (faq.md names 1000 and 30000)
    rate_headers           whether answers carry X-RateLimit-* headers at all
    read_only              writing is answered with 403
    html_entities          clients/view writes accented letters as HTML entities, as an older
                           edition of clients.md shows it
    match_on_create        clients/create looks for an existing client first, as an older
                           edition of clients.md says

    wrong_credentials      answer to a wrong e-mail or key: status 401 or 403 with JSON, 200 with
                           JSON, or the HTML page of the sign-in
    quota_exceeded         answer beyond the limit: 429, or 200 with an error in JSON
    beyond_last_page       page > pageCount: empty, the last page again, or 404
    items_since            whether the list of stock items can be asked for what changed, as an
                           older edition of stock.md says
    per_page               when none is asked for
    max_per_page           a larger one is cut down to it
    """

    seed: int = 1
    clients: int = 3000
    items: bool = True
    orders: int = 30
    estimates: int = 20
    invoices: int = 40
    email: str = "api@firma-demo.sk"
    apikey: str = "demo-superfaktura-apikey-0001"
    company_id: str = "4711"
    companies: int = 1
    country: str = "sk"
    language: str = "sk"
    shares: dict = field(default_factory=dict)
    daily_limit: int = 1000
    monthly_limit: int = 30000
    rate_headers: bool = True
    read_only: bool = False
    html_entities: bool = False
    match_on_create: bool = False
    wrong_credentials: str = "401"
    quota_exceeded: str = "429"
    beyond_last_page: str = "empty"
    items_since: bool = True
    per_page: int = 50
    max_per_page: int = 100


def read(given):
    """`Options` of a dict, whose values may be texts; raises `Refused`."""
    known = {each.name: each for each in fields(Options)}
    unknown = set(given) - set(known)
    if unknown:
        raise Refused(f"There is no option {', '.join(sorted(unknown))}.")
    values = {name: _value(known[name], value) for name, value in given.items()}
    return Options(**values)


def _value(option, value):
    if option.name == "shares":
        return _shares(value)
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


def _shares(value):
    if not isinstance(value, dict) or set(value) - set(ODDITIES):
        raise Refused(f"shares is an object of kinds: {', '.join(ODDITIES)}.")
    if not all(isinstance(share, int | float) and 0 <= share <= 1 for share in value.values()):
        raise Refused("A share is a number from 0 to 1.")
    return value
