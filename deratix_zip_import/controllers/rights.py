from odoo.http import request


def check_may_import():
    """Who may not import documents is told that there is nothing (404)."""
    if not request.env["deratix.archive"]._may_import():
        raise request.not_found()
