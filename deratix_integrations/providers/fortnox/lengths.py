"""How long texts may be, by kind of record and field, as the schema of the API tells
(https://apps.fortnox.se/apidocs)."""

LENGTHS = {
    "party": {
        "company_number": 30,
        "zip": 10,
        "country": 2,
        "delivery_zip": 10,
        "delivery_country": 2,
        "currency": 3,
    },
    "order": {"client_order": 75},
    # Beside those of an order.
    "invoice": {"lines[].name": 255},
    "product": {"name": 200, "sku": 50, "barcode": 30},
}
