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


def list_clients(env, target):
    """Write the companies among the contacts to a file, as `tools.demo_documents` reads them."""
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
    Path(target).write_text(json.dumps(clients))


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
