"""What the control API can do with documents. KIND is orders, estimates or invoices.

GET    KIND            {"ids": [...]}
POST   KIND {fields}   {"id": number}; fields of Invoice, client_id, items, and taken_off: what is
                       taken off the sum and stands in no line; `type` for one of another kind
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
            return {"id": documents.add(values.get("type", kind), values)}
        numbers = [number for number, row in documents.rows.items()
                   if row["Invoice"]["type"] == kind]  # fmt: skip
        return {"ids": numbers}
    number = int(parts[1]) if parts[1].isdigit() else None
    if number not in documents.rows:
        raise Refused(f"There is no document {parts[1]}.")
    if parts[2:] == ["pay"]:
        documents.pay(number)
    elif request.method == "PATCH":
        documents.change(number, object_of(request))
    return documents.rows[number]
