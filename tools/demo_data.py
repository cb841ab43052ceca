"""What the demo database holds beyond Odoo's own demo data. Runs inside Odoo."""

# What the sandbox accepts; see tests/sandbox/superfaktura.
_SIGN_IN = {
    "email": "api@firma-demo.sk",
    "apikey": "demo-superfaktura-apikey-0001",
    "company_id": "4711",
}


def prepare_demo(env, sandbox_url):
    """Make the database ready for the sandbox at `sandbox_url`; may run again at every start.

    The sandbox listens on this machine, which a connection may only talk to when it is allowed.
    """
    env["ir.config_parameter"].sudo().set_param("deratix.allow_private_addresses", "True")
    integration = env.ref("deratix_integrations.integration_superfaktura")
    connection = env["deratix.connection"].search(
        [("integration_id", "=", integration.id)], limit=1
    )
    if not connection:
        connection = env["deratix.connection"].create(
            {"name": integration.name, "integration_id": integration.id, "base_url": sandbox_url}
        )
    elif connection.base_url == sandbox_url:
        return
    connection.base_url = sandbox_url
    for credential in connection.credential_ids:
        credential.value = _SIGN_IN[credential.key]
