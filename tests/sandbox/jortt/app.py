"""Who is asking, may they, how often, and which endpoint is it."""

from collections import deque
from datetime import timedelta
from urllib.parse import parse_qsl, quote

from ..server import Answer
from ..system import System
from . import control, customers, documents, oauth, options, pages
from .account import Account
from .answers import Failure, created, data, error, html

_OAUTH = ["oauth-provider", "oauth"]


class Call:
    """A call of the API: `rest` are the parts of the path behind the resource."""

    def __init__(self, system, request, path, scopes):
        self.method = request.method
        self.version = 1
        self._prefix = ""
        if path[0] in ("v1", "v2", "v3"):
            self.version, self._prefix = int(path[0][1:]), f"/{path[0]}"
            path = path[1:]
        self.resource, self.rest = (path[0] if path else ""), path[1:]
        self.base = system.url
        self.query = dict(parse_qsl(request.query, keep_blank_values=True))
        self.body = customers.body_of(request)
        self._scopes = scopes
        self._size = system.options.per_page

    def need(self, scope):
        if scope not in self._scopes:
            raise Failure("scopes.insufficient")

    def only(self, *methods):
        if self.method not in methods:
            raise Failure("resource.method_not_allowed")

    def search(self):
        """What is searched for; at least three letters are documented."""
        text = self.query.get("query", "").strip()
        if text and len(text) < 3:
            raise Failure("params.invalid", ("query", "is_invalid"))
        return text

    def page(self, rows, tell):
        """A page of the rows, with links that lose every filter but the search."""
        number = self.query.get("page", "1")
        if not number.isdigit() or int(number) < 1:
            raise Failure("params.invalid", ("page", "is_invalid"))
        number = int(number)
        end = number * self._size
        links = {
            "previous": self._link(number - 1) if number > 1 else None,
            "next": self._link(number + 1) if end < len(rows) else None,
            "self": self._link(number),
            "documentation": {"href": "https://developer.jortt.nl/#pagination",
                              "type": "text/html"},
        }  # fmt: skip
        return data([tell(row) for row in rows[end - self._size : end]], _links=links)

    def _link(self, number):
        search = self.query.get("query", "")
        kept = f"query={quote(search)}&" if search else ""
        address = f"{self.base}{self._prefix}/{self.resource}?{kept}page={number}"
        return {"href": address, "type": "application/json"}


class Jortt(System):
    name = "jortt"
    title = "jortt"
    zone = "Europe/Amsterdam"

    def reset(self, given):
        chosen = options.read(given)
        self.clock.reset()
        self.options = chosen
        self.account = Account(chosen, self.clock)
        self._recent = {}

    def answer(self, request):
        self.account.tick()
        path = [part for part in request.segments if part]
        if path[:2] == _OAUTH:
            return oauth.respond(self.account, request, path[2:])
        if not path:
            return html(pages.start(self.account))
        if path[0] == "signed-files":
            return self._file(request, path)
        try:
            return self._api(request, path)
        except Failure as failure:
            return error(failure.key, failure.details)

    def _api(self, request, path):
        account = self.account
        token, _account = self.credentials(request)
        key, scopes = account.tokens.state(token)
        if key:
            raise Failure(key)
        if self._too_fast(token):
            wait = self.options.retry_after
            return error("request.throttled", **({"Retry-After": str(wait)} if wait else {}))
        if account.plan != "mkb":
            raise Failure("organization.requires_mkb_plan")
        call = Call(self, request, path, scopes)
        respond = _RESOURCES.get((call.version, call.resource))
        if respond is None:
            raise Failure("endpoint.not_found")
        return respond(account, call)

    def _too_fast(self, token):
        """Requests of one token in the last second; what they are counted by is not documented."""
        if not self.options.rate:
            return False
        now, recent = self.clock.now(), self._recent.setdefault(token, deque())
        while recent and recent[0] <= now - timedelta(seconds=1):
            recent.popleft()
        if len(recent) >= self.options.rate:
            return True
        recent.append(now)
        return False

    def _file(self, request, path):
        """The PDF behind a signed address."""
        document = self.account.invoices.get(path[-1].removesuffix(".pdf"))
        if document is None or "signature=sandbox-signature" not in request.query:
            return Answer(403, b"<Error><Code>AccessDenied</Code></Error>", "application/xml")
        body = b"%PDF-1.4\n% " + (document["number"] or "").encode() + b"\n%%EOF\n"
        return Answer(200, body, "application/pdf")

    def refusal(self, kind, arguments):
        key = "access_token.invalid" if kind == "wrong_credentials" else "request.throttled"
        return error(key, status=int(arguments.get("as", 0)) or None)

    def mutate(self, change, arguments):
        table = self.account.customers
        fields = arguments.get("fields") or {"customer_name": "Intussen BV", "is_private": True}
        identifier = arguments.get("id") or next((row["id"] for row in table.listed()), None)
        if change == "insert":
            table.create(fields)
        elif identifier in table:
            if change == "edit":
                table.overwrite(identifier, fields)
            else:
                table.delete(identifier)

    def page_number(self, request):
        path = [part for part in request.segments if part and part not in ("v1", "v2", "v3")]
        if request.method != "GET" or len(path) != 1:
            return None
        raw = dict(parse_qsl(request.query)).get("page", "1")
        return int(raw) if raw.isdigit() else None

    def credentials(self, request):
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        return (token.strip() if scheme.lower() == "bearer" else ""), ""

    def control(self, request, parts):
        return control.respond(self.account, request, parts)

    def state(self):
        account = self.account
        return {
            "seed": self.options.seed,
            "clients": len(account.customers),
            "invoices": len(account.invoices),
            "estimates": len(account.estimates),
            "tokens": account.tokens.counts(),
        }


def _ledger_accounts(account, call):
    """The tree; only what is selectable may be used."""
    if call.rest != ["invoices"]:
        raise Failure("endpoint.not_found")
    call.only("GET")
    call.need("invoices:write")
    return data(account.ledgers)


def _tradenames(account, call):
    call.only("GET")
    call.need("organizations:read")
    return data(account.tradenames)


def _labels(account, call):
    if call.method == "GET":
        call.need("organizations:read")
        return data(account.labels)
    call.only("POST")
    call.need("organizations:write")
    if not call.body.get("description"):
        raise Failure("params.invalid", ("description", "is_missing"))
    made = {"id": account.new_id(), "description": call.body["description"],
            "category": "user_label"}  # fmt: skip
    account.labels.append(made)
    return created(made["id"])


def _organizations(account, call):
    if call.rest != ["me"]:
        raise Failure("endpoint.not_found")
    call.only("GET")
    call.need("organizations:read")
    return data(account.organization)


def _new_invoice(account, call):
    """Of v3 there is nothing but the creation of an invoice."""
    if call.rest or call.method != "POST":
        raise Failure("endpoint.not_found")
    return documents.respond(account, call)


_RESOURCES = {
    (1, "customers"): customers.respond,
    (2, "customers"): customers.respond,
    (1, "invoices"): documents.respond,
    (2, "invoices"): documents.respond,
    (3, "invoices"): _new_invoice,
    (2, "estimates"): documents.respond,
    (1, "ledger_accounts"): _ledger_accounts,
    (1, "tradenames"): _tradenames,
    (1, "labels"): _labels,
    (1, "organizations"): _organizations,
}
