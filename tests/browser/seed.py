"""Databases in a given state."""

from types import SimpleNamespace


def import_all(journey, server, address):
    """Connect, import every client, all in the browser; returns ids of some records."""
    journey.connect(address)
    journey.press("Import")
    journey.preview("All clients")
    journey.apply()
    (run,) = server.call("deratix.run", "search", [])
    (connection,) = server.call("deratix.connection", "search", [])
    (binding,) = server.call(
        "deratix.binding", "search_read", [["kind", "=", "party"]], ["res_id"], limit=1
    )
    return SimpleNamespace(connection=connection, run=run, partner=binding["res_id"])


def user_of(server, group):
    """A person with one of the addon's groups; returns the account to sign in with."""
    account = {"login": "clerk", "password": "clerk-password"}
    groups = server.call(
        "ir.model.data",
        "search_read",
        [["module", "=", "deratix_integrations"], ["name", "=", group]],
        ["res_id"],
    )
    values = {"name": "Clerk", **account, "group_ids": [[4, data["res_id"]] for data in groups]}
    server.call("res.users", "create", values)
    return account


def example_partners(server, sandbox):
    """Contacts that some of the sandbox's clients match: by number, or by e-mail alone."""
    numbers = sandbox.read("clients")["ids"]
    clients = [sandbox.read(f"clients/{number}")["Client"] for number in numbers[:30]]
    with_number = [client for client in clients if client["ico"]][:3]
    with_email = [client for client in clients if client["email"] and client not in with_number][:2]
    values = [
        {"name": client["name"], "company_registry": client["ico"], "is_company": True}
        for client in with_number
    ]
    values += [
        {"name": name, "email": client["email"]}
        for client in with_email
        for name in ("Ján Novotný", "Obchod na rohu")
    ]
    server.call("res.partner", "create", values)
