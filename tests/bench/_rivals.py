"""What the import is compared with: Odoo's own loading, and a script that goes one by one.

Both get the same clients with the same fields as the import, read and prepared beforehand, and
without those that Odoo refuses (`load` would refuse all of them for one).
"""

from deratix_integrations.providers.base import EntryList, Query


def rows(env, limit):
    """The clients of the sandbox: ``(names of columns, rows for load, vals for create)``."""
    connection = env["deratix.connection"].search([], limit=1)
    # The addon's own classes, by the name under which Odoo has imported them.
    from odoo.addons.deratix_integrations.pipeline.parties import Parties

    parties = Parties(env, connection.company_id)
    provider = connection._provider(EntryList())
    prepared = []
    cursor = None
    while len(prepared) < limit:
        page = provider.read_page(Query(), cursor)
        for row in page.rows:
            party = provider.party(row)
            if party.name and not parties.vat_refused(party.vat, party.address.country):
                prepared.append(parties.prepare(party.values()))
        cursor = page.next_cursor
        if cursor is None:
            break
    env.cr.commit()
    return (*_table(env, prepared), [_vals(*each) for each in prepared])


def load(env, names, table):
    """As Odoo's import of files calls it, without the history that it leaves out by default."""
    Partner = env["res.partner"].with_context(import_file=True, tracking_disable=True)
    result = Partner.load(names, table)
    if result["messages"]:
        raise RuntimeError(f"load() refused: {result['messages'][:3]}")
    env.flush_all()
    env.cr.commit()


def one_by_one(env, all_vals):
    """Look for each client by its number, else by its name; create it; commit."""
    Partner = env["res.partner"]
    for vals in all_vals:
        key = "company_registry" if vals.get("company_registry") else "name"
        Partner.search([(key, "=", vals[key])], limit=1)
        Partner.create(vals)
        env.cr.commit()


def _vals(vals, delivery, bank):
    return {
        **vals,
        **({"child_ids": [(0, 0, {**delivery, "type": "delivery"})]} if delivery else {}),
        **({"bank_ids": [(0, 0, bank)]} if bank else {}),
    }


def _table(env, prepared):
    """Prepared values as the columns of a file; references by database id."""
    names = {}
    flat = []
    for vals, delivery, bank in prepared:
        row = _cells(env["res.partner"], vals, "")
        if delivery:
            row |= _cells(env["res.partner"], {**delivery, "type": "delivery"}, "child_ids/")
        if bank:
            row |= _cells(env["res.partner.bank"], bank, "bank_ids/")
        flat.append(row)
        names |= dict.fromkeys(row)
    return list(names), [[row.get(name, "") for name in names] for row in flat]


def _cells(model, vals, prefix):
    cells = {}
    for name, value in vals.items():
        kind = model._fields[name].type
        if kind == "many2one":
            cells[f"{prefix}{name}/.id"] = str(value) if value else ""
        elif kind == "many2many":
            cells[f"{prefix}{name}/.id"] = ",".join(map(str, value[0][2]))
        elif kind == "boolean":
            cells[f"{prefix}{name}"] = "1" if value else "0"
        else:
            cells[f"{prefix}{name}"] = value or ""
    return cells
