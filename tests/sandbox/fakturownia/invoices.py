"""The endpoints of invoices."""

from . import issuing, listing, pdf
from .answers import answer, error, missing, soft_error, unknown
from .documents import STATUSES
from .issuing import whole


def respond(account, call):
    """The `Answer` to a call below /invoices."""
    method, rest = call.method, call.rest
    documents = account.documents
    if not rest:
        if method == "GET":
            return listing.invoices(account, call.given)
        if method != "POST":
            return unknown()
        row = issuing.issue(account, call.wrapped("invoice"))
        return answer(documents.detail(row["id"]), 201)
    if rest == ["cancel"] and method == "POST":
        return _cancel(account, call)
    number = whole(rest[0])
    if number not in account.invoices:
        return missing()
    if len(rest) > 1:
        return _action(account, call, number, rest[1:])
    if method == "GET":
        return answer(documents.detail(number))
    if method in ("PUT", "PATCH"):
        issuing.change(account, number, call.wrapped("invoice"))
        return answer(documents.detail(number))
    if method == "DELETE":
        documents.delete(number)
        return answer("ok")
    return unknown()


def file(account, number):
    """GET /invoices/ID.pdf"""
    if number not in account.invoices:
        return missing()
    return pdf.answer(account.invoices.get(number))


def _action(account, call, number, action):
    if call.method != "POST":
        return unknown()
    if action == ["change_status"]:
        return _change_status(account, call, number)
    if action == ["send_by_email"]:
        return _send(account, call, number)
    return unknown()


def _change_status(account, call, number):
    """A wrong status is an error with status 200; what success looks like is not documented."""
    status = call.given.get("status") or str(call.body.get("status") or "")
    if status not in STATUSES:
        return soft_error(account.text("status"))
    if account.invoices.get(number)["cancelled"]:
        return soft_error(account.text("cancelled"))
    account.documents.set_status(number, status)
    return answer(account.documents.detail(number))


def _send(account, call, number):
    """No mail leaves; a document without an address is an error with status 200."""
    row = account.invoices.get(number)
    if not (call.given.get("email_to") or row["buyer_email"]):
        return answer({"status": "error", "message": account.text("no_email")})
    row["sent_time"] = account.moment(account.now())
    row["status"] = "sent" if row["status"] == "issued" else row["status"]
    account.documents.save(row)
    return answer({"status": "ok"})


def _cancel(account, call):
    """POST /invoices/cancel.json {cancel_invoice_id, cancel_reason}; the answer is our choice."""
    number = whole(call.body.get("cancel_invoice_id"))
    if number not in account.invoices:
        return missing()
    if account.invoices.get(number)["cancelled"]:
        return error(account.text("cancelled"), 422)
    account.documents.cancel(number, str(call.body.get("cancel_reason") or ""))
    return answer({"code": "success", "message": "OK"})
