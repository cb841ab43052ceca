"""Making and changing documents from the fields of a request."""

import re
from datetime import timedelta

from stdnum.pl import nip

from . import money
from . import seed as seeding
from .account import Invalid
from .documents import INVOICE, KINDS, PREFIXES, STATUSES, parsed_day

# What a write may set as it is sent. Amounts come from the positions.
_WRITABLE = frozenset((
    "number", "kind", "place", "sell_date", "issue_date", "payment_type", "currency", "status",
    "description", "oid", "lang", "paid_date", "internal_note", "additional_invoice_field",
    "correction_reason", "category_id", "recipient_id", "warehouse_id", "exchange_currency",
    "invoice_id", "from_invoice_id", "user_id", "seller_bank", "seller_bank_account",
    "seller_email", "seller_phone", "buyer_name", "buyer_post_code", "buyer_city", "buyer_street",
    "buyer_first_name", "buyer_last_name", "buyer_country", "buyer_note", "buyer_email",
    "buyer_phone", "buyer_person", "buyer_mobile_phone", "buyer_tax_no", "buyer_tax_no_kind",
))  # fmt: skip
_MOST_DAYS, _LAST_YEAR = 10_000, 9000
_NUMBERS = frozenset(("category_id", "recipient_id", "warehouse_id", "invoice_id",
                      "from_invoice_id", "user_id"))  # fmt: skip
_CARD = (
    "name", "tax_no", "tax_no_kind", "post_code", "city", "street", "country", "email", "phone",
    "mobile_phone", "person", "first_name", "last_name", "company", "note",
)  # fmt: skip


class Duplicate(Exception):
    """A second document of an `oid` that was sent with oid_unique."""


def issue(account, given, from_api=True):
    """A new document of the given fields; returns its row. Raises `Invalid` and `Duplicate`.

    `oid_unique` looks at all documents of the account: the scope is not documented.
    """
    documents = account.documents
    given = _with_products(account, _derived(documents, given))
    oid = str(given.get("oid") or "")
    if oid and str(given.get("oid_unique")).lower() in ("yes", "true", "1"):
        facets = documents.table.facets()
        if any(each.oid == oid for each in facets.values()):
            raise Duplicate
    row = {**INVOICE, "from_api": from_api}
    row["income"] = str(given.get("income", "1")).lower() not in ("0", "no", "false")
    kind = str(given.get("kind") or "vat")
    if kind not in KINDS:
        raise Invalid(kind=["invalid"])
    positions = _new_positions(given)
    _check_buyer(account, given)
    # Tried first: a refusal must not leave a new client or department behind.
    _set(dict(row), given)
    _set_dates(account, dict(row), given)
    seller = _seller(account, given)
    row["id"] = documents.next_id
    documents.next_id += 1
    _set_buyer(account, row, given)
    documents.fill_seller(row, seller)
    _set(row, given)
    row["kind"] = kind
    _set_dates(account, row, given)
    row["number"] = str(given.get("number") or _next_number(documents, row))
    row["token"] = seeding.token(account.options.seed, row["id"])
    row["created_at"] = account.moment(account.now())
    row["positions"] = [_stored(documents, row, each) for each in positions]
    documents.sum_up(row)
    _set_payment(documents, row, given)
    if given.get("buyer_override"):
        _override_card(account, row)
    return documents.save(row, "create")


def change(account, number, given):
    """Set fields of a document; returns its row, raises `Invalid`."""
    documents = account.documents
    row = documents.table.get(number)
    if str(given.get("kind") or row["kind"]) not in KINDS:
        raise Invalid(kind=["invalid"])
    _set(dict(row), given)
    if "department_id" in given:
        documents.fill_seller(row, _seller(account, given))
    if given.get("client_id") not in (None, ""):
        _check_buyer(account, given)
        _set_buyer(account, row, given)
    _set(row, given)
    if "positions" in given:
        row["positions"] = _changed_positions(documents, row, _given_positions(given))
        documents.sum_up(row)
    if {"payment_to_kind", "payment_to", "issue_date"} & set(given):
        _set_dates(account, row, {"payment_to_kind": row["payment_to_kind"], **given})
    _set_payment(documents, row, given)
    return documents.save(row)


