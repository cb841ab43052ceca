"""What the control API can do with documents. KIND is orders, estimates or invoices.

GET    KIND            {"ids": [...]}
POST   KIND {fields}   {"id": number}; fields of Invoice, client_id, items, modified, and taken_off:
                       what is taken off the sum and stands in no line; `type` for one of another
                       kind
GET    KIND/ID | PATCH KIND/ID {fields}
POST   KIND/ID/pay     paid; the time of its last modification stays as it is
"""

from ..system import Refused, object_of

_TYPES = {"orders": "order", "estimates": "estimate", "invoices": "regular"}


def respond(account, request, parts):
    documents, kind = account.documents[account.options.company_id], _TYPES[parts[0]]
    if len(parts) == 1:
        if request.method == "POST":
            values = object_of(request)
            number = documents.add(values.get("type", kind), values)
            _date(documents, number, values)
            return {"id": number}
        numbers = [number for number, row in documents.rows.items()
                   if row["Invoice"]["type"] == kind]  # fmt: skip
        return {"ids": numbers}
    number = int(parts[1]) if parts[1].isdigit() else None
    if number not in documents.rows:
        raise Refused(f"There is no document {parts[1]}.")
    if parts[2:] == ["pay"]:
        documents.pay(number)
    elif request.method == "PATCH":
        values = object_of(request)
        documents.change(number, values)
        _date(documents, number, values)
    return documents.rows[number]


def _date(documents, number, values):
    if "modified" in values:
        documents.rows[number]["Invoice"]["modified"] = values["modified"]
