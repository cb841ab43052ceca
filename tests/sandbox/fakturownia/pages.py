"""The web pages: what a person signed in sees and does, and the public pages of documents.

They work without scripts. Every form carries the token of its session.
"""

import hmac
from pathlib import Path
from urllib.parse import parse_qsl

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from . import client_pages, invoice_pages, multipass_pages, pdf
from .answers import html
from .parameters import Parameters
from .sessions import Sessions

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class Visit:
    """One request of a browser: `form` is what was sent, `session` is None for a stranger."""

    def __init__(self, account, sessions, request, path):
        self.account = account
        self.request = request
        self.sessions = sessions
        self.session = sessions.of(request)
        self.method = request.method
        self.path = path
        self.given = Parameters(request.query)
        raw = request.body.decode("utf-8", "replace") if request.method == "POST" else ""
        self.form = {
            # Browsers send line ends as CRLF.
            name: value.replace("\r\n", "\n")
            for name, value in parse_qsl(raw, keep_blank_values=True)
        }

    @property
    def user(self):
        return self.session.user

    @property
    def token(self):
        return self.session.token if self.session else None

    def page(self, template, status=200, **values):
        """The `Answer` with that template."""
        shared = {"account": self.account, "session": self.session, "secret": self._secret}
        return html(_TEMPLATES.get_template(template).render(shared, **values), status)

    def _secret(self):
        """The field that shows that a form is of this session."""
        return Markup('<input type="hidden" name="authenticity_token" value="{}">').format(
            self.token
        )

    def go(self, address, **headers):
        return html("", 303, Location=address, **headers)

    def nothing(self):
        return self.page("message.html", 404, title="Not found", text="There is no such page.")


class Pages:
    """The sessions of an account's users, and the pages."""

    def __init__(self, account):
        self._account = account
        self._sessions = Sessions(account.users)

    def is_signed_in(self, request):
        return self._sessions.of(request) is not None

    def answer(self, request, path):
        visit = Visit(self._account, self._sessions, request, path)
        if request.method not in ("GET", "HEAD", "POST"):
            return visit.nothing()
        public = self._public(visit)
        if public is not None:
            return public
        if visit.session is None:
            question = f"?{request.query}" if request.query else ""
            return multipass_pages.stranger(visit, f"{request.path}{question}")
        if request.method == "POST":
            sent = visit.form.pop("authenticity_token", "")
            if not hmac.compare_digest(sent.encode(), visit.token.encode()):
                return visit.page(
                    "message.html", 403, title="Refused", text="The form is not of this session."
                )
        return self._signed_in(visit)

    def _public(self, visit):
        """What strangers may see; None for everything else."""
        path, method = visit.path, visit.method
        if path == ["login"]:
            return multipass_pages.login(visit)
        if method == "POST":
            return None
        if path == ["multipass_server_login"]:
            return multipass_pages.server_login(visit)
        if len(path) == 2 and path[0] == "invoice":
            return self._document(visit, path[1])
        if len(path) == 3 and path[0] == "f":
            return self._document(visit, path[2], path[1])
        return None

    def _signed_in(self, visit):
        path = visit.path
        if not path:
            return visit.go("/invoices")
        if path == ["logout"] and visit.method == "POST":
            self._sessions.end(visit.request)
            return visit.go("/login")
        if path[0] == "clients":
            return client_pages.respond(visit, path[1:])
        if path[0] == "invoices":
            return invoice_pages.respond(visit, path[1:])
        page = _PAGES.get("/".join(path))
        return page(visit) if page else visit.nothing()

    def _document(self, visit, name, number=None):
        """The public page of a document, or its file, by the token in its address."""
        documents = self._account.documents
        found = documents.by_token(name.removesuffix(".pdf"))
        row = documents.detail(found) if found is not None else None
        if row is None or (number is not None and row["number"].replace("/", "-") != number):
            return visit.nothing()
        if name.endswith(".pdf"):
            return pdf.answer(row)
        return visit.page("public.html", row=row)


_PAGES = {
    "crm": multipass_pages.crm,
    "settings/multipass": multipass_pages.settings,
    "settings/users": multipass_pages.users,
}
