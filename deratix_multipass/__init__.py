# The package multipass knows nothing of Odoo: tests import it without.
