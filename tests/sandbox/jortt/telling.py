"""Documents as the API writes them: in the shape of v1, or in that of v2 and later."""

from datetime import timedelta

from .money import net_of, totals


def told(row, version):
    """A document as it is read in v1, or in v2 and later."""
    return _estimate(row) if row["kind"] == "estimate" else _invoice(row, version)


def _amount(value, version):
    return {"value" if version == 1 else "amount": f"{value:.2f}", "currency": "EUR"}


def _snapshot(row):
    customer = row["customer"]
    parts = ("street", "city", "postal_code", "country_code", "country_name", "extra_information")
    return {
        "customer_company_name": customer.get("customer_name"),
        "customer_attn": customer.get("attn"),
        **{f"customer_address_{part}": customer.get(f"address_{part}") for part in parts},
        "customer_vat_shifted": customer.get("shift_vat"),
        "customer_vat_number": customer.get("vat_number"),
        "language": customer.get("invoice_language"),
    }


def _invoice(row, version):
    net, gross = totals(row)
    customer = row["customer"]
    return {
        "id": row["id"], "invoice_status": row["status"], "customer_id": row["customer_id"],
        "tradename_id": row["tradename_id"], "invoice_number": row["number"],
        "invoice_date": row["date"].isoformat(),
        "invoice_due_date": (row["date"] + timedelta(days=row["term"])).isoformat(),
        "invoice_delivery_period": _iso(row["period"] or row["date"].replace(day=1)),
        "invoice_delivery_period_end": _iso(row["period_end"]),
        "invoice_date_sent": _iso(row["date_sent"]),
        "invoice_total": _amount(net, version), "invoice_total_incl_vat": _amount(gross, version),
        "invoice_due_amount": _amount(gross - row["paid"], version),
        "send_method": row["send_method"], "net_amounts": row["net_amounts"],
        "invoice_marked_free_of_vat": False, "credited_invoice_id": row["credited"],
        "remarks": row["remarks"], "introduction": row["introduction"],
        "number_of_reminders_sent": 0, "last_reminded_at": None,
        "payment_method": row["payment_method"], **_snapshot(row),
        "customer_in_eu": True, "customer_reference": customer.get("reference"),
        "customer_is_private": customer.get("is_private"),
        "customer_mail_to": customer.get("email"),
        "customer_mail_cc_addresses": customer.get("cc_emails"),
        "line_items": [_line(row, line, version) for line in row["lines"]],
        "discounts": row["discounts"], "reference": row["reference"],
        "created_at": row["created"].isoformat(timespec="seconds"),
        "credit_invoice_ids": row["credits"], "peppol_status": None,
    }  # fmt: skip


def _estimate(row):
    net, gross = totals(row)
    return {
        "id": row["id"], "estimate_status": row["status"], "acceptance_status": row["acceptance"],
        "customer_id": row["customer_id"], "tradename_id": row["tradename_id"],
        "estimate_number": row["number"],
        "valid_until": _iso(row["valid_until"] or row["date"] + timedelta(days=30)),
        "total": _amount(net, 2), "total_incl_vat": _amount(gross, 2),
        "net_amounts": row["net_amounts"], "introduction": row["introduction"],
        "remarks": row["remarks"], "reference": row["reference"], **_snapshot(row),
        "line_items": [_line(row, line, 2) for line in row["lines"]],
        "discounts": row["discounts"], "sent_or_modified_on": _iso(row["date_sent"] or row["date"]),
    }  # fmt: skip


def _line(row, line, version):
    net = net_of(row, line)
    if version == 1:
        return {
            "description": line["description"],
            "vat_percentage": f"{line['rate'] * 100:.1f}",
            "vat": int(line["rate"] * 100),
            "units": float(line["quantity"]),
            "number_of_units": str(line["quantity"]),
            "amount_per_unit": _amount(line["amount"], 1),
            "total_amount_excl_vat": _amount(net, 1),
            "ledger_account_id": line["ledger"],
        }
    told_line = {
        "description": line["description"],
        "vat": {"value": str(line["rate"]), "category": line["category"]},
        "quantity": str(line["quantity"]),
        "amount": _amount(line["amount"], 2),
        "total_amount_ex_vat": _amount(net, 2),
    }
    if row["kind"] == "invoice":
        told_line["ledger_account_id"] = line["ledger"]
    return told_line


def _iso(day):
    return None if day is None else day.isoformat()
