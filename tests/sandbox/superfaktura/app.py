"""Who is asking, may they, and which endpoint is it."""

from collections import Counter
from urllib.parse import unquote_plus

from ..system import System
from . import clients, company, control, document_calls, listing, options, pages, stock_calls
from .account import Account
from .answers import answer, error, html


class SuperFaktura(System):
    name = "superfaktura"
    title = "SuperFaktura"
    zone = "Europe/Bratislava"

    def reset(self, given):
        chosen = options.read(given)
        self.clock.reset()
        self.options = chosen
        self.account = Account(chosen, self.clock)

    def answer(self, request):
        path = [part for part in request.segments if part]
        page = self._page(request, path)
        if page is not None:
            return html(page)
        signed = self._signed(request)
        company_id = signed.get("company_id", "")
        account = self.account
        if not self._known(signed):
            return self._refuse_sign_in(self.options.wrong_credentials)
        if account.lapsed:
            return error(account.text("lapsed"), 401)
        # Named or not, right or wrong: this is the counter that goes up.
        counter = company_id or self.options.company_id
        period = account.quota.count(counter)
        if period and request.method == "GET":
            return self._quota_exceeded(self.options.quota_exceeded, counter)
        made = self._route(request, path, account.company_of(company_id))
        if self.options.rate_headers:
            made.headers.update(account.quota.headers(counter))
        return made

    def refusal(self, kind, arguments):
        if kind == "wrong_credentials":
            return self._refuse_sign_in(arguments.get("as", self.options.wrong_credentials))
        wanted = arguments.get("as", self.options.quota_exceeded)
        company_id = self.options.company_id
        made = self._quota_exceeded(wanted, company_id)
        if "X-RateLimit-DailyRemaining" in made.headers:
            period = "Monthly" if arguments.get("period") == "month" else "Daily"
            made.headers[f"X-RateLimit-{period}Remaining"] = 0
        return made

    def mutate(self, change, arguments):
        account, book = self.account, self.account.book
        number = arguments.get("id") or min(book.clients, default=None)
        fields = arguments.get("fields") or {"name": "Medzitým s.r.o."}
        if change == "insert":
            account.create(book, fields)
        elif number not in book.clients:
            return
        elif change == "edit":
            account.change(book, number, fields)
        else:
            account.delete(book, number)

    def page_number(self, request):
        path = [part for part in request.segments if part]
        if path[:1] not in (["clients"], ["stock_items"], ["invoices"]):
            return None
        if path[1:2] != ["index.json"]:
            return None
        return listing.page_number(path[2:])

    def credentials(self, request):
        signed = self._signed(request)
        if not signed:
            return "", ""
        return f"{signed.get('email')}|{signed.get('apikey')}", signed.get("company_id", "")

    def control(self, request, parts):
        return control.respond(self.account, request, parts)

    def state(self):
        account = self.account
        book = account.book
        counts = Counter(kind for kinds in book.kinds.values() for kind in kinds)
        numbers = Counter(
            digits.zfill(8)
            for digits in (_digits(row["ico"]) for row in book.clients.values())
            if digits
        )
        return {
            "seed": self.options.seed,
            "clients": len(book.clients),
            "items": len(account.stock.rows),
            "contacts": sum(int(c["client_id"]) in book.clients for c in account.contacts.values()),
            "companies": {key: len(each.clients) for key, each in account.books.items()},
            "kinds": dict(sorted(counts.items())),
            # Company numbers, in one spelling, that more than one client has.
            "shared_ico": sum(count > 1 for count in numbers.values()),
            "lapsed": account.lapsed,
        }

    def _page(self, request, path):
        """A web page for a person's browser; None for a call of the API."""
        if request.method not in ("GET", "HEAD"):
            return None
        if not path:
            return pages.start(self.account)
        wants_page = "text/html" in request.headers.get("Accept", "")
        if path[:2] != ["clients", "view"] or not (wants_page or not self._signed(request)):
            return None
        number = _number(path[2:])
        if number not in self.account.book.clients:
            return pages.not_found()
        return pages.client(self.account, self.account.book, number)

    def _signed(self, request):
        """What the header says, read as leniently as PHP reads a query string."""
        scheme, _, raw = request.headers.get("Authorization", "").strip().partition(" ")
        if scheme.upper() != "SFAPI":
            return {}
        pairs = (pair.partition("=") for pair in raw.strip().split("&"))
        return {name.strip(): unquote_plus(value).strip() for name, _, value in pairs}

    def _known(self, signed):
        wanted = (self.options.email, self.options.apikey)
        return (signed.get("email"), signed.get("apikey")) == wanted

    def _refuse_sign_in(self, wanted):
        if wanted == "html":
            return html(pages.sign_in())
        return error(self.account.text("sign_in"), int(wanted))

    def _quota_exceeded(self, wanted, counter):
        message = self.account.text("quota")
        made = error(message, int(wanted))
        if self.options.rate_headers:
            made.headers.update(self.account.quota.headers(counter))
        # Without the other headers too: it is the one that tells.
        made.headers["X-RateLimit-Message"] = "API limit exceeded"
        return made

    def _route(self, request, path, company_id):
        account, book = self.account, self.account.books[company_id]
        method, head, rest = request.method, path[:2], path[2:]
        try:
            if head == ["clients", "index.json"]:
                return listing.clients(account, book, rest)
            if path[:1] == ["clients"]:
                return self._client(request, book, head, rest)
            if path[:1] == ["contact_people"]:
                return self._contact(request, book, head, rest)
            if path[:1] == ["stock_items"]:
                made = stock_calls.respond(account, account.stocks[company_id], request, path[1:])
                return made or _unknown()
            if path[:1] == ["invoices"]:
                documents = account.documents[company_id]
                return document_calls.respond(account, documents, request, path[1:]) or _unknown()
            if path[:1] == ["tags"]:
                return self._tag(request, head, rest)
        except clients.BadFormat:
            return error(account.text("bad_format"), 400)
        if method == "GET":
            return self._value_list(path, company_id)
        return _unknown()

    def _client(self, request, book, head, rest):
        account, method = self.account, request.method
        if head == ["clients", "create"]:
            if method != "POST":
                return error(account.text("wrong_method"), code=2)
            return clients.create(account, book, clients.data_of(request))
        actions = {
            "view": ("GET",),
            "edit": ("PATCH", "POST"),
            "delete": ("DELETE", "GET"),
        }
        action = head[1] if len(head) > 1 else ""
        if action not in actions:
            return _unknown()
        if method not in actions[action]:
            return error(account.text("wrong_method"), code=2)
        number = _number(rest)
        if number is None:
            return error(account.text("invalid_id"), 400)
        if number not in book.clients:
            return error(account.text("not_found"), 404)
        if action == "view":
            return clients.view(account, book, number)
        if action == "delete":
            return clients.delete(account, book, number)
        return clients.edit(account, book, number, clients.data_of(request))

    def _contact(self, request, book, head, rest):
        account, method = self.account, request.method
        number = _number(rest)
        if head[1:] == ["getContactPeople"] and method == "GET":
            return clients.contacts(account, book, number if number in book.clients else None)
        if head[1:] == ["add"] and method == "POST":
            return clients.add_contact(account, book, clients.data_of(request))
        if head[1:] == ["delete"] and method in ("GET", "DELETE"):
            return clients.delete_contact(account, number)
        return _unknown()

    def _tag(self, request, head, rest):
        account, method = self.account, request.method
        if head[1:] == ["index.json"] and method == "GET":
            return company.tag_list(account)
        if head[1:] == ["add"] and method == "POST":
            return company.tag_add(account, clients.data_of(request))
        if head[1:] == ["edit"] and method == "POST":
            return company.tag_edit(account, _number(rest), clients.data_of(request))
        if head[1:] == ["delete"] and method == "GET":
            return company.tag_delete(account, _number(rest))
        return _unknown()

    def _value_list(self, path, company_id):
        account = self.account
        if path[:1] == ["countries"]:
            return company.country_list(account, full="view_full:1" in path)
        if path[:2] == ["sequences", "index.json"]:
            return company.sequences(account, company_id)
        if path[:2] == ["users", "getUserCompaniesData"]:
            return company.companies_data(account, company_id, path[2:3] == ["1"])
        if path[:2] == ["users", "company_switcher"]:
            return company.company_switcher(account)
        if path[:2] == ["users", "logo"]:
            return answer([])
        return _unknown()


def _unknown():
    """The live system answers an unknown address with a web page and status 200."""
    return html(pages.not_found())


def _number(rest):
    """The number at the head of the rest of a path, with or without .json."""
    raw = rest[0].removesuffix(".json") if rest else ""
    return int(raw) if raw.isascii() and raw.isdigit() else None


def _digits(text):
    return "".join(character for character in text if character.isdigit())
