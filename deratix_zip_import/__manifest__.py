{
    "name": "Deratix ZIP Document Import",
    "summary": "Many documents from one archive, put with the right client, type and period",
    "version": "19.0.1.0.0",
    "category": "Productivity/Integrations",
    "author": "Deratix",
    "license": "LGPL-3",
    "depends": ["deratix_integrations", "product"],
    "external_dependencies": {
        "python": ["rapidfuzz", "python-stdnum", "anyascii", "filetype", "reportlab"]
    },
    "data": [
        "security/deratix_zip_security.xml",
        "security/ir.model.access.csv",
        "data/deratix_document_type_data.xml",
        "data/deratix_integration_data.xml",
        "data/ir_cron_data.xml",
        "views/deratix_document_type_views.xml",
        "views/deratix_document_views.xml",
        "views/deratix_archive_rule_views.xml",
        "views/deratix_preview_views.xml",
        "views/res_partner_views.xml",
        "views/product_template_views.xml",
        "views/res_users_views.xml",
        "views/res_config_settings_views.xml",
        "views/deratix_archive_views.xml",
        "views/deratix_archive_result_views.xml",
        "views/deratix_card_views.xml",
        "views/deratix_zip_menus.xml",
    ],
    "assets": {
        "web.assets_backend": ["deratix_zip_import/static/src/**/*"],
    },
}