def correct(account, number, given=None):
    """A correction of a document, by default down to nothing."""
    row = account.invoices.get(number)
    positions = [
        {"name": each["name"], "quantity": each["quantity"], "tax": each["tax"],
         "total_price_gross": money.written(-money.number(each["total_price_gross"]))}
        for each in row["positions"]
    ]  # fmt: skip
    values = {
        "kind": "correction", "invoice_id": number, "from_invoice_id": number,
        "currency": row["currency"], "positions": positions,
        "department_id": row["department_id"], "disable_tax_no_validation": True,
    }  # fmt: skip
    if row["client_id"] in account.clients:
        values["client_id"] = row["client_id"]
    else:
        values["buyer_name"] = row["buyer_name"]
    return issue(account, values | (given or {}), from_api=False)


def _derived(documents, given):
    """The fields with those of the document that is copied (`copy_invoice_from`) behind them.

    An advance is of `advance_value` percent or of that amount; the rest of its arithmetic is not
    documented.
    """
    source_id = given.get("copy_invoice_from")
    if source_id in (None, ""):
        return given
    source = documents.table.get(whole(source_id))
    if source is None:
        raise Invalid(copy_invoice_from=["no_such"])
    names = _WRITABLE - {"number", "oid", "status", "paid_date", "issue_date", "sell_date", "kind"}
    copied = {name: source[name] for name in names}
    copied |= {"client_id": source["client_id"], "from_invoice_id": source["id"]}
    copied["positions"] = [
        {name: each[name] for name in ("name", "quantity", "tax", "quantity_unit", "product_id",
                                       "total_price_gross")}
        for each in source["positions"]
    ]  # fmt: skip
    if given.get("kind") == "advance":
        copied["positions"] = [_advance(source, given)]
        copied["invoice_id"] = source["id"]
    return copied | given


def _advance(source, given):
    value = _number(given.get("advance_value", 100), "advance_value")
    gross = money.number(source["price_gross"])
    part = value if given.get("advance_creation_mode") == "amount" else gross * value / 100
    first = source["positions"][0] if source["positions"] else {"name": "Zaliczka", "tax": "23"}
    return {
        "name": first["name"],
        "tax": first["tax"],
        "quantity": 1,
        "total_price_gross": str(money.cents(part)),
    }


def _with_products(account, given):
    """The fields with what is left out of a position taken from the product that it names."""
    positions = given.get("positions")
    if not isinstance(positions, list):
        return given
    return given | {"positions": [_with_product(account, each) for each in positions]}


def _with_product(account, position):
    number = whole(position.get("product_id")) if isinstance(position, dict) else None
    if number is None:
        return position
    product = account.products.get(number)
    if product is None:
        raise Invalid(**{"positions.product_id": ["no_such"]})
    names = {"name": "name", "code": "code", "tax": "tax", "quantity_unit": "quantity_unit"}
    if not {"price_net", "price_gross", "total_price_net", "total_price_gross"} & set(position):
        names["price_gross"] = "price_gross"
    return {here: product[there] for here, there in names.items()} | position


def _new_positions(given):
    return [_position(each) for each in _given_positions(given)]


def _given_positions(given):
    raw = given.get("positions") or []
    if not isinstance(raw, list) or not all(isinstance(each, dict) for each in raw):
        raise Invalid(positions=["invalid"])
    return raw


def _position(given, known=None):
    if not (given.get("name") or (known and known["name"])) and not given.get("kind"):
        raise Invalid(**{"positions.name": ["blank"]})
    try:
        return money.position(given, known)
    except money.NoNumber as wrong:
        raise Invalid(**{f"positions.{wrong.field}": ["invalid"]}) from None


def _changed_positions(documents, row, given):
    """Those with an id are edited, or removed with `_destroy`; those without are added."""
    kept = {each["id"]: each for each in row["positions"]}
    for each in given:
        number = whole(each.get("id"))
        if number is None:
            made = _stored(documents, row, _position(each))
            kept[made["id"]] = made
        elif number not in kept:
            raise Invalid(**{"positions.id": ["no_such"]})
        elif str(each.get("_destroy")) in ("1", "true", "True"):
            del kept[number]
        else:
            kept[number] = _position(each, kept[number])
    return list(kept.values())


def _stored(documents, row, position):
    times = {"created_at": row["created_at"], "updated_at": row["created_at"]}
    return position | {"id": documents.position_id(), "invoice_id": row["id"], **times}


def _seller(account, given):
    """The department that sells. "An unknown seller_name can create a new department" (FR)."""
    number = given.get("department_id")
    if number not in (None, ""):
        if whole(number) not in account.departments:
            raise Invalid(department_id=["no_such"])
        return account.departments[whole(number)]
    name = given.get("seller_name")
    for department in account.departments.values():
        if department["name"] == name or (not name and department.get("main")):
            return department
    if name:
        return account.create_department({"name": name, "tax_no": given.get("seller_tax_no")})
    if not account.departments:
        raise Invalid(department_id=["blank"])
    return next(iter(account.departments.values()))


