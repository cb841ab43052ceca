"""An opportunity that a person made, and the documents that were made from it.

Name, client, amount and dates stay the person's. Only its stage follows the money: when all
documents made from it that ask for money are paid, or some of it is, the opportunity moves to the
stage of that payment status, once for each status. One that is won or lost stays, and so does one
whose document was merely issued or cancelled.
"""

_FOLLOWED = ("partial", "paid")
# The key of a snapshot that holds the status which was followed last.
STATUS = "payment"


def followed_values(root, stages):
    """What a payment changes of the opportunity of a document.

    :param root: a ``deratix.invoice`` made from its opportunity
    :param stages: ``{payment: deratix.stage.map}``
    :return: ``(values of the opportunity, status to note or None)``
    """
    lead = root.lead_id
    status = _status_of(lead)
    row = stages.get(status)
    if status == (root.snapshot or {}).get(STATUS) or status not in _FOLLOWED:
        return {}, None
    if (
        not row
        or row.is_lost
        or not row.stage_id
        or not lead.active
        or lead.won_status != "pending"
    ):
        return {}, status
    return {"stage_id": row.stage_id.id, "probability": row.probability}, status


def _status_of(lead):
    """The payment status of all claims made from an opportunity together."""
    claims = lead.deratix_invoice_ids.filtered(
        lambda invoice: (
            invoice.from_lead
            and not invoice.corrects_id
            and invoice.kind_id.is_claim
            and invoice.payment_together != "cancelled"
        )
    )
    statuses = set(claims.mapped("payment_together"))
    if statuses == {"paid"}:
        return "paid"
    return "partial" if statuses & set(_FOLLOWED) else "unpaid"
