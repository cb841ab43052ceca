"""Partners as rows of their table: made by one statement, as ``create`` is slow."""

import json

_INSERT = """
    WITH given AS MATERIALIZED (
        SELECT nextval('res_partner_id_seq') AS id, row FROM jsonb_array_elements(%s) AS row
    )
    INSERT INTO res_partner
    SELECT p.*
    FROM given
    LEFT JOIN res_country c ON c.code = row->>'country_code',
    LATERAL jsonb_populate_record(NULL::res_partner, %s || row || jsonb_build_object(
        'id', given.id, 'commercial_partner_id', given.id, 'country_id', c.id)) AS p
    RETURNING id
"""


def pattern(env):
    """The columns that partners made by Odoo share, a dict."""
    partner = env["res.partner"].create({"name": "Pattern", "is_company": True})
    env.flush_all()
    env.cr.execute("SELECT to_jsonb(p) - 'id' FROM res_partner p WHERE id = %s", [partner.id])
    ((shared,),) = env.cr.fetchall()
    partner.unlink()
    return shared


def insert(cr, rows, shared):
    """Insert rows of columns (those of ``country_code`` instead of a country) with those that they
    all share; returns their ids, in the same order."""
    cr.execute(_INSERT, [json.dumps(rows), json.dumps(shared)])
    return sorted(id_ for (id_,) in cr.fetchall())


def columns(party):
    """The columns of a partner that has the plain values of a ``Party``; what needs records of
    its own (accounts, tags, terms, the delivery address) is left out."""
    address = party.address
    return {
        "name": party.name,
        "complete_name": party.name,
        "commercial_company_name": party.name,
        "is_company": party.is_company is not False,
        "company_registry": party.company_number or None,
        "vat": party.vat or None,
        "deratix_tax_number": party.tax_id or None,
        "street": address.street or None,
        "city": address.city or None,
        "zip": address.zip or None,
        "country_code": address.country,
        "email": party.email or None,
        "email_normalized": party.email or None,
        "phone": party.phone or None,
        "phone_sanitized": party.phone or None,
        "website": party.website and f"https://{party.website}" or None,
    }
