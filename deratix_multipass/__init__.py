# The pure-Python package (multipass) is imported without Odoo by the unit tests; models exist only
# inside Odoo's own namespace.
if __name__.startswith("odoo.addons."):
    from . import controllers, models, wizards
