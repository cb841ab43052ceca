"""Who is asking, may they, and which endpoint is it."""

import json
from dataclasses import dataclass
from datetime import timezone
from email.utils import format_datetime

from ..system import System
from . import clients, control, invoices, options, others, payments
from .account import Account, Invalid
from .answers import error, unknown
from .issuing import Duplicate, whole
from .pages import Pages
from .parameters import Parameters


class Empty(Exception):
    """A write without any field."""


@dataclass
class Call:
    """A call of the API: `rest` are the parts of the path behind the resource."""

    method: str
    rest: list
    given: Parameters
    body: dict

    def wrapped(self, name):
        """The object of that name in the body; raises `Empty` without one."""
        inner = self.body.get(name)
        if not isinstance(inner, dict) or not inner:
            raise Empty
        return inner


class Fakturownia(System):
    name = "fakturownia"
    title = "Fakturownia"
    zone = "Europe/Warsaw"
    account = None

    def reset(self, given):
        chosen = options.read(given)
        self.close()
        self.clock.reset()
        self.options = chosen
        self.account = Account(chosen, self.clock, self)
        self._pages = Pages(self.account)

    def close(self):
        if self.account:
            self.account.webhooks.close()

    def answer(self, request):
        answer = self._answer(request)
        if self.account.multipass.settings.clock_offset:
            # The date in an answer is how others learn that the clock here is wrong.
            now = self.account.multipass.now().astimezone(timezone.utc)
            answer.headers["Date"] = format_datetime(now, usegmt=True)
        return answer

    def _answer(self, request):
        path = [part for part in request.segments if part]
        if path and path[-1].endswith(".json"):
            return self._api(request, [*path[:-1], path[-1].removesuffix(".json")])
        if len(path) == 2 and path[0] == "invoices" and path[1].endswith(".pdf"):
            return self._file(request, path[1].removesuffix(".pdf"))
        return self._pages.answer(request, path)

    def _file(self, request, name):
        """The PDF of a document, for the API and for a person who is signed in."""
        token = self._token(request, Parameters(request.query), {})
        if not self._known(token) and not self._pages.is_signed_in(request):
            return error(self.account.text("sign_in"), 401)
        return invoices.file(self.account, whole(name))

    def _api(self, request, path):
        try:
            body = json.loads(request.body) if request.body.strip() else {}
            # Half a letter (\ud83d) is no text that could be given back.
            json.dumps(body, ensure_ascii=False).encode()
        except ValueError:
            return error(self.account.text("json"), 400)
        if not isinstance(body, dict):
            return error(self.account.text("json"), 400)
        given = Parameters(request.query)
        if path != ["login"] and not self._known(self._token(request, given, body)):
            return error(self.account.text("sign_in"), 401)
        call = Call(request.method, path[1:], given, body)
        respond = _RESOURCES.get(path[0])
        if respond is None:
            return unknown()
        return self._respond(respond, call)

    def _respond(self, respond, call):
        text = self.account.text
        try:
            return respond(self.account, call)
        except Empty:
            return error(text("empty"), int(self.options.empty_payload))
        except Duplicate:
            if self.options.oid_refusal == "string":
                return error(text("oid"), 422)
            return error({"oid": [text("taken")]}, 422)
        except Invalid as wrong:
            message = {field: [text(key) for key in keys] for field, keys in wrong.fields.items()}
            return error(message, 422)

    def _token(self, request, given, body):
        scheme, _, raw = request.headers.get("Authorization", "").strip().partition(" ")
        if self.options.bearer and scheme.lower() == "bearer":
            return raw.strip()
        return given.get("api_token") or str(body.get("api_token") or "")

    def _known(self, token):
        chosen = self.options
        return token in (chosen.token, f"{chosen.token}/{chosen.prefix}")

    def refusal(self, kind, arguments):
        if kind == "wrong_credentials":
            return error(self.account.text("sign_in"), int(arguments.get("as", 401)))
        return error(self.account.text("limit"), int(arguments.get("as", 429)))

    def mutate(self, change, arguments):
        account = self.account
        fields = arguments.get("fields")
        if arguments.get("record") == "invoice":
            control.mutate_invoice(account, change, arguments.get("id"), fields)
            return
        number = arguments.get("id") or min(account.clients.ids(), default=None)
        fields = fields or {"name": "W międzyczasie Sp. z o.o."}
        if change == "insert":
            account.create_client(fields)
        elif number not in account.clients:
            return
        elif change == "edit":
            account.change_client(number, fields)
        else:
            account.delete_client(number)

    def page_number(self, request):
        if request.method != "GET" or not request.path.endswith((".json",)):
            return None
        if len([part for part in request.segments if part]) != 1:
            return None
        return Parameters(request.query).positive("page", 1)

    def credentials(self, request):
        try:
            body = json.loads(request.body) if request.body else {}
        except ValueError:
            body = {}
        body = body if isinstance(body, dict) else {}
        token = self._token(request, Parameters(request.query), body)
        return token, token.partition("/")[2]

    def control(self, request, parts):
        return control.respond(self.account, request, parts)

    def state(self):
        account = self.account
        return {
            "seed": self.options.seed,
            "clients": len(account.clients),
            "invoices": len(account.invoices),
            "departments": len(account.departments),
            "payments": len(account.payments),
            "webhooks": account.webhooks.described(),
        }


_RESOURCES = {
    "account": others.account,
    "banking": payments.respond,
    "clients": clients.respond,
    "departments": others.departments,
    "invoices": invoices.respond,
    "login": others.login,
    "products": others.products,
    "webhooks": others.webhooks,
}
