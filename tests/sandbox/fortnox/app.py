"""Who is asking, may they, and which resource is it."""

import json
from email.utils import format_datetime

from ..system import System
from . import blanks, control, listing, options
from .account import Account
from .answers import Problem, answer, html, too_many, unauthorized
from .kinds import CUSTOMERS, INVOICES, KINDS, ORDERS
from .limiter import Limiter
from .sign_in import SignIn

_LISTS = {path: (plural, singular) for path, plural, singular, _rows in blanks.LISTS}
# The list of scopes that was recorded has value lists under "settings".
_SCOPES = dict.fromkeys(_LISTS, "settings")


class Fortnox(System):
    name = "fortnox"
    title = "Fortnox"
    zone = "Europe/Stockholm"
    record_keys = frozenset(("CustomerNumber", "ArticleNumber", "DocumentNumber"))
    account = None

    def reset(self, given):
        chosen = options.read(given)
        self.clock.reset()
        self.options = chosen
        self.account = Account(chosen, self.clock, self)
        self.limiter = Limiter(self.clock, chosen.rate_limit, chosen.rate_seconds)
        self.sign_in = SignIn(chosen, self.clock)

    def answer(self, request):
        made = self._answer(request)
        made.headers["Date"] = format_datetime(self.clock.now())
        return made

    def _answer(self, request):
        path = [part for part in request.segments if part]
        if path[:1] == ["oauth-v1"]:
            return self.sign_in.answer(request, path[1:])
        if path[:1] != ["3"]:
            return html("<!DOCTYPE html><title>Fortnox</title><h1>Sidan finns inte</h1>", 404)
        if not self.limiter.allows():
            return too_many()
        scopes = self.sign_in.scopes(_bearer(request))
        if scopes is None:
            return unauthorized()
        try:
            return self._resource(request, path[1:], scopes)
        except Problem as problem:
            return problem.answer()

    def _resource(self, request, path, scopes):
        name = path[0] if path else ""
        kind = KINDS.get(name)
        scope = kind.scope if kind else _SCOPES.get(name, "companyinformation")
        if scope not in scopes:
            raise Problem(2000663, "Saknar behörighet för scope.", 403)
        if not self.options.licensed:
            raise Problem(2001101, "Ingen licens för scope.", 403)
        if request.method in ("POST", "PUT"):
            accepted = request.headers.get("Content-Type", "").startswith("application/json")
            if request.body and not accepted:
                raise Problem(1000031, "Invalid content type")
        if kind:
            return self._record(request, kind, path[1:])
        if name in _LISTS:
            return self._value_list(request, name, path[1:])
        if path == ["companyinformation"] and request.method == "GET":
            return answer({"CompanyInformation": self._company()})
        raise Problem(2000729, "Ogiltig resurs.", 404)

    def _record(self, request, kind, rest):
        account, method = self.account, request.method
        if not rest:
            if method == "GET":
                return listing.respond(account, kind, request.query)
            if method == "POST":
                made = account.create(kind, _body(request, kind.singular))
                return self._told(kind, made, 201)
        elif len(rest) == 1:
            if method == "GET":
                return self._told(kind, account.get(kind, rest[0]))
            if method == "PUT":
                values = _body(request, kind.singular)
                return self._told(kind, account.change(kind, rest[0], values))
            if method == "DELETE":
                account.delete(kind, rest[0])
                gone = answer(None, 204)
                gone.body = b""
                return gone
        elif method == "PUT":
            return self._action(kind, *rest[:2])
        elif method == "GET" and kind is INVOICES and rest[1:] == ["email"]:
            return self._told(kind, account.email(rest[0]))
        raise Problem(2000729, "Ogiltig resurs.", 404)

    def _action(self, kind, number, action):
        account = self.account
        if kind is ORDERS and action == "createinvoice":
            return self._told(INVOICES, account.invoice_order(number))
        if kind in (ORDERS, INVOICES) and action == "cancel":
            return self._told(kind, account.cancel(kind, number))
        if kind is INVOICES and action == "bookkeep":
            row = {**account.get(kind, number), "Booked": True, "VoucherSeries": "B"}
            return self._told(kind, account.put(kind, number, row))
        raise Problem(2000729, "Ogiltig resurs.", 404)

    def _told(self, kind, row, status=200):
        address = self.account.url(kind.path, row[kind.key])
        return answer({kind.singular: {**row, "@url": address}}, status)

    def _value_list(self, request, name, rest):
        plural, singular = _LISTS[name]
        if request.method != "GET":
            raise Problem(2000729, "Ogiltig resurs.", 404)
        if not rest:
            return listing.value_list(self.account, name, plural, request.query)
        row = self.account.lists[name].get(rest[0])
        if row is None:
            raise Problem(2000432 if name == "units" else 2000429, "Hittades inte.", 404)
        return answer({singular: {"@url": self.account.url(name, rest[0]), **row}})

    def _company(self):
        chosen = self.options
        return {
            "Address": "Storgatan 1", "City": "Växjö", "CountryCode": "SE",
            "DatabaseNumber": int(chosen.tenant), "CompanyName": chosen.company,
            "OrganizationNumber": "556111-2222", "VisitAddress": "", "VisitCity": "",
            "VisitCountryCode": "", "VisitZipCode": "", "ZipCode": "352 30",
        }  # fmt: skip

    def refusal(self, kind, arguments):
        status = int(arguments.get("as", 401))
        if kind == "quota":
            return too_many()
        if status == 401:
            return unauthorized()
        text = "Kan inte logga in, access-token eller client-secret saknas."
        return Problem(2000311, text, status).answer()

    def mutate(self, change, arguments):
        account, number = self.account, str(arguments.get("id") or "")
        number = number or min(account.rows["customers"], default="")
        fields = arguments.get("fields") or {"Name": "Ändrad under tiden AB"}
        if change == "insert":
            account.create(CUSTOMERS, fields)
        elif number in account.rows["customers"]:
            if change == "edit":
                account.change(CUSTOMERS, number, fields)
            else:
                account.delete(CUSTOMERS, number)

    def page_number(self, request):
        if request.method != "GET" or len([part for part in request.segments if part]) != 2:
            return None
        given = listing._given(request.query)
        return listing._positive(given, "page", 1)

    def credentials(self, request):
        return _bearer(request), self.options.tenant

    def control(self, request, parts):
        return control.respond(self, request, parts)

    def state(self):
        return {
            "seed": self.options.seed,
            **{path: len(rows) for path, rows in self.account.rows.items()},
            "limits": self.limiter.told(),
            "refreshed": self.sign_in.refreshed,
        }


def _bearer(request):
    scheme, _, raw = request.headers.get("Authorization", "").partition(" ")
    return raw.strip() if scheme == "Bearer" else ""


def _body(request, singular):
    try:
        body = json.loads(request.body)
    except ValueError:
        raise Problem(2002115, "Felaktig JSON-syntax.") from None
    inner = body.get(singular) if isinstance(body, dict) else None
    if not isinstance(inner, dict):
        raise Problem(2001392, "Ingen eller felaktig body.")
    return inner
