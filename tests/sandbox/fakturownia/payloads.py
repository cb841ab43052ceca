"""What webhooks carry: thin, as recorded; the record itself has to be asked for.

A client has its id inside of `client` (2018), and beside it as `client_id` (the help page). An
invoice is a `deal`, the word of the CRM that the webhooks were made for. With the option
old_webhooks only what was recorded in 2018 is sent. Payloads of `destroy` are not documented:
here they are those of the other events.
"""

from . import money


def client_payload(account, webhook, row):
    names = (
        "id", "name", "tax_no", "first_name", "last_name", "email", "phone", "city", "street",
        "post_code", "country", "bank_account", "bank_account_id", "register_number",
    )  # fmt: skip
    client = {name: row[name] for name in names}
    client |= {"external_ids": {"fakturownia": row["id"]}, "buyer": {}, "skip_webhooks": True}
    payload = {"client": client, **_envelope(account, webhook)}
    if not account.options.old_webhooks:
        payload["client_id"] = row["id"]
    return payload


def invoice_payload(account, webhook, row):
    client = {
        "name": row["buyer_name"],
        "tax_no": row["buyer_tax_no"],
        "first_name": row["buyer_first_name"],
        "last_name": row["buyer_last_name"],
        "bank_account": None,
        "bank_account_id": None,
        "register_number": None,
        "external_ids": {"fakturownia": row["client_id"]},
        "skip_webhooks": True,
    }
    deal = {
        "name": row["product_cache"],
        "description": row["description"] or "",
        "price": row["price_gross"],
        "paid": money.number(row["paid"]) >= money.number(row["price_gross"]),
        "url": account.documents.view_url(row),
        "date": row["issue_date"],
        "invoice_no": row["number"],
        "kind": row["kind"],
        "external_ids": {"fakturownia": row["id"]},
        "client": client,
        "skip_webhooks": True,
    }
    payload = {"deal": deal, **_envelope(account, webhook)}
    if not account.options.old_webhooks:
        deal |= {"status": row["status"], "currency": row["currency"]}
        payload["id"] = row["id"]
    return payload


def _envelope(account, webhook):
    return {
        "app_name": "fakturownia",
        "api_token": webhook["api_token"] or "",
        "locale": account.options.language,
    }
