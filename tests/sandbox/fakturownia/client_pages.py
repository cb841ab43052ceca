"""The list of clients, and the page of one with the form that changes it."""

from .account import Invalid
from .seed import CLIENT

# The fields of the form with their titles.
FIELDS = (
    ("name", "Name"), ("shortcut", "Shortcut"), ("first_name", "First name"),
    ("last_name", "Last name"), ("tax_no", "NIP"), ("tax_no_kind", "Kind of NIP"),
    ("register_number", "Register number"), ("street", "Street"), ("post_code", "Post code"),
    ("city", "City"), ("country", "Country"), ("email", "E-mail"), ("phone", "Phone"),
    ("mobile_phone", "Mobile phone"), ("www", "Website"), ("person", "Contact person"),
    ("bank", "Bank"), ("bank_account", "Bank account"), ("payment_to_kind", "Days to pay"),
    ("default_payment_type", "Payment type"), ("discount", "Discount %"), ("kind", "Kind"),
    ("tag_list", "Tags"), ("external_id", "External id"), ("department_id", "Department"),
)  # fmt: skip
AREAS = (("delivery_address", "Delivery address"), ("note", "Note"))
CHECKS = (("company", "Company"), ("use_delivery_address", "Use the delivery address"))
_PER_PAGE = 25


def respond(visit, rest):
    """The page below /clients."""
    account = visit.account
    if not rest:
        return _create(visit) if visit.method == "POST" else _list(visit)
    if rest == ["new"]:
        return _form(visit, {**CLIENT, "country": "PL"}, {})
    number = int(rest[0]) if rest[0].isascii() and rest[0].isdigit() else None
    if number not in account.clients:
        return visit.nothing()
    if rest[1:] == ["delete"] and visit.method == "POST":
        account.delete_client(number)
        return visit.go("/clients")
    if rest[1:]:
        return visit.nothing()
    if visit.method == "POST":
        return _save(visit, number)
    return _form(visit, account.clients.get(number), {})


def sent(form, row):
    """The fields that a form changes, compared with what it showed."""
    changed = {}
    for name, _title in (*FIELDS, *AREAS):
        if name in form and form[name] != shown(row[name]):
            changed[name] = form[name]
    for name, _title in CHECKS:
        if (name in form) != bool(row[name]):
            changed[name] = name in form
    return changed


def shown(value):
    """A value as the text of a field."""
    if isinstance(value, list):
        return ", ".join(value)
    # As a browser gives it back.
    return "" if value is None else str(value).replace("\r\n", "\n")


def _list(visit):
    account, wanted = visit.account, visit.given.get("q").casefold().strip()
    numbers = account.clients.ids()[::-1]
    if wanted:
        facets = account.clients.facets()
        numbers = [n for n in numbers if any(wanted in (v or "").casefold() for v in facets[n])]
    page = visit.given.positive("page", 1)
    rows = [account.clients.get(n) for n in numbers[(page - 1) * _PER_PAGE : page * _PER_PAGE]]
    more = len(numbers) > page * _PER_PAGE
    values = {"rows": rows, "page": page, "more": more, "count": len(numbers)}
    return visit.page("clients.html", q=visit.given.get("q"), **values)


def _form(visit, row, errors, status=200):
    account = visit.account
    invoices = [account.invoices.get(n) for n in account.documents.ids_of(row["id"])[::-1][:20]]
    return visit.page(
        "client.html", status, row=row, errors=errors, invoices=invoices, shown=shown,
        fields=FIELDS, areas=AREAS, checks=CHECKS,
    )  # fmt: skip


def _create(visit):
    blank = {**CLIENT, "company": False}
    values = {**sent(visit.form, blank), "company": "company" in visit.form}
    try:
        row = visit.account.create_client(values)
    except Invalid as wrong:
        return _form(visit, blank | values, wrong.fields, 422)
    return visit.go(f"/clients/{row['id']}")


def _save(visit, number):
    row = visit.account.clients.get(number)
    changed = sent(visit.form, row)
    try:
        if changed:
            visit.account.change_client(number, changed)
    except Invalid as wrong:
        return _form(visit, row | changed, wrong.fields, 422)
    return visit.go(f"/clients/{number}")