def _check_buyer(account, given):
    number = whole(given.get("client_id"))
    if number is not None and number != -1 and number not in account.clients:
        raise Invalid(client_id=["no_such"])
    person = given.get("buyer_first_name") and given.get("buyer_last_name")
    if number in (None, -1) and not given.get("buyer_name") and not person:
        raise Invalid(buyer_name=["blank"])
    card = account.clients.get(number) if number not in (None, -1) else {}
    tax_no = given.get("buyer_tax_no", card.get("tax_no"))
    kind = given.get("buyer_tax_no_kind", card.get("tax_no_kind"))
    country = given.get("buyer_country", card.get("country")) or "PL"
    checked = tax_no and not kind and country == "PL"
    if checked and not given.get("disable_tax_no_validation") and not nip.is_valid(str(tax_no)):
        raise Invalid(buyer_tax_no=["nip"])


def _set_buyer(account, row, given):
    """The named client; else one of the same name, number or e-mail; else a new one."""
    number = whole(given.get("client_id"))
    if number is None:
        person = (given.get("buyer_first_name"), given.get("buyer_last_name"))
        number = account.find_client(
            name=given.get("buyer_name"),
            tax_no=given.get("buyer_tax_no"),
            email=given.get("buyer_email"),
            first_name_and_last_name=person,
        )
    if number in (None, -1):
        values = {name: given[f"buyer_{name}"] for name in _CARD if f"buyer_{name}" in given}
        values.setdefault("company", bool(values.get("name")))
        number = account.create_client(values)["id"]
    account.documents.fill_buyer(row, account.clients.get(number))


def _override_card(account, row):
    values = {name: row[f"buyer_{name}"] for name in _CARD if row[f"buyer_{name}"] is not None}
    account.change_client(row["client_id"], values)


def _set(row, given):
    for name in _WRITABLE & set(given):
        value = given[name]
        if name in ("number", "kind") and value in (None, ""):
            continue
        row[name] = whole(value) if name in _NUMBERS else None if value is None else str(value)
    if row["status"] not in STATUSES:
        raise Invalid(status=["invalid"])


def _set_dates(account, row, given):
    issued = parsed_day(given.get("issue_date") or row["issue_date"] or account.today())
    if issued is None:
        raise Invalid(issue_date=["invalid"])
    row["issue_date"] = issued.isoformat()
    row["issue_year"] = issued.year
    row["sell_date"] = row["sell_date"] or row["issue_date"]
    client = account.clients.get(row["client_id"] or whole(given.get("client_id"))) or {}
    term = given.get("payment_to_kind", client.get("payment_to_kind"))
    term = "7" if term in (None, "") else str(term)
    row["payment_to_kind"] = term
    if term == "off":
        row["payment_to"] = ""
    elif whole(term) is not None:
        if not 0 <= whole(term) < _MOST_DAYS or issued.year > _LAST_YEAR:
            raise Invalid(payment_to_kind=["invalid"])
        row["payment_to"] = (issued + timedelta(days=whole(term))).isoformat()
    else:
        # "other_date" with payment_to, or the date itself.
        wanted = parsed_day(given.get("payment_to") or term)
        if wanted is None:
            raise Invalid(payment_to=["invalid"])
        row["payment_to"] = wanted.isoformat()


def _set_payment(documents, row, given):
    if given.get("paid") not in (None, ""):
        documents.set_paid(row, _number(given["paid"], "paid"), given.get("paid_date"))
    elif given.get("status") == "paid":
        documents.set_paid(row, money.number(row["price_gross"]), given.get("paid_date"))


def _next_number(documents, row):
    """Numbers count by month and kind; other patterns are a setting of a live account."""
    month = row["issue_date"][5:7] + "/" + row["issue_date"][:4]
    prefix = PREFIXES.get(row["kind"], "")
    taken = {each.number for each in documents.table.facets().values()}
    count = 1
    while f"{prefix}{count}/{month}" in taken:
        count += 1
    return f"{prefix}{count}/{month}"


def whole(value):
    """A whole number of a request; None for anything else."""
    text = str(value).strip()
    return int(text) if re.fullmatch(r"-?[0-9]{1,18}", text) else None


def _number(value, field):
    try:
        return money.number(value, field)
    except money.NoNumber:
        raise Invalid(**{field: ["invalid"]}) from None
