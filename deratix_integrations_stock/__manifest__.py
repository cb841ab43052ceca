{
    "name": "Deratix Integrations: Inventory",
    "summary": "Let the stock of invoicing systems flow into Odoo's Inventory, and back",
    "version": "19.0.1.0.0",
    "category": "Productivity/Integrations",
    "author": "Deratix",
    "license": "LGPL-3",
    "depends": ["deratix_integrations", "stock"],
    "data": ["views/deratix_flow_views.xml"],
    "assets": {
        "web.assets_backend": ["deratix_integrations_stock/static/src/**/*"],
    },
    "auto_install": True,
}
