# The pure-Python packages (engine, providers) are imported without Odoo by the unit and contract
# tests; models exist only inside Odoo's own namespace.
if __name__.startswith("odoo.addons."):
    from . import controllers, models, wizards


def uninstall_hook(env):
    """Remove what Odoo leaves behind: the indexes on its own table of partners."""
    for index in ("number", "vat", "email", "phone", "place"):
        env.cr.execute(f"DROP INDEX IF EXISTS res_partner__deratix_{index}_idx")
