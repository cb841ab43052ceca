"""The web pages: what a person signed in sees and does, and the public pages of documents.

They work without scripts. Every form carries the token of its session.
"""

import hmac
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from werkzeug.http import dump_cookie, parse_cookie

from . import client_pages, invoice_pages, pdf
from .answers import html
from .parameters import Parameters

COOKIE = "_fakturownia_session"
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class Visit:
    """One request of a browser: `form` is what was sent, `token` that of the session."""

    def __init__(self, account, request, path, token):
        self.account = account
        self.method = request.method
        self.path = path
        self.given = Parameters(request.query)
        raw = request.body.decode("utf-8", "replace") if request.method == "POST" else ""
        self.form = {
            # Browsers send line ends as CRLF.
            name: value.replace("\r\n", "\n")
            for name, value in parse_qsl(raw, keep_blank_values=True)
        }
        self.token = token

    def page(self, template, status=200, **values):
        """The `Answer` with that template."""
        shared = {"account": self.account, "token": self.token, "secret": self._secret}
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
        self._sessions = {}

    def token(self, request):
        """The token of the session that a request belongs to; None for a stranger."""
        cookie = parse_cookie(request.headers.get("Cookie", ""))
        return self._sessions.get(cookie.get(COOKIE))

    def answer(self, request, path):
        visit = Visit(self._account, request, path, self.token(request))
        if request.method not in ("GET", "HEAD", "POST"):
            return visit.nothing()
        public = self._public(visit)
        if public is not None:
            return public
        if visit.token is None:
            return visit.go(f"/login?return_to={quote(request.path)}{_question(request)}")
        if request.method == "POST":
            sent = visit.form.pop("authenticity_token", "")
            if not hmac.compare_digest(sent.encode(), visit.token.encode()):
                return visit.page(
                    "message.html", 403, title="Refused", text="The form is not of this session."
                )
        return self._signed_in(visit, request)

    def _public(self, visit):
        """What strangers may see; None for everything else."""
        path, method = visit.path, visit.method
        if path == ["login"]:
            return self._login(visit) if method == "POST" else self._form(visit)
        if method == "POST":
            return None
        if len(path) == 2 and path[0] == "invoice":
            return self._document(visit, path[1])
        if len(path) == 3 and path[0] == "f":
            return self._document(visit, path[2], path[1])
        return None

    def _signed_in(self, visit, request):
        path = visit.path
        if not path:
            return visit.go("/invoices")
        if path == ["logout"] and visit.method == "POST":
            cookie = parse_cookie(request.headers.get("Cookie", ""))
            del self._sessions[cookie[COOKIE]]
            return visit.go("/login")
        if path[0] == "clients":
            return client_pages.respond(visit, path[1:])
        if path[0] == "invoices":
            return invoice_pages.respond(visit, path[1:])
        return visit.nothing()

    def _form(self, visit, status=200, failed=False):
        return visit.page(
            "login.html", status, return_to=visit.given.get("return_to"), failed=failed
        )

    def _login(self, visit):
        options, form = self._account.options, visit.form
        if (form.get("login"), form.get("password")) != (options.login, options.password):
            return self._form(visit, 401, failed=True)
        session = secrets.token_urlsafe(24)
        self._sessions[session] = secrets.token_urlsafe(24)
        cookie = dump_cookie(COOKIE, session, httponly=True, samesite="Lax")
        wanted = form.get("return_to", "")
        # Only to a page of this server.
        inside = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
        return visit.go(wanted if inside else "/invoices", **{"Set-Cookie": cookie})

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


def _question(request):
    return quote(f"?{request.query}") if request.query else ""
