"""The list of invoices, the page of one, and the form that makes a new one."""

from . import issuing, money
from .account import Invalid
from .documents import KINDS, STATUSES
from .listing import invoice_filter
from .parameters import Parameters

_PER_PAGE = 25
_LINES = 5


def respond(visit, rest):
    """The page below /invoices."""
    account = visit.account
    if not rest:
        return _create(visit) if visit.method == "POST" else _list(visit)
    if rest == ["new"]:
        # Besides `kind` no name of a field in this address is documented.
        return _form(visit, {"kind": visit.given.get("kind", "vat")}, {})
    number = int(rest[0]) if rest[0].isascii() and rest[0].isdigit() else None
    if number not in account.invoices:
        return visit.nothing()
    if visit.method == "POST":
        action = _ACTIONS.get("/".join(rest[1:]))
        return action(visit, number) if action else visit.nothing()
    if rest[1:]:
        return visit.nothing()
    return visit.page("invoice.html", row=account.documents.detail(number), statuses=STATUSES)


def _list(visit):
    account = visit.account
    query = "period=all" if visit.given.get("period", "all") == "all" else ""
    accepts = invoice_filter(account, Parameters(query))
    wanted = visit.given.get("q").casefold().strip()
    facets = account.invoices.facets()

    def matches(number):
        each = facets[number]
        return wanted in f"{each.number}\n{each.buyer_name}\n{each.oid}".casefold()

    numbers = [n for n in account.invoices.ids()[::-1] if accepts(n) and matches(n)]
    page = visit.given.positive("page", 1)
    documents = account.documents
    part = numbers[(page - 1) * _PER_PAGE : page * _PER_PAGE]
    rows = [documents.shown(account.invoices.get(number)) for number in part]
    more = len(numbers) > page * _PER_PAGE
    values = {"rows": rows, "page": page, "more": more, "count": len(numbers)}
    return visit.page("invoices.html", q=visit.given.get("q"), **values)


def _form(visit, form, errors, status=200):
    return visit.page(
        "new_invoice.html", status, form=form, errors=errors, kinds=KINDS, lines=range(_LINES),
        today=visit.account.today().isoformat(),
    )  # fmt: skip


def _create(visit):
    form = visit.form
    given = {name: form[name] for name in _PLAIN if form.get(name)}
    given["positions"] = [_line(form, at) for at in range(_LINES) if form.get(f"name_{at}")]
    try:
        row = issuing.issue(visit.account, given, from_api=False)
    except Invalid as wrong:
        return _form(visit, form, wrong.fields, 422)
    return visit.go(f"/invoices/{row['id']}")


def _line(form, at):
    names = ("name", "quantity", "quantity_unit", "price_net", "tax")
    return {name: form[f"{name}_{at}"] for name in names if form.get(f"{name}_{at}")}


def _pay(visit, number):
    raw = visit.form.get("amount", "")
    try:
        amount = money.number(raw) if raw.strip() else None
    except money.NoNumber:
        return visit.page("message.html", 422, title="No number", text=f"{raw} is no amount.")
    visit.account.documents.pay(number, amount)
    return visit.go(f"/invoices/{number}")


def _status(visit, number):
    if visit.form.get("status") not in STATUSES:
        return visit.nothing()
    visit.account.documents.set_status(number, visit.form["status"])
    return visit.go(f"/invoices/{number}")


def _change(visit, number):
    names = ("description", "internal_note", "issue_date", "payment_to_kind")
    given = {name: visit.form[name] for name in names if name in visit.form}
    try:
        issuing.change(visit.account, number, given)
    except Invalid as wrong:
        text = ", ".join(wrong.fields)
        return visit.page("message.html", 422, title="Not saved", text=f"Wrong: {text}")
    return visit.go(f"/invoices/{number}")


def _correct(visit, number):
    row = issuing.correct(visit.account, number)
    return visit.go(f"/invoices/{row['id']}")


def _cancel(visit, number):
    visit.account.documents.cancel(number, visit.form.get("reason", ""))
    return visit.go(f"/invoices/{number}")


def _delete(visit, number):
    visit.account.documents.delete(number)
    return visit.go("/invoices")


_PLAIN = (
    "kind", "number", "client_id", "buyer_name", "buyer_tax_no", "buyer_email", "issue_date",
    "payment_to_kind", "currency", "department_id", "oid", "description",
)  # fmt: skip
_ACTIONS = {
    "": _change,
    "pay": _pay,
    "status": _status,
    "correct": _correct,
    "cancel": _cancel,
    "delete": _delete,
}
