"""What the demo database holds beyond Odoo's own demo data. Runs inside Odoo."""

import json
from pathlib import Path

# What the sandboxes accept; see tests/sandbox.
_SIGN_IN = {
    "superfaktura": {
        "email": "api@firma-demo.sk",
        "apikey": "demo-superfaktura-apikey-0001",
        "company_id": "4711",
    },
    "fakturownia": {"token": "demo-fakturownia-token-0001/firma-demo"},
    # Fortnox asks a person to consent; jortt knows the application by these.
    "fortnox": {
        "client_id": "demo-fortnox-client",
        "client_secret": "demo-fortnox-secret-0001",
    },
    "jortt": {"client_id": "demo-jortt-client", "client_secret": "demo-jortt-secret-0001"},
}

# A firm for pest control has these; names of substances, not of anybody's goods.
_PRODUCTS = (
    "Návnada brodifakum, voskové bloky 10 kg",
    "Návnada bromadiolón, pelety 5 kg",
    "Cypermetrín koncentrát 1 l",
    "Gél na šváby 35 g",
    "Chlórnan sodný 12 %",
    "Peroxid vodíka 30 %",
    "Acetón technický",
    "Lepová doska na hlodavce",
)
# Login and name of people who work in the field.
_PEOPLE = {
    "zuzana": "Zuzana Hrušková",
    "marek": "Marek Bartoš",
    "lukas": "Lukáš Ďurian",
    "ivana": "Ivana Šťastná",
}
_GROUPS = {"zuzana": "deratix_integrations.group_document_import"}


def prepare_demo(env, addresses, odoo_url):
    """Make the database ready for the sandboxes; may run again at every start.

    They listen on this machine, which a connection may only talk to when it is allowed. Whoever
    authorises a connection comes back to the address of Odoo.

    :param addresses: `{code of the system: address of its sandbox}`
    """
    env["ir.config_parameter"].sudo().set_param("web.base.url", odoo_url)
    env["ir.config_parameter"].sudo().set_param("web.base.url.freeze", "True")
    env["ir.config_parameter"].sudo().set_param("deratix.allow_private_addresses", "True")
    for code, address in addresses.items():
        _connect(env, env.ref(f"deratix_integrations.integration_{code}"), address)
    _stock(env)
    _hire(env)


def _stock(env):
    products = env["product.template"]
    present = products.search([("name", "in", _PRODUCTS)]).mapped("name")
    products.create([{"name": name} for name in _PRODUCTS if name not in present])


def _hire(env):
    """The login is the password."""
    users = env["res.users"].with_context(active_test=False, no_reset_password=True)
    present = users.search([("login", "in", list(_PEOPLE))]).mapped("login")
    users.create(
        [
            {
                "name": name,
                "login": login,
                "password": login,
                "group_ids": [(6, 0, env.ref(_GROUPS.get(login, "base.group_user")).ids)],
            }
            for login, name in _PEOPLE.items()
            if login not in present
        ]
    )


def list_known(env, target):
    """Write the companies among the contacts, the products and the people to a file, as
    `tools.demo_documents` reads them."""
    own = env["res.company"].search([]).partner_id
    partners = env["res.partner"].search([("is_company", "=", True)], order="id") - own
    clients = [
        {
            "id": partner.id,
            "name": partner.name,
            "number": partner.company_registry or "",
            "vat": partner.vat or "",
            "town": partner.city or "",
        }
        for partner in partners
    ]
    people = env["res.users"].search([("share", "=", False)], order="id").mapped("name")
    known = {"clients": clients, "products": _PRODUCTS, "people": people}
    Path(target).write_text(json.dumps(known))


def _connect(env, integration, address):
    Connection = env["deratix.connection"]
    connection = Connection.search([("integration_id", "=", integration.id)], limit=1)
    if not connection:
        connection = Connection.create(
            {"name": integration.name, "integration_id": integration.id, "base_url": address}
        )
    elif connection.base_url == address:
        return
    connection.base_url = address
    for credential in connection.credential_ids:
        credential.value = _SIGN_IN[integration.code].get(credential.key, False)
