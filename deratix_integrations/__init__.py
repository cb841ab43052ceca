# The pure-Python packages (engine, providers) are imported without Odoo by the unit and contract
# tests; models exist only inside Odoo's own namespace.
if __name__.startswith("odoo.addons."):
    from . import controllers, models, wizards
