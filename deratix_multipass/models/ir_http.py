from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """With the systems that the user is taken to by the button in the top bar."""
        info = super().session_info()
        if info.get("is_internal_user"):
            info["deratix_multipass"] = [
                {"id": connection.id, "name": connection.name, "url": connection._multipass_url()}
                for connection in self.env["deratix.connection"]._multipass_ways()
            ]
        return info
