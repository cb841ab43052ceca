"""What is taken from the other addon's `engine`, under the name it has where this is imported."""

try:
    # Within Odoo both are packages of odoo.addons.
    from ...deratix_integrations.engine import identifiers, texts
except ImportError:
    from deratix_integrations.engine import identifiers, texts

alnum_key, name_key = texts.alnum_key, texts.name_key
company_number_problem = identifiers.company_number_problem
vat_problem = identifiers.vat_problem
