"""Customers: how they are listed, checked and stored."""

import json
from urllib.parse import parse_qsl

from . import words
from .answers import Failure, created, data, nothing
from .seed import CUSTOMER

# What a write may set; "salutation" is taken and never told again.
WRITABLE = frozenset(CUSTOMER) - {
    "id", "address_country_name", "archived", "mollie_direct_debit_status", "mollie_customer_id",
    "mollie_mandate_id",
}  # fmt: skip
_TRUTHS = ("is_private", "shift_vat")
_WHOLE = ("payment_term", "default_discount_percentage")
_CHOICES = {
    "invoice_language": ("nl", "de", "en", "fr", "es"),
    "payment_method_invoice": ("pay_later", "direct_debit", "already_paid"),
}
_OF_COMPANIES = ("address_street", "address_postal_code", "address_city")
# What came after the recordings of 2020.
_LATER = ("archived", "default_label_id", "default_ledger_account_id", "peppol_scheme_code",
          "default_discount_description", "default_discount_percentage",
          "peppol_identifier")  # fmt: skip


class Customers:
    """The customers by their id."""

    def __init__(self, account, rows):
        self._account = account
        self._rows = {row["id"]: row for row in rows}

    def __len__(self):
        return len(self._rows)

    def __contains__(self, identifier):
        return identifier in self._rows

    def get(self, identifier):
        """The row; raises the refusal of an id that is none, or of nobody."""
        check_id(identifier)
        if identifier not in self._rows:
            raise Failure("resource.not_found")
        return self._rows[identifier]

    def listed(self, query=""):
        """The rows in the order of the list, those of a search if there is one."""
        rows = list(self._rows.values())
        if self._account.options.customer_order == "name":
            rows.sort(key=lambda row: (row["customer_name"].casefold(), row["id"]))
        if not query:
            return rows
        fields = ["customer_name"]
        if self._account.options.query_fields == "all":
            fields += ["email", "reference", "coc_number"]
        wanted = query.casefold()
        return [row for row in rows if any(wanted in (row[f] or "").casefold() for f in fields)]

    def create(self, values):
        row = CUSTOMER | {"id": self._account.new_id(), "cc_emails": []}
        self._rows[row["id"]] = self._set(row, values)
        return row["id"]

    def change(self, identifier, values):
        old = self.get(identifier)
        if self._account.options.put == "blank":
            kept = {name: old[name] for name in set(old) - WRITABLE}
            old = CUSTOMER | {"payment_term": None, "cc_emails": []} | kept
        self._rows[identifier] = self._set(dict(old), values)

    def overwrite(self, identifier, values):
        """Set any field, checked by nothing."""
        self._rows[identifier] = self.get(identifier) | values

    def delete(self, identifier):
        # Whether the list keeps it is not documented: it does not here.
        self.get(identifier)
        del self._rows[identifier]

    def told(self, row):
        """A row as it is read."""
        if self._account.options.shapes == "2020":
            return {name: value for name, value in row.items() if name not in _LATER}
        return row

    def _set(self, row, values):
        row |= {name: value for name, value in values.items() if name in WRITABLE}
        row["cc_emails"] = list(row["cc_emails"] or ())
        missing = [
            name for name in ("is_private", "customer_name") if values.get(name) in (None, "")
        ]
        if values.get("is_private") is False:
            missing += [name for name in _OF_COMPANIES if not row[name]]
        if missing:
            raise Failure("params.invalid", *((name, "is_missing") for name in missing))
        wrong = [name for name, choices in _CHOICES.items() if row[name] not in (None, *choices)]
        if wrong:
            raise Failure("params.invalid", *((name, "is_invalid") for name in wrong))
        row["address_country_code"] = row["address_country_code"] or "NL"
        code = row["address_country_code"]
        row["address_country_name"] = words.COUNTRIES.get(code, code)
        if row["is_private"] or not row["shift_vat"]:
            # Said to be applicable only then; that it is dropped else is our own choice.
            row |= {"shift_vat": False, "vat_number": None}
        return row


def respond(account, call):
    """Answer a call of /customers."""
    customers, method, rest = account.customers, call.method, call.rest
    if not rest:
        if method == "GET":
            call.need("customers:read")
            return call.page(customers.listed(call.search()), customers.told)
        call.only("POST")
        call.need("customers:write")
        return created(customers.create(values_of(call)))
    row = customers.get(rest[0])
    if rest[1:]:
        return _part(account, call, row)
    if method == "GET":
        call.need("customers:read")
        details = {"href": f"{call.base}/customers/{row['id']}/extra_details"}
        return data(customers.told(row), _links={"extra_details": details})
    call.only("PUT", "DELETE")
    call.need("customers:write")
    if method == "PUT":
        customers.change(row["id"], values_of(call))
    else:
        customers.delete(row["id"])
    return nothing()


def _part(account, call, row):
    if call.rest[1:] == ["vat-percentages"]:
        call.only("GET")
        call.need("customers:read")
        return data({"id": row["id"], "vat_percentages": percentages(account, row)})
    if call.rest[1:] == ["set_archived"]:
        call.only("PUT")
        call.need("customers:write")
        account.customers.overwrite(row["id"], {"archived": bool(call.body.get("archived"))})
        return nothing()
    raise Failure("endpoint.not_found")


def percentages(_account, row):
    """The rates of today. For customers whose VAT is shifted only none: our own choice."""
    if row["shift_vat"]:
        return {"standard_rate": "0.0", "reduced_rate": []}
    return {"standard_rate": "21.0", "reduced_rate": ["9.0", "0.0"]}


def values_of(call):
    """The fields of a write, whether they came as JSON or as a form; raises `Failure`."""
    values = {name: value for name, value in call.body.items() if name in WRITABLE}
    for name in _TRUTHS:
        value = values.get(name)
        if isinstance(value, str):
            values[name] = {"true": True, "false": False}.get(value)
    for name in _WHOLE:
        value = values.get(name)
        if value in (None, ""):
            continue
        if not str(value).isdigit():
            raise Failure("params.invalid", (name, "is_invalid"))
        values[name] = int(value)
    return {name: None if value == "" else value for name, value in values.items()}


def body_of(request):
    """The object in a body; raises `Failure` when it is none."""
    if not request.body.strip():
        return {}
    if "form" in request.headers.get("Content-Type", ""):
        return dict(parse_qsl(request.body.decode(), keep_blank_values=True))
    try:
        body = json.loads(request.body)
        # Half a letter (\ud83d) is no text that could be given back.
        json.dumps(body, ensure_ascii=False).encode()
    except ValueError:
        raise Failure("params.invalid_format") from None
    if not isinstance(body, dict):
        raise Failure("params.invalid_format")
    return body


def check_id(identifier):
    """Raise the refusal, recorded live, of an id that is no UUID."""
    parts = identifier.split("-")
    if [len(part) for part in parts] != [8, 4, 4, 4, 12]:
        raise Failure("params.invalid", ("id", "is_invalid"))
