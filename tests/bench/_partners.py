"""The partners that are in Odoo before an import; made by one statement, as ``create`` is slow.

They are the sandbox's own kind of people, of another seed, so that names, places and numbers are
spread as those of the clients are. Some are clients of the sandbox as a person may have typed
them: name, numbers, address and e-mail, but neither phone nor account, payment term, note or tags.
An import finds them by their keys and has something to add to each.

The generator knows about a hundred post codes, so that a hundred thousand partners crowd there
more than they do anywhere.
"""

import contextlib

import psycopg2

from deratix_integrations.engine import normalize
from tests.sandbox.people import people

from ._rows import insert

_CHUNK = 5_000


def store(database, shared, count, matching, *, seed, clients):
    """Insert ``count`` partners, of which ``matching`` are clients of the sandbox of that seed,
    spread evenly over all its ``clients``.

    :param shared: the columns that all partners share, as Odoo itself fills them
    """
    step = clients / matching if matching else 0
    there = people(seed, clients) if matching else []
    rows = [_row(there[int(index * step)], typed=True) for index in range(matching)]
    strangers = people(f"{seed} partners", count - matching)
    rows += [_row(stranger, typed=False) for stranger in strangers]
    with contextlib.closing(psycopg2.connect(dbname=database)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        for start in range(0, len(rows), _CHUNK):
            insert(cursor, rows[start : start + _CHUNK], shared)
        cursor.execute("ANALYZE")


def _row(company, *, typed):
    """The columns of one partner, those included that Odoo computes."""
    address = company.address
    name = normalize.text(company.name)
    return {
        "name": name,
        "complete_name": name,
        "commercial_company_name": name,
        "is_company": bool(company.number or company.vat),
        "company_registry": company.number or None,
        "vat": normalize.vat(company.vat, address.country) or None,
        "street": address.street or None,
        "city": address.city or None,
        "zip": address.zip or None,
        "country_code": address.country,
        "email": company.email or None,
        "email_normalized": normalize.email_key(company.email) or None,
        "phone": None if typed else company.phone or None,
        "phone_sanitized": None
        if typed
        else normalize.phone(company.phone, address.country) or None,
    }
