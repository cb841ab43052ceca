{
    "name": "Deratix Multipass",
    "summary": "Switch between Odoo and the invoicing system without signing in again",
    "version": "19.0.1.0.0",
    "category": "Productivity/Integrations",
    "author": "Deratix",
    "license": "LGPL-3",
    "depends": ["deratix_integrations"],
    "external_dependencies": {"python": ["cryptography", "zxcvbn"]},
    "data": [
        "security/deratix_multipass_security.xml",
        "security/ir.model.access.csv",
        "views/deratix_multipass_pages.xml",
        "wizards/deratix_people_import_views.xml",
        "views/deratix_person_views.xml",
    ],
}
